"""Warnings where the reader's clock and the session's lie apart as they usually do not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.calendar import EntryStatus
from wip.domain.people import Act
from wip.domain.programmes import Programme
from wip.domain.rooms import Room
from wip.domain.zone_gaps import clock_changes_between, unusual_among
from wip.domain.zones import YEARS, in_zone, zone_called
from wip.models import WipSession
from wip.queries.programmes import zones_concerned
from wip.services.calendar_entries import status_of
from wip.services.rooms import rooms_of
from wip.web.access import actor
from wip.web.calendars import open_to_programs
from wip.web.times import reader_zone

pages = Blueprint("clock_notes", __name__)

MOMENTS_MOST = 30
"""More dates than a session has."""

_WITNESSES = ("America/New_York", "Europe/London", "Australia/Sydney")
"""Where clocks change on days of their own: what is said to readers whose zone nobody knows."""


@dataclass(frozen=True)
class Planned:
    """A session whose agenda is not out: its zone, when it first begins on each of its dates, and whether that holds."""

    zone: str
    begins: list[datetime]
    status: EntryStatus


def planned(wip_session: WipSession) -> Planned:
    """The session as planned; one statement where it has several rooms or dates."""
    zone, rooms = wip_session.zone, rooms_of(db.session(), wip_session)
    return Planned(zone, _first_on_each_day(rooms, zone), status_of(wip_session))


def _first_on_each_day(rooms: Iterable[Room], zone: str) -> list[datetime]:
    first: dict[object, datetime] = {}
    for starts_at in sorted(room.starts_at for room in rooms):
        first.setdefault(in_zone(starts_at, zone).date(), starts_at)
    return list(first.values())


def notes_on_clocks(found: Programme | Planned) -> list[str]:
    """Sentences where the reader's clock and the session's lie apart as they usually do not; none of a cancelled session.

    To readers whose zone is not known: where that is so for one of the places whose clocks change on days of their own.
    """
    if found.status is EntryStatus.CANCELLED:
        return []
    zone = reader_zone()
    if zone:
        return _between(found.zone, zone, found.begins)
    return [sentence for moment in found.begins for sentence in unusual_among(found.zone, _WITNESSES, moment)]


def _between(zone: str, other: str, moments: list[datetime]) -> list[str]:
    said = (clock_changes_between(zone, other, moment) for moment in moments)
    return [sentence for sentence in said if sentence]


@pages.app_template_global("clocks_of_people")
def clocks_of_people(wip_session: WipSession) -> list[str]:
    """For leaders: the same for the zones of those who present and comment. It names cities, and nobody."""
    zones = zones_concerned(db.session(), wip_session.id, actor().person_id or 0)
    rooms = rooms_of(db.session(), wip_session) if zones else ()
    begins = _first_on_each_day(rooms, wip_session.zone)
    return [sentence for moment in begins for sentence in unusual_among(wip_session.zone, zones, moment)]


@pages.get("/clock-notes")
@open_to_programs(Act.SEE_PUBLIC_PAGES)
def between() -> ResponseReturnValue:
    """The same for the zone that a browser tells, of moments on the clock of another: nothing about anybody or any session."""
    of, zone = (zone_called(request.args.get(name, "")[:64]) for name in ("of", "zone"))
    moments = [_moment(text) for text in request.args.getlist("at")[:MOMENTS_MOST]]
    sentences = _between(of, zone, [each for each in moments if each]) if of and zone else []
    response = jsonify(sentences=sentences)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _moment(text: str) -> datetime | None:
    """The moment of this ISO text; None for anything else, and far outside of any calendar."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo and found.year in YEARS else None
