"""Times as pages show them: with their zone, and in the reader's own where it differs."""

from dataclasses import dataclass
from datetime import datetime

from wip.domain.zones import city, in_zone, show, show_span
from wip.web.access import actor


@dataclass(frozen=True)
class Moment:
    """A time ready for `components/times.html`."""

    iso: str
    text: str
    zone_text: str
    reader_text: str


def when(instant: datetime, zone: str) -> Moment:
    """A moment, in `zone` and in the reader's."""
    return Moment(instant.isoformat(), show(instant, zone), city(zone), for_reader(instant, zone))


def clock(instant: datetime, zone: str) -> str:
    """The clock time alone, for a page that has named date and zone already."""
    return f"{in_zone(instant, zone):%H:%M}"


def span(start: datetime, end: datetime, zone: str) -> Moment:
    """A stretch of time, in `zone` and in the reader's."""
    reader = actor().zone
    return Moment(start.isoformat(), show_span(start, end, zone, reader), city(zone), "")


def for_reader(instant: datetime, zone: str) -> str:
    """The moment on the reader's clock; empty where that shows the same."""
    reader = actor().zone
    if not reader or in_zone(instant, reader).utcoffset() == in_zone(instant, zone).utcoffset():
        return ""
    there, here = in_zone(instant, zone), in_zone(instant, reader)
    clock = f"{here:%H:%M} {city(reader)}, for you"
    return clock if here.date() == there.date() else f"{show(instant, reader)}, for you"
