"""Letters that bring a calendar message of which no other letter tells: written when a calendar was marked as stale."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.itip import Said, said
from wip.db import give_way, reading
from wip.domain.calendar import Entry, EntryStatus
from wip.domain.calendar_answers import Method
from wip.domain.letters import LetterKind
from wip.domain.links import page
from wip.domain.publications import EntryKind
from wip.domain.zones import in_zone, show_span
from wip.models import CalendarDocument, CalendarEntry, Call, LetterPaper, Person, WipSession
from wip.queries.calendar_mail import Scope, Taking, carried, last_bodies, once_published
from wip.services.calendar_documents import MAIL
from wip.services.calendar_dues import Due
from wip.services.calendar_entries import has_moved
from wip.services.calendar_mail import differences, digest, entries_of, parts_by_person
from wip.services.calendar_releases import is_elsewhere, still_in, still_parts
from wip.services.letters import tell
from wip.services.people import feed_link, feed_of
from wip.services.rooms import dates_of
from wip.settings import Settings

_AGAIN = timedelta(seconds=10)

_IN_ONE_GO = 100
"""So many letters before the next one leaves, which may be somebody's who waits to sign in."""

_AT_ONCE = 20
"""So many letters in one transaction: nobody else can write meanwhile where the data are in one file."""


class Settling:
    """Writes, again and again while letters leave, to everybody to whom a message is due that no other letter will bring.

    A calendar stays marked until nothing is due, so that a letter which is held back or replaced has another follow it.
    What can wait for a letter that goes anyway is not due. Where nothing was marked since, it looks again after ten seconds:
    with letters at their pace every look would find the same. It looks without SQLite's write lock, and takes that for
    a few letters at a time.
    """

    def __init__(self, session: Session, settings: Settings) -> None:
        self._session, self._settings = session, settings
        self._seen: dict[str, int] = {}
        self._at = datetime.min.replace(tzinfo=UTC)

    def go(self, now: datetime, *, at_once: bool = False) -> int:
        """Write what is due, a hundred letters at most, and commit; returns how many."""
        with reading():
            marks = _marks(self._session)
            asked = _ids(marks, "person")
            is_new = bool(marks) and (marks != self._seen or at_once or now - self._at >= _AGAIN)
            look = (
                _looked(self._session, Scope(_ids(marks, "session"), asked), asked, now) if is_new else None
            )
            self._session.rollback()
        if look is None:
            return 0
        self._seen, self._at = marks, now
        keys, written = list(look.waiting), 0
        for first in range(0, min(len(keys), _IN_ONE_GO), _AT_ONCE):
            give_way()
            written += self._written(keys[first : first + _AT_ONCE], asked, now)
        if not look.found:
            _clear(self._session, marks)
        self._session.commit()
        if len(keys) > _IN_ONE_GO:  # it goes on with the others after the next letter
            self._seen = {}
        return written

    def _written(self, keys: Sequence[tuple[int, int]], asked: Collection[int], now: datetime) -> int:
        """The letters of these (person, session), as things stand now."""
        people, sessions = ({key[part] for key in keys} for part in (0, 1))
        scope = Scope(tuple(sessions), tuple(people), of_both=True)
        look = _looked(self._session, scope, asked, now)
        waiting = {key: look.waiting[key] for key in keys if key in look.waiting}
        _write(self._session, waiting, self._settings, now)
        self._session.commit()
        return len(waiting)


@dataclass(frozen=True)
class _Look:
    """By (person, session): what is due, and what of it no other letter will bring."""

    found: Mapping[tuple[int, int], list[Due]]
    waiting: Mapping[tuple[int, int], list[Due]]


def _looked(session: Session, scope: Scope, asked: Collection[int], now: datetime) -> _Look:
    found = _pressing(session, parts_by_person(differences(session, scope, now)), asked)
    taken = carried(session, {session_id for _, session_id in found}, now)
    return _Look(found, {key: each for key, each in found.items() if key not in taken})


def due_by_itself(session: Session, session_id: int, now: datetime) -> list[Due]:
    """Of one session: what letters of their own will bring, because no other letter that waits takes it along."""
    waiting = _looked(session, Scope((session_id,)), (), now).waiting
    return [each for mine in waiting.values() for each in mine]


def _pressing(
    session: Session, found: Mapping[tuple[int, int], list[Due]], asked: Collection[int]
) -> dict[tuple[int, int], list[Due]]:
    """Without what is new in sessions whose agenda was never published: it goes with the next letter that leaves.

    Except where somebody would have an entry too many or at a wrong hour, or asked for it themself.
    """
    public = once_published(session, {session_id for _, session_id in found}) if found else set()
    early = [each for key, mine in found.items() if key[1] not in public for each in mine]
    people = list({each.person_id for each in early if _is_update(each)})
    bodies = last_bodies(session, people, list({each.entry.uid for each in early})) if people else {}
    return {
        key: mine
        for key, mine in found.items()
        if key[1] in public
        or any(_presses(each, bodies.get((each.person_id, each.entry.uid)), asked) for each in mine)
    }


def _is_update(each: Due) -> bool:
    return each.method is Method.REQUEST and each.known is not None and each.known.method is Method.REQUEST


def _presses(each: Due, body: str | None, asked: Collection[int]) -> bool:
    if each.method is Method.CANCEL:
        return True
    if not _is_update(
        each
    ):  # invitations by mail were switched on, or the letter that told of the part is held back
        return each.person_id in asked
    return body is None or said(body).starts_at != each.entry.starts_at


def _marks(session: Session) -> dict[str, int]:
    key = CalendarDocument.key
    # The key's index serves a range on SQLite; elsewhere the order of signs is the language's own.
    is_ours = (
        sa.and_(key >= f"{MAIL}:", key < f"{MAIL};")
        if session.get_bind().dialect.name == "sqlite"
        else key.startswith(f"{MAIL}:", autoescape=True)
    )
    rows = session.execute(
        sa.select(key, CalendarDocument.mark).where(is_ours, CalendarDocument.made != CalendarDocument.mark)
    )
    return {name: mark for name, mark in rows}  # noqa: C416 - rows are no pairs to mypy


def _ids(marks: Iterable[str], what: str) -> tuple[int, ...]:
    found = (name.split(":") for name in marks)
    return tuple(int(id_) for _, kind, id_ in found if kind == what)


def _clear(session: Session, marks: dict[str, int]) -> None:
    for name, mark in marks.items():
        session.execute(
            sa.update(CalendarDocument)
            .where(CalendarDocument.key == name, CalendarDocument.mark == mark)
            .values(made=mark)
            .execution_options(synchronize_session=False)
        )


def _write(
    session: Session, waiting: dict[tuple[int, int], list[Due]], settings: Settings, now: datetime
) -> None:
    if not waiting:
        return
    people = {
        each.id: each
        for each in session.scalars(sa.select(Person).where(Person.id.in_({id_ for id_, _ in waiting})))
    }
    every = [each for found in waiting.values() for each in found]
    entries = {
        id(each): entry for each, entry in zip(every, entries_of(session, every, settings), strict=True)
    }
    bodies = last_bodies(session, list(people), list({each.entry.uid for each in every if each.known}))
    stays = still_parts(session, every)
    for (person_id, session_id), found in waiting.items():
        row, person = session.get_one(WipSession, session_id), people[person_id]
        lines = [
            sentence(
                each,
                entries[id(each)],
                bodies.get((person_id, each.entry.uid)),
                row,
                person,
                stays.get((person_id, session_id), ()),
            )
            for each in found
        ]
        _tell(session, row, person, found, lines, now)


def _tell(
    session: Session, row: WipSession, person: Person, found: Sequence[Due], lines: list[str], now: datetime
) -> None:
    call = session.scalar(sa.select(Call).where(Call.wip_session_id == row.id))
    feed = feed_of(session, person, now)
    letter = tell(
        session,
        LetterKind.CALENDAR_CHANGED,
        person,
        f"calendar:{row.id}:{digest(found)}:{now:%Y%m%d%H%M%S%f}",
        now,
        facts={
            "session_title": row.title,
            "section": row.section.name,
            "session_date": dates_of(row),
            "changes": lines,
            "is_out": all(each.method is Method.CANCEL for each in found),
            "dates_out": _dates_out(found),
            "is_elsewhere": all(each.method is Method.CANCEL and is_elsewhere(each) for each in found),
            "by_mail": feed.by_mail,
            "contact": (call.contact if call else "") or row.section.contact_email,
        },
        links={
            "session": page(f"/sessions/{row.slug}/"),
            "calendar": page("/me/calendar/"),
            "feed": feed_link(feed),
        },
        wip_session=row,
    )
    if letter is not None:
        # Whoever may not see one of the papers of their own does not see the letter.
        for paper_id in {one.paper_id for each in found for one in each.parts if one.paper_id}:
            session.merge(LetterPaper(letter_id=letter.id, paper_id=paper_id))


def _dates_out(found: Sequence[Due]) -> str:
    """The names of dates that are no more, where nothing else is told: nobody is to take them for the session."""
    dates = [each.entry for each in found if each.entry.kind is EntryKind.SITTING]
    gone = [entry for entry in dates if entry.cancelled and not has_moved(entry)]
    return " and ".join(str(entry.facts["room"]) for entry in gone) if len(gone) == len(found) else ""


def sentence(
    each: Due,
    entry: Entry,
    body: str | None,
    row: WipSession,
    person: Person,
    stays: Collection[Taking] = (),
) -> str:
    """One change for one person, in words: what it is, when it is now and when it was."""
    before = said(body) if body else None
    name = _quoted(entry.title)
    at = show_span(entry.starts_at, entry.ends_at, row.zone, person.zone)
    # On the clock that it was announced on.
    was = show_span(before.starts_at, before.ends_at, before.zone or row.zone, person.zone) if before else at
    if each.method is Method.CANCEL:
        title = _quoted(before.title.removeprefix("CANCELLED: ") if before else entry.title)
        if still := still_in(each.entry, stays):
            return (
                f"{title}, {was}: you asked for no more invitations by mail, so this one is taken back. {still} "
                "and the calendar that you subscribe to has it."
            )
        if has_moved(each.entry):
            return f"{title}, {was}: this moves to the time of the session itself, which has an entry of its own."
        if is_elsewhere(each):
            return (
                f"{title}, {was}: your own time is on another day of the session, so this one leaves your calendar. "
                "You need not keep it free."
            )
        out = "is cancelled" if entry.status is EntryStatus.CANCELLED else "is no longer in your calendar"
        return f"{title}: this {out}. It was to be {was}.{_still(each)}"
    if before is None or each.known is None or each.known.method is Method.CANCEL:
        return f"{name}: {at}."
    return _changed(entry, before, at, was, _rooms(each.entry))


def _still(each: Due) -> str:
    """Whether the person takes part without this entry."""
    if each.entry.kind is EntryKind.SLOT and any(one.is_firm for one in each.parts):
        return " You still take part in the session."
    return "" if each.entry.cancelled or each.parts else " You no longer take part in it."


def _rooms(entry: CalendarEntry) -> str:
    """Where the entry lies, in words; empty where there is one room."""
    names = [str(name) for _, name, *_ in entry.facts.get("rooms", ())] or [str(entry.facts.get("room", ""))]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _quoted(title: str) -> str:
    """A session's title in quotation marks; “You present …” has its own."""
    return title if "“" in title else f"“{title}”"


def _changed(entry: Entry, before: Said, at: str, was: str, rooms: str) -> str:
    found = []
    if before.starts_at == entry.starts_at and before.ends_at != entry.ends_at:
        longer = "longer" if before.ends_at < entry.ends_at else "shorter"
        found.append(f"this is {longer}: until {in_zone(entry.ends_at, entry.zone):%H:%M}")
    elif before.starts_at != entry.starts_at:
        found.append(f"this moves from {was} to {at}")
    if before.title != entry.title:
        found.append(f"until now this was called {_quoted(before.title)}")
    if before.status != entry.status:
        is_firm = entry.status is EntryStatus.CONFIRMED
        found.append("this is no longer provisional" if is_firm else "this is provisional")
    if before.place != (entry.join_url or entry.location):
        found.append("how to join has changed")
    when = "" if at in "; ".join(found) else f" It is {at}."
    place = f"it is in {rooms} now" if rooms else "it is in one room now"
    return f"{_quoted(entry.title)}: {'; '.join(found) or place}.{when}"
