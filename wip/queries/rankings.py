"""Reads for the selection: the ranked table, and the waiting list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.papers import CareerStage, PaperState, WorkStage
from wip.domain.reviews import Outcome, ReviewState
from wip.domain.selection import SELECTABLE, Shown, Tally, places, possible, tally
from wip.models import Decision, Paper, Person, Release, Review, WipSession
from wip.queries.bound import IDS, PERSON, SESSION
from wip.queries.pages import Page
from wip.queries.reviews import closed_to, names_of, visible
from wip.queries.selection_papers import HiddenRow, hidden_rows
from wip.queries.selection_queries import SelectionQuery, SelectionSort, conditions
from wip.queries.selection_ranks import Standing, negative, standing_of, standing_on_page
from wip.queries.selection_rows import joined, outcome, position

PER_PAGE = 30


@dataclass(frozen=True)
class RankedRow:
    """One paper of the ranked table. `authors` is empty where names are hidden, scores and rank where those are.

    `rank` is its place by what the table is sorted by, among the papers that this leader may see; `tied` papers share
    it. `frozen_rank` is the same of the frozen ranking.
    """

    number: int
    title: str
    authors: tuple[str, ...]
    career_stage: CareerStage | None
    work_stage: WorkStage | None
    state: PaperState
    reviews_done: int
    mean: float | None
    adjusted: float | None
    scores: tuple[float, ...]
    rank: int | None
    tied: int
    frozen_rank: int | None
    frozen_tied: int
    frozen_outcome: Outcome | None
    shown: Shown
    decided_by: str
    reason: str
    place: int | None

    @property
    def options(self) -> tuple[Outcome, ...]:
        """The decisions that can be made on it."""
        return possible(self.state)


@dataclass(frozen=True)
class Ranking:
    """One page of the ranked table, and the papers that are not on any of this leader's."""

    page: Page[RankedRow]
    hidden: list[HiddenRow]


@dataclass(frozen=True)
class Known:
    """What a page knows before it reads the ranking: how many papers there are, how many are closed, whether it is frozen."""

    papers: int
    closed: int
    frozen: bool


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
    waits = sa.and_(Decision.paper_id == papers.c.id, Decision.release_id.is_(None))
    return (
        sa.select(papers.c.state, Decision.outcome, papers.c.is_closed, sa.func.count())
        .select_from(papers)
        .outerjoin(Decision, waits)
        .group_by(papers.c.state, Decision.outcome, papers.c.is_closed)
    )


def ranking(
    session: Session,
    wip_session: WipSession,
    person_id: int,
    number: int,
    *,
    names: bool,
    query: SelectionQuery | None = None,
    scenario_id: int | None = None,
    adjusted: Mapping[int, float] | None = None,
    known: Known | None = None,
    scores: bool = True,
) -> Ranking:
    """A page of the papers by score, without those on which this leader may not decide. A fixed number of statements.

    With `scenario_id` the decisions are those of a what-if copy. `adjusted` are the adjusted means by paper id. What the
    page has counted already (`known`) is not counted again. Without `scores` the papers stand by number, and nothing
    tells how one was scored.
    """
    query, copy = query or SelectionQuery(), scenario_id is not None
    bound = {"session_id": wip_session.id, "person_id": person_id}
    chosen = bound | ({"scenario_id": scenario_id} if copy else {})
    is_plain = known is not None and not known.frozen and query == SelectionQuery()
    standing = Standing.unknown(known.papers) if known and is_plain else standing_of(session, bound)
    if query.sort is SelectionSort.ADJUSTED:
        rows, total, number = _by_adjusted(session, chosen, query, adjusted or {}, number, copy=copy)
    else:
        rows, total, number = _by_column(
            session, chosen, query, standing.papers, number, copy=copy, scores=scores
        )
    if is_plain:
        standing = standing_on_page(session, bound, [row.score_mean for row in rows], total)
    ids = [row.id for row in rows]
    authors = names_of(session, ids) if names else {}
    given = _scores(session, ids) if scores else {}
    waits = scores and any(row.outcome is Outcome.WAITING_LIST for row in rows)
    at = waiting_places(session, wip_session, scenario_id) if waits else {}
    if query.sort is SelectionSort.ADJUSTED:
        standing = standing.by(adjusted or {})
    items = [
        RankedRow(
            number=row.number,
            title=row.title,
            authors=authors.get(row.id, ()),
            career_stage=row.career_stage,
            work_stage=row.work_stage,
            state=row.state,
            reviews_done=row.reviews_done,
            mean=row.score_mean if scores else None,
            adjusted=(adjusted or {}).get(row.id),
            scores=given.get(row.id, ()),
            rank=standing.ranks.rank(_key(row, query, adjusted)) if scores else None,
            tied=standing.ranks.tied(_key(row, query, adjusted)),
            frozen_rank=standing.frozen.rank(negative(row.frozen_rank)),
            frozen_tied=standing.frozen.tied(negative(row.frozen_rank)),
            frozen_outcome=row.frozen_outcome,
            shown=_shown(row, scenario_id),
            decided_by=row.name or row.email or "",
            reason=row.reason or "",
            place=at.get(row.id) or row.waiting_position,
        )
        for row in rows
    ]
    hidden = hidden_rows(session, wip_session, person_id) if known is None or known.closed else []
    return Ranking(Page(items, number, PER_PAGE, total), hidden)


def _key(row: Any, query: SelectionQuery, adjusted: Mapping[int, float] | None) -> float | None:
    mean: float | None = row.score_mean
    return (adjusted or {}).get(row.id) if query.sort is SelectionSort.ADJUSTED else mean


def _shown(row: Any, scenario_id: int | None) -> Shown:
    """A copy's rows carry the copy's id where the real ones carry their decision's."""
    if scenario_id is not None:
        return Shown(row.version, scenario_id, 0, row.outcome, row.position)
    return Shown(row.version, row.staged or 0, row.staged_version or 0, row.outcome, row.position)


Found = tuple[Sequence[Any], int, int]
"""The rows of a page, how many rows there are on all, and the page's number."""


def _by_column(
    session: Session,
    bound: dict[str, Any],
    query: SelectionQuery,
    papers: int,
    number: int,
    *,
    copy: bool,
    scores: bool,
) -> Found:
    select, total = _ranked(copy=copy, sort=query.sort, scores=scores), papers
    if query.filters:
        select = select.where(*conditions(query, copy=copy))
        total = (
            session.scalar(sa.select(sa.func.count()).select_from(select.order_by(None).subquery()), bound)
            or 0
        )
    number = min(max(1, number), max(1, -(-total // PER_PAGE)))
    select = select.limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    return session.execute(select, bound).all(), total, number


def _by_adjusted(
    session: Session,
    bound: dict[str, Any],
    query: SelectionQuery,
    means: Mapping[int, float],
    number: int,
    *,
    copy: bool,
) -> Found:
    select = _ranked(copy=copy, sort=SelectionSort.RAW)
    ids = select.with_only_columns(Paper.id).where(*conditions(query, copy=copy))
    # Unscored papers come last; the sort is stable, so equal ones stay in the order of their raw means.
    order = sorted(session.scalars(ids, bound), key=lambda paper_id: -means.get(paper_id, 0.0))
    total = len(order)
    number = min(max(1, number), max(1, -(-total // PER_PAGE)))
    here = order[(number - 1) * PER_PAGE : number * PER_PAGE]
    rows = session.execute(select.where(Paper.id.in_(here)), bound).all()
    return sorted(rows, key=lambda row: here.index(row.id)), total, number


@cache
def _ranked(*, copy: bool, sort: SelectionSort, scores: bool = True) -> sa.Select[*tuple[Any, ...]]:
    select: sa.Select[*tuple[Any, ...]] = sa.select(
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
        Paper.frozen_rank,
        Paper.frozen_outcome,
        Decision.id.label("staged"),
        Decision.version.label("staged_version"),
        Decision.reason,
        outcome(copy=copy).label("outcome"),
        position(copy=copy).label("position"),
        Person.name,
        Person.email,
    )
    frozen = (Paper.frozen_rank.asc().nulls_last(),) if sort is SelectionSort.FROZEN else ()
    order = (*frozen, Paper.score_mean.desc().nulls_last()) if scores else ()
    return (
        joined(select, copy=copy)
        .outerjoin(Person, Person.id == Decision.decided_by)
        .where(Paper.wip_session_id == SESSION, Paper.state.in_(SELECTABLE), visible(PERSON))
        .order_by(*order, Paper.number)
    )


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


@cache
def _last_place() -> sa.Select[int | None]:
    return sa.select(sa.func.max(Paper.waiting_position)).where(
        Paper.wip_session_id == SESSION, Paper.state == PaperState.WAITING
    )


@cache
def _staged_to_wait(*, copy: bool) -> sa.Select[*tuple[Any, ...]]:
    select: sa.Select[*tuple[Any, ...]] = sa.select(Paper.id, position(copy=copy))
    return (
        joined(select, copy=copy)
        .where(Paper.wip_session_id == SESSION, outcome(copy=copy) == Outcome.WAITING_LIST)
        .order_by(Paper.score_mean.desc().nulls_last(), Paper.number)
    )


def waiting_places(
    session: Session, wip_session: WipSession, scenario_id: int | None = None
) -> dict[int, int]:
    """The place that each paper staged for the waiting list (in a copy: chosen) will have, by paper id."""
    bound = {"session_id": wip_session.id}
    told = session.scalar(_last_place(), bound)
    copy = {} if scenario_id is None else {"scenario_id": scenario_id}
    rows = session.execute(_staged_to_wait(copy=bool(copy)), bound | copy)
    return places(told or 0, [(row[0], row[1]) for row in rows])


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
