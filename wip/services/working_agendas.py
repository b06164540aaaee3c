"""What every verb about the working agenda begins with: its version, its rooms' slots, and its breaks."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from wip.domain.agenda import Break, SlotLength
from wip.domain.agenda_steps import named, spoken
from wip.domain.refusals import Refusal, Stale
from wip.domain.rooms import Room
from wip.domain.sessions import SessionState
from wip.domain.zones import show
from wip.models import AgendaSlot, AgendaStep, Person, WipSession

STALE = "Another leader changed the agenda while your page was open."

OVER = "The session is cancelled. Its agenda stays as it was."

_LATEST = 5
"""As many changes as somebody with a stale page wants to read."""


def claim(session: Session, wip_session: WipSession, seen: int, **values: Any) -> None:
    """Raise the agenda's version from `seen`, with `values` beside it. Raises Stale, with what changed, when somebody was faster."""
    table = cast("sa.Table", WipSession.__table__)
    taken = session.execute(
        sa.update(table)
        .where(table.c.id == wip_session.id, table.c.agenda_version == seen)
        .values(agenda_version=seen + 1, **values)
    )
    if cast("sa.CursorResult[Any]", taken).rowcount != 1:
        raise Stale(STALE, since(session, wip_session, seen))
    set_values(wip_session, agenda_version=seen + 1, **values)


def claim_open(session: Session, wip_session: WipSession, seen: int) -> None:
    """As `claim`, to edit the agenda; refused where the session is cancelled, since nobody would get to see it."""
    if wip_session.state is SessionState.CANCELLED:
        raise Refusal(OVER)
    claim(session, wip_session, seen)


def set_values(wip_session: WipSession, **values: Any) -> None:
    """Have the row at hand say what an update of its table has just written; its own version stays."""
    for name, value in values.items():
        set_committed_value(wip_session, name, value)


def since(
    session: Session,
    wip_session: WipSession,
    seen: int,
    titles: Callable[[Collection[int]], Mapping[int, str]] | None = None,
) -> tuple[str, ...]:
    """Who changed what on the working agenda since this version of it, the newest last; at most five sentences.

    Papers are called by their numbers, but for those of which `titles` knows one.
    """
    rows = session.execute(
        sa.select(AgendaStep, sa.func.coalesce(Person.name, ""))
        .outerjoin(Person, Person.id == AgendaStep.made_by)
        .where(AgendaStep.wip_session_id == wip_session.id)
        .order_by(AgendaStep.made_at.desc(), AgendaStep.number.desc())
        .limit(_LATEST)
    )
    found, later = [], [(step, name) for step, name in rows if step.after.get("version", 0) > seen]
    known = titles(named(*(step.said for step, _ in later))) if titles else {}
    for step, name in later:
        said = f"{'Undone: ' if step.is_undone else ''}{spoken(step.said, known)}"
        found.append(f"{name or 'Somebody'}, {show(step.made_at, wip_session.zone)}: {said}.")
    return tuple(reversed(found))


def by_room(rooms: Sequence[Room], slots: Sequence[AgendaSlot]) -> dict[int | None, list[AgendaSlot]]:
    """The slots of each room in their order, by the sitting's id; None is the first room."""
    found: dict[int | None, list[AgendaSlot]] = {room.sitting_id: [] for room in rooms}
    for slot in slots:
        found[slot.sitting_id if slot.sitting_id in found else None].append(slot)
    return found


def length_of(slot: AgendaSlot, wip_session: WipSession) -> SlotLength:
    """The slot's two parts; the session's own where it has none."""
    present, comment = slot.present_minutes, slot.comment_minutes
    return SlotLength(
        wip_session.present_minutes if present is None else present,
        wip_session.comment_minutes if comment is None else comment,
    )


def number(slots: Sequence[AgendaSlot]) -> None:
    """Give the slots of one room their places, from 1."""
    for position, slot in enumerate(slots, 1):
        slot.position = position


def write_breaks(
    session: Session, wip_session: WipSession, breaks: Iterable[tuple[int | None, Break]]
) -> None:
    """Store the breaks of all rooms, in place of those that were there."""
    said = [
        {"sitting": room or 0, "after": one.after, "minutes": one.minutes, "name": one.name}
        for room, one in breaks
    ]
    if said == list(wip_session.breaks or ()):
        return
    table = cast("sa.Table", WipSession.__table__)
    session.execute(sa.update(table).where(table.c.id == wip_session.id).values(breaks=said))
    set_values(wip_session, breaks=said)
