"""The working copy of the agenda: which papers have a slot, in which order, with how many minutes.

Nothing here shows to anybody but leaders until `publications.publish`. Every verb takes the `agenda_version` that the
page showed and raises it by one; the session's own version stays, so that its settings can be edited meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from wip.domain.agenda import Minutes
from wip.domain.papers import PRESENTING
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.models import AgendaSlot, Paper, WipSession
from wip.queries.agendas import slots_of
from wip.services.histories import record

STALE = "Another leader changed the agenda while your page was open."
SLOT_MINUTES_MOST = 240


@dataclass(frozen=True)
class Place:
    """What the page says of one slot; minutes of None mean the session's own split."""

    number: int
    present_minutes: int | None = None
    comment_minutes: int | None = None


def minutes_of(row: WipSession) -> Minutes:
    """The session's minutes as the agenda's arithmetic takes them."""
    return Minutes(
        length=row.minutes,
        welcome=row.welcome_minutes,
        closing=row.closing_minutes,
        gap=row.gap_minutes,
        present=row.present_minutes,
        comment=row.comment_minutes,
    )


def claim(session: Session, wip_session: WipSession, seen: int, **values: Any) -> None:
    """Raise the agenda's version from `seen`, with `values` beside it. Raises Stale when somebody was faster."""
    table = cast("sa.Table", WipSession.__table__)
    taken = session.execute(
        sa.update(table)
        .where(table.c.id == wip_session.id, table.c.agenda_version == seen)
        .values(agenda_version=seen + 1, **values)
    )
    if cast("sa.CursorResult[Any]", taken).rowcount != 1:
        raise Stale(STALE)
    for name, value in {"agenda_version": seen + 1, **values}.items():
        set_committed_value(wip_session, name, value)


def put_in(
    session: Session, wip_session: WipSession, papers: Sequence[Paper], *, seen: int, by: Actor, now: datetime
) -> None:
    """Give papers a slot each, at the end. A paper that has one keeps it."""
    claim(session, wip_session, seen)
    slots = slots_of(session, wip_session.id)
    placed = {slot.paper_id for slot in slots}
    last = max((slot.position for slot in slots), default=0)
    for paper in papers:
        if paper.wip_session_id != wip_session.id or paper.state not in PRESENTING:
            raise Refusal(f"“{paper.title}” has no place in the session. Accept it first.")
        if paper.id in placed:
            continue
        slot = AgendaSlot(wip_session_id=wip_session.id, paper_id=paper.id, position=last + 1)
        session.add(slot)
        session.flush()
        placed.add(paper.id)
        last += 1
        record(
            session,
            by,
            "add slot",
            slot,
            now,
            wip_session=wip_session,
            paper=paper,
            new={"position": slot.position},
        )


def take_off(
    session: Session, wip_session: WipSession, slot_id: int, *, seen: int, by: Actor, now: datetime
) -> None:
    """Take a paper off the agenda; it keeps its place in the session. What is published stays until publishing."""
    claim(session, wip_session, seen)
    slots = slots_of(session, wip_session.id)
    for slot in [slot for slot in slots if slot.id == slot_id]:
        slots.remove(slot)
        old = {"position": slot.position}
        record(session, by, "remove slot", slot, now, wip_session=wip_session, paper=slot.paper, old=old)
        session.delete(slot)
    _number(slots)
    session.flush()


def arrange(
    session: Session,
    wip_session: WipSession,
    places: Mapping[int, Place],
    *,
    seen: int,
    by: Actor,
    now: datetime,
) -> None:
    """Put the slots (by id) in the order typed, with the minutes typed. Slots not named keep their place.

    Two slots with one number: the one that was moved there goes before a slot that it overtook, and after one that
    it was put behind.
    """
    claim(session, wip_session, seen)
    slots = slots_of(session, wip_session.id)
    old = _told(slots)
    for slot in slots:
        if slot.id in places:
            _refuse_minutes(places[slot.id], slot, wip_session)
            slot.present_minutes = places[slot.id].present_minutes
            slot.comment_minutes = places[slot.id].comment_minutes
    _number(_in_order(slots, {id_: place.number for id_, place in places.items()}))
    _note(session, wip_session, old, slots, by, now)


def shift(
    session: Session, wip_session: WipSession, slot_id: int, step: int, *, seen: int, by: Actor, now: datetime
) -> None:
    """Move a slot one place up (-1) or down (+1); at the end of the list it stays."""
    claim(session, wip_session, seen)
    slots = slots_of(session, wip_session.id)
    old = _told(slots)
    at = next((index for index, slot in enumerate(slots) if slot.id == slot_id), None)
    if at is None or not 0 <= at + step < len(slots):
        return
    ordered = slots.copy()
    ordered.insert(at + step, ordered.pop(at))
    _number(ordered)
    _note(session, wip_session, old, ordered, by, now)


def _in_order(slots: list[AgendaSlot], typed: Mapping[int, int]) -> list[AgendaSlot]:
    def place(item: tuple[int, AgendaSlot]) -> tuple[int, int, int]:
        before, slot = item
        number = typed.get(slot.id, before)
        return number, (number > before) - (number < before), before

    return [slot for _, slot in sorted(enumerate(slots, 1), key=place)]


def _number(slots: Sequence[AgendaSlot]) -> None:
    for position, slot in enumerate(slots, 1):
        slot.position = position


def _refuse_minutes(place: Place, slot: AgendaSlot, wip_session: WipSession) -> None:
    given = (place.present_minutes, place.comment_minutes)
    if any(minutes is not None and not 0 <= minutes <= SLOT_MINUTES_MOST for minutes in given):
        raise Refusal(f"A part of a slot has from 0 to {SLOT_MINUTES_MOST} minutes.", f"minutes-{slot.id}")
    usual = (wip_session.present_minutes, wip_session.comment_minutes)
    if sum(own if typed is None else typed for typed, own in zip(given, usual, strict=True)) == 0:
        raise Refusal(f"The slot of “{slot.paper.title}” needs time to present or to hear comments.")


def _told(slots: Sequence[AgendaSlot]) -> list[list[object]]:
    return [[slot.paper.number, slot.present_minutes, slot.comment_minutes] for slot in slots]


def _note(
    session: Session,
    wip_session: WipSession,
    old: list[list[object]],
    slots: Sequence[AgendaSlot],
    by: Actor,
    now: datetime,
) -> None:
    session.flush()
    new = _told(sorted(slots, key=lambda slot: slot.position))
    if new != old:
        told: dict[str, Any] = {"old": {"papers": old}, "new": {"papers": new}}
        record(session, by, "arrange agenda", wip_session, now, wip_session=wip_session, **told)
