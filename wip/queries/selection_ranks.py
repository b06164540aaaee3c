"""Reads of ranks: of the mean scores as they are, and of the frozen ranking."""

from collections.abc import Mapping
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

    def by(self, means: Mapping[int, float]) -> "Standing":
        return Standing(Ranks.of((mean, 1) for mean in means.values()), self.frozen, self.papers)


def standing_of(session: Session, bound: dict[str, int]) -> Standing:
    rows = session.execute(_means(), bound).all()
    return Standing(
        Ranks.of((mean, number) for mean, _, number in rows),
        Ranks.of((negative(rank), number) for _, rank, number in rows),
        sum(number for _, _, number in rows),
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
