"""Reads about a published agenda: its slots as they were published, and the zones of whom it concerns."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.calendar import EntryStatus
from wip.domain.commissions import LIVE
from wip.domain.papers import PRESENTING
from wip.domain.programmes import Named, ProgrammeSlot
from wip.domain.publications import EntryKind
from wip.models import (
    AgendaSlot,
    Author,
    CalendarEntry,
    Call,
    Commenter,
    Commission,
    Paper,
    Person,
    WipSession,
)
from wip.queries.bound import SESSION, SLUG
from wip.queries.reviews import closed_to
from wip.queries.sessions import is_public


def public_session(session: Session, slug: str) -> WipSession | None:
    """The session at this address, if the public may know of it."""
    return session.scalar(_public(), {"slug": slug})


@cache
def _public() -> sa.Select[WipSession]:
    called = Call.wip_session_id == WipSession.id
    return sa.select(WipSession).join(Call, called).where(WipSession.slug == SLUG, is_public())


def published_slots(session: Session, wip_session_id: int) -> list[ProgrammeSlot]:
    """Every slot that was published, by its time; one statement. Cancelled ones are among them, without abstract and commenters."""
    return [_slot(*row) for row in session.execute(_slots(), {"session_id": wip_session_id})]


@cache
def _slots() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            CalendarEntry.uid,
            CalendarEntry.sequence,
            CalendarEntry.title,
            CalendarEntry.facts,
            CalendarEntry.starts_at,
            CalendarEntry.turns_at,
            CalendarEntry.ends_at,
            CalendarEntry.changed_at,
        )
        .where(CalendarEntry.wip_session_id == SESSION, CalendarEntry.kind == EntryKind.SLOT)
        .order_by(CalendarEntry.starts_at, CalendarEntry.cancelled, CalendarEntry.id)
    )


def _slot(uid: str, sequence: int, title: str, facts: dict[str, Any], *times: Any) -> ProgrammeSlot:
    starts_at, turns_at, ends_at, changed_at = times
    status = EntryStatus(facts["status"])
    is_off = status is EntryStatus.CANCELLED
    return ProgrammeSlot(
        number=facts["number"],
        uid=uid,
        sequence=sequence,
        status=status,
        title=title,
        authors=tuple(Named(name, affiliation) for name, affiliation in facts["authors"]),
        abstract="" if is_off else facts["abstract"],
        commenters=() if is_off else tuple(facts["commenters"]),
        starts_at=starts_at,
        turns_at=turns_at,
        ends_at=ends_at,
        changed_at=changed_at,
        room=facts.get("room", ""),
        sitting_id=facts.get("sitting"),
    )


def zones_concerned(session: Session, wip_session_id: int, reader: int) -> list[str]:
    """The zones of those who present what is on the working agenda, and of those who comment on it; for leaders alone.

    Nothing of a paper that is closed to the reader (a person's id).
    """
    placed = (
        sa.select(AgendaSlot.paper_id)
        .join(Paper, Paper.id == AgendaSlot.paper_id)
        .where(
            AgendaSlot.wip_session_id == wip_session_id,
            Paper.state.in_(PRESENTING),
            Paper.id.not_in(closed_to(reader)),
        )
    )
    presents = sa.select(Author.person_id).where(Author.paper_id.in_(placed))
    comments = (
        sa.select(Commenter.person_id)
        .join(Commission, Commission.commenter_id == Commenter.id)
        .where(Commission.paper_id.in_(placed), Commission.state.in_(LIVE))
    )
    told = sa.select(Person.zone).where(
        Person.zone.is_not(None), Person.zone != "", sa.or_(Person.id.in_(presents), Person.id.in_(comments))
    )
    return list(session.scalars(told.distinct().order_by(Person.zone)))
