"""Reads of single offers to comment: what was said, and what can be ticked."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from wip.domain.conflicts import ConflictKind, ConflictState
from wip.domain.offers import Hours, OfferFacts
from wip.domain.papers import PRESENTING
from wip.domain.publications import AgendaState
from wip.models import (
    Commenter,
    CommenterTopic,
    Conflict,
    HistoryEvent,
    Paper,
    SessionSection,
    Topic,
    WipSession,
)
from wip.queries.reviews import writes_paper


def hours_of(row: Commenter) -> tuple[Hours, ...]:
    """Of which rooms the commenter has said that not all suits."""
    return tuple(Hours(each.sitting_id, each.from_at, each.until_at) for each in row.hours)


def lost_hours(session: Session, row: Commenter) -> bool:
    """Whether a moved date has dropped the hours that they named, and they have not changed their offer since."""
    last = session.scalar(
        sa.select(HistoryEvent.act)
        .where(HistoryEvent.thing == Commenter.__tablename__, HistoryEvent.thing_id == row.id)
        .order_by(HistoryEvent.id.desc())
        .limit(1)
    )
    return last == "drop hours"


def topic_names(session: Session, row: Commenter) -> list[str]:
    """The names of the call's topics that they chose, in the call's order; one statement."""
    return list(
        session.scalars(
            sa.select(Topic.name)
            .join(CommenterTopic, CommenterTopic.topic_id == Topic.id)
            .where(CommenterTopic.commenter_id == row.id)
            .order_by(Topic.position, Topic.id)
        )
    )


def line_up(session: Session, wip_session: WipSession, person_id: int = 0) -> Sequence[Paper]:
    """The presented papers once everybody may know of them, by number, without the person's own; at most two statements."""
    if wip_session.agenda_state is not AgendaState.PUBLISHED:
        return []
    return session.scalars(
        sa.select(Paper)
        .where(
            Paper.wip_session_id == wip_session.id,
            Paper.state.in_(PRESENTING),
            sa.not_(writes_paper(person_id)),
        )
        .options(selectinload(Paper.authors))
        .order_by(Paper.number)
    ).all()


def declared_by(session: Session, wip_session_id: int, person_id: int) -> list[int]:
    """Numbers of the session's papers with which the person has declared a conflict; one statement."""
    return list(
        session.scalars(
            sa.select(Paper.number)
            .join(Conflict, Conflict.paper_id == Paper.id)
            .where(
                Paper.wip_session_id == wip_session_id,
                Conflict.person_id == person_id,
                Conflict.kind == ConflictKind.REVIEWER,
                Conflict.state == ConflictState.CONFIRMED,
            )
            .order_by(Paper.number)
        )
    )


def said_before(session: Session, wip_session: WipSession, person_id: int) -> OfferFacts:
    """What the person last said of themself in another session of this section or of those that share this one; one statement."""
    here = sa.select(SessionSection.section_id).where(SessionSection.wip_session_id == wip_session.id)
    row = session.scalar(
        sa.select(Commenter)
        .join(WipSession, WipSession.id == Commenter.wip_session_id)
        .where(
            Commenter.person_id == person_id,
            Commenter.wip_session_id != wip_session.id,
            sa.or_(WipSession.section_id == wip_session.section_id, WipSession.section_id.in_(here)),
        )
        .order_by(Commenter.offered_at.desc(), Commenter.id.desc())
        .limit(1)
    )
    if row is None:
        return OfferFacts()
    return OfferFacts(
        row.topics, row.conflicts, methods=row.methods, works=row.works, career_stage=row.career_stage
    )
