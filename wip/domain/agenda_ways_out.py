"""What would make room for all talks: shorter slots, a longer session, a further room, fewer talks, or going without
breaks, welcome or closing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations, islice

from wip.domain.agenda import Break, Minutes, SlotLength
from wip.domain.agenda_tasks import Drop, Talk, Task, WayOut
from wip.domain.call_contents import listed
from wip.domain.rooms import Room

SHORTEST = 0.5
"""Slots are not offered at less than half of their minutes."""

_LONGEST = 24 * 60
_PARTS_MOST, _DROPS_MOST = 7, 3
_TRIES = 20_000


def ways_out(task: Task) -> tuple[WayOut, ...]:
    """The ways out where the rooms' minutes do not suffice, each of them enough by itself; none where they do."""
    lengths = [talk.length.whole for talk in task.talks]
    if all_fit(task.rooms, lengths):
        return ()
    found = [*_shortened(task), *_without(task), *_lengthened(task), *_further_room(task)]
    return (*found, _taken_out(len(lengths) - most_talks(task.rooms, lengths)))


def all_fit(rooms: Sequence[Room], lengths: Sequence[int]) -> bool:
    """Whether talks of these minutes can be shared out over the rooms.

    Longest first into each sort of room, and back where it does not go on; after many tries it counts as not fitting, which
    takes dozens of talks of very different lengths in rooms that are all but full.
    """
    ordered = sorted(lengths, reverse=True)
    counts: list[list[int]] = [[] for _ in rooms]
    tries = iter(range(_TRIES))
    return _shared(rooms, ordered, counts, 0, tries)


def _shared(
    rooms: Sequence[Room], lengths: list[int], held: list[list[int]], place: int, tries: Iterator[int]
) -> bool:
    if place == len(lengths):
        return True
    if next(tries, None) is None or not _may_fit(rooms, lengths[place:], held):
        return False
    seen = set()
    for room, here in zip(rooms, held, strict=True):
        sort = (room.minutes, tuple(here))
        if (
            sort in seen
            or taken(room.minutes, len(here) + 1, sum(here) + lengths[place]) > room.minutes.length
        ):
            continue
        seen.add(sort)
        here.append(lengths[place])
        if _shared(rooms, lengths, held, place + 1, tries):
            return True
        here.pop()
    return False


def _may_fit(rooms: Sequence[Room], left: Sequence[int], held: Sequence[Sequence[int]]) -> bool:
    spare = [
        room.minutes.length - taken(room.minutes, len(here), sum(here))
        for room, here in zip(rooms, held, strict=True)
    ]
    if sum(left) > sum(minutes for minutes in spare if minutes > 0):
        return False
    shortest = min(left)
    more = (
        sum(1 for _ in islice(_growing(room.minutes, len(here), sum(here), shortest), len(left)))
        for room, here in zip(rooms, held, strict=True)
    )
    return sum(more) >= len(left)


def _growing(minutes: Minutes, count: int, used: int, each: int) -> Iterator[int]:
    """The counts that a room can still reach with talks of so many minutes."""
    while taken(minutes, count + 1, used + each) <= minutes.length:
        count, used = count + 1, used + each
        yield count


@cache
def around(minutes: Minutes, count: int) -> int:
    """The minutes that are no talk's, with so many talks: welcome, gaps, breaks before a talk, and closing."""
    return minutes.welcome + minutes.closing + sum(minutes.pauses(count)[:count])


def idle(minutes: Minutes, count: int) -> tuple[Break, ...]:
    """The breaks that no talk would follow, where a room has so many: they are not laid out."""
    return tuple(each for each in minutes.breaks if count and each.after >= count)


def full_slots(rooms: Sequence[Room]) -> int:
    """How many talks of the usual minutes the rooms hold, laid out."""
    return sum(_full_slots(room.minutes) for room in rooms)


def _full_slots(minutes: Minutes) -> int:
    each = minutes.slot.whole
    return sum(1 for _ in _growing(minutes, 0, 0, each)) if each else 0


def taken(minutes: Minutes, count: int, talks: int) -> int:
    """The minutes that so many talks take, which take `talks` by themselves."""
    return around(minutes, count) + talks


def most_talks(rooms: Sequence[Room], lengths: Sequence[int]) -> int:
    """How many talks fit at most: the shortest ones, since a shorter talk fits wherever a longer one did."""
    ordered = sorted(lengths)
    return next((n for n in range(len(ordered), 0, -1) if all_fit(rooms, ordered[:n])), 0)


def _shortened(task: Task) -> list[WayOut]:
    longest = max(talk.length.whole for talk in task.talks)
    for off in range(1, longest):
        lengths = {talk.id: _shorter(talk.length, off) for talk in task.talks}
        if any(lengths[talk.id].whole < SHORTEST * talk.length.whole for talk in task.talks):
            return []
        if all_fit(task.rooms, [each.whole for each in lengths.values()]):
            return [_shortened_to(task.talks, lengths, off)]
    return []


def _shorter(length: SlotLength, off: int) -> SlotLength:
    """Both parts shortened as far as they are long; an odd minute goes to presenting."""
    whole = length.whole - off
    comment = whole * length.comment // length.whole if length.whole else 0
    return SlotLength(whole - comment, comment)


def _shortened_to(talks: Sequence[Talk], lengths: dict[int, SlotLength], off: int) -> WayOut:
    kinds = {(lengths[talk.id], talk.length) for talk in talks}
    if len(kinds) == 1:
        short = lengths[talks[0].id]
        said = f"Slots of {short.whole} minutes ({short.present} + {short.comment})"
        return WayOut("shorten", said, short.whole, lengths=lengths)
    return WayOut("shorten", f"Each slot {_minutes(off)} shorter", 0, lengths=lengths)


def _minutes(number: int) -> str:
    return "1 minute" if number == 1 else f"{number} minutes"


def _without(task: Task) -> list[WayOut]:
    """What is enough to go without, a part or several of them; none of them needlessly, the fewest minutes first."""
    lengths, parts = [talk.length.whole for talk in task.talks], _parts(task)[:_PARTS_MOST]
    enough: list[tuple[Drop, ...]] = []
    for number in range(1, len(parts) + 1):
        for drops in combinations(parts, number):
            is_needless = any(set(each) <= set(drops) for each in enough)
            if not is_needless and all_fit(without(task.rooms, drops), lengths):
                enough.append(drops)
    by_minutes = sorted(enough, key=lambda drops: (_whole(drops), len(drops)))
    return [_way_without(task, drops) for drops in by_minutes[:_DROPS_MOST]]


def _parts(task: Task) -> list[Drop]:
    """Breaks room by room, the welcome and the closing."""
    found = [
        Drop("break", each.name, each.minutes, room.sitting_id, each.after)
        for room in task.rooms
        for each in room.minutes.breaks
    ]
    usual = task.rooms[0].minutes
    around_it = [Drop("welcome", "the welcome", usual.welcome), Drop("closing", "the closing", usual.closing)]
    return found + [each for each in around_it if each.minutes]


def without(rooms: Sequence[Room], drops: Sequence[Drop]) -> list[Room]:
    """The rooms without these parts; welcome and closing are the same in each."""
    kinds = {each.kind for each in drops}
    gone = {(each.sitting_id, each.after, each.minutes, each.name) for each in drops if each.kind == "break"}
    return [
        replace(
            room,
            minutes=replace(
                room.minutes,
                welcome=0 if "welcome" in kinds else room.minutes.welcome,
                closing=0 if "closing" in kinds else room.minutes.closing,
                breaks=tuple(
                    each
                    for each in room.minutes.breaks
                    if (room.sitting_id, each.after, each.minutes, each.name) not in gone
                ),
            ),
        )
        for room in rooms
    ]


def _whole(drops: Sequence[Drop]) -> int:
    return sum(each.minutes for each in drops)


def _way_without(task: Task, drops: Sequence[Drop]) -> WayOut:
    names = listed([_called(task, each) for each in drops])
    return WayOut("drop", f"Without {names} ({_minutes(_whole(drops))})", _whole(drops), drops=tuple(drops))


def _called(task: Task, drop: Drop) -> str:
    room = next(each.name for each in task.rooms if each.sitting_id == drop.sitting_id)
    name = f"“{drop.name}”" if drop.kind == "break" else drop.name
    return f"{name} in {room}" if room and drop.kind == "break" else name


def _with(rooms: Sequence[Room], room: Room, minutes: Minutes) -> list[Room]:
    return [replace(each, minutes=minutes) if each is room else each for each in rooms]


def _lengthened(task: Task) -> list[WayOut]:
    """The room that needs the fewest minutes more; with several as good, the first."""
    lengths = [talk.length.whole for talk in task.talks]
    found = [
        (more, place, room)
        for place, room in enumerate(task.rooms)
        if (more := _more_minutes(task, room, lengths)) is not None
    ]
    if not found:
        return []
    more, _, room = min(found, key=lambda each: each[:2])
    length = room.minutes.length + more
    what = "A session" if len(task.rooms) == 1 else room.name
    of = f"{what} of {_minutes(length)}" if len(task.rooms) == 1 else f"{what} with {_minutes(length)}"
    return [WayOut("lengthen", f"{of} ({more} more)", length, room.sitting_id)]


def _more_minutes(task: Task, room: Room, lengths: Sequence[int]) -> int | None:
    """The fewest minutes by which this room must be longer; None where a day is not enough."""

    def enough(more: int) -> bool:
        longer = replace(room.minutes, length=room.minutes.length + more)
        return all_fit(_with(task.rooms, room, longer), lengths)

    return _least(enough, _LONGEST)


def _least(enough: Callable[[int], bool], most: int) -> int | None:
    if not enough(most):
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _further_room(task: Task) -> list[WayOut]:
    lengths, usual = [talk.length.whole for talk in task.talks], task.rooms[0].minutes

    def enough(length: int) -> bool:
        more = replace(task.rooms[0], minutes=replace(usual, length=length, breaks=()))
        return all_fit([*task.rooms, more], lengths)

    length = _least(enough, _LONGEST)
    which = "A second room" if len(task.rooms) == 1 else "A further room"
    return [WayOut("room", f"{which} of {_minutes(length)}", length)] if length else []


def after(task: Task, way: WayOut) -> Task:
    """The task as it would be once a way out is gone. Which papers to take out is for somebody to choose: those all stay."""
    rooms = list(task.rooms)
    if way.kind == "lengthen":
        rooms = [
            replace(each, minutes=replace(each.minutes, length=way.minutes))
            if each.sitting_id == way.sitting_id
            else each
            for each in rooms
        ]
    elif way.kind == "room":
        minutes = replace(rooms[0].minutes, length=way.minutes, breaks=())
        rooms.append(replace(rooms[0], name="A further room", minutes=minutes, sitting_id=-1))
    talks = [replace(each, length=way.lengths.get(each.id, each.length)) for each in task.talks]
    return replace(task, rooms=tuple(without(rooms, way.drops)), talks=tuple(talks))


def _taken_out(number: int) -> WayOut:
    said = "One paper fewer" if number == 1 else f"{number} papers fewer"
    return WayOut("take_out", said, papers=number)
