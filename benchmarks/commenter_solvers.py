"""The same question put to HiGHS, as SciPy has it: a mixed-integer programme a level, each level held while the next is sought."""

from collections import Counter
from typing import Any

from wip.domain.commenter_matching import NO_PAIR, Commissions, Levels

_SECONDS = 120
"""For one programme."""


def by_program(asked: Commissions) -> Levels | None:
    """The levels; None where HiGHS did not prove one of them in its time. Knows no more than three commenters a paper."""
    return _Programme(asked).levels()


class _Programme:
    """Variables: a pair each, then for each paper and count whether it has so many free commenters, then whether it lacks a senior."""

    def __init__(self, asked: Commissions) -> None:
        self.asked = asked
        papers, persons = range(len(asked.wanted)), range(len(asked.most))
        self.have = [sum((i, k) in asked.locked for k in persons) for i in papers]
        self.need = [max(0, wanted - have) for wanted, have in zip(asked.wanted, self.have, strict=True)]
        self.room = [
            max(0, most - sum((i, k) in asked.locked for i in papers)) for k, most in enumerate(asked.most)
        ]
        self.pairs = [
            (i, k) for i in papers for k in persons
            if asked.fits[i][k] is not None and (i, k) not in asked.locked and self.need[i] and self.room[k]
            and not any((j, k) in asked.locked for group in asked.clashing if i in group for j in group)
        ]  # fmt: skip
        self.counts = [(i, count) for i in papers for count in range(self.need[i] + 1)]
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self.width = len(self.pairs) + len(self.counts) + len(papers)
        self._rules()

    def _rules(self) -> None:
        papers, first = range(len(self.need)), len(self.pairs)
        of_paper: list[dict[int, float]] = [{} for _ in papers]
        of_person: list[dict[int, float]] = [{} for _ in self.room]
        of_time: dict[tuple[int, int], dict[int, float]] = {}
        for place, (i, k) in enumerate(self.pairs):
            of_paper[i][place] = of_person[k][place] = 1.0
            for number, group in enumerate(self.asked.clashing):
                if i in group:
                    of_time.setdefault((number, k), {})[place] = 1.0
        one: list[dict[int, float]] = [{} for _ in papers]
        for place, (i, count) in enumerate(self.counts):
            one[i][first + place] = 1.0
            of_paper[i][first + place] = -float(count)
        self.rows += [(row, 0.0, 0.0) for row in of_paper]
        self.rows += [(row, 1.0, 1.0) for row in one]
        self.rows += [(row, 0.0, float(room)) for row, room in zip(of_person, self.room, strict=True)]
        self.rows += [(row, 0.0, 1.0) for row in of_time.values()]
        if self.asked.seniors is not None:
            self._seniors(self.asked.seniors)

    def _seniors(self, seniors: frozenset[int]) -> None:
        lacks = len(self.pairs) + len(self.counts)
        for i, need in enumerate(self.need):
            if any((i, k) in self.asked.locked for k in seniors) or not (need or self.have[i]):
                continue
            row = {place: 1.0 for place, (paper, k) in enumerate(self.pairs) if paper == i and k in seniors}
            full = len(self.pairs) + self.counts.index((i, need))
            self.rows.append(({**row, lacks + i: 1.0, full: -1.0}, 0.0, float("inf")))

    def levels(self) -> Levels | None:
        first, lacks = len(self.pairs), len(self.pairs) + len(self.counts)
        complete = {first + p: 1.0 for p, (i, count) in enumerate(self.counts) if count == self.need[i]}
        most = self._best(complete)
        if most is None:
            return None
        short: Counter[int] = Counter()
        for size in range(max(self.asked.wanted, default=0)):
            so_many = {
                first + p: -1.0
                for p, (i, count) in enumerate(self.counts)
                if count < self.need[i] and self.have[i] + count == size
            }
            fewest = self._best(so_many)
            if fewest is None:
                return None
            short[size] = -fewest
        lowest = self._lowest()
        mixed = self._best({lacks + i: -1.0 for i in range(len(self.need))})
        total = self._best({p: float(self.asked.fits[i][k] or 0) for p, (i, k) in enumerate(self.pairs)})
        if lowest is None or mixed is None or total is None:
            return None
        fixed = sum(self.asked.fits[i][k] or 0 for i, k in self.asked.locked)
        return Levels(most, tuple(sorted(short.elements())), lowest, mixed, total + fixed)

    def _lowest(self) -> int | None:
        """By halving: without all pairs below a fit, can the levels before be reached?"""
        values = sorted({self.asked.fits[i][k] or 0 for i, k in self.pairs})
        low, above = 0, len(values)
        while above - low > 1:
            middle = (low + above) // 2
            if self._solve({}, values[middle]) is not None:
                low = middle
            else:
                above = middle
        if not values:
            return NO_PAIR
        self.pairs_from = values[low]
        return values[low]

    pairs_from = 0

    def _best(self, worth: dict[int, float]) -> int | None:
        """The largest sum; it is held from then on."""
        if not worth:
            return 0
        found = self._solve(worth, self.pairs_from)
        if found is not None:
            self.rows.append((worth, found - 0.5, float("inf")))
        return found

    def _solve(self, worth: dict[int, float], lowest: int) -> int | None:
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array

        cost = np.zeros(self.width)
        for place, value in worth.items():
            cost[place] = -value
        high = np.ones(self.width)
        high[: len(self.pairs)] = [(self.asked.fits[i][k] or 0) >= lowest for i, k in self.pairs]
        cells = [(r, c, value) for r, (row, _, _) in enumerate(self.rows) for c, value in row.items()]
        at, on, values = (np.array(column) for column in zip(*cells, strict=True))
        matrix: Any = coo_array((values, (at, on)), shape=(len(self.rows), self.width)).tocsr()
        rules = LinearConstraint(matrix, [low for _, low, _ in self.rows], [top for _, _, top in self.rows])
        whole = np.ones(self.width)
        limits = {"time_limit": _SECONDS, "mip_rel_gap": 0}
        found = milp(cost, constraints=rules, bounds=Bounds(0, high), integrality=whole, options=limits)
        return round(-found.fun) if found.status == 0 else None
