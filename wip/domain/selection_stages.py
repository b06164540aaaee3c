"""The stages of a selection: rank first and blind, then freeze the ranking, then unblind and balance."""

from datetime import datetime
from enum import StrEnum

from wip.domain.calls import Blindness
from wip.domain.moves import cycle


class SelectionStage(StrEnum):
    """Scores count while ranking; a frozen ranking stays; names of a double-blind call show once revealed."""

    RANKING = "ranking"
    FROZEN = "frozen"
    REVEALED = "revealed"


class SelectionMove(StrEnum):
    """Acts of their own, each logged. What has been revealed cannot be hidden again."""

    FREEZE = "freeze"
    THAW = "thaw"
    REVEAL = "reveal"


_S, _M = SelectionStage, SelectionMove

SELECTIONS = cycle(
    "selection",
    _S.RANKING,
    {
        (_S.RANKING, _M.FREEZE): _S.FROZEN,
        (_S.FROZEN, _M.THAW): _S.RANKING,
        (_S.FROZEN, _M.REVEAL): _S.REVEALED,
    },
)

STAGE_NEWS = {
    _S.RANKING: "The ranking is open: nothing is frozen",
    _S.FROZEN: "The ranking is frozen now",
    _S.REVEALED: "Names have been revealed",
}
"""What a leader is told who was slower than another."""


def takes_reviews(submitted_at: datetime, frozen_at: datetime | None) -> bool:
    """Whether a paper in review can be scored: until the freeze, and after it where the paper came later.

    Such a paper stands outside the frozen ranking, so no score of it can change that.
    """
    return frozen_at is None or submitted_at > frozen_at


def shows_names(blindness: Blindness, stage: SelectionStage, *, leads: bool) -> bool:
    """Whether authors' names show to a reviewer, or (`leads`) to a leader. Reviewers of a double-blind call never see them."""
    return blindness is not Blindness.DOUBLE or (leads and stage is SelectionStage.REVEALED)
