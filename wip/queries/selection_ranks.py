"""Reads of ranks: of the mean scores as they are, and of the frozen ranking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.papers import PaperState
from wip.domain.selection import SELECTABLE, Ranks
from wip.models import Paper, WipSession
from wip.queries.bound import PERSON, SESSION
from wip.queries.reviews import closed_to


def negative(rank: int | None) -> float | None:
    """So that the first of a ranking counts as its highest."""
    return None if rank is None else -float(rank)


@dataclass(frozen=True)
class Standing:
    """The ranks of all that the leader may see, and how many papers that is."""

    ranks: Ranks
    frozen: Ranks
    papers: int

    @classmethod
    def unknown(cls, papers: int) -> "Standing":
        """Before a page has been read: only how many papers there are."""
        return cls(Ranks.of(()), Ranks.of(()), papers)

    def by(self, means: Mapping[int, float]) -> "Standing":
        """Ranked by other means, by paper id."""
        return Standing(Ranks.of((mean, 1) for mean in means.values()), self.frozen, self.papers)


def standing_of(session: Session, bound: dict[str, int]) -> Standing:
    """Of all papers, in one statement that reads each."""
    rows = session.execute(_means(), bound).all()
    return Standing(
        Ranks.of((mean, number) for mean, _, number in rows),
        Ranks.of((negative(rank), number) for _, rank, number in rows),
        sum(number for _, _, number in rows),
    )


def standing_on_page(
    session: Session, bound: dict[str, int], means: Sequence[float | None], papers: int
) -> Standing:
    """Of the papers on one page of the ranking by mean, in one statement that reads no further than its last score."""
    known = [mean for mean in means if mean is not None]
    if not known:
        return Standing.unknown(papers)
    row = session.execute(_around(), bound | {"first": known[0], "last": known[-1]}).one()
    return Standing(Ranks.of_page(means, *(number or 0 for number in row)), Ranks.of(()), papers)


_NEAR = 5e-7
"""Means that differ by less are equal: their points were added in another order."""

_FIRST: sa.BindParameter[float] = sa.bindparam("first", type_=sa.Float)
_LAST: sa.BindParameter[float] = sa.bindparam("last", type_=sa.Float)


@cache
def _around() -> sa.Select[int | None, int | None, int | None]:
    mean = Paper.score_mean

    def number(which: sa.ColumnElement[bool]) -> sa.ColumnElement[int | None]:
        return sa.func.sum(sa.case((which, 1), else_=0), type_=sa.Integer)

    like_first, like_last = (mean.between(each - _NEAR, each + _NEAR) for each in (_FIRST, _LAST))
    return sa.select(number(mean > _FIRST + _NEAR), number(like_first), number(like_last)).where(
        Paper.wip_session_id == SESSION,
        mean > _LAST - _NEAR,
        Paper.state.in_(SELECTABLE),
        Paper.id.not_in(closed_to(PERSON)),
    )


@cache
def _means() -> sa.Select[float | None, int | None, int]:
    """Few rows: as many as there are different means."""
    return (
        sa.select(Paper.score_mean, Paper.frozen_rank, sa.func.count())
        .where(
            Paper.wip_session_id == SESSION, Paper.state.in_(SELECTABLE), Paper.id.not_in(closed_to(PERSON))
        )
        .group_by(Paper.score_mean, Paper.frozen_rank)
    )


def frozen_ranks(session: Session, wip_session: WipSession) -> dict[int, int]:
    """How many papers hold each frozen rank, of those that can still be given a place."""
    rows = session.execute(_frozen_ranks(), {"session_id": wip_session.id})
    return {rank: number for rank, number in rows if rank is not None}


@cache
def _frozen_ranks() -> sa.Select[int | None, int]:
    return (
        sa.select(Paper.frozen_rank, sa.func.count())
        .where(
            Paper.wip_session_id == SESSION,
            Paper.frozen_rank.is_not(None),
            Paper.state.in_(SELECTABLE - {PaperState.TURNED_DOWN}),
        )
        .group_by(Paper.frozen_rank)
    )
