"""Whether ways out really help: needs that contradict each other do so however many minutes there are."""

from collections.abc import Sequence

from wip.domain.agenda_needs import needs_of
from wip.domain.agenda_search import Budget
from wip.domain.agenda_solving import STEPS_A_SECOND, bindings, explain, may_hold
from wip.domain.agenda_tasks import Impossible, Task, WayOut
from wip.domain.agenda_ways_out import after

_BY_ITSELF = "take_out"
"""Which papers are taken out is for somebody to choose, so that nobody can know yet whether it helps."""


def helping(
    task: Task, ways: Sequence[WayOut], seconds: float = 1.0
) -> tuple[tuple[WayOut, ...], Impossible | None]:
    """The ways out with which all talks can lie as they must; and what stands against another one, where one does.

    As in laying out, nobody's chair stands against it.
    """
    *_, eased = bindings(task)
    budget = Budget(int(seconds * STEPS_A_SECOND))
    good = tuple(way for way in ways if way.kind == _BY_ITSELF or _helps(eased, way, budget))
    vain = [way for way in ways if way not in good]
    if not vain:
        return good, None
    told = next((way for way in vain if way.kind == "lengthen"), vain[0])
    return good, explain(after(eased, told), Budget(int(seconds * STEPS_A_SECOND)))


def _helps(task: Task, way: WayOut, budget: Budget) -> bool:
    then, part = after(task, way), budget.part(0.3)
    answer = may_hold(then, needs_of(then), part)
    budget.give_back(part)
    return answer
