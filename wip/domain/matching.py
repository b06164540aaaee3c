"""Who reads which paper, so that the sum of all affinities is as large as can be: exactly, and the same at every run.

Affinities are whole numbers, so that no rounding decides. A pair that must not be is absent (None), never a low score.
Where several plans reach the same total, the order of papers and reviewers as they were given settles which is found:
among equals a paper takes the reviewer with most room, then the earlier one. Nothing else, no clock, no chance, comes in.

Plain Python on purpose: it answers as fast here as the compiled solvers that benchmarks/assignment.py sets beside it,
and no process has to load them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from wip.domain.matching_plans import Plan, Shortage, first_plan
from wip.domain.matching_searches import fill, relieve
from wip.domain.refusals import Refusal

_SHOWN = 6

Namer = Callable[[int], str]
Pair = tuple[int, int]
"""A paper and a reviewer, each by its place in the rows, from 0."""


@dataclass(frozen=True, kw_only=True)
class Readings:
    """What is wanted. `affinities[i][k]` is what reviewer k is to paper i; None where the pair must not be.

    `wanted[i]` different reviewers read paper i; reviewer k reads from `least[k]` to `most[k]` papers. `locked` pairs
    are part of every answer, and count.
    """

    affinities: Sequence[Sequence[int | None]]
    wanted: Sequence[int]
    least: Sequence[int]
    most: Sequence[int]
    locked: frozenset[Pair] = frozenset()


@dataclass(frozen=True)
class Matching:
    """An answer: the readers of each paper, in the order of the reviewers, and the sum of their affinities."""

    readers: tuple[tuple[int, ...], ...]
    total: int

    def pairs(self) -> tuple[Pair, ...]:
        """Every paper with each of its readers, in order."""
        return tuple((paper, reader) for paper, found in enumerate(self.readers) for reader in found)


class Impossible(Refusal):
    """No plan does what is wanted. `papers` and `reviewers` are those that it comes down to."""

    def __init__(self, shortage: Shortage, paper: Namer, reviewer: Namer) -> None:
        super().__init__(_sentence(shortage, paper, reviewer))
        self.papers = shortage.papers
        self.reviewers = shortage.reviewers


def by_number(word: str) -> Namer:
    """Names for rows that have none: "paper 1" is the first."""
    return lambda place: f"{word} {place + 1}"


_PAPER, _REVIEWER = by_number("paper"), by_number("reviewer")


def match(readings: Readings, paper: Namer = _PAPER, reviewer: Namer = _REVIEWER) -> Matching:
    """The plan with the largest total. Raises Impossible, which says in a sentence what stands in the way.

    `paper` and `reviewer` name a row in that sentence.
    """
    try:
        plan = first_plan(
            readings.affinities, readings.wanted, readings.least, readings.most, readings.locked
        )
        relieve(plan)
        fill(plan)
    except Shortage as shortage:
        raise Impossible(shortage, paper, reviewer) from None
    return _answer(readings, plan)


def _answer(readings: Readings, plan: Plan) -> Matching:
    fixed: list[list[int]] = [[] for _ in readings.affinities]
    for paper, reader in readings.locked:
        fixed[paper].append(reader)
    readers = tuple(tuple(sorted(chain(*both))) for both in zip(plan.held, fixed, strict=True))
    total = sum(
        row[reader] or 0 for row, found in zip(readings.affinities, readers, strict=True) for reader in found
    )
    return Matching(readers, total)


def _sentence(shortage: Shortage, paper: Namer, reviewer: Namer) -> str:
    papers, reviewers = listed(shortage.papers, paper), listed(shortage.reviewers, reviewer)
    said = shortage.words.format(
        papers=papers, reviewers=reviewers, wanted=shortage.wanted, offered=shortage.offered
    )
    return said[0].upper() + said[1:]


def listed(places: Sequence[int], name: Namer) -> str:
    """The names of a few rows, and how many more there are."""
    names = [name(place) for place in places[:_SHOWN]]
    if len(places) > _SHOWN:
        names.append(f"{len(places) - _SHOWN} more")
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""
