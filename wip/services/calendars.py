"""Calendars that follow: what changes outside a publication shows in every feed at once.

The session and its dates have entries from the beginning; slots get theirs by `publications.publish`. Each verb marks
the calendar files concerned as stale in its own transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.addresses import normalised
from wip.domain.calendar import EntryStatus
from wip.domain.people import Actor
from wip.domain.publications import AgendaState, EntryKind
from wip.domain.refusals import Refusal
from wip.domain.rooms import Room
from wip.domain.sessions import SessionState
from wip.domain.zones import in_zone, show_old_span, show_span
from wip.models import CalendarEntry, Call, Feed, Paper, Person, WipSession
from wip.queries.agendas import commenters_of, entries_of
from wip.queries.calendar_stored import Found, Which
from wip.services import (
    agenda_letters,
    calendar_files,
    moved_dates,
    own_calendars,
    plan_entries,
    room_entries,
)
from wip.services.calendar_documents import Edition, edition, forget_person, forget_session, without_mail
from wip.services.calendar_entries import (
    Told,
    commented,
    note_publication,
    slot_status,
    status_of,
    told,
    touch,
    write,
    zone_in,
)
from wip.services.calendar_stays import note_stays
from wip.services.histories import record
from wip.services.own_sequences import keep
from wip.services.people import feed_of
from wip.services.rooms import rooms_of
from wip.settings import Settings

__all__ = [
    "agenda_file",
    "cancel_entry",
    "forget_person",
    "person_file",
    "refresh",
    "refresh_ahead",
    "rooms_published",
    "rotate",
]

_MANY = frozenset({EntryKind.SLOT, EntryKind.SITTING})
"""Kinds of which a session may have several entries; of each other kind it has one."""


def refresh(
    session: Session,
    wip_session: WipSession,
    *,
    by: Actor,
    now: datetime,
    drafts_due: datetime | None = None,
) -> None:
    """After a change outside publication that must show at once.

    A moved date moves every published slot with it, a cancelled session cancels them, a join link is added, and
    commenters' names follow. Where that changes what participants planned, it counts as a publication of its own, and
    those whom it concerns are told, with `drafts_due` where that moves in the same transaction.
    """
    session.flush()
    rows, rooms = entries_of(session, wip_session.id), rooms_of(session, wip_session)
    dates: dict[EntryKind, CalendarEntry] = {row.kind: row for row in rows if row.kind not in _MANY}
    before, was_in = _session_told(dates)
    due = moved_dates.dates_of(dates, was_in or wip_session.zone)
    if any(row.kind is EntryKind.SLOT for row in rows):  # what was published waits for the next publishing
        rooms = room_entries.known_rooms(before, rooms, [])
    _follow_dates(session, wip_session, rooms, dates, now)
    began = room_entries.spans(before, rooms)
    news = room_entries.follow(session, wip_session, rooms, rows, began, now, was_in=was_in)
    # Of a hidden agenda too: whoever has a slot by mail keeps it, and it must never be at a wrong time.
    slots = [row for row in rows if row.paper_id]
    moved = room_entries.shifts(before, rooms)
    of_slots = _follow_slots(session, wip_session, slots, rooms, moved, was_in, now)
    if wip_session.agenda_state is AgendaState.PUBLISHED:
        will = moved_dates.dates_of(dates, wip_session.zone)
        will = replace(will, draft_due=drafts_due or will.draft_due)
        _tell(
            session,
            wip_session,
            _session_changes(wip_session, before, was_in, rooms),
            news,
            of_slots,
            moved_dates.own_news(due, will),
            by,
            now,
        )
    touch(session, wip_session, now)
    forget_session(session, wip_session.id)


def rooms_published(
    session: Session, wip_session: WipSession, published: Collection[int | None], now: datetime
) -> None:
    """The agenda goes out with slots in these rooms (sittings' ids): the session's entry and further dates speak of them."""
    rows, rooms = entries_of(session, wip_session.id), rooms_of(session, wip_session)
    dates = {row.kind: row for row in rows if row.kind not in _MANY}
    before, _ = _session_told(dates)
    rooms = room_entries.known_rooms(before, rooms, published)
    _follow_dates(session, wip_session, rooms, dates, now)
    room_entries.follow(session, wip_session, rooms, rows, {}, now)


def _session_told(dates: Mapping[EntryKind, CalendarEntry]) -> tuple[Told | None, str]:
    """What the session's entry says, and in which zone it was written."""
    row = dates.get(EntryKind.SESSION)
    if row is None:
        return None, ""
    return told(row), zone_in(row)


def refresh_ahead(session: Session, *, by: Actor, now: datetime) -> int:
    """After an upgrade: entries of which the version before knew nothing, in every session that is not over; how many these are.

    Nobody is sent a calendar message because a program was renewed.
    """
    lasts = sa.exists().where(CalendarEntry.wip_session_id == WipSession.id, CalendarEntry.ends_at > now)
    ahead = sa.select(WipSession).where(sa.or_(WipSession.starts_at > now, lasts)).order_by(WipSession.id)
    rows = session.scalars(ahead).all()
    with without_mail(session):
        for row in rows:
            refresh(session, row, by=by, now=now)
    return len(rows)


def _follow_dates(
    session: Session,
    wip_session: WipSession,
    rooms: Sequence[Room],
    rows: dict[EntryKind, CalendarEntry],
    now: datetime,
) -> None:
    call = session.scalar(sa.select(Call).where(Call.wip_session_id == wip_session.id))
    start, end, status = wip_session.starts_at, wip_session.ends_at, status_of(wip_session)
    entry = Told(start, start, end, wip_session.title, status, wip_session.join_link, {})
    dates = {EntryKind.SESSION: room_entries.with_rooms(entry, rooms)}
    if call is not None:
        firm = EntryStatus.CANCELLED if status is EntryStatus.CANCELLED else EntryStatus.CONFIRMED
        for kind, (begins, ends) in plan_entries.lying(call).items():
            dates[kind] = Told(begins, begins, ends, wip_session.title, firm, "", {})
    was_out = call is not None and call.published_at is not None
    for kind, row in rows.items():
        if kind in dates:
            continue
        if was_out:  # a date that the call no longer has
            dates[kind] = replace(told(row), status=EntryStatus.CANCELLED)
        else:  # nobody but its leaders has seen it
            session.delete(row)
    for kind, new in dates.items():
        known = rows.get(kind)
        if status is not EntryStatus.CANCELLED or not _has_been(known, now):
            write(session, known, wip_session, kind, new, now)


def _has_been(row: CalendarEntry | None, now: datetime) -> bool:
    """A date of the plan that has passed stays as it was when the session is cancelled; the session's own is told to be off."""
    if row is None or row.kind is EntryKind.SESSION:
        return False
    return not row.cancelled and row.ends_at <= now


def _follow_slots(
    session: Session,
    wip_session: WipSession,
    slots: Sequence[CalendarEntry],
    rooms: Sequence[Room],
    moved: Mapping[int | None, timedelta],
    was_in: str,
    now: datetime,
) -> dict[int, list[str]]:
    """What those with a slot in a room that moved by itself must hear, by paper."""
    paper_ids = [row.paper_id or 0 for row in slots]
    papers = {paper.id: paper for paper in session.scalars(sa.select(Paper).where(Paper.id.in_(paper_ids)))}
    commenters = commenters_of(session, paper_ids)
    named, found = {room.sitting_id: room for room in rooms}, dict[int, list[str]]()
    beside = room_entries.published_in(rooms, [told(row) for row in slots])
    for row in slots:
        if row.cancelled:
            continue
        old, paper = told(row), papers[row.paper_id or 0]
        room = named.get(old.texts.get("sitting"))  # None for a room that was taken away since publishing
        shift = moved.get(room.sitting_id, timedelta()) if room else timedelta()
        new = replace(
            old,
            starts_at=old.starts_at + shift,
            turns_at=old.turns_at + shift,
            ends_at=old.ends_at + shift,
            status=slot_status(wip_session, paper.state),
            texts={
                **old.texts,
                **commented(commenters.get(paper.id, ())),
                "focus_pages": paper.focus_pages,
                "questions": paper.questions,
            },
        )
        new = room_entries.follow_room(new, room, beside)
        if shift not in {timedelta(), moved.get(None, timedelta())}:
            was = show_old_span(old.starts_at, old.ends_at, was_in, wip_session.zone)
            will = show_span(new.starts_at, new.ends_at, wip_session.zone)
            found[paper.id] = [f"“{old.title}” moves from {was} to {will}."]
        write(session, row, wip_session, EntryKind.SLOT, new, now, paper_id=row.paper_id)
    return found


def _tell(
    session: Session,
    wip_session: WipSession,
    of_session: list[str],
    news: Sequence[room_entries.News],
    of_slots: Mapping[int, list[str]],
    own: moved_dates.OwnNews,
    by: Actor,
    now: datetime,
) -> None:
    changes = [*of_session, *(each.sentence for each in news)]
    if not changes:
        return
    row = note_publication(session, wip_session, changes, by=by, now=now)
    record(session, by, "calendars followed", row, now, wip_session=wip_session, new={"changes": changes})
    # Of a session that is off, everybody hears in other words: see `cancellations`.
    if changes != [_CONFIRMED] and wip_session.state is not SessionState.CANCELLED:
        only = {each.sitting_id for each in news} | (_sharing_link(wip_session) if of_session else set())
        whom = only if {*of_session} <= {*_OF_LINK} else None
        agenda_letters.tell_all(
            session, wip_session, row, changes, now, of_slots=of_slots, own=own, only=whom
        )


_LINK_IS_THERE, _LINK_IS_GONE, _LINK_IS_NEW = _OF_LINK = (
    "The join link is in place.",
    "The join link has been taken out.",
    "The join link has changed.",
)


def _sharing_link(row: WipSession) -> set[int | None]:
    """The rooms (sittings' ids) that are joined by the session's own link: the first, and those without another."""
    return {None, *(each.id for each in row.sittings if each.join_link in {"", row.join_link})}


_CONFIRMED = "The association office has confirmed the date."


def _session_changes(
    wip_session: WipSession, before: Told | None, was_in: str, rooms: Sequence[Room]
) -> list[str]:
    """What participants must hear of: the session cancelled, moved, confirmed, or its join link."""
    status = status_of(wip_session)
    if before is None or before.status is EntryStatus.CANCELLED:
        return []
    if status is EntryStatus.CANCELLED:
        return ["The session is cancelled."]
    found = []
    if before.starts_at != wip_session.starts_at:
        was = show_old_span(before.starts_at, before.ends_at, was_in, wip_session.zone)
        will = show_span(wip_session.starts_at, wip_session.ends_at, wip_session.zone)
        found.append(f"The session moves from {was} to {will}.")
    elif _own_end(before) != wip_session.ends_at:
        will = show_span(wip_session.starts_at, wip_session.ends_at, wip_session.zone)
        was = f"{in_zone(_own_end(before), wip_session.zone):%H:%M}"
        how = "longer" if _own_end(before) < wip_session.ends_at else "shorter"
        which = rooms[0].name or "The session"  # others are as long as they were
        found.append(f"{which} is {how}: {will}. Until now it was to end at {was}.")
    if before.join_link != wip_session.join_link:
        words = _LINK_IS_THERE if not before.join_link else _LINK_IS_NEW
        found.append(words if wip_session.join_link else _LINK_IS_GONE)
    found += room_entries.links_changed(before, rooms, wip_session)
    if not found and before.status is EntryStatus.TENTATIVE and status is EntryStatus.CONFIRMED:
        found.append(_CONFIRMED)
    return found


def _own_end(before: Told) -> datetime:
    """When the session's own room ended; its entry lasts until the last of the rooms beside it does."""
    ends = (end for id_, _, _, end in before.texts.get("rooms", ()) if not id_)
    return next((datetime.fromisoformat(end) for end in ends), before.ends_at)


def cancel_entry(session: Session, paper: Paper, *, by: Actor, now: datetime) -> None:
    """The paper is out: its published slot stays in calendars as cancelled, with a higher SEQUENCE, and so do its authors' dates."""
    row = session.scalar(
        sa.select(CalendarEntry).where(CalendarEntry.paper_id == paper.id, CalendarEntry.cancelled.is_(False))
    )
    wip_session = session.get_one(WipSession, paper.wip_session_id)
    if row is not None:
        new = replace(told(row), status=EntryStatus.CANCELLED)
        write(session, row, wip_session, EntryKind.SLOT, new, now, paper_id=paper.id)
        if wip_session.agenda_state is AgendaState.PUBLISHED:
            note_publication(session, wip_session, [f"“{row.title}” is cancelled."], by=by, now=now)
        record(session, by, "cancel slot in calendars", row, now, wip_session=wip_session, paper=paper)
    note_stays(session, paper.wip_session_id, now)
    forget_session(session, paper.wip_session_id)


def rotate(session: Session, person: Person, *, by: Actor, now: datetime) -> Feed:
    """A new address for the person's calendar; the old one answers from now on that it is gone."""
    feed = feed_of(session, person, now)
    feed.generation += 1
    session.flush()
    record(session, by, "rotate feed", feed, now, new={"generation": feed.generation})
    return feed


def agenda_file(session: Session, slug: str, settings: Settings, now: datetime) -> bytes:
    """The published agenda as an .ics file. Refuses an unknown session, and one whose agenda is not published."""
    connection = session.connection()
    found = Which.session(slug).present(connection)
    if found is None:
        raise Refusal(f"There is no session “{slug}”.")
    calendar = calendar_files.agenda(connection, found, _edition(settings, now))
    if calendar is None:
        raise Refusal("The agenda of this session has not been published yet.")
    return calendar.body


def _edition(settings: Settings, now: datetime) -> Edition:
    return edition(settings.base_url, now, settings.calendar_replies_address or "")


def person_file(session: Session, email: str, settings: Settings, now: datetime) -> bytes:
    """Everything that one person takes part in, as an .ics file. Refuses an address that nobody has here."""
    person = session.scalar(sa.select(Person).where(Person.email_key == normalised(email)))
    if person is None:
        raise Refusal(f"Nobody here has the address “{email}”.")
    feed_of(session, person, now)
    found = Found.nothing_of(person.id)
    calendar = own_calendars.person(session.connection(), found, _edition(settings, now))
    if calendar.own:
        keep(session.connection(), person.id, calendar.own)
    return calendar.body
