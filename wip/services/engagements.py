"""Where the people of one agenda are expected in other sessions of the installation, as far as its leader may know."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from wip.domain.agenda import PlacedSlot, SlotLength, lay_out
from wip.domain.agenda_clashes import Engagement
from wip.domain.publications import AgendaState
from wip.domain.rooms import Room
from wip.models import WipSession
from wip.queries.engagements import (
    Placed,
    Published,
    chairs_in,
    parts_in,
    placed_in,
    published_elsewhere,
    sessions_meanwhile,
)
from wip.services.rooms import rooms_of_row

ELSEWHERE = "is engaged in another session"


def engagements_of(
    session: Session,
    wip_session: WipSession,
    rooms: Sequence[Room],
    people: Collection[int],
    reader: int | None,
) -> list[Engagement]:
    """Where these people are expected elsewhere while these rooms meet. Seven statements at most, however many sessions.

    What is published is told with its title. Working agendas of sessions that the reader leads are told by the session's
    title alone; those of other sections say only that somebody is engaged. Who chairs a room without a paper is engaged in nothing.

    So does a paper of the reader's own sessions that is closed to them, and in the very same words, without hours: that agenda
    shows them the paper's number at its hours, and both together would name who has a part in it. The hours still count, so that
    no clash is missed: whoever moves slots about until the clash goes can find them out.
    """
    # Breaks and slots may run over: an agenda that does not fit yet has its clashes too.
    begins, ends = min(r.starts_at for r in rooms), max(r.ends_at for r in rooms) + timedelta(hours=12)
    public = published_elsewhere(session, wip_session, people, begins, ends)
    others = sessions_meanwhile(session, wip_session, people, begins, ends, reader)
    found = [_told(one) for one in public]
    if others:
        known = {(p.person_id, p.starts_at, p.ends_at) for p in public}
        found += _working(session, others, people, known, reader)
    return found


def _told(one: Published) -> Engagement:
    said = f"{one.does} “{one.title}” in “{one.session_title}”"
    return Engagement(one.person_id, one.starts_at, one.ends_at, said)


def _working(
    session: Session,
    others: Sequence[tuple[WipSession, bool]],
    people: Collection[int],
    known: set[tuple[int, datetime, datetime]],
    reader: int | None,
) -> Iterator[Engagement]:
    ids = [row.id for row, _ in others]
    placed, chairs = placed_in(session, ids), chairs_in(session, people, ids)
    parts: dict[int, set[tuple[int, bool]]] = {}
    for paper_id, person_id, is_closed in parts_in(session, people, ids, reader):
        parts.setdefault(paper_id, set()).add((person_id, is_closed))
    for row, is_ours in others:
        rooms, here = rooms_of_row(row), [one for one in placed if one.wip_session_id == row.id]
        spans = [
            ((person, at.starts_at, at.ends_at), is_ours and not is_closed)
            for paper_id, at in _clock(row, rooms, here)
            for person, is_closed in sorted(parts.get(paper_id, ()))
        ]
        held = _held(rooms, here)
        mine = [(sitting, person) for where, sitting, person in chairs if where == row.id]
        spans += [
            ((person, room.starts_at, room.ends_at), is_ours)
            for room in rooms
            for sitting, person in mine
            if sitting == room.sitting_id and held[room.sitting_id]
        ]
        for span, is_told in spans:
            if span not in known:
                yield Engagement(*span, _words(row) if is_told else ELSEWHERE, is_told)


def _words(row: WipSession) -> str:
    state = "" if row.agenda_state is AgendaState.PUBLISHED else ", which is not published,"
    return f"is engaged in “{row.title}”{state}"


def _held(rooms: Sequence[Room], placed: Iterable[Placed]) -> dict[int | None, list[Placed]]:
    """The papers of each room; those of a room that is no longer there lie in the first one."""
    found: dict[int | None, list[Placed]] = {room.sitting_id: [] for room in rooms}
    for one in placed:
        found[one.sitting_id if one.sitting_id in found else None].append(one)
    return found


def _clock(
    row: WipSession, rooms: Sequence[Room], placed: Sequence[Placed]
) -> Iterator[tuple[int, PlacedSlot]]:
    held = _held(rooms, placed)
    for room in rooms:
        mine = held[room.sitting_id]
        lengths = [_length(row, one) for one in mine]
        for one, at in zip(mine, lay_out(room.starts_at, room.minutes, lengths), strict=True):
            yield one.paper_id, at


def _length(row: WipSession, one: Placed) -> SlotLength:
    return SlotLength(
        row.present_minutes if one.present is None else one.present,
        row.comment_minutes if one.comment is None else one.comment,
    )
