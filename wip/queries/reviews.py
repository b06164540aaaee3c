"""Reads about reviews. What a person may not see is decided here, once, for every read."""

from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.conflicts import ConflictKind, ConflictState
from wip.domain.papers import IN_REVIEW, PaperState
from wip.domain.reviews import ReviewState
from wip.models import Author, Conflict, Draft, Paper, Review, ReviewSettings, WipSession
from wip.queries.bound import IDS, PERSON, SESSION, Bound
from wip.queries.review_settings import reads_given


def writes_paper(person_id: Bound) -> sa.ColumnElement[bool]:
    """SQL, for a select from papers: whether the person is an author, or handed the paper in.

    A person is an e-mail address, so this also covers a co-author named by the same address.
    """
    own = sa.exists().where(Author.paper_id == Paper.id, Author.person_id == person_id)
    return sa.or_(own, Paper.submitter_id == person_id)


def has_conflict(person_id: Bound) -> sa.ColumnElement[bool]:
    """SQL, for a select from papers: whether a confirmed conflict stands between the two, whoever found it."""
    return sa.exists().where(
        Conflict.paper_id == Paper.id,
        Conflict.person_id == person_id,
        Conflict.state == ConflictState.CONFIRMED,
    )


def is_closed(session: Session, paper: Paper, person_id: int) -> bool:
    """Whether a confirmed conflict closes the paper to this person."""
    found = session.scalar(sa.select(has_conflict(person_id)).where(Paper.id == paper.id))
    return bool(found)


def visible(person_id: Bound) -> sa.ColumnElement[bool]:
    """SQL, for a select from papers: neither the person's own paper nor one with a confirmed conflict."""
    return sa.and_(sa.not_(writes_paper(person_id)), sa.not_(has_conflict(person_id)))


def takes_reviews() -> sa.ColumnElement[bool]:
    """SQL, for a select from papers: in review, and not closed by the freeze; the rule of `selection_stages`."""
    frozen = sa.exists().where(
        ReviewSettings.wip_session_id == Paper.wip_session_id, ReviewSettings.frozen_at >= Paper.submitted_at
    )
    return sa.and_(Paper.state.in_(IN_REVIEW), sa.not_(frozen))


def reviewable(person_id: int) -> sa.ColumnElement[bool]:
    """SQL, for a select from papers: whether the person may score the paper now."""
    return sa.and_(Paper.state.in_(IN_REVIEW), visible(person_id))


def may_see(session: Session, paper: Paper, person_id: int) -> bool:
    """Whether the paper's content and reviews are open to this reviewer or leader."""
    seen = session.scalar(
        sa.select(Paper.id).where(
            Paper.id == paper.id,
            Paper.state.not_in([PaperState.DRAFT, PaperState.WITHDRAWN]),
            visible(person_id),
        )
    )
    return seen is not None


def may_read(session: Session, wip_session: WipSession, paper: Paper, person_id: int, *, leads: bool) -> bool:
    """Whether the paper is there for this person to read: as `may_see`, and not given back by them.

    Where papers are assigned, reviewers read those that were given to them; leaders read all.
    """
    if not may_see(session, paper, person_id):
        return False
    mine = own_review(session, paper, person_id)
    if mine is not None:
        return mine.state is not ReviewState.DECLINED
    return not reads_given(session, wip_session, leads=leads)


def closed_to(person_id: Bound) -> sa.CompoundSelect[int]:
    """SQL: ids of all papers, in any session, that `visible` leaves out; found from the person's own rows."""
    own = sa.select(Author.paper_id).where(Author.person_id == person_id)
    sent = sa.select(Paper.id).where(Paper.submitter_id == person_id)
    conflict = sa.select(Conflict.paper_id).where(
        Conflict.person_id == person_id, Conflict.state == ConflictState.CONFIRMED
    )
    return sa.union(own, sent, conflict)


def hidden_papers(session: Session, wip_session: WipSession, person_id: int) -> set[int]:
    """Ids of the session's papers whose reviews and decisions this person may not see."""
    return set(session.scalars(_hidden_papers(), {"session_id": wip_session.id, "person_id": person_id}))


def own_papers(session: Session, wip_session: WipSession, person_id: int) -> set[int]:
    """Ids of the session's papers that the person wrote or handed in."""
    select = sa.select(Paper.id).where(Paper.wip_session_id == wip_session.id, writes_paper(person_id))
    return set(session.scalars(select))


@cache
def _hidden_papers() -> sa.Select[int]:
    return sa.select(Paper.id).where(Paper.wip_session_id == SESSION, Paper.id.in_(closed_to(PERSON)))


@cache
def _names() -> sa.Select[int, str]:
    return (
        sa.select(Author.paper_id, Author.name)
        .where(Author.paper_id.in_(IDS))
        .order_by(Author.paper_id, Author.position)
    )


def names_of(session: Session, paper_ids: list[int]) -> dict[int, tuple[str, ...]]:
    """The authors' names of each paper, in order."""
    found: dict[int, tuple[str, ...]] = {}
    rows = session.execute(_names(), {"ids": paper_ids})
    for paper_id, name in rows:
        found[paper_id] = (*found.get(paper_id, ()), name)
    return found


@dataclass(frozen=True)
class OwnConflict:
    """A paper closed to a reviewer, as they see it: nothing of it but its number.

    `is_own` is one that they declared; of others it is not said who found them, or why.
    """

    number: int
    reason: str
    is_own: bool
    can_take_back: bool


def conflicts_of(session: Session, wip_session: WipSession, person_id: int) -> list[OwnConflict]:
    """The papers of this session that confirmed conflicts close to the person, whoever found them; each once."""
    is_own = Conflict.kind == ConflictKind.REVIEWER
    mine = (
        sa.select(Conflict.paper_id, is_own.label("is_own"), Conflict.reason)
        .where(Conflict.person_id == person_id, Conflict.state == ConflictState.CONFIRMED)
        .cte("mine")
        .prefix_with("MATERIALIZED")
    )
    rows = session.execute(
        sa.select(Paper.number, mine.c.is_own, mine.c.reason, Paper.state)
        .join(mine, mine.c.paper_id == Paper.id)
        .where(
            Paper.wip_session_id == wip_session.id,
            Paper.state.not_in([PaperState.DRAFT, PaperState.WITHDRAWN]),
            sa.not_(writes_paper(person_id)),
        )
        .order_by(Paper.number, mine.c.is_own)
        .limit(600)
    )
    # What they declared themselves comes last, and so is what is kept of a paper with several.
    found = {
        n: OwnConflict(n, reason if own else "", bool(own), bool(own) and state in IN_REVIEW)
        for n, own, reason, state in rows
    }
    return list(found.values())


@dataclass(frozen=True)
class GivenBack:
    """A paper that its reviewer gave back, and why. `is_open`: it can still be reviewed, so they may take it again."""

    number: int
    title: str
    reason: str
    is_open: bool


def given_back_by(session: Session, wip_session: WipSession, person_id: int) -> list[GivenBack]:
    """What the person gave back and may still see, by number; one statement."""
    rows = session.execute(
        sa.select(Paper.number, Paper.title, Review.decline_reason, takes_reviews())
        .join(Review, Review.paper_id == Paper.id)
        .where(
            Paper.wip_session_id == wip_session.id,
            Review.person_id == person_id,
            Review.state == ReviewState.DECLINED,
            Paper.state.not_in([PaperState.DRAFT, PaperState.WITHDRAWN]),
            visible(person_id),
        )
        .order_by(Paper.number)
        .limit(200)
    )
    return [GivenBack(number, title, reason, bool(is_open)) for number, title, reason, is_open in rows]


def own_review(session: Session, paper: Paper, person_id: int) -> Review | None:
    """The person's review of the paper, as it is in the database now."""
    return session.scalar(
        sa.select(Review)
        .where(Review.paper_id == paper.id, Review.person_id == person_id)
        .execution_options(populate_existing=True)
    )


def saved_version(review: Review | None) -> int:
    """The version that its reviewer has saved; 0 as long as nothing has been, whoever assigned the paper meanwhile."""
    return 0 if review is None or review.state is ReviewState.ASSIGNED else review.version


def newest_draft(session: Session, paper: Paper) -> Draft | None:
    """The latest version of the paper's draft."""
    return session.scalar(
        sa.select(Draft).where(Draft.paper_id == paper.id).order_by(Draft.number.desc()).limit(1)
    )
