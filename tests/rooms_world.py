"""A session with a second room or a second date, for the tests of sittings."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import confirmed_papers, on_session, publish, put_all_in
from tests.world import START, World
from wip.domain.people import Actor
from wip.models import Sitting, WipSession
from wip.queries.agendas import slots_of
from wip.services import agendas, sittings
from wip.services.agendas import Place
from wip.services.sittings import SittingFacts

ROOM_B = "https://example.zoom.us/j/room-b-secret"
APRIL = START + timedelta(days=28)


def add_room(
    world: World, name: str = "Room B", starts_at: datetime = START, *, minutes: int = 90, **more: Any
) -> int:
    """A further room or date; returns its id."""
    first = more.pop("first", "Room A")

    def act(session: Session, row: WipSession, by: Actor) -> int:
        facts = SittingFacts(name, starts_at, minutes, **more)
        return sittings.add(session, row, facts, first=first, seen=row.version, by=by, now=world.now).id

    return on_session(world, act)


def two_dates_out(world: World) -> int:
    """Three papers published on two dates, the third one in April; returns that date's id."""
    confirmed_papers(world)
    april = add_room(world, "April", APRIL, first="March")
    put_all_in(world)
    move_to(world, april, 3)
    publish(world, world.now)
    return april


def change_room(world: World, id_: int, **new: Any) -> None:
    """Change some of what is said of it."""

    def act(session: Session, row: WipSession, by: Actor) -> None:
        sitting = session.get_one(Sitting, id_)
        old = SittingFacts(sitting.name, sitting.starts_at, sitting.minutes, sitting.join_link)
        facts = replace(old, **new)
        sittings.change(session, row, sitting, facts, seen=sitting.version, by=by, now=world.now)

    on_session(world, act)


def remove_room(world: World, id_: int) -> int:
    """Take it away; how many papers lost their slot."""

    def act(session: Session, row: WipSession, by: Actor) -> int:
        sitting = session.get_one(Sitting, id_)
        return sittings.remove(session, row, sitting, seen=sitting.version, by=by, now=world.now)

    return on_session(world, act)


def move_to(world: World, room: int, *numbers: int) -> None:
    """Move the slots of these papers to a room: a sitting's id, or 0 for the first."""

    def act(session: Session, row: WipSession, by: Actor) -> None:
        places = {
            slot.id: Place(slot.position, slot.present_minutes, slot.comment_minutes, room)
            for slot in slots_of(session, row.id)
            if slot.paper.number in numbers
        }
        agendas.arrange(session, row, places, seen=row.agenda_version, by=by, now=world.now)

    on_session(world, act)


def placed(world: World) -> dict[str, list[int]]:
    """The papers' numbers in each room, in order."""

    def read(session: Session, row: WipSession, _by: Actor) -> dict[str, list[int]]:
        rooms = sittings.rooms_of(session, row)
        held = agendas.by_room(rooms, slots_of(session, row.id))
        return {room.name: [slot.paper.number for slot in held[room.sitting_id]] for room in rooms}

    return on_session(world, read)


def sitting_ids(world: World) -> list[int]:
    """Every further room and date."""
    return world.do(lambda session: list(session.scalars(sa.select(Sitting.id).order_by(Sitting.id))))
