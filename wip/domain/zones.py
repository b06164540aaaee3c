"""Zones and clock times: every time is shown with its zone, and no local time is guessed."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from wip.domain.refusals import Refusal

AOE = "AoE"
"""Anywhere on Earth: a deadline has passed when it has passed everywhere (UTC-12)."""

_AOE = timezone(timedelta(hours=-12), "AoE")
_AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def city(name: str) -> str:
    """The zone as people call it: `America/New_York` reads "New York"."""
    return "Anywhere on Earth" if name == AOE else name.rsplit("/", 1)[-1].replace("_", " ")


def _choices() -> list[tuple[str, str]]:
    names = [name for name in available_timezones() if name.split("/")[0] in _AREAS]
    return [*sorted(((name, f"{city(name)} ({name})") for name in names), key=lambda c: c[1]), ("UTC", "UTC")]


ZONE_CHOICES = _choices()
"""(IANA name, label) by city."""


@cache
def _zone(name: str) -> tzinfo:
    return _AOE if name == AOE else ZoneInfo(name)


def is_zone(name: str) -> bool:
    """Whether this is an IANA zone's name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def in_zone(moment: datetime, zone: str) -> datetime:
    """The moment as the zone's clocks show it."""
    return moment.astimezone(_zone(zone))


def instant(local: datetime, zone: str) -> datetime:
    """The UTC moment of a naive local time; the first of two. Refuses a time that clocks skip."""
    aware = local.replace(tzinfo=_zone(zone))
    moment = aware.astimezone(UTC)
    if moment.astimezone(_zone(zone)).replace(tzinfo=None) != local:
        raise Refusal(
            f"{local:%H:%M} does not exist in {city(zone)} on {_day(local)}: clocks are put forward then."
        )
    return moment


def _day(local: datetime) -> str:
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} {local.year}"


def show(moment: datetime, zone: str) -> str:
    """As "Thu 18 Mar 2027, 12:00 New York"."""
    local = in_zone(moment, zone)
    return f"{_day(local)}, {local:%H:%M} {city(zone)}"


def show_span(start: datetime, end: datetime, zone: str, reader_zone: str | None = None) -> str:
    """As "Thu 18 Mar 2027, 12:00–13:30 New York (09:00 Phoenix, for you)"."""
    first, last = in_zone(start, zone), in_zone(end, zone)
    until = f"{last:%H:%M}" if first.date() == last.date() else f"{_day(last)}, {last:%H:%M}"
    text = f"{_day(first)}, {first:%H:%M}–{until} {city(zone)}"
    if not reader_zone or in_zone(start, reader_zone).utcoffset() == first.utcoffset():
        return text
    here = in_zone(start, reader_zone)
    clock = f"{here:%H:%M}" if here.date() == first.date() else f"{_day(here)}, {here:%H:%M}"
    return f"{text} ({clock} {city(reader_zone)}, for you)"
