"""The agenda's arithmetic: how many slots a session holds, and when each begins. All times in UTC."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

WORTH_NAMING = 0.9
"""A shortened slot is worth naming while it keeps nine tenths of its minutes: 28 of 30, not 25."""

SHORT, LONG = 60, 90
"""Typical lengths; outside them a session is unusual, not wrong (domain.md, WIP 4)."""


def _minutes(number: int) -> str:
    return "1 minute" if number == 1 else f"{number} minutes"


def _slots(number: int) -> str:
    return {0: "no full slot", 1: "1 full slot"}.get(number, f"{number} full slots")


@dataclass(frozen=True)
class SlotLength:
    """One slot's two parts, in minutes."""

    present: int
    comment: int

    @property
    def whole(self) -> int:
        """Both parts together."""
        return self.present + self.comment


@dataclass(frozen=True)
class Part:
    """A stretch of the session for the meter: welcome, talk, comments, gap, closing, left or over."""

    kind: str
    minutes: int


@dataclass(frozen=True)
class Fit:
    """Whether slots fit: `left` minutes remain, below zero that many are missing."""

    left: int
    sentence: str

    @property
    def fits(self) -> bool:
        """Whether everything has room."""
        return self.left >= 0


@dataclass(frozen=True)
class PlacedSlot:
    """A slot on the clock, in UTC: presented from `starts_at`, discussed from `turns_at`."""

    starts_at: datetime
    turns_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Break:
    """A pause after so many slots (0: right after the welcome), which takes the place of the gap there."""

    after: int
    minutes: int
    name: str = "Break"


@dataclass(frozen=True)
class PlacedPart:
    """What is no paper's: the welcome, a break or the closing, on the clock in UTC."""

    kind: str
    name: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Minutes:
    """A session's length and what it is spent on, in minutes."""

    length: int
    welcome: int = 0
    closing: int = 0
    gap: int = 0
    present: int = 15
    comment: int = 15
    breaks: tuple[Break, ...] = ()

    @property
    def slot(self) -> SlotLength:
        """The usual slot."""
        return SlotLength(self.present, self.comment)

    @property
    def free(self) -> int:
        """What welcome and closing leave."""
        return self.length - self.welcome - self.closing

    @property
    def capacity(self) -> int:
        """How many full slots fit: floor((length - welcome - closing + gap) / (slot + gap)) without breaks (domain.md, WIP 5)."""
        if not self.slot.whole:
            return 0
        most = max(0, (self.free + self.gap) // (self.slot.whole + self.gap))
        return next((n for n in range(most, 0, -1) if self.used([self.slot] * n) <= self.length), 0)

    def shortened(self, slots: int) -> int:
        """The longest whole-minute slot of which `slots` fit."""
        return max(0, (self.free - sum(self.pauses(slots))) // slots) if slots else 0

    def pauses(self, slots: int) -> list[int]:
        """The minutes before the first of so many slots, between each two, and after the last."""
        found = [0, *([self.gap] * max(0, slots - 1)), 0][: slots + 1] if slots else [0]
        for place in range(len(found)):
            given = [each.minutes for each in self.breaks_at(place, slots)]
            found[place] = sum(given) if given else found[place]
        return found

    def breaks_at(self, place: int, slots: int) -> list[Break]:
        """The breaks after so many of the slots; those meant for later come after the last slot."""
        return [each for each in self.breaks if min(each.after, slots) == place]

    def capacity_sentence(self) -> str:
        """As "90 minutes with a 5-minute welcome: 2 full slots, or 3 of 28"."""
        begin = _minutes(self.length) + self._around()
        if self.free < 0:
            return f"{begin}: the welcome and the closing alone take {_minutes(-self.free)} too many"
        full, shorter = self.capacity, self.shortened(self.capacity + 1)
        left = self.length - self.used([self.slot] * full)
        if shorter < self.slot.whole and shorter >= WORTH_NAMING * self.slot.whole:
            return f"{begin}: {_slots(full)}, or {full + 1} of {shorter}"
        return f"{begin}: {_slots(full)}" + (f", {_minutes(left)} left over" if left else "")

    def _around(self) -> str:
        parts = [
            f"a {n}-minute {name}" for name, n in (("welcome", self.welcome), ("closing", self.closing)) if n
        ]
        if self.breaks:
            parts.append(f"{_minutes(sum(each.minutes for each in self.breaks))} of breaks")
        if self.gap:
            parts.append(f"{_minutes(self.gap)} between slots")
        if not parts:
            return ""
        *first, last = parts
        return f" with {', '.join(first)} and {last}" if first else f" with {last}"

    def warnings(self) -> list[str]:
        """What is unusual about the length."""
        if SHORT <= self.length <= LONG:
            return []
        return [f"Sessions typically take {SHORT} to {LONG} minutes; this one has {self.length}."]

    def used(self, slots: Sequence[SlotLength]) -> int:
        """The minutes that welcome, slots, gaps, breaks and closing take."""
        pauses = sum(self.pauses(len(slots)))
        return self.welcome + self.closing + pauses + sum(slot.whole for slot in slots)

    def fits(self, slots: int | Sequence[SlotLength]) -> Fit:
        """Whether so many usual slots, or these, have room; if not, by how much, and the ways out."""
        lengths = [self.slot] * slots if isinstance(slots, int) else list(slots)
        left = self.length - self.used(lengths)
        if not lengths:
            return Fit(left, self._empty(left))
        one, papers = len(lengths) == 1, "1 slot" if len(lengths) == 1 else f"{len(lengths)} slots"
        if left == 0:
            return Fit(0, f"{papers} {'fills' if one else 'fill'} the {_minutes(self.length)} exactly.")
        if left > 0:
            return Fit(left, f"{papers} {'fits' if one else 'fit'}, with {_minutes(left)} to spare.")
        not_fit = f"{papers} {'does' if one else 'do'} not fit: {_minutes(-left)} too many."
        return Fit(left, f"{not_fit} {self._ways_out(len(lengths), left)}")

    def _empty(self, left: int) -> str:
        if left >= 0:
            return f"No slot yet, with {_minutes(left)} to give."
        return (
            f"The welcome and the closing alone take {_minutes(-left)} too many. "
            f"You can shorten them, or make the session {_minutes(self.length - left)} long."
        )

    def _ways_out(self, number: int, left: int) -> str:
        ways = [f"make the session {_minutes(self.length - left)} long", "take out a paper"]
        shorter = self.shortened(number)
        if shorter > 0:
            ways.insert(0, f"shorten {'it' if number == 1 else 'each slot'} to {_minutes(shorter)}")
        return f"You can {', '.join(ways[:-1])}{',' if len(ways) > 2 else ''} or {ways[-1]}."  # noqa: PLR2004

    def meter(self, slots: int | Sequence[SlotLength]) -> list[Part]:
        """The session as a bar: what each stretch of it is spent on."""
        lengths = [self.slot] * slots if isinstance(slots, int) else list(slots)
        parts = [Part("welcome", self.welcome)]
        pauses = self.pauses(len(lengths))
        for place, slot in enumerate(lengths):
            parts.append(self._pause(place, pauses[place], len(lengths)))
            parts += [Part("talk", slot.present), Part("comments", slot.comment)]
        parts.append(self._pause(len(lengths), pauses[-1], len(lengths)))
        parts.append(Part("closing", self.closing))
        left = self.length - self.used(lengths)
        parts.append(Part("left", left) if left >= 0 else Part("over", -left))
        return [part for part in parts if part.minutes]

    def _pause(self, place: int, minutes: int, slots: int) -> Part:
        return Part("break" if self.breaks_at(place, slots) else "gap", minutes)


def lay_out(starts_at: datetime, minutes: Minutes, slots: Sequence[SlotLength]) -> list[PlacedSlot]:
    """The slots one after another from the end of the welcome. `starts_at` is aware; the result is in UTC.

    In UTC alone: minutes added to a zone's own clock go wrong on the days when clocks change.
    """
    placed, at = [], starts_at.astimezone(UTC) + timedelta(minutes=minutes.welcome)
    for slot, pause in zip(slots, minutes.pauses(len(slots)), strict=False):
        at += timedelta(minutes=pause)
        turn = at + timedelta(minutes=slot.present)
        end = turn + timedelta(minutes=slot.comment)
        placed.append(PlacedSlot(at, turn, end))
        at = end
    return placed


def frame(starts_at: datetime, minutes: Minutes, slots: Sequence[SlotLength]) -> list[PlacedPart]:
    """The welcome, the breaks and the closing around these slots, in the order of their times, in UTC.

    The closing follows what comes before it; minutes that are left over lie after it.
    """
    begin = starts_at.astimezone(UTC)
    placed = lay_out(starts_at, minutes, slots)
    found = _spread(begin, [("welcome", "Welcome", minutes.welcome)])
    for place in range(len(slots) + 1):
        at = placed[place - 1].ends_at if place else begin + timedelta(minutes=minutes.welcome)
        found += _spread(
            at, [("break", each.name, each.minutes) for each in minutes.breaks_at(place, len(slots))]
        )
    ends = [*(each.ends_at for each in placed), *(each.ends_at for each in found)]
    end = max([begin + timedelta(minutes=minutes.welcome), *ends])
    return found + _spread(end, [("closing", "Closing", minutes.closing)])


def _spread(at: datetime, parts: Sequence[tuple[str, str, int]]) -> list[PlacedPart]:
    found = []
    for kind, name, minutes in parts:
        if minutes:
            found.append(PlacedPart(kind, name, at, at + timedelta(minutes=minutes)))
            at += timedelta(minutes=minutes)
    return found
