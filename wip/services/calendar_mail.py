"""Calendar messages by mail: what each person is to be sent (`calendar_enclosures` puts it into letters).

Nothing here is called by the verbs that change an agenda or who takes part. They mark calendars as stale
(`calendar_documents.forget_session`, `forget_person`), without which no feed would be right either; and what is true then is
compared with what each person was last sent, when a letter leaves. So a letter that is held back, replaced or never
written loses nothing: the next one to leave brings what is due.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from wip.domain.calendar import Entry
from wip.domain.calendar_answers import Method, due
from wip.domain.guidelines import Audience
from wip.domain.publications import EntryKind
from wip.models import CalendarEntry, CalendarInvitation
from wip.queries.calendar_mail import (
    Scope,
    Taking,
    invitations,
    mailed_entries,
    published_ones,
    takings,
)
from wip.queries.calendars import Event, events
from wip.queries.guidelines import Guidelines, guidelines_of
from wip.services.calendar_dues import Due, titles_of
from wip.services.calendar_releases import still_parts, withdrawn
from wip.services.calendar_shelves import Shelf
from wip.services.calendar_words import own_date, own_slot
from wip.services.plan_entries import Part
from wip.settings import Settings

_AUDIENCES = {True: Audience.PRESENTERS, False: Audience.COMMENTERS}


def differences(
    session: Session,
    scope: Scope,
    now: datetime,
    again: Collection[str] = (),
    programmes: Mapping[int, Mapping[str, Any]] | None = None,
) -> list[Due]:
    """What is true now and was not sent yet, the person's own slots first. Five statements, however many people there are.

    Entries whose UID is in `again` are due whatever was sent of them. Sessions in `programmes` are looked at as if that
    were published.
    """
    held: dict[tuple[int, int], list[Taking]] = {}
    for one in takings(session, scope, programmes):
        held.setdefault((one.person_id, one.session_id), []).append(one)
    known: dict[tuple[int, int], CalendarInvitation] = {}
    told: dict[tuple[int, int], list[CalendarEntry]] = {}
    for sent in invitations(session, scope):
        known[sent.person_id, sent.entry_id] = sent
        held.setdefault((sent.person_id, sent.entry.wip_session_id), [])
        told.setdefault((sent.person_id, sent.entry.wip_session_id), []).append(sent.entry)
    ids = {session_id for _, session_id in held}
    public, shelves = published_ones(session, ids) | set(programmes or ()), dict[int, Shelf]()
    for entry in mailed_entries(session, ids):
        shelves.setdefault(entry.wip_session_id, Shelf()).put(entry, again)
    found = list[Due]()
    for (person_id, session_id), parts in held.items():
        shelf = shelves.get(session_id, Shelf())
        mine = shelf.concerning(parts, told.get((person_id, session_id), ()))
        here = [(entry, known.get((person_id, entry.id))) for entry in mine]
        slots = {entry.id: entry for entry, last in here if _is_their_slot(entry, parts, public, last)}
        for entry, last in here:
            beside = () if entry.kind is EntryKind.SLOT else shelf.beside(entry, slots.values())
            held_here = tuple(shelf.parts_in(entry, parts))
            whose = Due(person_id, entry, Method.REQUEST, last, held_here, tuple(slots.values()), beside)
            is_theirs = entry.id in slots or _is_whole_theirs(whose)
            if method := _due(whose, again, now, is_theirs=is_theirs):
                found.append(replace(whose, method=method))
    return sorted(found, key=_weight)


def _due(each: Due, again: Collection[str], now: datetime, *, is_theirs: bool) -> Method | None:
    entry, known, is_over = each.entry, each.known, each.entry.ends_at <= now
    if entry.uid in again and not is_over:
        return Method.REQUEST if is_theirs else Method.CANCEL
    return due(
        known.method if known else None,
        known.sequence if known else 0,
        entry.sequence,
        is_theirs=is_theirs,
        is_over=is_over,
    )


def _is_their_slot(
    entry: CalendarEntry, parts: Sequence[Taking], public: Collection[int], known: CalendarInvitation | None
) -> bool:
    if entry.cancelled or entry.kind is not EntryKind.SLOT:
        return False
    # Hiding an agenda takes nothing out of the calendars that got it by mail.
    stands = entry.wip_session_id in public or _holds(known)
    return stands and any(one.paper_id == entry.paper_id for one in parts)


def _is_whole_theirs(each: Due) -> bool:
    """Whoever has a slot needs no entry for the session beside it, unless for the audience or to chair; who holds one keeps it.

    But not one of a day on which they have nothing: they would keep it free in vain.
    """
    if each.entry.cancelled or each.entry.kind is EntryKind.SLOT:
        return False
    firm = {one.paper_id for one in each.parts if one.is_firm}
    if None in firm or not each.slots:
        return bool(firm)
    is_waiting = bool(firm - {slot.paper_id for slot in each.slots})
    return bool(firm) and _holds(each.known) and (is_waiting or bool(each.beside))


def _holds(known: CalendarInvitation | None) -> bool:
    return known is not None and known.method is Method.REQUEST


def _weight(each: Due) -> tuple[bool, bool, datetime, int]:
    """Mail programs show the first message of a letter: what the person is to do themself, then the whole session."""
    entry = each.entry
    return each.method is Method.CANCEL, entry.kind is not EntryKind.SLOT, entry.starts_at, entry.id


def entries_of(session: Session, found: Sequence[Due], settings: Settings) -> list[Entry]:
    """What each message says, in their order; a fixed number of statements a session."""
    ids = {each.entry.wip_session_id for each in found}
    connection = session.connection()
    about = events(connection, ids)
    asked = guidelines_of(connection, ids) if ids else {}
    stays, made = still_parts(session, found), []
    for each in found:
        id_ = each.entry.wip_session_id
        if each.method is Method.CANCEL:
            entry = withdrawn(each, about[id_], settings.base_url, stays.get((each.person_id, id_), ()))
        else:
            entry = _invited(each, about[id_], asked, settings.base_url)
        address = settings.calendar_replies_address or entry.organizer_email
        made.append(replace(entry, organizer_email=address, alarm_minutes=None))
    return made


def _invited(each: Due, about: Event, asked: Guidelines, base_url: str) -> Entry:
    row = each.row
    if row.kind is EntryKind.SLOT:
        presents = any(one.presents for one in each.parts if one.paper_id == row.paper_id)
        part = Part.PRESENTS if presents else Part.READS
        version = asked[about.id, _AUDIENCES[presents]]
        return own_slot(row, about, base_url, part, version)
    entry = own_date(
        row,
        about,
        base_url,
        _parts(each),
        _chaired(each),
        busy=not each.beside,
        slots=titles_of(each, each.beside),
    )
    if entry is None:  # whoever is invited has a part
        raise LookupError(row.uid)
    return entry


def _chaired(each: Due) -> list[str]:
    """The names of the rooms in this entry that they chair, where they have one here."""
    seats = {seat for one in each.parts for seat in one.seats}
    if each.entry.kind is EntryKind.SITTING:
        return [each.entry.facts["room"]] if each.entry.sitting_id in seats else []
    return [name for id_, name, _, _ in each.entry.facts.get("rooms", ()) if id_ in seats]


def _parts(each: Due) -> list[Part]:
    """Their parts in the whole session; a paper's own time has, or will have, an entry of its own."""
    held, of_papers = each.parts, [one for one in each.parts if one.paper_id is not None]
    found = [Part.PRESENTS] * (not each.slots and any(one.presents for one in of_papers))
    found += [Part.READS] * (not each.slots and any(not one.presents for one in of_papers))
    found += [Part.ATTENDS] * any(one.paper_id is None and not one.chairs for one in held)
    return found + [Part.CHAIRS] * any(one.chairs for one in held)


def parts_by_person(found: Iterable[Due]) -> Mapping[tuple[int, int], list[Due]]:
    """The messages by (person, session)."""
    held: dict[tuple[int, int], list[Due]] = {}
    for each in found:
        held.setdefault((each.person_id, each.entry.wip_session_id), []).append(each)
    return held


def digest(found: Iterable[Due]) -> str:
    """What is due to one person of one session, as part of a letter's cause."""
    return "-".join(sorted(each.mark for each in found))[:120]


def digest_in(cause: str) -> str:
    """The digest that a letter was written for."""
    return cause.split(":")[2]
