"""What differs between the frame of a programme as published and as it would be: welcome, breaks, closing, chairs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from wip.domain.rooms import Room
from wip.domain.zones import in_zone


@dataclass(frozen=True)
class Framed:
    """A part that is no paper's, in minutes from the room's start."""

    kind: str
    name: str
    offset: int
    minutes: int


@dataclass(frozen=True)
class Chaired:
    """That somebody chairs a room (by its sitting), or no longer does: for others, and to themself where they no longer do."""

    person_id: int
    sentence: str
    sitting_id: int | None = None
    own_end: str = ""


def frame_changes(
    before: Mapping[str, Any], after: Mapping[str, Any], rooms: Sequence[Room], zone: str
) -> list[str]:
    """Sentences for welcome, breaks and closing, room by room. A `before` that says nothing had no breaks, and the rest as now."""
    found = []
    for room in rooms:
        new = _parts(after, room)
        old = _parts(before, room) if before else [one for one in new if one.kind != "break"]
        where = f" in {room.name}" if room.name else ""
        for kind in ("welcome", "break", "closing"):
            was = [one for one in old if one.kind == kind and one not in new]
            now = [one for one in new if one.kind == kind and one not in old]
            found += _of_kind(was, now, room, where, zone)
    return found


def chair_changes(
    before: Mapping[str, Any], after: Mapping[str, Any], rooms: Iterable[Room]
) -> list[Chaired]:
    """Who chairs a room from now on, and who no longer does, in the order of the rooms."""
    found = []
    for room in rooms:
        named = room.name or "the session"
        was, now = _chairs(before, room), _chairs(after, room)
        here = room.sitting_id
        found += [
            Chaired(id_, f"{name} chairs {named}.", here) for id_, name in now.items() if id_ not in was
        ]
        found += [
            Chaired(id_, f"{name} no longer chairs {named}.", here, f"You no longer chair {named}.")
            for id_, name in was.items()
            if id_ not in now
        ]
    return found


def chairing(programme: Mapping[str, Any] | None) -> frozenset[int]:
    """Whoever chairs a room by this programme, by their ids."""
    return frozenset(int(id_) for _, id_, *_ in (programme or {}).get("chairs", ()))


def seats(programme: Mapping[str, Any] | None) -> dict[int, tuple[int, ...]]:
    """The rooms that each chair has by this programme, by the person's id: sittings' ids, 0 for the session's own."""
    found: dict[int, tuple[int, ...]] = {}
    for sitting, id_, *_ in (programme or {}).get("chairs", ()):
        found[int(id_)] = (*found.get(int(id_), ()), int(sitting or 0))
    return found


def _parts(programme: Mapping[str, Any], room: Room) -> list[Framed]:
    return [
        Framed(kind, name, offset, minutes)
        for sitting, kind, name, offset, minutes in programme.get("parts", ())
        if (sitting or None) == room.sitting_id
    ]


def _chairs(programme: Mapping[str, Any], room: Room) -> dict[int, str]:
    return {
        id_: name
        for sitting, id_, name, _ in programme.get("chairs", ())
        if (sitting or None) == room.sitting_id
    }


def _of_kind(was: list[Framed], now: list[Framed], room: Room, where: str, zone: str) -> list[str]:
    found = []
    for new in now:
        # The same name is the same break; where there is one of each, it has another name now.
        old = next((one for one in was if one.name == new.name), None)
        if old is None and len(was) == len(now) == 1:
            old = was[0]
        if old is None:
            found.append(f"{_begin(new)}{where} is new: {_span(new, room, zone)}.")
            continue
        was = [one for one in was if one is not old]
        if old.name != new.name:
            found.append(f"{_begin(old)}{where} is now called “{new.name}”.")
        if (old.offset, old.minutes) != (new.offset, new.minutes):
            found.append(
                f"{_begin(new)}{where} is now {_span(new, room, zone)}, instead of {_span(old, room, zone)}."
            )
    return found + [f"{_begin(old)}{where}, {_span(old, room, zone)}, is no longer there." for old in was]


def _begin(part: Framed) -> str:
    return f"The break “{part.name}”" if part.kind == "break" else f"The {part.kind}"


def _span(part: Framed, room: Room, zone: str) -> str:
    first = room.starts_at + timedelta(minutes=part.offset)
    last = first + timedelta(minutes=part.minutes)
    return f"{in_zone(first, zone):%H:%M}–{in_zone(last, zone):%H:%M}"
