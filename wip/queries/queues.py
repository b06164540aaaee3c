"""The review queue: what one person still has to review, the least reviewed first."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from wip.domain.papers import CareerStage, PaperState, WorkStage
from wip.domain.reviews import ANSWERED, ReviewState
from wip.models import Paper, Review, WipSession
from wip.queries.bound import PERSON, SESSION
from wip.queries.pages import Page
from wip.queries.reviews import closed_to, has_conflict, names_of, writes_paper

PER_PAGE = 25


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


@dataclass(frozen=True)
class Queue:
    """A page of the queue, and how far its reader has come."""

    page: Page[QueueRow]
    to_do: int
    done: int


def queue(
    session: Session,
    wip_session: WipSession,
    person_id: int,
    number: int,
    *,
    done: bool,
    names: bool,
) -> Queue:
    """A page of what the person still has to review, least reviewed first, or of what they have done.

    Three statements, none of which reads more than the page and the person's own rows.
    """
    to_do, mine = _counts(session, wip_session, person_id)
    total = mine if done else to_do
    last = max(1, -(-total // PER_PAGE))
    number = min(max(1, number), last)
    rows = session.execute(
        _queue_rows(done=done).limit(PER_PAGE).offset((number - 1) * PER_PAGE),
        {"session_id": wip_session.id, "person_id": person_id},
    ).all()
    authors = names_of(session, [row.id for row in rows]) if names else {}
    items = [QueueRow(row[1], row[2], authors.get(row[0], ()), *row[3:]) for row in rows]
    return Queue(Page(items, number, PER_PAGE, total), to_do, mine)


@cache
def _queue_rows(*, done: bool) -> sa.Select[*tuple[Any, ...]]:
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
        )
        .outerjoin(mine, sa.and_(mine.paper_id == Paper.id, mine.person_id == PERSON))
        .where(
            Paper.wip_session_id == SESSION,
            Paper.state == PaperState.SUBMITTED,
            sa.not_(writes_paper(PERSON)),
        )
    )
    if done:
        return select.where(mine.state.in_(ANSWERED), sa.not_(has_conflict(PERSON))).order_by(Paper.number)
    to_do = sa.or_(mine.id.is_(None), mine.state.in_([ReviewState.ASSIGNED, ReviewState.IN_PROGRESS]))
    return select.where(to_do, sa.not_(has_conflict(PERSON))).order_by(Paper.reviews_done, Paper.number)


def _counts(session: Session, wip_session: WipSession, person_id: int) -> tuple[int, int]:
    """How many papers wait for the person, and how many they have done."""
    row = session.execute(_counted(), {"session_id": wip_session.id, "person_id": person_id}).one()
    return row[0] - row[1], row[2]


@cache
def _counted() -> sa.Select[*tuple[Any, ...]]:
    """Counted from the person's own rows: left to itself, SQLite would look at every paper of the session."""
    finished = sa.select(Review.paper_id).where(Review.person_id == PERSON, Review.state.in_(ANSWERED))
    mine = (
        sa.union_all(
            sa.select(finished.subquery().c.paper_id, sa.literal(value=True).label("is_done")),
            sa.select(closed_to(PERSON).subquery().c.paper_id, sa.literal(value=False)),
        )
        .cte("mine")
        .prefix_with("MATERIALIZED")
    )
    here = sa.and_(Paper.wip_session_id == SESSION, Paper.state == PaperState.SUBMITTED)
    in_review = sa.select(sa.func.count()).select_from(Paper).where(here).scalar_subquery()
    settled = (
        sa.select(sa.func.count(sa.distinct(Paper.id))).join(mine, mine.c.paper_id == Paper.id).where(here)
    )
    closed = sa.select(mine.c.paper_id).where(mine.c.is_done.is_(False))
    done = settled.where(mine.c.is_done.is_(True), Paper.id.not_in(closed))
    return sa.select(in_review, settled.scalar_subquery(), done.scalar_subquery())


def next_to_review(session: Session, wip_session: WipSession, person_id: int, besides: int) -> int | None:
    """The number of the least reviewed paper that the person has not done, other than `besides`."""
    found: int | None = session.scalar(
        _queue_rows(done=False).where(Paper.number != besides).with_only_columns(Paper.number).limit(1),
        {"session_id": wip_session.id, "person_id": person_id},
    )
    return found
