"""Reads about agendas: the leaders' working copy, and the line-up as published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from wip.domain.commissions import LIVE, CommissionState
from wip.domain.papers import PRESENTING, PaperState
from wip.domain.publications import AgendaState, EntryKind
from wip.domain.zones import in_zone
from wip.models import (
    AgendaSlot,
    Attendee,
    Author,
    CalendarEntry,
    Commenter,
    Commission,
    Paper,
    Person,
    Publication,
    WipSession,
)


@dataclass(frozen=True)
class Presenter:
    """An author as the line-up names them."""

    name: str
    affiliation: str


@dataclass(frozen=True)
class LineUpSlot:
    """One slot as published: from `starts_at` the paper is presented, from `turns_at` discussed."""

    number: int
    title: str
    authors: tuple[Presenter, ...]
    abstract: str
    commenters: tuple[str, ...]
    starts_at: datetime
    turns_at: datetime
    ends_at: datetime
    cancelled: bool
    room: str = ""
    sitting_id: int | None = None

    @property
    def present_minutes(self) -> int:
        """How long the paper is presented."""
        return int((self.turns_at - self.starts_at).total_seconds() // 60)

    @property
    def comment_minutes(self) -> int:
        """How long comments are heard."""
        return int((self.ends_at - self.turns_at).total_seconds() // 60)


@dataclass(frozen=True)
class LineUpPart:
    """The slots of one room on one date."""

    room: str
    slots: tuple[LineUpSlot, ...]


@dataclass(frozen=True)
class LineUp:
    """A published agenda in the order of its times; `zone` is the session's."""

    zone: str
    slots: tuple[LineUpSlot, ...]

    @property
    def parts(self) -> list[LineUpPart]:
        """The slots by date and room, the first room before those beside it; one part without a name where there is one."""
        found: dict[tuple[date, int, str], list[LineUpSlot]] = {}
        for slot in self.slots:
            key = (in_zone(slot.starts_at, self.zone).date(), slot.sitting_id or 0, slot.room)
            found.setdefault(key if slot.room else (date.min, 0, ""), []).append(slot)
        return [LineUpPart(key[2], tuple(found[key])) for key in sorted(found)]


def line_up(session: Session, wip_session: WipSession) -> LineUp | None:
    """What is published of the agenda, in one statement; None where nothing is."""
    if wip_session.agenda_state is not AgendaState.PUBLISHED:
        return None
    rows = session.execute(
        sa.select(
            CalendarEntry.title,
            CalendarEntry.facts,
            CalendarEntry.starts_at,
            CalendarEntry.turns_at,
            CalendarEntry.ends_at,
            CalendarEntry.cancelled,
        )
        .where(CalendarEntry.wip_session_id == wip_session.id, CalendarEntry.kind == EntryKind.SLOT)
        .order_by(CalendarEntry.starts_at, CalendarEntry.cancelled, CalendarEntry.id)
    )
    return LineUp(wip_session.zone, tuple(_slot(*row) for row in rows))


def _slot(
    title: str,
    facts: dict[str, Any],
    starts_at: datetime,
    turns_at: datetime,
    ends_at: datetime,
    cancelled: bool,  # noqa: FBT001 - a column's value
) -> LineUpSlot:
    return LineUpSlot(
        number=facts["number"],
        title=title,
        authors=tuple(Presenter(name, affiliation) for name, affiliation in facts["authors"]),
        abstract=facts["abstract"],
        commenters=tuple(facts["commenters"]),
        starts_at=starts_at,
        turns_at=turns_at,
        ends_at=ends_at,
        cancelled=cancelled,
        room=facts.get("room", ""),
        sitting_id=facts.get("sitting"),
    )


def slots_of(session: Session, wip_session_id: int) -> list[AgendaSlot]:
    """The working copy in order, with papers and authors; papers that lost their place are not in it."""
    return list(
        session.scalars(
            sa.select(AgendaSlot)
            .join(AgendaSlot.paper)
            .where(AgendaSlot.wip_session_id == wip_session_id, Paper.state.in_(PRESENTING))
            .options(joinedload(AgendaSlot.paper).selectinload(Paper.authors))
            .order_by(AgendaSlot.position, AgendaSlot.id)
            .execution_options(populate_existing=True)
        )
    )


def without_slot(session: Session, wip_session_id: int) -> list[Paper]:
    """Papers that have a place in the session and none in the agenda; confirmed ones first."""
    placed = sa.exists().where(AgendaSlot.paper_id == Paper.id)
    return list(
        session.scalars(
            sa.select(Paper)
            .where(Paper.wip_session_id == wip_session_id, Paper.state.in_(PRESENTING), ~placed)
            .options(selectinload(Paper.authors))
            .order_by(Paper.state != PaperState.CONFIRMED, Paper.number)
        )
    )


@dataclass(frozen=True)
class Commented:
    """A commenter of a paper, and how far the asking has come."""

    person: Person
    state: CommissionState


def commenters_of(session: Session, paper_ids: Iterable[int]) -> dict[int, list[Commented]]:
    """Everybody asked about each paper who has not declined, those who accepted first; without standbys."""
    rows = session.execute(
        sa.select(Commission.paper_id, Person, Commission.state)
        .join(Commission.commenter)
        .join(Commenter.person)
        .where(
            Commission.paper_id.in_(list(paper_ids)),
            Commission.state.in_(LIVE),
            Commission.is_standby.is_(False),
        )
        .order_by(Commission.state != CommissionState.ACCEPTED, Commission.id)
    )
    found: dict[int, list[Commented]] = {}
    for paper_id, person, state in rows:
        found.setdefault(paper_id, []).append(Commented(person, state))
    return found


def presenters_of(session: Session, paper_ids: Iterable[int]) -> dict[int, list[Person]]:
    """The authors of each paper to whom letters can go, in the paper's order."""
    rows = session.execute(
        sa.select(Author.paper_id, Person)
        .join(Author.person)
        .where(Author.paper_id.in_(list(paper_ids)))
        .order_by(Author.paper_id, Author.position)
    )
    found: dict[int, list[Person]] = {}
    for paper_id, person in rows:
        found.setdefault(paper_id, []).append(person)
    return found


def attendees_of(session: Session, wip_session_id: int) -> list[Person]:
    """Everybody who will come, in the order in which they signed up."""
    return list(
        session.scalars(
            sa.select(Person)
            .join(Attendee, Attendee.person_id == Person.id)
            .where(Attendee.wip_session_id == wip_session_id)
            .order_by(Attendee.id)
        )
    )


def entries_of(session: Session, wip_session_id: int) -> list[CalendarEntry]:
    """Every calendar entry of the session: its slots by time, its dates."""
    return list(
        session.scalars(
            sa.select(CalendarEntry)
            .where(CalendarEntry.wip_session_id == wip_session_id)
            .order_by(CalendarEntry.starts_at, CalendarEntry.id)
        )
    )


def publications_of(session: Session, wip_session_id: int, most: int = 30) -> list[tuple[Publication, str]]:
    """The latest publications with the name of whoever published, newest first."""
    rows = session.execute(
        sa.select(Publication, sa.func.coalesce(Person.name, ""))
        .outerjoin(Person, Person.id == Publication.published_by)
        .where(Publication.wip_session_id == wip_session_id)
        .order_by(Publication.number.desc())
        .limit(most)
    )
    return [(row[0], row[1]) for row in rows]
