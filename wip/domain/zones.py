"""Zones and clock times: every time is shown with its zone, and no local time is guessed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from importlib import resources
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


@cache
def city(name: str) -> str:
    """The zone as people call it: `America/New_York` reads "New York", `Asia/Katmandu` as it is spelt now."""
    return "Anywhere on Earth" if name == AOE else current_name(name).rsplit("/", 1)[-1].replace("_", " ")


_AMERICAN = {
    "America/New_York": "Eastern (New York)",
    "America/Chicago": "Central (Chicago)",
    "America/Denver": "Mountain (Denver)",
    "America/Phoenix": "Arizona (Phoenix)",
    "America/Los_Angeles": "Pacific (Los Angeles)",
    "America/Anchorage": "Alaska (Anchorage)",
    "Pacific/Honolulu": "Hawaii (Honolulu)",
}


def _tz_lines(name: str) -> list[list[str]]:
    """A table of the time zone database, a row's words each, without its remarks."""
    text = resources.files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]


def _in_use() -> frozenset[str]:
    # zone.tab lists each place once, by the name in use: without Calcutta, and with one Buenos Aires.
    return frozenset(row[2] for row in _tz_lines("zone.tab")) & available_timezones()


_RENAMED = {
    "Africa/Asmera": "Africa/Asmara",
    "Africa/Timbuktu": "Africa/Bamako",
    "America/Coral_Harbour": "America/Atikokan",
    "America/Virgin": "America/St_Thomas",
    "Antarctica/South_Pole": "Antarctica/McMurdo",
    "Atlantic/Jan_Mayen": "Arctic/Longyearbyen",
    "Pacific/Ponape": "Pacific/Pohnpei",
    "Pacific/Truk": "Pacific/Chuuk",
    "Pacific/Yap": "Pacific/Chuuk",
}
"""Where the database links an old name to a far place on the same clock: Asmera is Asmara, not Nairobi."""


@cache
def older_names() -> dict[str, str]:
    """Names given up, and that of each zone now."""
    # EST and its like are no place's name.
    links = {row[2]: row[1] for row in _tz_lines("tzdata.zi") if row[0] == "L" and "/" in row[2]}
    return {old: new for old, new in {**links, **_RENAMED}.items() if old not in _IN_USE and new in _IN_USE}


def current_name(zone: str) -> str:
    """The zone's name in use: "Asia/Kolkata" for "Asia/Calcutta", which browsers still say; others as they are."""
    return zone if zone in _IN_USE else older_names().get(zone, zone)


def _choices() -> list[tuple[str, str, str]]:
    names = [name for name in _IN_USE if name.split("/")[0] in _AREAS and name not in _AMERICAN]
    usual = [(name, label, "United States") for name, label in _AMERICAN.items()]
    others = sorted(((name, f"{city(name)} ({name})", "All zones") for name in names), key=lambda c: c[1])
    return [*usual, *others, ("UTC", "UTC", "All zones")]


_IN_USE = _in_use()

ZONE_CHOICES = _choices()
"""(IANA name, label, group): the American zones first, then all by city, each once; see `current_name`."""


@cache
def _by_city() -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *_ in ZONE_CHOICES:
        found.setdefault(city(name).lower(), name)
    for old, name in older_names().items():
        if old.split("/")[0] in _AREAS:
            found.setdefault(old.rsplit("/", 1)[-1].replace("_", " ").lower(), name)
    return found


def zone_called(words: str) -> str:
    """The zone of these words: its name, or its city as in "sydney", either as it once was too; empty where there is none."""
    name = current_name(words.strip())
    return name if is_zone(name) else _by_city().get(" ".join(words.replace("_", " ").lower().split()), "")


YEARS = range(1970, 2200)
"""Years that a session or a deadline can lie in; outside them somebody has mistyped."""


@cache
def _zone(name: str) -> tzinfo:
    return _AOE if name == AOE else ZoneInfo(name)


def is_zone(name: str) -> bool:
    """Whether this is UTC or an IANA zone named by its area and city; not EST, which never changes its clocks."""
    if name != "UTC" and name.split("/", 1)[0] not in _AREAS:
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def in_zone(moment: datetime, zone: str) -> datetime:
    """The moment as the zone's clocks show it."""
    return moment.astimezone(_zone(zone))


def instant(local: datetime, zone: str) -> datetime:
    """The UTC moment of a naive local time; the first of two (see `ambiguity`). Refuses a time that clocks skip."""
    if local.year not in YEARS:
        raise Refusal(f"The year {local.year} cannot be right. Correct the date.")
    local = local.replace(fold=0)
    moment = local.replace(tzinfo=_zone(zone)).astimezone(UTC)
    if moment.astimezone(_zone(zone)).replace(tzinfo=None) != local:
        raise Refusal(
            f"{local:%H:%M} does not exist in {city(zone)} on {_day(local)}: clocks are put forward then."
        )
    return moment


def on_clock(local: datetime, zone: str) -> datetime:
    """The UTC moment of a naive local time; one that clocks skip is put later by as much as they skip.

    For times that are worked out, where nobody is there to mend a refusal: RFC 5545 section 3.3.5 reads them so too.
    """
    return local.replace(tzinfo=_zone(zone), fold=0).astimezone(UTC)


def skipped(local: datetime, zone: str) -> str | None:
    """A sentence where clocks skip the naive local time, with what `on_clock` makes of it; else None."""
    becomes = in_zone(on_clock(local, zone), zone)
    if becomes.replace(tzinfo=None, fold=0) == local.replace(fold=0):
        return None
    return (
        f"{local:%H:%M} does not exist in {city(zone)} on {_day(local)}, because clocks are put forward then; "
        f"it becomes {becomes:%H:%M}."
    )


def clocks_change_on(zone: str, day: date) -> str | None:
    """A sentence where the zone's clocks change on this day; else None."""
    begins, ends = (datetime.combine(day + timedelta(days=n), time(), _zone(zone)) for n in (0, 1))
    by = _offset(ends) - _offset(begins)
    if not by:
        return None
    return f"Clocks in {city(zone)} are put {'forward' if by > timedelta() else 'back'} by {hours_words(by)} on {_day(day)}."


def ambiguity(local: datetime, zone: str) -> str | None:
    """A sentence where the local time happens twice, because clocks are put back; else None. `fold` tells which."""
    first, second = (local.replace(tzinfo=_zone(zone), fold=fold) for fold in (0, 1))
    if _offset(first) <= _offset(second):
        return None
    which, meant = ("second", second) if local.fold else ("first", first)
    return (
        f"{local:%H:%M} happens twice in {city(zone)} on {_day(local)}, because clocks are put back then. "
        f"The {which} is meant, {meant.astimezone(UTC):%H:%M} UTC."
    )


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()


def offset_in(zone: str, moment: datetime) -> timedelta:
    """How far the zone's clocks are ahead of UTC at the moment; negative where they are behind."""
    return _offset(in_zone(moment, zone))


def offset_words(zone: str, moment: datetime) -> str:
    """The same as "UTC−4", "UTC+5:45" or "UTC"."""
    offset = offset_in(zone, moment)
    whole, rest = divmod(int(abs(offset).total_seconds()) // 60, 60)
    if not offset:
        return "UTC"
    return f"UTC{'−' if offset < timedelta() else '+'}{whole}{f':{rest:02}' if rest else ''}"


def hours_words(apart: timedelta) -> str:
    """As "7 hours", "30 minutes", "5 hours and 45 minutes", whichever way."""
    whole, rest = divmod(int(abs(apart).total_seconds()) // 60, 60)
    hours = "1 hour" if whole == 1 else f"{whole} hours"
    if rest and not whole:
        return f"{rest} minutes"
    return f"{hours} and {rest} minutes" if rest else hours


def _day(local: date) -> str:
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} {local.year}"


def day_words(day: date) -> str:
    """As "Thu 18 Mar 2027"."""
    return _day(day)


def clocks(moments: Sequence[datetime], zone: str) -> str:
    """Clock times alone, as "12:00–12:30", where the date and the zone have been named."""
    return "–".join([in_zone(each, zone).isoformat()[11:16] for each in moments])


def clocks_there(moments: Sequence[datetime], zone: str, other: str) -> str:
    """The same in the other zone with its city, and whether it is another day there; empty where its clock shows the same."""
    here, there = in_zone(moments[0], zone), in_zone(moments[0], other)
    if here.utcoffset() == there.utcoffset():
        return ""
    another = {-1: ", the day before", 0: "", 1: ", next day"}[(there.date() - here.date()).days]
    return f"{clocks(moments, other)} {city(other)}{another}"


def show(moment: datetime, zone: str) -> str:
    """As "Thu 18 Mar 2027, 12:00 New York"."""
    local = in_zone(moment, zone)
    return f"{_day(local)}, {local:%H:%M} {city(zone)}"


def show_old(moment: datetime, was_in: str, zone: str) -> str:
    """The same of a moment as `show_old_span` says of a stretch of time."""
    now = show(moment, zone)
    return now if was_in in {"", zone} else f"{show(moment, was_in)} ({now})"


def show_old_span(start: datetime, end: datetime, was_in: str, zone: str) -> str:
    """A time that no longer holds, on the clock that it was announced on; the one of today stands beside it where they differ."""
    now = show_span(start, end, zone)
    if was_in in {"", zone}:
        return now
    was = show_span(start, end, was_in)
    return f"{was} ({now})"


def show_span(start: datetime, end: datetime, zone: str, reader_zone: str | None = None) -> str:
    """As "Thu 18 Mar 2027, 12:00–13:30 New York (09:00 Phoenix, for you)"."""
    first, last = in_zone(start, zone), in_zone(end, zone)
    # Clocks change during the session: 01:30–01:15 would puzzle, 01:30 EDT–01:15 EST does not.
    clock = "%H:%M %Z" if first.utcoffset() != last.utcoffset() else "%H:%M"
    until = f"{last:{clock}}" if first.date() == last.date() else f"{_day(last)}, {last:{clock}}"
    text = f"{_day(first)}, {first:{clock}}–{until} {city(zone)}"
    if not reader_zone or in_zone(start, reader_zone).utcoffset() == first.utcoffset():
        return text
    here = in_zone(start, reader_zone)
    theirs = f"{here:%H:%M}" if here.date() == first.date() else f"{_day(here)}, {here:%H:%M}"
    return f"{text} ({theirs} {city(reader_zone)}, for you)"
