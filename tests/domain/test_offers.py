"""Offers: which hours of which date suit, and what an offer needs."""

from datetime import UTC, datetime, timedelta

import pytest

from wip.domain.agenda import Minutes
from wip.domain.offers import Day, Hours, OfferFacts, days_of, hours_told, part_of, refuse_silent
from wip.domain.refusals import Refusal
from wip.domain.rooms import Room

NOON = datetime(2027, 3, 18, 16, 0, tzinfo=UTC)
ZONE = "America/New_York"


def room(name: str, starts_at: datetime, length: int = 90, sitting: int | None = None) -> Room:
    return Room(name, starts_at, Minutes(length, 0, 0, 0, 15, 15), sitting)


A, B = room("A", NOON), room("B", NOON, 60, 7)
LATER = room("C", NOON + timedelta(days=1), 60, 9)


def test_rooms_side_by_side_are_one_question_and_dates_are_one_each() -> None:
    assert [[each.name for each in day.rooms] for day in days_of([LATER, A, B], ZONE)] == [["A", "B"], ["C"]]


def test_a_part_is_chosen_between_quarters_of_an_hour_and_longer_dates_by_longer_steps() -> None:
    times = Day((A,)).clock_times()
    assert (len(times), times[0], times[1] - times[0], times[-1]) == (
        7,
        A.starts_at,
        timedelta(minutes=15),
        A.ends_at,
    )
    for length, many in ((240, 17), (300, 11), (600, 11), (50, 5)):
        assert len(Day((room("A", NOON, length),)).clock_times()) == many


def test_an_answer_counts_for_every_room_of_the_date() -> None:
    assert Day((A, B)).hours(None, None) == (Hours(None), Hours(7))


def test_what_was_said_is_told_a_line_a_date() -> None:
    days, half = days_of([A, B, LATER], ZONE), NOON + timedelta(minutes=45)
    said = [*Day((A, B)).hours(NOON, half), *Day((LATER,)).hours(None, None)]
    assert hours_told(said, days, ZONE) == [
        "Only Thu 18 Mar 2027, 12:00–12:45 New York",
        "Not at all: Fri 19 Mar 2027, 12:00–13:00 New York",
    ]
    assert hours_told([], days, ZONE) == []


@pytest.mark.parametrize(("start", "end"), [(NOON, NOON), (NOON, None), (None, NOON)])
def test_a_part_without_length_is_refused(start: datetime | None, end: datetime | None) -> None:
    with pytest.raises(Refusal, match="Choose until when"):
        part_of(start, end)


@pytest.mark.parametrize(
    "facts", [OfferFacts("Bail"), OfferFacts(works="On Bail"), OfferFacts(chosen_topics=(3,))]
)
def test_one_of_topics_field_and_works_is_enough(facts: OfferFacts) -> None:
    refuse_silent(facts)


def test_an_offer_that_says_nothing_is_refused_in_words() -> None:
    with pytest.raises(Refusal, match="Tick a topic, or say in a few words what you work on"):
        refuse_silent(OfferFacts(conflicts="X", methods="Y"))
