"""Plans of who comments on what: proposed, changed by hand, and proposed again. Nobody is told before one is offered."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commenter_plans import Solved, names_of, solve, wanted_topics
from wip.domain.commenter_reasons import shortage, volunteers
from wip.domain.commenter_tasks import Pair, Task
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionState
from wip.models import Call, CommissionPlan, PlannedCommission, WipSession
from wip.queries.commenter_plans import latest_number
from wip.queries.commenting import settings_of
from wip.services.histories import record
from wip.services.rooms import over_at
from wip.services.suitable import Field, field_of

AT_ONCE = 60 * 60
"""A plan over at most so many pairs is computed while its leader waits; a larger one by the worker."""

PLANS_WAIT = "plans_wait"
"""Set in `session.info` to ids of plans that the worker is to compute, so that the commit wakes it."""


def propose(
    session: Session, call: Call, *, after: CommissionPlan | None = None, by: Actor, now: datetime
) -> CommissionPlan:
    """A new plan; what a leader locked, added or took out in `after` is kept. A small one is computed at once.

    Raises Refusal where there is nothing to plan.
    """
    refuse_over(call.wip_session, now)
    session.execute(sa.select(WipSession.id).where(WipSession.id == call.wip_session_id).with_for_update())
    taken_out = taken_out_of(after) if after else ()
    field = field_of(session, call, taken_out)
    _refuse_idle(field.task)
    row = CommissionPlan(
        wip_session_id=call.wip_session_id,
        number=latest_number(session, call.wip_session_id) + 1,
        asked={"taken_out": [list(pair) for pair in taken_out], "after": after.number if after else None},
        made_by=by.person_id,
        made_at=now,
        pairs=[_copied(each) for each in after.pairs if each.is_locked or each.by_hand] if after else [],
    )
    session.add(row)
    session.flush()
    record(
        session,
        by,
        "propose commenters",
        row,
        now,
        wip_session=call.wip_session,
        new={"plan": row.number},
    )
    if is_small(field.task):
        fill(session, row, field, _solved(session, row, field), now)
    else:
        wake(session, row)
    return row


def is_small(task: Task) -> bool:
    """Whether a plan is found so fast that its leader may wait for it."""
    return len(task.papers) * len(task.candidates) <= AT_ONCE


def wake(session: Session, row: CommissionPlan) -> None:
    """Have the worker compute the plan after the commit."""
    session.info[PLANS_WAIT] = [*session.info.get(PLANS_WAIT, ()), row.id]


def taken_out_of(row: CommissionPlan) -> tuple[Pair, ...]:
    """The pairs that leaders have taken out of the plan by hand."""
    return tuple((paper, commenter) for paper, commenter in row.asked.get("taken_out", ()))


def _copied(pair: PlannedCommission) -> PlannedCommission:
    return PlannedCommission(
        paper_id=pair.paper_id,
        commenter_id=pair.commenter_id,
        fit=pair.fit,
        reason=pair.reason,
        is_locked=pair.is_locked,
        by_hand=pair.by_hand,
        is_standby=pair.is_standby,
    )


def refuse_over(row: WipSession, now: datetime) -> None:
    """Raises Refusal for a session that is cancelled or has taken place."""
    if row.state is SessionState.CANCELLED:
        raise Refusal("The session is cancelled.")
    if now >= over_at(row):
        raise Refusal("The session has taken place.")


def _refuse_idle(task: Task) -> None:
    if not task.papers:
        raise Refusal("No paper has a place in the session yet. Accept papers first.")
    if not any(not each.withdrawn for each in task.candidates):
        raise Refusal(
            "Nobody has offered to comment yet. Invite people, or send the sign-up page to your list."
        )


def kept_of(row: CommissionPlan) -> frozenset[Pair]:
    """The pairs of the plan that its computing keeps: locked, or made by hand."""
    return frozenset(
        (each.paper_id, each.commenter_id)
        for each in row.pairs
        if (each.is_locked or each.by_hand) and not each.is_standby
    )


def _solved(session: Session, row: CommissionPlan, field: Field) -> Solved:
    each = settings_of(session, row.wip_session_id).standby_per_paper
    return solve(field.task, field.points, kept_of(row), each)


def fill(session: Session, row: CommissionPlan, field: Field, solved: Solved, now: datetime) -> None:
    """Write what was found into the plan: the pairs with their reasons, and what stays short."""
    known = {(each.paper_id, each.commenter_id) for each in row.pairs}
    wanted = [(pair, False) for pair in solved.pairs] + [(pair, True) for pair in solved.standbys]
    new = [
        {
            "plan_id": row.id,
            "paper_id": pair[0],
            "commenter_id": pair[1],
            "fit": field.suit(pair).points,
            "reason": field.suit(pair).reason,
            "is_standby": is_standby,
        }
        for pair, is_standby in wanted
        if pair not in known
    ]
    if new:
        session.execute(sa.insert(PlannedCommission), new)
        session.expire(row, ["pairs"])
    row.told = told_of(field.task, solved)
    row.computed_at, row.progress, row.progress_words, row.fault = now, 1.0, "", ""
    session.flush()


def by_hand(field: Field, pair: Pair) -> PlannedCommission:
    """A pair that a leader puts into a plan, with its points and its reason."""
    fit = field.suit(pair)
    return PlannedCommission(
        paper_id=pair[0],
        commenter_id=pair[1],
        fit=fit.points,
        reason=fit.reason,
        is_locked=True,
        by_hand=True,
    )


def told_of(task: Task, solved: Solved) -> dict[str, Any]:
    """What a plan's page says besides its pairs: whether it is proved to be best, and whom it lacks."""
    answer = solved.answer
    return {
        "proved": answer.proved,
        "shortage": shortage(solved.asked, answer, names_of(task)),
        "volunteers": [
            {
                "topic": each.topic,
                "places": each.places,
                "completes": [task.papers[place].id for place in each.completes],
            }
            for each in volunteers(solved.asked, answer, wanted_topics(task))
        ],
    }
