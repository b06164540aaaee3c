"""The picture's figures: spread and order of papers, reviewers beside each other, and how far they have come."""

from datetime import date, timedelta

import pytest

from wip.domain.adjusting import Given, Severity, adjust
from wip.domain.pictures import (
    Beside,
    Day,
    Order,
    PaperScores,
    Progress,
    beside_others,
    by_day,
    changes_nothing,
    forecast,
    ordered,
    paper_scores,
    reviewer_scores,
    severity_words,
)

SCORES = [Given(1, 7, 4.0), Given(1, 8, 2.0), Given(2, 7, 5.0), Given(2, 8, 4.5), Given(3, 9, 3.0)]
NUMBERS = {1: 11, 2: 12, 3: 13, 4: 14}


@pytest.fixture
def rows() -> list[PaperScores]:
    return paper_scores(NUMBERS, SCORES, adjust(SCORES))


def test_each_paper_has_its_scores_the_lowest_first(rows: list[PaperScores]) -> None:
    assert [row.given for row in rows] == [((8, 2.0), (7, 4.0)), ((8, 4.5), (7, 5.0)), ((9, 3.0),), ()]
    assert [row.mean for row in rows] == [3.0, 4.75, 3.0, None]
    assert [row.deviation for row in rows] == pytest.approx([2**0.5, 0.125**0.5, None, None])
    assert [row.apart for row in rows] == [2.0, 0.5, 0.0, 0.0]
    assert [row.is_disputed for row in rows] == [True, False, False, False]
    assert [row.adjusted for row in rows] == pytest.approx([3.0, 4.75, 3.0, None])


@pytest.mark.parametrize(
    ("order", "numbers"),
    [
        (Order.DISAGREEMENT, [11, 12, 13, 14]),
        (Order.MEAN, [12, 11, 13, 14]),
        (Order.ADJUSTED, [12, 11, 13, 14]),
        (Order.REVIEWS, [14, 13, 11, 12]),
        (Order.NUMBER, [11, 12, 13, 14]),
    ],
)
def test_what_lacks_the_figure_comes_last_and_equals_by_number(
    rows: list[PaperScores], order: Order, numbers: list[int]
) -> None:
    assert [row.number for row in ordered(reversed(rows), order)] == numbers


def test_reviewers_come_the_strictest_first_and_who_stands_alone_last() -> None:
    found = reviewer_scores(SCORES, adjust(SCORES))
    assert [row.person for row in found] == [8, 7, 9]
    strict, mild, alone = found
    assert (strict.mean, strict.severity.difference, strict.severity.common) == (3.25, -1.25, 2)
    # Half of the difference lies between each and their mean; two papers in common count for 2 / (2 + 3) of it.
    assert strict.severity.counted == pytest.approx(-1.25 / 2 * 2 / 5)
    assert (strict.adjusted, mild.adjusted) == pytest.approx((3.5, 4.25))
    assert (strict.columns, alone.columns) == ((0, 1, 0, 0, 1), (0, 0, 1, 0, 0))
    assert (alone.severity.difference, alone.deviation, alone.adjusted) == (None, None, 3.0)


def test_one_reviewers_scores_beside_the_others(rows: list[PaperScores]) -> None:
    found = beside_others(rows, 8, -0.25)
    assert found == [Beside(1, 11, 2.0, 2.25, 4.0), Beside(2, 12, 4.5, 4.75, 5.0)]
    assert [each.difference for each in found] == [-2.0, -0.5]
    assert [each.difference for each in beside_others(rows, 9, 0.0)] == [None]


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        (None, "no paper in common with others"),
        (-0.24, "scores as the others do"),
        (0.24, "scores as the others do"),
        (-0.25, "stricter than others"),
        (0.25, "milder than others"),
    ],
)
def test_severity_in_words(difference: float | None, words: str) -> None:
    assert severity_words(Severity(3, 3, difference, 0.0)) == words


def test_adjusting_changes_nothing_where_no_page_would_show_it() -> None:
    assert changes_nothing([PaperScores(1, 1, ((7, 3.0),), 3.04), PaperScores(2, 2)])
    assert not changes_nothing([PaperScores(1, 1, ((7, 3.0),), 3.06)])
    assert changes_nothing([])


def test_progress_waits_for_what_was_begun_or_not_and_for_nothing_declined() -> None:
    row = Progress(1, done=4, abstained=1, begun=2, to_read=3, declined=6)
    assert (row.finished, row.left, row.expected) == (5, 5, 10)


def test_days_add_up() -> None:
    first, second = date(2027, 2, 1), date(2027, 2, 4)
    assert by_day([second, first, second]) == [Day(first, 1, 1), Day(second, 2, 3)]
    assert by_day([]) == []


def test_the_forecast_goes_on_as_in_the_past_week_and_is_silent_without_one() -> None:
    today = date(2027, 2, 10)
    week = [Day(today - timedelta(days=7), 50, 50), Day(today - timedelta(days=6), 4, 54), Day(today, 3, 57)]
    assert forecast(week, 7, today) == date(2027, 2, 17)
    assert forecast(week, 8, today) == date(2027, 2, 18)
    assert forecast(week, 0, today) is None
    assert forecast(week[:1], 7, today) is None
