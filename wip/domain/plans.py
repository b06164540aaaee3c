"""All dates of a session: planned backwards from it, carried over to next year.

Clock times are those of the session's zone (the deadline's own for the deadline); arithmetic between days keeps them
across changes of clocks.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from wip.domain.zones import AOE, in_zone, on_clock


@dataclass(frozen=True)
class Step:
    """A date of the plan: the call's column, the form's field, and its names on pages and within sentences."""

    column: str
    field: str
    label: str
    name: str


STEPS = (
    Step("opens_at", "opens", "The call opens", "opening"),
    Step("deadline_at", "deadline", "Deadline for papers", "deadline"),
    Step("review_due_at", "review_due", "Reviews are due", "end of the reviews"),
    Step("notify_at", "notify", "Authors learn the decision", "decision date"),
    Step("draft_due_at", "draft_due", "Drafts are due", "day on which drafts are due"),
    Step("drafts_until_at", "drafts_until", "Drafts can be replaced until", "end of replacing drafts"),
    Step("circulate_at", "circulate", "Drafts go to commenters", "circulation"),
    Step("remind_at", "remind", "Reminder to everybody", "reminder"),
    Step("starts_at", "starts", "The session", "session"),
    Step("thank_at", "thank", "Thanks to everybody", "day of the thanks"),
)
"""In the order in which they happen."""

STEP_OF = MappingProxyType({step.column: step for step in STEPS})


@dataclass(frozen=True)
class Further:
    """A further date of the session."""

    name: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Plan:
    """The dates of one session, as aware moments; None where there is none. `minutes` is the session's length.

    `further` are its other dates, not the rooms beside it.
    """

    zone: str
    deadline_zone: str
    minutes: int
    starts_at: datetime
    opens_at: datetime
    deadline_at: datetime
    notify_at: datetime
    review_due_at: datetime | None = None
    draft_due_at: datetime | None = None
    drafts_until_at: datetime | None = None
    circulate_at: datetime | None = None
    remind_at: datetime | None = None
    thank_at: datetime | None = None
    further: tuple[Further, ...] = ()

    @property
    def ends_at(self) -> datetime:
        """The session's end, in UTC."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def dates(self) -> dict[str, datetime]:
        """The dates that are set, by column, in the order of STEPS."""
        found = {step.column: getattr(self, step.column) for step in STEPS}
        return {column: moment for column, moment in found.items() if moment is not None}

    @property
    def marks(self) -> dict[str, tuple[str, datetime]]:
        """Label and moment of every date that is set, by column; further dates as "further-1" and so on."""
        mine = {column: (STEP_OF[column].label, at) for column, at in self.dates.items()}
        return mine | {f"further-{n}": (each.name, each.starts_at) for n, each in enumerate(self.further, 1)}

    @property
    def call_dates(self) -> dict[str, datetime | None]:
        """The columns of the call, by name: all but the session itself."""
        return {step.column: getattr(self, step.column) for step in STEPS if step.column != "starts_at"}

    def having(self, dates: Mapping[str, Any]) -> "Plan":
        """The plan with these dates, or other facts, instead."""
        return replace(self, **dates)

    def zone_of(self, column: str) -> str:
        """Where the date's clock time counts."""
        return self.deadline_zone if column == "deadline_at" else self.zone

    def local(self, column: str) -> datetime:
        """A set date as the clocks of its zone show it."""
        return in_zone(self.dates[column], self.zone_of(column))


_NINE, _FIVE, _TEN, _DAY_ENDS = time(9), time(17), time(10), time(23, 59)

_BY_DAY = (time(12), _FIVE, _NINE, time(15), time(20))

_WAKING = range(7, 23)

_BEFORE: Mapping[str, tuple[int, time]] = MappingProxyType(
    {
        "deadline_at": (49, _FIVE),
        "review_due_at": (37, _FIVE),
        "notify_at": (35, _FIVE),
        "draft_due_at": (14, _FIVE),
        "drafts_until_at": (11, _FIVE),
        "circulate_at": (10, _NINE),
        "remind_at": (2, _NINE),
    }
)
"""Days before the session, and the clock time."""

_ROOM = 70
"""Days that the whole plan takes, three weeks of open call among them; with fewer left, all moves closer together."""

_LONGEST_CALL = 16 * 7
_YEAR_BEFORE = timedelta(days=200)
_MINUTE = timedelta(minutes=1)
_FRIDAY = 4


def is_weekend(day: date) -> bool:
    """Whether it is a Saturday or a Sunday."""
    return day.weekday() > _FRIDAY


def proposed(starts_at: datetime, minutes: int, zone: str, now: datetime, deadline_zone: str = "") -> Plan:
    """Dates planned backwards from the session.

    Deadline seven weeks before it, decision five, drafts two, all at five in the afternoon of a working day, and the
    call open from today, or for its last 16 weeks. With less than ten weeks left the dates lie closer together, still
    in their order and between now and the session; a session in the past has its plan in the past.
    """
    begins = now if now < starts_at else starts_at - _YEAR_BEFORE
    deadline_zone = deadline_zone or zone
    clocks = {column: clock for column, (_, clock) in _BEFORE.items()}
    clocks["deadline_at"] = _DAY_ENDS if deadline_zone == AOE else _FIVE
    raws = {column: _back(starts_at, zone, days, begins) for column, (days, _) in _BEFORE.items()}

    def wishes(column: str) -> Iterator[datetime]:
        day = in_zone(raws[column], zone).date()
        in_ = deadline_zone if column == "deadline_at" else zone
        return wished(raws[column], [(each, clocks[column]) for each in working_days(day)], in_)

    opens_at = begins.replace(second=0, microsecond=0)
    found = settled(raws, wishes, opens_at, starts_at)
    late = in_zone(found["deadline_at"], zone).date() - timedelta(days=_LONGEST_CALL)
    opens_late = on_clock(datetime.combine(working_day_after(late), _NINE), zone)
    ends_at = starts_at + timedelta(minutes=minutes)
    opens_at = max(opens_at, opens_late)
    plan = Plan(zone, deadline_zone, minutes, starts_at, opens_at, found["deadline_at"], found["notify_at"])
    return plan.having({**found, "thank_at": thanks_after(ends_at, zone)})


def _back(starts_at: datetime, zone: str, days: int, now: datetime) -> datetime:
    """So many days before the session by the clock; closer to it in proportion when time is short."""
    left = starts_at - now
    if left < timedelta(days=_ROOM):
        return starts_at - left * days / _ROOM
    return on_clock(in_zone(starts_at, zone).replace(tzinfo=None) - timedelta(days=days), zone)


def working_days(day: date) -> list[date]:
    """The day, then the working days after and before it; for a weekend the Friday, the Monday, and then the day."""
    if is_weekend(day):
        return [day - timedelta(days=day.weekday() - _FRIDAY), working_day_after(day), day]
    back = timedelta(days=3 if day.weekday() == 0 else 1)
    return [day, working_day_after(day + timedelta(days=1)), day - back]


def working_day_after(day: date) -> date:
    """The day, or the Monday after it where it lies on a weekend."""
    return day + timedelta(days=7 - day.weekday()) if is_weekend(day) else day


def thanks_after(ends_at: datetime, zone: str) -> datetime:
    """In the morning of the next working day."""
    day = working_day_after(in_zone(ends_at, zone).date() + timedelta(days=1))
    return on_clock(datetime.combine(day, _TEN), zone)


def wished(raw: datetime, best: list[tuple[date, time]], zone: str) -> Iterator[datetime]:
    """A moment near `raw`, the best first: these clock times, else by day, the full hour, the minute, `raw` itself."""
    by_day = [(in_zone(raw, zone).date(), clock) for clock in _BY_DAY]
    yield from (on_clock(datetime.combine(day, clock), zone) for day, clock in [*best, *by_day])
    hour = in_zone(raw, zone).replace(minute=0, second=0, microsecond=0)
    if hour.hour in _WAKING:
        yield hour.astimezone(UTC)
    yield raw.replace(second=0, microsecond=0)
    yield raw


def settled(
    raws: Mapping[str, datetime],
    wishes: Callable[[str], Iterator[datetime]],
    after: datetime,
    before: datetime,
) -> dict[str, datetime]:
    """For each date the best wish that keeps the order of `raws`; dates of one moment stay together."""
    order = sorted(set(raws.values()))
    found: dict[datetime, datetime] = {}
    for raw, following in zip(order, [*order, before][1:], strict=True):
        column = next(column for column, moment in raws.items() if moment == raw)
        fits = (each for each in wishes(column) if after < each < following)
        # Skipped hours can push a date past the next one: a minute apart keeps the order.
        after = found[raw] = next(fits, max(raw, after + _MINUTE))
    return {column: found[raw] for column, raw in raws.items()}


def next_year(starts_at: datetime, zone: str) -> datetime:
    """The same weekday of the same week next year, at the same clock time.

    364 days later, or 371 where that keeps the number of the week (ISO 8601): always adding 364 would carry a session
    of early March into February within six years. A 53rd week goes to the 52nd.
    """
    local = in_zone(starts_at, zone).replace(tzinfo=None, fold=0)
    year, week, weekday = local.isocalendar()
    try:
        day = date.fromisocalendar(year + 1, week, weekday)
    except ValueError:
        day = date.fromisocalendar(year + 1, week - 1, weekday)
    return on_clock(datetime.combine(day, local.time()), zone)
