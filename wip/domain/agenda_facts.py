"""A task as numbers: each talk has a place in the order that the rule would like best, and each of its possible times a mark."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from wip.domain.agenda_hours import minutes_off, minutes_outside
from wip.domain.agenda_needs import Cannot, Need, Once, Stays, Wanted
from wip.domain.agenda_tasks import COMMENTS, Involved, Talk, Task
from wip.domain.agenda_ways_out import around
from wip.domain.agenda_wishes import OrderRule, WishKind
from wip.domain.rooms import Room


class Mark(NamedTuple):
    """What one talk costs at one time: wishes broken, minutes in unkind hours (the worst, and all), and by the rule."""

    broken: int
    worst_presenter: int
    presenters: int
    worst_commenter: int
    commenters: int
    rule: int


@dataclass(frozen=True)
class Clock:
    """A room's minutes, counted from the task's origin. `before` and `around` by the number of talks."""

    base: int
    length: int
    before: tuple[int, ...]
    around: tuple[int, ...]

    def start(self, count: int, used: int) -> int:
        """When a talk would begin after so many that took `used` minutes."""
        return self.base + self.before[count] + used

    def holds(self, count: int, used: int) -> bool:
        """Whether so many talks of `used` minutes fit."""
        return self.around[count] + used <= self.length


@dataclass
class Relations:
    """What talks want of each other, as sets of talks (bits), by talk where a list."""

    before: list[int]
    together: list[int]
    apart: list[int]
    first: int = 0
    last: int = 0

    @classmethod
    def none(cls, count: int) -> "Relations":
        """Of so many talks that want nothing."""
        return cls([0] * count, [0] * count, [0] * count)

    def of(self, talk: int) -> tuple[int, int, int, int, int]:
        """All that concerns one talk."""
        bit = 1 << talk
        followed = sum(1 << other for other, mask in enumerate(self.before) if mask & bit)
        ends = (bool(self.first & bit), bool(self.last & bit))
        return (self.before[talk] | followed, self.together[talk], self.apart[talk], *ends)


def liked(task: Task, talks: Sequence[Talk]) -> list[Talk]:
    """The talks in the order that the rule would like best, if nothing else mattered; otherwise as they were given."""
    if task.rule == OrderRule.STAGE:
        return sorted(talks, key=lambda talk: talk.stage_rank)
    if task.rule == OrderRule.TOPIC:
        first: dict[str, int] = {}
        places = {talk.id: place for place, talk in enumerate(talks)}
        for talk in talks:
            first.setdefault(talk.topic, places[talk.id])
        return sorted(talks, key=lambda talk: first[talk.topic] if talk.topic else places[talk.id])
    return list(talks)


@dataclass(frozen=True)
class Facts:
    """A task's talks, some or all of its needs, and its wishes, as numbers."""

    task: Task
    talks: tuple[Talk, ...]
    needs: tuple[Need, ...]
    wishes: tuple[Need, ...] = ()

    @classmethod
    def of(
        cls, task: Task, talks: Sequence[Talk], needs: Collection[Need], wishes: Collection[Need] = ()
    ) -> "Facts":
        """These talks, all of which are to be placed, in the order that the rule likes best."""
        return cls(task, tuple(liked(task, talks)), tuple(needs), tuple(wishes))

    @cached_property
    def places(self) -> dict[int, int]:
        """Each talk's place in the order that the rule likes best, by its id."""
        return {talk.id: place for place, talk in enumerate(self.talks)}

    @cached_property
    def origin(self) -> datetime:
        """The first room's start, from which minutes are counted."""
        return min(room.starts_at for room in self.task.rooms).astimezone(UTC)

    def minute(self, at: datetime) -> float:
        """A moment in minutes from the origin."""
        return (at - self.origin).total_seconds() / 60

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        """Each talk's minutes."""
        return tuple(talk.length.whole for talk in self.talks)

    @cached_property
    def clocks(self) -> tuple[Clock, ...]:
        """Each room's minutes."""
        return tuple(self._clock(room) for room in self.task.rooms)

    def _clock(self, room: Room) -> Clock:
        counts = range(len(self.talks) + 2)
        minutes = room.minutes
        return Clock(
            int(self.minute(room.starts_at)),
            minutes.length,
            tuple(minutes.welcome + sum(minutes.pauses(count + 1)[: count + 1]) for count in counts),
            tuple(around(minutes, count) for count in counts),
        )

    @cached_property
    def starts(self) -> tuple[tuple[int, ...], ...]:
        """When talks can begin at all in each room."""
        return tuple(self._starts(clock) for clock in self.clocks)

    def _starts(self, clock: Clock) -> tuple[int, ...]:
        kinds, found, layer = sorted(set(self.lengths)), set(), {0}
        for count in range(len(self.talks)):
            layer = {used for used in layer if any(clock.holds(count + 1, used + each) for each in kinds)}
            found |= {clock.start(count, used) for used in layer}
            layer = {used + each for used in layer for each in kinds if clock.holds(count + 1, used + each)}
        return tuple(sorted(found))

    @cached_property
    def marks(self) -> tuple[tuple[dict[int, Mark], ...], ...]:
        """By room and talk: what each start costs that the needs of the talk's own people and its room allow."""
        return tuple(
            tuple(self._marks(room, talk, starts) for talk in self.talks)
            for room, starts in zip(self.task.rooms, self.starts, strict=True)
        )

    def _marks(self, room: Room, talk: Talk, starts: Sequence[int]) -> dict[int, Mark]:
        if any(self._is_elsewhere(need, room, talk) for need in self.needs):
            return {}
        hard, soft = (self._away(which, room, talk) for which in (self.needs, self.wishes))
        misplaced = sum(self._is_elsewhere(wish, room, talk) for wish in self.wishes)
        minutes = talk.length.whole
        return {
            start: self._mark(room, talk, start, misplaced + _hit(soft, start, minutes))
            for start in starts
            if not _hit(hard, start, minutes)
        }

    def _is_elsewhere(self, need: Need, room: Room, talk: Talk) -> bool:
        match need:
            case Wanted(wish):
                is_it = wish.kind == WishKind.IN_ROOM and wish.paper_id == talk.id
                return is_it and wish.sitting_id != room.sitting_id
            case Stays(talk_id):
                return talk_id == talk.id and talk.fixed is not None and talk.fixed[0] != room.sitting_id
            case _:
                return False

    def _away(self, which: Sequence[Need], room: Room, talk: Talk) -> list[tuple[float, float]]:
        return [
            (self.minute(need.absence.begins_at), self.minute(need.absence.ends_at))
            for need in which
            if isinstance(need, Cannot)
            and (need.sitting_id == room.sitting_id if need.talk_id is None else need.talk_id == talk.id)
        ]

    def _mark(self, room: Room, talk: Talk, start: int, broken: int) -> Mark:
        outside = [(who.does == COMMENTS, self._outside(who, start, talk)) for who in talk.people]
        presenters = [minutes for comments, minutes in outside if not comments]
        commenters = [minutes for comments, minutes in outside if comments]
        return Mark(
            broken,
            max(presenters, default=0),
            sum(presenters),
            max(commenters, default=0),
            sum(commenters),
            self._by_rule(room, talk, start),
        )

    def _outside(self, who: Involved, start: int, talk: Talk) -> int:
        key = (who.zone, start, talk.length.whole)
        if key not in self._hours:
            self._hours[key] = minutes_outside(*self._span(start, talk), who.zone, self.task.kind_hours)
        return self._hours[key]

    @cached_property
    def _hours(self) -> dict[tuple[str | None, int, int], int]:
        return {}

    def _span(self, start: int, talk: Talk) -> tuple[datetime, datetime]:
        begins = self.origin + timedelta(minutes=start)
        return begins, begins + timedelta(minutes=talk.length.whole)

    def _by_rule(self, room: Room, talk: Talk, start: int) -> int:
        if self.task.rule == OrderRule.AS_THEY_ARE:
            return int(talk.lies is not None and talk.lies[0] != room.sitting_id)
        if self.task.rule != OrderRule.HOURS:
            return 0
        presenters = (who for who in talk.people if who.does != COMMENTS)
        span = self._span(start, talk)
        return sum(minutes_off(*span, who.zone, self.task.kind_hours) for who in presenters)


def _hit(spans: Sequence[tuple[float, float]], start: int, minutes: int) -> int:
    return sum(start < end and begin < start + minutes for begin, end in spans)


def relations(facts: Facts, which: Sequence[Need]) -> Relations:
    """What the talks of these needs or wishes want of each other."""
    found = Relations.none(len(facts.talks))
    for need in which:
        if isinstance(need, Wanted) and need.wish.paper_id in facts.places:
            other = facts.places.get(need.wish.other_paper_id or 0)
            _relate(found, need.wish.kind, facts.places[need.wish.paper_id], other)
    return found


def _relate(found: Relations, kind: WishKind, one: int, other: int | None) -> None:
    if kind == WishKind.FIRST:
        found.first |= 1 << one
    elif kind == WishKind.LAST:
        found.last |= 1 << one
    elif other is None:
        return
    elif kind == WishKind.BEFORE:
        found.before[other] |= 1 << one
    else:
        both = found.together if kind == WishKind.TOGETHER else found.apart
        both[one] |= 1 << other
        both[other] |= 1 << one


def persons(facts: Facts) -> tuple[tuple[int, ...], ...]:
    """By room and talk: whom it takes of those who have several roles, as bits."""
    once = _only_once(facts.needs)
    bits = {need.person_id: 1 << place for place, need in enumerate(once)}
    seated = {need.person_id: bits[need.person_id] for need in once if need.in_chair}
    return tuple(
        tuple(
            _bits(bits, talk.people) | _bits(seated, facts.task.chairing(room.sitting_id))
            for talk in facts.talks
        )
        for room in facts.task.rooms
    )


def _only_once(needs: Sequence[Need]) -> list[Once]:
    return [need for need in needs if isinstance(need, Once)]


def _bits(bits: dict[int, int], people: Sequence[Involved]) -> int:
    found = 0
    for who in people:
        found |= bits.get(who.person_id, 0)
    return found


def owners(facts: Facts) -> tuple[dict[int, int], ...]:
    """By room and position: the talks that are fixed there."""
    found: tuple[dict[int, int], ...] = tuple({} for _ in facts.task.rooms)
    stays = {need.talk_id for need in facts.needs if isinstance(need, Stays)}
    for place, talk in enumerate(facts.talks):
        for here, room in zip(found, facts.task.rooms, strict=True):
            if talk.fixed and talk.id in stays and talk.fixed[0] == room.sitting_id:
                here[talk.fixed[1]] = here.get(talk.fixed[1], 0) | 1 << place
    return found
