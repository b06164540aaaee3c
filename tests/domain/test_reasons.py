"""Which decisions need a line of reason once the ranking is frozen."""

import pytest

from wip.domain.reasons import FrozenOrder, ReasonMissing, Step
from wip.domain.reviews import Outcome

ACCEPT, WAIT, DECLINE = Outcome.ACCEPT, Outcome.WAITING_LIST, Outcome.DECLINE

TWO_OF_FOUR = FrozenOrder({1: 1, 2: 2, 4: 1}, accepts=2)
"""One best paper, two that tie, one last; there is room for two."""


@pytest.mark.parametrize(
    ("rank", "departing"),
    [(1, [WAIT, DECLINE]), (2, []), (4, [ACCEPT]), (None, [ACCEPT])],
)
def test_the_order_says_who_is_passed_over_and_lets_ties_be_broken(
    rank: int | None, departing: list[Outcome]
) -> None:
    assert [outcome for outcome in Outcome if TWO_OF_FOUR.departs(rank, outcome)] == departing


def test_ties_that_all_fit_are_all_expected() -> None:
    order = FrozenOrder({1: 1, 2: 2, 4: 1}, accepts=3)
    assert [order.departs(2, outcome) for outcome in Outcome] == [False, True, True]


@pytest.mark.parametrize(
    ("before", "after", "frozen", "why"),
    [
        (None, None, None, ""),
        (None, ACCEPT, None, ""),
        (ACCEPT, ACCEPT, ACCEPT, ""),
        (ACCEPT, DECLINE, ACCEPT, "it changes what was decided at the freeze"),
        (ACCEPT, None, ACCEPT, "it changes what was decided at the freeze"),
        (DECLINE, WAIT, ACCEPT, "it changes what was decided at the freeze"),
        (DECLINE, ACCEPT, ACCEPT, ""),
        (None, ACCEPT, ACCEPT, ""),
        (ACCEPT, DECLINE, None, "it changes a decision made since the freeze"),
        (ACCEPT, None, None, "it changes a decision made since the freeze"),
    ],
)
def test_a_change_needs_a_reason_and_going_back_does_not(
    before: Outcome | None, after: Outcome | None, frozen: Outcome | None, why: str
) -> None:
    assert Step(before, after, frozen, rank=4).why == why


def test_a_first_decision_needs_one_only_against_the_order_that_names_might_have_bent() -> None:
    whys = [Step(None, ACCEPT, None, rank, TWO_OF_FOUR).why for rank in (1, 2, 4)]
    assert whys == ["", "", "it departs from the frozen ranking"]
    assert Step(None, ACCEPT, None, 4, None).why == ""
    assert Step(DECLINE, ACCEPT, ACCEPT, 4, TWO_OF_FOUR).why == ""


def test_the_refusal_names_the_papers_and_stops_after_ten() -> None:
    papers = [(n, f"Title {n}", "it departs from the frozen ranking") for n in range(1, 13)]
    no = ReasonMissing(papers)
    assert no.sentence.startswith(
        "The ranking is frozen. Give one line of reason for paper 1, “Title 1” (it departs from the frozen ranking); paper 2,"
    )
    assert no.sentence.endswith("; and 2 more.")
    assert no.numbers == set(range(1, 13))
