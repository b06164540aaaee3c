"""What a laying-out weighed, in words: nothing that asked for nothing."""

from dataclasses import replace
from typing import Any

import pytest

from tests.domain.agenda_cases import at, room, talk, who
from wip.domain.agenda import Break
from wip.domain.agenda_solving import Absence, Task
from wip.domain.agenda_weighing import weighed, without_measure
from wip.domain.agenda_wishes import OrderRule

TASK = Task((room(95),), tuple(talk(n, who(n)) for n in (1, 2, 3)))


def test_hours_that_a_moved_date_has_left_behind_do_not_count() -> None:
    behind = Absence(1, at(-3 * 24 * 60), at(-3 * 24 * 60 + 90))
    assert not [each for each in weighed(replace(TASK, absences=(behind,))) if each.startswith("Hours")]
    both = replace(TASK, absences=(behind, Absence(2, at(0), at(30), is_needed=False)))
    assert "Hours that 1 person cannot: 1 entry. 1 of them is only wished." in weighed(both)


@pytest.mark.parametrize(
    ("rule", "word", "more"),
    [(OrderRule.TOPIC, "topic", {"topic": "Bail"}), (OrderRule.STAGE, "stage", {"stage": "an idea"})],
)
def test_a_rule_that_finds_nothing_to_order_by_says_so(
    rule: OrderRule, word: str, more: dict[str, Any]
) -> None:
    said = f" None of these papers names a {word}, so they stay in the order that they have."
    assert without_measure(replace(TASK, rule=rule)) == said
    assert weighed(replace(TASK, rule=rule))[1].endswith(said)
    assert without_measure(replace(TASK, rule=rule, talks=(talk(1, who(1), **more), *TASK.talks[1:]))) == ""


def test_slots_are_counted_without_a_break_that_no_paper_follows() -> None:
    idle = replace(TASK, rooms=(room(90, breaks=(Break(3, 10),)),))
    assert weighed(idle)[0] == "3 papers in one room, which holds 3 full slots."
