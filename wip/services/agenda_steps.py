"""Steps of editing the working agenda: each is kept whole, so that it can be undone and done again.

A verb takes a `snapshot` before it changes anything and hands it to `keep` afterwards.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.agenda import Break
from wip.domain.agenda_steps import Snapshot, Spot, difference, stored, taken_from
from wip.domain.papers import PRESENTING
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.models import AgendaSlot, AgendaStep, Paper, WipSession
from wip.queries.agendas import slots_of
from wip.services.histories import record
from wip.services.rooms import rooms_of
from wip.services.working_agendas import claim_open, number, write_breaks

KEPT = 100
"""As many steps back as anybody wants to go."""


def snapshot(session: Session, wip_session: WipSession) -> Snapshot:
    """The working copy as it stands; one statement."""
    rows = session.execute(
        sa.select(
            AgendaSlot.paper_id,
            Paper.number,
            AgendaSlot.sitting_id,
            AgendaSlot.position,
            AgendaSlot.present_minutes,
            AgendaSlot.comment_minutes,
            AgendaSlot.is_fixed,
        )
        .join(AgendaSlot.paper)
        .where(AgendaSlot.wip_session_id == wip_session.id, Paper.state.in_(PRESENTING))
        .order_by(AgendaSlot.position, AgendaSlot.id)
    )
    return Snapshot(tuple(Spot(*row) for row in rows), _breaks(wip_session))


def standing(wip_session: WipSession, slots: Sequence[AgendaSlot]) -> Snapshot:
    """As `snapshot`, of all slots as they are at hand; no statement."""
    spots = (
        Spot(
            slot.paper_id,
            slot.paper.number,
            slot.sitting_id,
            slot.position,
            slot.present_minutes,
            slot.comment_minutes,
            slot.is_fixed,
        )
        for slot in sorted(slots, key=lambda one: (one.position, one.id))
    )
    return Snapshot(tuple(spots), _breaks(wip_session))


def _breaks(wip_session: WipSession) -> tuple[tuple[int | None, Break], ...]:
    return tuple(
        (one["sitting"] or None, Break(one["after"], one["minutes"], one["name"]))
        for one in wip_session.breaks or ()
    )


def keep(
    session: Session,
    wip_session: WipSession,
    before: Snapshot,
    after: Snapshot | None = None,
    *,
    by: Actor,
    now: datetime,
    said: str = "",
    moved: int | None = None,
) -> bool:
    """Keep what was done since `before` as a step. False where nothing differs.

    `after` is how it stands now, where the caller has it at hand. Steps that were undone can then no longer be done again. `said` is for a step with words of its own; `moved` the
    number of the paper that was taken hold of.
    """
    session.flush()
    after = after or snapshot(session, wip_session)
    was, now_is = stored(before), stored(after)
    if was == now_is:
        return False
    names = {room.sitting_id: room.name for room in rooms_of(session, wip_session)}
    mine = AgendaStep.wip_session_id == wip_session.id
    last = session.scalar(sa.select(sa.func.max(AgendaStep.number)).where(mine)) or 0
    session.execute(
        sa.delete(AgendaStep).where(
            mine, sa.or_(AgendaStep.is_undone.is_(True), AgendaStep.number <= last + 1 - KEPT)
        )
    )
    session.add(
        AgendaStep(
            wip_session_id=wip_session.id,
            number=last + 1,
            said=said or difference(before, after, names, moved) or "changed the agenda",
            before=was,
            after={**now_is, "version": wip_session.agenda_version},
            made_by=by.person_id,
            made_at=now,
        )
    )
    session.flush()
    return True


def steps_at_hand(session: Session, wip_session_id: int) -> tuple[str, str]:
    """What could be undone, and what could be done again, in words with papers in braces; empty where nothing can. One statement."""
    undoable = (
        sa.select(AgendaStep.said)
        .where(AgendaStep.wip_session_id == wip_session_id, AgendaStep.is_undone.is_(False))
        .order_by(AgendaStep.number.desc())
        .limit(1)
    )
    again = (
        sa.select(AgendaStep.said)
        .where(AgendaStep.wip_session_id == wip_session_id, AgendaStep.is_undone.is_(True))
        .order_by(AgendaStep.number)
        .limit(1)
    )
    row = session.execute(sa.select(undoable.scalar_subquery(), again.scalar_subquery())).one()
    return row[0] or "", row[1] or ""


def undo(session: Session, wip_session: WipSession, *, seen: int, by: Actor, now: datetime) -> list[str]:
    """Take the last step back. What can no longer be restored is said, a sentence each, with papers in braces.

    Papers that have lost their place in the session stay out; papers that joined the agenda since stay, at the end.
    """
    claim_open(session, wip_session, seen)
    step = _step(session, wip_session, undone=False)
    if step is None:
        raise Refusal("There is nothing to undo.")
    left = _restore(session, wip_session, taken_from(step.before), taken_from(step.after))
    _mark(session, wip_session, step, undone=True, by=by, now=now)
    return left


def redo(session: Session, wip_session: WipSession, *, seen: int, by: Actor, now: datetime) -> list[str]:
    """Do the step again that was undone last; says what cannot be restored, as `undo` does."""
    claim_open(session, wip_session, seen)
    step = _step(session, wip_session, undone=True)
    if step is None:
        raise Refusal("There is nothing to do again.")
    left = _restore(session, wip_session, taken_from(step.after), taken_from(step.before))
    _mark(session, wip_session, step, undone=False, by=by, now=now)
    return left


def apply_layout(
    session: Session,
    wip_session: WipSession,
    order: Mapping[int | None, Sequence[int]],
    breaks: Sequence[tuple[int | None, Break]] | None = None,
    *,
    seen: int,
    by: Actor,
    now: datetime,
    said: str = "laid the agenda out",
) -> None:
    """Lay the agenda out in one step: papers (by id) in order, by the sitting's id (None for the first room).

    A paper with a slot that the order does not name loses it; minutes of its own and being fixed stay with those named.
    `breaks` of None leaves them as they are. Refuses a paper that has no place in the session.
    """
    claim_open(session, wip_session, seen)
    before = snapshot(session, wip_session)
    known = {spot.paper_id: spot for spot in before.spots}
    spots = [
        Spot(id_, 0, room, place, one.present, one.comment, one.is_fixed)
        if (one := known.get(id_))
        else Spot(id_, 0, room, place)
        for room, ids in order.items()
        for place, id_ in enumerate(ids, 1)
    ]
    target = Snapshot(tuple(spots), before.breaks if breaks is None else tuple(breaks))
    if _restore(session, wip_session, target, before):
        raise Refusal("One of the papers has no place in the session any more. Lay the agenda out again.")
    if keep(session, wip_session, before, by=by, now=now, said=said):
        new = {"papers": {str(room or 0): len(ids) for room, ids in order.items()}}
        record(session, by, "lay out agenda", wip_session, now, wip_session=wip_session, new=new)


def _step(session: Session, wip_session: WipSession, *, undone: bool) -> AgendaStep | None:
    return session.scalar(
        sa.select(AgendaStep)
        .where(AgendaStep.wip_session_id == wip_session.id, AgendaStep.is_undone.is_(undone))
        .order_by(AgendaStep.number if undone else AgendaStep.number.desc())
        .limit(1)
    )


def _mark(
    session: Session, wip_session: WipSession, step: AgendaStep, *, undone: bool, by: Actor, now: datetime
) -> None:
    step.is_undone, step.made_by, step.made_at = undone, by.person_id, now
    step.after = {**step.after, "version": wip_session.agenda_version}
    # With the papers in braces: each reader of the history is told the titles that they may see.
    act = "undo agenda step" if undone else "redo agenda step"
    record(session, by, act, step, now, wip_session=wip_session, new={"step": step.said})
    session.flush()


def _restore(session: Session, wip_session: WipSession, target: Snapshot, other: Snapshot) -> list[str]:
    """Make the working copy what `target` says. Papers in neither of the two joined since, and stay at the end."""
    rooms = {room.sitting_id for room in rooms_of(session, wip_session)}
    slots = {slot.paper_id: slot for slot in slots_of(session, wip_session.id)}
    missing = [spot for spot in target.spots if spot.paper_id not in slots]
    here = _presenting(session, wip_session, [spot.paper_id for spot in missing])
    left = [
        f"{{{s.number}}} has lost its place in the session and stays out"
        for s in missing
        if s.paper_id not in here
    ]
    wanted = {spot.paper_id for spot in target.spots}
    for spot in other.spots:
        if spot.paper_id not in wanted and spot.paper_id in slots:
            session.delete(slots.pop(spot.paper_id))
    ordered: dict[int | None, list[AgendaSlot]] = {room: [] for room in rooms}
    for spot in sorted(target.spots, key=lambda one: one.position):
        if spot.paper_id not in slots and spot.paper_id not in here:
            continue
        slot = slots.pop(spot.paper_id, None) or AgendaSlot(
            wip_session_id=wip_session.id, paper_id=spot.paper_id
        )
        slot.present_minutes, slot.comment_minutes = spot.present, spot.comment
        slot.is_fixed = spot.is_fixed
        slot.sitting_id = spot.sitting_id if spot.sitting_id in rooms else None
        if slot.sitting_id != spot.sitting_id:
            left.append(f"the room of {{{spot.number}}} is no longer there, so that it lies in the first one")
        ordered[slot.sitting_id].append(slot)
    for slot in sorted(slots.values(), key=lambda one: one.position):
        ordered[slot.sitting_id if slot.sitting_id in rooms else None].append(slot)
        left.append(f"{{{slot.paper.number}}} has joined since and stays at the end")
    for mine in ordered.values():
        number(mine)
        session.add_all(mine)
    write_breaks(session, wip_session, [one for one in target.breaks if one[0] in rooms])
    session.flush()
    return left


def _presenting(session: Session, wip_session: WipSession, paper_ids: Sequence[int]) -> set[int]:
    if not paper_ids:
        return set()
    return set(
        session.scalars(
            sa.select(Paper.id).where(
                Paper.id.in_(paper_ids),
                Paper.wip_session_id == wip_session.id,
                Paper.state.in_(PRESENTING),
            )
        )
    )
