"""A question for the search: which talks may begin when, at which price. Prices hold some or all of the levels in one number."""

from collections.abc import Mapping
from dataclasses import dataclass

from wip.domain.agenda_bounds import Prices, charges
from wip.domain.agenda_facts import Clock, Facts, Mark, Relations, owners, persons, relations
from wip.domain.agenda_wishes import OrderRule

FEASIBLE, BROKEN, PRESENTERS, COMMENTERS, ALL = range(5)
"""Down to which level a price counts; with FEASIBLE nothing does."""

Charges = tuple[tuple[int, ...], ...]
"""By room and number of talks so far: the sum of what the slots still to come are charged, zero or below; empty: nothing."""


@dataclass(frozen=True)
class Worst:
    """The most minutes that a presenter's, or a commenter's, talk may lie in unkind hours. None: any."""

    presenter: int | None = None
    commenter: int | None = None

    def allows(self, mark: Mark) -> bool:
        """Whether a talk may be at a time with this mark."""
        presenter = self.presenter is None or mark.worst_presenter <= self.presenter
        return presenter and (self.commenter is None or mark.worst_commenter <= self.commenter)


@dataclass(frozen=True)
class Weights:
    """What one of each level costs; a lower level never makes up for one of a higher."""

    broken: int
    presenters: int
    commenters: int
    rule: int
    order: int
    stop: int

    def of(self, mark: Mark) -> int:
        """What a talk costs at one time, without regard to the others."""
        unkind = self.presenters * mark.presenters + self.commenters * mark.commenters
        return self.broken * mark.broken + unkind + self.rule * mark.rule


@dataclass(frozen=True)
class Problem:
    """All that the search asks, by the talks' places. Sets of talks, and of people, are bits."""

    count: int
    lengths: tuple[int, ...]
    clocks: tuple[Clock, ...]
    prices: Prices
    least: tuple[int, ...]
    charged: Charges
    latest: tuple[tuple[int, int], ...]
    waits: tuple[int, ...]
    need: Relations
    wish: Relations
    owners: tuple[dict[int, int], ...]
    fixed: int
    persons: tuple[tuple[int, ...], ...]
    weights: Weights
    earlier: tuple[int, ...]
    later: tuple[int, ...]
    linked: int
    hard: tuple[int, ...]
    topics: tuple[int, ...]
    by_topic: Mapping[int, int]
    topics_left: dict[int, int]

    @property
    def floor(self) -> int:
        """Below this no order can be."""
        return sum(self.least) + sum(room[0] for room in self.charged)


def problem(facts: Facts, level: int = ALL, worst: Worst | None = None) -> Problem:
    """The question down to a level, with no talk at a worse hour than `worst`."""
    need, wish = relations(facts, facts.needs), relations(facts, facts.wishes)
    weights = _weights(facts, level)
    prices, least, charged = _bounds(facts, _prices(facts, weights, worst or Worst()))
    held, taken = owners(facts), persons(facts)
    fixed = sum({bit for here in held for bit in here.values()})
    topics, earlier = _topics(facts, level), _earlier(facts)
    count = len(facts.talks)
    return Problem(
        count=count,
        lengths=facts.lengths,
        clocks=facts.clocks,
        prices=prices,
        least=least,
        charged=charged,
        latest=_latest(prices, count),
        waits=_waits(facts, prices, (need, wish), fixed, taken),
        need=need,
        wish=wish,
        owners=held,
        fixed=fixed,
        persons=taken,
        weights=weights,
        earlier=earlier,
        later=_turned(earlier),
        linked=_linked(need, wish),
        hard=_hard(prices, taken, (need, wish)),
        topics=topics,
        by_topic=_by_topic(topics),
        topics_left={},
    )


def _weights(facts: Facts, level: int) -> Weights:
    marks = [[mark for room in facts.marks for mark in room[k].values()] for k in range(len(facts.talks))]

    def most(name: str) -> int:
        return 1 + sum(max((getattr(mark, name) for mark in each), default=0) for each in marks)

    pairs = 1 + len(facts.talks) ** 2
    order = 1 + len(facts.clocks)
    rule = order * pairs
    commenters = rule * (most("rule") + pairs)
    presenters = commenters * most("commenters")
    broken = presenters * most("presenters")
    return Weights(
        broken if level >= BROKEN else 0,
        presenters if level >= PRESENTERS else 0,
        commenters if level >= COMMENTERS else 0,
        rule if level >= ALL else 0,
        order if level >= ALL else 0,
        1 if level >= ALL else 0,
    )


def _prices(facts: Facts, weights: Weights, worst: Worst) -> Prices:
    return tuple(
        tuple({at: weights.of(mark) for at, mark in marks.items() if worst.allows(mark)} for marks in room)
        for room in facts.marks
    )


def _bounds(facts: Facts, prices: Prices) -> tuple[Prices, tuple[int, ...], Charges]:
    """Each talk's least price and what the slots are charged; the prices again, or none at all where no talk can have a slot.

    Where talks are of different lengths there are no fixed slots, and where nothing costs anything there is nothing to charge.
    """
    count = len(facts.talks)
    least = tuple(min((p for room in prices for p in room[k].values()), default=0) for k in range(count))
    rooms = _slots(facts) if count else []
    slots = [(room, at) for room, starts in enumerate(rooms) for at in starts]
    if (
        len(set(facts.lengths)) != 1
        or len(slots) < count
        or not any(any(p.values()) for r in prices for p in r)
    ):
        return prices, least, ()
    found = charges(prices, slots, count)
    if found is None:
        return tuple(tuple({} for _ in room) for room in prices), least, ()
    rest, still = iter(found[1]), []
    for starts in rooms:
        here = [next(rest) for _ in starts]
        still.append(tuple(sum(here[number:]) for number in range(count + 2)))
    return prices, tuple(found[0]), tuple(still)


def _slots(facts: Facts) -> list[list[int]]:
    """By room: when each of its talks begins, if all are as long as the first."""
    each, numbers = facts.lengths[0], range(len(facts.talks))
    return [
        [clock.start(n, n * each) for n in numbers if clock.holds(n + 1, (n + 1) * each)]
        for clock in facts.clocks
    ]


def _latest(prices: Prices, count: int) -> tuple[tuple[int, int], ...]:
    """Each talk's last possible start with its bit, the first ones first."""
    return tuple(
        sorted((max((max(room[k], default=-1) for room in prices), default=-1), 1 << k) for k in range(count))
    )


def _earlier(facts: Facts) -> tuple[int, ...]:
    """By talk: those at an earlier stage, where the order goes by stage."""
    if facts.task.rule != OrderRule.STAGE:
        return (0,) * len(facts.talks)
    ranks = [talk.stage_rank for talk in facts.talks]
    return tuple(sum(1 << k for k, other in enumerate(ranks) if other < rank) for rank in ranks)


def _turned(masks: tuple[int, ...]) -> tuple[int, ...]:
    """By talk: those in whose set it is."""
    places = range(len(masks))
    return tuple(sum(1 << other for other in places if masks[other] >> k & 1) for k in places)


def _linked(need: Relations, wish: Relations) -> int:
    """The talks that another is to come after."""
    found = 0
    for mask in (*need.before, *wish.before):
        found |= mask
    return found


def _hard(
    prices: Prices, taken: tuple[tuple[int, ...], ...], related: tuple[Relations, ...]
) -> tuple[int, ...]:
    """By talk, how hard it is to place: the others that it cannot lie beside, and the times that it has not."""
    count = len(taken[0]) if taken else 0
    whole = max((sum(len(room[k]) for room in prices) for k in range(count)), default=0)
    found = []
    for k in range(count):
        people = 0
        for room in taken:
            people |= room[k]
        apart = sum(1 for other in range(count) if other != k and any(room[other] & people for room in taken))
        closed = whole - sum(len(room[k]) for room in prices)
        bound = sum((each.before[k] | each.together[k] | each.apart[k]).bit_count() for each in related)
        found.append(apart + closed + bound)
    return tuple(found)


def _topics(facts: Facts, level: int) -> tuple[int, ...]:
    """Each talk's topic by the place of its first talk, where the order goes by topic; a talk without one is alone with itself."""
    if facts.task.rule != OrderRule.TOPIC or level < ALL:
        return ()
    first: dict[str, int] = {}
    return tuple(
        first.setdefault(talk.topic, place) if talk.topic else place for place, talk in enumerate(facts.talks)
    )


def _by_topic(topics: tuple[int, ...]) -> dict[int, int]:
    found: dict[int, int] = {}
    for place, topic in enumerate(topics):
        found[topic] = found.get(topic, 0) | 1 << place
    return found


def _waits(
    facts: Facts,
    prices: Prices,
    related: tuple[Relations, Relations],
    fixed: int,
    taken: tuple[tuple[int, ...], ...],
) -> tuple[int, ...]:
    """By talk: those that must have been placed. Of talks that differ in nothing, the one that is liked first comes first."""
    alike: dict[object, int] = {}
    found = []
    free = Relations.none(1).of(0)
    for k, talk in enumerate(facts.talks):
        before = related[0].before[k]
        is_free = all(each.of(k) == free for each in related) and not fixed >> k & 1
        if is_free:
            key = (
                tuple(room[k] for room in taken),
                talk.length.whole,
                talk.stage_rank,
                talk.topic,
                tuple(tuple(sorted(room[k].items())) for room in prices),
            )
            before |= alike.get(key, 0)
            alike[key] = 1 << k
        found.append(before)
    return tuple(found)
