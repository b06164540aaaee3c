"""The search for an agenda's best order, talk after talk as the clock goes, through all rooms at once.

Two beginnings that placed the same talks and leave the same future are one, and only the better is kept: so a session's whole
question is often a few thousand beginnings. Where there are too many, only the most promising are kept, at first very few, then
more, until none had to be dropped: then the best one found is proved. Steps are counted, not seconds: the same answer
at every run, on every machine.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from wip.domain.agenda_moves import Moves
from wip.domain.agenda_prices import by_order, by_topic, by_wishes, to_come
from wip.domain.agenda_problems import Problem
from wip.domain.agenda_spots import SHUT, Spot

_WIDTHS = (1, 12, 120, 1_200, 12_000, 120_000)


class Step(NamedTuple):
    """A talk put into a room after the steps before it."""

    before: "Step | None"
    room: int
    talk: int


class Beginning(NamedTuple):
    """Some talks placed: the price so far, the least of the others and of all, how hard to place they are, their minutes."""

    price: int
    least: int
    total: int
    hard: int
    minutes: int
    steps: Step | None


Key = tuple[int, tuple[Spot, ...]]


@dataclass
class Budget:
    """How many steps may still be taken."""

    steps: int

    def take(self, steps: int) -> bool:
        """Whether there were so many left."""
        self.steps -= steps
        return self.steps > 0

    def part(self, share: float) -> "Budget":
        """Some of the steps, for one question; what it leaves is given back by `give_back`."""
        part = Budget(max(0, int(self.steps * share)))
        self.steps -= part.steps
        return part

    def give_back(self, part: "Budget") -> None:
        """Take back what one question has not used."""
        self.steps += part.steps


@dataclass(frozen=True)
class Found:
    """The best order found, as talks in rooms, by places; `price` None where there is none. `is_proved`: nothing better exists.

    `begun`: without an order, how far the search came at most.
    """

    price: int | None
    talks: tuple[tuple[int, int], ...] = ()
    is_proved: bool = True
    begun: tuple[tuple[int, int], ...] = ()


@dataclass
class Search:
    """One question being answered."""

    asked: Problem
    budget: Budget
    moves: Moves = field(init=False)
    begun: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        self.moves = Moves(self.asked)

    def best(self, below: int | None = None, enough: int | None = None) -> Found:
        """The cheapest order, or the cheapest below a price; any that costs `enough` or less ends the search.

        With `price` None and proved, there is none.
        """
        enough = self.asked.floor if enough is None else enough
        best, limit = Found(None), below
        for width in _WIDTHS:
            found, is_whole = self._walk(limit, width)
            if found is not None:
                best, limit = Found(found.price, _talks(found.steps)), found.price
            if is_whole or (found is not None and found.price <= enough):
                return best
            if self.budget.steps <= 0:
                break
        return Found(best.price, best.talks, is_proved=False, begun=self.begun)

    def price(self, talks: tuple[tuple[int, int], ...]) -> int:
        """What an order costs that this question allows."""
        asked, left, price = self.asked, (1 << self.asked.count) - 1, 0
        spots = [Spot(0, 0, clock.start(0, 0)) for clock in asked.clocks]
        for room, talk in talks:
            spot, length = spots[room], asked.lengths[talk]
            price += self._stopped(spots, room)
            _, running, beside = self.moves.meanwhile(spots, room)
            price += asked.prices[room][talk][spot.at] + by_wishes(asked, talk, left, spot, running)
            left ^= 1 << talk
            price += by_order(asked, talk, left, beside) + by_topic(asked, talk, spot)
            number, used = spot.number + 1, spot.used + length
            topic, end = asked.topics[talk] if asked.topics else -1, spot.at + length
            at = SHUT if asked.need.last >> talk & 1 else asked.clocks[room].start(number, used)
            spots[room] = Spot(number, used, at, talk, topic, end, 0, 1 << talk)
        return price

    def _stopped(self, spots: list[Spot], room: int) -> int:
        """What it costs that the rooms whose turn it was before this one take no talk any more."""
        price, turn = 0, (spots[room].at, room)
        for place, spot in enumerate(spots):
            if spot.at != SHUT and (spot.at, place) < turn:
                price += self.moves.stop(place, spot)
                spots[place] = spot._replace(at=SHUT)
        return price

    def _walk(self, limit: int | None, width: int) -> tuple[Beginning | None, bool]:
        asked, is_whole = self.asked, True
        spots = tuple(Spot(0, 0, clock.start(0, 0)) for clock in asked.clocks)
        least = sum(asked.least)
        start = Beginning(0, least, least, sum(asked.hard), sum(asked.lengths), None)
        layer: dict[Key, Beginning] = {((1 << asked.count) - 1, spots): start}
        for _ in range(asked.count):
            following: dict[Key, Beginning] = {}
            for key, begun in layer.items():
                if not self._follow(key, begun, limit, following):
                    self._keep(layer)
                    return None, False
            if not following:
                self._keep(layer)
            if len(following) > width:
                is_whole = False
                ranked = sorted(following.items(), key=lambda each: (each[1].total, each[1].hard))
                following = dict(ranked[:width])
            layer = following
        ends = list(layer.values())
        return (min(ends, key=lambda end: end.price) if ends else None), is_whole

    def _keep(self, layer: dict[Key, Beginning]) -> None:
        """Keep how far the search came, where that is farther than before."""
        begun = next((_talks(each.steps) for each in layer.values()), ())
        if len(begun) > len(self.begun):
            self.begun = begun

    def _follow(self, key: Key, begun: Beginning, limit: int | None, following: dict[Key, Beginning]) -> bool:
        """Each way to place one more talk. False where there were no more steps to take."""
        price, least, minutes, steps = begun.price, begun.least, begun.minutes, begun.steps
        least_of, lengths = self.asked.least, self.asked.lengths
        tried = 1
        for put in self.moves.puts(*key, minutes):
            tried += 1
            now, rest = price + put.price, least - least_of[put.talk]
            total = now + rest + to_come(self.asked, put)
            if limit is not None and total >= limit:
                continue
            then = (put.left, put.spots)
            known = following.get(then)
            if known is None or now < known.price:
                step = Step(steps, put.room, put.talk)
                hard = begun.hard - self.asked.hard[put.talk]
                following[then] = Beginning(now, rest, total, hard, minutes - lengths[put.talk], step)
        # Topics make each step dearer.
        return self.budget.take(2 * tried if self.asked.topics else tried)


def _talks(steps: Step | None) -> tuple[tuple[int, int], ...]:
    found = []
    while steps is not None:
        found.append((steps.room, steps.talk))
        steps = steps.before
    return tuple(reversed(found))
