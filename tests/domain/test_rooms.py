"""Rooms: what they hold together, how they are filled, and who would be in two at once."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wip.domain.agenda import Fit, Minutes, SlotLength, lay_out
from wip.domain.bookings import Booking, clash_sentence, overlaps
from wip.domain.rooms import (
    Room,
    apart,
    capacity,
    capacity_sentence,
    dates_told,
    fit_together,
    fits,
    last_end,
    links_told,
    parallel,
    shares,
)

NEW_YORK = "America/New_York"
START = datetime(2027, 3, 18, 16, 0, tzinfo=UTC)
A = Room("Room A", START, Minutes(90, welcome=5))
B = Room("Room B", START, Minutes(60), 7)
APRIL = Room("April", START + timedelta(days=28), Minutes(90), 8)

MINUTES = st.builds(
    Minutes,
    length=st.integers(1, 300),
    welcome=st.integers(0, 20),
    closing=st.integers(0, 20),
    gap=st.integers(0, 10),
    present=st.integers(1, 30),
    comment=st.integers(0, 30),
)
ROOMS = st.lists(
    st.builds(
        Room,
        name=st.text("ABC", min_size=1),
        starts_at=st.datetimes(datetime(2027, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
        minutes=MINUTES,
        sitting_id=st.integers(1, 9),
    ),
    min_size=1,
    max_size=5,
)


def test_several_rooms_say_what_each_holds_and_all_together() -> None:
    assert capacity_sentence((A, B)) == (
        "Room A, 90 minutes with a 5-minute welcome: 2 full slots, or 3 of 28. "
        "Room B, 60 minutes: 2 full slots. Together: 4 full slots"
    )


def test_one_room_says_what_its_minutes_say() -> None:
    assert (capacity_sentence((A,)), fits((A,), 3), fit_together((A,), [A.minutes.fits(3)])) == (
        A.minutes.capacity_sentence(),
        A.minutes.fits(3),
        A.minutes.fits(3),
    )


@given(ROOMS)
def test_the_capacity_of_all_is_the_sum_of_each(rooms: list[Room]) -> None:
    assert capacity(rooms) == sum(room.minutes.capacity for room in rooms)


@given(ROOMS, st.integers(0, 60))
def test_papers_are_shared_out_without_loss_and_fit_exactly_up_to_the_capacity(
    rooms: list[Room], papers: int
) -> None:
    found = shares(rooms, papers)
    assert (sum(found), len(found)) == (papers, len(rooms))
    assert all(number <= room.minutes.capacity for room, number in list(zip(rooms, found, strict=True))[:-1])
    if len(rooms) > 1:
        assert fits(rooms, papers).fits == (papers <= capacity(rooms))


@given(ROOMS, st.lists(st.builds(SlotLength, st.integers(1, 30), st.integers(0, 30)), max_size=6))
def test_laid_slots_never_overlap_within_a_room_and_stay_inside_where_they_fit(
    rooms: list[Room], lengths: list[SlotLength]
) -> None:
    for room in rooms:
        slots = lay_out(room.starts_at, room.minutes, lengths)
        ends = [slot.ends_at for slot in slots]
        assert all(end <= after.starts_at for end, after in zip(ends, slots[1:], strict=False))
        assert all(slot.starts_at >= room.starts_at for slot in slots)
        if room.minutes.fits(lengths).fits:
            assert all(end <= room.ends_at for end in ends)


def test_too_many_papers_say_how_many_and_the_ways_out() -> None:
    assert fits((A, B), 5) == Fit(
        -1,
        "5 slots do not fit: 1 too many. You can add a room or a date, shorten the slots, make a room longer, "
        "or take out a paper.",
    )
    assert [fits((A, B), number).sentence for number in (0, 3, 4)] == [
        "No slot yet, with 4 full slots to give.",
        "3 slots fit, with room for 1 more.",
        "4 slots fit, and fill every room.",
    ]


def test_what_does_not_fit_names_its_room() -> None:
    both = fit_together((A, B), [A.minutes.fits(2), B.minutes.fits(3)])
    assert (both.fits, both.sentence) == (
        False,
        (
            "Room B: 3 slots do not fit: 30 minutes too many. You can shorten each slot to 20 minutes, "
            "make it 90 minutes long, or take out a paper."
        ),
    )


def test_a_room_that_fits_never_hides_one_that_does_not() -> None:
    assert not fit_together((A, B), [A.minutes.fits(1), B.minutes.fits(3)]).fits


def test_space_in_another_room_is_advised_before_anything_else() -> None:
    found = fit_together((A, B, APRIL), [A.minutes.fits(2), B.minutes.fits(1), APRIL.minutes.fits(4)])
    assert found.sentence == (
        "Room B has room for 1 more paper: move one there first. April: 4 slots do not fit: 30 minutes too many. "
        "You can shorten each slot to 22 minutes, make it 120 minutes long, or take out a paper."
    )
    close = Room("Room C", START, Minutes(70, gap=10), 9)
    empty = fit_together((close, APRIL), [close.minutes.fits(0), APRIL.minutes.fits(4)])
    assert empty.sentence.startswith("Room C has room for 2 more papers: move some there first. April: ")


def test_rooms_that_begin_together_are_one_appointment() -> None:
    assert (parallel((A, B, APRIL)), apart((A, B, APRIL)), last_end((A, B, APRIL))) == (
        [A, B],
        [APRIL],
        APRIL.ends_at,
    )


def test_dates_and_links_are_told_in_one_line_each() -> None:
    assert dates_told((A,), NEW_YORK) == "Thu 18 Mar 2027, 12:00–13:30 New York"
    assert dates_told((A, B, APRIL), NEW_YORK) == (
        "Room A, Thu 18 Mar 2027, 12:00–13:30 New York; Room B, Thu 18 Mar 2027, 12:00–13:00 New York; "
        "April, Thu 15 Apr 2027, 12:00–13:30 New York"
    )
    own = Room("Room B", START, Minutes(60), 7, "https://b.example.edu")
    assert (links_told((A, B)), links_told((A, own))) == (
        [],
        ["Room A: the link is not there yet", "Room B: https://b.example.edu"],
    )


def test_a_link_does_not_show_in_what_a_room_prints() -> None:
    assert "secret" not in repr(Room("Room B", START, Minutes(60), 7, "https://secret.example.edu"))


def booking(person: int, does: str, title: str, room: str, begin: int) -> Booking:
    start = START + timedelta(minutes=begin)
    return Booking(person, "Mbali Abara", does, title, room, start, start + timedelta(minutes=30))


def clashes(bookings: list[Booking]) -> list[str]:
    return [clash_sentence(*pair, NEW_YORK) for pair in overlaps(bookings)]


def test_somebody_in_two_rooms_at_once_is_named_with_both() -> None:
    found = clashes(
        [
            booking(1, "presents", "Quotas", "Room A", 0),
            booking(1, "comments on", "Mercy", "Room B", 15),
            booking(1, "comments on", "The Plea", "Room B", 45),
            booking(2, "comments on", "Mercy", "Room B", 15),
        ]
    )
    assert found == [
        "Mbali Abara presents “Quotas” in Room A and comments on “Mercy” in Room B at the same time (12:15)."
    ]


@given(st.lists(st.integers(0, 10), max_size=8))
def test_one_after_another_never_clashes(begins: list[int]) -> None:
    bookings = [booking(1, "presents", "Quotas", "Room A", 30 * begin) for begin in set(begins)]
    assert clashes(bookings) == []
