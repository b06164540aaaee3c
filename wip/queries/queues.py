"""The review queue: what one person still has to review, the least reviewed first."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from wip.domain.papers import CareerStage, PaperState, WorkStage
from wip.domain.reviews import ReviewState
from wip.models import Author, Paper, Review, WipSession
from wip.queries.pages import Page
from wip.queries.reviews import names_of, writes_paper

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
    my_score: int | None


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
        _queue_rows(wip_session, person_id, done=done).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    ).all()
    authors = names_of(session, [row.id for row in rows]) if names else {}
    items = [QueueRow(row[1], row[2], authors.get(row[0], ()), *row[3:]) for row in rows]
    return Queue(Page(items, number, PER_PAGE, total), to_do, mine)


def _queue_rows(wip_session: WipSession, person_id: int, *, done: bool) -> sa.Select[*tuple[Any, ...]]:
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
        .outerjoin(mine, sa.and_(mine.paper_id == Paper.id, mine.person_id == person_id))
        .where(
            Paper.wip_session_id == wip_session.id,
            Paper.state == PaperState.SUBMITTED,
            sa.not_(writes_paper(person_id)),
        )
    )
    if done:
        return select.where(mine.state == ReviewState.DONE).order_by(Paper.number)
    to_do = sa.or_(mine.id.is_(None), mine.state == ReviewState.IN_PROGRESS)
    return select.where(to_do).order_by(Paper.reviews_done, Paper.number)


def _counts(session: Session, wip_session: WipSession, person_id: int) -> tuple[int, int]:
    """How many papers wait for the person, and how many they have done: sums of what indexes answer."""
    here = sa.and_(Paper.wip_session_id == wip_session.id, Paper.state == PaperState.SUBMITTED)
    in_review = sa.select(sa.func.count()).select_from(Paper).where(here).scalar_subquery()
    own_ids = sa.union(
        sa.select(Author.paper_id).join(Paper).where(Author.person_id == person_id, here),
        sa.select(Paper.id).where(Paper.submitter_id == person_id, here),
    ).subquery()
    own = sa.select(sa.func.count()).select_from(own_ids).scalar_subquery()

    def in_state(state: ReviewState) -> sa.ScalarSelect[int]:
        return (
            sa.select(sa.func.count())
            .select_from(Review)
            .join(Paper)
            .where(
                Review.person_id == person_id,
                Review.state == state,
                here,
                sa.not_(writes_paper(person_id)),
            )
            .scalar_subquery()
        )

    done, conflicts = in_state(ReviewState.DONE), in_state(ReviewState.CONFLICT)
    row = session.execute(sa.select(in_review, own, done, conflicts)).one()
    return row[0] - row[1] - row[2] - row[3], row[2]


def next_to_review(session: Session, wip_session: WipSession, person_id: int, besides: int) -> int | None:
    """The number of the least reviewed paper that the person has not done, other than `besides`."""
    found: int | None = session.scalar(
        _queue_rows(wip_session, person_id, done=False)
        .where(Paper.number != besides)
        .with_only_columns(Paper.number)
        .limit(1)
    )
    return found
