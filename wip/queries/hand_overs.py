"""Reads for the hand-over to the next chair: who did what in a session. A fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from wip.domain.commissions import CommissionState
from wip.domain.publications import EntryKind
from wip.domain.reviews import ReviewState
from wip.models import (
    AgendaSlot,
    Attendee,
    CalendarEntry,
    Commenter,
    Commission,
    Decision,
    Draft,
    Letter,
    Paper,
    Person,
    Release,
    Review,
    Reviewer,
    WipSession,
)
from wip.queries.feedbacks import Numbers, numbers_of

Rows = Sequence[sa.Row[*tuple[Any, ...]]]


@dataclass(frozen=True)
class PaperLine:
    """One paper: when its authors were told, its slot as published, minutes it ran over, its commenters, and how many left feedback."""

    paper: Paper
    told_at: Any
    entry: CalendarEntry | None
    minutes_over: int | None
    commenters: tuple[str, ...]
    feedback: Numbers


def papers(session: Session, wip_session: WipSession) -> list[PaperLine]:
    """Every paper of the session by number, in six statements."""
    rows = session.scalars(
        sa.select(Paper)
        .where(Paper.wip_session_id == wip_session.id)
        .options(selectinload(Paper.authors), selectinload(Paper.drafts))
        .order_by(Paper.number)
    ).all()
    told = _told(session, wip_session)
    slots = _slots(session, wip_session)
    who = _commenters(session, wip_session)
    feedback = numbers_of(session, wip_session.id)
    return [
        PaperLine(
            row,
            told.get(row.id),
            *slots.get(row.id, (None, None)),
            commenters=tuple(who.get(row.id, ())),
            feedback=feedback.get(row.id, Numbers()),
        )
        for row in rows
    ]


def _told(session: Session, wip_session: WipSession) -> dict[int, Any]:
    rows = session.execute(
        sa.select(Decision.paper_id, sa.func.max(Release.released_at, type_=Release.released_at.type))
        .join(Release, Release.id == Decision.release_id)
        .where(Release.wip_session_id == wip_session.id)
        .group_by(Decision.paper_id)
    )
    return {row[0]: row[1] for row in rows}


def reasons(session: Session, wip_session: WipSession) -> dict[int, str]:
    """The reasons given for each paper's decisions since the freeze, the oldest first, by paper id; one statement."""
    rows = session.execute(
        sa.select(Decision.paper_id, Decision.reason)
        .join(Paper, Paper.id == Decision.paper_id)
        .where(Paper.wip_session_id == wip_session.id, Decision.reason != "")
        .order_by(Decision.id)
    )
    found: dict[int, list[str]] = {}
    for paper_id, reason in rows:
        found.setdefault(paper_id, []).append(reason)
    return {paper_id: "; ".join(reasons) for paper_id, reasons in found.items()}


def _slots(session: Session, wip_session: WipSession) -> dict[int, tuple[CalendarEntry | None, int | None]]:
    rows = session.execute(
        sa.select(AgendaSlot.paper_id, CalendarEntry, AgendaSlot.minutes_over)
        .outerjoin(
            CalendarEntry,
            sa.and_(
                CalendarEntry.paper_id == AgendaSlot.paper_id,
                CalendarEntry.kind == EntryKind.SLOT,
                CalendarEntry.cancelled.is_(False),
            ),
        )
        .where(AgendaSlot.wip_session_id == wip_session.id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _commenters(session: Session, wip_session: WipSession) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row, commenter in commissions(session, wip_session):
        if row.state is CommissionState.ACCEPTED and not row.is_standby:
            found.setdefault(row.paper_id, []).append(commenter.person.name or commenter.person.email)
    return found


def commissions(session: Session, wip_session: WipSession) -> list[tuple[Commission, Commenter]]:
    """Everybody who was asked about a paper, with the answer."""
    rows = session.execute(
        sa.select(Commission, Commenter)
        .join(Commission.commenter)
        .options(joinedload(Commenter.person), joinedload(Commission.paper))
        .where(Commenter.wip_session_id == wip_session.id)
        .order_by(Commission.paper_id, Commission.id)
    )
    return [(row[0], row[1]) for row in rows]


def volunteers(session: Session, wip_session: WipSession) -> list[Commenter]:
    """Everybody who offered to comment, those included who took it back."""
    return list(
        session.scalars(
            sa.select(Commenter)
            .where(Commenter.wip_session_id == wip_session.id)
            .options(joinedload(Commenter.person))
            .order_by(Commenter.id)
        )
    )


def attendees(session: Session, wip_session: WipSession) -> list[Attendee]:
    """Everybody who signed up to come."""
    return list(
        session.scalars(
            sa.select(Attendee)
            .where(Attendee.wip_session_id == wip_session.id)
            .options(joinedload(Attendee.person))
            .order_by(Attendee.id)
        )
    )


def reviewers(session: Session, wip_session: WipSession, hidden: set[int]) -> list[tuple[Person, str, int]]:
    """(person, state of the invitation or "leader", number of finished reviews), leaving out `hidden` papers' reviews."""
    done = (
        sa.select(Review.person_id, sa.func.count().label("n"))
        .join(Paper)
        .where(
            Paper.wip_session_id == wip_session.id,
            Review.state == ReviewState.DONE,
            Paper.id.not_in(hidden),
        )
        .group_by(Review.person_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(Person, Reviewer.state, sa.func.coalesce(done.c.n, 0))
        .outerjoin(
            Reviewer, sa.and_(Reviewer.person_id == Person.id, Reviewer.wip_session_id == wip_session.id)
        )
        .outerjoin(done, done.c.person_id == Person.id)
        .where(sa.or_(Reviewer.id.is_not(None), done.c.n.is_not(None)))
        .order_by(Person.id)
    )
    return [(row[0], row[1].value if row[1] else "leader", row[2]) for row in rows]


def letters(session: Session, wip_session: WipSession, hidden: set[int]) -> Rows:
    """(kind, state, number) of the session's letters, without those about `hidden` papers."""
    return session.execute(
        sa.select(Letter.kind, Letter.state, sa.func.count())
        .where(
            Letter.wip_session_id == wip_session.id,
            sa.or_(Letter.paper_id.is_(None), Letter.paper_id.not_in(hidden)),
        )
        .group_by(Letter.kind, Letter.state)
        .order_by(Letter.kind, Letter.state)
    ).all()


def newest_drafts(session: Session, wip_session: WipSession, hidden: set[int]) -> list[tuple[int, Draft]]:
    """(paper's number, its newest draft) for the papers that are not `hidden`."""
    last = (
        sa.select(Draft.paper_id, sa.func.max(Draft.number).label("number"))
        .join(Paper)
        .where(Paper.wip_session_id == wip_session.id, Paper.id.not_in(hidden))
        .group_by(Draft.paper_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(Paper.number, Draft)
        .join(Draft, Draft.paper_id == Paper.id)
        .join(last, sa.and_(last.c.paper_id == Draft.paper_id, last.c.number == Draft.number))
        .order_by(Paper.number)
    )
    return [(row[0], row[1]) for row in rows]
