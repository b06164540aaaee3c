"""Who comments on which paper: the best answer there is, level by level, and the same at every run.

1.  As many papers as can be have their number.
2a. Of the others, the one with the fewest commenters has as many as can be, then the next one, and so on.
2b. The worst pair that is made has as high a fit as can be. (Locked pairs are not ours to judge.)
2c. Where a mix is asked: as few complete papers as can be have no senior.
3.  The sum of all fits is as large as can be.

Each level is settled before the next is looked at; none is traded for another, and no weights add them up. A pair that must not be is absent,
never a low score. How it is found: commenter_counts.py (1, 2a), here (2b, by halving), commenter_flows.py and
commenter_choices.py (2c, 3). Completing as many papers as can be is easy by chains where all can be complete, and hard in
general from three commenters a paper on (it contains exact cover by triples), so there it is searched with bounds; `proved` says
whether the bound was met. It always is where every paper can have its number.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

from wip.domain.commenter_choices import Choice, best_choice
from wip.domain.commenter_counts import Counts, best_counts
from wip.domain.commenter_rooms import Commissions, Pair, Rooms, rooms

__all__ = ["NO_PAIR", "Answer", "Commissions", "Levels", "Pair", "Progress", "commission", "commission_with"]

NO_PAIR = -1
"""The lowest fit where no free pair is made."""
_BRANCHES = 400

Progress = Callable[[float, str], None]
"""Told how much is done, from 0 to 1, and what is being done. To stop the search, raise in it."""


@dataclass(frozen=True, order=True)
class Levels:
    """How good an answer is. Compared in this order; larger is better."""

    complete: int
    """1: how many papers have their number."""
    short: tuple[int, ...]
    """2a: how many commenters each of the others has, fewest first."""
    lowest: int
    """2b: the fit of the worst free pair, or NO_PAIR."""
    mixed: int
    """2c: minus the number of complete papers without a senior; 0 where nobody asked."""
    total: int
    """3: the sum of all fits, locked pairs included."""


@dataclass(frozen=True)
class Answer:
    """The commenters of each paper, in the order of the people, and how good that is.

    `proved`: there is no better answer. It is False only where a limit of the search was hit, which is counted, not timed; then
    no answer with the same levels before has a total above `bound`.
    """

    commenters: tuple[tuple[int, ...], ...]
    levels: Levels
    proved: bool
    bound: int

    def pairs(self) -> tuple[Pair, ...]:
        """Every paper with each of its commenters, in order."""
        return tuple((paper, person) for paper, found in enumerate(self.commenters) for person in found)

    def incomplete(self, asked: Commissions) -> tuple[int, ...]:
        """The papers that do not have their number."""
        return tuple(
            paper
            for paper, (found, wanted) in enumerate(zip(self.commenters, asked.wanted, strict=True))
            if len(found) < wanted
        )


def commission(asked: Commissions, progress: Progress | None = None) -> Answer:
    """The best answer. Where there are too few people it is the best that there is: nothing is refused."""
    return _Search(asked, progress or _silent).best()


def commission_with(asked: Commissions, pair: Pair, progress: Progress | None = None) -> Answer:
    """The best of the answers with this pair, which is judged like any other that is free: it is not locked.

    The pair must be allowed, and what is locked must leave room for it.
    """
    paper, person = pair
    fit = asked.fits[paper][person] or 0
    fixed = replace(asked, locked=asked.locked | {pair})
    # The worst pair cannot be better than this one, so the search need not lift it further
    found = _Search(fixed, progress or _silent, ceiling=fit).best()
    lowest = fit if found.levels.lowest == NO_PAIR else min(fit, found.levels.lowest)
    return replace(found, levels=replace(found.levels, lowest=lowest))


def _silent(_done: float, _words: str) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class _Branch:
    barred: frozenset[Pair]
    answer: Answer
    broken: tuple[int, Pair] | None
    """A person, and two papers at times that overlap."""


class _Search:
    """Times that overlap only in part are not in the flow: where an answer breaks one, the search divides by the two papers."""

    def __init__(self, asked: Commissions, progress: Progress, ceiling: int | None = None) -> None:
        self.asked = asked
        self.ceiling = ceiling
        self.progress = progress
        self.done = 0.0

    def best(self) -> Answer:
        """The best answer without clashes: of all branches the one is divided next whose levels could still be highest."""
        whole = rooms(self.asked)
        waiting = [self._branch(whole, frozenset())]
        found: Answer | None = None
        proved, seen = True, {frozenset[Pair]()}
        while waiting and (found is None or waiting[-1].answer.levels > found.levels):
            branch = waiting.pop()
            proved &= branch.answer.proved
            if branch.broken is None:
                found = branch.answer
                continue
            person, papers = branch.broken
            barred = [branch.barred | {(paper, person)} for paper in papers]
            if len(seen) > _BRANCHES:
                # Enough looked at: one way is followed to its end
                proved, waiting = False, [self._branch(whole, barred[0])]
                continue
            waiting += [self._branch(whole, each) for each in barred if each not in seen]
            seen.update(barred)
            waiting.sort(key=lambda other: other.answer.levels)
        if found is None:
            raise ArithmeticError("Without pairs there is always an answer")
        self._tell(1.0, "Done.")
        return replace(found, proved=found.proved and proved)

    def _branch(self, whole: Rooms, barred: frozenset[Pair]) -> "_Branch":
        free = whole.without(barred)
        answer = self._answer(free)
        return _Branch(barred, answer, _broken(free, answer))

    def _tell(self, done: float, words: str) -> None:
        # Where the search divides it begins again, but what is done never falls
        self.done = max(self.done, done)
        self.progress(self.done, words)

    def _answer(self, free: Rooms) -> Answer:
        self._tell(0.0, "Counting how many papers can have their number.")
        counts = best_counts(free)
        floor, counts, proved = self._lift(free, counts)
        self._tell(0.5, "Looking for the largest sum of all fits.")
        choice = best_choice(floor, counts, self._between)
        return _answer(self.asked, choice, proved=counts.proved and proved)

    def _between(self, value: int, bound: int) -> None:
        share = 1 - (bound - value) / (abs(bound) + 1)
        self._tell(0.5 + 0.45 * max(0.0, share), f"The best sum so far is {value}; none is above {bound}.")

    def _lift(self, free: Rooms, counts: Counts) -> tuple[Rooms, Counts, bool]:
        """Without every pair below the highest fit at which the counts are as good, and whether that is proved."""
        if not counts.pairs:
            return free, counts, True
        low = min(free.rows[i][k] or 0 for i, k in counts.pairs)
        start = low if self.ceiling is None else min(low, self.ceiling)
        more = {value for row in free.rows for value in row if value is not None and value > start}
        if self.ceiling is not None:
            # The ceiling is worth trying although no other pair has just this fit.
            more = {value for value in more if value <= self.ceiling} | ({self.ceiling} - {start})
        values = [start, *sorted(more)]
        sure, above, proved = 0, _highest(free, counts, values), True
        best = free.above(values[0]), counts
        while above - sure > 1:
            middle = (sure + above) // 2
            self._tell(
                0.1 + 0.4 * (1 - (above - sure) / len(values)), "Lifting the worst pair as far as it goes."
            )
            fewer = free.above(values[middle])
            lifted = best_counts(fewer, counts.value)
            if lifted.value >= counts.value:
                sure, best = middle, (fewer, lifted)
            else:
                above, proved = middle, proved and lifted.proved
        return *best, proved


def _highest(free: Rooms, counts: Counts, values: Sequence[int]) -> int:
    """A place in the values that cannot be reached: where all are complete, each needs as many that are as good."""
    if counts.value[1]:
        return len(values)
    best = min(
        nlargest(need, (value for value in row if value is not None))[-1]
        for row, need in zip(free.rows, free.need, strict=True)
        if need
    )
    return bisect_right(values, best)


def _broken(free: Rooms, answer: Answer) -> tuple[int, Pair] | None:
    """A person, and two papers at times that overlap, both free to choose."""
    for pair in free.pairs:
        for person in answer.commenters[pair[0]]:
            if person in answer.commenters[pair[1]] and all(
                free.rows[paper][person] is not None for paper in pair
            ):
                return person, pair
    return None


def _answer(asked: Commissions, choice: Choice, *, proved: bool) -> Answer:
    found = [set[int]() for _ in asked.wanted]
    for paper, person in (*asked.locked, *choice.flow.pairs):
        found[paper].add(person)
    short = sorted(len(who) for who, wanted in zip(found, asked.wanted, strict=True) if len(who) < wanted)
    seniors = frozenset(range(len(asked.most))) if asked.seniors is None else asked.seniors
    unmixed = sum(
        len(who) >= wanted and bool(who) and seniors.isdisjoint(who)
        for who, wanted in zip(found, asked.wanted, strict=True)
    )
    total = sum(asked.fits[paper][person] or 0 for paper, who in enumerate(found) for person in who)
    lowest = min((asked.fits[paper][person] or 0 for paper, person in choice.flow.pairs), default=NO_PAIR)
    levels = Levels(len(found) - len(short), tuple(short), lowest, -unmixed, total)
    bound = total + choice.bound - choice.flow.value
    return Answer(tuple(tuple(sorted(who)) for who in found), levels, proved and bound == total, bound)
