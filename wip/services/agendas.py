"""The working copy of the agenda: which papers have a slot, in which order, with how many minutes.

Nothing here shows to anybody but leaders until `publications.publish`. Every verb takes the `agenda_version` that the
page showed and raises it by one; the session's own version stays, so that its settings can be edited meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from wip.domain.agenda import SlotLength
from wip.domain.papers import PRESENTING
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.rooms import Room
from wip.models import AgendaSlot, Paper, WipSession
from wip.queries.agendas import slots_of
from wip.services.histories import record
from wip.services.rooms import minutes_of, rooms_of

__all__ = ["Place", "arrange", "by_room", "claim", "length_of", "minutes_of", "put_in", "shift", "take_off"]

STALE = "Another leader changed the agenda while your page was open."
SLOT_MINUTES_MOST = 240


@dataclass(frozen=True)
class Place:
    """What the page says of one slot; minutes of None mean the session's own split.

    `room` is where it is to be: a sitting's id, 0 for the first room, None for where it is.
    """

    number: int
    present_minutes: int | None = None
    comment_minutes: int | None = None
    room: int | None = None


def claim(session: Session, wip_session: WipSession, seen: int, **values: Any) -> None:
    """Raise the agenda's version from `seen`, with `values` beside it. Raises Stale when somebody was faster."""
    table = cast("sa.Table", WipSession.__table__)
    taken = session.execute(
        sa.update(table)
        .where(table.c.id == wip_session.id, table.c.agenda_version == seen)
        .values(agenda_version=seen + 1, **values)
    )
    if cast("sa.CursorResult[Any]", taken).rowcount != 1:
        raise Stale(STALE)
    for name, value in {"agenda_version": seen + 1, **values}.items():
        set_committed_value(wip_session, name, value)


def put_in(
    session: Session, wip_session: WipSession, papers: Sequence[Paper], *, seen: int, by: Actor, now: datetime
) -> None:
    """Give papers a slot each, at the end of the first room with space for it. A paper that has one keeps it.

    Where no room has space, it goes where the fewest minutes are missing; publishing then says so.
    """
    claim(session, wip_session, seen)
    rooms = rooms_of(session, wip_session)
    slots = slots_of(session, wip_session.id)
    held, placed = by_room(rooms, slots), {slot.paper_id for slot in slots}
    for paper in papers:
        if paper.wip_session_id != wip_session.id or paper.state not in PRESENTING:
            raise Refusal(f"“{paper.title}” has no place in the session. Accept it first.")
        if paper.id in placed:
            continue
        room = _with_space(rooms, held, wip_session)
        mine = held[room.sitting_id]
        slot = AgendaSlot(
            wip_session_id=wip_session.id,
            paper_id=paper.id,
            sitting_id=room.sitting_id,
            position=max((slot.position for slot in mine), default=0) + 1,
        )
        session.add(slot)
        session.flush()
        placed.add(paper.id)
        mine.append(slot)
        new: dict[str, Any] = {"position": slot.position} | ({"room": room.name} if len(rooms) > 1 else {})
        record(session, by, "add slot", slot, now, wip_session=wip_session, paper=paper, new=new)


def by_room(rooms: Sequence[Room], slots: Sequence[AgendaSlot]) -> dict[int | None, list[AgendaSlot]]:
    """The slots of each room in their order, by the sitting's id; None is the first room."""
    found: dict[int | None, list[AgendaSlot]] = {room.sitting_id: [] for room in rooms}
    for slot in slots:
        found[slot.sitting_id if slot.sitting_id in found else None].append(slot)
    return found


def length_of(slot: AgendaSlot, wip_session: WipSession) -> SlotLength:
    """The slot's two parts; the session's own where it has none."""
    present, comment = slot.present_minutes, slot.comment_minutes
    return SlotLength(
        wip_session.present_minutes if present is None else present,
        wip_session.comment_minutes if comment is None else comment,
    )


def _with_space(
    rooms: Sequence[Room], held: Mapping[int | None, Sequence[AgendaSlot]], wip_session: WipSession
) -> Room:
    def left(room: Room) -> int:
        lengths = [length_of(slot, wip_session) for slot in held[room.sitting_id]]
        return room.minutes.fits([*lengths, room.minutes.slot]).left

    return next((room for room in rooms if left(room) >= 0), max(rooms, key=left))


def take_off(
    session: Session, wip_session: WipSession, slot_id: int, *, seen: int, by: Actor, now: datetime
) -> None:
    """Take a paper off the agenda; it keeps its place in the session. What is published stays until publishing."""
    claim(session, wip_session, seen)
    slots = slots_of(session, wip_session.id)
    for slot in [slot for slot in slots if slot.id == slot_id]:
        slots.remove(slot)
        old = {"position": slot.position}
        record(session, by, "remove slot", slot, now, wip_session=wip_session, paper=slot.paper, old=old)
        session.delete(slot)
    for mine in by_room(rooms_of(session, wip_session), slots).values():
        _number(mine)
    session.flush()


def arrange(
    session: Session,
    wip_session: WipSession,
    places: Mapping[int, Place],
    *,
    seen: int,
    by: Actor,
    now: datetime,
) -> None:
    """Put the slots (by id) in the order typed, with the minutes typed. Slots not named keep their place.

    Two slots with one number: the one that was moved there goes before a slot that it overtook, and after one that
    it was put behind. A slot that changes its room goes to the end of the other one.
    """
    claim(session, wip_session, seen)
    rooms, slots = rooms_of(session, wip_session), slots_of(session, wip_session.id)
    old = _told(rooms, slots)
    for slot in slots:
        if slot.id in places:
            _refuse_minutes(places[slot.id], slot, wip_session)
            slot.present_minutes = places[slot.id].present_minutes
            slot.comment_minutes = places[slot.id].comment_minutes
    typed = {id_: place.number for id_, place in places.items()}
    ordered = {id_: _in_order(mine, typed) for id_, mine in by_room(rooms, slots).items()}
    for slot in slots:
        if slot.id in places:
            _change_room(slot, places[slot.id], ordered)
    for mine in ordered.values():
        _number(mine)
    _note(session, wip_session, rooms, old, slots, by, now)


def _change_room(slot: AgendaSlot, place: Place, ordered: Mapping[int | None, list[AgendaSlot]]) -> None:
    to, home = place.room or None, slot.sitting_id if slot.sitting_id in ordered else None
    if place.room is None or to == home:
        return
    if to not in ordered:
        raise Refusal(
            "This room is no longer there. Load the page anew, then choose again.", f"room-{slot.id}"
        )
    ordered[home].remove(slot)
    ordered[to].append(slot)
    slot.sitting_id = to


def shift(
    session: Session, wip_session: WipSession, slot_id: int, step: int, *, seen: int, by: Actor, now: datetime
) -> None:
    """Move a slot one place up (-1) or down (+1) in its room; at the end of the list it stays."""
    claim(session, wip_session, seen)
    rooms, slots = rooms_of(session, wip_session), slots_of(session, wip_session.id)
    old = _told(rooms, slots)
    for mine in by_room(rooms, slots).values():
        at = next((index for index, slot in enumerate(mine) if slot.id == slot_id), None)
        if at is not None and 0 <= at + step < len(mine):
            mine.insert(at + step, mine.pop(at))
            _number(mine)
            _note(session, wip_session, rooms, old, slots, by, now)


def _in_order(slots: list[AgendaSlot], typed: Mapping[int, int]) -> list[AgendaSlot]:
    def place(item: tuple[int, AgendaSlot]) -> tuple[int, int, int]:
        before, slot = item
        number = typed.get(slot.id, before)
        return number, (number > before) - (number < before), before

    return [slot for _, slot in sorted(enumerate(slots, 1), key=place)]


def _number(slots: Sequence[AgendaSlot]) -> None:
    for position, slot in enumerate(slots, 1):
        slot.position = position


def _refuse_minutes(place: Place, slot: AgendaSlot, wip_session: WipSession) -> None:
    given = (place.present_minutes, place.comment_minutes)
    if any(minutes is not None and not 0 <= minutes <= SLOT_MINUTES_MOST for minutes in given):
        raise Refusal(f"A part of a slot has from 0 to {SLOT_MINUTES_MOST} minutes.", f"minutes-{slot.id}")
    usual = (wip_session.present_minutes, wip_session.comment_minutes)
    if sum(own if typed is None else typed for typed, own in zip(given, usual, strict=True)) == 0:
        raise Refusal(f"The slot of “{slot.paper.title}” needs time to present or to hear comments.")


def _told(rooms: Sequence[Room], slots: Sequence[AgendaSlot]) -> list[list[object]]:
    """For the history, room by room; the room is named only where there are several."""
    return [
        [
            slot.paper.number,
            slot.present_minutes,
            slot.comment_minutes,
            *([room.name] if len(rooms) > 1 else []),
        ]
        for room, mine in zip(rooms, by_room(rooms, slots).values(), strict=True)
        for slot in sorted(mine, key=lambda slot: slot.position)
    ]


def _note(
    session: Session,
    wip_session: WipSession,
    rooms: Sequence[Room],
    old: list[list[object]],
    slots: Sequence[AgendaSlot],
    by: Actor,
    now: datetime,
) -> None:
    session.flush()
    new = _told(rooms, slots)
    if new != old:
        told: dict[str, Any] = {"old": {"papers": old}, "new": {"papers": new}}
        record(session, by, "arrange agenda", wip_session, now, wip_session=wip_session, **told)
