"""Agenda arithmetic: capacity, fits and the slots on the clock (domain.md, WIP 4 and 5)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.domain.agenda import Fit, Minutes, Part, PlacedSlot, SlotLength, lay_out

WHOLE = st.builds(
    Minutes,
    length=st.integers(1, 600),
    welcome=st.integers(0, 30),
    closing=st.integers(0, 30),
    gap=st.integers(0, 15),
    present=st.integers(1, 60),
    comment=st.integers(0, 60),
)


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [
        (Minutes(60), "60 minutes: 2 full slots"),
        (Minutes(90), "90 minutes: 3 full slots"),
        (Minutes(75), "75 minutes: 2 full slots, 15 minutes left over"),
        (Minutes(90, welcome=5), "90 minutes with a 5-minute welcome: 2 full slots, or 3 of 28"),
        (Minutes(60, welcome=5), "60 minutes with a 5-minute welcome: 1 full slot, or 2 of 27"),
        (
            Minutes(90, welcome=5, closing=5, gap=2),
            (
                "90 minutes with a 5-minute welcome, a 5-minute closing and 2 minutes between slots: "
                "2 full slots, 18 minutes left over"
            ),
        ),
        (Minutes(20), "20 minutes: no full slot, 20 minutes left over"),
        (
            Minutes(20, welcome=15, closing=10),
            (
                "20 minutes with a 15-minute welcome and a 10-minute closing: "
                "the welcome and the closing alone take 5 minutes too many"
            ),
        ),
        (Minutes(60, welcome=4, present=4, comment=10), "60 minutes with a 4-minute welcome: 4 full slots"),
    ],
)
def test_the_capacity_is_said_in_a_sentence(minutes: Minutes, sentence: str) -> None:
    assert minutes.capacity_sentence() == sentence


def test_lengths_outside_60_to_90_warn() -> None:
    assert [len(Minutes(length).warnings()) for length in (59, 60, 90, 91)] == [1, 0, 0, 1]


def test_what_does_not_fit_says_by_how_much_and_the_ways_out() -> None:
    fit = Minutes(90, welcome=5).fits(3)
    assert (fit.fits, fit.left) == (False, -5)
    assert fit.sentence == (
        "3 slots do not fit: 5 minutes too many. You can shorten each slot to 28 minutes, "
        "make the session 95 minutes long, or take out a paper."
    )
    assert Minutes(45).fits(2).sentence.startswith("2 slots do not fit: 15 minutes too many.")
    assert Minutes(90).fits(3).sentence == "3 slots fill the 90 minutes exactly."
    assert Minutes(90).fits([SlotLength(10, 15)]).sentence == "1 slot fits, with 65 minutes to spare."


@pytest.mark.parametrize(
    ("fit", "sentence"),
    [
        (Minutes(30).fits(1), "1 slot fills the 30 minutes exactly."),
        (Minutes(60).fits(1), "1 slot fits, with 30 minutes to spare."),
        (
            Minutes(29).fits(1),
            (
                "1 slot does not fit: 1 minute too many. "
                "You can shorten it to 29 minutes, make the session 30 minutes long, or take out a paper."
            ),
        ),
        (
            Minutes(5, welcome=5).fits(1),
            "1 slot does not fit: 30 minutes too many. You can make the session 35 minutes long or take out a paper.",
        ),
        (
            Minutes(90).fits([SlotLength(15, 15), SlotLength(25, 15), SlotLength(15, 15)]),
            (
                "3 slots do not fit: 10 minutes too many. "
                "You can shorten each slot to 30 minutes, make the session 100 minutes long, or take out a paper."
            ),
        ),
        (Minutes(90, welcome=5).fits(0), "No slot yet, with 85 minutes to give."),
        (
            Minutes(20, welcome=15, closing=10).fits(0),
            (
                "The welcome and the closing alone take 5 minutes too many. "
                "You can shorten them, or make the session 25 minutes long."
            ),
        ),
    ],
)
def test_one_slot_none_and_uneven_ones_read_well(fit: Fit, sentence: str) -> None:
    assert fit.sentence == sentence


@given(WHOLE, st.integers(1, 8))
def test_the_shorter_slots_that_are_offered_fit_and_are_the_longest_that_do(
    minutes: Minutes, number: int
) -> None:
    shorter = minutes.shortened(number)
    if shorter:
        assert minutes.fits([SlotLength(shorter, 0)] * number).fits
        assert not minutes.fits([SlotLength(shorter + 1, 0)] * number).fits


@given(WHOLE)
def test_capacity_is_what_fits_and_one_more_does_not(minutes: Minutes) -> None:
    free = minutes.length - minutes.welcome - minutes.closing
    if free < 0:
        assert minutes.capacity == 0
        return
    assert minutes.fits(minutes.capacity).fits
    assert not minutes.fits(minutes.capacity + 1).fits


@given(WHOLE, st.lists(st.builds(SlotLength, st.integers(0, 60), st.integers(1, 60)), max_size=8))
def test_the_meter_adds_up(minutes: Minutes, slots: list[SlotLength]) -> None:
    parts = minutes.meter(slots)
    over = sum(part.minutes for part in parts if part.kind == "over")
    assert sum(part.minutes for part in parts if part.kind != "over") - over == minutes.length


@given(
    WHOLE,
    st.lists(st.builds(SlotLength, st.integers(0, 60), st.integers(1, 60)), max_size=8),
    st.datetimes(datetime(2027, 1, 1), datetime(2028, 1, 1)),  # noqa: DTZ001 - hypothesis wants naive bounds
)
def test_slots_follow_each_other_in_real_minutes(
    minutes: Minutes, slots: list[SlotLength], start: datetime
) -> None:
    at = start.replace(tzinfo=UTC)
    placed = lay_out(at, minutes, slots)
    expected = at + timedelta(minutes=minutes.welcome)
    for slot, length in zip(placed, slots, strict=True):
        assert slot.starts_at == expected
        assert slot.turns_at - slot.starts_at == timedelta(minutes=length.present)
        assert slot.ends_at - slot.turns_at == timedelta(minutes=length.comment)
        expected = slot.ends_at + timedelta(minutes=minutes.gap)


@given(WHOLE, st.lists(st.builds(SlotLength, st.integers(0, 60), st.integers(1, 60)), max_size=8))
def test_what_fits_ends_before_the_closing(minutes: Minutes, slots: list[SlotLength]) -> None:
    begins = datetime(2027, 3, 14, 6, 30, tzinfo=UTC)
    ends = [slot.ends_at for slot in lay_out(begins, minutes, slots)]
    closing = begins + timedelta(minutes=minutes.length - minutes.closing)
    assert minutes.fits(slots).fits == (max([begins + timedelta(minutes=minutes.welcome), *ends]) <= closing)


def test_a_zones_own_clock_does_not_bend_the_minutes() -> None:
    begins = datetime(2027, 11, 7, 0, 30, tzinfo=ZoneInfo("America/New_York"))
    at = datetime(2027, 11, 7, 4, 30, tzinfo=UTC)
    quarter = timedelta(minutes=15)
    assert lay_out(begins, Minutes(90), [SlotLength(15, 15)] * 3) == [
        PlacedSlot(at + quarter * n, at + quarter * (n + 1), at + quarter * (n + 2)) for n in (0, 2, 4)
    ]


def test_the_meter_of_three_slots_with_a_welcome() -> None:
    assert Minutes(90, welcome=5, present=14, comment=14).meter(3) == [
        Part("welcome", 5),
        Part("talk", 14),
        Part("comments", 14),
        Part("talk", 14),
        Part("comments", 14),
        Part("talk", 14),
        Part("comments", 14),
        Part("left", 1),
    ]
