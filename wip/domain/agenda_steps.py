"""Steps of editing an agenda: what a working copy looks like, and in words what a step did to it.

Words name a paper by its number in braces, so that each reader is told its title as far as they may know it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wip.domain.agenda import Break

_PAPER = re.compile(r"\{(\d+)\}")


@dataclass(frozen=True)
class Spot:
    """Where a paper lies: its room (None for the first), its place there, its own minutes, and whether it stays."""

    paper_id: int
    number: int
    sitting_id: int | None
    position: int
    present: int | None = None
    comment: int | None = None
    is_fixed: bool = False


@dataclass(frozen=True)
class Snapshot:
    """A whole working copy: its papers in order, and the breaks of each room."""

    spots: tuple[Spot, ...]
    breaks: tuple[tuple[int | None, Break], ...] = ()

    @property
    def order(self) -> dict[int | None, list[int]]:
        """The papers' numbers, room by room."""
        found: dict[int | None, list[int]] = {}
        for spot in sorted(self.spots, key=lambda one: one.position):
            found.setdefault(spot.sitting_id, []).append(spot.number)
        return found


def stored(snapshot: Snapshot) -> dict[str, Any]:
    """As JSON values."""
    return {
        "slots": [
            [s.paper_id, s.number, s.sitting_id or 0, s.position, s.present, s.comment, s.is_fixed]
            for s in snapshot.spots
        ],
        "breaks": [[room or 0, one.after, one.minutes, one.name] for room, one in snapshot.breaks],
    }


def taken_from(values: Mapping[str, Any]) -> Snapshot:
    """The snapshot that was stored as these JSON values."""
    spots = (
        Spot(paper_id, number, sitting or None, place, present, comment, fixed)
        for paper_id, number, sitting, place, present, comment, fixed in values["slots"]
    )
    breaks = ((room or None, Break(after, minutes, name)) for room, after, minutes, name in values["breaks"])
    return Snapshot(tuple(spots), tuple(breaks))


def spoken(said: str, titles: Mapping[int, str]) -> str:
    """The words with each paper's title; those without one here are called by their number."""

    def called(found: re.Match[str]) -> str:
        number = int(found.group(1))
        return f"“{titles[number]}”" if number in titles else f"paper {number}"

    text = _PAPER.sub(called, said)
    return text[:1].upper() + text[1:]


def named(*said: str) -> set[int]:
    """The numbers of the papers that such words name."""
    return {int(number) for text in said for number in _PAPER.findall(text)}


def difference(
    before: Snapshot, after: Snapshot, rooms: Mapping[int | None, str], moved: int | None = None
) -> str:
    """What a step did, in words, as "Moved {3} to place 2"; empty where nothing differs.

    `moved` is the number of the paper that was taken hold of: two neighbours that change places do not tell which.
    """
    old, new = _by_number(before), _by_number(after)
    told = [
        *_of_papers("put", [n for n in new if n not in old], " on the agenda"),
        *_of_papers("took", [n for n in old if n not in new], " off the agenda"),
        *_moves(before, after, rooms, moved),
        *_minutes(old, new),
        *_fixed(old, new),
        *_breaks(before, after),
    ]
    text = "; ".join(told)
    return text[:1].upper() + text[1:]


def _by_number(snapshot: Snapshot) -> dict[int, Spot]:
    return {spot.number: spot for spot in snapshot.spots}


def _of_papers(verb: str, numbers: Sequence[int], after: str = "") -> list[str]:
    if not numbers:
        return []
    called = f"{{{numbers[0]}}}" if len(numbers) == 1 else f"{len(numbers)} papers"
    return [f"{verb} {called}{after}"]


def _moves(
    before: Snapshot, after: Snapshot, rooms: Mapping[int | None, str], moved: int | None
) -> list[str]:
    old, new = before.order, after.order
    both = {n for mine in old.values() for n in mine} & {n for mine in new.values() for n in mine}
    was, now = _only(old, both), _only(new, both)
    if was == now:
        return []
    one = _alone_moved(was, now, sorted(both), moved)
    if one is None:
        count = sum(
            room not in now or n not in now[room] or now[room].index(n) != place
            for room, mine in was.items()
            for place, n in enumerate(mine)
        )
        return [f"changed the order of {count} papers"]
    room = next(id_ for id_, mine in new.items() if one in mine)
    named = f" in {rooms[room]}" if rooms.get(room) and one not in old.get(room, ()) else ""
    return [f"moved {{{one}}} to place {new[room].index(one) + 1}{named}"]


def _only(order: Mapping[int | None, Sequence[int]], kept: set[int]) -> dict[int | None, list[int]]:
    found = {room: [n for n in mine if n in kept] for room, mine in order.items()}
    return {room: mine for room, mine in found.items() if mine}


def _alone_moved(
    was: Mapping[int | None, Sequence[int]],
    now: Mapping[int | None, Sequence[int]],
    numbers: Sequence[int],
    moved: int | None,
) -> int | None:
    """The one paper whose move explains the whole difference; of two neighbours the one that went up."""

    def explains(number: int) -> bool:
        rest = set(numbers) - {number}
        return _only(was, rest) == _only(now, rest)

    found = [number for number in numbers if explains(number)]
    if moved in found or not found:
        return moved if moved in found else None
    places = {n: place for mine in now.values() for place, n in enumerate(mine)}
    return min(found, key=places.__getitem__)


def _minutes(old: Mapping[int, Spot], new: Mapping[int, Spot]) -> list[str]:
    found = [
        n for n in new if n in old and (new[n].present, new[n].comment) != (old[n].present, old[n].comment)
    ]
    return _of_papers("changed the minutes of", found)


def _fixed(old: Mapping[int, Spot], new: Mapping[int, Spot]) -> list[str]:
    changed = [n for n in new if n in old and new[n].is_fixed != old[n].is_fixed]
    kept = [n for n in changed if new[n].is_fixed]
    freed = [n for n in changed if not new[n].is_fixed]
    return [*_of_papers("fixed the place of", kept), *_of_papers("no longer fixes the place of", freed)]


def _breaks(before: Snapshot, after: Snapshot) -> list[str]:
    gone = [one for one in before.breaks if one not in after.breaks]
    come = [one for one in after.breaks if one not in before.breaks]
    if len(come) == 1 and not gone:
        return [f"added {_called(come[0][1])}"]
    if len(gone) == 1 and not come:
        return [f"removed {_called(gone[0][1])}"]
    if len(gone) == len(come) == 1:
        return [f"changed {_called(come[0][1])}"]
    return ["changed the breaks"] if gone or come or before.breaks != after.breaks else []


def _called(one: Break) -> str:
    return f"the break “{one.name}”"
