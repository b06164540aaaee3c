"""The rooms of a session, as the agenda's arithmetic takes them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.agenda import Break, Minutes
from wip.domain.rooms import Room, capacity, dates_told, last_end, links_told
from wip.models import Sitting, WipSession
from wip.queries.bound import SESSION


def minutes_of(row: WipSession) -> Minutes:
    """The session's minutes as the agenda's arithmetic takes them."""
    return Minutes(
        length=row.minutes,
        welcome=row.welcome_minutes,
        closing=row.closing_minutes,
        gap=row.gap_minutes,
        present=row.present_minutes,
        comment=row.comment_minutes,
        breaks=breaks_of(row, None),
    )


def breaks_of(row: WipSession, sitting_id: int | None) -> tuple[Break, ...]:
    """The breaks of one room of the working agenda, in their order."""
    mine = (each for each in row.breaks or () if (each["sitting"] or None) == sitting_id)
    return tuple(
        sorted((Break(each["after"], each["minutes"], each["name"]) for each in mine), key=lambda b: b.after)
    )


def rooms_of(session: Session, wip_session: WipSession) -> tuple[Room, ...]:
    """The session's own room, then its sittings by their start; all split like the session.

    The first room has a name exactly while there are others: a session without one costs no statement here.
    """
    return _rooms(wip_session, sittings_of(session, wip_session))


def _rooms(wip_session: WipSession, sittings: Iterable[Sitting]) -> tuple[Room, ...]:
    minutes = minutes_of(wip_session)
    first = Room(wip_session.room, wip_session.starts_at, minutes, None, wip_session.join_link)
    return (first, *(_room(row, wip_session, minutes) for row in sittings))


def _room(row: Sitting, wip_session: WipSession, minutes: Minutes) -> Room:
    own = replace(minutes, length=row.minutes, breaks=breaks_of(wip_session, row.id))
    return Room(row.name, row.starts_at, own, row.id, row.join_link or wip_session.join_link)


def sittings_of(session: Session, wip_session: WipSession) -> list[Sitting]:
    """The session's further rooms and dates by their start; one statement, none where the first room has no name."""
    if not wip_session.room:
        return []
    return list(session.scalars(_sittings(), {"session_id": wip_session.id}))


@cache
def _sittings() -> sa.Select[Sitting]:
    return sa.select(Sitting).where(Sitting.wip_session_id == SESSION).order_by(Sitting.starts_at, Sitting.id)


def capacity_of(row: WipSession) -> int:
    """How many full slots all of the session's rooms hold; for lists of sessions, most of which have one room."""
    return capacity(rooms_of_row(row))


def over_at(row: WipSession) -> datetime:
    """When the last of the session's rooms and dates is over."""
    return last_end(rooms_of_row(row))


def dates_of(row: WipSession, reader_zone: str | None = None) -> str:
    """When the session is, for letters: every date of it in one line, on the reader's clock too."""
    return dates_told(rooms_of_row(row), row.zone, reader_zone)


def links_of(row: WipSession) -> list[str]:
    """Each room's own way in, for letters to participants; empty where one link serves all."""
    return links_told(rooms_of_row(row))


def rooms_of_row(row: WipSession) -> tuple[Room, ...]:
    """As `rooms_of`, for a row whose sittings are at hand."""
    return _rooms(row, row.sittings if row.room else ())
