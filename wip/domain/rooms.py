"""Rooms: the parts of a session that one call fills, side by side or on several dates, and what they hold together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wip.domain.agenda import Fit, Minutes
from wip.domain.zones import show_span


@dataclass(frozen=True)
class Room:
    """One part of a session: its first one (`sitting_id` None), a parallel room, or a further date.

    `name` is empty where there is only one. `join_link` is its own or else the session's, for participants only.
    """

    name: str
    starts_at: datetime
    minutes: Minutes
    sitting_id: int | None = None
    join_link: str = field(default="", repr=False)

    @property
    def ends_at(self) -> datetime:
        """The end."""
        return self.starts_at + timedelta(minutes=self.minutes.length)

    @property
    def is_first(self) -> bool:
        """Whether it is the session's own room and date."""
        return self.sitting_id is None


def parallel(rooms: Sequence[Room]) -> list[Room]:
    """The first room and those that begin together with it: one appointment for whoever only listens."""
    return [room for room in rooms if room.starts_at == rooms[0].starts_at]


def is_place(room: Room, rooms: Sequence[Room]) -> bool:
    """Whether people must choose between it and another room at the same time. One that meets alone is a date, and its name no place."""
    return any(
        other.starts_at < room.ends_at and room.starts_at < other.ends_at
        for other in rooms
        if other.sitting_id != room.sitting_id
    )


def sharing(rooms: Sequence[Room]) -> list[Room]:
    """Further rooms that meet while another does, by the same join link or by none: each needs a link of its own."""
    return [
        room
        for room in rooms
        if not room.is_first
        and any(
            other is not room
            and other.join_link == room.join_link
            and other.starts_at < room.ends_at
            and room.starts_at < other.ends_at
            for other in rooms
        )
    ]


def apart(rooms: Sequence[Room]) -> list[Room]:
    """The rooms that begin at another time, so that calendars need an entry of their own for them."""
    return [room for room in rooms if room.starts_at != rooms[0].starts_at]


def last_end(rooms: Sequence[Room]) -> datetime:
    """When all of it is over."""
    return max(room.ends_at for room in rooms)


def capacity(rooms: Sequence[Room]) -> int:
    """How many full slots all rooms hold: the sum of each room's own (domain.md, WIP 5)."""
    return sum(room.minutes.capacity for room in rooms)


def capacity_sentence(rooms: Sequence[Room]) -> str:
    """As "Room A, 90 minutes: 3 full slots. Room B, 60 minutes: 2 full slots. Together: 5 full slots".

    The one room of a session says what its minutes say, without a name.
    """
    if len(rooms) == 1:
        return rooms[0].minutes.capacity_sentence()
    each = [f"{room.name}, {room.minutes.capacity_sentence()}." for room in rooms]
    return " ".join([*each, f"Together: {_slots(capacity(rooms))}"])


def _slots(number: int) -> str:
    return {0: "no full slot", 1: "1 full slot"}.get(number, f"{number} full slots")


def shares(rooms: Sequence[Room], papers: int) -> list[int]:
    """How many of so many papers each room takes: filled in their order; the last takes what is too many."""
    found, left = [], papers
    for room in rooms:
        found.append(min(left, room.minutes.capacity))
        left -= found[-1]
    found[-1] += left
    return found


def fits(rooms: Sequence[Room], papers: int) -> Fit:
    """Whether so many papers have a usual slot in one of the rooms; if not, how many are too many, and the ways out."""
    if len(rooms) == 1:
        return rooms[0].minutes.fits(papers)
    left = capacity(rooms) - papers
    are = "1 slot" if papers == 1 else f"{papers} slots"
    if left < 0:
        return Fit(
            left,
            f"{are} {_do(papers)} not fit: {-left} too many. You can add a room or a date, shorten the slots, "
            f"make a room longer, or take out {'a paper' if left == -1 else f'{-left} papers'}.",
        )
    if papers == 0:
        return Fit(left, f"No slot yet, with {_slots(left)} to give.")
    spare = f"with room for {left} more" if left else "and fill every room"
    if left == 0 and papers == 1:
        spare = "and fills every room"
    return Fit(left, f"{are} {'fits' if papers == 1 else 'fit'}, {spare}.")


def _do(number: int) -> str:
    return "does" if number == 1 else "do"


def fit_together(rooms: Sequence[Room], found: Sequence[Fit]) -> Fit:
    """What the rooms' own fits say together. It fits only if every room does; what does not fit names its room.

    Where another room has space, that comes first.
    """
    if len(rooms) == 1:
        return found[0]
    over = [(room, fit) for room, fit in zip(rooms, found, strict=True) if not fit.fits]
    told = over or list(zip(rooms, found, strict=True))
    left = sum(fit.left for _, fit in told)
    each = [f"{room.name}: {_small(fit.sentence)}" for room, fit in told]
    return Fit(left, " ".join([*(_space(rooms, found) if over else ()), *each]))


def _space(rooms: Sequence[Room], found: Sequence[Fit]) -> list[str]:
    """Where there is room for papers of a room that has too many."""
    more = [(room, _further(room.minutes, fit.left)) for room, fit in zip(rooms, found, strict=True)]
    return [
        f"{room.name} has room for {'1 more paper' if number == 1 else f'{number} more papers'}: "
        f"move {'one' if number == 1 else 'some'} there first."
        for room, number in more
        if number > 0
    ]


def _further(minutes: Minutes, left: int) -> int:
    """How many further usual slots so many minutes hold, each with the gap before it, but for a room's first one."""
    each = minutes.slot.whole + minutes.gap
    spare = left + minutes.gap if left == minutes.length - minutes.used([]) else left
    return max(0, spare) // each if each else 0


def _small(sentence: str) -> str:
    """A fit's sentence after the room's name: what would be made longer is the room."""
    return (sentence[:1].lower() + sentence[1:]).replace("make the session", "make it")


def dates_told(rooms: Sequence[Room], zone: str, reader_zone: str | None = None) -> str:
    """When it all is, in one line: "Room A and Room B, Thu 18 Mar 2027, 12:00–13:30 New York; April, Thu 15 Apr ...".

    On the reader's clock too, where that shows something else.
    """
    if len(rooms) == 1:
        return show_span(rooms[0].starts_at, rooms[0].ends_at, zone, reader_zone)
    names: dict[str, list[str]] = {}
    for room in rooms:
        names.setdefault(show_span(room.starts_at, room.ends_at, zone, reader_zone), []).append(room.name)
    return "; ".join(f"{_listed(named)}, {span}" for span, named in names.items())


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def links_told(rooms: Sequence[Room]) -> list[str]:
    """Each room with its own way in; empty where all have one and the same, so that it need not be named."""
    if len({room.join_link for room in rooms}) == 1:
        return []
    return [f"{room.name}: {room.join_link or 'the link is not there yet'}" for room in rooms]
