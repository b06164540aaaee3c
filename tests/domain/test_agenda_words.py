"""What an order breaks, as a chair reads it; and how unkind an hour is."""

from dataclasses import replace

import pytest

from tests.domain.agenda_cases import at, room, talk, who
from wip.domain.agenda_hours import minutes_off, minutes_outside
from wip.domain.agenda_solving import Absence, Task, Wish, judge
from wip.domain.agenda_tasks import COMMENTS, Involved
from wip.domain.agenda_wishes import WishKind

ZONE = "America/New_York"
ROOMS = (room(60, "Room A"), room(60, "Room B", 7))


def test_every_kind_of_wish_is_named() -> None:
    wishes = [
        Wish(WishKind.FIRST, 2),
        Wish(WishKind.LAST, 1),
        Wish(WishKind.BEFORE, 2, 1),
        Wish(WishKind.TOGETHER, 3, 1),
        Wish(WishKind.APART, 1, 2),
        Wish(WishKind.IN_ROOM, 3),
    ]
    rather = Wish(WishKind.BEFORE, 2, 1, is_needed=False)
    task = Task(ROOMS, (talk(1), talk(2), talk(3)), wishes=(*wishes, rather), zone=ZONE)
    verdict = judge(task, {None: (1, 2), 7: (3,)})
    assert verdict.needs == (
        "“Beta” must be the first talk of its room, and is not.",
        "“Alpha” must be the last talk of its room, and is not.",
        "“Beta” must come before “Alpha”, and does not.",
        "“Alpha” and “Gamma” must lie next to each other, and do not.",
        "“Alpha” and “Beta” must not lie next to each other, but do.",
        "“Gamma” must be in Room A, and is not.",
    )
    assert verdict.broken == ("“Beta” should come before “Alpha”, and does not.",)


def test_a_wish_about_a_paper_that_is_not_there_asks_for_nothing() -> None:
    task = Task((room(60),), (talk(1),), wishes=(Wish(WishKind.BEFORE, 9, 1), Wish(WishKind.FIRST, 9)))
    assert judge(task, {None: (1,)}).needs == ()


def test_somebody_in_two_places_is_named_with_both() -> None:
    hana = who(1)
    talks = (talk(1, hana), talk(2, who(2), who(1, COMMENTS)))
    task = Task(ROOMS, talks, zone=ZONE)
    assert judge(task, {None: (1,), 7: (2,)}).needs == (
        "Hana Kim presents “Alpha” and comments on “Beta” at the same time, at 12:00 New York.",
    )
    chaired = Task(ROOMS, (*talks[:1], talk(2, who(2))), chairs=((7, who(1, "chairs")),), zone=ZONE)
    assert judge(chaired, {None: (1,), 7: (2,)}).needs == (
        "Hana Kim presents “Alpha” and chairs Room B at the same time, at 12:00 New York.",
    )


def test_hours_are_told_beside_those_of_the_session() -> None:
    def told(begins: int, ends: int, *rooms: int) -> str:
        places = tuple(room(60, f"Date {n}", n or None, starts) for n, starts in enumerate((0, *rooms)))
        task = Task(places, (talk(1, who(1)),), (Absence(1, at(begins), at(ends)),), zone=ZONE)
        (found,) = judge(task, {None: (1,)}).needs
        return found.removeprefix("Hana Kim ").removesuffix(", and presents “Alpha”.")

    assert told(-60, 10) == "cannot before 12:10 New York"
    assert told(10, 90) == "cannot from 12:10 New York on"
    assert told(10, 20) == "cannot 12:10–12:20 New York"
    assert told(-10, 90) == "cannot at any time of the session"
    assert told(-60, 10, 1440) == "cannot before Thu 18 Mar 2027, 12:10 New York"
    assert told(10, 50, 1440) == "cannot Thu 18 Mar 2027, 12:10–12:50 New York"


def test_a_hidden_part_has_no_hours_no_clock_and_no_other_part() -> None:
    hidden = Involved(1, "An author of paper 2", zone="Asia/Tokyo", is_hidden=True)
    talks = (talk(1, who(1)), talk(2, hidden))
    away = Absence(1, at(0), at(30), said="a lecture")
    elsewhere = Absence(1, at(0), at(30), said="in another session")
    task = Task(ROOMS, talks, (away,), engaged=(elsewhere,), zone=ZONE)
    assert judge(task, {None: (1,), 7: (2,)}).needs == (
        "Hana Kim cannot before 12:30 New York (a lecture), and presents “Alpha”.",
        "An author of paper 2 cannot be there at some hours, and presents “Beta”.",
        "Hana Kim is engaged elsewhere before 12:30 New York (in another session), and presents “Alpha”.",
        "An author of paper 2 is engaged elsewhere at some hours, and presents “Beta”.",
        "Whoever has a part in “Beta” has another at the same time, at 12:00 New York.",
    )
    verdict = judge(replace(task, talks=talks[1:], absences=(replace(away, is_needed=False),)), {7: (2,)})
    assert verdict.broken == (
        "An author of paper 2 would rather not be there at some hours, and presents “Beta”.",
    )
    assert verdict.unkind == ("An author of paper 2 presents “Beta” at an unkind hour.",)


def test_hours_that_are_not_to_be_told_count_without() -> None:
    there = Absence(1, at(0), at(30), said="in another session", tells_hours=False)
    assert judge(Task(ROOMS, (talk(1, who(1)),), engaged=(there,), zone=ZONE), {None: (1,)}).needs == (
        "Hana Kim is engaged elsewhere at some hours (in another session), and presents “Alpha”.",
    )


def test_unkind_hours_are_told_the_worst_first() -> None:
    talks = (
        talk(1, who(1, zone="Asia/Tokyo")),
        talk(2, who(2, zone=ZONE), who(3, COMMENTS, "Australia/Sydney")),
    )
    assert judge(Task((room(60),), talks, zone=ZONE), {None: (1, 2)}).unkind == (
        "Hana Kim presents “Alpha” at an unkind hour: Fri 19 Mar 2027, 01:00–01:30 Tokyo.",
        "Ola Berg comments on “Beta” at an unkind hour: Fri 19 Mar 2027, 03:30–04:00 Sydney.",
    )


@pytest.mark.parametrize(
    ("begins", "minutes"),
    [
        (0, 0),
        (-330, 30),
        (-300, 0),
        (570, 0),
        (585, 15),
        (600, 30),
        (13 * 60, 210),
        (15 * 60, 240),
        (990, 150),
    ],
)
def test_minutes_outside_kind_hours_in_new_york(begins: int, minutes: int) -> None:
    assert minutes_outside(at(begins), at(begins + 30), ZONE, (7, 22)) == minutes


def test_an_unknown_zone_or_a_whole_day_is_never_unkind() -> None:
    assert minutes_outside(at(900), at(930), None, (7, 22)) == 0
    assert minutes_outside(at(900), at(930), ZONE, (0, 24)) == 0
    assert minutes_off(at(900), at(930), None, (7, 22)) == 0


def test_how_far_a_talk_lies_from_the_middle_of_the_day() -> None:
    assert minutes_off(at(135), at(165), ZONE, (7, 22)) == 0
    assert minutes_off(at(0), at(30), ZONE, (7, 22)) == 135
    assert minutes_off(at(13 * 60), at(13 * 60 + 30), ZONE, (7, 22)) == 645
