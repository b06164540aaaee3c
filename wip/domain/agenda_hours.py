"""How unkind an hour is: by how many minutes a talk lies outside the kind hours of somebody's own day."""

from datetime import datetime

from wip.domain.zones import in_zone

_DAY = 24 * 60


def minutes_outside(
    starts_at: datetime, ends_at: datetime, zone: str | None, kind_hours: tuple[int, int]
) -> int:
    """By how many minutes the talk reaches out of the kind hours, towards whichever of their ends is nearer; 0 within.

    03:00 to 03:30 is 240 minutes before seven in the morning, and 330 after ten in the evening: 240. So the middle of the
    night counts most. A zone that nobody knows counts nothing.
    """
    begin, until = (60 * hour for hour in kind_hours)
    if zone is None or until - begin >= _DAY:
        return 0
    start = in_zone(starts_at, zone)
    first = 60 * start.hour + start.minute
    last = first + int((ends_at - starts_at).total_seconds()) // 60
    if begin <= first and last <= until:
        return 0
    early = begin - first if first < begin else begin + _DAY - first
    late = last - until if last > until else last + _DAY - until
    return min(early, late)


def minutes_off(starts_at: datetime, ends_at: datetime, zone: str | None, kind_hours: tuple[int, int]) -> int:
    """How far the middle of a talk lies from the middle of the kind hours, in minutes; 0 where nobody knows the zone."""
    if zone is None:
        return 0
    middle = in_zone(starts_at + (ends_at - starts_at) / 2, zone)
    apart = abs(60 * middle.hour + middle.minute - 30 * sum(kind_hours))
    return min(apart, _DAY - apart)
