"""Reads of how a session reviews."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.reviews import Reading
from wip.models import Criterion, ReviewSettings, Score, WipSession


def settings_of(session: Session, wip_session: WipSession, *, fresh: bool = False) -> ReviewSettings:
    """The session's settings; every session has them. `fresh`: as the database has them now, for verbs that wait for a lock."""
    return session.get_one(ReviewSettings, wip_session.id, populate_existing=fresh)


def criteria_of(session: Session, wip_session: WipSession) -> Sequence[Criterion]:
    """The criteria in use, in their order."""
    return session.scalars(
        sa.select(Criterion)
        .where(Criterion.wip_session_id == wip_session.id, Criterion.retired.is_(False))
        .order_by(Criterion.position, Criterion.id)
    ).all()


@dataclass(frozen=True)
class CriterionRow:
    """A criterion, and on how many reviews it has points."""

    criterion: Criterion
    reviews: int


def criterion_rows(session: Session, wip_session: WipSession) -> list[CriterionRow]:
    """All criteria of the session, retired ones last; one statement."""
    rows = session.execute(
        sa.select(Criterion, sa.func.count(Score.review_id))
        .outerjoin(Score, Score.criterion_id == Criterion.id)
        .where(Criterion.wip_session_id == wip_session.id)
        .group_by(Criterion.id)
        .order_by(Criterion.retired, Criterion.position, Criterion.id)
    )
    return [CriterionRow(criterion, count) for criterion, count in rows]


def reads_given(session: Session, wip_session: WipSession, *, leads: bool) -> bool:
    """Whether this person reads only what was given to them; leaders who review see every paper."""
    return not leads and settings_of(session, wip_session).reading is Reading.ASSIGNED
