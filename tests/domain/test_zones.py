"""Zones: local times that do not exist or come twice, and how times read."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.domain.refusals import Refusal
from wip.domain.zones import AOE, ZONE_CHOICES, city, in_zone, instant, is_zone, show, show_span

NEW_YORK = "America/New_York"
NOON = datetime(2027, 3, 18, 16, 0, tzinfo=UTC)


def test_a_session_reads_with_its_zone_and_the_readers() -> None:
    end = NOON + timedelta(minutes=90)
    assert show_span(NOON, end, NEW_YORK) == "Thu 18 Mar 2027, 12:00–13:30 New York"
    assert (
        show_span(NOON, end, NEW_YORK, "America/Phoenix")
        == "Thu 18 Mar 2027, 12:00–13:30 New York (09:00 Phoenix, for you)"
    )
    assert show_span(NOON, end, NEW_YORK, "Europe/London").endswith("(16:00 London, for you)")
    assert show_span(NOON, end, NEW_YORK, "Australia/Sydney").endswith("(Fri 19 Mar 2027, 03:00 Sydney, for you)")
    assert show_span(NOON, end, NEW_YORK, "America/Toronto") == show_span(NOON, end, NEW_YORK)


def test_a_session_over_midnight_names_both_days() -> None:
    late = instant(datetime(2027, 3, 18, 23, 30), NEW_YORK)  # noqa: DTZ001 - a local time
    assert (
        show_span(late, late + timedelta(hours=1), NEW_YORK)
        == "Thu 18 Mar 2027, 23:30–Fri 19 Mar 2027, 00:30 New York"
    )


def test_a_time_that_clocks_skip_is_refused() -> None:
    with pytest.raises(Refusal) as no:
        instant(datetime(2027, 3, 14, 2, 30), NEW_YORK)  # noqa: DTZ001
    assert no.value.sentence == (
        "02:30 does not exist in New York on Sun 14 Mar 2027: clocks are put forward then."
    )


def test_a_time_that_comes_twice_is_the_first() -> None:
    assert instant(datetime(2027, 11, 7, 1, 30), NEW_YORK) == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)  # noqa: DTZ001


def test_anywhere_on_earth_is_utc_minus_12() -> None:
    deadline = instant(datetime(2027, 2, 5, 23, 59), AOE)  # noqa: DTZ001
    assert deadline == datetime(2027, 2, 6, 11, 59, tzinfo=UTC)
    assert show(deadline, AOE) == "Fri 5 Feb 2027, 23:59 Anywhere on Earth"


def test_zones_are_offered_by_city() -> None:
    assert (NEW_YORK, "New York (America/New_York)") in ZONE_CHOICES
    assert city("America/Argentina/Buenos_Aires") == "Buenos Aires"
    assert [is_zone(name) for name in (NEW_YORK, "UTC", "MT", "../etc/passwd", "")] == [True, True, False, False, False]


@given(st.datetimes(datetime(2024, 1, 1), datetime(2034, 1, 1)), st.sampled_from([z for z, _ in ZONE_CHOICES]))  # noqa: DTZ001
def test_every_zones_local_times_come_back(local: datetime, zone: str) -> None:
    local = local.replace(microsecond=0, fold=0)
    try:
        moment = instant(local, zone)
    except Refusal:
        return
    assert in_zone(moment, zone).replace(tzinfo=None, fold=0) == local
