"""Who may see authors' names: one answer for every page."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.calls import Blindness
from wip.domain.invitations import InvitationState
from wip.domain.selection_stages import SelectionStage, shows_names
from wip.models import (
    Author,
    Call,
    Leadership,
    NamesSeen,
    Paper,
    Reviewer,
    ReviewSettings,
    SessionSection,
    WipSession,
)


def names_in_review(session: Session, call: Call, *, leads: bool) -> bool:
    """Whether names show where papers are reviewed and selected. No statement but in double-blind calls.

    Before the reveal they show there to nobody, be it to a leader who has looked at them elsewhere.
    """
    if call.blindness is not Blindness.DOUBLE:
        return True
    settings = session.get_one(ReviewSettings, call.wip_session_id)
    return shows_names(call.blindness, settings.stage, leads=leads)


def names_to_leader(session: Session, wip_session: WipSession, person_id: int) -> bool:
    """Whether the leaders' own pages of papers show names to this leader; one statement.

    In a double-blind call they do once the names are revealed, or once this leader has chosen to see them.
    """
    row = session.execute(
        sa.select(Call.blindness, ReviewSettings.stage, NamesSeen.person_id)
        .join(ReviewSettings, ReviewSettings.wip_session_id == Call.wip_session_id)
        .outerjoin(
            NamesSeen,
            sa.and_(NamesSeen.wip_session_id == Call.wip_session_id, NamesSeen.person_id == person_id),
        )
        .where(Call.wip_session_id == wip_session.id)
    ).one_or_none()
    if row is None:
        return True
    has_looked = row[2] is not None
    return has_looked or shows_names(row[0], row[1], leads=True)


def blind_to(person_id: int) -> sa.Select[int]:
    """SQL: ids of the sessions whose authors' names are hidden from this leader."""
    seen = sa.exists().where(
        NamesSeen.wip_session_id == Call.wip_session_id, NamesSeen.person_id == person_id
    )
    return (
        sa.select(Call.wip_session_id)
        .join(ReviewSettings, ReviewSettings.wip_session_id == Call.wip_session_id)
        .where(
            Call.blindness == Blindness.DOUBLE, ReviewSettings.stage != SelectionStage.REVEALED, sa.not_(seen)
        )
    )


def committee_of(session: Session, wip_session: WipSession) -> frozenset[int]:
    """The ids of all who lead or review the session, or have done so; one statement."""
    sections = sa.select(SessionSection.section_id).where(SessionSection.wip_session_id == wip_session.id)
    leaders = sa.select(Leadership.person_id).where(
        sa.or_(Leadership.section_id == wip_session.section_id, Leadership.section_id.in_(sections)),
        Leadership.state.in_(_EVER),
    )
    readers = sa.select(Reviewer.person_id).where(
        Reviewer.wip_session_id == wip_session.id, Reviewer.state.in_(_EVER)
    )
    return frozenset(session.scalars(sa.union(leaders, readers)))


def writers_of(session: Session, paper_ids: Collection[int]) -> frozenset[tuple[int, int | None]]:
    """(paper, person) of everybody who wrote one of these papers, or handed it in; one statement."""
    wrote = sa.select(Author.paper_id, Author.person_id).where(
        Author.paper_id.in_(paper_ids), Author.person_id.is_not(None)
    )
    sent = sa.select(Paper.id, Paper.submitter_id).where(Paper.id.in_(paper_ids))
    rows: sa.Result[int, int | None] = session.execute(sa.union(wrote, sent))
    return frozenset((row[0], row[1]) for row in rows)


_EVER = (InvitationState.ACCEPTED, InvitationState.ENDED)
