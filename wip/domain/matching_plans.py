"""The plan that matching.py works on: who holds which paper, at what price, and how it starts.

Each reviewer has a price. A paper always holds the reviewers whose affinity less their price is largest, so a plan in
which everyone's load fits, a priced reviewer is full, and one with a negative price has no more than the least, is the
best there is (complementary slackness of the assignment problem).
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import add, sub

_ROUNDS = 4
"""How often one reviewer's price is raised at the start. More settles more, but fights over the last place are endless."""


class Shortage(Exception):
    """`wanted` readings cannot be had where only `offered` are. `words` is a sentence with places for the names."""

    def __init__(
        self,
        words: str,
        *,
        papers: Iterable[int] = (),
        reviewers: Iterable[int] = (),
        wanted: int = 0,
        offered: int = 0,
    ) -> None:
        super().__init__(words)
        self.words = words
        self.papers = tuple(sorted(papers))
        self.reviewers = tuple(sorted(reviewers))
        self.wanted = wanted
        self.offered = offered


@dataclass(slots=True)
class Plan:
    """Papers and reviewers by place. Locked pairs are not in it: they lower what is wanted and what may be taken."""

    rows: list[list[int]]
    """Affinity less the price at the last `rebase`; only places that are in `choices` mean something."""
    choices: list[list[int]]
    """Each paper's allowed reviewers, largest in `rows` first."""
    least: list[int]
    most: list[int]
    far: int
    """More than any way through the plan can cost."""
    price: list[int] = field(init=False)
    """Since the last `rebase`."""
    taken: list[int] = field(init=False)
    """The prices that are in the rows already."""
    load: list[int] = field(init=False)
    held: list[list[int]] = field(init=False)
    """Each paper's reviewers."""
    holders: list[dict[int, None]] = field(init=False)
    """Each reviewer's papers. A dictionary keeps its order on every machine, a set does not promise to."""

    def __post_init__(self) -> None:
        self.price = [0] * len(self.most)
        self.taken = [0] * len(self.most)
        self.load = [0] * len(self.most)
        self.held = [[] for _ in self.rows]
        self.holders = [{} for _ in self.most]

    def give(self, paper: int, reviewer: int) -> None:
        """One more paper for a reviewer."""
        self.held[paper].append(reviewer)
        self.holders[reviewer][paper] = None
        self.load[reviewer] += 1

    def swap(self, paper: int, old: int, new: int) -> None:
        """Another reviewer for a paper."""
        held = self.held[paper]
        held[held.index(old)] = new
        del self.holders[old][paper]
        self.holders[new][paper] = None
        self.load[old] -= 1
        self.load[new] += 1

    def room(self, reviewer: int) -> int:
        """How many papers more this one may take; below zero where there are too many."""
        return self.most[reviewer] - self.load[reviewer]

    def rebase(self) -> None:
        """Take the prices into the rows, so that searches, which look at the best choices first, stop early again."""
        for paper, row in enumerate(self.rows):
            self.rows[paper] = lowered = list(map(sub, row, self.price))
            self.choices[paper].sort(key=lowered.__getitem__, reverse=True)
        self.taken = list(map(add, self.taken, self.price))
        self.price = [0] * len(self.price)

    def unbase(self) -> None:
        """Rows as they were given, and whole prices. The choices are no longer in order."""
        self.rows = [list(map(add, row, self.taken)) for row in self.rows]
        self.price = list(map(add, self.taken, self.price))
        self.taken = [0] * len(self.price)


def first_plan(
    affinities: Sequence[Sequence[int | None]],
    wanted: Sequence[int],
    least: Sequence[int],
    most: Sequence[int],
    locked: frozenset[tuple[int, int]],
) -> Plan:
    """Every paper with its best reviewers, and prices raised where too many want the same. Loads need not fit yet.

    Raises Shortage for a paper with too few reviewers, for loads that cannot add up, and for locks that ask too much.
    """
    left, least, most = list(wanted), list(least), list(most)
    for paper, reviewer in sorted(locked):
        if affinities[paper][reviewer] is None:
            words = "{papers} is fixed for {reviewers}, who must not read it. Take that away first."
            raise Shortage(words, papers=[paper], reviewers=[reviewer])
        left[paper] -= 1
        most[reviewer] -= 1
        least[reviewer] = max(0, least[reviewer] - 1)
    _refuse_locks(left, wanted, most, locked)
    plan = _empty(affinities, least, most, locked)
    _refuse_sums(plan, left, wanted, locked)
    for paper, count in enumerate(left):
        _take_best(plan, paper, count)
    _raise_prices(plan)
    return plan


def _refuse_locks(
    left: list[int], wanted: Sequence[int], most: list[int], locked: frozenset[tuple[int, int]]
) -> None:
    for paper, count in enumerate(left):
        if count < 0:
            words = "{papers} has {offered} readers that are fixed, but is to have {wanted}. Free some, or ask for more readings."
            raise Shortage(words, papers=[paper], wanted=wanted[paper], offered=wanted[paper] - count)
    for reviewer, room in enumerate(most):
        if room < 0:
            fixed = sum(1 for _, other in locked if other == reviewer)
            words = "{reviewers} has {offered} papers that are fixed, but may read at most {wanted}. Free some, or allow more."
            raise Shortage(words, reviewers=[reviewer], wanted=fixed + room, offered=fixed)


def _empty(
    affinities: Sequence[Sequence[int | None]],
    least: list[int],
    most: list[int],
    locked: frozenset[tuple[int, int]],
) -> Plan:
    open_to = [reviewer for reviewer, room in enumerate(most) if room]
    choices = [[k for k in open_to if row[k] is not None] for row in affinities]
    for paper, reviewer in locked:
        if reviewer in choices[paper]:
            choices[paper].remove(reviewer)
    rows = [[value or 0 for value in row] for row in affinities]
    for row, order in zip(rows, choices, strict=True):
        order.sort(key=row.__getitem__, reverse=True)
    spread = max(map(max, rows), default=0) - min(map(min, rows), default=0) if most else 0
    return Plan(rows, choices, least, most, far=4 * _ROUNDS * (len(most) + 1) * (spread + 1))


def _refuse_sums(
    plan: Plan, left: list[int], wanted: Sequence[int], locked: frozenset[tuple[int, int]]
) -> None:
    for paper, count in enumerate(left):
        if len(plan.choices[paper]) < count:
            offered = len(plan.choices[paper]) + wanted[paper] - count
            words = "{papers} needs {wanted} readers, and only {offered} may read it. Find it more, or ask for fewer readings."
            raise Shortage(words, papers=[paper], wanted=wanted[paper], offered=offered)
    needed, fixed = sum(left), len(locked)
    if needed > sum(plan.most):
        words = "The papers need {wanted} readings, but the reviewers may take only {offered}. Allow each more, or ask for fewer."
        raise Shortage(words, wanted=needed + fixed, offered=sum(plan.most) + fixed)
    if needed < sum(plan.least):
        words = "The reviewers are to take at least {wanted} readings, but the papers need only {offered}. Ask each for fewer."
        raise Shortage(words, wanted=sum(plan.least) + fixed, offered=needed + fixed)
    for reviewer, (low, high) in enumerate(zip(plan.least, plan.most, strict=True)):
        if low > high:
            words = "{reviewers} is to read at least {wanted} papers more, but may read only {offered} more. Set the least below the most."
            raise Shortage(words, reviewers=[reviewer], wanted=low, offered=high)


def _take_best(plan: Plan, paper: int, count: int) -> None:
    if not count:
        return
    row, order = plan.rows[paper], plan.choices[paper]
    bar = row[order[count - 1]]
    sure = [reviewer for reviewer in order[:count] if row[reviewer] > bar]
    level = [reviewer for reviewer in order[len(sure) :] if row[reviewer] == bar]
    level.sort(key=plan.room, reverse=True)
    for reviewer in (*sure, *level[: count - len(sure)]):
        plan.give(paper, reviewer)


def _raise_prices(plan: Plan) -> None:
    """Raise the price of whoever holds too much to where just enough papers prefer another, a few times each."""
    crowded = deque(reviewer for reviewer in range(len(plan.most)) if plan.room(reviewer) < 0)
    rounds = [0] * len(plan.most)
    while crowded:
        reviewer = crowded.popleft()
        excess = -plan.room(reviewer)
        rounds[reviewer] += 1
        if excess <= 0 or rounds[reviewer] > _ROUNDS:
            continue
        losses = sorted(loss for paper in plan.holders[reviewer] if (loss := _loss(plan, paper, reviewer)))
        if not losses:
            continue
        leaving = losses[:excess]
        rise = leaving[-1][0]
        plan.price[reviewer] += rise
        for _, full, paper, other in leaving:
            # At a price that does not rise, two full reviewers would pass a paper to and fro.
            if rise or not full:
                plan.swap(paper, reviewer, other)
                if plan.room(other) == -1:
                    crowded.append(other)


def _loss(plan: Plan, paper: int, reviewer: int) -> tuple[int, bool, int, int] | None:
    """What the paper loses without the reviewer: by how much, whether its next choice is full, the paper, that choice."""
    row, price, held, load, most = plan.rows[paper], plan.price, plan.held[paper], plan.load, plan.most
    best, next_one = -plan.far, -1
    for other in plan.choices[paper]:
        net = row[other]
        if net < best:
            break
        if other in held:
            continue
        net -= price[other]
        if net > best or (net == best and most[other] - load[other] > most[next_one] - load[next_one]):
            best, next_one = net, other
    if next_one < 0:
        return None
    return row[reviewer] - price[reviewer] - best, plan.room(next_one) <= 0, paper, next_one
