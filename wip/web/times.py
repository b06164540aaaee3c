"""Times as pages show them: with their zone, and in the reader's own where it differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import g, request

from wip.domain.zones import city, clocks, clocks_there, in_zone, show, show_span, zone_called
from wip.web.access import actor


@dataclass(frozen=True)
class Moment:
    """A time ready for `components/times.html`."""

    iso: str
    text: str
    zone_text: str
    reader_text: str


@dataclass(frozen=True)
class Stretch:
    """A slot's clock times on a page that has named its date: announced, and on the reader's clock (empty for the same).

    `until` is its end and `day` the announced date, for the script that knows the reader's zone where we do not.
    """

    iso: str
    until: str
    day: str
    text: str
    zone_text: str
    reader_text: str


def asked_zone() -> str:
    """The zone that the address asks for, by name or by city; empty for none that there is."""
    if "asked_zone" not in g:
        g.asked_zone = zone_called(request.args.get("zone", "")[:64])
    found: str = g.asked_zone
    return found


def in_public() -> None:
    """Have this answer be the same for everybody: only the address says whose clock stands beside."""
    g.in_public = True


def reader_zone() -> str:
    """The zone whose clock stands beside the announced one: asked for in the address, or told once; empty for neither."""
    return asked_zone() or ("" if "in_public" in g else actor().zone) or ""


def when(instant: datetime, zone: str) -> Moment:
    """A moment, in `zone` and in the reader's."""
    return Moment(instant.isoformat(), show(instant, zone), city(zone), for_reader(instant, zone))


def clock(instant: datetime, zone: str) -> str:
    """The clock time alone, for a page that has named date and zone already."""
    return f"{in_zone(instant, zone):%H:%M}"


def stretch(start: datetime, end: datetime, zone: str) -> Stretch:
    """As "12:00–12:30", with "01:00–01:30 Sydney, next day" beside it."""
    return Stretch(
        iso=start.isoformat(),
        until=end.isoformat(),
        day=in_zone(start, zone).date().isoformat(),
        text=clocks((start, end), zone),
        zone_text=city(zone),
        reader_text=reader_clocks((start, end), zone),
    )


def reader_clocks(moments: Sequence[datetime], zone: str, between: str = "–") -> str:
    """Clock times on the reader's clock, with their city and whether that is another day; empty where it shows the same."""
    reader = reader_zone()
    return clocks_there(moments, zone, reader, between) if reader else ""


def span(start: datetime, end: datetime, zone: str) -> Moment:
    """A stretch of time, in `zone` and in the reader's."""
    reader = reader_zone()
    return Moment(start.isoformat(), show_span(start, end, zone, reader), city(zone), "")


def for_reader(instant: datetime, zone: str) -> str:
    """The moment on the reader's clock; empty where that shows the same."""
    reader = reader_zone()
    if not reader or in_zone(instant, reader).utcoffset() == in_zone(instant, zone).utcoffset():
        return ""
    there, here = in_zone(instant, zone), in_zone(instant, reader)
    clock = f"{here:%H:%M} {city(reader)}, for you"
    return clock if here.date() == there.date() else f"{show(instant, reader)}, for you"
