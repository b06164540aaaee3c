"""Until when a commenter answers, and when they are reminded."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.domain.commission_times import (
    AFTER_LETTER,
    ANSWER_LEAST,
    Reminding,
    answer_by,
    is_silent,
    reminding_due,
)

ZONE = "America/New_York"
NOW = datetime(2027, 3, 10, 15, 0, tzinfo=UTC)
FAR = NOW + timedelta(days=60)


def test_the_last_moment_is_the_end_of_the_day_in_the_session_s_zone_over_a_change_of_clocks() -> None:
    assert answer_by(NOW, 5, FAR, ZONE) == datetime(2027, 3, 16, 3, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "before"),
    [
        (timedelta(days=4), timedelta(days=2)),
        (timedelta(hours=30), timedelta(hours=12)),
        (timedelta(hours=20), None),
    ],
)
def test_a_near_session_leaves_time_to_read_and_a_very_near_one_has_no_last_moment(
    ahead: timedelta, before: timedelta | None
) -> None:
    starts_at = NOW + ahead
    assert answer_by(NOW, 5, starts_at, ZONE) == (starts_at - before if before else None)


@given(st.integers(1, 30), st.integers(-2000, 2000))
def test_nobody_has_less_than_half_a_day_nor_until_the_session_begins(days: int, hours: int) -> None:
    starts_at = NOW + timedelta(hours=hours)
    until = answer_by(NOW, days, starts_at, ZONE)
    assert until is None or NOW + ANSWER_LEAST - timedelta(minutes=1) <= until < starts_at


@given(st.integers(13, 800))
def test_two_reminders_at_most_with_most_of_a_day_between_them_and_after_the_letter(hours: int) -> None:
    until = NOW + timedelta(hours=hours)
    moments: dict[Reminding, datetime] = {}
    for hour in range(hours + 2):
        due = reminding_due(NOW, until, NOW + timedelta(hours=hour))
        if due:
            moments.setdefault(due, NOW + timedelta(hours=hour))
    times = [NOW, *sorted(moments.values())]
    assert all(later - earlier >= AFTER_LETTER for earlier, later in itertools.pairwise(times))
    assert list(moments) == sorted(moments, key=lambda each: moments[each])
    assert all(moment < until for moment in moments.values())


def test_whoever_has_five_days_is_reminded_at_half_time_and_the_day_before() -> None:
    until = NOW + timedelta(days=5)
    found = [reminding_due(NOW, until, NOW + timedelta(hours=h)) for h in (59, 61, 95, 97, 119, 120)]
    # Between the two there is most of a day in which nothing is due, unless a run was missed.
    assert found == [None, Reminding.HALF, None, Reminding.LAST, Reminding.LAST, None]


def test_silence_begins_at_the_last_moment() -> None:
    assert [is_silent(None, NOW), is_silent(NOW, NOW), is_silent(FAR, NOW)] == [False, True, False]
