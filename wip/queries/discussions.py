"""What those who have finished their own review of a paper read: the others' reviews, and the discussion."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.reviews import ANSWERED, Reading, ReviewState
from wip.models import Criterion, Paper, Person, Remark, Review, ReviewSettings, Score, WipSession
from wip.queries.reviews import visible
from wip.queries.standings import leads_session, reviews_session

REMARKS_MOST = 300
"""As many as a page holds; a longer discussion shows its newest."""


@dataclass(frozen=True)
class Given:
    """The answer on one criterion: its words, and its place on the scale."""

    criterion: str
    words: str
    points: int
    steps: int


@dataclass(frozen=True)
class OtherReview:
    """Somebody else's review. `score` is None where they abstained."""

    name: str
    state: ReviewState
    score: float | None
    comment: str
    comment_to_author: str
    given: tuple[Given, ...]


@dataclass(frozen=True)
class RemarkRow:
    """One remark, newest last. `is_new` since the reader's own last word on the paper."""

    id: int
    name: str
    text: str
    written_at: datetime
    is_mine: bool
    is_new: bool


def may_read_others(review: Review | None, settings: ReviewSettings, *, leads: bool) -> bool:
    """Whether somebody may read the others' reviews and take part in the discussion: once their own review is done.

    Where papers are assigned, a leader has no review of their own to give on what was assigned to others alone.
    """
    if review is not None and review.state in ANSWERED:
        return True
    has_none = review is None or review.state is ReviewState.DECLINED
    return leads and settings.reading is Reading.ASSIGNED and has_none


def points_of(session: Session, review: Review | None) -> dict[int, int]:
    """The review's points by criterion."""
    if review is None:
        return {}
    rows = session.execute(sa.select(Score.criterion_id, Score.points).where(Score.review_id == review.id))
    return {row[0]: row[1] for row in rows}


def other_reviews(session: Session, paper: Paper, person_id: int) -> list[OtherReview]:
    """Reviews of the paper by others, done or abstained; two statements. For those alone whom `may_read_others` lets."""
    rows = session.execute(
        sa.select(Review, Person.name, Person.email)
        .join(Person, Person.id == Review.person_id)
        .where(Review.paper_id == paper.id, Review.person_id != person_id, Review.state.in_(ANSWERED))
        .order_by(Review.id)
    ).all()
    given = given_on(session, paper)
    return [
        OtherReview(
            name or email, row.state, row.score, row.comment, row.comment_to_author, given.get(row.id, ())
        )
        for row, name, email in rows
    ]


def given_on(session: Session, paper: Paper) -> dict[int, tuple[Given, ...]]:
    """The answers of all reviews of the paper, by review, in the criteria's order; retired ones last. One statement."""
    rows = session.execute(
        sa.select(Score.review_id, Criterion.name, Criterion.labels, Score.points)
        .join(Criterion, Criterion.id == Score.criterion_id)
        .join(Review, Review.id == Score.review_id)
        .where(Review.paper_id == paper.id)
        .order_by(Criterion.retired, Criterion.position, Criterion.id)
    )
    found: dict[int, tuple[Given, ...]] = {}
    for review_id, name, labels, points in rows:
        words = labels[points - 1] if points <= len(labels) else str(points)
        found[review_id] = (*found.get(review_id, ()), Given(name, words, points, len(labels)))
    return found


def remarks_of(session: Session, paper: Paper, person_id: int, since: datetime | None) -> list[RemarkRow]:
    """The paper's discussion, oldest first; one statement. `since` is when the reader finished their own review."""
    rows = session.execute(
        sa.select(Remark, Person.name, Person.email)
        .join(Person, Person.id == Remark.person_id)
        .where(Remark.paper_id == paper.id)
        .order_by(Remark.id.desc())
        .limit(REMARKS_MOST)
    ).all()
    last = max((row.id for row, _, _ in rows if row.person_id == person_id), default=0)
    return [
        RemarkRow(
            row.id,
            name or email,
            row.text,
            row.written_at,
            row.person_id == person_id,
            row.id > last if last else since is not None and row.written_at > since,
        )
        for row, name, email in reversed(rows)
    ]


def in_discussion(session: Session, paper: Paper, besides: int) -> list[Person]:
    """Who takes part in the paper's discussion, other than `besides`: they have answered, or said something in it.

    Only those who review or lead the session still, and whom no conflict keeps from the paper. One statement.
    """
    who: Any = Person.id
    answered = sa.select(Review.person_id).where(Review.paper_id == paper.id, Review.state.in_(ANSWERED))
    spoke = sa.select(Remark.person_id).where(Remark.paper_id == paper.id)
    select = (
        sa.select(Person)
        .join(WipSession, WipSession.id == paper.wip_session_id)
        .join(Paper, Paper.id == paper.id)
        .where(
            who.in_(sa.union(answered, spoke)),
            who != besides,
            Person.active,
            sa.or_(leads_session(who), reviews_session(who)),
            visible(who),
        )
        .order_by(who)
    )
    return list(session.scalars(select))
