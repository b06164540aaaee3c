"""Zones: local times that do not exist or come twice, and how times read."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.domain.refusals import Refusal
from wip.domain.zones import (
    AOE,
    ZONE_CHOICES,
    ambiguity,
    city,
    clocks,
    clocks_change_on,
    clocks_there,
    current_name,
    in_zone,
    instant,
    is_zone,
    offset_words,
    on_clock,
    show,
    show_span,
    skipped,
    zone_called,
)

NEW_YORK = "America/New_York"


def local_time(text: str) -> datetime:
    return datetime.fromisoformat(text)


NOON = datetime(2027, 3, 18, 16, 0, tzinfo=UTC)


def test_a_session_reads_with_its_zone_and_the_readers() -> None:
    end = NOON + timedelta(minutes=90)
    assert show_span(NOON, end, NEW_YORK) == "Thu 18 Mar 2027, 12:00–13:30 New York"
    assert (
        show_span(NOON, end, NEW_YORK, "America/Phoenix")
        == "Thu 18 Mar 2027, 12:00–13:30 New York (09:00 Phoenix, for you)"
    )
    assert show_span(NOON, end, NEW_YORK, "Europe/London").endswith("(16:00 London, for you)")
    assert show_span(NOON, end, NEW_YORK, "Australia/Sydney").endswith(
        "(Fri 19 Mar 2027, 03:00 Sydney, for you)"
    )
    assert show_span(NOON, end, NEW_YORK, "America/Toronto") == show_span(NOON, end, NEW_YORK)


def test_a_session_over_midnight_names_both_days() -> None:
    late = instant(local_time("2027-03-18T23:30"), NEW_YORK)
    assert (
        show_span(late, late + timedelta(hours=1), NEW_YORK)
        == "Thu 18 Mar 2027, 23:30–Fri 19 Mar 2027, 00:30 New York"
    )


def test_a_time_that_clocks_skip_is_refused() -> None:
    with pytest.raises(Refusal) as no:
        instant(local_time("2027-03-14T02:30"), NEW_YORK)
    assert no.value.sentence == (
        "02:30 does not exist in New York on Sun 14 Mar 2027: clocks are put forward then."
    )


def test_a_time_that_comes_twice_is_the_first() -> None:
    assert instant(local_time("2027-11-07T01:30"), NEW_YORK) == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "zone", "sentence"),
    [
        (
            local_time("2027-11-07T01:30"),
            NEW_YORK,
            (
                "01:30 happens twice in New York on Sun 7 Nov 2027, because clocks are put back then. "
                "The first is meant, 05:30 UTC."
            ),
        ),
        (
            local_time("2027-04-04T01:45"),
            "Australia/Lord_Howe",
            (
                "01:45 happens twice in Lord Howe on Sun 4 Apr 2027, because clocks are put back then. "
                "The first is meant, 14:45 UTC."
            ),
        ),
        (
            local_time("2027-11-07T01:30").replace(fold=1),
            NEW_YORK,
            (
                "01:30 happens twice in New York on Sun 7 Nov 2027, because clocks are put back then. "
                "The second is meant, 06:30 UTC."
            ),
        ),
        (local_time("2027-11-07T02:00"), NEW_YORK, None),
        (local_time("2027-03-14T02:30"), NEW_YORK, None),
        (local_time("2027-11-07T01:30"), "America/Phoenix", None),
        (local_time("2027-11-07T01:30"), AOE, None),
    ],
)
def test_a_time_that_comes_twice_says_so(local: datetime, zone: str, sentence: str | None) -> None:
    assert ambiguity(local, zone) == sentence


@pytest.mark.parametrize("year", [1, 1969, 2200, 9999])
def test_a_mistyped_year_is_refused_and_breaks_nothing(year: int) -> None:
    with pytest.raises(Refusal) as no:
        instant(local_time(f"{year:04}-12-31T23:59"), NEW_YORK)
    assert no.value.sentence == f"The year {year} cannot be right. Correct the date."


@pytest.mark.parametrize(
    ("zone", "day", "sentence"),
    [
        (NEW_YORK, date(2027, 3, 14), "Clocks in New York are put forward by 1 hour on Sun 14 Mar 2027."),
        (NEW_YORK, date(2027, 11, 7), "Clocks in New York are put back by 1 hour on Sun 7 Nov 2027."),
        (
            "Australia/Lord_Howe",
            date(2027, 10, 3),
            "Clocks in Lord Howe are put forward by 30 minutes on Sun 3 Oct 2027.",
        ),
        (NEW_YORK, date(2027, 3, 15), None),
        (AOE, date(2027, 3, 14), None),
    ],
)
def test_a_day_on_which_clocks_change_says_so(zone: str, day: date, sentence: str | None) -> None:
    assert clocks_change_on(zone, day) == sentence


def test_a_worked_out_time_that_clocks_skip_is_put_later() -> None:
    local = local_time("2027-03-14T02:30")
    assert on_clock(local, NEW_YORK) == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)
    assert skipped(local, NEW_YORK) == (
        "02:30 does not exist in New York on Sun 14 Mar 2027, because clocks are put forward then; it becomes 03:30."
    )
    assert skipped(local_time("2027-03-14T03:30"), NEW_YORK) is None


def test_a_session_during_which_clocks_change_names_both() -> None:
    begins = instant(local_time("2027-11-07T01:30"), NEW_YORK)
    assert show_span(begins, begins + timedelta(minutes=45), NEW_YORK) == (
        "Sun 7 Nov 2027, 01:30 EDT–01:15 EST New York"
    )


@pytest.mark.parametrize(
    "name", ["EST", "localtime", "posixrules", "Factory", "AoE", "America", "america/new_york"]
)
def test_what_is_no_city_is_no_zone(name: str) -> None:
    assert not is_zone(name)


def test_every_zone_offered_is_a_zone() -> None:
    assert [name for name, *_ in ZONE_CHOICES if not is_zone(name)] == []
    assert len({label for _, label, _ in ZONE_CHOICES}) == len(ZONE_CHOICES)


def test_anywhere_on_earth_is_utc_minus_12() -> None:
    deadline = instant(local_time("2027-02-05T23:59"), AOE)
    assert deadline == datetime(2027, 2, 6, 11, 59, tzinfo=UTC)
    assert show(deadline, AOE) == "Fri 5 Feb 2027, 23:59 Anywhere on Earth"


def test_zones_are_offered_by_city() -> None:
    assert ZONE_CHOICES[0] == (NEW_YORK, "Eastern (New York)", "United States")
    assert [group for _, _, group in ZONE_CHOICES].index("All zones") == 7
    assert ("Europe/Paris", "Paris (Europe/Paris)", "All zones") in ZONE_CHOICES
    assert city("America/Argentina/Buenos_Aires") == "Buenos Aires"
    assert [is_zone(name) for name in (NEW_YORK, "UTC", "MT", "../etc/passwd", "")] == [
        True,
        True,
        False,
        False,
        False,
    ]


@given(
    st.datetimes(local_time("2024-01-01T00:00"), local_time("2034-01-01T00:00")),
    st.sampled_from([z for z, *_ in ZONE_CHOICES]),
)
def test_every_zones_local_times_come_back(local: datetime, zone: str) -> None:
    local = local.replace(microsecond=0, fold=0)
    try:
        moment = instant(local, zone)
    except Refusal:
        return
    assert in_zone(moment, zone).replace(tzinfo=None, fold=0) == local


def test_each_zone_is_offered_once_by_its_name_in_use() -> None:
    names = [name for name, *_ in ZONE_CHOICES]
    for city_name in ("Buenos_Aires", "Indianapolis"):
        assert len([name for name in names if name.endswith(city_name)]) == 1
    assert ("Asia/Kolkata" in names, "Asia/Calcutta" in names) == (True, False)
    old = ("Asia/Calcutta", "America/Buenos_Aires", "Europe/Berlin", "UTC", "AoE", "Nowhere/Land")
    assert [current_name(name) for name in old] == [
        "Asia/Kolkata",
        "America/Argentina/Buenos_Aires",
        "Europe/Berlin",
        "UTC",
        "AoE",
        "Nowhere/Land",
    ]


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Australia/Sydney", "Australia/Sydney"),
        (" sydney ", "Australia/Sydney"),
        ("new york", NEW_YORK),
        ("New_York", NEW_YORK),
        ("Calcutta", "Asia/Kolkata"),
        ("Katmandu", "Asia/Kathmandu"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("utc", "UTC"),
        ("EST", ""),
        ("../etc/passwd", ""),
        ("", ""),
    ],
)
def test_a_zone_is_called_by_its_name_or_its_city(words: str, zone: str) -> None:
    assert zone_called(words) == zone


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("Australia/Sydney", "03:00–03:30 Sydney, next day"),
        ("Europe/London", "16:00–16:30 London"),
        ("America/Toronto", ""),
        ("Asia/Kathmandu", "21:45–22:15 Kathmandu"),
    ],
)
def test_clock_times_in_another_zone_say_when_it_is_another_day(other: str, said: str) -> None:
    both = (datetime(2027, 3, 18, 16, 0, tzinfo=UTC), datetime(2027, 3, 18, 16, 30, tzinfo=UTC))
    assert (clocks(both, NEW_YORK), clocks_there(both, NEW_YORK, other)) == ("12:00–12:30", said)


def test_the_day_before_is_said_too() -> None:
    early = (datetime(2027, 3, 18, 3, 30, tzinfo=UTC),)
    assert clocks_there(early, "Europe/Berlin", NEW_YORK) == "23:30 New York, the day before"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Asia/Katmandu", "Kathmandu"),
        ("Africa/Asmera", "Asmara"),
        ("America/Buenos_Aires", "Buenos Aires"),
        ("US/Eastern", "New York"),
        ("Asia/Kathmandu", "Kathmandu"),
        ("UTC", "UTC"),
    ],
)
def test_an_older_name_is_spelt_as_the_place_is_now(name: str, said: str) -> None:
    assert city(name) == said


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        (NEW_YORK, "UTC−4"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("Africa/Abidjan", "UTC"),
        ("America/St_Johns", "UTC−2:30"),
    ],
)
def test_the_offset_from_utc_is_said_as_people_write_it(zone: str, said: str) -> None:
    assert offset_words(zone, NOON) == said
