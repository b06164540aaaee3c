"""What is known of the people of an agenda: their zones, the hours in which they cannot, and what counts as kind."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.agenda_clashes import KIND_HOURS
from wip.domain.agenda_wishes import WishKind
from wip.models import AgendaRules, AgendaWish, Commenter, CommenterHours, Person, WipSession


@dataclass(frozen=True)
class Told:
    """When somebody cannot be there, or would rather not."""

    person_id: int
    begins_at: datetime
    ends_at: datetime
    is_needed: bool


@dataclass(frozen=True)
class RoomHours:
    """When a commenter can be in one room; both moments missing: not at all."""

    person_id: int
    sitting_id: int | None
    from_at: datetime | None
    until_at: datetime | None


def zones_of(session: Session, people: Collection[int]) -> dict[int, str]:
    """The zone of each of these people who has said one."""
    rows = session.execute(
        sa.select(Person.id, Person.zone).where(Person.id.in_(people), Person.zone.is_not(None))
    )
    return {id_: zone for id_, zone in rows if zone}


def absences_of(session: Session, wip_session: WipSession) -> list[Told]:
    """Every time that was told in which somebody cannot, in the order in which they were told."""
    rows = session.execute(
        sa.select(AgendaWish.person_id, AgendaWish.begins_at, AgendaWish.ends_at, AgendaWish.is_needed)
        .where(AgendaWish.wip_session_id == wip_session.id, AgendaWish.kind == WishKind.CANNOT)
        .order_by(AgendaWish.id)
    )
    return [
        Told(who, first, last, needed)
        for who, first, last, needed in rows
        if who is not None and first is not None and last is not None
    ]


def hours_in_rooms(session: Session, wip_session: WipSession) -> list[RoomHours]:
    """The hours of each commenter who does not have all of a room's time."""
    rows = session.execute(
        sa.select(
            Commenter.person_id, CommenterHours.sitting_id, CommenterHours.from_at, CommenterHours.until_at
        )
        .join(Commenter, Commenter.id == CommenterHours.commenter_id)
        .where(Commenter.wip_session_id == wip_session.id)
        .order_by(CommenterHours.id)
    )
    return [RoomHours(*row) for row in rows]


def kind_hours_of(session: Session, wip_session: WipSession) -> tuple[int, int]:
    """From when until when the hours of a presenter's day are kind, 0 to 24."""
    row = session.execute(
        sa.select(AgendaRules.kind_from, AgendaRules.kind_until).where(
            AgendaRules.wip_session_id == wip_session.id
        )
    ).one_or_none()
    return (row[0], row[1]) if row else KIND_HOURS
