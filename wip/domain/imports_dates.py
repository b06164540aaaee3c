"""Times in a spreadsheet: which of two numbers is the month, and in which zone the clock stood."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wip.domain.refusals import Refusal

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MONTHS_A_YEAR = 12
_YEARS = range(2000, 2100)
_HALF_DAY = 12

_DATE = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})\.?(?:[ T,]+(\S.*))?", re.ASCII)
_TIME = re.compile(
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?:uhr)?"
    r"\s*(?P<zone>(?:gmt|utc)?\s*(?P<sign>[+-])(?P<off_h>\d{1,2}):?(?P<off_m>\d{2})?|gmt|utc|z)?",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True)
class DateStyle:
    """How the dates of one sheet are written: `settled` when its own rows, or a person, leave no doubt."""

    day_first: bool = False
    settled: bool = False
    has_slashes: bool = False


def style_of(values: Iterable[str], *, day_first: bool | None = None) -> DateStyle:
    """Read the order of day and month from all the times of a sheet: a number above 12 gives it away.

    `day_first` is a person's word and wins. Without either, slashes mean month first, unsettled.
    """
    found = [match for value in values if (match := _DATE.fullmatch(value.strip()))]
    slashed = [(int(m[1]), int(m[3])) for m in found if m[2] != "." and len(m[1]) <= 2]  # noqa: PLR2004
    has_slashes = bool(slashed)
    if day_first is not None:
        return DateStyle(day_first, settled=True, has_slashes=has_slashes)
    days_lead = any(first > MONTHS_A_YEAR for first, _ in slashed)
    months_lead = any(second > MONTHS_A_YEAR for _, second in slashed)
    return DateStyle(days_lead and not months_lead, settled=days_lead != months_lead, has_slashes=has_slashes)


def zone_named(name: str) -> tzinfo:
    """The zone with this IANA name, or AoE (Anywhere on Earth, UTC-12). Refuses any other."""
    if name == "AoE":
        return timezone(timedelta(hours=-12), name)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refusal(f"There is no time zone called “{name}”. Choose one from the list.", "zone") from None


def zone_words(name: str) -> str:
    """How people say it: `America/New_York` is "New York"."""
    return "Anywhere on Earth" if name == "AoE" else name.rsplit("/", 1)[-1].replace("_", " ")


def day_words(moment: datetime) -> str:
    """The date in words, such as "20 January 2027"."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def read_moment(text: str, zone: tzinfo, style: DateStyle) -> tuple[datetime, tuple[str, ...]]:
    """The moment in UTC that a cell names, and what had to be assumed, a sentence each.

    Dots mean day first; slashes and hyphens follow `style` unless that is impossible; a year in front needs
    no rule. A zone typed in the cell (GMT-5, Z) wins over `zone`. Refuses what is no date or does not exist.
    """
    match = _DATE.fullmatch(text)
    clock = _TIME.fullmatch(match[5].strip()) if match and match[5] else None
    if match is None or (match[5] and clock is None):
        raise _unreadable(text)
    try:
        year, month, day, doubts = _ordered(match, style, text)
        local = datetime(year, month, day, *_clock(clock), tzinfo=_typed_zone(clock) or zone)
    except ValueError:
        raise _unreadable(text) from None
    if clock is None:
        doubts.append(f"“{text}” gives no time of day; the start of that day was taken.")
    return local.astimezone(UTC), (*doubts, *_clock_change(local, text))


def _unreadable(text: str) -> Refusal:
    return Refusal(
        f"The time of submission “{text}” is not a date that can be read. Write it like 2027-01-20 09:15.",
        "submitted_at",
    )


def _ordered(match: re.Match[str], style: DateStyle, text: str) -> tuple[int, int, int, list[str]]:
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    if len(match[1]) > 2:  # noqa: PLR2004 - the digits of a day
        return _year(first), second, third, []
    year = _year(third + 2000 if len(match[4]) <= 2 else third)  # noqa: PLR2004
    if match[2] == ".":
        month, day, unusual = second, first, style.has_slashes
    else:
        day_first = style.day_first
        impossible = (second if day_first else first) > MONTHS_A_YEAR
        month, day = (second, first) if day_first != impossible else (first, second)
        unusual = impossible or (not style.settled and first != second and day <= MONTHS_A_YEAR)
    read = day_words(datetime(year, month, day, tzinfo=UTC))
    return year, month, day, [f"“{text}” was read as {read}; please check."] if unusual else []


def _year(number: int) -> int:
    if number not in _YEARS:
        raise ValueError(number)
    return number


def _clock(clock: re.Match[str] | None) -> tuple[int, int, int]:
    if clock is None:
        return 0, 0, 0
    hour = int(clock["hour"])
    if clock["half"]:
        if not 1 <= hour <= _HALF_DAY:
            raise ValueError(hour)
        hour = hour % _HALF_DAY + (_HALF_DAY if clock["half"][0] in "pP" else 0)
    return hour, int(clock["minute"]), int(clock["second"] or 0)


def _typed_zone(clock: re.Match[str] | None) -> tzinfo | None:
    if clock is None or not clock["zone"]:
        return None
    if not clock["sign"]:
        return UTC
    offset = timedelta(hours=int(clock["off_h"]), minutes=int(clock["off_m"] or 0))
    return timezone(offset if clock["sign"] == "+" else -offset)


def _clock_change(local: datetime, text: str) -> tuple[str, ...]:
    if local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        return (f"“{text}” does not exist: the clocks went forward over it. An hour later was taken.",)
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        return (f"“{text}” came twice, because the clocks went back. The earlier one was taken.",)
    return ()
