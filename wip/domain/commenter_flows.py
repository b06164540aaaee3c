"""Who comments on what once it is settled how many each paper gets: the largest total, as a flow of the smallest cost.

Without times and seniors this is the question of matching.py, and is put to it. Only where its answer sends somebody to two
papers at a time, or leaves a paper without a senior, is the flow built that knows both: a node for each person
and time, through which one goes, and a node for those of a paper who are not senior, whose last place costs `rooms.unmixed`.
It starts from the prices that are known already, with the pairs that may matter, and takes in others until no pair outside
it could help (column generation), so the answer is the best of all pairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from wip.domain.commenter_rooms import NO_SLOT, Pair, Rooms
from wip.domain.matching_plans import Shortage, first_plan
from wip.domain.matching_searches import relieve

_NEAR = 12


@dataclass(frozen=True)
class Flow:
    """The pairs, what they are worth less `rooms.unmixed` for each complete paper without a senior, and a price a person."""

    pairs: tuple[Pair, ...]
    value: int
    prices: tuple[int, ...]


def best_flow(rooms: Rooms, targets: Sequence[int]) -> Flow | None:
    """The largest total in which each paper gets exactly its target; None where there is none."""
    nobody = [0] * len(rooms.room)
    try:
        plan = first_plan(rooms.rows, targets, nobody, rooms.room, frozenset())
        relieve(plan)
    except Shortage:
        return None
    prices = [taken + price for taken, price in zip(plan.taken, plan.price, strict=True)]
    pairs = {(paper, person) for paper, held in enumerate(plan.held) for person in held}
    mixing = mixing_papers(rooms, targets)
    if _at_once(rooms, pairs) or _unmixed(rooms, pairs, mixing):
        net = _Net(rooms, targets, mixing, prices)
        found = net.best(pairs)
        if found is None:
            return None
        pairs, prices = found, net.prices()
    value = sum(rooms.rows[i][k] or 0 for i, k in pairs)
    return Flow(tuple(sorted(pairs)), value - rooms.unmixed * _unmixed(rooms, pairs, mixing), tuple(prices))


def mixing_papers(rooms: Rooms, targets: Sequence[int]) -> frozenset[int]:
    """The papers that will be complete, and want a senior among those who are still to be found."""
    if rooms.seniors is None:
        return frozenset()
    return frozenset(
        i for i, target in enumerate(targets) if target and target == rooms.need[i] and i not in rooms.served
    )


def _at_once(rooms: Rooms, pairs: set[Pair]) -> bool:
    times = [(k, rooms.slots[i]) for i, k in pairs if rooms.slots[i] != NO_SLOT]
    return len(times) > len(set(times))


def _unmixed(rooms: Rooms, pairs: set[Pair], mixing: frozenset[int]) -> int:
    seniors = rooms.seniors or frozenset()
    return len(mixing) - len(mixing & {i for i, k in pairs if k in seniors})


class _Net:
    """Nodes with potentials, and arcs in pairs: an arc and its way back lie side by side, at e and e ^ 1."""

    def __init__(
        self, rooms: Rooms, targets: Sequence[int], mixing: frozenset[int], prices: list[int]
    ) -> None:
        self.rooms, self.targets, self.mixing = rooms, targets, mixing
        papers, persons = len(targets), len(prices)
        self.first_person, self.end = 2 * papers, 2 * papers + persons
        dear = [_worst_held(rooms.rows[i], prices, target) for i, target in enumerate(targets)]
        self.height = [*dear, *dear, *(-price for price in prices), 0]
        self.excess = [*targets, *[0] * (papers + persons), -sum(targets)]
        self.heads: list[int] = []
        self.room: list[int] = []
        self.cost: list[int] = []
        self.arcs: list[list[int]] = [[] for _ in self.height]
        self.slot_nodes: dict[tuple[int, int], int] = {}
        self.ways: dict[Pair, int] = {}
        for person, room in enumerate(rooms.room):
            self._join(self.first_person + person, self.end, room, 0)
        for i in sorted(mixing):
            self._join(i, papers + i, targets[i] - 1, 0)
            self._join(i, papers + i, 1, rooms.unmixed)

    def best(self, known: set[Pair]) -> set[Pair] | None:
        """The pairs of the cheapest flow, beginning with those that are `known`; None where there is none."""
        for pair in sorted(known):
            self._open(*pair)
        for i, row in enumerate(self.rooms.rows):
            if self.targets[i]:
                self._open_near(i, row)
        while True:
            better = self._better() if self._settle() else self._unopened()
            if better is None:
                return None
            if not better:
                return {pair for pair, arc in self.ways.items() if not self.room[arc]}
            for pair in better:
                self._open(*pair)

    def prices(self) -> list[int]:
        """What a place of each person is worth."""
        end = self.height[self.end]
        return [max(0, end - self.height[k]) for k in range(self.first_person, self.end)]

    def _open_near(self, paper: int, row: Sequence[int | None]) -> None:
        height, first = self.height, self.first_person
        allowed = [k for k, value in enumerate(row) if value is not None]
        allowed.sort(key=lambda k: (-(row[k] or 0) - height[first + k], k))
        for person in allowed[:_NEAR]:
            self._open(paper, person)

    def _open(self, paper: int, person: int) -> None:
        if (paper, person) in self.ways:
            return
        slot = self.rooms.slots[paper]
        node = self.first_person + person
        if slot != NO_SLOT:
            node = self._slot_node(person, slot)
        self.ways[paper, person] = self._join(
            self._tail(paper, person), node, 1, -(self.rooms.rows[paper][person] or 0)
        )

    def _tail(self, paper: int, person: int) -> int:
        seniors = self.rooms.seniors or frozenset()
        return len(self.rooms.rows) + paper if paper in self.mixing and person not in seniors else paper

    def _slot_node(self, person: int, slot: int) -> int:
        if (person, slot) not in self.slot_nodes:
            node = self.slot_nodes[person, slot] = len(self.height)
            self.height.append(self.height[self.first_person + person])
            self.excess.append(0)
            self.arcs.append([])
            self._join(node, self.first_person + person, 1, 0)
        return self.slot_nodes[person, slot]

    def _join(self, tail: int, head: int, room: int, cost: int) -> int:
        """A new arc; it is full at once where that saves something at the heights as they are."""
        arc = len(self.heads)
        full = cost + self.height[tail] - self.height[head] < 0
        self.heads += [head, tail]
        self.room += [0, room] if full else [room, 0]
        self.cost += [cost, -cost]
        self.arcs[tail].append(arc)
        self.arcs[head].append(arc + 1)
        if full:
            self.excess[tail] -= room
            self.excess[head] += room
        return arc

    def _better(self) -> list[Pair]:
        height, first, papers, found = self.height, self.first_person, len(self.rooms.rows), []
        seniors = self.rooms.seniors or frozenset()
        for i, row in enumerate(self.rooms.rows):
            if not self.targets[i]:
                continue
            slot, mixes = self.rooms.slots[i], i in self.mixing
            for k, value in enumerate(row):
                if value is None:
                    continue
                tail = papers + i if mixes and k not in seniors else i
                head = self.slot_nodes.get((k, slot), first + k)
                if height[tail] - height[head] < value and (i, k) not in self.ways:
                    found.append((i, k))
        return found

    def _unopened(self) -> list[Pair] | None:
        """All pairs that are not in it yet, as those that are cannot do; None where there is no other."""
        return [
            (i, k)
            for i, row in enumerate(self.rooms.rows)
            if self.targets[i]
            for k, value in enumerate(row)
            if value is not None and (i, k) not in self.ways
        ] or None

    def _settle(self) -> bool:
        """Bring each surplus to the nearest lack, along the cheapest way there is. False where there is none."""
        for node in range(len(self.height)):
            while self.excess[node] > 0:
                if not self._send(node):
                    return False
        return True

    def _send(self, start: int) -> bool:
        came: dict[int, int] = {}
        settled: dict[int, int] = {}
        end = self._nearest(start, came, settled)
        if end is None:
            return False
        far = settled[end]
        for node, distance in settled.items():
            self.height[node] += distance - far
        self._push(start, end, came)
        return True

    def _nearest(self, start: int, came: dict[int, int], settled: dict[int, int]) -> int | None:
        """The nearest node that lacks something (Dijkstra); `came` and `settled` tell the way and the distances."""
        height, heads, room, cost = self.height, self.heads, self.room, self.cost
        distance = {start: 0}
        waiting = [(0, start)]
        while waiting:
            far, node = heappop(waiting)
            if node in settled:
                continue
            settled[node] = far
            if self.excess[node] < 0:
                return node
            base = far + height[node]
            for arc in self.arcs[node]:
                if room[arc]:
                    head = heads[arc]
                    length = base + cost[arc] - height[head]
                    if length < distance.get(head, length + 1):
                        distance[head] = length
                        came[head] = arc
                        heappush(waiting, (length, head))
        return None

    def _push(self, start: int, end: int, came: dict[int, int]) -> None:
        way, node = [], end
        while node != start:
            way.append(came[node])
            node = self.heads[came[node] ^ 1]
        amount = min(self.excess[start], -self.excess[end], *(self.room[arc] for arc in way))
        for arc in way:
            self.room[arc] -= amount
            self.room[arc ^ 1] += amount
        self.excess[start] -= amount
        self.excess[end] += amount


def _worst_held(row: Sequence[int | None], prices: Sequence[int], target: int) -> int:
    """What the last of the best is worth to the paper: above it, a pair is taken at once."""
    nets = sorted(
        (value - price for value, price in zip(row, prices, strict=True) if value is not None), reverse=True
    )
    return nets[target - 1] if target and nets else max(nets, default=0)
