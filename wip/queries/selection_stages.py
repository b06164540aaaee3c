"""Reads of what a freeze would close, and of who froze or revealed."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.reviews import ReviewState
from wip.domain.selection import SELECTABLE
from wip.models import Paper, Person, Review, ReviewSettings, WipSession
from wip.queries.reviews import closed_to

_WAITED_FOR = (ReviewState.ASSIGNED, ReviewState.IN_PROGRESS)


@dataclass(frozen=True)
class Progress:
    """Reviews that are done and that somebody still waits for, papers that nobody has scored; and who acted."""

    done: int
    waited_for: int
    unscored: int
    frozen_by: str
    revealed_by: str


def progress_of(
    session: Session, wip_session: WipSession, settings: ReviewSettings, person_id: int
) -> Progress:
    """Counted without the papers closed to this leader, in three statements."""
    mine = sa.and_(
        Paper.wip_session_id == wip_session.id,
        Paper.state.in_(SELECTABLE),
        Paper.id.not_in(closed_to(person_id)),
    )
    rows = session.execute(
        sa.select(Review.state, sa.func.count())
        .join(Paper, Paper.id == Review.paper_id)
        .where(mine)
        .group_by(Review.state)
    )
    reviews = {state: number for state, number in rows}  # noqa: C416 - a row is no pair of its own
    unscored = session.scalar(sa.select(sa.func.count()).where(mine, Paper.score_mean.is_(None)))
    ids = [person for person in (settings.frozen_by, settings.revealed_by) if person]
    people = {row.id: row.called for row in session.scalars(sa.select(Person).where(Person.id.in_(ids)))}
    return Progress(
        reviews.get(ReviewState.DONE, 0),
        sum(reviews.get(state, 0) for state in _WAITED_FOR),
        unscored or 0,
        people.get(settings.frozen_by or 0, ""),
        people.get(settings.revealed_by or 0, ""),
    )
