"""How many commenters each paper can have, whatever they are worth: the first two levels of commenter_matching.py.

One more commenter for a paper is found along a chain: somebody leaves a paper for it, another fills that gap, and so on, until
one with room comes in (augmenting paths). The counts that chains can reach are a polymatroid, so greedy choices
are exact for one unit at a time. That a paper counts only once it is complete breaks this: which papers to complete is a
search with bounds (branch and bound), on the relaxation in which half a paper counts half.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import lcm

from wip.domain.commenter_rooms import NO_SLOT, Pair, Rooms, people

LIMIT = 60_000
"""So many chains are looked for before the best that was found is taken without proof. A count, so that every machine agrees."""

Count = tuple[int, tuple[int, ...]]
"""How many papers are complete, and how many commenters each of the others has, fewest first. Larger is better."""


class Holdings:
    """Who holds which paper, and chains that give a paper one more."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms
        self.count = [0] * len(rooms.need)
        self.held = [0] * len(rooms.need)
        self.holders: list[dict[int, None]] = [{} for _ in rooms.room]
        self.free = sum(1 << person for person, room in enumerate(rooms.room) if room)
        self.busy: dict[int, int] = {}

    @classmethod
    def of(cls, rooms: Rooms, pairs: Iterable[Pair]) -> "Holdings":
        """Those of an answer; what is locked in it is left out."""
        holdings = cls(rooms)
        for paper, person in pairs:
            if rooms.rows[paper][person] is not None:
                holdings._give(paper, person)
                holdings.count[paper] += 1
        return holdings

    def copy(self) -> "Holdings":
        """Another that changes by itself."""
        other = Holdings.__new__(Holdings)
        other.rooms, other.free = self.rooms, self.free
        other.count, other.held, other.busy = list(self.count), list(self.held), dict(self.busy)
        other.holders = [dict(papers) for papers in self.holders]
        return other

    def add(self, paper: int) -> bool:
        """Whether the paper has one more now. No other paper has fewer than before."""
        came, last, _ = self._search((paper,))
        if last is None:
            return False
        at, person = last
        while True:
            before = came.get(at)
            self._give(at, person)
            if before is None:
                break
            source, person = before
            self._take(at, person)
            at = source
        self.count[paper] += 1
        return True

    def reached(self, papers: Iterable[int]) -> set[int]:
        """These and all papers that could lose somebody for them."""
        came, _, starts = self._search(tuple(papers), to_the_end=True)
        return {*came, *starts}

    def _search(
        self, starts: Sequence[int], *, to_the_end: bool = False
    ) -> tuple[dict[int, tuple[int, int]], tuple[int, int] | None, Sequence[int]]:
        masks, slots = self.rooms.masks, self.rooms.slots
        came: dict[int, tuple[int, int]] = {}
        seen, unseen = set(starts), ~0
        waiting = deque(starts)
        while waiting:
            paper = waiting.popleft()
            new = masks[paper] & ~self.held[paper]
            busy = self.busy.get(slots[paper], 0) if slots[paper] != NO_SLOT else 0
            ready = new & self.free & ~busy
            if ready and not to_the_end:
                return came, (paper, (ready & -ready).bit_length() - 1), starts
            blocked = new & busy
            new &= ~busy & unseen
            unseen &= ~new
            for person in people(new):
                for other in self.holders[person]:
                    if other not in seen:
                        seen.add(other)
                        came[other] = (paper, person)
                        waiting.append(other)
            for person in people(blocked):
                other = self._there(person, slots[paper])
                if other not in seen:
                    seen.add(other)
                    came[other] = (paper, person)
                    waiting.append(other)
        return came, None, starts

    def _there(self, person: int, slot: int) -> int:
        return next(paper for paper in self.holders[person] if self.rooms.slots[paper] == slot)

    def _give(self, paper: int, person: int) -> None:
        self._mark(paper, person)
        self.holders[person][paper] = None

    def _take(self, paper: int, person: int) -> None:
        del self.holders[person][paper]
        self._mark(paper, person)

    def _mark(self, paper: int, person: int) -> None:
        bit, slot = 1 << person, self.rooms.slots[paper]
        self.held[paper] ^= bit
        if slot != NO_SLOT:
            self.busy[slot] = self.busy.get(slot, 0) ^ bit
        load = len(self.holders[person]) + (1 if self.held[paper] & bit else 0)
        self.free = self.free & ~bit if load >= self.rooms.room[person] else self.free | bit


@dataclass(frozen=True)
class Counts:
    """The best counts: how many free commenters each paper gets in one way to reach them, and who they are."""

    value: Count
    targets: tuple[int, ...]
    pairs: frozenset[Pair]
    proved: bool


def best_counts(rooms: Rooms, wanted_at_least: Count | None = None) -> Counts:
    """As many complete papers as can be, then the counts of the others, fewest first, as large as can be.

    With `wanted_at_least` the search ends as soon as that is reached, or cannot be.
    """
    return _Branches(rooms, wanted_at_least).best()


class _Branches:
    """The search for the best papers to complete."""

    def __init__(self, rooms: Rooms, enough: Count | None) -> None:
        self.rooms = rooms
        self.enough = enough
        self.scale = lcm(*(need for need in rooms.need if need), 1)
        self.found: tuple[Count, Holdings] | None = None
        self.left = LIMIT
        degrees = [mask.bit_count() for mask in rooms.masks]
        self.hopeless = frozenset(i for i, need in enumerate(rooms.need) if need > degrees[i])
        self.order = sorted(
            (i for i, need in enumerate(rooms.need) if need), key=lambda i: (rooms.need[i], degrees[i], i)
        )

    def best(self) -> Counts:
        open_branches = [(frozenset[int](), self.hopeless)]
        a_branch = 1 + 3 * sum(self.rooms.need)
        while open_branches and self.left > 0 and not self._enough():
            self.left -= a_branch
            inside, outside = open_branches.pop()
            paper = self._look(inside, outside)
            if paper is not None:
                open_branches.append((inside, outside | {paper}))
                open_branches.append((inside | {paper}, outside))
        if self.found is None:
            raise ArithmeticError("The first branch always ends with an answer")
        value, holdings = self.found
        pairs = frozenset((i, k) for i, held in enumerate(holdings.held) for k in people(held))
        return Counts(value, tuple(holdings.count), pairs, not open_branches or self._enough())

    def _enough(self) -> bool:
        return self.enough is not None and self.found is not None and self.found[0] >= self.enough

    def _beats(self, bound: Count) -> bool:
        rival = self.found[0] if self.found else (-1, ())
        return bound > rival and (self.enough is None or bound >= self.enough)

    def _look(self, inside: frozenset[int], outside: frozenset[int]) -> int | None:
        """Try one branch; a paper to divide it by, or None where nothing better is in it."""
        base = Holdings(self.rooms)
        for paper in self.order:
            if paper in inside and not all(base.add(paper) for _ in range(self.rooms.need[paper])):
                return None
        tried = self._complete(base.copy(), inside, outside)
        value = self._value(tried)
        if self.found is None or value > self.found[0]:
            self.found = value, tried
        if not value[1] or self._enough():
            return None
        relaxed = base
        for paper in self._loose(inside, outside):
            while relaxed.count[paper] < self.rooms.need[paper] and relaxed.add(paper):
                pass
        most = self._most(relaxed, outside)
        units = sum(relaxed.count) + _more(relaxed.copy(), outside, self.rooms)
        if not self._beats(self._bound(most, units)):
            return None
        return self._dividing(relaxed, tried, inside, outside)

    def _loose(self, inside: frozenset[int], outside: frozenset[int]) -> Iterator[int]:
        return (paper for paper in self.order if paper not in inside and paper not in outside)

    def _complete(self, base: Holdings, inside: frozenset[int], outside: frozenset[int]) -> Holdings:
        """Complete one paper after the other where it can be, then spread what is left, to the poorest first."""
        holdings = base
        for paper in self._loose(inside, outside):
            before = holdings.copy()
            if not all(holdings.add(paper) for _ in range(self.rooms.need[paper])):
                holdings = before
        have, need = self.rooms.have, self.rooms.need
        poor = [paper for paper in self.order if holdings.count[paper] < need[paper]]
        while poor:
            paper = min(poor, key=lambda i: (have[i] + holdings.count[i], i))
            if not holdings.add(paper) or holdings.count[paper] == need[paper]:
                poor.remove(paper)
        return holdings

    def _value(self, holdings: Holdings) -> Count:
        have, need = self.rooms.have, self.rooms.need
        short = sorted(have[i] + count for i, count in enumerate(holdings.count) if count < need[i])
        return len(need) - len(short), tuple(short)

    def _most(self, relaxed: Holdings, outside: frozenset[int]) -> int:
        """No more than so many papers can be complete: whole papers in each part that shares no people with another."""
        need, count = self.rooms.need, relaxed.count
        lacking = [i for i in self.order if i not in outside and count[i] < need[i]]
        if not lacking:
            return len(need) - len(outside)
        tight = {i for i in relaxed.reached(lacking) if i not in outside}
        sure = sum(1 for i in range(len(need)) if i not in tight and i not in outside)
        for part in _parts(sorted(tight), self.rooms.masks):
            sure += sum(count[i] * (self.scale // need[i]) for i in part) // self.scale
        return sure

    def _bound(self, most: int, units: int) -> Count:
        """The counts as if units went anywhere: `most` complete ones with the smallest needs, the rest spread evenly."""
        have, need = self.rooms.have, self.rooms.need
        lacking = len(need) - most
        spare = units - sum(sorted(need)[:most])
        levels = sorted(have, reverse=True)[:lacking]
        caps = [max(self.rooms.have[i] + need[i] - 1 for i in self.order)] * lacking if lacking else []
        levels.sort()
        while spare > 0 and levels and levels[0] < caps[0]:
            levels[0] += 1
            levels.sort()
            spare -= 1
        return most, tuple(levels)

    def _dividing(
        self, relaxed: Holdings, tried: Holdings, inside: frozenset[int], outside: frozenset[int]
    ) -> int | None:
        need = self.rooms.need
        loose = list(self._loose(inside, outside))
        for holdings in (relaxed, tried):
            for paper in loose:
                if 0 < holdings.count[paper] < need[paper]:
                    return paper
        return next((paper for paper in loose if tried.count[paper] < need[paper]), next(iter(loose), None))


def _more(holdings: Holdings, papers: Iterable[int], rooms: Rooms) -> int:
    """How many more these papers could have on top, short of being complete."""
    added = 0
    for paper in sorted(papers):
        while holdings.count[paper] < rooms.need[paper] - 1 and holdings.add(paper):
            added += 1
    return added


def _parts(papers: Sequence[int], masks: Sequence[int]) -> list[list[int]]:
    """The papers in parts, such that no person is open to two parts."""
    parts: list[tuple[int, list[int]]] = []
    for paper in papers:
        mask, mine, others = masks[paper], [paper], []
        for bits, members in parts:
            if bits & mask:
                mask |= bits
                mine = members + mine
            else:
                others.append((bits, members))
        parts = [*others, (mask, mine)]
    return [sorted(members) for _, members in parts]
