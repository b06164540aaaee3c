"""Reads for the selection: the ranked table, its sums, and the waiting list."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.papers import CareerStage, PaperState, WorkStage
from wip.domain.reviews import Outcome, ReviewState
from wip.domain.selection import SELECTABLE, Shown, Tally, places, possible, tally
from wip.models import Decision, HistoryEvent, Paper, Person, Release, Review, WipSession
from wip.queries.bound import IDS, PERSON, SESSION
from wip.queries.pages import Page
from wip.queries.reviews import closed_to, names_of, visible, writes_paper

PER_PAGE = 30


@dataclass(frozen=True)
class RankedRow:
    """One paper of the ranked table. `authors` is empty where names are hidden."""

    number: int
    title: str
    authors: tuple[str, ...]
    career_stage: CareerStage | None
    work_stage: WorkStage | None
    state: PaperState
    reviews_done: int
    mean: float | None
    scores: tuple[float, ...]
    shown: Shown
    decided_by: str
    place: int | None

    @property
    def options(self) -> tuple[Outcome, ...]:
        """The decisions that can be made on it."""
        return possible(self.state)


@dataclass(frozen=True)
class HiddenRow:
    """A paper on which another leader must decide."""

    number: int
    own: bool


@dataclass(frozen=True)
class Ranking:
    """One page of the ranked table, and what is true of all of them."""

    page: Page[RankedRow]
    tally: Tally
    hidden: list[HiddenRow]


def tally_of(session: Session, wip_session: WipSession, reader: int | None = None) -> Tally:
    """What becomes of the session's papers, in one grouped statement; to a `reader` those closed to them say nothing.

    Sums that counted them would tell by a subtraction what became of them.
    """
    rows = session.execute(_grouped(), {"session_id": wip_session.id, "person_id": reader or 0}).all()
    open_ones = [(row[0], row[1], row[3]) for row in rows if reader is None or not row[2]]
    closed = sum(row[3] for row in rows if row[2] and row[0] is not PaperState.DRAFT)
    return replace(tally(open_ones), closed=closed if reader is not None else 0)


@cache
def _grouped() -> sa.Select[PaperState, Outcome, bool, int]:
    is_closed = Paper.id.in_(closed_to(PERSON)).label("is_closed")
    papers = sa.select(Paper.id, Paper.state, is_closed).where(Paper.wip_session_id == SESSION).subquery()
    staged = sa.and_(Decision.paper_id == papers.c.id, Decision.release_id.is_(None))
    return (
        sa.select(papers.c.state, Decision.outcome, papers.c.is_closed, sa.func.count())
        .select_from(papers)
        .outerjoin(Decision, staged)
        .group_by(papers.c.state, Decision.outcome, papers.c.is_closed)
    )


def _staged() -> sa.ColumnElement[bool]:
    return sa.and_(Decision.paper_id == Paper.id, Decision.release_id.is_(None))


def ranking(
    session: Session, wip_session: WipSession, person_id: int, number: int, *, names: bool
) -> Ranking:
    """A page of the papers by mean score, without those on which this leader may not decide. Six statements."""
    sums = tally_of(session, wip_session, person_id)
    hidden = hidden_rows(session, wip_session, person_id)
    total = sums.submitted - sums.withdrawn - sums.closed
    last = max(1, -(-total // PER_PAGE))
    number = min(max(1, number), last)
    rows = session.execute(
        _ranked().limit(PER_PAGE).offset((number - 1) * PER_PAGE),
        {"session_id": wip_session.id, "person_id": person_id},
    ).all()
    ids = [row.id for row in rows]
    authors = names_of(session, ids) if names else {}
    scores = _scores(session, ids)
    at = waiting_places(session, wip_session)
    items = [
        RankedRow(
            number=row.number,
            title=row.title,
            authors=authors.get(row.id, ()),
            career_stage=row.career_stage,
            work_stage=row.work_stage,
            state=row.state,
            reviews_done=row.reviews_done,
            mean=row.score_mean,
            scores=scores.get(row.id, ()),
            shown=Shown(row.version, row.staged or 0, row.staged_version or 0, row.outcome, row.position),
            decided_by=row.name or row.email or "",
            place=at.get(row.id) or row.waiting_position,
        )
        for row in rows
    ]
    return Ranking(Page(items, number, PER_PAGE, total), sums, hidden)


@cache
def _ranked() -> sa.Select[*tuple[Any, ...]]:
    select: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Paper.id,
            Paper.number,
            Paper.title,
            Paper.career_stage,
            Paper.work_stage,
            Paper.state,
            Paper.version,
            Paper.waiting_position,
            Paper.reviews_done,
            Paper.score_mean,
            Decision.id.label("staged"),
            Decision.version.label("staged_version"),
            Decision.outcome,
            Decision.position,
            Person.name,
            Person.email,
        )
        .outerjoin(Decision, _staged())
        .outerjoin(Person, Person.id == Decision.decided_by)
        .where(Paper.wip_session_id == SESSION, Paper.state.in_(SELECTABLE), visible(PERSON))
        .order_by(Paper.score_mean.desc().nulls_last(), Paper.number)
    )
    return select


@cache
def _done() -> sa.Select[int, float | None]:
    return (
        sa.select(Review.paper_id, Review.score)
        .where(Review.paper_id.in_(IDS), Review.state == ReviewState.DONE)
        .order_by(Review.paper_id, Review.score)
    )


def _scores(session: Session, paper_ids: list[int]) -> dict[int, tuple[float, ...]]:
    found: dict[int, tuple[float, ...]] = {}
    rows = session.execute(_done(), {"ids": paper_ids})
    for paper_id, score in rows:
        found[paper_id] = (*found.get(paper_id, ()), score or 0)
    return found


def hidden_rows(session: Session, wip_session: WipSession, person_id: int) -> list[HiddenRow]:
    """The papers in the selection that this leader wrote or has a conflict with, by number."""
    rows = session.execute(_hidden_rows(), {"session_id": wip_session.id, "person_id": person_id})
    return [HiddenRow(number, bool(own_one)) for number, own_one in rows]


@cache
def _hidden_rows() -> sa.Select[int, bool]:
    return (
        sa.select(Paper.number, writes_paper(PERSON))
        .where(Paper.id.in_(closed_to(PERSON)), Paper.wip_session_id == SESSION, Paper.state.in_(SELECTABLE))
        .order_by(Paper.number)
    )


@cache
def _last_place() -> sa.Select[int | None]:
    return sa.select(sa.func.max(Paper.waiting_position)).where(
        Paper.wip_session_id == SESSION, Paper.state == PaperState.WAITING
    )


@cache
def _staged_to_wait() -> sa.Select[int, int | None]:
    return (
        sa.select(Paper.id, Decision.position)
        .join(Decision, _staged())
        .where(Paper.wip_session_id == SESSION, Decision.outcome == Outcome.WAITING_LIST)
        .order_by(Paper.score_mean.desc().nulls_last(), Paper.number)
    )


def waiting_places(session: Session, wip_session: WipSession) -> dict[int, int]:
    """The place that each paper staged for the waiting list will have, by paper id."""
    told = session.scalar(_last_place(), {"session_id": wip_session.id})
    staged = session.execute(_staged_to_wait(), {"session_id": wip_session.id})
    return places(told or 0, [(paper_id, position) for paper_id, position in staged])


def who_took_back(session: Session, paper_ids: Collection[int]) -> dict[int, str]:
    """Who last took back a staged decision on each of these papers."""
    rows = session.execute(
        sa.select(HistoryEvent.paper_id, HistoryEvent.actor_name)
        .where(HistoryEvent.paper_id.in_(paper_ids), HistoryEvent.act == "take back decision")
        .order_by(HistoryEvent.id)
    )
    return {paper_id: name for paper_id, name in rows if paper_id is not None}


def last_release(session: Session, wip_session: WipSession) -> tuple[Release, str] | None:
    """The latest release, and who made it."""
    row = session.execute(
        sa.select(Release, Person.name, Person.email)
        .join(Person, Person.id == Release.released_by)
        .where(Release.wip_session_id == wip_session.id)
        .order_by(Release.id.desc())
        .limit(1)
    ).one_or_none()
    return (row[0], row[1] or row[2]) if row else None


def releases_of(session: Session, wip_session: WipSession) -> list[tuple[Release, str]]:
    """All releases, newest first, with who made each."""
    rows = session.execute(
        sa.select(Release, Person.name, Person.email)
        .join(Person, Person.id == Release.released_by)
        .where(Release.wip_session_id == wip_session.id)
        .order_by(Release.id.desc())
        .limit(50)
    )
    return [(release, name or email) for release, name, email in rows]
