"""What a room is to do: the agenda as published, and before that the leaders' working copy, for trying out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.agenda import PlacedPart, PlacedSlot, frame, lay_out
from wip.domain.people import Actor
from wip.domain.publications import AgendaState, EntryKind
from wip.domain.refusals import Unknown
from wip.domain.rooms import Room
from wip.domain.show_plans import PlannedSlot, RoomPlan
from wip.models import AgendaSlot, CalendarEntry, Paper, Person, WipSession
from wip.queries.agendas import attendees_of, commenters_of, entries_of, presenters_of, slots_of
from wip.queries.bound import PERSON
from wip.queries.closed_papers import mask_unseen
from wip.queries.reviews import closed_to
from wip.services.agendas import by_room, length_of
from wip.services.calendar_entries import commenter_names
from wip.services.programmes import chairs_of, placed_parts
from wip.services.rooms import rooms_of

_COMMENTS = "comments on"

NAMELESS = "Somebody without a name"
"""Whom only an address names, to those who may not see it."""


@dataclass(frozen=True)
class Billed:
    """A paper as the room announces it. `commenters` are named where that is published."""

    paper_id: int
    title: str
    names: tuple[str, ...] = ()
    commenters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Programme:
    """A room, its plan, and its papers by id."""

    room: Room
    plan: RoomPlan
    papers: Mapping[int, Billed] = field(default_factory=dict)


@dataclass(frozen=True)
class Expected:
    """Somebody who has a part in the room, and which; or who `attends`, to listen."""

    person_id: int
    name: str
    parts: tuple[str, ...]
    comments_on: tuple[int, ...] = ()
    attends: bool = False


def programmes_of(session: Session, wip_session: WipSession, by: Actor) -> dict[int, Programme]:
    """The plan of each of the session's rooms, by sitting (0 for the first), as `by` may see it.

    Of an agenda that is not published, leaders see what the agenda's page shows them; all others papers without a title.
    """
    rooms = rooms_of(session, wip_session)
    if wip_session.agenda_state is AgendaState.PUBLISHED:
        entries = [row for row in entries_of(session, wip_session.id) if _is_on(row)]
        return {room.sitting_id or 0: _published(wip_session, room, entries) for room in rooms}
    slots = slots_of(session, wip_session.id)
    if by.is_leader:
        mask_unseen(session, wip_session, (slot.paper for slot in slots), by.person_id)
    held = by_room(rooms, slots)
    return {
        room.sitting_id or 0: _working(wip_session, room, held[room.sitting_id], named=by.is_leader)
        for room in rooms
    }


def programme_at(session: Session, wip_session: WipSession, room: int, by: Actor) -> Programme:
    """The plan of one room (a sitting's id, or 0). Raises Unknown where the session has no such room."""
    found = programmes_of(session, wip_session, by).get(room)
    if found is None:
        raise Unknown
    return found


def _is_on(row: CalendarEntry) -> bool:
    return row.kind is EntryKind.SLOT and not row.cancelled and row.paper_id is not None


def _published(wip_session: WipSession, room: Room, entries: list[CalendarEntry]) -> Programme:
    mine = [row for row in entries if (row.facts.get("sitting") or None) == room.sitting_id]
    slots = tuple(PlannedSlot(row.paper_id or 0, row.starts_at, row.turns_at, row.ends_at) for row in mine)
    plan = _plan(room, slots, placed_parts(wip_session.programme or {}, room))
    return Programme(room, plan, {row.paper_id or 0: _billed(row) for row in mine})


def _billed(row: CalendarEntry) -> Billed:
    names = tuple(name for name, _ in row.facts.get("authors", ()))
    return Billed(row.paper_id or 0, row.title, names, tuple(row.facts.get("commenters", ())))


def _working(wip_session: WipSession, room: Room, slots: list[AgendaSlot], *, named: bool) -> Programme:
    mine = sorted(slots, key=lambda slot: slot.position)
    lengths = [length_of(slot, wip_session) for slot in mine]
    placed = lay_out(room.starts_at, room.minutes, lengths)
    planned = tuple(_slot(slot, at) for slot, at in zip(mine, placed, strict=True))
    plan = _plan(room, planned, frame(room.starts_at, room.minutes, lengths))
    return Programme(room, plan, {slot.paper_id: _working_bill(slot.paper, named=named) for slot in mine})


def _slot(slot: AgendaSlot, at: PlacedSlot) -> PlannedSlot:
    return PlannedSlot(slot.paper_id, at.starts_at, at.turns_at, at.ends_at)


def _working_bill(paper: Paper, *, named: bool) -> Billed:
    if not named:
        return Billed(paper.id, f"Paper {paper.number}")
    return Billed(paper.id, paper.title, tuple(author.name for author in paper.authors))


def _plan(room: Room, slots: tuple[PlannedSlot, ...], parts: list[PlacedPart]) -> RoomPlan:
    return RoomPlan(room.starts_at, room.ends_at, slots, tuple(parts))


def expected_in(session: Session, wip_session: WipSession, programme: Programme, by: Actor) -> list[Expected]:
    """Who has a part in the room: presenters, commenters who agreed, and chairs, in the order of the papers; then attendees.

    Each stands there once. Commenters whose names are not published are for leaders without a conflict with the paper; of
    an agenda that is not published, all names are for leaders.
    """
    if wip_session.agenda_state is not AgendaState.PUBLISHED and not by.is_leader:
        return []
    found: dict[int, Expected] = {}
    for paper_id, person, part in _parts(session, wip_session, programme, by):
        one = found.get(person.id) or Expected(person.id, _called(person, by), ())
        comments_on = (*one.comments_on, *([paper_id] if part.startswith(_COMMENTS) else []))
        found[person.id] = replace(one, parts=(*one.parts, part), comments_on=comments_on)
    attendees = [
        Expected(each.id, _called(each, by), (), attends=True)
        for each in attendees_of(session, wip_session.id)
    ]
    attendees.sort(key=lambda one: one.name.casefold())
    return [*found.values(), *(one for one in attendees if one.person_id not in found)]


def _called(person: Person, by: Actor) -> str:
    # Somebody without a name is called by their address, which is for leaders alone.
    return person.called if by.is_leader or person.name else NAMELESS


def _parts(
    session: Session, wip_session: WipSession, programme: Programme, by: Actor
) -> Iterator[tuple[int, Person, str]]:
    """(paper, or 0 for the room; who; what they do)."""
    papers = list(programme.papers)
    closed = _closed(session, wip_session, by)
    presenters, commenters = presenters_of(session, papers), commenters_of(session, papers)
    for paper_id, billed in programme.papers.items():
        for person in presenters.get(paper_id, ()) if billed.names else ():
            yield paper_id, person, f"presents “{billed.title}”"
        open_ = by.is_leader and paper_id not in closed
        for each in commenters.get(paper_id, ()):
            known = next(iter(commenter_names([each])), "")
            # A leader would see somebody without a name called by their address.
            is_out = known in billed.commenters and bool(each.person.name or not by.is_leader)
            if known and (open_ or is_out):
                yield paper_id, each.person, f"{_COMMENTS} “{billed.title}”"
    for chair in chairs_of(session, wip_session.id):
        if chair.sitting_id == programme.room.sitting_id:
            yield 0, chair.person, "chairs"


def _closed(session: Session, wip_session: WipSession, by: Actor) -> frozenset[int]:
    if by.person_id is None:
        return frozenset()
    closed = sa.select(Paper.id).where(
        Paper.wip_session_id == wip_session.id, Paper.id.in_(closed_to(PERSON))
    )
    return frozenset(session.scalars(closed, {"person_id": by.person_id}))
