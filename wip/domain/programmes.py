"""A published agenda as it is read: what the page, the print, the file for programs and the fragment for websites are made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from wip.domain.agenda import PlacedPart
from wip.domain.calendar import KEPT_AFTER, EntryStatus
from wip.domain.zones import clocks, day_words, in_zone, show_span


@dataclass(frozen=True)
class Named:
    """Somebody as a programme names them."""

    name: str
    affiliation: str = ""


@dataclass(frozen=True, kw_only=True)
class ProgrammeSlot:
    """One slot as published: from `starts_at` the paper is presented, from `turns_at` discussed. `uid` is its calendars' own.

    `left_behind` is a cancelled one on a day that the session has left since: it is told with its date.
    """

    number: int
    uid: str
    sequence: int
    status: EntryStatus
    title: str
    authors: tuple[Named, ...]
    abstract: str
    commenters: tuple[str, ...]
    starts_at: datetime
    turns_at: datetime
    ends_at: datetime
    changed_at: datetime
    room: str = ""
    sitting_id: int | None = None
    left_behind: bool = False

    @property
    def cancelled(self) -> bool:
        """Whether it will not take place."""
        return self.status is EntryStatus.CANCELLED

    @property
    def present_minutes(self) -> int:
        """How long the paper is presented."""
        return int((self.turns_at - self.starts_at).total_seconds() // 60)

    @property
    def comment_minutes(self) -> int:
        """How long comments are heard."""
        return int((self.ends_at - self.turns_at).total_seconds() // 60)

    @property
    def has_turn(self) -> bool:
        """Whether it is presented first and discussed then."""
        return self.starts_at < self.turns_at < self.ends_at

    @property
    def presenter(self) -> Named | None:
        """Who presents, where that is certain: of several authors nobody has said who will speak; what is cancelled, nobody does."""
        return self.authors[0] if len(self.authors) == 1 and not self.cancelled else None


Item = ProgrammeSlot | PlacedPart


@dataclass(frozen=True)
class RoomFacts:
    """What is published of one room beside its slots. `sitting_id` is None for the first."""

    sitting_id: int | None
    name: str
    starts_at: datetime
    ends_at: datetime
    parts: tuple[PlacedPart, ...] = ()
    chairs: tuple[Named, ...] = ()


@dataclass(frozen=True)
class ProgrammeRoom:
    """What happens in one room on one date, in the order of its times."""

    name: str
    day: date
    chairs: tuple[Named, ...]
    items: tuple[Item, ...]

    @property
    def slots(self) -> tuple[ProgrammeSlot, ...]:
        """The papers alone."""
        return tuple(each for each in self.items if isinstance(each, ProgrammeSlot))


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A published agenda. `zone` is the session's; `dates` are its rooms as planned, of which one without a name is the only one."""

    slug: str
    title: str
    sections: tuple[str, ...]
    zone: str
    status: EntryStatus
    starts_at: datetime
    ends_at: datetime
    dates: tuple[RoomFacts, ...]
    rooms: tuple[ProgrammeRoom, ...]

    @property
    def slots(self) -> tuple[ProgrammeSlot, ...]:
        """The papers of all rooms."""
        return tuple(slot for room in self.rooms for slot in room.slots)

    @property
    def begins(self) -> list[datetime]:
        """When something first happens on each of its dates in the session's zone; its start where nothing does."""
        found: dict[date, datetime] = {}
        for room in self.rooms:
            first = min((item.starts_at for item in room.items if not _is_left(item)), default=None)
            if first is not None:
                found[room.day] = min(first, found.get(room.day, first))
        return [found[day] for day in sorted(found)] or [self.starts_at]

    @property
    def chairs(self) -> tuple[Named, ...]:
        """Who chairs it, where every room has the same."""
        found = {room.chairs for room in self.rooms}
        return found.pop() if len(found) == 1 else ()

    @property
    def when(self) -> list[str]:
        """When it is, a line for each room or date."""
        return [
            f"{f'{each.name}: ' if each.name else ''}{show_span(each.starts_at, each.ends_at, self.zone)}"
            for each in self.dates
        ]

    @property
    def typed(self) -> set[str]:
        """Everything in it that somebody typed."""
        people = [one for slot in self.slots for one in slot.authors]
        people += [one for room in self.rooms for one in room.chairs]
        return {
            self.title,
            *self.sections,
            *(each.name for each in self.dates),
            *(
                part.name
                for room in self.rooms
                for part in (room, *room.items)
                if not isinstance(part, ProgrammeSlot)
            ),
            *(word for one in people for word in (one.name, one.affiliation)),
            *(word for slot in self.slots for word in (slot.title, slot.abstract, *slot.commenters)),
        }

    @property
    def changed_at(self) -> datetime | None:
        """The newest change of a slot; None without one."""
        return max((slot.changed_at for slot in self.slots), default=None)


def remaining(
    slots: Iterable[ProgrammeSlot], session_ends_at: datetime, month: datetime
) -> list[ProgrammeSlot]:
    """The slots without those that were cancelled and have left calendars: as long as these show them, the agenda does (see
    `calendar.surviving`).
    """
    return [
        slot
        for slot in slots
        if not slot.cancelled or max(slot.ends_at, session_ends_at) + KEPT_AFTER >= month
    ]


def arranged(
    zone: str, slots: Iterable[ProgrammeSlot], rooms: Sequence[RoomFacts]
) -> tuple[ProgrammeRoom, ...]:
    """Slots and parts by date and room, the first room before those beside it.

    A slot keeps the room that it was published in, even if that has been taken away since. What is cancelled makes no day
    of its own: where the session has moved on without it, it comes last in its room, told with its date.
    """
    slots = list(slots)
    days = _days(zone, slots, rooms)
    here = [slot for slot in slots if _day(slot, zone) in days]
    found: dict[_Key, list[Item]] = {}
    for item, sitting_id, name in _with_rooms(here, rooms):
        found.setdefault((_day(item, zone), sitting_id or 0, name), []).append(item)
    for slot in slots:
        if _day(slot, zone) not in days:
            key = _last_known(slot, found, zone, rooms)
            found.setdefault(key, []).append(replace(slot, left_behind=True))
    chairs: Mapping[int, tuple[Named, ...]] = {room.sitting_id or 0: room.chairs for room in rooms}
    return tuple(
        ProgrammeRoom(key[2], key[0], chairs.get(key[1], ()), tuple(sorted(found[key], key=_by_time)))
        for key in sorted(found)
    )


_Key = tuple[date, int, str]
"""Date, sitting (0 for the first room), and name."""


def _day(item: Item, zone: str) -> date:
    return in_zone(item.starts_at, zone).date()


def _days(zone: str, slots: Iterable[ProgrammeSlot], rooms: Iterable[RoomFacts]) -> set[date]:
    """The days on which the session is, or would have been: those of what takes place, and those of its rooms."""
    planned = {in_zone(at, zone).date() for room in rooms for at in (room.starts_at, room.ends_at)}
    return planned | {_day(slot, zone) for slot in slots if not slot.cancelled}


def _last_known(slot: ProgrammeSlot, found: Iterable[_Key], zone: str, rooms: Sequence[RoomFacts]) -> _Key:
    """Where a slot stands whose own day is gone: with what else is in its room, in the first one where nothing is."""
    here = sorted(found)
    beside = [key for key in here if key[1] == (slot.sitting_id or 0)]
    if beside or here:
        return beside[-1] if beside else here[0]
    return in_zone(rooms[0].starts_at, zone).date(), 0, rooms[0].name


def clock_words(item: Item, zone: str) -> str:
    """An item's clock times, with the date where its programme has left that behind."""
    both = clocks((item.starts_at, item.ends_at), zone)
    return f"{day_words(_day(item, zone))}, {both}" if _is_left(item) else both


def _with_rooms(
    slots: Sequence[ProgrammeSlot], rooms: Iterable[RoomFacts]
) -> Iterable[tuple[Item, int | None, str]]:
    """What lies around the slots stands with them, by the name that was published: a room may have another one by now."""
    named = {slot.sitting_id: slot.room for slot in slots if not slot.cancelled}
    for slot in slots:
        yield slot, slot.sitting_id, named.get(slot.sitting_id, slot.room)
    for room in rooms:
        for part in room.parts:
            yield part, room.sitting_id, named.get(room.sitting_id, room.name)


def _is_left(item: Item) -> bool:
    return isinstance(item, ProgrammeSlot) and item.left_behind


def _by_time(item: Item) -> tuple[bool, datetime, bool]:
    """What is cancelled comes after what takes its time, and what the session has left behind comes last."""
    return _is_left(item), item.starts_at, isinstance(item, ProgrammeSlot) and item.cancelled
