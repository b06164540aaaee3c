"""What a calendar message says that takes an entry back: nothing that its reader did not know before, and why it goes."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from wip.domain.calendar import Classification, Entry, EntryStatus
from wip.domain.calendar_answers import Method
from wip.domain.publications import EntryKind
from wip.models import CalendarEntry
from wip.queries.calendar_mail import Scope, Taking, takings
from wip.queries.calendars import Event
from wip.services.calendar_dues import Due, titles_of
from wip.services.calendar_entries import has_moved
from wip.services.calendar_words import answers_to, called_off

_BY_SUBSCRIPTION = (
    "You asked for no more invitations by mail, so this one is taken back. {still} and the calendar that you subscribe to"
    " has it.\n\n{page}"
)

_ELSEWHERE = (
    "Your own time is on another day of this session, and has an entry of its own: {slots}. You need not keep"
    " this day free.\n\n{page}"
)

_RELEASED = "You no longer take part in this, and it leaves your calendar.\n\n{page}"


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


def is_elsewhere(each: Due) -> bool:
    """Whether somebody loses the entry of a day of the session because their own time is on another."""
    is_whole = each.entry.kind is not EntryKind.SLOT and not each.entry.cancelled
    return is_whole and bool(each.slots) and not each.beside


def withdrawn(each: Due, about: Event, base_url: str, stays: Iterable[Taking]) -> Entry:
    """What is over for this person: nothing that they did not know before, and no way to join."""
    row, page = each.entry, f"{base_url}/sessions/{about.slug}/"
    still = still_in(row, stays)
    if still:
        released = _BY_SUBSCRIPTION.format(still=still, page=page)
    elif is_elsewhere(each):
        released = _ELSEWHERE.format(slots="; ".join(titles_of(each, each.slots)), page=page)
    else:
        released = _RELEASED.format(page=page)
    return Entry(
        uid=row.uid,
        sequence=row.sequence,
        created_at=row.created_at,
        changed_at=row.changed_at,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        title=about.title if row.kind is EntryKind.SESSION else row.title,
        text=called_off(each.row, about, page) if row.cancelled else released,
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
