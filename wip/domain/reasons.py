"""Which decisions need a line of reason once the ranking is frozen: those that move away from what was known without names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wip.domain.refusals import Refusal
from wip.domain.reviews import Outcome

REASON_MOST = 300
"""Characters of a reason: one line."""


@dataclass(frozen=True)
class FrozenOrder:
    """The frozen ranking of the papers still in the selection, and how many papers it would accept.

    `papers` says how many papers hold each rank (equal scores share one). `accepts` is what the session has room for,
    or the number accepted where that is larger.
    """

    papers: Mapping[int, int] = field(default_factory=dict)
    accepts: int = 0

    def better(self, rank: int) -> int:
        """How many papers stand before this rank."""
        return sum(number for each, number in self.papers.items() if each < rank)

    def departs(self, rank: int | None, outcome: Outcome) -> bool:
        """Whether the decision leaves the ranking's order: it passes over a paper that it would take, or takes another.

        Among papers of equal rank of which only some fit, either choice keeps to the order.
        """
        if rank is None:
            return outcome is Outcome.ACCEPT
        before = self.better(rank)
        if outcome is Outcome.ACCEPT:
            return before >= self.accepts
        return before + self.papers.get(rank, 1) <= self.accepts


@dataclass(frozen=True)
class Step:
    """One paper's decision before and after: as staged, or else as its authors know it.

    `frozen` is what stood at the freeze, if anything; `rank` its frozen rank; `order` is None while names are hidden.
    """

    before: Outcome | None
    after: Outcome | None
    frozen: Outcome | None = None
    rank: int | None = None
    order: FrozenOrder | None = None

    @property
    def why(self) -> str:
        """Why it needs a reason, to go on a sentence; empty where it needs none.

        A first decision needs one only against the order of the ranking, once names show; going back to what stood at
        the freeze never does.
        """
        if self.after is self.before or (self.frozen is not None and self.after is self.frozen):
            return ""
        if self.frozen is not None:
            return "it changes what was decided at the freeze"
        if self.before is not None:
            return "it changes a decision made since the freeze"
        if self.after is not None and self.order is not None and self.order.departs(self.rank, self.after):
            return "it departs from the frozen ranking"
        return ""


class ReasonMissing(Refusal):
    """Decisions that need a line of reason came without one; `numbers` are those papers'."""

    def __init__(self, papers: Sequence[tuple[int, str, str]]) -> None:
        """`papers` are (number, title, why)."""
        named = "; ".join(f"paper {number}, “{title}” ({why})" for number, title, why in papers[:10])
        more = f"; and {len(papers) - 10} more" if len(papers) > 10 else ""  # noqa: PLR2004
        super().__init__(f"The ranking is frozen. Give one line of reason for {named}{more}.")
        self.numbers = frozenset(number for number, _, _ in papers)
