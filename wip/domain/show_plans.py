"""What a room means to do, and how the minutes that are left are shared out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from wip.domain.agenda import PlacedPart, SlotLength

FLOOR = 5
"""Minutes below which no half of a slot is cut, unless it was planned shorter."""


@dataclass(frozen=True)
class PlannedSlot:
    """A paper's slot as planned, in UTC: presented from `starts_at`, discussed from `turns_at`."""

    paper_id: int
    starts_at: datetime
    turns_at: datetime
    ends_at: datetime

    @property
    def length(self) -> SlotLength:
        """Both halves, in whole minutes."""
        return SlotLength(whole(self.turns_at - self.starts_at), whole(self.ends_at - self.turns_at))


@dataclass(frozen=True)
class RoomPlan:
    """One room's slots in the order of their times, and its welcome, breaks and closing. `ends_at` is the room's own end."""

    starts_at: datetime
    ends_at: datetime
    slots: tuple[PlannedSlot, ...] = ()
    parts: tuple[PlacedPart, ...] = ()

    def begun_at(self, moment: datetime) -> "RoomPlan":
        """The same plan as if the room began at `moment`: for rehearsals."""
        by = moment - self.starts_at
        return RoomPlan(
            moment,
            self.ends_at + by,
            tuple(
                PlannedSlot(s.paper_id, s.starts_at + by, s.turns_at + by, s.ends_at + by) for s in self.slots
            ),
            tuple(replace(p, starts_at=p.starts_at + by, ends_at=p.ends_at + by) for p in self.parts),
        )

    @property
    def closing(self) -> int:
        """The closing's minutes."""
        return sum(whole(part.ends_at - part.starts_at) for part in self.parts if part.kind == "closing")

    @property
    def spare(self) -> int:
        """Minutes between the end of all that is planned and the room's own; below zero where too much is planned."""
        ends = [
            self.starts_at,
            *(slot.ends_at for slot in self.slots),
            *(part.ends_at for part in self.parts),
        ]
        return whole(self.ends_at - max(ends))

    def pause(self, place: int) -> int:
        """Minutes before the first slot (0), between the slots, and between the last one and the closing."""
        before = self.slots[place - 1].ends_at if place and self.slots else self.starts_at
        if place < len(self.slots):
            return whole(self.slots[place].starts_at - before)
        return sum(whole(p.ends_at - p.starts_at) for p in self.named(place) if p.kind != "closing")

    def minutes_of(self, place: int) -> int:
        """What the slot at this place may take: its own minutes, and the change-over, which nobody presses for."""
        gap = 0 if self.named(place + 1) or place + 1 == len(self.slots) else self.pause(place + 1)
        return self.slots[place].length.whole + gap

    def named(self, place: int) -> list[PlacedPart]:
        """The welcome, breaks or closing after so many slots."""
        return [
            part
            for part in self.parts
            if sum(s.starts_at < part.starts_at for s in self.slots) == min(place, len(self.slots))
        ]


def whole(length: timedelta) -> int:
    """Whole minutes, to the nearest one."""
    return int((length.total_seconds() + 30) // 60)


def shared(lengths: Sequence[SlotLength], minutes: int) -> list[SlotLength]:
    """The slots' new lengths in whole minutes, so that together they take at most `minutes`.

    Each loses the same part of its own; halves keep their proportion. Nobody gets more than was planned, and no half less
    than FLOOR minutes: then they may take more than there is.
    """
    given: dict[int, int] = {}
    open_, left = list(range(len(lengths))), minutes
    while open_:
        total = sum(lengths[place].whole for place in open_)
        if total <= left:
            given |= {place: lengths[place].whole for place in open_}
            break
        low = [
            place for place in open_ if lengths[place].whole * left <= _floor(lengths[place]).whole * total
        ]
        if not low:
            given |= {place: lengths[place].whole * left // total for place in open_}
            break
        given |= {place: _floor(lengths[place]).whole for place in low}
        left -= sum(given[place] for place in low)
        open_ = [place for place in open_ if place not in low]
    return [_split(length, given[place]) for place, length in enumerate(lengths)]


def _floor(length: SlotLength) -> SlotLength:
    return SlotLength(min(FLOOR, length.present), min(FLOOR, length.comment))


def _split(length: SlotLength, minutes: int) -> SlotLength:
    low = _floor(length)
    present = minutes * length.present // length.whole if length.whole else 0
    present = min(max(present, low.present), minutes - low.comment)
    return SlotLength(present, minutes - present)
