"""All dates of a session: planned backwards from it, moved along with it, carried over to next year.

Clock times are those of the session's zone (the deadline's own for the deadline); arithmetic between days keeps them
across changes of clocks.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from wip.domain.zones import AOE, in_zone, on_clock, skipped


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
class Plan:
    """The dates of one session, as aware moments; None where there is none. `minutes` is the session's length."""

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
_WEEK = timedelta(days=7)
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
        return _wished(raws[column], [(each, clocks[column]) for each in _working_days(day)], in_)

    opens_at = begins.replace(second=0, microsecond=0)
    settled = _settled(raws, wishes, opens_at, starts_at)
    late = in_zone(settled["deadline_at"], zone).date() - timedelta(days=_LONGEST_CALL)
    opens_late = on_clock(datetime.combine(_working_day_after(late), _NINE), zone)
    ends_at = starts_at + timedelta(minutes=minutes)
    opens_at = max(opens_at, opens_late)
    return Plan(
        zone, deadline_zone, minutes, starts_at, opens_at=opens_at, thank_at=_thanks(ends_at, zone), **settled
    )


def _back(starts_at: datetime, zone: str, days: int, now: datetime) -> datetime:
    """So many days before the session by the clock; closer to it in proportion when time is short."""
    left = starts_at - now
    if left < timedelta(days=_ROOM):
        return starts_at - left * days / _ROOM
    return on_clock(in_zone(starts_at, zone).replace(tzinfo=None) - timedelta(days=days), zone)


def _working_days(day: date) -> list[date]:
    """The day, then the working days after and before it; for a weekend the Friday, the Monday, and then the day."""
    if is_weekend(day):
        return [day - timedelta(days=day.weekday() - _FRIDAY), _working_day_after(day), day]
    back = timedelta(days=3 if day.weekday() == 0 else 1)
    return [day, _working_day_after(day + timedelta(days=1)), day - back]


def _working_day_after(day: date) -> date:
    return day + timedelta(days=7 - day.weekday()) if is_weekend(day) else day


def _thanks(ends_at: datetime, zone: str) -> datetime:
    day = _working_day_after(in_zone(ends_at, zone).date() + timedelta(days=1))
    return on_clock(datetime.combine(day, _TEN), zone)


def _wished(raw: datetime, best: list[tuple[date, time]], zone: str) -> Iterator[datetime]:
    """A moment near `raw`, the best first: these clock times, else by day, the full hour, the minute, `raw` itself."""
    by_day = [(in_zone(raw, zone).date(), clock) for clock in _BY_DAY]
    yield from (on_clock(datetime.combine(day, clock), zone) for day, clock in [*best, *by_day])
    yield in_zone(raw, zone).replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    yield raw.replace(second=0, microsecond=0)
    yield raw


def _settled(
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


def moved(plan: Plan, days: int) -> tuple[Plan, list[str]]:
    """The whole plan so many days later (or earlier), each date at its own clock time; whole weeks keep weekdays.

    With it, sentences on clock times that do not exist on their new day and were put later.
    """
    dates = {column: _shift(plan, column, days) for column in plan.dates}
    return plan.having(dates), _skips(plan, list(dates), days)


def _shift(plan: Plan, column: str, days: int) -> datetime:
    if not days:
        return plan.dates[column]
    local = plan.local(column).replace(tzinfo=None, fold=0)
    return on_clock(local + timedelta(days=days), plan.zone_of(column))


def _skips(plan: Plan, columns: list[str], days: int) -> list[str]:
    local = {column: plan.local(column).replace(tzinfo=None, fold=0) for column in columns}
    shift = timedelta(days=days)
    said = (skipped(at + shift, plan.zone_of(column)) for column, at in local.items())
    return [f"{STEP_OF[column].label}: {each}" for column, each in zip(columns, said, strict=True) if each]


def days_between(old: datetime, old_zone: str, new: datetime, new_zone: str) -> int:
    """By how many days the local date moves."""
    return (in_zone(new, new_zone).date() - in_zone(old, old_zone).date()).days


def followed(
    plan: Plan, starts_at: datetime, now: datetime, zone: str = "", minutes: int = 0
) -> tuple[Plan, list[str]]:
    """The plan after its session has moved: what lies ahead moves by as many days, what lies behind stays.

    A date that would fall on a weekend without having lain on one goes to the Friday or Monday beside it. Where that
    would bring the next date to within a week, because the session moves close, the dates ahead are put closer
    together instead, in their order.
    With it, sentences on clock times that do not exist on their new day.
    """
    zone, minutes = zone or plan.zone, minutes or plan.minutes
    days = days_between(plan.starts_at, plan.zone, starts_at, zone)
    ends_at = starts_at + timedelta(minutes=minutes)
    before = {c: at for c, at in plan.dates.items() if c not in {"starts_at", "thank_at"}}
    ahead = {column: at for column, at in before.items() if at > now}
    floor = max([now, *(at for at in before.values() if at <= now)])
    raws = {column: _shift(plan, column, days) for column in ahead}
    fits = all(floor + min(_WEEK, ahead[c] - floor) <= raw < starts_at for c, raw in raws.items())
    if not fits and floor < starts_at and floor < plan.starts_at:
        share = (starts_at - floor) / (plan.starts_at - floor)
        raws = {column: floor + min((at - floor) * share, starts_at - floor) for column, at in ahead.items()}
    new = _settled(raws, lambda column: _kept(plan, column, raws[column], days), floor, starts_at)
    if plan.thank_at is not None and plan.thank_at > now:
        new["thank_at"] = _thanks_moved(plan, days, ends_at, zone)
    result = plan.having({"zone": zone, "minutes": minutes, "starts_at": starts_at, **new})
    return result, _skips(plan, list(raws), days) if fits else []


def _thanks_moved(plan: Plan, days: int, ends_at: datetime, zone: str) -> datetime:
    thanks, was = _shift(plan, "thank_at", days), plan.local("thank_at")
    day = in_zone(thanks, plan.zone).date()
    if is_weekend(day) and not is_weekend(was.date()):
        thanks = on_clock(datetime.combine(_working_day_after(day), was.time().replace(fold=0)), plan.zone)
    return thanks if thanks > ends_at else _thanks(ends_at, zone)


def _kept(plan: Plan, column: str, raw: datetime, days: int) -> Iterator[datetime]:
    """Wishes for a moved date: its own clock time, on a working day if it lay on one."""
    zone, was = plan.zone_of(column), plan.local(column)
    if not days and raw == plan.dates[column]:
        return iter([raw])
    day = in_zone(raw, zone).date()
    keeps_day = is_weekend(was.date())
    clock = was.time().replace(fold=0)
    return _wished(raw, [(each, clock) for each in ([day] if keeps_day else _working_days(day))], zone)


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
