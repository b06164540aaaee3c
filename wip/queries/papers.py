"""Reads about papers, for leaders and for their own authors."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from wip.domain.publications import AgendaState
from wip.domain.sessions import SessionState
from wip.models import (
    Author,
    CalendarEntry,
    Call,
    Commenter,
    Commission,
    Paper,
    Person,
    Reviewer,
    WipSession,
)


def with_authors(paper_id: int) -> sa.Select[Paper]:
    """One paper with its authors, their people and its drafts."""
    return (
        sa.select(Paper)
        .where(Paper.id == paper_id)
        .options(
            selectinload(Paper.authors).joinedload(Author.person),
            selectinload(Paper.drafts),
        )
        .execution_options(populate_existing=True)
    )


def call_of_paper(session: Session, paper: Paper) -> Call:
    """The call that the paper answers."""
    return session.scalars(sa.select(Call).where(Call.wip_session_id == paper.wip_session_id)).one()


def published_slot(session: Session, paper: Paper) -> CalendarEntry | None:
    """The paper's slot as published, unless cancelled or taken down."""
    return session.scalar(
        sa.select(CalendarEntry)
        .join(WipSession, WipSession.id == CalendarEntry.wip_session_id)
        .where(
            CalendarEntry.paper_id == paper.id,
            CalendarEntry.cancelled.is_(False),
            WipSession.agenda_state == AgendaState.PUBLISHED,
        )
    )


@dataclass(frozen=True)
class Waiting:
    """Everything that one person is part of, for `/me/`."""

    papers: list[tuple[Paper, WipSession, Call]]
    offers: list[tuple[Commenter, WipSession]]
    commissions: list[Commission]
    reviewerships: list[tuple[Reviewer, WipSession]]
    zones: dict[int, str]
    """In which zone the session of each commission is announced, by the session's id."""
    called_off: set[int] = field(default_factory=set)
    """The ids of those sessions that are cancelled."""


def with_sittings(session: Session, rows: Iterable[WipSession]) -> None:
    """Have the further rooms and dates of these sessions at hand; two statements, none where no session has any."""
    ids = {row.id for row in rows if row.room}
    if ids:
        several = sa.select(WipSession).where(WipSession.id.in_(ids))
        session.scalars(several.options(selectinload(WipSession.sittings))).all()


def waiting_for(session: Session, person: Person, now: datetime) -> Waiting:
    """The person's papers, offers, commissions and invitations in sessions not long past; four statements."""
    ahead = WipSession.starts_at >= now - timedelta(days=365)
    papers = session.execute(
        sa.select(Paper, WipSession, Call)
        .join(Author, Author.paper_id == Paper.id)
        .join(WipSession, WipSession.id == Paper.wip_session_id)
        .join(Call, Call.wip_session_id == WipSession.id)
        .where(Author.person_id == person.id, ahead)
        .order_by(WipSession.starts_at, Paper.number)
        .limit(50)
    ).all()
    offers = session.execute(
        sa.select(Commenter, WipSession)
        .join(WipSession, WipSession.id == Commenter.wip_session_id)
        .where(Commenter.person_id == person.id, Commenter.withdrawn.is_(False), ahead)
        .order_by(WipSession.starts_at)
        .limit(50)
    ).all()
    commissions = session.execute(
        sa.select(Commission, WipSession.zone, WipSession.state)
        .join(Commission.commenter)
        .join(WipSession, WipSession.id == Commenter.wip_session_id)
        .options(joinedload(Commission.paper))
        .where(Commenter.person_id == person.id, ahead)
        .order_by(WipSession.starts_at, Commission.id)
        .limit(50)
    ).all()
    reviewerships = session.execute(
        sa.select(Reviewer, WipSession)
        .join(WipSession, WipSession.id == Reviewer.wip_session_id)
        .where(Reviewer.person_id == person.id, WipSession.starts_at >= now)
        .order_by(WipSession.starts_at)
        .limit(50)
    ).all()
    return Waiting(
        [(row[0], row[1], row[2]) for row in papers],
        [(row[0], row[1]) for row in offers],
        [row[0] for row in commissions],
        [(row[0], row[1]) for row in reviewerships],
        {row[0].paper.wip_session_id: row[1] for row in commissions},
        {row[0].paper.wip_session_id for row in commissions if row[2] is SessionState.CANCELLED},
    )
