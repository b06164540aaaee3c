"""Reads about commenters: who offered, who is asked about which paper, and what is still missing."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from wip.domain.commissions import LIVE, CommissionState
from wip.domain.papers import PRESENTING
from wip.models import Commenter, Commission, HistoryEvent, Paper
from wip.queries.pages import Page, page_of
from wip.queries.reviews import closed_to, has_conflict

CANDIDATES_SHOWN = 6


@dataclass(frozen=True)
class Counts:
    """Commissions of one paper: `asked` wait for an answer, `accepted` have one."""

    asked: int = 0
    accepted: int = 0


@dataclass(frozen=True)
class Volunteer:
    """Somebody who offered, with the number of papers that they are asked about or have accepted.

    `reason` says in words how they suit a paper, where one is at hand.
    """

    commenter: Commenter
    load: int
    reason: str = ""

    @property
    def is_free(self) -> bool:
        """Whether another paper fits into what they offered."""
        return not self.commenter.withdrawn and self.load < self.commenter.papers_max


@dataclass(frozen=True)
class Place:
    """A presenting paper, its commissions, and some volunteers who could be asked."""

    paper: Paper
    needed: int
    commissions: Sequence[Commission]
    candidates: Sequence[Volunteer]
    called_in: Collection[int] = ()
    """Ids of the commissions of standbys who were called in."""

    @property
    def counts(self) -> Counts:
        """How many are asked and how many have accepted."""
        states = [commission.state for commission in self.commissions if not commission.is_standby]
        return Counts(states.count(CommissionState.OFFERED), states.count(CommissionState.ACCEPTED))

    @property
    def standbys(self) -> int:
        """How many stand by, ready to step in."""
        return sum(each.is_standby and each.state is CommissionState.ACCEPTED for each in self.commissions)

    @property
    def has_asked_enough(self) -> bool:
        """Whether the paper would be complete if everybody asked accepted."""
        return self.counts.accepted + self.counts.asked >= self.needed

    @property
    def is_complete(self) -> bool:
        """Whether as many have accepted as the call says."""
        return self.counts.accepted >= self.needed


@dataclass(frozen=True)
class Summary:
    """The whole session in six numbers; `to_ask` counts papers of which too few have been asked as yet."""

    papers: int
    complete: int
    to_ask: int
    volunteers: int
    free_places: int
    waiting: int


def commenter_counts(session: Session, wip_session_id: int) -> dict[int, Counts]:
    """Per paper id, how many commenters are asked and how many have accepted; papers without any are left out."""
    rows = session.execute(
        sa.select(Commission.paper_id, _number(CommissionState.OFFERED), _number(CommissionState.ACCEPTED))
        .join(Commission.paper)
        .where(
            Paper.wip_session_id == wip_session_id,
            Commission.state.in_(LIVE),
            Commission.is_standby.is_(False),
        )
        .group_by(Commission.paper_id)
    )
    return {paper: Counts(asked, accepted) for paper, asked, accepted in rows}


def summary(session: Session, wip_session_id: int, needed: int, reader: int = 0) -> Summary:
    """What is done and what is missing, in two statements; without papers that a conflict closes to the reader."""
    live = _accepted() + _of_paper(CommissionState.OFFERED)
    papers, complete, to_ask, waiting = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(sa.case((_accepted() >= needed, 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((live < needed, 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(_of_paper(CommissionState.OFFERED)), 0),
        ).where(*_presenting(wip_session_id, reader))
    ).one()
    room = sa.case((Commenter.papers_max > _load(), Commenter.papers_max - _load()), else_=0)
    volunteers, free = session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(room), 0)).where(
            Commenter.wip_session_id == wip_session_id, Commenter.withdrawn.is_(False)
        )
    ).one()
    # PostgreSQL sums counts as decimals.
    return Summary(papers, int(complete), int(to_ask), volunteers, int(free), int(waiting))


def board(
    session: Session,
    wip_session_id: int,
    needed: int,
    number: int = 1,
    *,
    only_missing: bool = False,
    reader: int = 0,
) -> Page[Place]:
    """A page of presenting papers with their commenters, in four statements; who could be asked is for `suitable`.

    Papers that a conflict closes to the reader (by id) are not among them.
    """
    papers = (
        sa.select(Paper)
        .where(*_presenting(wip_session_id, reader))
        .order_by(Paper.number)
        .options(selectinload(Paper.authors))
    )
    if only_missing:
        papers = papers.where(_accepted() < needed)
    page = page_of(session, papers, number, per_page=10)
    asked = _commissions(session, [paper.id for paper in page.items])
    called = _called_in(session, [paper.id for paper in page.items])
    return replace(page, items=[Place(paper, needed, asked[paper.id], (), called) for paper in page.items])


def _presenting(wip_session_id: int, reader: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Paper.wip_session_id == wip_session_id,
        Paper.state.in_(PRESENTING),
        sa.not_(has_conflict(reader)),
    )


def place(session: Session, paper: Paper, needed: int) -> Place:
    """One paper with its commissions; who could be asked is for `suitable`."""
    called = _called_in(session, [paper.id])
    return Place(paper, needed, _commissions(session, [paper.id])[paper.id], (), called)


def _called_in(session: Session, paper_ids: Sequence[int]) -> frozenset[int]:
    """Commissions of these papers whose standby was once called in, by a leader or by itself; one statement."""
    called = (HistoryEvent.paper_id.in_(paper_ids), HistoryEvent.act == "call standby")
    return frozenset(session.scalars(sa.select(HistoryEvent.thing_id).where(*called)))


def presenting_titles(session: Session, wip_session_id: int, reader: int) -> list[tuple[int, str]]:
    """Number and title of each presenting paper."""
    rows = session.execute(
        sa.select(Paper.number, Paper.title)
        .where(*_presenting(wip_session_id, reader))
        .order_by(Paper.number)
    )
    return [(number, title) for number, title in rows]


def commissions_of(session: Session, commenter: Commenter) -> Sequence[Commission]:
    """The commenter's commissions with their papers and authors, in two statements; none of a paper closed to them."""
    return session.scalars(
        sa.select(Commission)
        .where(
            Commission.commenter_id == commenter.id,
            Commission.paper_id.not_in(closed_to(commenter.person_id)),
        )
        .options(joinedload(Commission.paper).selectinload(Paper.authors))
        .order_by(Commission.id)
    ).all()


def _commissions(session: Session, paper_ids: Sequence[int]) -> dict[int, list[Commission]]:
    found: dict[int, list[Commission]] = defaultdict(list)
    rows = session.scalars(
        sa.select(Commission)
        .where(Commission.paper_id.in_(paper_ids))
        .options(joinedload(Commission.commenter).joinedload(Commenter.person))
        .order_by(Commission.id)
    )
    for commission in rows:
        found[commission.paper_id].append(commission)
    return found


def _number(state: CommissionState) -> sa.ColumnElement[int]:
    return sa.func.count().filter(Commission.state == state)


def _of_paper(state: CommissionState) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .where(Commission.paper_id == Paper.id, Commission.state == state, Commission.is_standby.is_(False))
        .correlate(Paper)
        .scalar_subquery()
    )


def _accepted() -> sa.ScalarSelect[int]:
    return _of_paper(CommissionState.ACCEPTED)


def _load() -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .where(Commission.commenter_id == Commenter.id, Commission.state.in_(LIVE))
        .correlate(Commenter)
        .scalar_subquery()
    )
