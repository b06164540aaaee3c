"""Criteria: how points become one score, and what a leader may ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.domain.criteria import USUAL, CriterionFacts, check, overall, unanswered
from wip.domain.refusals import Refusal

ASKED = ((1, 2, 5), (2, 2, 5), (3, 1, 3))


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ({}, None),
        ({1: 4}, 4.0),
        ({1: 5, 2: 1, 3: 2}, 3.0),
        ({1: 5, 2: 5, 3: 1}, 4.2),
        ({3: 3}, 5.0),
        ({9: 5}, None),
    ],
)
def test_the_score_is_the_weighted_mean_of_what_was_answered(
    points: dict[int, int], expected: float | None
) -> None:
    assert overall(points, ASKED) == expected


@given(st.dictionaries(st.sampled_from([1, 2, 3]), st.integers(1, 3), min_size=1))
def test_the_score_lies_on_the_scale_and_rises_with_the_points(points: dict[int, int]) -> None:
    score = overall(points, ASKED)
    assert score is not None
    assert 1 <= score <= 5
    for id_, given_now in points.items():
        more = overall(points | {id_: min(given_now + 1, 3)}, ASKED)
        assert more is not None
        assert more >= score


def test_what_is_not_answered_yet_is_named() -> None:
    assert unanswered({1: 3}, {2}, (1, 2, 3)) == (3,)
    assert unanswered({}, (), (1, 2)) == (1, 2)


@pytest.mark.parametrize("facts", USUAL)
def test_the_usual_three_can_be_asked(facts: CriterionFacts) -> None:
    check(facts)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (CriterionFacts("", "", ("no", "yes")), "name"),
        (CriterionFacts("Fit", "", ("yes",)), "labels"),
        (CriterionFacts("Fit", "", tuple("abcdefgh")), "labels"),
        (CriterionFacts("Fit", "", ("Yes", "yes")), "labels"),
        (CriterionFacts("Fit", "", ("no", "y" * 61)), "labels"),
        (CriterionFacts("Fit", "", ("no", "yes"), 0), "weight"),
        (CriterionFacts("Fit", "", ("no", "yes"), 10), "weight"),
    ],
)
def test_what_nobody_could_answer_is_refused(facts: CriterionFacts, field: str) -> None:
    with pytest.raises(Refusal) as no:
        check(facts)
    assert no.value.field == field
