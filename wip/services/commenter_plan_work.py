"""Computing large plans in the worker: each step in a transaction of its own, so that progress shows and a kill loses nothing."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commenter_plans import solve
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.models import Call, CommissionPlan
from wip.queries.commenter_plans import unfinished
from wip.queries.commenting import settings_of
from wip.services.commenter_plans import fill, kept_of, taken_out_of, wake
from wip.services.histories import record
from wip.services.suitable import field_of

SILENT = timedelta(seconds=120)
"""A plan that is being computed says so at least so often; one that is silent for longer may be taken up by another worker."""

_BETWEEN = timedelta(seconds=1)

FAULT = "Something went wrong while this plan was computed. Start it again; if that fails too, tell whoever runs this planner."

Clock = Callable[[], datetime]

log = logging.getLogger("wip.plans")


class Overtaken(Exception):
    """The plan is no longer this worker's to compute."""


@dataclass
class _Watch:
    """Writes how far the plan is, at most once a second, while it is still this worker's."""

    session: Session
    plan_id: int
    version: int
    clock: Clock
    last: datetime

    def tell(self, done: float, words: str) -> None:
        now = self.clock()
        if now - self.last < _BETWEEN:
            return
        self.last = now
        table = cast("sa.Table", CommissionPlan.__table__)
        told = self.session.execute(
            sa.update(table)
            .where(table.c.id == self.plan_id, table.c.version == self.version)
            .values(progress=min(1.0, max(0.0, done)), progress_words=words, told={"beat": now.isoformat()})
        )
        self.session.commit()
        if cast("sa.CursorResult[Any]", told).rowcount != 1:
            raise Overtaken


def compute_due(session: Session, clock: Clock, ids: Iterable[int] | None = None) -> int:
    """Compute these plans, or all that nobody is computing; returns how many were finished. Commits by itself."""
    count = 0
    for id_ in list(unfinished(session) if ids is None else ids):
        session.rollback()
        try:
            count += _compute(session, id_, clock)
        except Overtaken:
            session.rollback()
        except Exception:
            log.exception("a plan of commenters could not be computed")
            session.rollback()
            _note_fault(session, id_)
    return count


def _compute(session: Session, id_: int, clock: Clock) -> int:
    plan = _taken_up(session, id_, clock())
    if plan is None:
        return 0
    call = _call(session, plan)
    field = replace(field_of(session, call, taken_out_of(plan)), meaning=True)
    kept, version = kept_of(plan), plan.version
    standbys = settings_of(session, plan.wip_session_id).standby_per_paper
    session.commit()
    watch = _Watch(session, id_, version, clock, clock())
    solved = solve(field.task, field.points, kept, standbys, watch.tell)
    plan = session.get(CommissionPlan, id_, with_for_update=True, populate_existing=True)
    if plan is None or plan.version != version:
        raise Overtaken
    fill(session, plan, field, solved, clock())
    session.commit()
    return 1


def _taken_up(session: Session, id_: int, now: datetime) -> CommissionPlan | None:
    """The plan, now this worker's; None where it is done, gone, or another worker is at it."""
    plan = session.get(CommissionPlan, id_, with_for_update=True, populate_existing=True)
    if plan is None or plan.computed_at is not None or plan.fault or is_busy(plan, now):
        session.rollback()
        return None
    plan.told = {"beat": now.isoformat()}
    plan.progress_words = "Reading papers and people."
    session.flush()
    return plan


def is_busy(plan: CommissionPlan, now: datetime) -> bool:
    """Whether a worker is computing the plan, as far as it has said within `SILENT`."""
    beat = plan.told.get("beat")
    return beat is not None and plan.computed_at is None and now - datetime.fromisoformat(beat) < SILENT


def _call(session: Session, plan: CommissionPlan) -> Call:
    return session.scalars(sa.select(Call).where(Call.wip_session_id == plan.wip_session_id)).one()


def _note_fault(session: Session, id_: int) -> None:
    plan = session.get(CommissionPlan, id_, with_for_update=True, populate_existing=True)
    if plan is not None and plan.computed_at is None:
        plan.fault, plan.told = FAULT, {}
    session.commit()


def start_again(session: Session, plan: CommissionPlan, call: Call, *, by: Actor, now: datetime) -> None:
    """Have a plan computed that stopped half-way. Raises Refusal while it is being computed."""
    if plan.computed_at is not None:
        return
    if is_busy(plan, now):
        raise Refusal("This plan is being computed. Wait until it is done.")
    plan.fault, plan.told, plan.progress, plan.progress_words = "", {}, 0.0, ""
    session.flush()
    record(
        session,
        by,
        "start plan again",
        plan,
        now,
        wip_session=call.wip_session,
        new={"plan": plan.number},
    )
    wake(session, plan)
