"""Weeks in which two zones lie apart otherwise than usual."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.domain.zone_gaps import SEASON, clock_changes_between, gap_between, unusual_among
from wip.domain.zones import ZONE_CHOICES

NEW_YORK = "America/New_York"
DIFFERENT = "they change on different days."


def noon(month: int, day: int, year: int = 2027) -> datetime:
    return datetime(year, month, day, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "other", "moment", "said"),
    [
        (
            NEW_YORK,
            "Europe/London",
            noon(3, 18),
            "Thu 18 Mar 2027 the clocks of New York and London are 4 hours apart, not 5 hours as usual, until Sun 28 Mar 2027",
        ),
        (
            "Europe/Vienna",
            "America/Los_Angeles",
            noon(11, 3),
            "Wed 3 Nov 2027 the clocks of Vienna and Los Angeles are 8 hours apart, not 9 hours as usual, until Sun 7 Nov 2027",
        ),
        (
            NEW_YORK,
            "Africa/Cairo",
            noon(3, 23),
            "Tue 23 Mar 2027 the clocks of New York and Cairo are 6 hours apart, not 7 hours as usual, until Fri 30 Apr 2027",
        ),
        (
            NEW_YORK,
            "Africa/Cairo",
            noon(4, 6),
            "Tue 6 Apr 2027 the clocks of New York and Cairo are 6 hours apart, not 7 hours as usual, until Fri 30 Apr 2027",
        ),
        (
            NEW_YORK,
            "Asia/Jerusalem",
            noon(3, 18),
            "Thu 18 Mar 2027 the clocks of New York and Jerusalem are 6 hours apart, not 7 hours as usual, until Fri 26 Mar 2027",
        ),
        (
            NEW_YORK,
            "Australia/Sydney",
            noon(3, 25),
            (
                "Thu 25 Mar 2027 the clocks of New York and Sydney are 15 hours apart until Sun 4 Apr 2027; "
                "before they were 16 hours apart, afterwards they are 14 hours apart"
            ),
        ),
        (
            NEW_YORK,
            "America/Santiago",
            noon(9, 20),
            (
                "Mon 20 Sep 2027 the clocks of New York and Santiago are 1 hour apart until Sun 7 Nov 2027; "
                "before they showed the same time, afterwards they are 2 hours apart"
            ),
        ),
        (
            "America/Halifax",
            "America/Santiago",
            noon(3, 20),
            (
                "Sat 20 Mar 2027 the clocks of Halifax and Santiago show the same time until Sat 3 Apr 2027; "
                "before they were 1 hour apart, afterwards they are 1 hour apart the other way"
            ),
        ),
        (
            "Europe/London",
            "Africa/Casablanca",
            noon(2, 20, 2026),
            "Fri 20 Feb 2026 the clocks of London and Casablanca show the same time, not 1 hour apart as usual, until Sun 22 Mar 2026",
        ),
        (
            "Europe/London",
            "Africa/Casablanca",
            noon(3, 24, 2026),
            (
                "Tue 24 Mar 2026 the clocks of London and Casablanca are 1 hour apart, though usually they show the same time, "
                "until Sun 29 Mar 2026"
            ),
        ),
    ],
)
def test_weeks_in_which_clocks_lie_apart_otherwise_say_so(
    zone: str, other: str, moment: datetime, said: str
) -> None:
    assert clock_changes_between(zone, other, moment) == f"On {said}: {DIFFERENT}"


@pytest.mark.parametrize(
    ("other", "moment"),
    [
        ("Europe/London", noon(3, 12)),
        ("Europe/London", noon(3, 29)),
        ("Africa/Cairo", noon(5, 2)),
        ("America/Phoenix", noon(1, 18)),
        ("America/Phoenix", noon(7, 18)),
        ("Asia/Kolkata", noon(3, 18)),
        (NEW_YORK, noon(3, 18)),
    ],
)
def test_a_season_of_its_own_is_usual(other: str, moment: datetime) -> None:
    assert clock_changes_between(NEW_YORK, other, moment) is None


def test_the_moment_counts_and_not_the_day() -> None:
    # Saturday evening in New York: in Sydney clocks have been put back five hours ago.
    evening = datetime(2027, 4, 3, 21, tzinfo=UTC)
    assert clock_changes_between(NEW_YORK, "Australia/Sydney", evening) is None
    assert clock_changes_between(NEW_YORK, "Australia/Sydney", evening - timedelta(hours=6)) is not None


def test_zones_whose_clocks_go_together_are_named_once() -> None:
    others = ("Europe/London", "Europe/Lisbon", "America/Phoenix", "Europe/Berlin", "Europe/Paris")
    said = unusual_among(NEW_YORK, others, noon(3, 18))
    assert [each.split(" are ")[0] for each in said] == [
        "On Thu 18 Mar 2027 the clocks of New York and London",
        "On Thu 18 Mar 2027 the clocks of New York and Berlin",
    ]


def apart(zone: str, other: str, moment: datetime) -> timedelta:
    here, there = (moment.astimezone(ZoneInfo(each)).utcoffset() for each in (zone, other))
    assert here is not None
    assert there is not None
    return there - here


ZONES = st.sampled_from([name for name, *_ in ZONE_CHOICES])


@given(ZONES, ZONES, st.datetimes(datetime(2025, 1, 1), datetime(2034, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - given their zone
def test_a_gap_is_what_does_not_last_a_season(zone: str, other: str, moment: datetime) -> None:
    moment = moment.replace(minute=0, second=0, microsecond=0)
    now, day = apart(zone, other, moment), timedelta(days=1)
    back, on = (
        next((n for n in range(1, SEASON.days + 2) if apart(zone, other, moment + n * way) != now), None)
        for way in (-day, day)
    )
    found = gap_between(zone, other, moment)
    if back is None or on is None or back + on > SEASON.days + 1:
        assert found is None
    elif back + on < SEASON.days:
        assert found is not None
        assert (found.before, found.now, found.after) == (
            apart(zone, other, moment - back * day),
            now,
            apart(zone, other, moment + on * day),
        )
        until = found.until.astimezone(UTC)
        assert moment + (on - 1) * day < until <= moment + on * day
        assert apart(zone, other, until - timedelta(minutes=1)) == now != apart(zone, other, until)
