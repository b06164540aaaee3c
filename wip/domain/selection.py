"""Selection: what may be decided on a paper, places on the waiting list, and sums that must reconcile."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from wip.domain.letters import LetterKind
from wip.domain.papers import PAPERS, PaperMove, PaperState
from wip.domain.refusals import Refusal, Stale
from wip.domain.reviews import Outcome

K = TypeVar("K", bound=Hashable)
_S = PaperState

OWN_PAPER = "You are an author of this paper, so you can neither review it nor decide on it."
CONFLICTED = "You have a conflict with this paper, so another leader must decide on it."

MOVE_OF: Mapping[Outcome, PaperMove] = MappingProxyType(
    {
        Outcome.ACCEPT: PaperMove.ACCEPT,
        Outcome.WAITING_LIST: PaperMove.PUT_ON_WAITING_LIST,
        Outcome.DECLINE: PaperMove.DECLINE,
    }
)
"""The move that a released decision makes."""

LETTER_OF: Mapping[Outcome, LetterKind] = MappingProxyType(
    {
        Outcome.ACCEPT: LetterKind.DECISION_ACCEPTED,
        Outcome.WAITING_LIST: LetterKind.DECISION_WAITING,
        Outcome.DECLINE: LetterKind.DECISION_DECLINED,
    }
)
"""The one letter that tells of each decision."""

OUTCOME_NOW: Mapping[PaperState, Outcome] = MappingProxyType(
    {
        _S.ACCEPTED: Outcome.ACCEPT,
        _S.CONFIRMED: Outcome.ACCEPT,
        _S.WAITING: Outcome.WAITING_LIST,
        _S.DECLINED: Outcome.DECLINE,
    }
)
"""The decision that a paper's authors have been told, as long as it stands."""

SELECTABLE = frozenset({_S.SUBMITTED, _S.ACCEPTED, _S.CONFIRMED, _S.WAITING, _S.DECLINED, _S.TURNED_DOWN})
"""States of the papers on the selection page."""

OUTCOME_SENTENCES = {
    Outcome.ACCEPT: "is now accepted",
    Outcome.WAITING_LIST: "is now on the waiting list",
    Outcome.DECLINE: "is now declined",
}


def stands(state: PaperState, staged: Outcome | None) -> Outcome | None:
    """The decision on a paper: the staged one, or else what its authors have been told."""
    return staged or OUTCOME_NOW.get(state)


@dataclass(frozen=True)
class Ranks:
    """Places in a ranking by score: equal scores share one (1, 2, 2, 4), and what has no score has none."""

    _found: Mapping[float, tuple[int, int]]

    @classmethod
    def of(cls, groups: Iterable[tuple[float | None, int]]) -> "Ranks":
        """From (score, how many papers have it); the highest score is first."""
        numbers: Counter[float] = Counter()
        for score, number in groups:
            if score is not None:
                numbers[_even(score)] += number
        found, rank = {}, 1
        for score in sorted(numbers, reverse=True):
            found[score] = rank, numbers[score]
            rank += numbers[score]
        return cls(MappingProxyType(found))

    @classmethod
    def of_page(cls, scores: Sequence[float | None], better: int, like_first: int, like_last: int) -> "Ranks":
        """From one page of a ranking, in its order: `better` papers stand before its first score.

        `like_first` and `like_last` are how many papers in all have the page's first and last score.
        """
        known = [_even(score) for score in scores if score is not None]
        numbers, found, rank = Counter(known), dict[float, tuple[int, int]](), better + 1
        if known:
            numbers[known[0]], numbers[known[-1]] = like_first, like_last
        for score in dict.fromkeys(known):
            found[score] = rank, numbers[score]
            rank += numbers[score]
        return cls(MappingProxyType(found))

    def rank(self, score: float | None) -> int | None:
        """The rank of a score."""
        return None if score is None else self._found.get(_even(score), (None, 0))[0]

    def tied(self, score: float | None) -> int:
        """How many papers share the score's rank."""
        return 0 if score is None else self._found.get(_even(score), (None, 0))[1]

    @property
    def papers(self) -> int:
        """How many papers are ranked."""
        return sum(number for _, number in self._found.values())


def _even(score: float) -> float:
    """Means of the same points may differ in their last digits, by the order in which they were added."""
    return round(score, 6)


def possible(state: PaperState) -> tuple[Outcome, ...]:
    """The decisions that a paper in this state can still be given."""
    return tuple(outcome for outcome, move in MOVE_OF.items() if PAPERS.allows(state, move))


@dataclass(frozen=True)
class Tally:
    """What becomes of the submitted papers; every one is counted exactly once.

    `closed` counts those that the reader of the sums wrote or has a conflict with: nothing else is said of them.
    """

    accepted: int = 0
    waiting: int = 0
    declined: int = 0
    turned_down: int = 0
    withdrawn: int = 0
    undecided: int = 0
    closed: int = 0

    @property
    def submitted(self) -> int:
        """All of them together."""
        return sum(self.parts.values())

    @property
    def parts(self) -> dict[str, int]:
        """What they add up from, in words: the four that always count, and the others where there are some."""
        always = {
            "accepted": self.accepted,
            "on the waiting list": self.waiting,
            "declined": self.declined,
            "withdrawn": self.withdrawn,
        }
        others = {
            "turned down or not answered": self.turned_down,
            "undecided": self.undecided,
            "hidden from you": self.closed,
        }
        return always | {name: number for name, number in others.items() if number}

    @property
    def sentence(self) -> str:
        """The sum, as "3 accepted + 2 on the waiting list + 5 declined + 1 withdrawn = 11 submitted"."""
        return f"{' + '.join(f'{n} {name}' for name, n in self.parts.items())} = {self.submitted} submitted"

    def refuse_unbalanced(self, submitted: int) -> None:
        """Refuse sums that do not come to the number of submitted papers: somebody would be left without an answer."""
        if self.submitted != submitted:
            raise Refusal(
                f"The sums do not add up: {self.sentence}, but {submitted} papers were submitted. Nothing was sent. "
                "Load the page anew; if this stays, tell whoever runs the planner."
            )


_COUNTED = {
    Outcome.ACCEPT: "accepted",
    Outcome.WAITING_LIST: "waiting",
    Outcome.DECLINE: "declined",
    _S.TURNED_DOWN: "turned_down",
    _S.WITHDRAWN: "withdrawn",
    _S.SUBMITTED: "undecided",
}


def tally(groups: Iterable[tuple[PaperState, Outcome | None, int]]) -> Tally:
    """Add up groups of papers by state and staged decision; a staged decision counts as if released."""
    sums: dict[str, int] = {}
    for state, staged, number in groups:
        if state is _S.DRAFT:
            continue
        key = stands(state, staged) or state
        sums[_COUNTED[key]] = sums.get(_COUNTED[key], 0) + number
    return Tally(**sums)


def places(told: int, wanted: Sequence[tuple[K, int | None]]) -> dict[K, int]:
    """Places on the waiting list, without gaps, after the `told` ones that authors know of already.

    `wanted` stands in ranked order, with the number that a leader typed, if any. Typed numbers are kept as far as
    they can be; the others fill what is free.
    """
    taken: dict[int, K] = {}
    for key, typed in sorted(wanted, key=lambda pair: pair[1] or 0):
        if typed is not None:
            place = max(typed, told + 1)
            while place in taken:
                place += 1
            taken[place] = key
    free = told
    for key, typed in wanted:
        if typed is None:
            free += 1
            while free in taken:
                free += 1
            taken[free] = key
    return {taken[place]: n for n, place in enumerate(sorted(taken), start=told + 1)}


@dataclass(frozen=True)
class Shown:
    """What the selection page showed of one paper: told from a leader's own change by comparing it with what came."""

    paper_version: int
    decision_id: int = 0
    decision_version: int = 0
    outcome: Outcome | None = None
    position: int | None = None

    def mark(self) -> str:
        """As text for a hidden field."""
        numbers = f"{self.paper_version}.{self.decision_id}.{self.decision_version}"
        return f"{numbers}.{self.outcome or ''}.{self.position or ''}"

    @classmethod
    def read(cls, mark: str) -> "Shown":
        """The inverse of `mark`."""
        try:
            paper, decision, version, outcome, position = mark[:80].split(".")
            return cls(
                int(paper),
                int(decision),
                int(version),
                Outcome(outcome) if outcome else None,
                int(position) if position else None,
            )
        except ValueError:
            raise Stale("This page was not complete. Load it anew, then choose again.") from None


@dataclass(frozen=True)
class Choice:
    """What a leader chose for one paper, beside what the page had shown."""

    number: int
    outcome: Outcome | None
    position: int | None
    shown: Shown
    reason: str = ""

    @property
    def wanted(self) -> tuple[Outcome | None, int | None]:
        """The decision with its typed place; a place means something on the waiting list alone."""
        return self.outcome, self.position if self.outcome is Outcome.WAITING_LIST else None

    @property
    def changed(self) -> bool:
        """Whether the leader changed anything on this row."""
        return self.wanted != (self.shown.outcome, self.shown.position)
