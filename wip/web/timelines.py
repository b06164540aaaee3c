"""The picture of a plan: where its dates lie on a line, in per cent of its width."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from wip.domain.plans import STEPS, Plan
from wip.domain.zones import in_zone, on_clock

MARGIN = 4.0
APART = 7.0
"""Two marks nearer than this stand on different lines: 24 pixels on a phone."""

_LONGEST_WITH_DAYS = timedelta(days=240)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


Place = Callable[[datetime], float]


@dataclass(frozen=True)
class Mark:
    """A date on the line: its number in the table, and the row below the line on which it stands."""

    number: int
    column: str
    label: str
    x: float
    lane: int
    past: bool


@dataclass(frozen=True)
class Stretch:
    """A part of the line, from `x` over `width`."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True)
class Timeline:
    """All that is drawn; `today` is None where it lies off the line."""

    months: tuple[tuple[float, str], ...]
    weekends: tuple[Stretch, ...]
    stretches: tuple[Stretch, ...]
    marks: tuple[Mark, ...]
    today: float | None

    @property
    def lanes(self) -> int:
        """How many rows the marks take."""
        return 1 + max(mark.lane for mark in self.marks)


def numbered(plan: Plan) -> dict[str, int]:
    """The number of each date that is set, in the order in which they come."""
    order = [step.column for step in STEPS]
    place = {column: order.index(column) if column in order else len(order) for column in plan.marks}
    dates = sorted(plan.marks, key=lambda column: (plan.marks[column][1], place[column]))
    return {column: number for number, column in enumerate(dates, 1)}


def timeline(plan: Plan, now: datetime) -> Timeline:
    """Where everything lies."""
    dates = [at for _, at in plan.marks.values()]
    begin, end = min(dates), max(*dates, plan.ends_at, *(each.ends_at for each in plan.further))
    if timedelta(0) < begin - now < (end - begin) / 3:
        begin = now
    scale = (100 - 2 * MARGIN) / max((end - begin) / timedelta(days=1), 1)

    def at(moment: datetime) -> float:
        return round(MARGIN + (moment - begin) / timedelta(days=1) * scale, 2)

    short = end - begin <= _LONGEST_WITH_DAYS
    weekends = [
        Stretch("weekend", at(day), round(2 * scale, 2))
        for day in _days(begin, end, plan.zone)
        if short and in_zone(day, plan.zone).weekday() == 5  # noqa: PLR2004 - Saturday
    ]
    return Timeline(
        tuple(_months(begin, end, plan.zone, at)),
        tuple(each for each in weekends if each.x + each.width < 100),  # noqa: PLR2004 - per cent
        tuple(_stretches(plan, at)),
        tuple(_marks(plan, now, at)),
        at(now) if begin <= now <= end else None,
    )


def _days(begin: datetime, end: datetime, zone: str) -> Iterator[datetime]:
    day = in_zone(begin, zone).date() + timedelta(days=1)
    while (midnight := on_clock(datetime.combine(day, time()), zone)) < end:
        yield midnight
        day += timedelta(days=1)


def _months(begin: datetime, end: datetime, zone: str, at: Place) -> Iterator[tuple[float, str]]:
    last = -APART
    for day in _days(begin, end, zone):
        local = in_zone(day, zone)
        x = at(day)
        if local.day == 1 and x - last >= APART and x < 100 - APART:
            yield x, _MONTHS[local.month - 1] + (f" {local.year}" if local.month == 1 else "")
            last = x


def _stretches(plan: Plan, at: Place) -> Iterator[Stretch]:
    parts = (
        ("call", plan.opens_at, plan.deadline_at),
        ("review", plan.deadline_at, plan.notify_at),
        ("reading", plan.circulate_at or plan.draft_due_at, plan.starts_at),
    )
    for kind, begin, end in parts:
        if begin is not None and begin < end:
            yield Stretch(kind, at(begin), round(at(end) - at(begin), 2))


def _marks(plan: Plan, now: datetime, at: Place) -> Iterator[Mark]:
    ends: list[float] = []
    for column, number in numbered(plan).items():
        label, moment = plan.marks[column]
        x = at(moment)
        lane = next((n for n, last in enumerate(ends) if x - last >= APART), len(ends))
        ends[lane : lane + 1] = [x]
        yield Mark(number, column, label, x, lane, moment < now)
