"""The published agenda as everybody may read it: slots, welcome, breaks, closing and chairs, without any link or address."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.calendar import month_of
from wip.domain.programmes import Named, Programme, RoomFacts, arranged, remaining
from wip.domain.publications import AgendaState
from wip.domain.rooms import Room
from wip.models import WipSession
from wip.queries.programmes import published_slots
from wip.services.calendar_entries import status_of
from wip.services.programmes import placed_parts
from wip.services.rooms import rooms_of


def programme(
    session: Session, wip_session: WipSession, sections: Iterable[str] = (), *, now: datetime
) -> Programme | None:
    """What is published of the agenda; None where nothing is. One statement, and one more where there are several rooms.

    `sections` are the names of those that hold the session. What is cancelled stays as long as in calendars.
    """
    if wip_session.agenda_state is not AgendaState.PUBLISHED:
        return None
    rooms = tuple(_facts(wip_session, room) for room in rooms_of(session, wip_session))
    return Programme(
        slug=wip_session.slug,
        title=wip_session.title,
        sections=tuple(sections),
        zone=wip_session.zone,
        status=status_of(wip_session),
        starts_at=wip_session.starts_at,
        ends_at=wip_session.ends_at,
        dates=rooms,
        rooms=arranged(
            wip_session.zone,
            remaining(published_slots(session, wip_session.id), wip_session.ends_at, month_of(now)),
            rooms,
        ),
    )


def _facts(wip_session: WipSession, room: Room) -> RoomFacts:
    said = wip_session.programme or {}
    chairs = tuple(
        Named(name, affiliation)
        for sitting, _person, name, affiliation in said.get("chairs", ())
        if (sitting or None) == room.sitting_id
    )
    parts = tuple(placed_parts(said, room))
    return RoomFacts(room.sitting_id, room.name, room.starts_at, room.ends_at, parts, chairs)
