"""Which talk may come next: the needs, and the minutes, as far as they can be seen when a talk is put into a room."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wip.domain.agenda_prices import by_order, by_topic, by_wishes
from wip.domain.agenda_problems import Problem
from wip.domain.agenda_spots import SHUT, Put, Spot, now, stopped


@dataclass
class Moves:
    """All moves of one question."""

    asked: Problem
    more: dict[tuple[int, int, int], tuple[int, int]] = field(default_factory=dict)

    def puts(self, left: int, spots: tuple[Spot, ...], minutes: int) -> Iterator[Put]:
        """Each talk in the room whose next begins first; and, should that room have had its last, in the one after it."""
        open_rooms = (room for room, spot in enumerate(spots) if spot.at != SHUT)
        cost = 0
        for room in sorted(open_rooms, key=lambda room: spots[room].at):
            for put in self._into(left, spots, room, minutes):
                yield put._replace(price=put.price + cost)
            if not self._may_shut(left, spots, room):
                return
            cost += self.stop(room, spots[room])
            spots = stopped(spots, room)
            if not self._holds(left, spots, minutes):
                return

    def stop(self, room: int, spot: Spot) -> int:
        """What it costs that a room stops though it holds another talk."""
        weight = self.asked.weights.stop
        return weight if weight and self._more(room, spot.number, spot.used)[0] else 0

    def _into(self, left: int, spots: tuple[Spot, ...], room: int, minutes: int) -> Iterator[Put]:
        asked, spot = self.asked, spots[room]
        people, running, beside = self.meanwhile(spots, room)
        allowed = self._allowed(left, spot, room)
        while allowed:
            bit = allowed & -allowed
            allowed ^= bit
            talk = bit.bit_length() - 1
            price = asked.prices[room][talk].get(spot.at)
            if price is None or asked.waits[talk] & left or people & asked.persons[room][talk]:
                continue
            put = self._put(left ^ bit, spots, room, talk, running)
            if put is not None and self._goes_on(put, minutes - asked.lengths[talk]):
                price += by_order(asked, talk, left ^ bit, beside) + by_topic(asked, talk, spot)
                yield put._replace(price=price + by_wishes(asked, talk, left, spot, running))

    def meanwhile(self, spots: Sequence[Spot], room: int) -> tuple[int, int, int]:
        """Who is busy in other rooms when the next talk of this one would begin, with what, and what begins together with it."""
        at, lengths = spots[room].at, self.asked.lengths
        people = running = beside = 0
        for place, other in enumerate(spots):
            if place == room or other.end <= at:
                continue
            people, running = people | other.people, running | other.talk
            if other.talk and other.end - lengths[other.talk.bit_length() - 1] == at:
                beside |= other.talk
        return people, running, beside

    def _allowed(self, left: int, spot: Spot, room: int) -> int:
        """The talks that the room's last talk, and those with fixed places, let come now."""
        asked = self.asked
        owner = asked.owners[room].get(spot.number)
        allowed = left & (~asked.fixed if owner is None else owner)
        if spot.number:
            allowed &= ~asked.need.first
        if spot.tail >= 0:
            next_to = asked.need.together[spot.tail] & left
            allowed &= ~asked.need.apart[spot.tail] & (next_to or -1)
        return allowed

    def _put(self, left: int, spots: tuple[Spot, ...], room: int, talk: int, running: int) -> Put | None:
        asked, spot, bit = self.asked, spots[room], 1 << talk
        clock, length = asked.clocks[room], asked.lengths[talk]
        count, used = spot.number + 1, spot.used + length
        tail = 1 << spot.tail if spot.tail >= 0 else 0
        beside = asked.need.together[talk]
        if not clock.holds(count, used) or asked.need.before[talk] & running or beside & ~left & ~tail:
            return None
        end = spot.at + length
        if asked.need.last & bit:
            if beside & left or not self._may_shut(left, spots, room, count):
                return None
            placed = Spot(0, 0, SHUT, end=end, people=asked.persons[room][talk], talk=self._told(bit))
        else:
            topic = asked.topics[talk] if asked.topics else -1
            at = clock.start(count, used)
            placed = Spot(count, used, at, talk, topic, end, asked.persons[room][talk], self._told(bit))
        return Put(0, left, self._trimmed(left, (*spots[:room], placed, *spots[room + 1 :])), room, talk)

    def _told(self, bit: int) -> int:
        """The talk, where it matters which one is running."""
        return bit if self.asked.weights.order or self.asked.linked & bit else 0

    def _trimmed(self, left: int, spots: tuple[Spot, ...]) -> tuple[Spot, ...]:
        """The rooms without what cannot matter any more, so that equal futures look equal."""
        if not left:
            return ()
        asked, at = self.asked, now(spots)
        found = []
        for spot in spots:
            kept = spot
            if spot.end and spot.end <= at:
                kept = kept._replace(end=0, people=0, talk=0)
            if spot.tail >= 0 and not self._counts(spot.tail, left):
                kept = kept._replace(tail=-1)
            if spot.topic >= 0 and not asked.by_topic[spot.topic] & left:
                kept = kept._replace(topic=-1)
            found.append(kept)
        return tuple(found)

    def _counts(self, tail: int, left: int) -> bool:
        """Whether it matters for what comes next that this talk was the last."""
        need, wish = self.asked.need, self.asked.wish
        beside = need.together[tail] | need.apart[tail] | wish.together[tail] | wish.apart[tail]
        return bool(beside & left or wish.last >> tail & 1)

    def _may_shut(self, left: int, spots: tuple[Spot, ...], room: int, count: int | None = None) -> bool:
        """Whether no further talk has to come in this room."""
        asked, spot = self.asked, spots[room]
        if count is None:
            if spot.tail >= 0 and asked.need.together[spot.tail] & left:
                return False
            count = spot.number
        return not any(position >= count and talks & left for position, talks in asked.owners[room].items())

    def _goes_on(self, put: Put, minutes: int) -> bool:
        """Whether the talks that are left can still come, as far as a glance tells."""
        if not put.left:
            return True
        asked, at = self.asked, now(put.spots)
        for latest, bit in asked.latest:
            if latest >= at:
                break
            if put.left & bit:
                return False
        return self._holds(put.left, put.spots, minutes)

    def _holds(self, left: int, spots: tuple[Spot, ...], minutes: int) -> bool:
        """Whether the open rooms have minutes, and beginnings and ends, for those that are left."""
        asked, number = self.asked, left.bit_count()
        talks = spare = fresh = open_rooms = 0
        for room, spot in enumerate(spots):
            if spot.at == SHUT:
                continue
            more, rest = self._more(room, spot.number, spot.used)
            talks, spare, open_rooms = talks + more, spare + rest, open_rooms + 1
            fresh += not spot.number
        if talks < number or spare < minutes:
            return False
        need = asked.need
        return (need.first & left).bit_count() <= fresh and (need.last & left).bit_count() <= open_rooms

    def _more(self, room: int, count: int, used: int) -> tuple[int, int]:
        """How many talks, and minutes of talks, a room can still take at most."""
        key = (room, count, used)
        if key not in self.more:
            clock, shortest = self.asked.clocks[room], min(self.asked.lengths)
            more = 0
            while count + more < self.asked.count and clock.holds(
                count + more + 1, used + (more + 1) * shortest
            ):
                more += 1
            rest = clock.length - clock.around[count + 1] - used if more else 0
            self.more[key] = (more, rest)
        return self.more[key]
