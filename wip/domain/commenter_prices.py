"""What is the best choice of papers to complete, when each place of a person has a price: a sort, and a bound on every plan."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from wip.domain.commenter_rooms import NO_SLOT, Pair, Rooms

UNIT = 1024
"""Prices are in so many parts of a point."""
FULL = -1
"""The class of a paper that gets its number. The class of another is how many commenters it has in the end."""
_FAR = 40


@dataclass(frozen=True)
class Look:
    """The best choice at some prices."""

    bound: int
    """No plan is worth more, in parts of a point."""
    classes: dict[int, int]
    leads: dict[int, int]
    """By how much the bound falls at least where a paper is put into another class; absent where it cannot be."""
    use: list[int]
    """How often each person is chosen, whatever room there is."""
    at_once: Counter[Pair]
    """How often each person is chosen for each time."""
    sizes: Counter[int]
    """How many papers are in each class, which need not be as many as there must be."""
    worths: dict[int, dict[int, int]]
    """What each paper would be worth in each class that it can be in."""


@dataclass(frozen=True)
class Bills:
    """What is charged, in parts of a point."""

    prices: list[int]
    """For a place of each person."""
    extras: dict[int, int]
    """What is given to a paper for being short with so many commenters."""
    tolls: dict[Pair, int]
    """What each person costs on top at a time, by person and slot: only one paper can have them then."""

    def copy(self) -> "Bills":
        """Others that change by themselves."""
        return Bills(list(self.prices), dict(self.extras), dict(self.tolls))


class Offers:
    """What each paper can be worth at prices. Looks at the likeliest people first, and stops where nobody better can follow."""

    def __init__(
        self,
        rooms: Rooms,
        options: Mapping[int, Mapping[int, int]],
        mixing: frozenset[int],
        prices: Sequence[int],
    ) -> None:
        self.rooms, self.options, self.mixing = rooms, options, mixing
        self.looked = 0
        self.rows = {
            i: {k: value * UNIT for k, value in enumerate(rooms.rows[i]) if value is not None}
            for i in options
        }
        self._sort(prices)

    def _sort(self, prices: Sequence[int]) -> None:
        self.sorted_at = list(prices)
        self.seen = 0
        self.orders = {
            i: sorted(((value - prices[k], -k) for k, value in row.items()), reverse=True)
            for i, row in self.rows.items()
        }

    def look(self, bills: Bills, settled: Mapping[int, int], wanted: Counter[int]) -> Look | None:
        """The choice with `wanted` papers of each class; None where the `settled` classes leave none."""
        prices, extras = bills.prices, bills.extras
        if self.seen > _FAR * len(self.orders):
            self._sort(prices)
        drop = max(map(int.__sub__, self.sorted_at, prices), default=0)
        self.seen = 0
        best = {i: self._best(i, bills, drop) for i in self.options}
        self.looked += self.seen
        worths = {i: self._values(i, best[i][0], extras, settled) for i in self.options}
        classes, leads = _classes(worths, settled, wanted[FULL])
        if classes is None:
            return None
        use, at_once = [0] * len(prices), Counter[Pair]()
        bound = sum(map(int.__mul__, prices, self.rooms.room)) + sum(bills.tolls.values())
        for i, size in classes.items():
            sums, chosen, mixed = best[i]
            count = self.options[i][size]
            bound += sums[-1] if size == FULL else sums[count] + extras.get(size, 0)
            for k in mixed if size == FULL else chosen[:count]:
                use[k] += 1
                if self.rooms.slots[i] != NO_SLOT:
                    at_once[k, self.rooms.slots[i]] += 1
        bound -= sum(extra * wanted[size] for size, extra in extras.items())
        return Look(bound, classes, leads, use, at_once, Counter(classes.values()), worths)

    def _values(
        self, paper: int, sums: Sequence[int], extras: Mapping[int, int], settled: Mapping[int, int]
    ) -> dict[int, int]:
        options = self.options[paper]
        return {
            size: sums[-1] if size == FULL else sums[count] + extras.get(size, 0)
            for size, count in options.items()
            if settled.get(paper, size) == size
        }

    def _best(self, paper: int, bills: Bills, drop: int) -> tuple[list[int], list[int], list[int]]:
        """The sums of its best 0, 1, 2 ... people, and at the end of its best when complete; who they are; who then."""
        row, need, slot = self.rows[paper], self.rooms.need[paper], self.rooms.slots[paper]
        prices, tolls = bills.prices, bills.tolls
        top: list[Pair] = []
        for net_before, minus in self.orders[paper]:
            if len(top) == need and net_before + drop <= top[-1][0]:
                break
            self.seen += 1
            net = row[-minus] - prices[-minus] - (tolls.get((-minus, slot), 0) if tolls else 0)
            if len(top) < need or net > top[-1][0]:
                top.append((net, minus))
                top.sort(reverse=True)
                del top[need:]
        sums = list(accumulate((net for net, _ in top), initial=0))
        chosen = [-minus for _, minus in top]
        if len(top) < need:
            return sums, chosen, chosen
        value, mixed = self._with_senior(paper, bills, sums, chosen)
        return [*sums[:-1], value], chosen, mixed

    def _with_senior(
        self, paper: int, bills: Bills, sums: list[int], chosen: list[int]
    ) -> tuple[int, list[int]]:
        seniors = self.rooms.seniors or frozenset()
        if paper not in self.mixing or not seniors.isdisjoint(chosen):
            return sums[-1], chosen
        row = self.rows[paper]
        plain = sums[-1] - self.rooms.unmixed * UNIT
        slot = self.rooms.slots[paper]
        others = [(row[k] - bills.prices[k] - bills.tolls.get((k, slot), 0), -k) for k in row if k in seniors]
        if not others or sums[-2] + max(others)[0] < plain:
            return plain, chosen
        net, minus = max(others)
        return sums[-2] + net, [*chosen[:-1], -minus]


def _classes(
    values: Mapping[int, Mapping[int, int]], settled: Mapping[int, int], full: int
) -> tuple[dict[int, int] | None, dict[int, int]]:
    """The best class for each paper such that `full` are complete, and how far each leads over another."""
    classes: dict[int, int] = {}
    gaps: dict[int, int] = {}
    leans = []
    for i, worths in values.items():
        rest = sorted(((value, -size) for size, value in worths.items() if size != FULL), reverse=True)
        if len(rest) > 1:
            gaps[i] = rest[0][0] - rest[1][0]
        if not rest:
            full -= 1
            classes[i] = FULL
            continue
        classes[i] = -rest[0][1]
        if FULL in worths:
            leans.append((worths[FULL] - rest[0][0], -i))
    if not 0 <= full <= len(leans):
        return None, {}
    leans.sort(reverse=True)
    leads = {i: gap for i, gap in gaps.items() if i not in settled}
    for place, (lean, minus) in enumerate(leans):
        if place < full:
            classes[-minus] = FULL
            leads.pop(-minus, None)
            if full < len(leans):
                leads[-minus] = lean - leans[full][0]
        elif full:
            leads[-minus] = min(leans[full - 1][0] - lean, leads.get(-minus, leans[full - 1][0] - lean))
    return classes, leads
