"""Where an entry of a calendar takes place: in which session, and in which room of it or on which date."""

from datetime import datetime

from wip.domain.publications import EntryKind
from wip.domain.zones import show_span
from wip.queries.calendars import EntryRow, Event

MEETING = frozenset({EntryKind.SLOT, EntryKind.SESSION, EntryKind.SITTING})
"""What takes place somewhere; a date by which something is due does not."""


def part_of(row: EntryRow, about: Event) -> str:
    """The session that the slot belongs to; by its room where it has several, since those differ in time."""
    if row.facts.get("date"):
        return f"Part of {about.title} ({about.sections})."
    room = row.facts.get("room") or show_span(about.starts_at, about.ends_at, about.zone)
    return f"Part of {about.title}, {room} ({about.sections})."


def place(row: EntryRow, about: Event) -> str:
    """The line on the slot's room, or on its date where the room is one; empty where there is only one."""
    room = row.facts.get("room", "")
    if row.facts.get("date"):
        starts_at, ends_at = (datetime.fromisoformat(each) for each in row.facts["date"])
        return f"Date: {show_span(starts_at, ends_at, about.zone)} ({room})"
    return f"Room: {room}" if room else ""


def location(row: EntryRow) -> str:
    """Where people meet: the name of a further date is no place."""
    if row.kind not in MEETING:
        return ""
    return "Online" if row.facts.get("date") else row.facts.get("room") or "Online"
