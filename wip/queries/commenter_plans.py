"""Reads about plans of who comments on what."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from wip.domain.conflicts import ConflictState
from wip.models import Commenter, CommissionPlan, Conflict, Paper, Person, PlannedCommission, WipSession

PLANS_SHOWN = 30


@dataclass(frozen=True)
class PlanRow:
    """A plan in the list, with the number of pairs that the reader may see."""

    plan: CommissionPlan
    made_by: str
    pairs: int


def plans_of(session: Session, wip_session: WipSession, hidden: Collection[int]) -> list[PlanRow]:
    """The session's latest plans, newest first; one statement."""
    pairs = (
        sa.select(sa.func.count())
        .where(
            PlannedCommission.plan_id == CommissionPlan.id,
            PlannedCommission.paper_id.not_in(hidden),
            PlannedCommission.is_standby.is_(False),
        )
        .correlate(CommissionPlan)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(CommissionPlan, sa.func.coalesce(Person.name, ""), pairs)
        .outerjoin(Person, Person.id == CommissionPlan.made_by)
        .where(CommissionPlan.wip_session_id == wip_session.id)
        .order_by(CommissionPlan.number.desc())
        .limit(PLANS_SHOWN)
    )
    return [PlanRow(plan, name, number) for plan, name, number in rows]


def plan_of(
    session: Session, wip_session: WipSession, number: int, *, lock: bool = False
) -> CommissionPlan | None:
    """One plan with its pairs, in two statements."""
    select = (
        sa.select(CommissionPlan)
        .where(CommissionPlan.wip_session_id == wip_session.id, CommissionPlan.number == number)
        .options(selectinload(CommissionPlan.pairs))
    )
    return session.scalar(select.with_for_update() if lock else select)


def latest_number(session: Session, wip_session_id: int) -> int:
    """The number of the session's newest plan; 0 where there is none."""
    return (
        session.scalar(
            sa.select(sa.func.max(CommissionPlan.number)).where(
                CommissionPlan.wip_session_id == wip_session_id
            )
        )
        or 0
    )


def closed_papers(session: Session, wip_session: WipSession, person_id: int) -> frozenset[int]:
    """Ids of the session's papers that a confirmed conflict closes to the person; their own are not among them."""
    return frozenset(
        session.scalars(
            sa.select(Conflict.paper_id)
            .join(Paper, Paper.id == Conflict.paper_id)
            .where(
                Paper.wip_session_id == wip_session.id,
                Conflict.person_id == person_id,
                Conflict.state == ConflictState.CONFIRMED,
            )
        )
    )


def unfinished(session: Session) -> Sequence[int]:
    """Ids of plans that are still to be computed, oldest first."""
    return session.scalars(
        sa.select(CommissionPlan.id)
        .where(CommissionPlan.computed_at.is_(None), CommissionPlan.fault == "")
        .order_by(CommissionPlan.id)
    ).all()


def commenters_of(session: Session, ids: Iterable[int]) -> Sequence[Commenter]:
    """These offers with their persons; one statement."""
    return session.scalars(
        sa.select(Commenter).where(Commenter.id.in_(list(ids))).options(joinedload(Commenter.person))
    ).all()
