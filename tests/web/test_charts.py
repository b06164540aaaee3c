"""Where charts put their marks, and what they say to those who do not see them."""

from datetime import date

import pytest

from wip.domain.adjusting import Severity
from wip.domain.pictures import Beside, Day, PaperScores, Progress, ReviewerScores
from wip.web import charts
from wip.web.curves import curve

REVIEWER = ReviewerScores(1, (1.0, 1.4, 2.5, 3.0, 5.0), Severity(5, 4, -1.0, -0.5))


@pytest.mark.parametrize(
    ("value", "shown"), [(3.25, "3.2"), (-0.04, "0.0"), (-0.06, "−0.1"), (4.0, "4.0"), (-1.0, "−1.0")]
)
def test_a_number_has_a_true_minus_and_nought_has_none(value: float, shown: str) -> None:
    assert charts.number(value) == shown


def test_a_difference_has_its_sign_and_a_score_no_needless_nought() -> None:
    assert [charts.signed(value) for value in (0.5, -0.5, 0.01)] == ["+0.5", "−0.5", "0.0"]
    assert [charts.short(value) for value in (4.0, 3.6)] == ["4", "3.6"]


def test_equal_scores_stand_on_each_other_and_others_on_the_line() -> None:
    found = charts.strip((4.0, 1.0, 4.0, 4.1, 5.0), None, None, None, "")
    assert found.dots == ((5.0, 0), (72.5, 0), (72.5, 1), (74.75, 2), (95.0, 0))
    assert found.rows == 3


def test_what_lies_off_the_scale_stands_at_its_end() -> None:
    found = charts.strip((5.0, 4.0), 4.5, 5.3, 0.7, "")
    assert (found.mean, found.adjusted) == (83.75, 95.0)
    assert found.band == (68.0, 27.0)


def test_a_strip_says_every_score() -> None:
    row = PaperScores(1, 11, ((8, 2.0), (7, 4.0)), 3.1)
    assert charts.paper_strip(row).said == "Scores 2, 4; mean 3.0, adjusted 3.1; standard deviation 1.4."
    assert charts.paper_strip(PaperScores(1, 11)).said == "No review yet."
    alone = Beside(1, 11, 2.0, 2.25, None)
    assert charts.beside_strip(alone).said == "Score 2, adjusted 2.2; the only review."


def test_columns_and_lean_say_what_they_show() -> None:
    drawn = charts.columns(REVIEWER)
    assert [found for _, _, found in drawn.bars] == [2, 0, 2, 0, 1]
    assert [height for _, height, _ in drawn.bars] == [100.0, 0.0, 100.0, 0.0, 50.0]
    assert drawn.said == "5 scores: 2 at 1, 2 at 3, 1 at 5."
    lean = charts.lean(REVIEWER)
    assert (lean.seen, lean.counted) == ((27.5, 22.5), (38.75, 11.25))
    assert lean.said == "Stricter than others: −1.0 on 4 papers in common, of which −0.5 is counted."
    assert charts.lean(ReviewerScores(1, (3.0,), Severity(1, 0, None, 0.0))).seen is None


def test_a_bar_is_divided_and_said_in_words() -> None:
    drawn = charts.bar(Progress(1, done=2, begun=1, to_read=1), 8)
    assert drawn.parts == (("done", 0.0, 25.0, 2), ("begun", 25.0, 12.5, 1), ("to_read", 37.5, 12.5, 1))
    assert drawn.said == "2 done, 1 begun, 1 to read."
    assert charts.bar(Progress(1), 0).said == "Nothing to read."


def test_the_curve_rises_by_the_day_and_marks_today_and_the_due_date() -> None:
    days = [Day(date(2027, 2, 2), 2, 2), Day(date(2027, 2, 5), 2, 4)]
    drawn = curve(days, 4, date(2027, 2, 1), date(2027, 2, 10), date(2027, 2, 6))
    assert drawn.line == "M0 100L10 100L20 75L40 75L50 50L60 50"
    assert drawn.grid == ((100.0, 0), (50.0, 4), (0.0, 8))
    assert [(mark.kind, mark.x, mark.words, mark.before) for mark in drawn.marks] == [
        ("today", 60.0, "today", False),
        ("due", 100.0, "due 10 Feb", True),
    ]
    assert drawn.ends == ("1 Feb", "10 Feb")
    assert drawn.said == "4 reviews finished from 2 Feb to 5 Feb, 4 left; due 10 Feb."


def test_a_curve_of_nothing_is_a_flat_week() -> None:
    day = date(2027, 2, 1)
    drawn = curve([], 0, day, None, day)
    assert (drawn.line, drawn.ends) == ("M0 100L14.29 100", ("1 Feb", "7 Feb"))
    assert drawn.said == "0 reviews finished, none left."
