"""Which papers to complete where not all can be, so that the total is the largest: the last level in a shortage.

Two papers with one commenter each are not what is asked, so a plain flow does not answer this. Once it is chosen how many
each paper gets, a flow does. What to choose is a search with bounds: with a price for each person's place, every paper by itself
knows what it is worth complete and what it is worth short, so the best choice at those prices is a sort; and no plan can be
above its sum plus the prices of all places (Lagrangian duality: the bound of the linear programme in which a person is on a
paper only as far as the paper is complete). Prices move to where bound and plan meet (subgradient steps, then branches).
All in whole numbers: a bound is a proof.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from wip.domain.commenter_counts import Counts
from wip.domain.commenter_flows import Flow, best_flow, mixing_papers
from wip.domain.commenter_prices import FULL, UNIT, Bills, Look, Offers
from wip.domain.commenter_rooms import Rooms

BUDGET = 3_000_000, 7
"""So many looks, and so many more for each pair, are spent before the best that was found is taken without proof. Counted, not timed."""
_AT_FIRST, _LATER, _PATIENCE = 600, 80, 30
_PULSE = 10
_A_FLOW = 4
"""What a plan costs a pair, in looks."""
_PLANS = (0, 40, 160)
"""After so many steps the choice at the prices is made into a plan."""

Tell = Callable[[int, int], None]
"""Told the best value and the bound, again and again."""


@dataclass(frozen=True)
class Choice:
    """The best flow that was found, and a bound that no other can pass."""

    flow: Flow
    bound: int


def best_choice(rooms: Rooms, counts: Counts, tell: Tell) -> Choice:
    """The flow of the largest value among all whose counts are as good as these."""
    flow = best_flow(rooms, counts.targets)
    if flow is None:
        raise ArithmeticError("The counts come with a way to reach them")
    search = _Search(rooms, counts, flow, tell)
    if not search.is_settled():
        search.run()
    return Choice(search.flow, max(search.flow.value, search.bound))


@dataclass
class _Branch:
    """Papers whose class is settled in it, the best bills so far, and the bound there."""

    settled: dict[int, int]
    bills: Bills
    bound: int


Key = tuple[str, int, int]
"""What is charged: a person's place, a class, or a person at a time."""


@dataclass
class _Course:
    """Where the bills are, and which way they go: as demand asks, but never back and forth (Camerini, Fratta and Maffioli)."""

    bills: Bills
    pace: float = 1.0
    way: dict[Key, float] = field(default_factory=dict)

    def step(self, look: Look, room: Sequence[int], wanted: Counter[int], aim: int) -> bool:
        """What is wanted too often costs more, what is left over costs less. False where all fits."""
        self._turn(self._pull(look, room, wanted))
        square = sum(more * more for more in self.way.values())
        if not square:
            return False
        stride = self.pace * (look.bound - aim) / square
        bills = self.bills
        for (kind, first, second), more in self.way.items():
            move = round(stride * more)
            if kind == "place":
                bills.prices[first] = max(0, bills.prices[first] + move)
            elif kind == "class":
                bills.extras[first] = bills.extras.get(first, 0) + move
            else:
                bills.tolls[first, second] = max(0, bills.tolls.get((first, second), 0) + move)
        return True

    def _pull(self, look: Look, room: Sequence[int], wanted: Counter[int]) -> dict[Key, float]:
        bills, pull = self.bills, dict[Key, float]()
        for person, (use, most) in enumerate(zip(look.use, room, strict=True)):
            if use > most or (use < most and bills.prices[person]):
                pull["place", person, 0] = use - most
        for size, count in wanted.items():
            if size != FULL and look.sizes[size] != count:
                pull["class", size, 0] = count - look.sizes[size]
        for (person, slot), use in look.at_once.items():
            if use > 1:
                pull["time", person, slot] = use - 1
        for (person, slot), toll in bills.tolls.items():
            if toll and not look.at_once[person, slot]:
                pull["time", person, slot] = -1
        return pull

    def _turn(self, pull: dict[Key, float]) -> None:
        against = sum(more * self.way.get(key, 0.0) for key, more in pull.items())
        if against < 0:
            share = -1.5 * against / sum(more * more for more in self.way.values())
            for key, more in self.way.items():
                pull[key] = pull.get(key, 0.0) + share * more
        self.way = pull


class _Search:
    def __init__(self, rooms: Rooms, counts: Counts, flow: Flow, tell: Tell) -> None:
        self.rooms, self.counts, self.flow, self.tell = rooms, counts, flow, tell
        self.bound = flow.value
        need = rooms.need
        self.papers = [i for i, lacks in enumerate(need) if lacks]
        self.degrees = [mask.bit_count() for mask in rooms.masks]
        self.wanted = Counter(counts.value[1])
        self.wanted[FULL] = len(self.papers) - sum(self.wanted.values())
        self.options = {i: self._options(i) for i in self.papers}
        self.spent = 0
        self.tried: set[tuple[int, ...]] = set()

    def _options(self, paper: int) -> dict[int, int]:
        """How many free commenters the paper has in each class that it can be in."""
        need, degree, have = self.rooms.need[paper], self.degrees[paper], self.rooms.have[paper]
        short = {
            size: size - have
            for size in sorted(self.wanted)
            if size != FULL and 0 <= size - have <= min(need - 1, degree)
        }
        return {FULL: need, **short} if degree >= need and self.wanted[FULL] else short

    def is_settled(self) -> bool:
        """Whether there is nothing to choose: all are complete, or only those that cannot be are not."""
        lacking = [i for i in self.papers if self.counts.targets[i] < self.rooms.need[i]]
        return all(
            self.degrees[i] < self.rooms.need[i]
            and self.counts.targets[i] == min(self.degrees[i], self.rooms.need[i] - 1)
            for i in lacking
        )

    def run(self) -> None:
        """Branch until nothing better can be, or the budget is spent."""
        prices = [price * UNIT for price in self.flow.prices]
        self.offers = Offers(self.rooms, self.options, mixing_papers(self.rooms, self.rooms.need), prices)
        root = _Branch({}, Bills(prices, {}, {}), self.rooms.unmixed * UNIT)
        waiting = [root]
        while waiting and self._left() > 0:
            branch = waiting.pop()
            waiting += self._divide(branch, _LATER if branch.settled else _AT_FIRST)
            waiting = [other for other in waiting if other.bound // UNIT > self.flow.value]
            waiting.sort(key=lambda other: other.bound)
            self.bound = max((other.bound // UNIT for other in waiting), default=self.flow.value)
            self.tell(self.flow.value, self.bound)

    def _left(self) -> int:
        """How many looks there are still to spend."""
        pairs = len(self.papers) * len(self.rooms.room)
        return BUDGET[0] + BUDGET[1] * pairs - self.spent - self.offers.looked

    def _divide(self, branch: _Branch, rounds: int) -> list[_Branch]:
        """The branches of this one; none where nothing better can be in it."""
        look = self._lower(branch, rounds)
        if look is None or branch.bound // UNIT <= self.flow.value:
            return []
        between = look.bound - (self.flow.value + 1) * UNIT
        for i, lead in look.leads.items():
            # Its other class would cost more than lies between bound and plan
            if lead > between:
                branch.settled[i] = look.classes[i]
        loose = [i for i in look.leads if i not in branch.settled]
        if not loose:
            self._try(look)
            return []
        paper = min(loose, key=lambda i: (look.leads[i], i))
        return [
            _Branch({**branch.settled, paper: size}, branch.bills, branch.bound)
            for size in sorted(self.options[paper])
        ]

    def _lower(self, branch: _Branch, rounds: int) -> Look | None:
        """Move the prices so that the bound falls; keep the best in the branch, and try plans on the way."""
        course = _Course(branch.bills.copy())
        best: Look | None = None
        still = 0
        for number in range(rounds):
            look = self.offers.look(course.bills, branch.settled, self.wanted)
            if look is None:
                return None
            still += 1
            if best is None or look.bound < best.bound:
                best, still = look, 0
                branch.bound = min(branch.bound, look.bound)
                branch.bills = course.bills.copy()
            if branch.bound // UNIT <= self.flow.value:
                return best
            if number in _PLANS or number == rounds - 1:
                self._try(look)
            if number % _PULSE == 0:
                self.tell(self.flow.value, branch.bound // UNIT)
                if self._left() <= 0:
                    return best
            if still == _PATIENCE:
                course = _Course(branch.bills.copy(), course.pace / 2)
                still, look = 0, best
            if not course.step(look, self.rooms.room, self.wanted, self.flow.value * UNIT):
                self._try(look)
                return best
        return best

    def _try(self, look: Look) -> None:
        """The best plan in which the papers have these classes, or close to that, where there is one."""
        classes = self._evened(look)
        key = tuple(classes.values())
        if not key or key in self.tried:
            return
        self.tried.add(key)
        targets = [0] * len(self.rooms.need)
        for i, size in classes.items():
            targets[i] = self.options[i][size]
        self.spent += _A_FLOW * len(self.papers) * len(self.rooms.room)
        flow = best_flow(self.rooms, targets)
        if flow is not None and flow.value > self.flow.value:
            self.flow = flow

    def _evened(self, look: Look) -> dict[int, int]:
        """The classes with as many papers in each as there must be: whoever loses least goes over. Empty where that fails."""
        classes = dict(look.classes)
        over = look.sizes - self.wanted
        under = self.wanted - look.sizes
        while under:
            ways = [
                (look.worths[i][size] - look.worths[i][other], i, other)
                for i, size in classes.items()
                if over[size] > 0
                for other in under
                if other in look.worths[i]
            ]
            if not ways:
                return {}
            _, i, other = min(ways)
            over -= Counter([classes[i]])
            under -= Counter([other])
            classes[i] = other
        return dict(sorted(classes.items()))
