"""A plan that moves: as a whole, or along with its session."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from wip.domain.plans import (
    STEP_OF,
    Plan,
    is_weekend,
    settled,
    thanks_after,
    wished,
    working_day_after,
    working_days,
)
from wip.domain.zones import in_zone, on_clock, show, skipped

_LEAST_SHARE = 0.5


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

    A date that would fall on a weekend without having lain on one goes to the Friday or Monday beside it. Dates that
    would lie in the past, or out of order with what stays, are put closer together, and no more of them than needed.
    With it, a sentence on each date that does not simply move by as many days, and on clock times that do not exist on
    their new day.
    """
    zone, minutes = zone or plan.zone, minutes or plan.minutes
    days = days_between(plan.starts_at, plan.zone, starts_at, zone)
    ends_at = starts_at + timedelta(minutes=minutes)
    before = {c: at for c, at in plan.dates.items() if c not in {"starts_at", "thank_at"}}
    ahead = {column: at for column, at in before.items() if at > now}
    floor = max([now, *(at for at in before.values() if at <= now)])
    plain = {column: _shift(plan, column, days) for column in ahead}
    raws = _closer(plan, plain, _Gap(floor, starts_at, now, days))
    new = settled(raws, lambda column: _kept(plan, column, raws[column], days), floor, starts_at)
    told = [
        each for c in ahead if (each := _why(plan, c, plain[c], new[c], now, squeezed=raws[c] != plain[c]))
    ]
    if plan.thank_at is not None and plan.thank_at > now:
        new["thank_at"] = _thanks_moved(plan, days, ends_at, zone)
        due = _shift(plan, "thank_at", days)
        told += [each for each in [_why(plan, "thank_at", due, new["thank_at"], now, squeezed=False)] if each]
    result = plan.having({"zone": zone, "minutes": minutes, "starts_at": starts_at, **new})
    return result, told + _skips(plan, [column for column in ahead if raws[column] == plain[column]], days)


@dataclass(frozen=True)
class _Gap:
    """Between what stays and the moved session, which has moved by so many days."""

    floor: datetime
    starts_at: datetime
    now: datetime
    days: int


def _closer(plan: Plan, plain: Mapping[str, datetime], gap: _Gap) -> dict[str, datetime]:
    """The dates, of which the first few are put closer together where they would not fit behind what stays.

    As few as leave those few at least half of their time; all of them where none are few enough.
    """
    old = {column: plan.dates[column] for column in plain}
    ends = [*sorted(set(old.values())), plan.starts_at]
    for end in ends:
        at = next((plain[column] for column in old if old[column] == end), gap.starts_at)
        share = (at - gap.floor) / (end - gap.floor) if end > gap.floor else 1.0
        kept = {column: moment for column, moment in plain.items() if old[column] >= end}
        if not _stands(plan, kept, gap) or (share < _LEAST_SHARE and end != ends[-1]):
            continue
        early = {column: moment for column, moment in old.items() if moment < end}
        pressed = {
            c: gap.floor + min((moment - gap.floor) * share, at - gap.floor) for c, moment in early.items()
        }
        days = {c: _on_its_clock(plan, c, moment) for c, moment in pressed.items()}
        return (days if _in_order(old, days | kept, gap) else pressed) | kept
    return dict(plain)


def _stands(plan: Plan, moments: Mapping[str, datetime], gap: _Gap) -> bool:
    """Whether they lie in order and ahead; where the session comes nearer, not before tomorrow either."""
    old = {column: plan.dates[column] for column in moments}
    today = in_zone(gap.now, plan.zone).date()
    late = all(
        gap.days >= 0 or in_zone(at, plan.zone).date() > today or in_zone(old[c], plan.zone).date() == today
        for c, at in moments.items()
    )
    return late and _in_order(old, moments, gap)


def _in_order(old: Mapping[str, datetime], new: Mapping[str, datetime], gap: _Gap) -> bool:
    pairs = sorted({(old[column], moment) for column, moment in new.items()})
    order = [gap.floor, *(moment for _, moment in pairs), gap.starts_at]
    return all(one < two for one, two in itertools.pairwise(order))


def _on_its_clock(plan: Plan, column: str, moment: datetime) -> datetime:
    zone, clock = plan.zone_of(column), plan.local(column).time().replace(fold=0)
    return on_clock(datetime.combine(in_zone(moment, zone).date(), clock), zone)


def _why(
    plan: Plan, column: str, plain: datetime, new: datetime, now: datetime, *, squeezed: bool
) -> str | None:
    """Why a date does not simply move by as many days; None where it does."""
    if new == plain:
        return None
    zone, label = plan.zone_of(column), STEP_OF[column].label
    if not squeezed and is_weekend(in_zone(plain, zone).date()):
        return f"{label}: moved off a {in_zone(plain, zone):%A}, to {show(new, zone)}."
    today = in_zone(now, zone).date()
    if plain <= now or in_zone(plain, zone).date() == today:
        is_today = in_zone(new, zone).date() == today
        why = f"so it is today still, {show(new, zone)}" if is_today else "it cannot be earlier than tomorrow"
        return f"{label}: moved by as many days it would fall on {show(plain, zone)}; {why}."
    return f"{label}: not on {show(plain, zone)}, so that the dates before and after it keep their order."


def _thanks_moved(plan: Plan, days: int, ends_at: datetime, zone: str) -> datetime:
    thanks, was = _shift(plan, "thank_at", days), plan.local("thank_at")
    day = in_zone(thanks, plan.zone).date()
    if is_weekend(day) and not is_weekend(was.date()):
        thanks = on_clock(datetime.combine(working_day_after(day), was.time().replace(fold=0)), plan.zone)
    return thanks if thanks > ends_at else thanks_after(ends_at, zone)


def _kept(plan: Plan, column: str, raw: datetime, days: int) -> Iterator[datetime]:
    """Wishes for a moved date: its own clock time, on a working day if it lay on one."""
    zone, was = plan.zone_of(column), plan.local(column)
    if not days and raw == plan.dates[column]:
        return iter([raw])
    day = in_zone(raw, zone).date()
    keeps_day = is_weekend(was.date())
    clock = was.time().replace(fold=0)
    return wished(raw, [(each, clock) for each in ([day] if keeps_day else working_days(day))], zone)
