"""People of a section's sessions for whom a letter can be shown, the newest first."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from wip.models import Attendee, Author, Commenter, Commission, Paper, Reviewer, Section, WipSession
from wip.queries.blindness import blind_to
from wip.queries.reviews import visible

MOST = 8
"""As many as somebody wants to choose from."""


def authors(session: Session, section: Section, person_id: int) -> list[Author]:
    """Authors with an address, of papers that the person may see; two statements."""
    select = (
        sa.select(Paper)
        .join(WipSession, Paper.wip_session_id == WipSession.id)
        .where(WipSession.section_id == section.id, visible(person_id), _named(person_id))
        .options(selectinload(Paper.authors).options(joinedload(Author.person), joinedload(Author.paper)))
        .order_by(Paper.id.desc())
        .limit(MOST)
    )
    found = [author for paper in session.scalars(select) for author in paper.authors if author.person]
    return found[:MOST]


def _named(person_id: int) -> sa.ColumnElement[bool]:
    """SQL: a paper whose authors the leader may know."""
    return Paper.wip_session_id.not_in(blind_to(person_id))


def commissions(session: Session, section: Section, person_id: int) -> Sequence[Commission]:
    """Commissions on papers that the person may see."""
    select = (
        sa.select(Commission)
        .join(Paper, Commission.paper_id == Paper.id)
        .join(WipSession, Paper.wip_session_id == WipSession.id)
        .where(WipSession.section_id == section.id, visible(person_id), _named(person_id))
        .options(
            joinedload(Commission.commenter, innerjoin=True).joinedload(Commenter.person, innerjoin=True),
            joinedload(Commission.paper, innerjoin=True),
        )
        .order_by(Commission.id.desc())
        .limit(MOST)
    )
    return session.scalars(select).all()


def members(
    session: Session, section: Section, table: type[Commenter | Reviewer | Attendee]
) -> Sequence[Commenter | Reviewer | Attendee]:
    """Volunteers, reviewers or attendees of the section's sessions."""
    select = (
        sa.select(table)
        .join(WipSession, table.wip_session_id == WipSession.id)
        .where(WipSession.section_id == section.id)
        .options(joinedload(table.person, innerjoin=True))
        .order_by(table.id.desc())
        .limit(MOST)
    )
    found: Sequence[Any] = session.scalars(select).all()
    return found
