"""Times as pages show them: with their zone, and in the reader's own where it differs."""

from dataclasses import dataclass
from datetime import datetime

from flask import g, request

from wip.domain.programmes import Item, ProgrammeSlot, clock_words
from wip.domain.zones import city, clocks_there, in_zone, show, show_span, zone_called
from wip.web.access import actor


@dataclass(frozen=True)
class Moment:
    """A time ready for `components/times.html`."""

    iso: str
    text: str
    zone_text: str
    reader_text: str


@dataclass(frozen=True, slots=True)
class ItemTimes:
    """Clock times of one item of a programme that has named its date: announced, and the reader's (empty for the same).

    `until` is its end and `day` the announced date, for the script that knows the reader's zone where we do not; `turn` is
    when comments begin, empty where there is no such moment between presenting and the end.
    """

    iso: str
    until: str
    day: str
    text: str
    zone_text: str
    reader_text: str
    turn: str = ""
    turn_iso: str = ""
    reader_turn: str = ""


def asked_zone() -> str:
    """The zone that the address asks for, by name or by city; empty for none that there is."""
    if "asked_zone" not in g:
        g.asked_zone = zone_called(request.args.get("zone", "")[:64])
    found: str = g.asked_zone
    return found


def unknown_zone() -> str:
    """What the address asks for as a zone where there is none of that name; else empty."""
    return "" if asked_zone() else " ".join(request.args.get("zone", "")[:64].split())


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
    return in_zone(instant, zone).isoformat()[11:16]


def times_of(item: Item, zone: str) -> ItemTimes:
    """The times of a slot, a break, the welcome or the closing."""
    both, reader = (item.starts_at, item.ends_at), reader_zone()
    there = clocks_there(both, zone, reader) if reader else ""
    turn = item.turns_at if isinstance(item, ProgrammeSlot) and item.has_turn else None
    return ItemTimes(
        iso=item.starts_at.isoformat(),
        until=item.ends_at.isoformat(),
        day=in_zone(item.starts_at, zone).date().isoformat(),
        text=clock_words(item, zone),
        zone_text=city(zone),
        reader_text=there,
        turn=clock(turn, zone) if turn else "",
        turn_iso=turn.isoformat() if turn else "",
        reader_turn=clock(turn, reader) if turn and there else "",
    )


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
