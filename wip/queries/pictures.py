"""Reads for the picture of the reviews: what was scored by whom, and what comes of adjusting it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from wip.domain.adjusting import Adjusted, Given, adjust
from wip.domain.papers import IN_REVIEW, PaperState
from wip.domain.pictures import PaperScores, paper_scores
from wip.domain.reviews import ANSWERED, Reading, ReviewState
from wip.domain.selection_stages import SelectionStage
from wip.models import Criterion, HistoryEvent, Paper, Person, Review, ReviewSettings, Score, WipSession
from wip.queries.bound import IDS, PERSON, SESSION
from wip.queries.reviews import closed_to

NOT_PICTURED = (PaperState.DRAFT, PaperState.WITHDRAWN)
"""States of papers that no picture shows."""

EARLY = "look at scores early"
"""The act of a leader who has seen others' scores before finishing their own reviews."""


def adjusted_means(
    session: Session, wip_session: WipSession, person_id: int | None = None
) -> dict[int, float]:
    """The adjusted mean of each paper that has a score, by paper id; one statement.

    With a person, the papers closed to them are absent, from what adjusts the others too.
    """
    return dict(adjust(_given(session, wip_session, person_id)).means)


def _given(session: Session, wip_session: WipSession, person_id: int | None) -> Iterable[Given]:
    # Nobody has the id 0.
    rows = session.execute(_scored(), {"session_id": wip_session.id, "person_id": person_id or 0})
    return (Given(paper_id, reviewer_id, score or 0) for paper_id, reviewer_id, score in rows)


def pictured() -> sa.ColumnElement[bool]:
    """SQL: papers of the session that its picture shows to the person."""
    return sa.and_(
        Paper.wip_session_id == SESSION,
        Paper.state.not_in(NOT_PICTURED),
        Paper.id.not_in(closed_to(PERSON)),
    )


@cache
def _scored() -> sa.Select[int, int, float | None]:
    return (
        sa.select(Review.paper_id, Review.person_id, Review.score)
        .join(Paper, Paper.id == Review.paper_id)
        .where(pictured(), Review.state == ReviewState.DONE)
    )


@dataclass(frozen=True)
class Picture:
    """All scores that somebody may see. `unfinished` counts papers left out because their own review is not finished.

    `is_early` when they have chosen to see those all the same.
    """

    papers: list[PaperScores]
    given: list[Given]
    adjusted: Adjusted
    unfinished: int
    is_early: bool


def picture(session: Session, wip_session: WipSession, person_id: int) -> Picture:
    """What a leader may see of the scores: neither closed papers nor, unless they chose to, those they still review.

    Three statements, whatever was scored.
    """
    bound = {"session_id": wip_session.id, "person_id": person_id}
    rows = session.execute(_papers(), bound).all()
    seen = {row.id: row.number for row in rows if _may_read(row)}
    unfinished, is_early = len(rows) - len(seen), bool(session.scalar(_looked(), bound))
    if is_early:
        seen = {row.id: row.number for row in rows}
    given = [each for each in _given(session, wip_session, person_id) if each.paper in seen]
    adjusted = adjust(given)
    return Picture(paper_scores(seen, given, adjusted), given, adjusted, unfinished, is_early)


@cache
def _papers() -> sa.Select[*tuple[Any, ...]]:
    mine = aliased(Review)
    select: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Paper.id,
            Paper.number,
            Paper.state,
            mine.state.label("mine"),
            ReviewSettings.reading,
            ReviewSettings.stage,
        )
        .join(ReviewSettings, ReviewSettings.wip_session_id == Paper.wip_session_id)
        .outerjoin(mine, sa.and_(mine.paper_id == Paper.id, mine.person_id == PERSON))
        .where(pictured())
        .order_by(Paper.number)
    )
    return select


def _may_read(row: Any) -> bool:
    """Others' scores show after one's own. No own one is to come of a decided paper, or once the ranking is frozen.

    Where papers are assigned, whoever was not asked gives none.
    """
    if row.state not in IN_REVIEW or row.mine in ANSWERED or row.stage is not SelectionStage.RANKING:
        return True
    return row.reading is Reading.ASSIGNED and row.mine in {None, ReviewState.DECLINED}


@cache
def _looked() -> sa.Select[bool]:
    return sa.select(_has_looked())


def _has_looked() -> sa.Exists:
    return sa.exists().where(
        HistoryEvent.wip_session_id == SESSION,
        HistoryEvent.actor_id == PERSON,
        HistoryEvent.act == EARLY,
    )


def held_back(session: Session, wip_session: WipSession, person_id: int) -> int:
    """How many papers' scores wait for the leader's own review, by the rule of `picture`; 0 once they chose to see all."""
    bound = {"session_id": wip_session.id, "person_id": person_id}
    return session.scalar(_held_back(), bound) or 0


@cache
def _held_back() -> sa.Select[int]:
    mine = aliased(Review)
    not_asked = sa.and_(
        ReviewSettings.reading == Reading.ASSIGNED,
        sa.or_(mine.id.is_(None), mine.state == ReviewState.DECLINED),
    )
    return (
        sa.select(sa.func.count())
        .select_from(Paper)
        .join(ReviewSettings, ReviewSettings.wip_session_id == Paper.wip_session_id)
        .outerjoin(mine, sa.and_(mine.paper_id == Paper.id, mine.person_id == PERSON))
        .where(
            pictured(),
            Paper.state.in_(IN_REVIEW),
            ReviewSettings.stage == SelectionStage.RANKING,
            sa.or_(mine.id.is_(None), mine.state.not_in(ANSWERED)),
            sa.not_(not_asked),
            sa.not_(_has_looked()),
        )
    )


@dataclass(frozen=True)
class Title:
    """What a paper is called, and what became of it."""

    title: str
    state: PaperState


def titles_of(session: Session, paper_ids: Collection[int]) -> dict[int, Title]:
    """The papers' titles and states, by id."""
    rows = session.execute(_titles(), {"ids": list(paper_ids)})
    return {id_: Title(title, state) for id_, title, state in rows}


@cache
def _titles() -> sa.Select[int, str, PaperState]:
    return sa.select(Paper.id, Paper.title, Paper.state).where(Paper.id.in_(IDS))


def people_called(session: Session, ids: Collection[int]) -> dict[int, str]:
    """What each person is called, by id."""
    rows = session.execute(_people(), {"ids": list(ids)})
    return {id_: name or email for id_, name, email in rows}


@cache
def _people() -> sa.Select[int, str, str]:
    return sa.select(Person.id, Person.name, Person.email).where(Person.id.in_(IDS))


@dataclass(frozen=True)
class CriterionMean:
    """The mean points of one paper on one criterion, of so many steps."""

    name: str
    mean: float
    steps: int


def criterion_means(session: Session, paper_ids: Collection[int]) -> Mapping[int, list[CriterionMean]]:
    """The means of each paper's finished reviews on each criterion with points, in the criteria's order; one statement."""
    found: dict[int, list[CriterionMean]] = {}
    for paper_id, name, labels, mean in session.execute(_criteria(), {"ids": list(paper_ids)}):
        found.setdefault(paper_id, []).append(CriterionMean(name, float(mean), len(labels)))
    return found


@cache
def _criteria() -> sa.Select[*tuple[Any, ...]]:
    means = (
        sa.select(Review.paper_id, Score.criterion_id, sa.func.avg(Score.points).label("mean"))
        .join(Score, Score.review_id == Review.id)
        .where(Review.paper_id.in_(IDS), Review.state == ReviewState.DONE)
        .group_by(Review.paper_id, Score.criterion_id)
        .subquery()
    )
    select: sa.Select[*tuple[Any, ...]] = (
        sa.select(means.c.paper_id, Criterion.name, Criterion.labels, means.c.mean)
        .join(Criterion, Criterion.id == means.c.criterion_id)
        .order_by(means.c.paper_id, Criterion.position, Criterion.id)
    )
    return select
