"""Settles the levels of an agenda one after the other, and never gives up an earlier one for a later.

1. As many talks as the minutes hold (agenda_solving.py chooses them; here all given talks are placed).
2. As few broken wishes as can be; each wish counts one, each talk in hours that somebody would rather not be there too.
3. Unkind hours (see agenda_hours.py): the presenter who has it worst has it as well as can be; then the sum over all presenters
   is as small as can be; then the commenter who has it worst; then their sum.
4. The rule. AS_THEY_ARE: as few talks as can be leave their room. STAGE: as few pairs as can be have the later stage first. TOPIC:
   as few runs of one topic as can be, in all rooms together. HOURS: the sum over presenters of how far the talk lies from the
   middle of their kind hours.
5. As few pairs as can be stand the other way round than given; by STAGE and TOPIC, than given within stages and topics.
6. As few rooms as can be stop while they hold another talk, and one still begins elsewhere. A talk that must be last stops none.

Which of two talks comes first goes by the clock; of those that begin at the same minute, neither does. What is equal in all of it is settled
by the search, always in the same way: the earlier room is filled first, and talks come as given.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wip.domain.agenda_facts import Facts
from wip.domain.agenda_problems import ALL, BROKEN, FEASIBLE, PRESENTERS, Worst, problem
from wip.domain.agenda_search import Budget, Found, Search

Talks = tuple[tuple[int, int], ...]

_SHARE = 0.3
"""How much of the steps one question before the last may take."""


def possible(facts: Facts, budget: Budget, share: float = 1.0) -> Found:
    """Any order of these talks that keeps the needs; proved to be none where there is none."""
    part = budget.part(share)
    found = Search(problem(facts, FEASIBLE), part).best(enough=0)
    budget.give_back(part)
    return found


@dataclass
class _Settling:
    """The levels so far: the order found, the worst hours allowed, and whether all of it is proved."""

    facts: Facts
    budget: Budget
    talks: Talks
    worst: Worst
    is_proved: bool = True

    def improve(self, level: int, share: float = _SHARE) -> int:
        """The cheapest order down to a level; returns its price."""
        part = self.budget.part(share)
        search = Search(problem(self.facts, level, self.worst), part)
        price = search.price(self.talks)
        found = search.best(below=price)
        self.budget.give_back(part)
        self.is_proved &= found.is_proved
        if found.price is None:
            return price
        self.talks = found.talks
        return found.price

    def soften(self, level: int, price: int, name: str) -> None:
        """As little as can be in the worst hours of a presenter or commenter, at this price of the level before."""
        values = sorted({value for marks in _by_talk(self.facts, name) for value in marks})
        least = max((min(marks, default=0) for marks in _by_talk(self.facts, name)), default=0)
        high, field = self._worst_now(name), name.removeprefix("worst_")
        below = [value for value in values if least <= value < high]
        while below:
            # The least first: mostly it can be had, and then nothing else needs to be asked.
            middle = 0 if below[0] == least else len(below) // 2
            tried = replace(self.worst, **{field: below[middle]})
            if self._can(level, price, tried):
                high = self._worst_now(name)
                below = [value for value in below[:middle] if value < high]
            else:
                below = below[middle + 1 :]
        self.worst = replace(self.worst, **{field: high})

    def _can(self, level: int, price: int, worst: Worst) -> bool:
        part = self.budget.part(_SHARE)
        found = Search(problem(self.facts, level, worst), part).best(below=price + 1, enough=price)
        self.budget.give_back(part)
        if found.price is None:
            self.is_proved &= found.is_proved
            return False
        self.talks = found.talks
        return True

    def _worst_now(self, name: str) -> int:
        facts, used = self.facts, [[0, 0] for _ in self.facts.clocks]
        worst = 0
        for room, talk in self.talks:
            number, minutes = used[room]
            at = facts.clocks[room].start(number, minutes)
            worst = max(worst, getattr(facts.marks[room][talk][at], name))
            used[room] = [number + 1, minutes + facts.lengths[talk]]
        return worst


def _by_talk(facts: Facts, name: str) -> list[list[int]]:
    count = range(len(facts.talks))
    return [[getattr(mark, name) for room in facts.marks for mark in room[k].values()] for k in count]


def settle(facts: Facts, talks: Talks, budget: Budget) -> tuple[Talks, bool]:
    """The best order of these talks from any that is possible, and whether it is proved."""
    settling = _Settling(facts, budget, talks, Worst())
    for level, name in ((BROKEN, "worst_presenter"), (PRESENTERS, "worst_commenter")):
        if any(any(marks) for marks in _by_talk(facts, name)):
            settling.soften(level, settling.improve(level), name)
    settling.improve(ALL, 1.0)
    return settling.talks, settling.is_proved


def order_of(facts: Facts, talks: Sequence[tuple[int, int]]) -> dict[int | None, tuple[int, ...]]:
    """The order by the rooms' and the talks' ids."""
    return {
        room.sitting_id: tuple(facts.talks[talk].id for place, talk in talks if place == number)
        for number, room in enumerate(facts.task.rooms)
    }
