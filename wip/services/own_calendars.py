"""A person's own calendar: what they present, comment on, attend, review and lead, each in their own words.

Somebody with nothing to do gets one entry that says that the calendar works.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.engine import Connection

from wip.adapters.ics import file_name
from wip.domain.calendar import CalendarFile, Entry, surviving
from wip.domain.guidelines import Audience
from wip.domain.publications import AgendaState
from wip.queries.calendar_parts import Parts, parts_of
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
from wip.services.calendar_files import filed
from wip.services.calendar_words import halved, own_halves, own_slot, welcome
from wip.services.own_dates import Own, dates
from wip.services.own_sequences import known_of, news, numbered
from wip.services.plan_entries import Part

_AUDIENCES = {True: Audience.PRESENTERS, False: Audience.COMMENTERS}
"""By whether the person presents."""


def person(connection: Connection, found: Found, served: Edition) -> Calendar:
    """Everything that one person takes part in. Ten statements at most, however many sessions there are."""
    person_id, base_url = found.thing_id, served.base_url
    parts, wishes = parts_of(connection, person_id), wishes_of(connection, person_id, served.month)
    about = events(connection, parts.sessions)
    mine = {held.paper_id for held in parts.papers}
    rows = entries_for(connection, parts.sessions, mine, parts.run)
    out = [row for row in rows if row.paper_id and _is_out(about[row.wip_session_id])]
    shown = [row for row in out if row.paper_id in mine]
    asked = guidelines_of(connection, {row.wip_session_id for row in shown}) if shown else {}
    entries = _slots(shown, parts, about, asked, wishes, base_url)
    run = [row for row in out if row.wip_session_id in parts.run]
    own = Own(person_id, parts, about, rows, {row.paper_id or 0 for row in shown}, run)
    dated = [replace(each, alarm_minutes=wishes.alarm_minutes) for each in dates(own, base_url)]
    shared = {row.uid for row in rows}
    alone = [each for each in dated if each.uid not in shared]
    known = known_of(connection, person_id) if alone else {}
    alone = numbered(alone, known)
    entries += [each for each in dated if each.uid in shared] + alone
    if wishes.parted_at:
        entries = [_since(each, wishes.parted_at) for each in entries]
    living = surviving(entries, served.month)
    if not living:
        uid = str(uuid5(NAMESPACE_URL, f"wip feed {wishes.feed_id} {wishes.begun_at.isoformat()}"))
        entries = [welcome(uid, wishes.begun_at, base_url, contact_for(connection, person_id)), *entries]
        living = (entries[0],)
    concerned = parts.concerned | {row.wip_session_id for row in shown}
    latest = max((about[id_] for id_ in concerned), key=lambda each: (each.starts_at, each.id), default=None)
    file = CalendarFile(
        name="My Works-in-Progress sessions",
        description="Your slots, the papers that you comment on, and the sessions that you attend or lead.",
        zone=latest.zone if latest else "UTC",
        entries=living,
        url=f"{base_url}/me/",
    )
    return replace(filed(file_name("my-sessions"), file, entries, served), own=news(alone, known))


def _is_out(about: Event) -> bool:
    return about.agenda_state is AgendaState.PUBLISHED


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
