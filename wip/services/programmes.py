"""What a programme says beside its slots: welcome, breaks and closing of each room, and who chairs it.

It is stored with the session as published. Times are minutes from the room's start, so that they follow a moved date.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from wip.domain.agenda import PlacedPart, SlotLength, frame
from wip.domain.rooms import Room
from wip.domain.texts import without_overrides
from wip.models import Person, SessionChair


def chairs_of(session: Session, wip_session_id: int) -> list[SessionChair]:
    """Who chairs which room, in the order in which they were named."""
    return list(
        session.scalars(
            sa.select(SessionChair)
            .where(SessionChair.wip_session_id == wip_session_id)
            .options(joinedload(SessionChair.person))
            .order_by(SessionChair.id)
        )
    )


def programme_of(
    rooms: Iterable[tuple[Room, Sequence[SlotLength]]], chairs: Iterable[SessionChair]
) -> dict[str, Any]:
    """The programme of these rooms and their slots' lengths, as JSON values."""
    parts = [
        _stored(room, part)
        for room, lengths in rooms
        for part in frame(room.starts_at, room.minutes, lengths)
    ]
    return {
        "parts": parts,
        "chairs": [_named(each.sitting_id, each.person) for each in chairs if each.person.public_name],
    }


def _stored(room: Room, part: PlacedPart) -> list[str | int]:
    return [
        room.sitting_id or 0,
        part.kind,
        without_overrides(part.name),
        _minutes(part.starts_at - room.starts_at),
        _minutes(part.ends_at - part.starts_at),
    ]


def _named(sitting_id: int | None, person: Person) -> list[str | int]:
    # What others typed stands in files where nothing keeps its direction apart.
    shown = (without_overrides(each) for each in (person.public_name, person.affiliation))
    return [sitting_id or 0, person.id, *shown]


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


def placed_parts(programme: dict[str, Any], room: Room) -> list[PlacedPart]:
    """The published parts of one room on the clock, in UTC."""
    return [
        PlacedPart(
            kind,
            name,
            room.starts_at + timedelta(minutes=offset),
            room.starts_at + timedelta(minutes=offset + minutes),
        )
        for sitting, kind, name, offset, minutes in programme.get("parts", ())
        if (sitting or None) == room.sitting_id
    ]
