"""Reads of a section's own letters."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from wip.models import LetterTemplate, Section


def own_letters(session: Session, section: Section) -> dict[str, LetterTemplate]:
    """The section's own words by kind, with whoever worded them; one statement."""
    select = (
        sa.select(LetterTemplate)
        .where(LetterTemplate.section_id == section.id)
        .options(joinedload(LetterTemplate.editor))
    )
    return {row.kind: row for row in session.scalars(select)}
