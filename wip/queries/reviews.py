"""Reads about reviews. What a person may not see is decided here, once, for every read."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from wip.domain.papers import IN_REVIEW, CareerStage, PaperState, WorkStage
from wip.domain.reviews import ReviewState
from wip.models import Author, Draft, Paper, Person, Review, WipSession
from wip.queries.pages import Page

PER_PAGE = 25


def writes_paper(person_id: int) -> sa.ColumnElement[bool]:
    """SQL, for a select from papers: whether the person is an author, or handed the paper in.

    A person is an e-mail address, so this also covers a co-author named by the same address.
    """
    own = sa.exists().where(Author.paper_id == Paper.id, Author.person_id == person_id)
    return sa.or_(own, Paper.submitter_id == person_id)


def has_conflict(person_id: int) -> sa.ColumnElement[bool]:
    """SQL, for a select from papers: whether the person declared a conflict."""
    return sa.exists().where(
        Review.paper_id == Paper.id,
        Review.person_id == person_id,
        Review.state == ReviewState.CONFLICT,
    )


def visible(person_id: int) -> sa.ColumnElement[bool]:
    """SQL, for a select from papers: neither the person's own paper nor one with a declared conflict."""
    return sa.and_(sa.not_(writes_paper(person_id)), sa.not_(has_conflict(person_id)))


def reviewable(person_id: int) -> sa.ColumnElement[bool]:
    """SQL, for a select from papers: whether the person may score the paper now."""
    return sa.and_(Paper.state.in_(IN_REVIEW), visible(person_id))


def may_see(session: Session, paper: Paper, person_id: int) -> bool:
    """Whether the paper's content and reviews are open to this reviewer or leader."""
    seen = session.scalar(
        sa.select(Paper.id).where(
            Paper.id == paper.id, Paper.state != PaperState.DRAFT, visible(person_id)
        )
    )
    return seen is not None


def hidden_papers(
    session: Session, wip_session: WipSession, person_id: int
) -> set[int]:
    """Ids of the session's papers whose reviews and decisions this person may not see."""
    own = sa.select(Author.paper_id).join(Paper).where(Author.person_id == person_id)
    sent = sa.select(Paper.id).where(Paper.submitter_id == person_id)
    conflict = (
        sa.select(Review.paper_id)
        .join(Paper)
        .where(Review.person_id == person_id, Review.state == ReviewState.CONFLICT)
    )
    parts = [
        part.where(Paper.wip_session_id == wip_session.id)
        for part in (own, sent, conflict)
    ]
    return set(session.scalars(sa.union(*parts)))


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
        _queue_rows(wip_session, person_id, done=done)
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    ).all()
    authors = names_of(session, [row.id for row in rows]) if names else {}
    items = [
        QueueRow(row[1], row[2], authors.get(row[0], ()), *row[3:]) for row in rows
    ]
    return Queue(Page(items, number, PER_PAGE, total), to_do, mine)


def _queue_rows(
    wip_session: WipSession, person_id: int, *, done: bool
) -> sa.Select[tuple[int, ...]]:
    mine = aliased(Review)
    select: sa.Select[tuple[int, ...]] = (
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
        .outerjoin(
            mine, sa.and_(mine.paper_id == Paper.id, mine.person_id == person_id)
        )
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


def _counts(
    session: Session, wip_session: WipSession, person_id: int
) -> tuple[int, int]:
    """How many papers wait for the person, and how many they have done: sums of what indexes answer."""
    here = sa.and_(
        Paper.wip_session_id == wip_session.id, Paper.state == PaperState.SUBMITTED
    )
    in_review = (
        sa.select(sa.func.count()).select_from(Paper).where(here).scalar_subquery()
    )
    own_ids = sa.union(
        sa.select(Author.paper_id)
        .join(Paper)
        .where(Author.person_id == person_id, here),
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


def names_of(session: Session, paper_ids: list[int]) -> dict[int, tuple[str, ...]]:
    """The authors' names of each paper, in order."""
    found: dict[int, tuple[str, ...]] = {}
    rows = session.execute(
        sa.select(Author.paper_id, Author.name)
        .where(Author.paper_id.in_(paper_ids))
        .order_by(Author.paper_id, Author.position)
    )
    for paper_id, name in rows:
        found[paper_id] = (*found.get(paper_id, ()), name)
    return found


def next_to_review(
    session: Session, wip_session: WipSession, person_id: int, besides: int
) -> int | None:
    """The number of the least reviewed paper that the person has not done, other than `besides`."""
    found: int | None = session.scalar(
        _queue_rows(wip_session, person_id, done=False)
        .where(Paper.number != besides)
        .with_only_columns(Paper.number)
        .limit(1)
    )
    return found


@dataclass(frozen=True)
class DeclaredConflict:
    """A conflict as its reviewer sees it: nothing of the paper but its number."""

    number: int
    reason: str
    version: int
    can_take_back: bool


def conflicts_of(
    session: Session, wip_session: WipSession, person_id: int
) -> list[DeclaredConflict]:
    """The conflicts that the person declared in this session."""
    rows = session.execute(
        sa.select(Paper.number, Review.conflict_reason, Review.version, Paper.state)
        .join(Paper, Paper.id == Review.paper_id)
        .where(
            Paper.wip_session_id == wip_session.id,
            Review.person_id == person_id,
            Review.state == ReviewState.CONFLICT,
            sa.not_(writes_paper(person_id)),
        )
        .order_by(Paper.number)
        .limit(200)
    )
    return [
        DeclaredConflict(n, reason, version, state in IN_REVIEW)
        for n, reason, version, state in rows
    ]


def own_review(session: Session, paper: Paper, person_id: int) -> Review | None:
    """The person's review of the paper, as it is in the database now."""
    return session.scalar(
        sa.select(Review)
        .where(Review.paper_id == paper.id, Review.person_id == person_id)
        .execution_options(populate_existing=True)
    )


@dataclass(frozen=True)
class OtherReview:
    """Somebody else's finished review."""

    name: str
    score: int
    comment: str
    comment_to_author: str


def other_reviews(session: Session, paper: Paper, person_id: int) -> list[OtherReview]:
    """Finished reviews of the paper by others. To be shown only to one whose own is done."""
    rows = session.execute(
        sa.select(
            Person.name,
            Person.email,
            Review.score,
            Review.comment,
            Review.comment_to_author,
        )
        .join(Person, Person.id == Review.person_id)
        .where(
            Review.paper_id == paper.id,
            Review.person_id != person_id,
            Review.state == ReviewState.DONE,
        )
        .order_by(Review.id)
    )
    return [
        OtherReview(name or email, score or 0, comment, told)
        for name, email, score, comment, told in rows
    ]


def newest_draft(session: Session, paper: Paper) -> Draft | None:
    """The latest version of the paper's draft."""
    return session.scalar(
        sa.select(Draft)
        .where(Draft.paper_id == paper.id)
        .order_by(Draft.number.desc())
        .limit(1)
    )
