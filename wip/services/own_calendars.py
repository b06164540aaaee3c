"""A person's own calendar: what they present, comment on, attend, review and lead, each in their own words.

Somebody with nothing to do gets one entry that says that the calendar works.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy.engine import Connection

from wip.adapters.ics import file_name
from wip.domain.calendar import CalendarFile, Entry, surviving
from wip.domain.guidelines import Audience
from wip.domain.publications import AgendaState, EntryKind
from wip.queries.calendar_parts import Chaired, Held, Parts, parts_of
from wip.queries.calendar_stored import Found
from wip.queries.calendars import (
    EntryRow,
    Event,
    Wishes,
    contact_for,
    entries_for,
    events,
    wishes_of,
)
from wip.queries.guidelines import Guidelines, guidelines_of
from wip.services.calendar_documents import Calendar, Edition
from wip.services.calendar_files import WHOLE, filed
from wip.services.calendar_words import halved, own_date, own_halves, own_slot, welcome
from wip.services.plan_entries import Part

_AUDIENCES = {True: Audience.PRESENTERS, False: Audience.COMMENTERS}
"""By whether the person presents."""


def person(connection: Connection, found: Found, served: Edition) -> Calendar:
    """Everything that one person takes part in. Nine statements at most, however many sessions there are."""
    person_id, base_url = found.thing_id, served.base_url
    parts, wishes = parts_of(connection, person_id), wishes_of(connection, person_id, served.month)
    about = events(connection, parts.sessions)
    rows = entries_for(connection, parts.sessions, [held.paper_id for held in parts.papers])
    shown = [
        row
        for row in rows
        if row.paper_id and about[row.wip_session_id].agenda_state is AgendaState.PUBLISHED
    ]
    asked = guidelines_of(connection, {row.wip_session_id for row in shown}) if shown else {}
    entries = _slots(shown, parts, about, asked, wishes, base_url)
    entries += _dates(rows, parts, about, {row.paper_id or 0 for row in shown}, person_id, wishes, base_url)
    if wishes.parted_at:
        entries = [_since(each, wishes.parted_at) for each in entries]
    known = surviving(entries, served.month)
    if not known:
        uid = str(uuid5(NAMESPACE_URL, f"wip feed {wishes.feed_id} {wishes.begun_at.isoformat()}"))
        entries = [welcome(uid, wishes.begun_at, base_url, contact_for(connection, person_id)), *entries]
        known = (entries[0],)
    latest = max(about.values(), key=lambda each: (each.starts_at, each.id), default=None)
    file = CalendarFile(
        name="My Works-in-Progress sessions",
        description="Your slots, the papers that you comment on, and the sessions that you attend or lead.",
        zone=latest.zone if latest else "UTC",
        entries=known,
        url=f"{base_url}/me/",
    )
    return filed(file_name("my-sessions"), file, entries, served)


def _since(entry: Entry, parted_at: datetime) -> Entry:
    """What the calendar says to this person also changes with their parts; when what was planned does, SEQUENCE tells."""
    return replace(entry, worded_at=max(entry.worded_at or entry.changed_at, parted_at))


def _slots(
    rows: Sequence[EntryRow],
    parts: Parts,
    about: Mapping[int, Event],
    asked: Guidelines,
    wishes: Wishes,
    base_url: str,
) -> list[Entry]:
    """The person's published slots, as one entry each or as two; with the alarm that they asked for."""
    presents = {held.paper_id for held in parts.papers if held.presents}
    standing_by = {held.paper_id for held in parts.papers if held.stands_by}
    found: list[Entry] = []
    for row in rows:
        part = _part(row.paper_id, presents, standing_by)
        guidelines = asked[row.wip_session_id, _AUDIENCES[part is Part.PRESENTS]]
        one = own_slot(row, about[row.wip_session_id], base_url, part, guidelines)
        first, *rest = halved(row, one, own_halves(row, part)) if wishes.halves else [one]
        found += [replace(first, alarm_minutes=wishes.alarm_minutes), *rest]
    return found


def _part(paper_id: int | None, presents: Container[int], standing_by: Container[int]) -> Part:
    if paper_id in presents:
        return Part.PRESENTS
    return Part.STANDS_BY if paper_id in standing_by else Part.READS


def _dates(
    rows: Sequence[EntryRow],
    parts: Parts,
    about: Mapping[int, Event],
    placed: Container[int],
    person_id: int,
    wishes: Wishes,
    base_url: str,
) -> list[Entry]:
    """The sessions themselves, and the dates of their plans that concern the person."""
    found = []
    for row in rows:
        if row.paper_id is None and row.kind is not EntryKind.SLOT:
            mine = _own_draft(parts, row, person_id)
            held, rooms = _parts_in(parts, row, placed), _rooms_chaired(parts, row)
            busy = not any(each.paper_id in placed for each in _held(parts, row))
            one = own_date(mine, about[row.wip_session_id], base_url, held, rooms, busy=busy)
            if one is not None:
                worded_at = _worded_at(mine, rows, placed)
                found.append(replace(one, alarm_minutes=wishes.alarm_minutes, worded_at=worded_at))
    return found


def _worded_at(row: EntryRow, rows: Sequence[EntryRow], placed: Container[int]) -> datetime:
    """A session's own entry says less to those whose slots say it: when these came or went counts for its words too."""
    if row.kind not in WHOLE:
        return row.changed_at
    slots = [
        _since_when(each)
        for each in rows
        if each.paper_id in placed and each.wip_session_id == row.wip_session_id
    ]
    return max([row.changed_at, *slots])


def _since_when(row: EntryRow) -> datetime:
    since = row.facts.get("since")
    return datetime.fromisoformat(since) if since else row.changed_at


def _own_draft(parts: Parts, row: EntryRow, person_id: int) -> EntryRow:
    """The draft's date for its presenter, as it has moved for them; of several papers, the first date counts.

    It has a UID of the person's own: the leaders' entry of the same date has a place in its own history.
    """
    mine = [held for held in _held(parts, row) if held.presents]
    if row.kind is not EntryKind.DRAFT_DUE or not mine:
        return row
    own = replace(row, uid=str(uuid5(UUID(row.uid), f"person {person_id}")))
    moves = [
        (each.draft_until, each.moved_at, each.moves) for each in mine if each.draft_until and each.moved_at
    ]
    if len(moves) < len(mine):
        return own
    until, at, times = min(moves)
    return _until(own, max(until, own.ends_at), at, times)


def _until(row: EntryRow, until: datetime, at: datetime, times: int) -> EntryRow:
    begins = until - (row.ends_at - row.starts_at)
    sequence, changed_at = row.sequence + times, max(row.changed_at, at)
    return replace(
        row, starts_at=begins, turns_at=begins, ends_at=until, sequence=sequence, changed_at=changed_at
    )


def _held(parts: Parts, row: EntryRow) -> list[Held]:
    return [each for each in parts.papers if each.session_id == row.wip_session_id and each.is_live]


def _parts_in(parts: Parts, row: EntryRow, placed: Container[int]) -> list[Part]:
    """What the person does in the row's session. A paper with a published slot says so by its slot, not here."""
    held = _held(parts, row)
    if row.kind in WHOLE:
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
