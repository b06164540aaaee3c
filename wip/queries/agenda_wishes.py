"""What is wished of an agenda, who cannot when, and who has a part in it; each read is one statement."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from wip.domain.agenda_wishes import WishKind
from wip.domain.commissions import LIVE
from wip.domain.papers import PRESENTING, PaperState
from wip.models import (
    AgendaRules,
    AgendaWish,
    Commenter,
    CommenterHours,
    Commission,
    Paper,
    PaperTopic,
    Topic,
    WipSession,
)


def rules_of(session: Session, wip_session: WipSession) -> AgendaRules:
    """By what the session is laid out; as usual (a row that is not kept) where nothing has been said."""
    found = session.get(AgendaRules, wip_session.id)
    return found or AgendaRules(
        wip_session_id=wip_session.id, order="as_they_are", kind_from=7, kind_until=22
    )


def wishes_of(session: Session, wip_session: WipSession) -> list[AgendaWish]:
    """Every wish with its person or papers: hours by their time, then the papers' in the order in which they were told."""
    return list(
        session.scalars(
            sa.select(AgendaWish)
            .where(AgendaWish.wip_session_id == wip_session.id)
            .options(
                joinedload(AgendaWish.person),
                joinedload(AgendaWish.paper),
                joinedload(AgendaWish.other_paper),
            )
            .order_by(AgendaWish.kind != WishKind.CANNOT, AgendaWish.begins_at, AgendaWish.id)
        )
    )


def paper_wishes(session: Session, wip_session: WipSession) -> list[AgendaWish]:
    """The papers' wishes alone, without their papers."""
    asked = sa.select(AgendaWish).where(
        AgendaWish.wip_session_id == wip_session.id, AgendaWish.kind != WishKind.CANNOT
    )
    return list(session.scalars(asked.order_by(AgendaWish.id)))


def wish_of(session: Session, wip_session: WipSession, wish_id: int) -> AgendaWish | None:
    """One wish of this very session."""
    return session.scalar(
        sa.select(AgendaWish).where(AgendaWish.id == wish_id, AgendaWish.wip_session_id == wip_session.id)
    )


def own_hours(session: Session, wip_session_id: int, person_id: int) -> list[AgendaWish]:
    """When somebody has said themself that they cannot."""
    return list(
        session.scalars(
            sa.select(AgendaWish)
            .where(
                AgendaWish.wip_session_id == wip_session_id,
                AgendaWish.person_id == person_id,
                AgendaWish.told_by == person_id,
            )
            .order_by(AgendaWish.begins_at, AgendaWish.id)
        )
    )


def presented(session: Session, wip_session: WipSession) -> list[Paper]:
    """The papers with a place in the session, confirmed ones first, then by number, with their authors."""
    return list(
        session.scalars(
            sa.select(Paper)
            .where(Paper.wip_session_id == wip_session.id, Paper.state.in_(PRESENTING))
            .options(selectinload(Paper.authors))
            .order_by(Paper.state != PaperState.CONFIRMED, Paper.number)
            .execution_options(populate_existing=True)
        )
    )


def topics_by_paper(session: Session, wip_session: WipSession) -> dict[int, str]:
    """The first of the call's topics that each paper chose."""
    rows = session.execute(
        sa.select(PaperTopic.paper_id, Topic.name)
        .join(Topic, Topic.id == PaperTopic.topic_id)
        .join(Paper, Paper.id == PaperTopic.paper_id)
        .where(Paper.wip_session_id == wip_session.id)
        .order_by(Topic.position.desc(), Topic.id.desc())
    )
    return {row[0]: row[1] for row in rows}


def commenters_hours(
    session: Session, wip_session: WipSession
) -> list[tuple[int, int | None, datetime | None, datetime | None]]:
    """(person, sitting, from, until) of whoever comments on a paper and cannot be there all the time; no moments: not at all."""
    asked = sa.exists().where(Commission.commenter_id == Commenter.id, Commission.state.in_(LIVE))
    rows = session.execute(
        sa.select(
            Commenter.person_id,
            CommenterHours.sitting_id,
            CommenterHours.from_at,
            CommenterHours.until_at,
        )
        .join(Commenter, Commenter.id == CommenterHours.commenter_id)
        .where(Commenter.wip_session_id == wip_session.id, asked)
        .order_by(CommenterHours.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def papers_in(session: Session, wip_session: WipSession, ids: Iterable[int]) -> dict[int, Paper]:
    """Those of these papers that have a place in this very session, by id."""
    rows = session.scalars(
        sa.select(Paper).where(
            Paper.id.in_(list(ids)), Paper.wip_session_id == wip_session.id, Paper.state.in_(PRESENTING)
        )
    )
    return {row.id: row for row in rows}
