"""Reads of a section's own letters."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from wip.domain.letters import LetterKind
from wip.models import HistoryEvent, LetterTemplate, Section


def own_letters(session: Session, section: Section) -> dict[str, LetterTemplate]:
    """The section's own words by kind, with whoever worded them; one statement."""
    select = (
        sa.select(LetterTemplate)
        .where(LetterTemplate.section_id == section.id)
        .options(joinedload(LetterTemplate.editor))
    )
    return {row.kind: row for row in session.scalars(select)}


_LOOKED_AT, _SHOWN = 200, 10


def past_words(session: Session, section: Section, kind: LetterKind) -> list[HistoryEvent]:
    """The last changes of the section's words for this kind, the newest first, at most ten; one statement."""
    select = (
        sa.select(HistoryEvent)
        .where(HistoryEvent.section_id == section.id, HistoryEvent.act.in_(("word letter", "unword letter")))
        .order_by(HistoryEvent.id.desc())
        .limit(_LOOKED_AT)
    )
    found = [event for event in session.scalars(select) if event.new.get("letter") == kind.value]
    return found[:_SHOWN]
