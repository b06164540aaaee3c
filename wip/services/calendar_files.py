"""Public calendar files out of stored entries: an agenda, one slot of it, a section's year, a call's deadline.

A file never lacks an entry where something was asked for. An agenda that was taken down leaves the session's own entry, so
that subscribers' slots go; a section that announces nothing has one entry that says that the calendar works.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.engine import Connection

from wip.adapters.ics import file_name, serialise
from wip.domain.calendar import CalendarFile, Entry, left_at, surviving
from wip.domain.publications import AgendaState, EntryKind
from wip.domain.sessions import SessionState
from wip.domain.zones import show_span
from wip.queries.calendar_sections import SectionFacts, announced, entries_announced, section_facts
from wip.queries.calendar_stored import Found
from wip.queries.calendars import (
    EntryRow,
    Event,
    entries_of_session,
    entry_of_paper,
    event,
    public_session_id,
    was_published,
)
from wip.services.calendar_documents import Calendar, Edition
from wip.services.calendar_words import (
    HEARD,
    halved,
    nothing_announced,
    public_deadline,
    public_session,
    public_slot,
)

WHOLE = frozenset({EntryKind.SESSION, EntryKind.SITTING})
"""Entries for a whole date, in which slots lie."""

YEAR = timedelta(days=366)
"""How far back a section's calendar goes, from the beginning of the month."""


def agenda(connection: Connection, found: Found, served: Edition) -> Calendar | None:
    """The session's public calendar; None where nothing has been published yet. Three statements."""
    return _agenda(connection, found, served, halves=False)


def agenda_in_halves(connection: Connection, found: Found, served: Edition) -> Calendar | None:
    """The same with two entries for each slot: its paper presented, and its comments. Three statements."""
    return _agenda(connection, found, served, halves=True)


def _agenda(connection: Connection, found: Found, served: Edition, *, halves: bool) -> Calendar | None:
    if not was_published(connection, found.thing_id):
        return None
    about = event(connection, found.thing_id)
    rows = entries_of_session(connection, found.thing_id)
    entries = _shown(rows, about, served.base_url, halves=halves)
    source = f"/calendars/{about.slug}.ics{'?halves=1' if halves else ''}"
    return _of_session(about, rows, entries, served, about.slug, source)


def _shown(rows: Sequence[EntryRow], about: Event, base_url: str, *, halves: bool = False) -> list[Entry]:
    """The published slots; the session itself where the agenda is not out."""
    if about.agenda_state is not AgendaState.PUBLISHED:
        return [public_session(row, about, base_url) for row in rows if row.kind in WHOLE]
    found = []
    for row in rows:
        if row.kind is EntryKind.SLOT:
            whole = public_slot(row, about, base_url)
            found += halved(row, whole, (whole.title, HEARD.format(title=whole.title))) if halves else [whole]
    return found


def published_slots(connection: Connection, session_id: int, base_url: str) -> list[tuple[int, Entry]]:
    """The slots of a published agenda that take place, each with its paper's number; two statements."""
    about, rows = event(connection, session_id), entries_of_session(connection, session_id)
    if about.agenda_state is not AgendaState.PUBLISHED:
        return []
    return [
        (int(row.facts["number"]), public_slot(row, about, base_url))
        for row in rows
        if row.kind is EntryKind.SLOT and not row.cancelled
    ]


def slot(connection: Connection, found: Found, served: Edition) -> Calendar | None:
    """One paper's slot; None where it never had one that the public saw. Four statements at most."""
    row = entry_of_paper(connection, found.thing_id)
    if row is None:
        return None
    about = event(connection, row.wip_session_id)
    rows = [row] if about.agenda_state is AgendaState.PUBLISHED else entries_of_session(connection, about.id)
    entries = _shown(rows, about, served.base_url)
    name = f"{about.slug}-{row.facts['number']}"
    return _of_session(
        about, rows, entries, served, name, f"/calendars/{about.slug}/{row.facts['number']}.ics"
    )


def section(connection: Connection, found: Found, served: Edition) -> Calendar | None:
    """A section's year: its own sessions and those that it sponsors too, and the deadlines of their calls. Three statements."""
    about = section_facts(connection, found.thing_id)
    sessions = announced(connection, found.thing_id, served.month - YEAR)
    rows = entries_announced(connection, sessions)
    entries: list[Entry] = []
    for id_, here in sessions.items():
        mine = [row for row in rows if row.wip_session_id == id_]
        entries += _shown(mine, here, served.base_url)
        entries += [
            public_deadline(row, here, served.base_url) for row in mine if row.kind is EntryKind.DEADLINE
        ]
    entries = entries or [_nothing_yet(about, served.base_url)]
    file = CalendarFile(
        name=about.name,
        description=f"{about.name}: its Works-in-Progress sessions, and the deadlines of their calls.",
        zone=about.zone,
        entries=kept(entries, served),
        url=f"{served.base_url}/sections/{about.slug}/",
        source=f"{served.base_url}/calendars/sections/{about.slug}.ics",
    )
    return filed(file_name(about.slug), file, entries, served)


def _nothing_yet(about: SectionFacts, base_url: str) -> Entry:
    uid = str(uuid5(NAMESPACE_URL, f"wip section {about.id} {about.created_at.isoformat()}"))
    return nothing_announced(uid, about, base_url)


def deadline(connection: Connection, slug: str, served: Edition) -> Calendar | None:
    """The call's deadline as one entry; None while the public may not know of the session. Three statements."""
    session_id = public_session_id(connection, slug)
    if session_id is None:
        return None
    about, rows = event(connection, session_id), entries_of_session(connection, session_id)
    entries = [public_deadline(row, about, served.base_url) for row in rows if row.kind is EntryKind.DEADLINE]
    name = f"{about.slug}-deadline"
    source = f"/sessions/{about.slug}/call.ics"
    return _of_session(about, rows, entries, served, name, source) if entries else None


def _when(about: Event, rows: Sequence[EntryRow]) -> str:
    """Every date of the session; of one slot alone its own, as the session's further dates are not at hand then."""
    whole = [row for row in rows if row.kind in WHOLE]
    is_off = about.state is SessionState.CANCELLED
    held = [row for row in whole if is_off or not row.cancelled] or rows[:1]
    return "; ".join(
        dict.fromkeys(
            show_span(row.starts_at, row.ends_at, about.zone)
            for row in sorted(held, key=lambda row: row.starts_at)
        )
    )


def _of_session(
    about: Event, rows: Sequence[EntryRow], entries: Sequence[Entry], served: Edition, name: str, source: str
) -> Calendar:
    file = CalendarFile(
        name=about.title,
        description=f"{about.sections}: {_when(about, rows)}",
        zone=about.zone,
        entries=kept(entries, served),
        url=f"{served.base_url}/sessions/{about.slug}/",
        source=f"{served.base_url}{source}",
    )
    return filed(file_name(name), file, entries, served)


def kept(entries: Sequence[Entry], served: Edition) -> tuple[Entry, ...]:
    """What still stands in a calendar: cancelled entries go in time, but for the last ones."""
    return surviving(entries, served.month) or tuple(entries)


def filed(name: str, file: CalendarFile, entries: Iterable[Entry], served: Edition) -> Calendar:
    """The calendar as bytes, of all `entries` those that are in the `file`; and when it last said something else."""
    shown = {entry.uid for entry in file.entries}
    moments = [
        (entry.worded_at or entry.changed_at) if entry.uid in shown else left_at(entry) for entry in entries
    ]
    if served.answers:
        asked = (replace(entry, organizer_email=served.answers) for entry in file.entries)
        file = replace(file, entries=tuple(asked))
    return Calendar(name, serialise(file), max(moments))
