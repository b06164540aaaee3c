"""What leaders change in a plan by hand: they lock, add, move and take out; the next run keeps all of it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from wip.domain.commenter_plans import hindrance, without
from wip.domain.commenter_tasks import Pair, Task
from wip.domain.moves import words
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.models import Call, CommissionPlan, Paper, PlannedCommission
from wip.queries.commenter_plans import closed_papers
from wip.services.commenter_plans import by_hand, refuse_over, taken_out_of
from wip.services.histories import record
from wip.services.suitable import Field, field_of

STALE = "Another leader changed this plan while your page was open."


class HandMove(StrEnum):
    """What a leader does with a pair of a plan."""

    LOCK = "lock"
    UNLOCK = "unlock"
    ADD = "add"
    TAKE_OUT = "take_out"
    ALLOW = "allow"


def claim(session: Session, plan: CommissionPlan, seen: int) -> None:
    """Raise the plan's version from `seen`. Raises Stale where somebody was faster."""
    table = cast("sa.Table", CommissionPlan.__table__)
    taken = session.execute(
        sa.update(table).where(table.c.id == plan.id, table.c.version == seen).values(version=seen + 1)
    )
    if cast("sa.CursorResult[Any]", taken).rowcount != 1:
        raise Stale(STALE)
    set_committed_value(plan, "version", seen + 1)


def change(
    session: Session,
    plan: CommissionPlan,
    call: Call,
    paper: Paper,
    move: HandMove,
    commenter_id: int,
    *,
    seen: int,
    by: Actor,
    now: datetime,
) -> str:
    """Lock, unlock, add, take out, or allow again one pair of the plan; returns the person’s name.

    Raises Refusal for a pair that must not be.
    """
    _refuse_closed(plan, call, now)
    claim(session, plan, seen)
    field = field_of(session, call)
    pair = (paper.id, commenter_id)
    if move is HandMove.ADD:
        _add(plan, field, pair, closed_papers(session, call.wip_session, by.person_id or 0))
    else:
        _VERBS[move](plan, pair)
    session.flush()
    return _note(session, plan, call, paper, move, field, commenter_id, by, now)


def put_on(
    session: Session,
    plan: CommissionPlan,
    call: Call,
    papers: tuple[Paper, Paper],
    commenter_id: int,
    *,
    seen: int,
    by: Actor,
    now: datetime,
) -> str:
    """Move somebody from the first paper to the second, both or nothing; returns the person’s name."""
    _refuse_closed(plan, call, now)
    claim(session, plan, seen)
    field, (old, new) = field_of(session, call), papers
    _take_out(plan, (old.id, commenter_id))
    _add(plan, field, (new.id, commenter_id), closed_papers(session, call.wip_session, by.person_id or 0))
    session.flush()
    _note(session, plan, call, old, HandMove.TAKE_OUT, field, commenter_id, by, now)
    return _note(session, plan, call, new, HandMove.ADD, field, commenter_id, by, now)


def _refuse_closed(plan: CommissionPlan, call: Call, now: datetime) -> None:
    refuse_over(call.wip_session, now)
    if plan.offered_at is not None:
        raise Refusal("This plan has been offered. Propose a new one to change what is still open.")
    if plan.computed_at is None:
        raise Refusal("This plan is still being computed.")


def _note(
    session: Session,
    plan: CommissionPlan,
    call: Call,
    paper: Paper,
    move: HandMove,
    field: Field,
    commenter_id: int,
    by: Actor,
    now: datetime,
) -> str:
    who = field.task.candidate_at.get(commenter_id)
    act, name = f"{words(move)} planned commenter", who.name if who else "This person"
    new = {"plan": plan.number, "commenter": name}
    record(session, by, act, plan, now, wip_session=call.wip_session, paper=paper, new=new)
    return name


def _row(plan: CommissionPlan, pair: Pair) -> PlannedCommission | None:
    return next((each for each in plan.pairs if (each.paper_id, each.commenter_id) == pair), None)


def _known(plan: CommissionPlan, pair: Pair) -> PlannedCommission:
    row = _row(plan, pair)
    if row is None:
        raise Refusal("This pair is not in the plan. Load the page anew.")
    return row


def _lock(plan: CommissionPlan, pair: Pair) -> None:
    _known(plan, pair).is_locked = True


def _unlock(plan: CommissionPlan, pair: Pair) -> None:
    row = _known(plan, pair)
    row.is_locked = row.by_hand = False


def _take_out(plan: CommissionPlan, pair: Pair) -> None:
    plan.pairs.remove(_known(plan, pair))
    _keep_out(plan, [*taken_out_of(plan), pair])


def _allow(plan: CommissionPlan, pair: Pair) -> None:
    _keep_out(plan, [each for each in taken_out_of(plan) if each != pair])


def _keep_out(plan: CommissionPlan, pairs: Iterable[Pair]) -> None:
    plan.asked = plan.asked | {"taken_out": sorted([list(pair) for pair in set(pairs)])}


def _refuse_unaddable(plan: CommissionPlan, field: Field, pair: Pair, hidden: Collection[int]) -> None:
    """What the reason is must not name a paper that is closed to the leader."""
    if unaddable(field.task, pairs_of(plan), pair):
        said = unaddable(without(field.task, hidden), pairs_of(plan, hidden), pair)
        raise Refusal(said or f"{field.task.candidate_at[pair[1]].name} is not free for this paper.")


def _add(plan: CommissionPlan, field: Field, pair: Pair, hidden: Collection[int]) -> None:
    row = _row(plan, pair)
    if row is not None and not row.is_standby:
        raise Refusal("This pair is in the plan already.")
    _refuse_unaddable(plan, field, pair, hidden)
    if row is not None:
        plan.pairs.remove(row)
    _allow(plan, pair)
    plan.pairs.append(by_hand(field, pair))


def unaddable(task: Task, plan: Collection[Pair], pair: Pair) -> str:
    """Why a leader cannot add the pair to a plan of these pairs, as a sentence; empty where they can."""
    said = hindrance(task, *pair)
    if said:
        return said
    paper, who = task.paper_at[pair[0]], task.candidate_at[pair[1]]
    if pair in task.standing:
        return f"{who.name} is asked about paper {paper.number} already, or has accepted."
    theirs = {one for one, other in plan if other == who.id} - {paper.id}
    new = {one for one in theirs if (one, who.id) not in task.standing | task.standbys}
    if task.room_of(who) <= len(new):
        papers = "1 paper" if who.most == 1 else f"{who.most} papers"
        return f"{who.name} offered to read {papers}, and has as many with this plan. Take one away first."
    clash = theirs & task.meeting.get(paper.id, frozenset())
    if not clash:
        return ""
    other = task.paper_at[min(clash)].number
    return f"The plan gives {who.name} paper {other}, which is at the same time as paper {paper.number}."


def pairs_of(plan: CommissionPlan, hidden: Collection[int] = ()) -> list[Pair]:
    """The plan's pairs, but those of papers that are hidden."""
    return [(each.paper_id, each.commenter_id) for each in plan.pairs if each.paper_id not in hidden]


_VERBS = {
    HandMove.LOCK: _lock,
    HandMove.UNLOCK: _unlock,
    HandMove.TAKE_OUT: _take_out,
    HandMove.ALLOW: _allow,
}
