"""Calendar messages by mail: what each person is to be sent (`calendar_enclosures` puts it into letters).

Nothing here is called by the verbs that change an agenda or who takes part. They mark calendars as stale
(`calendar_documents.forget_session`, `forget_person`), without which no feed would be right either; and what is true then is
compared with what each person was last sent, when a letter leaves. So a letter that is held back, replaced or never
written loses nothing: the next one to leave brings what is due.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from wip.domain.calendar import Classification, Entry, EntryStatus
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
from wip.queries.calendars import EntryRow, Event, events
from wip.queries.guidelines import Guidelines, guidelines_of
from wip.services.calendar_entries import has_moved
from wip.services.calendar_shelves import Shelf
from wip.services.calendar_words import answers_to, called_off, own_date, own_slot, slot_title
from wip.services.plan_entries import Part
from wip.settings import Settings

_BY_SUBSCRIPTION = (
    "You asked for no more invitations by mail, so this one is taken back. {still} and the calendar that you subscribe to"
    " has it.\n\n{page}"
)

_RELEASED = "You no longer take part in this, and it leaves your calendar.\n\n{page}"

_AUDIENCES = {True: Audience.PRESENTERS, False: Audience.COMMENTERS}


@dataclass(frozen=True)
class Due:
    """A message that somebody is to be sent; `parts` are theirs in the entry's session, and so are `slots`."""

    person_id: int
    entry: CalendarEntry
    method: Method
    known: CalendarInvitation | None
    parts: tuple[Taking, ...]
    slots: tuple[CalendarEntry, ...] = ()

    @property
    def mark(self) -> str:
        """What tells this message from others to the same person."""
        return f"{self.entry.id}{self.method.value[0]}{self.entry.sequence}"


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
            is_theirs = entry.id in slots or _is_whole_theirs(entry, parts, last, has_slot=bool(slots))
            whose = Due(person_id, entry, Method.REQUEST, last, tuple(parts), tuple(slots.values()))
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


def _is_whole_theirs(
    entry: CalendarEntry, parts: Sequence[Taking], known: CalendarInvitation | None, *, has_slot: bool
) -> bool:
    """Whoever has a slot needs no entry for the session beside it, unless for the audience or to chair; who holds one keeps it."""
    if entry.cancelled or entry.kind is EntryKind.SLOT:
        return False
    needs_it = _holds(known) or not has_slot
    return any(one.is_firm and (needs_it or one.paper_id is None) for one in parts)


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
            entry = _withdrawn(each, about[id_], settings.base_url, stays.get((each.person_id, id_), ()))
        else:
            entry = _invited(each, about[id_], asked, settings.base_url)
        address = settings.calendar_replies_address or entry.organizer_email
        made.append(replace(entry, organizer_email=address, alarm_minutes=None))
    return made


def _invited(each: Due, about: Event, asked: Guidelines, base_url: str) -> Entry:
    row = _row(each.entry)
    if row.kind is EntryKind.SLOT:
        presents = any(one.presents for one in each.parts if one.paper_id == row.paper_id)
        part = Part.PRESENTS if presents else Part.READS
        version = asked[about.id, _AUDIENCES[presents]]
        return own_slot(row, about, base_url, part, version)
    entry = own_date(row, about, base_url, _parts(each), busy=not each.slots, slots=_own_slots(each))
    if entry is None:  # whoever is invited has a part
        raise LookupError(row.uid)
    return entry


def _own_slots(each: Due) -> list[str]:
    """What their own entries are called."""
    presents = {one.paper_id for one in each.parts if one.presents}
    return [
        slot_title(slot.title, Part.PRESENTS if slot.paper_id in presents else Part.READS)
        for slot in each.slots
    ]


def _parts(each: Due) -> list[Part]:
    """Their parts in the whole session; a paper's own time has, or will have, an entry of its own."""
    held, of_papers = each.parts, [one for one in each.parts if one.paper_id is not None]
    found = [Part.PRESENTS] * (not each.slots and any(one.presents for one in of_papers))
    found += [Part.READS] * (not each.slots and any(not one.presents for one in of_papers))
    found += [Part.ATTENDS] * any(one.paper_id is None and not one.chairs for one in held)
    return found + [Part.CHAIRS] * any(one.chairs for one in held)


def still_parts(session: Session, found: Iterable[Due]) -> dict[tuple[int, int], list[Taking]]:
    """By (person, session): the parts of those who lose an entry only because they want none by mail. Two statements at most."""
    out = [each for each in found if each.method is Method.CANCEL and not each.entry.cancelled]
    if not out:
        return {}
    people, sessions = {each.person_id for each in out}, {each.entry.wip_session_id for each in out}
    held: dict[tuple[int, int], list[Taking]] = {}
    for one in takings(session, Scope(tuple(sessions), tuple(people), of_both=True), by_mail=False):
        held.setdefault((one.person_id, one.session_id), []).append(one)
    return held


def still_in(entry: CalendarEntry, parts: Iterable[Taking]) -> str:
    """What somebody with these parts still does in the entry, in words; empty where they are out of it."""
    here = [one for one in parts if entry.paper_id in {None, one.paper_id}]
    if entry.paper_id is not None and here:
        return "You still present it," if any(one.presents for one in here) else "You still comment on it,"
    return "You still take part in it," if here else ""


def _withdrawn(each: Due, about: Event, base_url: str, stays: Iterable[Taking]) -> Entry:
    """What is over for this person: nothing that they did not know before, and no way to join."""
    row, page = each.entry, f"{base_url}/sessions/{about.slug}/"
    still = still_in(row, stays)
    released = _BY_SUBSCRIPTION.format(still=still, page=page) if still else _RELEASED.format(page=page)
    return Entry(
        uid=row.uid,
        sequence=row.sequence,
        created_at=row.created_at,
        changed_at=row.changed_at,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        title=about.title if row.kind is EntryKind.SESSION else row.title,
        text=called_off(_row(row), about, page) if row.cancelled else released,
        url=page,
        status=EntryStatus.CANCELLED if row.cancelled else EntryStatus.CONFIRMED,
        busy=False,
        categories=("Works in Progress",),
        organizer_name=about.organizer,
        organizer_email=answers_to(about),
        classification=Classification.PRIVATE,
        zone=about.zone,
        moved=has_moved(row),
    )


def _row(entry: CalendarEntry) -> EntryRow:
    return EntryRow(**{each.name: getattr(entry, each.name) for each in fields(EntryRow)})


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
