"""Lays out an agenda: exact within the rooms' minutes, or it says what cannot be and what would help."""

from collections.abc import Iterator
from itertools import permutations

from wip.domain.agenda_needs import keeps, needs_of, placed
from wip.domain.agenda_tasks import (
    Absence,
    Impossible,
    Involved,
    Layout,
    Order,
    Talk,
    Task,
    Verdict,
    WayOut,
    Wish,
)
from wip.domain.agenda_ways_out import taken, ways_out
from wip.domain.agenda_words import broken_wishes, judge, said, unkind_hours

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
    "judge",
    "lay",
    "ways_out",
]

_TRIES = 5_000


def lay(task: Task, seconds: float = 2.0) -> Layout | Impossible:
    """The best agenda of the task's talks, within so many seconds; or why there is none."""
    del seconds
    needs = needs_of(task)
    for order in _orders(task):
        where = placed(task, order)
        if all(keeps(task, where, need) for need in needs):
            left = tuple(talk.id for talk in task.talks if talk.id not in where)
            return Layout(order, left, broken_wishes(task, where), unkind_hours(task, where), is_proved=False)
    return Impossible(tuple(said(task, need) for need in needs))


def _orders(task: Task) -> Iterator[Order]:
    """Orders of the talks, each room filled before the next: as given first."""
    for _, talks in zip(range(_TRIES), permutations(task.talks), strict=False):
        order, left = {}, list(talks)
        for room in task.rooms:
            here: list[Talk] = []
            while (
                left
                and taken(room.minutes, len(here) + 1, sum(t.length.whole for t in [*here, left[0]]))
                <= room.minutes.length
            ):
                here.append(left.pop(0))
            order[room.sitting_id] = tuple(talk.id for talk in here)
        yield order
