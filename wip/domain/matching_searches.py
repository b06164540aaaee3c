"""Bringing every load into its bounds, a unit at a time along the cheapest way there is (successive shortest paths).

A way leads from reviewer to reviewer: the first gives a paper to the second, who gives another to the third, and so on. What it
costs is the sum of what those papers lose. Because the plan is best at its prices no step costs less than nothing, so
Dijkstra's search finds the cheapest way; raising or lowering the prices of those it settled keeps the plan the best.
"""

from heapq import heappop, heappush
from operator import sub

from wip.domain.matching_plans import Plan, Shortage


class _Ways:
    """One search: how far each reviewer is, and the step (paper, reviewer before) by which one gets there."""

    __slots__ = ("distance", "end", "looked", "open", "reach", "settled", "steps")

    def __init__(self, start: int, far: int) -> None:
        self.open = [(0, start)]
        self.distance = {start: 0}
        self.steps: dict[int, tuple[int, int]] = {}
        self.settled: dict[int, int] = {}
        self.reach = far
        """How far the nearest end is that was found so far."""
        self.end = -1
        self.looked = 0

    def nearest(self) -> tuple[int, int] | None:
        """The next reviewer to settle, with the distance; None where no nearer end can be found."""
        while self.open:
            distance, reviewer = heappop(self.open)
            if distance >= self.reach:
                return None
            if reviewer not in self.settled:
                self.settled[reviewer] = distance
                return distance, reviewer
        return None

    def rises(self) -> list[tuple[int, int]]:
        """By how much the price of each settled reviewer moves."""
        return [(k, self.reach - distance) for k, distance in self.settled.items() if distance < self.reach]


def relieve(plan: Plan) -> None:
    """Take from each reviewer what is above the most. Raises Shortage where nobody is left who could take it."""
    cells = len(plan.rows) * len(plan.most)
    looked, patience = 0, cells // 4
    for crowded in range(len(plan.most)):
        while plan.load[crowded] > plan.most[crowded]:
            if looked > patience:
                plan.rebase()
                looked, patience = 0, 2 * cells
            ways = _ways_out(plan, crowded)
            looked += ways.looked
            if ways.end < 0:
                raise _nowhere_to_go(plan, ways)
            reviewer = ways.end
            while reviewer != crowded:
                paper, giver = ways.steps[reviewer]
                plan.swap(paper, giver, reviewer)
                reviewer = giver
            for reviewer, rise in ways.rises():
                plan.price[reviewer] += rise


def _ways_out(plan: Plan, crowded: int) -> _Ways:
    """From one who holds too much to the nearest with room; whoever has room has no price."""
    ways = _Ways(crowded, plan.far)
    starts: dict[int, int] = {}
    while (found := ways.nearest()) is not None:
        distance, giver = found
        for paper in plan.holders[giver]:
            start = distance + plan.rows[paper][giver] - plan.price[giver]
            if start < starts.get(paper, plan.far + start):
                starts[paper] = start
                _offer(plan, ways, paper, giver, start)
                if ways.reach == distance:
                    return ways
    return ways


def _offer(plan: Plan, ways: _Ways, paper: int, giver: int, start: int) -> None:
    """Look at who else could read the paper, the best first, while a nearer end is possible."""
    row, price, load, most = plan.rows[paper], plan.price, plan.load, plan.most
    held, distance, reach = plan.held[paper], ways.distance, ways.reach
    for taker in plan.choices[paper]:
        # Prices are not negative here, so this is the least that any later choice can cost.
        cost = start - row[taker]
        if cost >= reach:
            break
        ways.looked += 1
        cost += price[taker]
        if cost < distance.get(taker, reach) and taker not in held:
            distance[taker] = cost
            ways.steps[taker] = (paper, giver)
            if load[taker] < most[taker]:
                ways.reach = reach = cost
                ways.end = taker
            else:
                heappush(ways.open, (cost, taker))


def _nowhere_to_go(plan: Plan, ways: _Ways) -> Shortage:
    full = ways.settled
    papers = {paper for reviewer in full for paper in plan.holders[reviewer]}
    words = (
        "For {papers}, {wanted} readings must come from {reviewers}, as whoever else may read there does so already; "
        "but those can take only {offered} in all. Allow each more, find more readers, or ask for fewer readings."
    )
    wanted, offered = sum(plan.load[k] for k in full), sum(plan.most[k] for k in full)
    return Shortage(words, papers=papers, reviewers=full, wanted=wanted, offered=offered)


def fill(plan: Plan) -> None:
    """Bring each reviewer to the least. Raises Shortage where no paper can come to one."""
    if all(load >= least for load, least in zip(plan.load, plan.least, strict=True)):
        return
    plan.unbase()
    columns = _Columns(plan)
    for idle in range(len(plan.most)):
        while plan.load[idle] < plan.least[idle]:
            ways = _ways_in(plan, columns, idle)
            if ways.end < 0:
                raise _nothing_to_have(plan, ways)
            touched = set()
            reviewer = ways.end
            while reviewer != idle:
                paper, taker = ways.steps[reviewer]
                plan.swap(paper, reviewer, taker)
                touched.add(paper)
                reviewer = taker
            for reviewer, fall in ways.rises():
                plan.price[reviewer] -= fall
                touched.update(plan.holders[reviewer])
            columns.refresh(plan, touched)


class _Columns:
    """The papers by reviewer, and for each paper what the weakest of its readers is worth."""

    def __init__(self, plan: Plan) -> None:
        self.papers: list[list[int]] = [[] for _ in plan.most]
        for paper, choices in enumerate(plan.choices):
            for reviewer in choices:
                self.papers[reviewer].append(paper)
        self.values = [
            [plan.rows[paper][reviewer] for paper in papers] for reviewer, papers in enumerate(self.papers)
        ]
        self.weakest = [0] * len(plan.rows)
        self.refresh(plan, set(range(len(plan.rows))))

    def refresh(self, plan: Plan, papers: set[int]) -> None:
        """After the readers of these papers, or their prices, changed."""
        price = plan.price
        for paper in papers:
            row = plan.rows[paper]
            self.weakest[paper] = min((row[k] - price[k] for k in plan.held[paper]), default=0)


def _ways_in(plan: Plan, columns: _Columns, idle: int) -> _Ways:
    """From one who holds too little, backwards, to the nearest who can spare a paper; sparing costs one's price."""
    ways = _Ways(idle, plan.far)
    while (found := ways.nearest()) is not None:
        distance, taker = found
        start = distance + plan.price[taker]
        papers = columns.papers[taker]
        gaps = map(sub, map(columns.weakest.__getitem__, papers), columns.values[taker])
        mine = plan.holders[taker]
        for paper, gap in zip(papers, gaps, strict=True):
            if gap + start < ways.reach and paper not in mine:
                _ask(plan, ways, paper, taker, start)
                if ways.reach == distance:
                    return ways
    return ways


def _ask(plan: Plan, ways: _Ways, paper: int, taker: int, start: int) -> None:
    """Look at who holds the paper and might give it away."""
    row, price, distance = plan.rows[paper], plan.price, ways.distance
    start -= row[taker]
    for giver in plan.held[paper]:
        cost = start + row[giver] - price[giver]
        if cost < distance.get(giver, ways.reach):
            distance[giver] = cost
            ways.steps[giver] = (paper, taker)
            if plan.load[giver] > plan.least[giver] and cost + price[giver] < ways.reach:
                ways.reach = cost + price[giver]
                ways.end = giver
            heappush(ways.open, (cost, giver))


def _nothing_to_have(plan: Plan, ways: _Ways) -> Shortage:
    idle = ways.settled
    words = "At least {wanted} readings should go to {reviewers}, but only {offered} can. Ask for fewer at the least."
    wanted, offered = sum(plan.least[k] for k in idle), sum(plan.load[k] for k in idle)
    return Shortage(words, reviewers=idle, wanted=wanted, offered=offered)
