"""The review queue: what one person still has to review, the least reviewed first."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from wip.domain.papers import CareerStage, PaperState, WorkStage
from wip.domain.reviews import ReviewState
from wip.models import Paper, Review, SetAside, WipSession
from wip.queries.bound import PERSON, SESSION
from wip.queries.pages import Page
from wip.queries.reviews import closed_to, has_conflict, names_of, takes_reviews, writes_paper

PER_PAGE = 25


class Show(StrEnum):
    """Which papers of the queue are listed."""

    TO_DO = "to_do"
    BEGUN = "begun"
    DONE = "done"
    ABSTAINED = "abstained"


_STATES = {
    Show.BEGUN: ReviewState.IN_PROGRESS,
    Show.DONE: ReviewState.DONE,
    Show.ABSTAINED: ReviewState.ABSTAINED,
}


@dataclass(frozen=True)
class QueueRow:
    """One paper of the queue. `authors` is empty where names are hidden."""

    number: int
    title: str
    authors: tuple[str, ...]
    career_stage: CareerStage | None
    work_stage: WorkStage | None
    reviews_done: int
    my_state: ReviewState | None
    my_score: float | None
    is_typed: bool
    is_aside: bool


@dataclass(frozen=True)
class Queue:
    """A page of the queue, and how far its reader has come: how many papers there are to `Show` in each way."""

    page: Page[QueueRow]
    counts: Mapping[Show, int]

    @property
    def to_do(self) -> int:
        """How many papers wait, those begun included."""
        return self.counts[Show.TO_DO]

    @property
    def done(self) -> int:
        """How many are answered, with a score or without."""
        return self.counts[Show.DONE] + self.counts[Show.ABSTAINED]


def queue(
    session: Session,
    wip_session: WipSession,
    person_id: int,
    number: int,
    *,
    show: Show = Show.TO_DO,
    names: bool,
    given: bool = False,
) -> Queue:
    """A page of what the person still has to review, least reviewed first, or of what they have begun or answered.

    With `given`, only papers that were given to them wait for them. What they have set aside comes last. Three statements, none of which reads more than the page and the person's own rows.
    """
    counts = _counts(session, wip_session, person_id, given=given)
    total = counts[show]
    last = max(1, -(-total // PER_PAGE))
    number = min(max(1, number), last)
    rows = session.execute(
        _queue_rows(show, given=given).limit(PER_PAGE).offset((number - 1) * PER_PAGE),
        {"session_id": wip_session.id, "person_id": person_id},
    ).all()
    authors = names_of(session, [row.id for row in rows]) if names else {}
    items = [QueueRow(row[1], row[2], authors.get(row[0], ()), *row[3:]) for row in rows]
    return Queue(Page(items, number, PER_PAGE, total), counts)


@cache
def _queue_rows(show: Show, *, given: bool) -> sa.Select[*tuple[Any, ...]]:
    mine = aliased(Review)
    select: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Paper.id,
            Paper.number,
            Paper.title,
            Paper.career_stage,
            Paper.work_stage,
            Paper.reviews_done,
            mine.state,
            mine.score,
            sa.func.coalesce(sa.cast(mine.typed, sa.String), "{}") != "{}",
            SetAside.at.is_not(None),
        )
        .outerjoin(mine, sa.and_(mine.paper_id == Paper.id, mine.person_id == PERSON))
        .outerjoin(SetAside, sa.and_(SetAside.paper_id == Paper.id, SetAside.person_id == PERSON))
        .where(
            Paper.wip_session_id == SESSION,
            Paper.state == PaperState.SUBMITTED,
            sa.not_(writes_paper(PERSON)),
        )
    )
    if show in {Show.DONE, Show.ABSTAINED}:
        return select.where(mine.state == _STATES[show], sa.not_(has_conflict(PERSON))).order_by(Paper.number)
    with_me = mine.state.in_([ReviewState.ASSIGNED, ReviewState.IN_PROGRESS])
    to_do = with_me if given else sa.or_(mine.id.is_(None), with_me)
    wanted = mine.state == _STATES[show] if show is Show.BEGUN else to_do
    return select.where(wanted, takes_reviews(), sa.not_(has_conflict(PERSON))).order_by(
        SetAside.at.asc().nulls_first(), Paper.reviews_done, Paper.number
    )


def _counts(session: Session, wip_session: WipSession, person_id: int, *, given: bool) -> dict[Show, int]:
    row = session.execute(_counted(), {"session_id": wip_session.id, "person_id": person_id}).one()
    in_review, settled, with_me, *by_state = row
    to_do = with_me if given else in_review - settled
    return {Show.TO_DO: to_do} | dict(zip(_STATES, by_state, strict=True))


@cache
def _counted() -> sa.Select[*tuple[Any, ...]]:
    """Counted from the person's own rows: left to itself, SQLite would look at every paper of the session."""
    own = sa.select(Review.paper_id, Review.state).where(
        Review.person_id == PERSON, Review.state != ReviewState.CONFLICT
    )
    nothing = sa.cast(sa.null(), Review.__table__.c.state.type)
    mine = (
        sa.union_all(own, sa.select(closed_to(PERSON).subquery().c.paper_id, nothing))
        .cte("mine")
        .prefix_with("MATERIALIZED")
    )
    here = sa.and_(Paper.wip_session_id == SESSION, Paper.state == PaperState.SUBMITTED)
    open_now = sa.and_(Paper.wip_session_id == SESSION, takes_reviews())
    in_review = sa.select(sa.func.count()).select_from(Paper).where(open_now).scalar_subquery()
    counted = sa.select(sa.func.count(sa.distinct(Paper.id))).join(mine, mine.c.paper_id == Paper.id)
    closed = sa.select(mine.c.paper_id).where(mine.c.state.is_(None))
    open_states = (ReviewState.ASSIGNED, ReviewState.IN_PROGRESS)
    settled = counted.where(open_now, sa.or_(mine.c.state.is_(None), mine.c.state.not_in(open_states)))
    with_me = counted.where(open_now, mine.c.state.in_(open_states), Paper.id.not_in(closed))
    by_state = (
        counted.where(
            open_now if show is Show.BEGUN else here, mine.c.state == state, Paper.id.not_in(closed)
        )
        for show, state in _STATES.items()
    )
    figures = (settled.scalar_subquery(), with_me.scalar_subquery())
    return sa.select(in_review, *figures, *(each.scalar_subquery() for each in by_state))


def next_to_review(
    session: Session, wip_session: WipSession, person_id: int, besides: int, *, given: bool = False
) -> int | None:
    """The number of the least reviewed paper that the person has not done, other than `besides`; set aside ones last."""
    found: int | None = session.scalar(
        _queue_rows(Show.TO_DO, given=given)
        .where(Paper.number != besides)
        .with_only_columns(Paper.number)
        .limit(1),
        {"session_id": wip_session.id, "person_id": person_id},
    )
    return found
