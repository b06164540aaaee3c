"""Clashes in words: two places at once, other sessions, hours that somebody cannot, and unkind hours."""

from datetime import timedelta

import pytest

from tests.world import NEW_YORK, START
from wip.domain.agenda_clashes import Absence, ClashKind, Engagement, Lives, Mend, clashes
from wip.domain.bookings import CHAIRS, COMMENTS, Booking


def presents(minutes: int, title: str = "Quotas", room: str = "", paper: int = 1) -> Booking:
    begin = START + timedelta(minutes=minutes)
    return Booking(1, "Mbali Abara", "presents", title, room, begin, begin + timedelta(minutes=30), paper)


def chairs(room: str, person: int = 1) -> Booking:
    return Booking(person, "Mbali Abara", CHAIRS, "", room, START, START + timedelta(minutes=90))


def said(bookings: list[Booking], lives: Lives = Lives()) -> list[str]:  # noqa: B008 - it is frozen, so one for all calls will do
    return [one.sentence for one in clashes(bookings, lives, NEW_YORK)]


def test_nobody_is_in_two_rooms_at_once() -> None:
    (found,) = clashes([presents(0, "Quotas", "A", 1), presents(15, "Mercy", "B", 2)], Lives(), NEW_YORK)
    assert (found.kind, found.paper_ids, found.is_hard) == (ClashKind.SAME_TIME, frozenset({1, 2}), True)
    assert found.sentence == (
        "Mbali Abara presents “Quotas” in A and presents “Mercy” in B at the same time (12:15)."
    )


def test_whoever_chairs_a_room_may_present_there_but_not_next_door() -> None:
    assert said([chairs("Room A"), presents(0, room="Room A")]) == []
    assert said([chairs("Room A"), presents(0, room="Room B")]) == [
        "Mbali Abara presents “Quotas” in Room B and chairs Room A at the same time (12:00)."
    ]


def test_another_session_of_the_installation_counts() -> None:
    there = Engagement(1, START, START + timedelta(minutes=90), "is engaged elsewhere")
    assert said([presents(30)], Lives(elsewhere=[there])) == [
        "Mbali Abara presents “Quotas” at 12:30, and is engaged elsewhere from 12:00 to 13:30."
    ]
    assert said([presents(90)], Lives(elsewhere=[there])) == []


def test_of_a_chair_it_names_the_hours_in_which_both_happen() -> None:
    there = Engagement(1, START + timedelta(minutes=30), START + timedelta(hours=4), "is engaged elsewhere")
    away = Absence(1, START - timedelta(hours=1), START + timedelta(minutes=20))
    assert said([chairs("Room A")], Lives(elsewhere=[there], absences=[away])) == [
        "Mbali Abara chairs Room A, but cannot from 12:00 to 12:20.",
        "Mbali Abara chairs Room A, and is engaged elsewhere: both from 12:30 to 13:30.",
    ]


def test_each_clash_says_what_helps_against_it() -> None:
    there = Engagement(1, START, START + timedelta(minutes=90), "is engaged elsewhere")
    reads = Booking(1, "Mbali Abara", COMMENTS, "Mercy", "Room B", START, START + timedelta(minutes=30), 2)

    def mends(*bookings: Booking, lives: Lives = Lives()) -> tuple[Mend, ...]:  # noqa: B008 - as above
        (found,) = clashes(bookings, lives, NEW_YORK)
        return found.mends

    assert mends(chairs("Room A"), lives=Lives(elsewhere=[there])) == (Mend.CHAIR,)
    assert mends(presents(0), lives=Lives(elsewhere=[there])) == (Mend.MOVE,)
    assert mends(chairs("Room A"), reads) == (Mend.CHAIR, Mend.COMMENTER, Mend.MOVE)
    (found,) = clashes([presents(0, room="Room A"), reads], Lives(), NEW_YORK)
    assert (found.mends, found.commented) == ((Mend.COMMENTER, Mend.MOVE), (2,))


def test_a_hidden_part_is_named_with_nothing_beside_and_marks_no_other_paper() -> None:
    begin = START + timedelta(minutes=15)
    hidden = Booking(
        1, "", "presents", "Paper 2", "B", begin, begin + timedelta(minutes=30), 2, is_hidden=True
    )
    there = Engagement(1, START, START + timedelta(minutes=90), "is engaged elsewhere", tells_hours=False)
    lives = Lives(
        [there], [Absence(1, begin, begin + timedelta(minutes=5), is_needed=False)], {1: "Asia/Tokyo"}
    )
    assert [(one.sentence, set(one.paper_ids)) for one in clashes([hidden], lives, NEW_YORK)] == [
        ("Somebody with a part in “Paper 2” cannot be there at 12:15.", {2}),
        ("Somebody with a part in “Paper 2” would have an unkind hour at 12:15.", {2}),
        ("Somebody with a part in “Paper 2” would rather not be there at 12:15.", {2}),
    ]
    (found,) = clashes([presents(0, room="A"), hidden], Lives(), NEW_YORK)
    assert (found.sentence, set(found.paper_ids)) == (
        "Somebody with a part in “Paper 2” cannot be there at 12:15.",
        {2},
    )
    assert said([presents(0)], Lives(elsewhere=[there])) == [
        "Mbali Abara presents “Quotas” at 12:00, and is engaged elsewhere then."
    ]


def test_what_somebody_cannot_comes_before_what_they_would_rather_not() -> None:
    begin, end = START, START + timedelta(minutes=45)
    lives = Lives(absences=[Absence(1, begin, end, is_needed=False), Absence(1, begin, end)])
    assert said([presents(0)], lives) == [
        "Mbali Abara presents “Quotas” at 12:00, but cannot from 12:00 to 12:45.",
        "Mbali Abara presents “Quotas” at 12:00, but would rather not from 12:00 to 12:45.",
    ]
    overnight = Lives(absences=[Absence(1, START - timedelta(days=1), end)])
    assert said([presents(0)], overnight) == [
        "Mbali Abara presents “Quotas” at 12:00, but cannot from Wed 17 Mar 2027, 12:00 New York to 12:45."
    ]


def test_unkind_hours_are_told_by_the_person_s_own_clock() -> None:
    lives = Lives(zones={1: "Australia/Sydney"})
    assert said([presents(0)], lives) == ["Mbali Abara would present “Quotas” at 03:00 in Sydney on Friday."]
    assert said([presents(0)], Lives(zones={1: "Europe/Paris"})) == []
    assert said([chairs("Room A")], lives) == []


@pytest.mark.parametrize(
    ("minutes", "hours", "is_kind"),
    [
        (0, (12, 13), True),
        (30, (12, 13), True),
        (31, (12, 13), False),
        (0, (13, 22), False),
        (11 * 60 + 30, (7, 24), True),
        (11 * 60 + 45, (7, 24), False),
        (11 * 60 + 45, (0, 24), True),
    ],
)
def test_the_whole_slot_must_lie_in_kind_hours(
    minutes: int,
    hours: tuple[int, int],
    is_kind: bool,  # noqa: FBT001 - a case's value
) -> None:
    lives = Lives(zones={1: NEW_YORK}, kind_hours=hours)
    assert (said([presents(minutes)], lives) == []) is is_kind
