"""Calendar messages by mail: what each person is to be sent, and the files that go with a letter.

Nothing here is called by the verbs that change an agenda or who takes part. They mark calendars as stale
(`calendar_documents.forget_session`, `forget_person`), without which no feed would be right either; and what is true then is
compared with what each person was last sent, when a letter leaves. So a letter that is held back, replaced or never
written loses nothing: the next one to leave brings what is due.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.itip import message
from wip.domain.calendar import Classification, Entry, EntryStatus
from wip.domain.calendar_answers import CARRIERS, Method, due
from wip.domain.guidelines import Audience
from wip.domain.letters import LetterKind
from wip.domain.publications import EntryKind
from wip.models import (
    CalendarEntry,
    CalendarInvitation,
    Letter,
    LetterCalendar,
    Person,
)
from wip.queries.calendar_mail import (
    Scope,
    Taking,
    invitations,
    is_overtaken,
    mailed_entries,
    published_ones,
    takings,
)
from wip.queries.calendars import EntryRow, Event, events
from wip.queries.guidelines import Guidelines, guidelines_of
from wip.services.calendar_words import answers_to, called_off, own_date, own_slot
from wip.services.plan_entries import Part
from wip.settings import Settings

_RELEASED = "You no longer take part in this, and it leaves your calendar.\n\n{page}"

_AUDIENCES = {True: Audience.PRESENTERS, False: Audience.COMMENTERS}


@dataclass(frozen=True)
class Due:
    """A message that somebody is to be sent; `parts` are theirs in the entry's session, `has_slot` whether a slot is."""

    person_id: int
    entry: CalendarEntry
    method: Method
    known: CalendarInvitation | None
    parts: tuple[Taking, ...]
    has_slot: bool = False

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
    for sent in invitations(session, scope):
        known[sent.person_id, sent.entry_id] = sent
        held.setdefault((sent.person_id, sent.entry.wip_session_id), [])
    ids = {session_id for _, session_id in held}
    public, entries = published_ones(session, ids) | set(programmes or ()), dict[int, list[CalendarEntry]]()
    for entry in mailed_entries(session, ids):
        entries.setdefault(entry.wip_session_id, []).append(entry)
    found = [
        replace(each, has_slot=_has_slot(entries[session_id], parts, public, known, person_id))
        for (person_id, session_id), parts in held.items()
        for entry in entries.get(session_id, ())
        if (each := _due(person_id, entry, parts, known.get((person_id, entry.id)), public, again, now))
    ]
    return sorted(found, key=_weight)


def _due(
    person_id: int,
    entry: CalendarEntry,
    parts: Sequence[Taking],
    known: CalendarInvitation | None,
    public: Collection[int],
    again: Collection[str],
    now: datetime,
) -> Due | None:
    mine, is_over = _is_theirs(entry, parts, public, known), entry.ends_at <= now
    method = due(
        known.method if known else None,
        known.sequence if known else 0,
        entry.sequence,
        is_theirs=mine,
        is_over=is_over,
    )
    if entry.uid in again and not is_over:
        method = Method.REQUEST if mine else Method.CANCEL
    return Due(person_id, entry, method, known, tuple(parts)) if method else None


def _is_theirs(
    entry: CalendarEntry, parts: Sequence[Taking], public: Collection[int], known: CalendarInvitation | None
) -> bool:
    if entry.cancelled:
        return False
    if entry.kind is EntryKind.SLOT:
        # Hiding an agenda takes nothing out of the calendars that got it by mail.
        stands = entry.wip_session_id in public or (known is not None and known.method is Method.REQUEST)
        return stands and any(one.paper_id == entry.paper_id for one in parts)
    return any(one.is_firm for one in parts)


def _has_slot(
    entries: Iterable[CalendarEntry],
    parts: Sequence[Taking],
    public: Collection[int],
    known: Mapping[tuple[int, int], CalendarInvitation],
    person_id: int,
) -> bool:
    slots = (each for each in entries if each.kind is EntryKind.SLOT)
    return any(_is_theirs(each, parts, public, known.get((person_id, each.id))) for each in slots)


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
    made = []
    for each in found:
        id_ = each.entry.wip_session_id
        says = _withdrawn if each.method is Method.CANCEL else _invited
        entry = says(each, about[id_], asked, settings.base_url)
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
    entry = own_date(row, about, base_url, _parts(each.parts), busy=not each.has_slot)
    if entry is None:  # whoever is invited has a part
        raise LookupError(row.uid)
    return entry


def _parts(held: Iterable[Taking]) -> list[Part]:
    """Their parts in the whole session; a paper's own time has, or will have, an entry of its own."""
    held = tuple(held)
    found = [Part.TAKES_PART] * any(one.paper_id is not None for one in held)
    found += [Part.ATTENDS] * any(one.paper_id is None and not one.chairs for one in held)
    return found + [Part.CHAIRS] * any(one.chairs for one in held)


def _withdrawn(each: Due, about: Event, asked: Guidelines, base_url: str) -> Entry:  # noqa: ARG001 - as `_invited`
    """What is over for this person: nothing that they did not know before, and no way to join."""
    row, page = each.entry, f"{base_url}/sessions/{about.slug}/"
    return Entry(
        uid=row.uid,
        sequence=row.sequence,
        created_at=row.created_at,
        changed_at=row.changed_at,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        title=about.title if row.kind is EntryKind.SESSION else row.title,
        text=called_off(_row(row), about, page) if row.cancelled else _RELEASED.format(page=page),
        url=page,
        status=EntryStatus.CANCELLED if row.cancelled else EntryStatus.CONFIRMED,
        busy=False,
        categories=("Works in Progress",),
        organizer_name=about.organizer,
        organizer_email=answers_to(about),
        classification=Classification.PRIVATE,
        zone=about.zone,
    )


def _row(entry: CalendarEntry) -> EntryRow:
    return EntryRow(**{each.name: getattr(entry, each.name) for each in fields(EntryRow)})


def attach(
    session: Session, letter: Letter, settings: Settings, now: datetime
) -> list[LetterCalendar] | None:
    """The calendar messages that go with a letter which is about to leave, stored as they leave: the same at each try.

    None for a letter that was written only to bring some, and whose words are no longer what is due.
    """
    if letter.kind not in CARRIERS or letter.person_id is None or letter.wip_session_id is None:
        return []
    stored = list(
        session.scalars(
            sa.select(LetterCalendar)
            .where(LetterCalendar.letter_id == letter.id)
            .order_by(LetterCalendar.position)
        )
    )
    if letter.dated_at != letter.taken_at:  # it has been tried
        return stored
    # Two couriers may have two letters to one person in hand.
    session.execute(sa.select(Person.id).where(Person.id == letter.person_id).with_for_update(key_share=True))
    is_extra = letter.kind is LetterKind.CALENDAR_CHANGED and not stored
    if not stored and is_overtaken(session, letter, now):
        return None if is_extra else []
    again = _uids(session, letter, stored)
    scope = Scope((letter.wip_session_id,), (letter.person_id,), of_both=True)
    found = differences(session, scope, now, again)
    if is_extra and digest(found) != digest_in(letter.cause):
        return None
    for each in stored:  # sent again: what was true when it left first may not be any more
        session.delete(each)
    session.flush()
    return _store(session, letter, found, entries_of(session, found, settings) if found else [], now)


def _uids(session: Session, letter: Letter, stored: Sequence[LetterCalendar]) -> set[str]:
    if not stored:
        return set()
    rows = mailed_entries(session, [letter.wip_session_id or 0])
    return {row.uid for row in rows if any(f"UID:{row.uid}\r\n" in each.body for each in stored)}


def digest(found: Iterable[Due]) -> str:
    """What is due to one person of one session, as part of a letter's cause."""
    return "-".join(sorted(each.mark for each in found))[:120]


def digest_in(cause: str) -> str:
    """The digest that a letter was written for."""
    return cause.split(":")[2]


def _store(
    session: Session, letter: Letter, found: Sequence[Due], entries: Sequence[Entry], now: datetime
) -> list[LetterCalendar]:
    made = []
    for position, (each, entry) in enumerate(zip(found, entries, strict=True)):
        # A calendar file knows whole seconds only, and of two messages the later one counts.
        after = each.known.sent_at + timedelta(seconds=1) if each.known else now
        at = max(now, after, each.entry.changed_at).replace(microsecond=0)
        body = message(each.method, entry, (letter.to_name, letter.to_email), at)
        made.append(
            LetterCalendar(letter_id=letter.id, position=position, method=each.method, body=body.decode())
        )
        _note(session, each, at)
    session.add_all(made)
    session.flush()
    return made


def _note(session: Session, each: Due, at: datetime) -> None:
    row = each.known
    if row is None:
        row = CalendarInvitation(entry_id=each.entry.id, person_id=each.person_id)
        session.add(row)
    elif row.method is Method.CANCEL:  # invited anew: an answer from before says nothing
        row.answer, row.answer_note, row.answered_at = None, "", None
        row.answered_sequence = row.answer_stamp = None
    row.method, row.sequence, row.sent_at = each.method, each.entry.sequence, at


def parts_by_person(found: Iterable[Due]) -> Mapping[tuple[int, int], list[Due]]:
    """The messages by (person, session)."""
    held: dict[tuple[int, int], list[Due]] = {}
    for each in found:
        held.setdefault((each.person_id, each.entry.wip_session_id), []).append(each)
    return held
