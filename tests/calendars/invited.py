"""Who is invited to what, read row by row: nothing of this is in the code that sends."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commissions import CommissionState
from wip.domain.papers import PRESENTING, PaperState
from wip.domain.publications import AgendaState, EntryKind
from wip.domain.zones import in_zone
from wip.models import (
    Attendee,
    Author,
    CalendarEntry,
    Commenter,
    Commission,
    Feed,
    Paper,
    Person,
    Sitting,
    WipSession,
)

Facts = tuple[int, datetime, datetime, str]
"""SEQUENCE, start, end and STATUS."""


def published_for(
    session: Session, addresses: Sequence[str] = (), had: Mapping[str, Collection[str]] | None = None
) -> dict[str, dict[str, Facts]]:
    """What is published for each person, or for those with these addresses, by UID.

    Slots that somebody `had` (UIDs by address) while the agenda was public stay theirs when it is hidden, and so does the
    session's entry of somebody who has a slot by now: of a day on which they have something, or may have it.
    """
    found: dict[str, dict[str, Facts]] = {}
    here = Person.email.in_(addresses) if addresses else sa.true()
    for person in session.scalars(sa.select(Person).where(here)):
        feed = session.scalar(sa.select(Feed).where(Feed.person_id == person.id))
        kept = (had or {}).get(person.email, ())
        mine = [] if feed is not None and not feed.by_mail else _entries(session, person, kept)
        found[person.email] = {
            row.uid: (row.sequence, row.starts_at, row.ends_at, row.facts["status"].upper()) for row in mine
        }
    return found


def _entries(session: Session, person: Person, had: Collection[str]) -> list[CalendarEntry]:
    presents = _papers(session, sa.select(Author.paper_id).where(Author.person_id == person.id))
    reads = _papers(
        session,
        sa.select(Commission.paper_id)
        .join(Commenter)
        .where(
            Commenter.person_id == person.id,
            Commission.state == CommissionState.ACCEPTED,
            Commission.is_standby.is_(False),
        ),
    )
    whole = {paper.wip_session_id for paper in presents if paper.state is PaperState.CONFIRMED}
    whole |= {paper.wip_session_id for paper in reads}
    attended = sa.select(Attendee.wip_session_id).where(Attendee.person_id == person.id)
    listens = set(session.scalars(attended))
    seats = {
        (row.id, sitting or 0)
        for row in session.scalars(sa.select(WipSession))
        for sitting, id_, *_ in row.programme.get("chairs", ())
        if id_ == person.id
    }
    papers = {paper.id for paper in (*presents, *reads)}
    every = list(session.scalars(sa.select(CalendarEntry).where(CalendarEntry.cancelled.is_(False))))
    slots = [row for row in every if _is_their_slot(session, row, papers, had)]
    placed = {row.wip_session_id for row in slots}
    dates = [row for row in every if row.kind in {EntryKind.SESSION, EntryKind.SITTING}]
    firm = {paper.id for paper in presents if paper.state is PaperState.CONFIRMED} | {p.id for p in reads}
    apart = {(row.wip_session_id, row.sitting_id or 0) for row in dates if row.kind is EntryKind.SITTING}
    unplaced = firm - {slot.paper_id for slot in slots}
    waiting = {paper.wip_session_id for paper in (*presents, *reads) if paper.id in unplaced}
    days = {_day(session, slot) for slot in slots}
    return slots + [
        row
        for row in dates
        if row.wip_session_id in listens
        or any(_is_seat_of(row, seat, apart) for seat in seats)
        or (row.wip_session_id in whole and row.wip_session_id not in placed)
        or (
            row.wip_session_id in whole
            and row.uid in had
            and (row.wip_session_id in waiting or _day(session, row) in days)
        )
    ]


def _is_seat_of(row: CalendarEntry, seat: tuple[int, int], apart: Collection[tuple[int, int]]) -> bool:
    """Whether somebody who chairs this room of that session does so in this entry: a date has one of its own."""
    if row.kind is EntryKind.SITTING:
        return (row.wip_session_id, row.sitting_id) == seat
    return row.wip_session_id == seat[0] and seat not in apart


def _day(session: Session, row: CalendarEntry) -> tuple[int, date]:
    """On which day of its session the entry, or the room of a slot, begins."""
    about = session.get_one(WipSession, row.wip_session_id)
    begins = row.starts_at
    if row.kind is EntryKind.SLOT:
        room = session.get(Sitting, row.facts.get("sitting") or 0)
        begins = room.starts_at if room else about.starts_at
    return about.id, in_zone(begins, about.zone).date()


def _papers(session: Session, ids: sa.Select[Any]) -> list[Paper]:
    return list(session.scalars(sa.select(Paper).where(Paper.state.in_(PRESENTING), Paper.id.in_(ids))))


def _is_their_slot(session: Session, row: CalendarEntry, papers: set[int], had: Collection[str]) -> bool:
    about = session.get_one(WipSession, row.wip_session_id)
    stands = about.agenda_state is AgendaState.PUBLISHED or row.uid in had
    return row.kind is EntryKind.SLOT and stands and row.paper_id in papers
