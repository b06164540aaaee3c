"""Lays out an agenda: exact within the rooms' minutes, or it says what cannot be and what would help.

The most talks come first, then the levels that agenda_levels.py names, one after the other. Where the needs do not let as many
talks in as the minutes hold, they are explained instead of dropping papers silently.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from wip.domain.agenda_facts import Facts
from wip.domain.agenda_levels import Talks, order_of, possible, settle
from wip.domain.agenda_needs import Need, needs_of, placed, wishes_of
from wip.domain.agenda_reasons import smallest
from wip.domain.agenda_search import Budget
from wip.domain.agenda_tasks import (
    Absence,
    Binding,
    Impossible,
    Involved,
    Layout,
    Talk,
    Task,
    Verdict,
    WayOut,
    Wish,
)
from wip.domain.agenda_ways_out import all_fit, most_talks, ways_out
from wip.domain.agenda_words import broken_wishes, clashes, judge, said, unkind_hours

__all__ = [
    "Absence",
    "Impossible",
    "Involved",
    "Layout",
    "Talk",
    "Task",
    "Verdict",
    "WayOut",
    "Wish",
    "bindings",
    "explain",
    "judge",
    "lay",
    "may_hold",
    "ways_out",
]

STEPS_A_SECOND = 50_000
"""How many steps of the search a small server takes in a second."""


@dataclass(frozen=True)
class _Choice:
    """Talks that can all be placed, and an order that does; `is_proved`: no more of them can be.

    `is_whole`: they are as many as the minutes hold.
    """

    talks: tuple[Talk, ...]
    order: Talks
    is_proved: bool = True
    is_whole: bool = True


def lay(task: Task, seconds: float = 2.0) -> Layout | Impossible:
    """The best agenda of the task's talks; or why there is none that keeps its needs.

    Whoever chairs a room sits there in any order: where that clashes in every order, there is one all the same, and its
    `clashes` say so. `seconds` become a number of steps, so that the same task has the same answer at every run. Where they do
    not suffice, the best that was found is returned and is not proved. Explaining may take as long again.
    """
    budget = Budget(int(seconds * STEPS_A_SECOND))
    eased, choice = _eased(task, budget)
    if choice is None:
        return explain(eased, Budget(int(seconds * STEPS_A_SECOND)))
    facts = Facts.of(eased, choice.talks, needs_of(eased), wishes_of(eased))
    talks, is_proved = settle(facts, choice.order, budget) if choice.talks else ((), True)
    order = order_of(facts, talks)
    where = placed(task, order)
    return Layout(
        order,
        tuple(talk.id for talk in task.talks if talk.id not in where),
        broken_wishes(task, where),
        unkind_hours(task, where),
        is_proved and choice.is_proved,
        clashes(task, where) if eased.binding else (),
        eased.binding,
    )


def _eased(task: Task, budget: Budget) -> tuple[Task, _Choice | None]:
    """The task, with chairs let off as little as is enough, and talks that can all be placed; None where that does not help."""
    best: tuple[Task, _Choice | None] = (task, None)
    eased = task
    for eased in bindings(task):
        part = budget.part(0.6)
        choice, _ = _choose(eased, needs_of(eased), part)
        budget.give_back(part)
        if choice and (best[1] is None or len(choice.talks) > len(best[1].talks)):
            best = eased, choice
        if choice and choice.is_whole:
            return best
    return best if best[1] else (eased, None)


def bindings(task: Task) -> Iterator[Task]:
    """The task, then with its chairs let off more and more, as far as that makes a difference."""
    yield task
    before = needs_of(task)
    for binding in Binding:
        eased = replace(task, binding=binding)
        if binding > task.binding and (needs := needs_of(eased)) != before:
            before = needs
            yield eased


def _choose(task: Task, needs: Sequence[Need], budget: Budget) -> tuple[_Choice | None, bool]:
    """As many talks as the minutes hold, confirmed and first ones if possible; and whether that is sure.

    None, and sure, where the needs allow no such choice; not sure, it is the most talks that were placed in the steps given.
    """
    is_sure, best = True, _Choice((), (), is_proved=False, is_whole=False)
    for talks in _choices(task):
        facts = Facts.of(task, talks, needs)
        found = possible(facts, budget, 0.7)
        if found.price is not None:
            return _Choice(talks, found.talks, is_proved=is_sure), is_sure
        is_sure &= found.is_proved
        if len(found.begun) > len(best.talks):
            best = _begun(task, facts, found.begun, needs)
        if not budget.take(_COST_OF_A_CHOICE * len(talks)):
            return best, False
    return (None, True) if is_sure else (best, False)


_COST_OF_A_CHOICE = 20
"""Steps that it is worth to look at one talk for a further choice."""


def _choices(task: Task) -> Iterator[tuple[Talk, ...]]:
    """Each choice of the most talks that the minutes hold.

    What is not confirmed is left out first, then what was given last; what is fixed at the end.
    """
    lengths = [talk.length.whole for talk in task.talks]
    out = len(lengths) - most_talks(task.rooms, lengths)
    given = {talk.id: place for place, talk in enumerate(task.talks)}
    last_first = sorted(task.talks, key=lambda talk: (bool(talk.fixed), talk.is_confirmed, -given[talk.id]))
    for left_out in combinations(last_first, out):
        talks = tuple(talk for talk in task.talks if talk not in left_out)
        if out == 0 or all_fit(task.rooms, [talk.length.whole for talk in talks]):
            yield talks


def _begun(task: Task, facts: Facts, begun: Talks, needs: Sequence[Need]) -> _Choice:
    """The talks that a search placed before it ended."""
    ids = [(room, facts.talks[place].id) for room, place in begun]
    talks = tuple(talk for talk in task.talks if talk.id in {each for _, each in ids})
    places = Facts.of(task, talks, needs).places
    return _Choice(talks, tuple((room, places[each]) for room, each in ids), is_proved=False, is_whole=False)


def may_hold(task: Task, needs: Sequence[Need], budget: Budget) -> bool:
    """Whether as many talks as the minutes hold can be laid out with these needs; also where the steps did not suffice to tell."""
    choice, is_sure = _choose(task, needs, budget)
    return choice is not None or not is_sure


def explain(task: Task, budget: Budget) -> Impossible:
    """A smallest part of the task's needs that cannot hold together, where all of them cannot."""

    def hold(needs: Sequence[Need]) -> bool:
        part = budget.part(0.3)
        answer = may_hold(task, needs, part)
        budget.give_back(part)
        return answer

    return Impossible(tuple(said(task, need) for need in smallest(needs_of(task), hold)))
