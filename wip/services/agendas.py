"""The working copy of the agenda: which papers have a slot, in which order, with how many minutes, and its breaks.

Nothing here shows to anybody but leaders until `publications.publish`. Every verb takes the `agenda_version` that the
page showed and raises it by one; the session's own version stays, so that its settings can be edited meanwhile. What each
did is kept as a step that can be undone (`agenda_steps`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from wip.domain.agenda import Break
from wip.domain.papers import PRESENTING
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.domain.rooms import Room
from wip.models import AgendaSlot, Paper, WipSession
from wip.queries.agendas import slots_of, slots_to_lay_out
from wip.queries.closed_papers import title_for
from wip.services.agenda_steps import keep, snapshot, standing
from wip.services.histories import record
from wip.services.rooms import minutes_of, rooms_of
from wip.services.working_agendas import by_room, claim, claim_open, length_of, number, write_breaks

__all__ = [
    "Place",
    "arrange",
    "by_room",
    "check_break",
    "claim",
    "length_of",
    "minutes_of",
    "put_in",
    "shift",
    "stands_as",
    "take_off",
]

SLOT_MINUTES_MOST = 240
BREAK_NAME_MOST = 80
BREAKS_MOST = 60
"""As many breaks as one page can sensibly lay out."""


@dataclass(frozen=True)
class Place:
    """What the page says of one slot; minutes of None mean the session's own split.

    `room` is where it is to be: a sitting's id, 0 for the first room, None for where it is; so is `is_fixed`.
    """

    number: int
    present_minutes: int | None = None
    comment_minutes: int | None = None
    room: int | None = None
    is_fixed: bool | None = None


def put_in(
    session: Session, wip_session: WipSession, papers: Sequence[Paper], *, seen: int, by: Actor, now: datetime
) -> None:
    """Give papers a slot each, at the end of the first room with space for it. A paper that has one keeps it.

    Where no room has space, it goes where the fewest minutes are missing; publishing then says so.
    """
    claim_open(session, wip_session, seen)
    before, rooms = snapshot(session, wip_session), rooms_of(session, wip_session)
    slots = slots_of(session, wip_session.id)
    held, placed = by_room(rooms, slots), {slot.paper_id for slot in slots}
    for paper in papers:
        if paper.wip_session_id != wip_session.id or paper.state not in PRESENTING:
            title = title_for(session, wip_session, paper, by.person_id)
            raise Refusal(f"“{title}” has no place in the session. Accept it first.")
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
    keep(session, wip_session, before, by=by, now=now)


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
    claim_open(session, wip_session, seen)
    before, slots = snapshot(session, wip_session), slots_of(session, wip_session.id)
    for slot in [slot for slot in slots if slot.id == slot_id]:
        slots.remove(slot)
        old = {"position": slot.position}
        record(session, by, "remove slot", slot, now, wip_session=wip_session, paper=slot.paper, old=old)
        session.delete(slot)
    for mine in by_room(rooms_of(session, wip_session), slots).values():
        number(mine)
    keep(session, wip_session, before, by=by, now=now)


def arrange(
    session: Session,
    wip_session: WipSession,
    places: Mapping[int, Place],
    *,
    seen: int,
    by: Actor,
    now: datetime,
    breaks: Sequence[tuple[int | None, Break]] | None = None,
    exact: bool = False,
    moved: int | None = None,
) -> None:
    """Put the slots (by id) in the order typed, with the minutes typed. Slots not named keep their place.

    Two slots with one number: the one that was moved there goes before a slot that it overtook, and after one that
    it was put behind. A slot that changes its room goes to the end of the other one, unless the numbers are `exact`: the
    places in the room where each is to be. `breaks`, if given, are those of all rooms from now on. `moved` is the slot that
    was taken hold of, for the words of the step.
    """
    claim_open(session, wip_session, seen)
    rooms, slots = rooms_of(session, wip_session), slots_to_lay_out(session, wip_session.id, authors=False)
    before = standing(wip_session, slots)
    old, paused = _told(rooms, slots), list(wip_session.breaks or ())
    named = [slot for slot in slots if slot.id in places]
    for slot in named:
        _change_minutes(session, wip_session, slot, places[slot.id], by)
    if exact:
        for slot in named:
            _settle_room(slot, places[slot.id].room, {room.sitting_id for room in rooms})
    typed = {id_: place.number for id_, place in places.items()}
    held = by_room(rooms, slots)
    ordered = {id_: _exactly(mine, typed) if exact else _in_order(mine, typed) for id_, mine in held.items()}
    for slot in named if not exact else ():
        _change_room(slot, places[slot.id], ordered)
    for mine in ordered.values():
        number(mine)
    if breaks is not None:
        _change_breaks(session, wip_session, rooms, breaks)
    _note(session, wip_session, rooms, old, slots, by, now)
    if wip_session.breaks != paused:
        told: dict[str, Any] = {
            "old": {"breaks": _spoken(paused)},
            "new": {"breaks": _spoken(wip_session.breaks)},
        }
        record(session, by, "change breaks", wip_session, now, wip_session=wip_session, **told)
    hold = next((slot.paper.number for slot in slots if slot.id == moved), None)
    keep(session, wip_session, before, standing(wip_session, slots), by=by, now=now, moved=hold)


def stands_as(
    session: Session,
    wip_session: WipSession,
    places: Mapping[int, Place],
    breaks: Sequence[tuple[int | None, Break]],
) -> bool:
    """Whether the working copy is what these exact places and breaks say: an answer that was lost is asked for again."""
    rooms, slots = rooms_of(session, wip_session), slots_of(session, wip_session.id)
    wanted = {
        id_: (one.number, one.present_minutes, one.comment_minutes, one.room or None, bool(one.is_fixed))
        for id_, one in places.items()
    }
    held = {
        slot.id: (place, slot.present_minutes, slot.comment_minutes, room, slot.is_fixed)
        for room, mine in by_room(rooms, slots).items()
        for place, slot in enumerate(mine, 1)
    }
    there = [(room.sitting_id, one) for room in rooms for one in room.minutes.breaks]
    return wanted == held and sorted(breaks, key=_by_place) == sorted(there, key=_by_place)


def _by_place(pair: tuple[int | None, Break]) -> tuple[int, int, str, int]:
    return pair[0] or 0, pair[1].after, pair[1].name, pair[1].minutes


def _change_minutes(
    session: Session, wip_session: WipSession, slot: AgendaSlot, place: Place, by: Actor
) -> None:
    _refuse_minutes(session, wip_session, slot, place, by)
    slot.present_minutes, slot.comment_minutes = place.present_minutes, place.comment_minutes
    if place.is_fixed is not None:
        slot.is_fixed = place.is_fixed


def _settle_room(slot: AgendaSlot, room: int | None, known: set[int | None]) -> None:
    if room is not None:
        _refuse_room(slot, room or None, known)
        slot.sitting_id = room or None


def _exactly(slots: list[AgendaSlot], typed: Mapping[int, int]) -> list[AgendaSlot]:
    """By the numbers typed; whoever has none (it joined meanwhile) comes last."""
    return sorted(slots, key=lambda slot: (slot.id not in typed, typed.get(slot.id, slot.position)))


def _change_breaks(
    session: Session,
    wip_session: WipSession,
    rooms: Sequence[Room],
    breaks: Sequence[tuple[int | None, Break]],
) -> None:
    known = {room.sitting_id for room in rooms}
    if len(breaks) > BREAKS_MOST:
        raise Refusal(f"An agenda has at most {BREAKS_MOST} breaks.")
    for room, one in breaks:
        check_break(one)
        if room not in known:
            raise Refusal(
                f"The room of the break “{one.name}” is no longer there. Load the page anew, then choose again."
            )
    write_breaks(session, wip_session, breaks)


def _spoken(breaks: Sequence[Mapping[str, Any]]) -> list[str]:
    return [f"{each['name']}, {each['minutes']} minutes, after {each['after']}" for each in breaks]


def check_break(one: Break) -> None:
    """Refuses a break without a name or minutes, or too long."""
    if not one.name.strip():
        raise Refusal("Give each break a name, such as Coffee.")
    if len(one.name) > BREAK_NAME_MOST:
        raise Refusal(f"Please shorten the name of the break to {BREAK_NAME_MOST} characters.")
    if not 1 <= one.minutes <= SLOT_MINUTES_MOST:
        raise Refusal(
            f"“{one.name}” has from 1 to {SLOT_MINUTES_MOST} minutes. Remove it if there is to be none."
        )


def _change_room(slot: AgendaSlot, place: Place, ordered: Mapping[int | None, list[AgendaSlot]]) -> None:
    to, home = place.room or None, slot.sitting_id if slot.sitting_id in ordered else None
    if place.room is None or to == home:
        return
    _refuse_room(slot, to, ordered.keys())
    ordered[home].remove(slot)
    ordered[to].append(slot)
    slot.sitting_id = to


def _refuse_room(slot: AgendaSlot, room: int | None, known: Collection[int | None]) -> None:
    if room not in known:
        raise Refusal(
            "This room is no longer there. Load the page anew, then choose again.", f"room-{slot.id}"
        )


def shift(
    session: Session, wip_session: WipSession, slot_id: int, step: int, *, seen: int, by: Actor, now: datetime
) -> None:
    """Move a slot one place up (-1) or down (+1) in its room; at the end of the list it stays."""
    claim_open(session, wip_session, seen)
    rooms, slots = rooms_of(session, wip_session), slots_to_lay_out(session, wip_session.id, authors=False)
    before = standing(wip_session, slots)
    old = _told(rooms, slots)
    for mine in by_room(rooms, slots).values():
        at = next((index for index, slot in enumerate(mine) if slot.id == slot_id), None)
        if at is not None and 0 <= at + step < len(mine):
            moved = mine.pop(at)
            mine.insert(at + step, moved)
            number(mine)
            _note(session, wip_session, rooms, old, slots, by, now)
            keep(
                session,
                wip_session,
                before,
                standing(wip_session, slots),
                by=by,
                now=now,
                moved=moved.paper.number,
            )


def _in_order(slots: list[AgendaSlot], typed: Mapping[int, int]) -> list[AgendaSlot]:
    def place(item: tuple[int, AgendaSlot]) -> tuple[int, int, int]:
        before, slot = item
        wanted = typed.get(slot.id, before)
        return wanted, (wanted > before) - (wanted < before), before

    return [slot for _, slot in sorted(enumerate(slots, 1), key=place)]


def _refuse_minutes(
    session: Session, wip_session: WipSession, slot: AgendaSlot, place: Place, by: Actor
) -> None:
    given = (place.present_minutes, place.comment_minutes)
    if any(minutes is not None and not 0 <= minutes <= SLOT_MINUTES_MOST for minutes in given):
        raise Refusal(f"A part of a slot has from 0 to {SLOT_MINUTES_MOST} minutes.", f"minutes-{slot.id}")
    usual = (wip_session.present_minutes, wip_session.comment_minutes)
    if sum(own if typed is None else typed for typed, own in zip(given, usual, strict=True)) == 0:
        title = title_for(session, wip_session, slot.paper, by.person_id)
        raise Refusal(f"The slot of “{title}” needs time to present or to hear comments.")


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
