"""Weeks in which two zones lie apart as they usually do not, because their clocks change on different days."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from wip.domain.zones import city, day_words, hours_words, in_zone, offset_in

SEASON = timedelta(days=91)
"""How far zones lie apart for a season is known to people who write to each other; what ends sooner surprises them.

The shortest winter of clocks, New York's, has 18 weeks; what lies between two zones' changes has up to 9 (Santiago).
"""

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


class Gap(NamedTuple):
    """For less than a season two zones lie `now` apart; `before` and `after` they lie otherwise. `until` is local to the change."""

    before: timedelta
    now: timedelta
    after: timedelta
    until: datetime


@lru_cache(maxsize=2048)
def gap_between(zone: str, other: str, moment: datetime) -> Gap | None:
    """How the two zones lie apart at the moment, if they do so for less than a season; else None."""
    began, ends = (_change(zone, other, moment, way) for way in (-_DAY, _DAY))
    if began is None or ends is None or ends - began >= SEASON:
        return None
    before, now, after = (
        _apart(zone, other, each) for each in (began - _MINUTE, moment.replace(second=0, microsecond=0), ends)
    )
    changed = zone if offset_in(zone, ends) != offset_in(zone, ends - _MINUTE) else other
    return Gap(before, now, after, in_zone(ends, changed))


def clock_changes_between(zone: str, other: str, moment: datetime) -> str | None:
    """A sentence where the two zones lie apart for less than a season at the moment; else None.

    So it is in the weeks in which America and Europe have changed their clocks on different days.
    """
    gap = gap_between(zone, other, moment)
    if gap is None:
        return None
    here = day_words(in_zone(moment, zone).date())
    return (
        f"On {here} the clocks of {city(zone)} and {city(other)} {_are(gap.now)}{_usual(gap)}: "
        "they change on different days."
    )


def _usual(gap: Gap) -> str:
    until = day_words(gap.until.date())
    if gap.before != gap.after:
        were = f"were {hours_words(gap.before)} apart" if gap.before else "showed the same time"
        other_way = " the other way" if gap.before == -gap.after else ""
        return f" until {until}; before they {were}, afterwards they {_are(gap.after)}{other_way}"
    if not gap.before:
        return f", though usually they show the same time, until {until}"
    return f", not {hours_words(gap.before)}{'' if gap.now else ' apart'} as usual, until {until}"


def _are(apart: timedelta) -> str:
    return f"are {hours_words(apart)} apart" if apart else "show the same time"


def unusual_among(zone: str, others: Iterable[str], moment: datetime) -> list[str]:
    """The sentences of `clock_changes_between`, one for zones whose clocks go together."""
    found: dict[Gap, str] = {}
    for other in others:
        gap, said = gap_between(zone, other, moment), clock_changes_between(zone, other, moment)
        if gap and said:
            found.setdefault(gap, said)
    return list(found.values())


def _change(zone: str, other: str, moment: datetime, way: timedelta) -> datetime | None:
    """The first minute of what lies apart otherwise, or backwards of what lies apart so; None within a season for neither."""
    now = _apart(zone, other, moment)
    near = moment
    for _ in range(SEASON.days):
        far = near + way
        if _apart(zone, other, far) != now:
            return _between(zone, other, min(near, far), max(near, far))
        near = far
    return None


def _between(zone: str, other: str, early: datetime, late: datetime) -> datetime:
    """The minute between the two in which it changed; clocks change on whole minutes."""
    early, late = (each.replace(second=0, microsecond=0) for each in (early, late))
    first = _apart(zone, other, early)
    while late - early > _MINUTE:
        half = early + (late - early) // _MINUTE // 2 * _MINUTE
        early, late = (half, late) if _apart(zone, other, half) == first else (early, half)
    return late


def _apart(zone: str, other: str, moment: datetime) -> timedelta:
    return offset_in(other, moment) - offset_in(zone, moment)
