"""Reads about what people answered to calendar invitations, as far as it is a leader's to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from wip.domain.calendar_answers import Answer, Method
from wip.domain.publications import EntryKind
from wip.models import Author, CalendarEntry, CalendarInvitation, Paper, Person, SessionChair, WipSession
from wip.queries.calendar_mail import by_subscription
from wip.queries.pages import Page, page_of
from wip.queries.reviews import closed_to

PER_PAGE = 50


@dataclass(frozen=True)
class Answered:
    """One person's answer about one entry. `is_older`: it was about what the entry said before."""

    person: Person
    title: str
    is_slot: bool
    starts_at: datetime
    ends_at: datetime
    sent_at: datetime
    answer: Answer | None
    note: str
    answered_at: datetime | None
    is_older: bool


@dataclass(frozen=True)
class Tally:
    """How many people were invited to entries of a session, entry by entry, and what they answered: whoever has a slot, to it.

    What was answered to an earlier time is no answer to what is planned now: it is counted by itself, in the `older_` numbers.
    """

    comes: int
    perhaps: int
    cannot: int
    silent: int
    older_comes: int = 0
    older_perhaps: int = 0
    older_cannot: int = 0

    @property
    def invited(self) -> int:
        """How many invitations there are."""
        return self.comes + self.perhaps + self.cannot + self.silent + self.older

    @property
    def older(self) -> int:
        """How many were answered, but only before what is planned now was sent."""
        return self.older_comes + self.older_perhaps + self.older_cannot


def _seen_by(wip_session_id: Any, reader: Any) -> sa.ColumnElement[bool]:
    """SQL: invitations that are open to the reader: nothing of, nor about the authors of, a paper that is closed to them.

    Whoever takes the subscription in place of invitations, and still takes part, has not taken back what they answered.
    """
    closed = closed_to(reader)
    authors = (
        sa.select(Author.person_id)
        .join(Paper, Paper.id == Author.paper_id)
        .where(Paper.wip_session_id == wip_session_id, Paper.id.in_(closed), Author.person_id.is_not(None))
    )
    return sa.and_(
        CalendarEntry.wip_session_id == wip_session_id,
        sa.or_(
            CalendarInvitation.method == Method.REQUEST,
            sa.and_(CalendarInvitation.answer.is_not(None), by_subscription()),
        ),
        sa.or_(CalendarEntry.paper_id.is_(None), CalendarEntry.paper_id.not_in(closed)),
        CalendarInvitation.person_id.not_in(authors),
    )


def _counted(wip_session_id: Any, reader: Any) -> sa.ColumnElement[bool]:
    """SQL: the same, each person by their slots; the whole session counts for those without one, and for who chairs it."""
    other, slot = aliased(CalendarInvitation), aliased(CalendarEntry)
    has_slot = sa.exists().where(
        other.person_id == CalendarInvitation.person_id,
        other.entry_id == slot.id,
        other.method == Method.REQUEST,
        slot.wip_session_id == wip_session_id,
        slot.kind == EntryKind.SLOT,
        slot.cancelled.is_(False),
    )
    chairs = sa.select(SessionChair.person_id).where(SessionChair.wip_session_id == wip_session_id)
    is_counted = sa.or_(
        CalendarEntry.kind == EntryKind.SLOT, sa.not_(has_slot), CalendarInvitation.person_id.in_(chairs)
    )
    return sa.and_(_seen_by(wip_session_id, reader), is_counted)


_IS_OLDER = sa.and_(
    CalendarInvitation.answer.is_not(None), CalendarInvitation.answered_sequence < CalendarInvitation.sequence
)
_OLDER = sa.case((_IS_OLDER, 1), else_=0)


class Only(StrEnum):
    """Which invitations a list is about."""

    CANNOT = "declined"
    PERHAPS = "tentative"
    COMES = "accepted"
    EARLIER = "earlier"
    SILENT = "silent"


_ONLY: Mapping[Only, sa.ColumnElement[bool]] = MappingProxyType(
    {
        Only.CANNOT: sa.and_(CalendarInvitation.answer == Answer.DECLINED, _OLDER == 0),
        Only.PERHAPS: sa.and_(CalendarInvitation.answer == Answer.TENTATIVE, _OLDER == 0),
        Only.COMES: sa.and_(CalendarInvitation.answer == Answer.ACCEPTED, _OLDER == 0),
        Only.EARLIER: _IS_OLDER,
        Only.SILENT: CalendarInvitation.answer.is_(None),
    }
)


def tally(session: Session, wip_session: WipSession, reader: int) -> Tally:
    """The numbers, in one statement."""
    rows = session.execute(
        sa.select(CalendarInvitation.answer, _OLDER, sa.func.count())
        .join(CalendarEntry, CalendarEntry.id == CalendarInvitation.entry_id)
        .join(Person, Person.id == CalendarInvitation.person_id)
        .where(_counted(wip_session.id, reader), Person.active)
        .group_by(CalendarInvitation.answer, _OLDER)
    ).all()
    found = {(row[0], row[1]): row[2] for row in rows}
    return Tally(
        comes=found.get((Answer.ACCEPTED, 0), 0),
        perhaps=found.get((Answer.TENTATIVE, 0), 0),
        cannot=found.get((Answer.DECLINED, 0), 0),
        silent=found.get((None, 0), 0),
        older_comes=found.get((Answer.ACCEPTED, 1), 0),
        older_perhaps=found.get((Answer.TENTATIVE, 1), 0),
        older_cannot=found.get((Answer.DECLINED, 1), 0),
    )


def answers(
    session: Session, wip_session: WipSession, reader: int, number: int = 1, *, only: Only | None = None
) -> Page[Answered]:
    """Who answered what: those who cannot come first, the silent last. Two statements a page."""
    first = sa.case(
        (CalendarInvitation.answer.is_(None), 4),
        (_IS_OLDER, 2),
        (CalendarInvitation.answer == Answer.DECLINED, 0),
        (CalendarInvitation.answer == Answer.TENTATIVE, 1),
        else_=3,
    )
    select = (
        sa.select(CalendarInvitation, CalendarEntry, Person)
        .join(CalendarEntry, CalendarEntry.id == CalendarInvitation.entry_id)
        .join(Person, Person.id == CalendarInvitation.person_id)
        .where(_counted(wip_session.id, reader), Person.active)
        .order_by(
            first, CalendarEntry.kind != EntryKind.SLOT, CalendarEntry.starts_at, Person.name, Person.id
        )
    )
    if only is not None:
        select = select.where(_ONLY[only])
    page = page_of(session, select, number, per_page=PER_PAGE)
    return Page([_answered(*row) for row in page.items], page.number, page.per_page, page.total)


def _answered(row: CalendarInvitation, entry: CalendarEntry, person: Person) -> Answered:
    older = row.answered_sequence is not None and row.answered_sequence < row.sequence
    return Answered(
        person,
        entry.title,
        entry.kind is EntryKind.SLOT,
        entry.starts_at,
        entry.ends_at,
        row.sent_at,
        row.answer,
        row.answer_note,
        row.answered_at,
        older,
    )


def slot_answers(
    session: Session, wip_session: WipSession, reader: int
) -> Mapping[tuple[int, int], tuple[Answer | None, bool]]:
    """By (paper, person): the answer about the paper's slot, and whether it was about an older time. One statement."""
    rows = session.execute(
        sa.select(CalendarEntry.paper_id, CalendarInvitation.person_id, CalendarInvitation.answer, _IS_OLDER)
        .join(CalendarEntry, CalendarEntry.id == CalendarInvitation.entry_id)
        .where(_seen_by(wip_session.id, reader), CalendarEntry.paper_id.is_not(None))
    )
    return {(row[0] or 0, row[1]): (row[2], bool(row[3])) for row in rows}


def declined(session_id: Any, reader: Any, now: Any) -> sa.Select[int]:
    """SQL: how many people whom the programme needs have declined what is planned now, while it lies ahead."""
    return (
        sa.select(sa.func.count(sa.distinct(CalendarInvitation.person_id)))
        .select_from(CalendarInvitation)
        .join(CalendarEntry, CalendarEntry.id == CalendarInvitation.entry_id)
        .where(_is_declined(session_id, reader, now))
    )


def _is_declined(session_id: Any, reader: Any, now: Any) -> sa.ColumnElement[bool]:
    chairs = sa.select(SessionChair.person_id).where(SessionChair.wip_session_id == session_id)
    return sa.and_(
        _seen_by(session_id, reader),
        CalendarInvitation.answer == Answer.DECLINED,
        CalendarInvitation.answered_sequence >= CalendarInvitation.sequence,
        CalendarEntry.ends_at > now,
        sa.or_(CalendarEntry.kind == EntryKind.SLOT, CalendarInvitation.person_id.in_(chairs)),
    )


def declines(
    session: Session, wip_session: WipSession, reader: int, now: datetime
) -> list[tuple[Person, CalendarEntry]]:
    """Who of those has declined what, by its time, as the reader may know; one statement."""
    rows = session.execute(
        sa.select(Person, CalendarEntry)
        .join(CalendarInvitation, CalendarInvitation.person_id == Person.id)
        .join(CalendarEntry, CalendarEntry.id == CalendarInvitation.entry_id)
        .where(_is_declined(wip_session.id, reader, now), Person.active)
        .order_by(CalendarEntry.starts_at, Person.name, Person.id)
    )
    return [(row[0], row[1]) for row in rows]
