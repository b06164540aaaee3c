"""Small agendas to lay out, and the best answer to each by trying every order."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, permutations, product
from random import Random
from typing import Any

from wip.domain.agenda import Break, Minutes, SlotLength, lay_out
from wip.domain.agenda_hours import minutes_off, minutes_outside
from wip.domain.agenda_needs import Cannot, Need, keeps, needs_of, placed, wishes_of
from wip.domain.agenda_solving import Absence, Involved, Talk, Task, Wish
from wip.domain.agenda_tasks import COMMENTS, Binding, Order
from wip.domain.agenda_wishes import OrderRule, WishKind
from wip.domain.rooms import Room

NOON = datetime(2027, 3, 18, 16, tzinfo=UTC)
"""Noon in New York."""

NAMES = ("Mbali Abara", "Hana Kim", "Noor Haddad", "Ola Berg", "Ines Duarte", "Tom Reed", "Aiko Mori")
ZONES = (None, "America/New_York", "Europe/Berlin", "Asia/Tokyo", "Australia/Sydney")
TITLES = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta")


def at(minutes: int) -> datetime:
    """So many minutes after noon in New York."""
    return NOON + timedelta(minutes=minutes)


def who(number: int, does: str = "presents", zone: str | None = None) -> Involved:
    """One of a few people."""
    return Involved(number, NAMES[number % len(NAMES)], does, zone)


def talk(number: int, *people: Involved, present: int = 15, comment: int = 15, **more: Any) -> Talk:
    """A paper named by a Greek letter, from 1 on."""
    return Talk(number, TITLES[(number - 1) % len(TITLES)], SlotLength(present, comment), people, **more)


def room(
    length: int = 90, name: str = "", sitting_id: int | None = None, starts: int = 0, **minutes: Any
) -> Room:
    """A room that begins so many minutes after noon."""
    return Room(name, at(starts), Minutes(length, **minutes), sitting_id)


def random_task(seed: int) -> Task:
    """A small question of any sort, mostly one with an answer."""
    chance = Random(seed)  # noqa: S311 - a case, no secret
    talks = tuple(_talk(chance, number) for number in range(1, chance.choice([1, 2, 3, 4, 4, 5])))
    rooms = tuple(_rooms(chance, len(talks)))
    sittings = [each.sitting_id for each in rooms]
    wishes = [_wish(chance, talks, sittings) for _ in range(chance.choice([0, 1, 2, 3]))] if talks else []
    kind_hours = chance.choice([(7, 22), (9, 18), (0, 24)])
    return Task(
        rooms,
        talks,
        tuple(_absence(chance, needed=chance.random() < 0.6) for _ in range(chance.choice([0, 0, 1, 2]))),
        tuple(wish for wish in wishes if wish.other_paper_id != wish.paper_id),
        chance.choice(list(OrderRule)),
        kind_hours,
        tuple(
            (chance.choice(sittings), who(chance.randrange(6), "chairs"))
            for _ in range(chance.choice([0, 0, 1]))
        ),
        tuple(_absence(chance, needed=True) for _ in range(chance.choice([0, 0, 1]))),
        "America/New_York",
    )


def _talk(chance: Random, number: int) -> Talk:
    present, comment = chance.choice([(15, 15), (15, 15), (10, 10), (20, 10)])
    people = [who(chance.randrange(6), zone=chance.choice(ZONES))]
    if chance.random() < 0.4:
        people.append(who(chance.randrange(6), COMMENTS, chance.choice(ZONES)))
    return talk(
        number,
        *people,
        present=present,
        comment=comment,
        stage_rank=chance.randrange(3),
        topic=chance.choice(["", "Bail", "Torts"]),
        fixed=(None, chance.randrange(3)) if chance.random() < 0.1 else None,
        lies=(chance.choice([None, 7]), 0) if chance.random() < 0.3 else None,
        is_confirmed=chance.random() < 0.8,
    )


def _rooms(chance: Random, talks: int) -> Iterator[Room]:
    length = chance.choice([30, 60, 90, 120, 150]) if talks else 60
    more: dict[str, Any] = {"welcome": chance.choice([0, 5]), "gap": chance.choice([0, 0, 5])}
    breaks = (Break(chance.randrange(3), 10),) if chance.random() < 0.3 else ()
    yield room(length, "Room A", breaks=breaks, **more)
    if chance.random() < 0.6:
        yield room(chance.choice([30, 60, 90]), "Room B", 7, chance.choice([0, 15, 1440]), **more)
        if chance.random() < 0.3:
            yield room(30, "Room C", 9, chance.choice([0, 60]))


def _wish(chance: Random, talks: Sequence[Talk], sittings: Sequence[int | None]) -> Wish:
    kind = chance.choice([each for each in WishKind if each != WishKind.CANNOT])
    one, needed = chance.choice(talks).id, chance.random() < 0.5
    if kind in {WishKind.BEFORE, WishKind.TOGETHER, WishKind.APART}:
        return Wish(kind, one, chance.choice(talks).id, None, needed)
    return Wish(kind, one, None, chance.choice(sittings) if kind == WishKind.IN_ROOM else None, needed)


def _absence(chance: Random, *, needed: bool) -> Absence:
    begins = chance.choice([-60, 0, 20, 45, 60])
    return Absence(chance.randrange(6), at(begins), at(begins + chance.choice([30, 60])), needed)


Levels = tuple[int, ...]


def levels(task: Task, order: Order) -> Levels:
    """How good an order is, level by level, smaller first: computed apart from the search."""
    where = placed(task, order)
    broken = sum(_times_broken(task, order, wish) for wish in wishes_of(task))
    presenters, commenters = [0], [0]
    for each in where.values():
        for one in each.talk.people:
            outside = minutes_outside(each.starts_at, each.ends_at, one.zone, task.kind_hours)
            (commenters if one.does == COMMENTS else presenters).append(outside)
    unkind = (max(presenters), sum(presenters), max(commenters), sum(commenters))
    return (broken, *unkind, *_by_rule(task, order), _stopped(task, order))


def _stopped(task: Task, order: Order) -> int:
    """The rooms that hold another talk of the shortest, with their turn before the last talk that begins."""
    where = placed(task, order)
    turns = [(each.starts_at, each.room) for each in where.values()]
    shortest = min((each.talk.length for each in where.values()), key=lambda each: each.whole, default=None)
    last = {w.paper_id for w in task.wishes if w.is_needed and w.kind == WishKind.LAST}
    found = 0
    for place, each in enumerate(task.rooms):
        here = [where[number].talk for number in order[each.sitting_id]]
        if shortest is None or (here and here[-1].id in last):
            continue
        lengths = [*(one.length for one in here), shortest]
        turn = lay_out(each.starts_at, each.minutes, lengths)[-1].starts_at
        if used(each, lengths) <= each.minutes.length and (turn, place) < max(turns):
            found += 1
    return found


def _times_broken(task: Task, order: Order, wish: Need) -> int:
    """Once, but for who chairs a room: once for each of its talks."""
    if not isinstance(wish, Cannot) or wish.talk_id is not None:
        return not keeps(task, placed(task, order), wish)
    return sum(
        each.starts_at < wish.absence.ends_at and wish.absence.begins_at < each.ends_at
        for each in placed(task, order).values()
        if each.talk.id in order[wish.sitting_id]
    )


def _by_rule(task: Task, order: Order) -> tuple[int, int]:
    where = placed(task, order)
    clock = list(where.values())
    begins = [each.starts_at for each in clock]
    given = {each.id: place for place, each in enumerate(t for t in task.talks if t.id in where)}
    liked = [given[each.talk.id] for each in clock]
    if task.rule == OrderRule.AS_THEY_ARE:
        moved = sum(
            each.talk.lies is not None and each.talk.lies[0] != task.rooms[each.room].sitting_id
            for each in clock
        )
        return moved, _turned(begins, liked)
    if task.rule == OrderRule.HOURS:
        off = sum(
            minutes_off(each.starts_at, each.ends_at, one.zone, task.kind_hours)
            for each in clock
            for one in each.talk.people
            if one.does != COMMENTS
        )
        return off, _turned(begins, liked)
    if task.rule == OrderRule.STAGE:
        ranks = [each.talk.stage_rank for each in clock]
        return _turned(begins, ranks), _turned(begins, list(zip(ranks, liked, strict=True)))
    first: dict[str, int] = {}
    for each in sorted(clock, key=lambda each: given[each.talk.id]):
        first.setdefault(each.talk.topic, given[each.talk.id])
    groups = [first[e.talk.topic] if e.talk.topic else given[e.talk.id] for e in clock]
    return _runs(task, order), _turned(begins, list(zip(groups, liked, strict=True)))


def _turned(begins: Sequence[datetime], values: Sequence[Any]) -> int:
    """The pairs of which the one that begins earlier has the larger value."""
    both = list(zip(begins, values, strict=True))
    return sum(one[0] < other[0] and one[1] > other[1] for one in both for other in both)


def _runs(task: Task, order: Order) -> int:
    topics = {each.id: each.topic for each in task.talks}
    found = 0
    for ids in order.values():
        row = [topics[each] or str(each) for each in ids]
        found += sum(one != other for one, other in zip(["-", *row], row, strict=False))
    return found


def orders(task: Task, talks: Sequence[Talk]) -> Iterator[Order]:
    """Every order of these talks in the rooms that fits."""
    for mixed in permutations(talks):
        for cuts in product(range(len(talks) + 1), repeat=len(task.rooms) - 1):
            if list(cuts) != sorted(cuts):
                continue
            parts = [mixed[begin:end] for begin, end in zip((0, *cuts), (*cuts, len(talks)), strict=True)]
            if all(_fits(each, part) for each, part in zip(task.rooms, parts, strict=True)):
                yield {
                    each.sitting_id: tuple(t.id for t in part)
                    for each, part in zip(task.rooms, parts, strict=True)
                }


def _fits(where: Room, part: Sequence[Talk]) -> bool:
    lengths = [each.length for each in part]
    at_end = lay_out(where.starts_at, where.minutes, lengths)
    return not part or (used(where, lengths) <= where.minutes.length and at_end[-1].ends_at <= where.ends_at)


def used(where: Room, lengths: Sequence[SlotLength]) -> int:
    """The minutes that these slots take with all that lies around them, without breaks after the last one."""
    return where.minutes.used(lengths) - sum(
        each.minutes for each in where.minutes.breaks_at(len(lengths), len(lengths))
    )


def allowed(task: Task, needs: Sequence[Need]) -> list[Order]:
    """The orders that keep these needs, of as many talks as the minutes hold: the first ones given if possible."""
    for number in range(len(task.talks), -1, -1):
        choices = [(talks, found) for talks in _without(task, number) if (found := list(orders(task, talks)))]
        if choices:
            for _talks, found in choices:
                kept = [each for each in found if all(keeps(task, placed(task, each), n) for n in needs)]
                if kept:
                    return kept
            return []
    return []


def _without(task: Task, number: int) -> Iterator[Sequence[Talk]]:
    backwards = task.talks[::-1]
    last_first = [
        t
        for is_fixed in (False, True)
        for is_confirmed in (False, True)
        for t in backwards
        if (bool(t.fixed), t.is_confirmed) == (is_fixed, is_confirmed)
    ]
    for out in combinations(last_first, len(task.talks) - number):
        yield [each for each in task.talks if each not in out]


def best_by_trying(task: Task) -> tuple[Binding, Levels | None]:
    """How far chairs must be let off, and the best levels that there are then; None where the needs allow nothing."""
    for binding in Binding:
        eased = replace(task, binding=binding)
        found = allowed(eased, needs_of(eased))
        if found:
            return binding, min(levels(eased, order) for order in found)
    return Binding.NOTHING, None
