"""Reads about who reads what: pages of papers with their readers, and what each reader has."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.assigning import Pair
from wip.domain.conflicts import ConflictState
from wip.domain.papers import IN_REVIEW
from wip.domain.reviews import AssignedHow, ReviewState
from wip.models import Author, Call, Conflict, Paper, Person, Review, WipSession
from wip.queries.call_parts import topics_of
from wip.queries.pages import Page, page_of
from wip.queries.readers import ReaderRow
from wip.queries.reviews import closed_to

HAS_PAPER = (ReviewState.ASSIGNED, ReviewState.IN_PROGRESS, ReviewState.DONE, ReviewState.ABSTAINED)
ANSWERED = (ReviewState.DONE, ReviewState.ABSTAINED)
"""States in which a reader reads, or has read, the paper."""


@dataclass(frozen=True)
class ReviewRow:
    """One reader of one paper."""

    id: int
    paper_id: int
    number: int
    title: str
    person_id: int
    name: str
    state: ReviewState
    how: AssignedHow
    why: str
    locked: bool
    decline_reason: str
    version: int

    @property
    def reads(self) -> bool:
        """Whether the paper is with this reader, or was."""
        return self.state in HAS_PAPER

    @property
    def begun(self) -> bool:
        """Whether taking the paper back would lose what was written."""
        return self.state not in {ReviewState.ASSIGNED, ReviewState.DECLINED}


@dataclass(frozen=True)
class PaperRow:
    """One paper and who reads it."""

    id: int
    number: int
    title: str
    readers: tuple[ReviewRow, ...]

    @property
    def reading(self) -> int:
        """How many have it, or have answered."""
        return sum(row.reads for row in self.readers)


@dataclass(frozen=True)
class Sums:
    """The session's papers in review that this leader sees: how many there are, and how many readings they lack."""

    papers: int
    lacking_papers: int
    lacking: int
    hidden: int


def _open_papers(wip_session: WipSession, viewer: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        Paper.wip_session_id == wip_session.id,
        Paper.state.in_(IN_REVIEW),
        Paper.id.not_in(closed_to(viewer)),
    )


def _given() -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .where(Review.paper_id == Paper.id, Review.state.in_(HAS_PAPER))
        .correlate(Paper)
        .scalar_subquery()
    )


def papers_page(
    session: Session, wip_session: WipSession, viewer: int, number: int, *, lacking: int | None = None
) -> Page[PaperRow]:
    """A page of the papers in review, with everybody who was given each; with `lacking` those that have fewer readers.

    Papers that are closed to the viewer are left out. Three statements.
    """
    select = sa.select(Paper.id, Paper.number, Paper.title).where(_open_papers(wip_session, viewer))
    if lacking is not None:
        select = select.where(_given() < lacking)
    page = page_of(session, select.order_by(Paper.number), number)
    rows = _by_paper(session, [row.id for row in page.items])
    items = [PaperRow(row.id, row.number, row.title, tuple(rows[row.id])) for row in page.items]
    return Page(items, page.number, page.per_page, page.total)


def sums_of(session: Session, wip_session: WipSession, viewer: int, each: int) -> Sums:
    """How the session stands; one statement."""
    lack = sa.case((_given() < each, each - _given()), else_=0).label("lack")
    seen = (
        sa.select(Paper.id.in_(closed_to(viewer)).label("hidden"), lack)
        .where(Paper.wip_session_id == wip_session.id, Paper.state.in_(IN_REVIEW))
        .subquery()
    )
    open_ = sa.not_(seen.c.hidden)
    row = session.execute(
        sa.select(
            sa.func.count().filter(open_),
            sa.func.count().filter(open_, seen.c.lack > 0),
            sa.func.coalesce(sa.func.sum(seen.c.lack).filter(open_), 0),
            sa.func.count().filter(seen.c.hidden),
        )
    ).one()
    return Sums(*row)


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Review.id, Review.paper_id, Paper.number, Paper.title, Review.person_id,
            sa.func.coalesce(sa.func.nullif(Person.name, ""), Person.email),
            Review.state, Review.assigned_how, Review.assigned_why, Review.locked, Review.decline_reason, Review.version,
        )
        .join(Paper, Paper.id == Review.paper_id)
        .join(Person, Person.id == Review.person_id)
    )  # fmt: skip


def _by_paper(session: Session, ids: Sequence[int]) -> Mapping[int, list[ReviewRow]]:
    """A declared conflict shows on nobody's page of readers: it is the conflicts page that tells of it."""
    found: dict[int, list[ReviewRow]] = defaultdict(list)
    rows = session.execute(
        _rows()
        .where(Review.paper_id.in_(ids), Review.state != ReviewState.CONFLICT)
        .order_by(Review.paper_id, sa.func.lower(Person.name), Person.email_key)
    )
    for row in rows:
        found[row[1]].append(ReviewRow(*row))
    return found


def readers_of_paper(session: Session, paper: Paper) -> list[ReviewRow]:
    """Everybody who was given this paper."""
    return _by_paper(session, [paper.id])[paper.id]


def papers_of_reader(
    session: Session, wip_session: WipSession, person_id: int, viewer: int
) -> list[ReviewRow]:
    """What one reader was given, without papers closed to the viewer; by number."""
    rows = session.execute(
        _rows()
        .where(
            Review.person_id == person_id,
            Review.state != ReviewState.CONFLICT,
            _open_papers(wip_session, viewer),
        )
        .order_by(Paper.number)
    )
    return [ReviewRow(*row) for row in rows]


def load_of(session: Session, wip_session: WipSession, viewer: int) -> dict[int, Counter[ReviewState]]:
    """How many papers in review each person has, by state, without those closed to the viewer; one statement."""
    rows = session.execute(
        sa.select(Review.person_id, Review.state, sa.func.count())
        .join(Paper, Paper.id == Review.paper_id)
        .where(
            Paper.wip_session_id == wip_session.id,
            Paper.state.in_(IN_REVIEW),
            Paper.id.not_in(closed_to(viewer)),
        )
        .group_by(Review.person_id, Review.state)
    )
    found: dict[int, Counter[ReviewState]] = defaultdict(Counter)
    for person_id, state, number in rows:
        found[person_id][state] = number
    return found


def waiting_for(session: Session, wip_session: WipSession, person_ids: Sequence[int]) -> dict[int, int]:
    """How many papers were given to each and are not answered; one statement."""
    rows = session.execute(
        sa.select(Review.person_id, sa.func.count())
        .join(Paper, Paper.id == Review.paper_id)
        .where(
            Review.person_id.in_(person_ids),
            Review.state.in_([ReviewState.ASSIGNED, ReviewState.IN_PROGRESS]),
            Paper.wip_session_id == wip_session.id,
            Paper.state.in_(IN_REVIEW),
        )
        .group_by(Review.person_id)
    )
    return {row[0]: row[1] for row in rows}


def kept_apart(session: Session, wip_session: WipSession) -> frozenset[Pair]:
    """Pairs that must not be: authors and who handed a paper in, and conflicts that stand or wait for judgement; one statement."""
    here = sa.and_(Paper.wip_session_id == wip_session.id, Paper.state.in_(IN_REVIEW))
    authors = (
        sa.select(Author.paper_id, Author.person_id).join(Paper, Paper.id == Author.paper_id).where(here)
    )
    sent = sa.select(Paper.id, Paper.submitter_id).where(here)
    conflicts = (
        sa.select(Conflict.paper_id, Conflict.person_id)
        .join(Paper, Paper.id == Conflict.paper_id)
        .where(here, Conflict.state != ConflictState.DISMISSED)
    )
    rows: sa.Result[*tuple[Any, ...]] = session.execute(
        sa.union(authors.where(Author.person_id.is_not(None)), sent, conflicts)
    )
    return frozenset((row[0], row[1]) for row in rows)


def topic_names(session: Session, call: Call) -> dict[int, str]:
    """The call's topics by id, in their order."""
    return {topic.id: topic.name for topic in topics_of(session, call)}


class Cell(StrEnum):
    """What a box of the grid stands for."""

    FREE = "free"
    GIVEN = "given"
    FIXED = "fixed"
    BEGUN = "begun"
    DONE = "done"
    DECLINED = "declined"
    APART = "apart"


def cells_of(
    session: Session, wip_session: WipSession, papers: Sequence[PaperRow], readers: Sequence[ReaderRow]
) -> dict[Pair, Cell]:
    """Each paper with each reader; one statement. Why two are kept apart is not told: it may name an author."""
    apart = kept_apart(session, wip_session)
    found = {}
    for paper in papers:
        rows = {row.person_id: row for row in paper.readers}
        for reader in readers:
            pair, row = (paper.id, reader.person.id), rows.get(reader.person.id)
            reads = row is not None and row.reads
            found[pair] = Cell.APART if pair in apart and not reads else _cell(row)
    return found


def _cell(row: ReviewRow | None) -> Cell:
    if row is None:
        return Cell.FREE
    if row.state is ReviewState.DECLINED:
        return Cell.DECLINED
    if row.begun:
        return Cell.BEGUN if row.state is ReviewState.IN_PROGRESS else Cell.DONE
    return Cell.FIXED if row.locked else Cell.GIVEN


def given_pairs(session: Session, wip_session: WipSession) -> dict[Pair, ReviewState]:
    """Who has, or has answered, which paper in review, and how their review stands; one statement."""
    rows = session.execute(
        sa.select(Review.paper_id, Review.person_id, Review.state)
        .join(Paper, Paper.id == Review.paper_id)
        .where(
            Paper.wip_session_id == wip_session.id,
            Paper.state.in_(IN_REVIEW),
            Review.state.in_(HAS_PAPER),
        )
    )
    return {(row[0], row[1]): row[2] for row in rows}


def open_papers(session: Session, wip_session: WipSession, viewer: int) -> list[tuple[int, int, str]]:
    """Id, number and title of each paper in review that is open to the viewer."""
    rows = session.execute(
        sa.select(Paper.id, Paper.number, Paper.title)
        .where(_open_papers(wip_session, viewer))
        .order_by(Paper.number)
    )
    return [(row[0], row[1], row[2]) for row in rows]
