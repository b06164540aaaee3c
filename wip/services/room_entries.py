"""What calendars say of a session's rooms: the name beside each slot, the session's rooms in one entry, further dates.

A room that begins together with the session shares its entry: nobody is in two rooms, and calendars would show whoever
attends as booked twice. A room that begins at another time has an entry of its own.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from wip.domain.calendar import EntryStatus
from wip.domain.publications import EntryKind
from wip.domain.rooms import Room, apart, is_place, last_end, parallel
from wip.domain.zones import show_old_span, show_span
from wip.models import CalendarEntry, WipSession
from wip.services.calendar_entries import Told, status_of, told, write

_PLACE = ("room", "sitting", "date")

Span = tuple[datetime, datetime]

_GONE = "a new room follows"


@dataclass(frozen=True)
class News:
    """What participants must hear of one room or date, by its sitting's id."""

    sitting_id: int | None
    sentence: str


def known_rooms(
    before: Told | None, rooms: Sequence[Room], published: Collection[int | None]
) -> tuple[Room, ...]:
    """Of the session's rooms, those that calendars speak of once an agenda was published: none in which nothing is.

    A room that was there before, and one with `published` slots, counts; a room that is new waits for a publication.
    """
    known = {
        None,
        *published,
        *(int(id_) or None for id_ in (before.texts if before else {}).get("starts", {})),
    }
    return tuple(room for room in rooms if room.sitting_id in known)


def published_in(rooms: Sequence[Room], slots: Iterable[Told]) -> list[Room]:
    """The session's own room, and those that have one of these slots: which others a room's people could be in instead."""
    held = {None, *(slot.texts.get("sitting") for slot in slots)}
    return [room for room in rooms if room.sitting_id in held]


def follow_room(slot: Told, room: Room | None, rooms: Sequence[Room]) -> Told:
    """A published slot with its room's way in and, if it names the room, the name of today; `rooms` are those that are published in.

    What was published without a name stays so, and the last room keeps the one that it had. A room that is gone leaves
    neither name nor link behind.
    """
    name = slot.texts.get("room")
    texts = {key: value for key, value in slot.texts.items() if key != "date"}
    if room is None:
        return replace(slot, join_link="", texts={**texts, "room": _GONE})
    if name:
        texts |= {"room": room.name or name, **_date(room, rooms)}
    return replace(slot, join_link=room.join_link, texts=texts)


def _date(room: Room, rooms: Sequence[Room]) -> dict[str, list[str]]:
    """When a room meets that is no place but a date of its own; nothing for one that meets beside another."""
    if len(rooms) == 1 or is_place(room, rooms):
        return {}
    return {"date": [room.starts_at.isoformat(), room.ends_at.isoformat()]}


def dated(slot: Told, room: Room, rooms: Sequence[Room]) -> Told:
    """A slot `in_room`, with the date where that is what its room is; `rooms` are those that are published in."""
    return replace(slot, texts={**slot.texts, **_date(room, rooms)}) if slot.texts.get("room") else slot


def in_room(slot: Told, rooms: Sequence[Room], room: Room) -> Told:
    """The slot with its room's name and way in; without a name where there is one room only."""
    texts = {name: value for name, value in slot.texts.items() if name not in _PLACE}
    if len(rooms) > 1:
        texts |= {"room": room.name, "sitting": room.sitting_id}
    return replace(slot, join_link=room.join_link, texts=texts)


def with_rooms(entry: Told, rooms: Sequence[Room]) -> Told:
    """The session's entry with the rooms that begin together, until the last of these ends; and when each began."""
    if len(rooms) == 1:
        return entry
    side = parallel(rooms)
    texts = {"starts": {str(room.sitting_id or 0): room.starts_at.isoformat() for room in rooms}}
    listed = [[room.sitting_id or 0, room.name, room.join_link, room.ends_at.isoformat()] for room in side]
    more = {"rooms": listed} if len(side) > 1 else {}
    return replace(entry, ends_at=last_end(side), texts=texts | more)


def shifts(before: Told | None, rooms: Sequence[Room]) -> dict[int | None, timedelta]:
    """By how much each room has moved since the session's entry was written; rooms that are new are not in it."""
    if before is None:
        return {}
    was: dict[int | None, datetime] = {None: before.starts_at}
    for id_, start in before.texts.get("starts", {}).items():
        was[int(id_) or None] = datetime.fromisoformat(start)
    return {
        room.sitting_id: room.starts_at - was[room.sitting_id] for room in rooms if room.sitting_id in was
    }


def spans(before: Told | None, rooms: Sequence[Room]) -> dict[int | None, Span]:
    """When each room was, as the session's entry said it; one whose end it does not list is as long as it is now."""
    listed = before.texts.get("rooms", ()) if before else ()
    ends = {id_ or None: datetime.fromisoformat(end) for id_, _, _, end in listed}
    moved, found = shifts(before, rooms), dict[int | None, Span]()
    for room in rooms:
        if room.sitting_id in moved:
            begins = room.starts_at - moved[room.sitting_id]
            found[room.sitting_id] = (
                begins,
                ends.get(room.sitting_id, room.ends_at - moved[room.sitting_id]),
            )
    return found


def follow(
    session: Session,
    wip_session: WipSession,
    rooms: Sequence[Room],
    rows: Sequence[CalendarEntry],
    began: Mapping[int | None, Span],
    now: datetime,
    *,
    was_in: str = "",
) -> list[News]:
    """Write the entries of further dates, and cancel those that are no more. What participants must hear, in words.

    `began` is when each room was until now: one that leaves the others' hour, or joins it, has moved. `was_in` is the zone
    in which that was announced.
    """
    status, zone = status_of(wip_session), wip_session.zone
    known = {row.sitting_id: row for row in rows if row.kind is EntryKind.SITTING and row.sitting_id}
    further = {room.sitting_id or 0: room for room in apart(rooms)}
    here = {room.sitting_id or 0: room for room in rooms}
    found = []
    for id_, room in further.items():
        new = Told(
            room.starts_at,
            room.starts_at,
            room.ends_at,
            f"{wip_session.title}: {room.name}",
            status,
            room.join_link,
            {"room": room.name, **_date(room, rooms)},
        )
        old = told(known[id_]) if id_ in known and not known[id_].cancelled else None
        was = (old.starts_at, old.ends_at) if old else began.get(id_)
        found += [News(id_, each) for each in _said(was, old, new, wip_session, was_in)]
        write(session, known.get(id_), wip_session, EntryKind.SITTING, new, now, sitting_id=id_)
    for row in rows:
        if row.kind is EntryKind.SITTING and not row.cancelled and row.sitting_id not in further:
            old, name = told(row), row.facts["room"]
            said = show_old_span(row.starts_at, row.ends_at, was_in, zone)
            stays = here.get(row.sitting_id) if row.sitting_id else None
            moved = f"moves from {said} to {show_span(stays.starts_at, stays.ends_at, zone)}" if stays else ""
            gone = f"{name}, {said}, no longer takes place."
            found.append(News(row.sitting_id, f"{name} {moved}." if moved else gone))
            texts = {**old.texts, "moved": True} if stays else old.texts
            new = replace(old, status=EntryStatus.CANCELLED, texts=texts)
            write(session, row, wip_session, EntryKind.SITTING, new, now, sitting_id=row.sitting_id)
    return [] if status is EntryStatus.CANCELLED else found


def _said(was: Span | None, old: Told | None, new: Told, wip_session: WipSession, was_in: str) -> list[str]:
    zone, name = wip_session.zone, new.texts["room"]
    span = show_span(new.starts_at, new.ends_at, zone)
    if was is None:
        return [f"There is a further date: {name}, {span}."]
    if was != (new.starts_at, new.ends_at):
        return [f"{name} moves from {show_old_span(*was, was_in, zone)} to {span}."]
    return _of_link(name, old.join_link, new.join_link, wip_session.join_link) if old else []


def links_changed(before: Told, rooms: Sequence[Room], wip_session: WipSession) -> list[str]:
    """Parallel rooms whose own join link is new or another, in words."""
    old: Mapping[int, str] = {id_: link for id_, _, link, _ in before.texts.get("rooms", ())}
    return [
        sentence
        for room in parallel(rooms)
        if room.sitting_id and room.sitting_id in old
        for sentence in _of_link(room.name, old[room.sitting_id], room.join_link, wip_session.join_link)
    ]


def _of_link(name: str, old: str, new: str, everybody_s: str) -> list[str]:
    """A sentence where the room's own link changed; one that it shares with the session is told of with the session."""
    return [f"The join link of {name} has changed."] if new not in {old, everybody_s} else []
