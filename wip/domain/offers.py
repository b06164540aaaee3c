"""Offers to comment: what somebody says of themself, and which hours of each date suit them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from wip.domain.papers import CareerStage
from wip.domain.refusals import Refusal
from wip.domain.rooms import Room
from wip.domain.zones import in_zone, show_span

PAPERS_MOST = 3
"""More are read only by whom a leader asked for more."""

CONFLICTS_MOST = 2000
"""Letters in which papers and people are named on whom somebody should not comment."""

_STEPS = ((240, 15), (480, 30))
"""(minutes of a date at most, minutes between two clock times to choose from); longer dates go by the hour."""


@dataclass(frozen=True)
class Hours:
    """When somebody can be in one room (None: the session's own); both moments None: not at all. None of it: all suits."""

    sitting_id: int | None
    from_at: datetime | None = None
    until_at: datetime | None = None


@dataclass(frozen=True)
class OfferFacts:
    """What a volunteer says: what they work on, on whom they should not comment, and on how many papers.

    `topics` is the field in their own words, `chosen_topics` are ids of the call's topics. `declared` are numbers of papers
    on which they should not comment; None where there was nothing to tick.
    """

    topics: str = ""
    conflicts: str = ""
    papers_max: int = 1
    methods: str = ""
    works: str = ""
    career_stage: CareerStage | None = None
    stands_by: bool = False
    chosen_topics: tuple[int, ...] = ()
    hours: tuple[Hours, ...] = ()
    declared: tuple[int, ...] | None = None


def refuse_silent(facts: OfferFacts) -> None:
    """Raise Refusal where nothing is said by which a paper could be found for them."""
    if not (facts.topics or facts.works or facts.chosen_topics):
        sentence = "Tick a topic, or say in a few words what you work on."
        raise Refusal(sentence, "topics")


@dataclass(frozen=True)
class Day:
    """The rooms that meet on one date: whoever comes that day says once which hours suit."""

    rooms: tuple[Room, ...]

    @property
    def starts_at(self) -> datetime:
        """When the first of them begins."""
        return min(room.starts_at for room in self.rooms)

    @property
    def ends_at(self) -> datetime:
        """When the last of them ends."""
        return max(room.ends_at for room in self.rooms)

    def clock_times(self) -> list[datetime]:
        """The moments between which a part can be chosen, both ends among them."""
        minutes = int((self.ends_at - self.starts_at) / timedelta(minutes=1))
        step = next((each for most, each in _STEPS if minutes <= most), 60)
        inner = range(0, minutes, step)
        return [*(self.starts_at + timedelta(minutes=each) for each in inner), self.ends_at]

    def hours(self, from_at: datetime | None, until_at: datetime | None) -> tuple[Hours, ...]:
        """The same answer for each of its rooms."""
        return tuple(Hours(room.sitting_id, from_at, until_at) for room in self.rooms)

    def said(self, hours: Mapping[int | None, Hours]) -> Hours | None:
        """What was said of this date, by rooms; None where all of it suits."""
        return next((hours[room.sitting_id] for room in self.rooms if room.sitting_id in hours), None)


def days_of(rooms: Sequence[Room], zone: str) -> list[Day]:
    """The session's dates, as the zone's calendar has them, each with its rooms."""
    by_date: dict[object, list[Room]] = {}
    for room in sorted(rooms, key=lambda each: each.starts_at):
        by_date.setdefault(in_zone(room.starts_at, zone).date(), []).append(room)
    return [Day(tuple(each)) for each in by_date.values()]


def part_of(from_at: datetime | None, until_at: datetime | None) -> tuple[datetime, datetime]:
    """The part of a date that was chosen. Raises Refusal where it has no length."""
    if from_at is None or until_at is None or until_at <= from_at:
        raise Refusal("Choose until when: it lies after the time from which you can be there.")
    return from_at, until_at


def hours_told(hours: Sequence[Hours], days: Sequence[Day], zone: str) -> list[str]:
    """One line for each date of which not all suits; a session of one date needs no more than one."""
    by_room = {each.sitting_id: each for each in hours}
    lines = []
    for day in days:
        said = day.said(by_room)
        if said is None:
            continue
        if said.from_at is None or said.until_at is None:
            lines.append(f"Not at all: {show_span(day.starts_at, day.ends_at, zone)}")
        else:
            lines.append(f"Only {show_span(said.from_at, said.until_at, zone)}")
    return lines
