"""Reads about drafts on their way to readers: what can be read, who had a copy, and the clock of each draft."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from wip.domain.circulation import Reader, goes_out
from wip.domain.commissions import CommissionState
from wip.domain.conflicts import ConflictState
from wip.domain.draft_clocks import own_due
from wip.domain.letters import LetterKind, LetterState
from wip.domain.papers import PRESENTING
from wip.domain.publications import AgendaState
from wip.models import (
    Attendee,
    CalendarEntry,
    Call,
    Commenter,
    Commission,
    Conflict,
    Draft,
    DraftClock,
    DraftCopy,
    Letter,
    Paper,
    Person,
    WipSession,
)
from wip.queries.draft_ticks import Tick, ticks_on
from wip.queries.reviews import has_conflict, visible

_COPIES_SHOWN = 300
_PAPERS_SHOWN = 200


def open_draft(paper: Paper) -> Draft | None:
    """The newest version that goes out to readers; older ones lead to it. Its drafts are loaded."""
    return next((each for each in reversed(paper.drafts) if goes_out(each.content_type, each.facts)), None)


def due_of(paper: Paper, call: Call) -> datetime | None:
    """When the paper's draft is due, before any extension: the call's date, or its own where its place came late."""
    row = call.wip_session
    return own_due(
        call.draft_due_at,
        row.starts_at,
        row.zone,
        offered_at=paper.offered_at,
        confirm_by=paper.confirm_by,
    )


def on_line_up(person_id: int) -> sa.ColumnElement[bool]:
    """SQL, for a select from papers: on the published line-up of their session, and not closed to this person."""
    published = sa.exists().where(
        CalendarEntry.paper_id == Paper.id,
        CalendarEntry.cancelled.is_(False),
        WipSession.id == Paper.wip_session_id,
        WipSession.agenda_state == AgendaState.PUBLISHED,
    )
    return sa.and_(published, Paper.state.in_(PRESENTING), sa.not_(has_conflict(person_id)))


def circulating(session: Session, wip_session: WipSession, person_id: int) -> Sequence[Paper]:
    """The papers on the published line-up in its order, with authors and drafts, but those closed to this person; three statements."""
    return session.scalars(
        sa.select(Paper)
        .join(CalendarEntry, CalendarEntry.paper_id == Paper.id)
        .where(Paper.wip_session_id == wip_session.id, on_line_up(person_id))
        .options(selectinload(Paper.authors), selectinload(Paper.drafts))
        .order_by(CalendarEntry.starts_at, Paper.number)
        .limit(_PAPERS_SHOWN)
        .execution_options(populate_existing=True)
    ).all()


def circulating_paper(session: Session, wip_session: WipSession, number: int, person_id: int) -> Paper | None:
    """The paper with this number, if it is on the published line-up and not closed to this person."""
    return session.scalar(
        sa.select(Paper).where(
            Paper.wip_session_id == wip_session.id, Paper.number == number, on_line_up(person_id)
        )
    )


@dataclass(frozen=True)
class CopyRow:
    """Who had which version of a draft, from when to when, and how often they downloaded it."""

    name: str
    role: Reader
    version: int
    mark: str
    first_at: datetime
    last_at: datetime
    times: int


def copies_of(session: Session, paper: Paper) -> list[CopyRow]:
    """All copies of the paper's drafts that were handed out, the last one first; one statement."""
    rows = session.execute(
        sa.select(
            Person.name,
            Person.email,
            DraftCopy.role,
            Draft.number,
            DraftCopy.mark,
            DraftCopy.first_at,
            DraftCopy.last_at,
            DraftCopy.times,
        )
        .join(Draft, Draft.id == DraftCopy.draft_id)
        .outerjoin(Person, Person.id == DraftCopy.person_id)
        .where(Draft.paper_id == paper.id, DraftCopy.times > 0)
        .order_by(DraftCopy.last_at.desc(), DraftCopy.id.desc())
        .limit(_COPIES_SHOWN)
    )
    return [
        CopyRow(name or email or "", Reader(role), version, mark, first, last, times)
        for name, email, role, version, mark, first, last, times in rows
    ]


def had_older(session: Session, draft: Draft) -> Sequence[DraftCopy]:
    """Copies of earlier versions whose known readers were not told of this one yet, with those readers."""
    return session.scalars(
        sa.select(DraftCopy)
        .join(Draft, Draft.id == DraftCopy.draft_id)
        .where(
            Draft.paper_id == draft.paper_id,
            Draft.number < draft.number,
            DraftCopy.times > 0,
            DraftCopy.person_id.is_not(None),
            sa.or_(DraftCopy.told_of.is_(None), DraftCopy.told_of < draft.number),
        )
        .options(joinedload(DraftCopy.person))
        .order_by(DraftCopy.id)
    ).all()


def commissions_on(session: Session, paper: Paper) -> list[Commission]:
    """The accepted commissions on a paper, standby ones too, with their people; none that a conflict closes. Two statements."""
    shut = set(
        session.scalars(
            sa.select(Conflict.person_id).where(
                Conflict.paper_id == paper.id, Conflict.state == ConflictState.CONFIRMED
            )
        )
    )
    found = session.scalars(
        sa.select(Commission)
        .join(Commission.commenter)
        .where(Commission.paper_id == paper.id, Commission.state == CommissionState.ACCEPTED)
        .options(contains_eager(Commission.commenter).joinedload(Commenter.person))
        .order_by(Commission.id)
    )
    return [each for each in found if each.commenter.person_id not in shut]


def attendees_among(session: Session, wip_session_id: int, people: Iterable[int]) -> dict[int, Attendee]:
    """Those of these people who are on the list of attendees, by their id."""
    rows = session.scalars(
        sa.select(Attendee).where(
            Attendee.wip_session_id == wip_session_id, Attendee.person_id.in_(list(people))
        )
    )
    return {row.person_id: row for row in rows}


def waiting_news(session: Session, paper: Paper) -> Sequence[Letter]:
    """Letters about the paper's draft that have not left."""
    return session.scalars(
        sa.select(Letter)
        .where(
            Letter.paper_id == paper.id,
            Letter.kind == LetterKind.DRAFT_READY,
            Letter.state == LetterState.WAITING,
        )
        .order_by(Letter.id)
        .with_for_update()
    ).all()


@dataclass(frozen=True)
class BoardRow:
    """A paper with a place, its clock, how many have had a copy of its draft, and who says that they have read it."""

    paper: Paper
    clock: DraftClock | None
    copies: int
    readers: tuple[Tick, ...]


def draft_board(session: Session, wip_session: WipSession, person_id: int) -> list[BoardRow]:
    """Every paper with a place that this leader may see, by its number; five statements."""
    found = session.execute(
        sa.select(Paper, DraftClock)
        .outerjoin(DraftClock, DraftClock.paper_id == Paper.id)
        .where(Paper.wip_session_id == wip_session.id, Paper.state.in_(PRESENTING), visible(person_id))
        .options(selectinload(Paper.authors), selectinload(Paper.drafts))
        .order_by(Paper.number)
        .limit(_PAPERS_SHOWN)
    ).all()
    ids = [paper.id for paper, _ in found]
    copies = _copies(session, ids)
    read = ticks_on(session, [paper for paper, _ in found])
    return [BoardRow(paper, clock, copies.get(paper.id, 0), tuple(read[paper.id])) for paper, clock in found]


def _copies(session: Session, ids: Sequence[int]) -> dict[int, int]:
    known = sa.func.count(sa.distinct(DraftCopy.person_id))
    unknown = sa.func.coalesce(
        sa.func.sum(sa.case((DraftCopy.person_id.is_(None), DraftCopy.times), else_=0)), 0
    )
    rows = session.execute(
        sa.select(Draft.paper_id, known + unknown)
        .join(DraftCopy, DraftCopy.draft_id == Draft.id)
        .where(Draft.paper_id.in_(ids), DraftCopy.times > 0)
        .group_by(Draft.paper_id)
    )
    return {paper_id: int(number) for paper_id, number in rows}


def sessions_attended(session: Session, person_id: int, since: datetime) -> list[tuple[Attendee, WipSession]]:
    """The person's sign-ups to sessions that begin after this moment, the nearest first; one statement."""
    rows = session.execute(
        sa.select(Attendee, WipSession)
        .join(WipSession, WipSession.id == Attendee.wip_session_id)
        .where(Attendee.person_id == person_id, WipSession.starts_at >= since)
        .order_by(WipSession.starts_at, Attendee.id)
        .limit(50)
    )
    return [(row[0], row[1]) for row in rows]
