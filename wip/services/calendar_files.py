"""Calendar files out of stored entries: the public agenda, a person's own calendar, a call's deadline.

A file never lacks an entry where something was asked for. An agenda that was taken down leaves one provisional entry
for the session, so that subscribers' slots go; a person with nothing to do gets one that says the calendar works.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.engine import Connection

from wip.adapters.ics import file_name, serialise
from wip.domain.calendar import CalendarFile, Entry
from wip.domain.guidelines import Audience
from wip.domain.publications import AgendaState, EntryKind
from wip.domain.zones import show_span
from wip.queries.calendar_parts import Chaired, Parts, parts_of
from wip.queries.calendars import (
    EntryRow,
    Event,
    Found,
    entries_for,
    entries_of_session,
    event,
    events,
    feed_begun,
    public_session_id,
    was_published,
)
from wip.queries.guidelines import guidelines_of
from wip.services.calendar_documents import Calendar
from wip.services.calendar_words import (
    own_date,
    own_slot,
    public_deadline,
    public_session,
    public_slot,
    welcome,
)
from wip.services.plan_entries import Part

_WHOLE = frozenset({EntryKind.SESSION, EntryKind.SITTING})
"""Entries for a whole date, in which slots lie."""

_AUDIENCES = {True: Audience.PRESENTERS, False: Audience.COMMENTERS}
"""By whether the person presents."""


def agenda(connection: Connection, found: Found, base_url: str) -> Calendar | None:
    """The session's public calendar; None where nothing has been published yet. Three statements."""
    if not was_published(connection, found.thing_id):
        return None
    about = event(connection, found.thing_id)
    rows = entries_of_session(connection, found.thing_id)
    slots = [row for row in rows if row.kind is EntryKind.SLOT]
    if about.agenda_state is AgendaState.PUBLISHED:
        entries = [public_slot(row, about, base_url) for row in slots]
    else:
        entries = [public_session(row, about, base_url) for row in rows if row.kind in _WHOLE]
    return _of_session(about, entries, base_url, about.slug)


def deadline(connection: Connection, slug: str, base_url: str) -> Calendar | None:
    """The call's deadline as one entry; None while the public may not know of the session. Three statements."""
    session_id = public_session_id(connection, slug)
    if session_id is None:
        return None
    about, rows = event(connection, session_id), entries_of_session(connection, session_id)
    entries = [public_deadline(row, about, base_url) for row in rows if row.kind is EntryKind.DEADLINE]
    return _of_session(about, entries, base_url, f"{about.slug}-deadline") if entries else None


def _of_session(about: Event, entries: Sequence[Entry], base_url: str, name: str) -> Calendar:
    file = CalendarFile(
        name=about.title,
        description=f"{about.section}: {show_span(about.starts_at, about.ends_at, about.zone)}",
        zone=about.zone,
        entries=tuple(entries),
        url=f"{base_url}/sessions/{about.slug}/",
    )
    return Calendar(file_name(name), serialise(file), max(entry.changed_at for entry in entries))


def person(connection: Connection, found: Found, base_url: str) -> Calendar:
    """Everything that one person takes part in. Eight statements, however many sessions there are."""
    parts = parts_of(connection, found.thing_id)
    about = events(connection, parts.sessions)
    rows = entries_for(connection, parts.sessions, [held.paper_id for held in parts.papers])
    shown = [
        row
        for row in rows
        if row.paper_id and about[row.wip_session_id].agenda_state is AgendaState.PUBLISHED
    ]
    presents = {held.paper_id for held in parts.papers if held.presents}
    standing_by = {held.paper_id for held in parts.papers if held.stands_by}
    whole = parts.attends | parts.leads
    asked = guidelines_of(connection, {row.wip_session_id for row in shown}) if shown else {}
    entries = [
        own_slot(
            row,
            about[row.wip_session_id],
            base_url,
            _part(row.paper_id, presents, standing_by),
            asked[row.wip_session_id, _AUDIENCES[row.paper_id in presents]],
            busy=row.wip_session_id not in whole,
        )
        for row in shown
    ]
    placed = frozenset(row.paper_id or 0 for row in shown)
    for row in rows:
        if row.paper_id is None:
            here = about[row.wip_session_id]
            mine = _moved(parts, row)
            one = own_date(mine, here, base_url, _parts_in(parts, row, placed), _rooms_chaired(parts, row))
            entries += [one] if one else []
    if not entries:
        id_, begun, contact = feed_begun(connection, found.thing_id)
        entries = [
            welcome(
                str(uuid5(NAMESPACE_URL, f"wip feed {id_} {begun.isoformat()}")), begun, base_url, contact
            )
        ]
    return _of_person(entries, about.values(), base_url)


def _moved(parts: Parts, row: EntryRow) -> EntryRow:
    """The draft's date as it has moved for its presenter, in their own calendar; of several papers, the first date counts."""
    if row.kind is not EntryKind.DRAFT_DUE:
        return row
    mine = [
        each
        for each in parts.papers
        if each.session_id == row.wip_session_id and each.presents and each.is_live
    ]
    moves = [
        (each.draft_until, each.moved_at, each.moves) for each in mine if each.draft_until and each.moved_at
    ]
    if not mine or len(moves) < len(mine):
        return row
    until, at, times = min(moves)
    if until <= row.ends_at:
        return row
    begins = until - (row.ends_at - row.starts_at)
    return replace(
        row,
        starts_at=begins,
        turns_at=begins,
        ends_at=until,
        sequence=row.sequence + times,
        changed_at=max(row.changed_at, at),
    )


def _part(paper_id: int | None, presents: Container[int], standing_by: Container[int]) -> Part:
    if paper_id in presents:
        return Part.PRESENTS
    return Part.STANDS_BY if paper_id in standing_by else Part.READS


def _parts_in(parts: Parts, row: EntryRow, placed: frozenset[int]) -> list[Part]:
    """What the person does in the row's session. A paper with a published slot says so by its slot, not here."""
    held = [each for each in parts.papers if each.session_id == row.wip_session_id and each.is_live]
    if row.kind in _WHOLE:
        held = [each for each in held if each.paper_id not in placed]
    found = [Part.PRESENTS] * any(each.presents for each in held)
    found += [Part.READS] * any(not each.presents and not each.stands_by for each in held)
    found += [Part.STANDS_BY] * any(each.stands_by for each in held)
    found += [Part.REVIEWS] * (row.wip_session_id in parts.reviews)
    found += [Part.ATTENDS] * (row.wip_session_id in parts.attends)
    found += [Part.CHAIRS] * bool(_chaired(parts, row))
    return found + [Part.LEADS] * (row.wip_session_id in parts.leads)


def _chaired(parts: Parts, row: EntryRow) -> list[Chaired]:
    """The rooms in this very entry that the person chairs."""
    here = [each for each in parts.chairs if each.session_id == row.wip_session_id]
    if row.kind is EntryKind.SITTING:
        return [each for each in here if each.sitting_id and each.room == row.facts.get("room")]
    together = {id_ for id_, _, _, _ in row.facts.get("rooms", ())} or {0}
    return [each for each in here if row.kind is EntryKind.SESSION and each.sitting_id in together]


def _rooms_chaired(parts: Parts, row: EntryRow) -> list[str]:
    return [each.room for each in _chaired(parts, row) if each.room]


def _of_person(entries: Sequence[Entry], about: Iterable[Event], base_url: str) -> Calendar:
    latest = max(about, key=lambda each: (each.starts_at, each.id), default=None)
    file = CalendarFile(
        name="My Works-in-Progress sessions",
        description="Your slots, the papers that you comment on, and the sessions that you attend or lead.",
        zone=latest.zone if latest else "UTC",
        entries=tuple(entries),
        url=f"{base_url}/me/",
    )
    return Calendar(file_name("my-sessions"), serialise(file), max(entry.changed_at for entry in entries))
