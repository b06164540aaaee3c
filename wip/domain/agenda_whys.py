"""Why a wish could not be had: which needs, or which other wishes that were kept, stand against it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wip.domain.agenda_needs import Need, keeps, needs_of, placed, wishes_of
from wip.domain.agenda_reasons import smallest_beside
from wip.domain.agenda_search import Budget
from wip.domain.agenda_solving import STEPS_A_SECOND, may_hold
from wip.domain.agenda_tasks import Binding, Order, Task
from wip.domain.agenda_words import said, unkept, wished

MOST = 3
"""Of how many wishes it is looked for: each costs as much again as a small laying-out."""


@dataclass(frozen=True)
class Unkept:
    """A wish that was not kept. `needs` and `wishes` stand against it; neither where it was not found what does.

    `is_alone`: no order of these papers would keep it, even if nothing else were asked.
    """

    said: str
    needs: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    is_alone: bool = False


def unkept_wishes(
    task: Task, order: Order, seconds: float = 0.3, binding: Binding = Binding.ALL
) -> list[Unkept]:
    """The wishes that an order does not keep, with what stands against the first few of them; `seconds` are for each.

    `binding`: how far the order had to let chairs off.
    """
    where = placed(task, order)
    here = replace(task, talks=tuple(talk for talk in task.talks if talk.id in where))
    kept = [wish for wish in wishes_of(here) if keeps(here, where, wish)]
    found = [wish for wish in wishes_of(here) if not keeps(here, where, wish)]
    steps, eased = int(seconds * STEPS_A_SECOND), replace(here, binding=binding)
    return [
        _with_reasons(eased, wish, kept, steps) if place < MOST else Unkept(unkept(here, wish))
        for place, wish in enumerate(found)
    ]


def _with_reasons(task: Task, wish: Need, kept: Sequence[Need], steps: int) -> Unkept:
    needs, sentence = needs_of(task), unkept(task, wish)
    for asked in (needs, [*needs, *kept]):
        reasons = _against(task, wish, asked, Budget(steps))
        if reasons is not None:
            return Unkept(
                sentence,
                tuple(said(task, each) for each in reasons if each in needs),
                tuple(wished(task, each) for each in reasons if each not in needs),
                is_alone=not reasons,
            )
    return Unkept(sentence)


def _against(task: Task, wish: Need, asked: Sequence[Need], budget: Budget) -> list[Need] | None:
    """A smallest part of these that cannot hold beside the wish; None where all of them may."""

    def holds(needs: Sequence[Need]) -> bool:
        part = budget.part(0.3)
        answer = may_hold(task, needs, part)
        budget.give_back(part)
        return answer

    if holds([wish, *asked]):
        return None
    return smallest_beside([wish], asked, holds)
