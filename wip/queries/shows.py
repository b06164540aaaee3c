"""Reads for the run of show: the room's row, its marks, who wants to speak, who is there. A fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from wip.db import Instant
from wip.domain.links import Link, LinkKind
from wip.domain.sessions import SessionState
from wip.domain.shows import TurnState, is_rehearsal
from wip.models import Person, Presence, SessionChair, Show, ShowMark, Sitting, SpeakingTurn, WipSession
from wip.queries.bound import PERSON
from wip.queries.standings import chairs_session, leads_session

_SHOW: sa.BindParameter[int] = sa.bindparam("show_id", type_=sa.Integer)

KEPT_OPEN = timedelta(days=1)
"""How long after its room's end a link without sign-in still opens it."""


def shows_of(session: Session, wip_session_id: int) -> dict[int, Show]:
    """The rooms that were opened, by sitting; 0 is the first room."""
    rows = session.scalars(sa.select(Show).where(Show.wip_session_id == wip_session_id))
    return {row.sitting_id or 0: row for row in rows}


def marks_of(session: Session, show_ids: Sequence[int]) -> dict[int, list[ShowMark]]:
    """Every mark of these rooms in the order in which they were pressed; one statement."""
    found: dict[int, list[ShowMark]] = {id_: [] for id_ in show_ids}
    rows = (
        sa.select(ShowMark).where(ShowMark.show_id.in_(show_ids)).order_by(ShowMark.show_id, ShowMark.number)
    )
    for mark in session.scalars(rows):
        found[mark.show_id].append(mark)
    return found


def queue_of(
    session: Session, show_id: int, paper_id: int | None, since: datetime | None = None
) -> list[SpeakingTurn]:
    """Who speaks and who waits to speak on the present paper, in the order of the queue; of those who asked `since`."""
    return list(
        session.scalars(
            sa.select(SpeakingTurn)
            .where(
                SpeakingTurn.show_id == show_id,
                SpeakingTurn.paper_id == paper_id if paper_id else SpeakingTurn.paper_id.is_(None),
                SpeakingTurn.state.in_([TurnState.WAITING, TurnState.SPEAKING]),
                SpeakingTurn.asked_at >= since if since else sa.true(),
            )
            .order_by(SpeakingTurn.position, SpeakingTurn.id)
        )
    )


def here_in(session: Session, show_id: int, since: datetime | None = None) -> dict[int, bool]:
    """Whether people have come, by person, from what was said `since`; those of whom nothing was said are not in it."""
    rows = sa.select(Presence.person_id, Presence.is_here).where(Presence.show_id == show_id)
    if since is not None:
        rows = rows.where(Presence.marked_at >= since)
    return {row[0]: row[1] for row in session.execute(rows)}


def came_to(session: Session, wip_session_id: int) -> dict[int, bool]:
    """Of whom it was said in one of the session's rooms whether they came; having come to one room is having come.

    A rehearsal says nothing.
    """
    begins = sa.func.coalesce(Sitting.starts_at, WipSession.starts_at, type_=Instant)
    rows = session.execute(
        sa.select(Presence.person_id, Presence.is_here, Presence.marked_at, begins)
        .join(Show, Show.id == Presence.show_id)
        .join(WipSession, WipSession.id == Show.wip_session_id)
        .outerjoin(Sitting, Sitting.id == Show.sitting_id)
        .where(Show.wip_session_id == wip_session_id)
        .order_by(Presence.is_here)
    )
    return {row[0]: row[1] for row in rows if not is_rehearsal(row[2], row[3])}


def chaired_by(session: Session, person_id: int, now: datetime) -> list[WipSession]:
    """The sessions that take place of which the person chairs a room, until a day after the first room's beginning, the nearest first."""
    mine = sa.select(SessionChair.wip_session_id).where(SessionChair.person_id == person_id)
    rows = sa.select(WipSession).where(
        WipSession.id.in_(mine),
        WipSession.starts_at > now - KEPT_OPEN,
        WipSession.state != SessionState.CANCELLED,
    )
    return list(session.scalars(rows.order_by(WipSession.starts_at, WipSession.id)))


@dataclass(frozen=True)
class Standing:
    """What a poll asks of a room: a mark that changes with everything shown, and until when links without sign-in open it."""

    mark: str
    open_until: datetime


def standing(connection: Connection, link: Link) -> Standing | None:
    """The room of a link as it stands, in one statement; None where the link opens none (any more)."""
    row = _standing_row(connection, link)
    if row is None:
        return None
    starts, minutes = (
        (row.starts_at, row.minutes) if row.sitting_version else (row.own_start, row.own_minutes)
    )
    versions = (row.version, row.agenda_version, row.session_version, row.sitting_version or 0)
    return Standing(".".join(map(str, versions)), starts + timedelta(minutes=minutes) + KEPT_OPEN)


def _standing_row(connection: Connection, link: Link) -> sa.Row[Any] | None:
    if link.kind is LinkKind.SHOW:
        asked = {"show_id": link.thing_id, "person_id": link.person_id, "generation": link.generation}
        return connection.execute(_watched(), asked).one_or_none()
    row = connection.execute(_standing(), {"show_id": link.thing_id}).one_or_none()
    generations = {LinkKind.HELPER: "helper_generation", LinkKind.SCREEN: "screen_generation"}
    is_out = (
        row is not None and link.generation == getattr(row, generations[link.kind]) and link.generation % 2
    )
    return row if is_out else None


@cache
def _standing() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Show.version,
            Show.helper_generation,
            Show.screen_generation,
            WipSession.agenda_version,
            WipSession.version.label("session_version"),
            WipSession.starts_at.label("own_start"),
            WipSession.minutes.label("own_minutes"),
            Sitting.version.label("sitting_version"),
            Sitting.starts_at,
            Sitting.minutes,
        )
        .join(WipSession, WipSession.id == Show.wip_session_id)
        .outerjoin(Sitting, Sitting.id == Show.sitting_id)
        .where(Show.id == _SHOW)
    )


@cache
def _watched() -> sa.Select[*tuple[Any, ...]]:
    """The same for a signed-in person's own screen, while they may still run the show."""
    generation: sa.BindParameter[int] = sa.bindparam("generation", type_=sa.Integer)
    return (
        _standing()
        .join(Person, Person.id == PERSON)
        .where(
            Person.active.is_(True),
            Person.link_generation == generation,
            sa.or_(leads_session(PERSON), chairs_session(PERSON)),
        )
    )
