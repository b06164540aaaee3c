"""What differs around the slots: welcome, breaks, closing and chairs, in words."""

from typing import Any

from tests.world import NEW_YORK, START
from wip.domain.agenda import Minutes
from wip.domain.programme_changes import chair_changes, frame_changes
from wip.domain.rooms import Room

ROOM = Room("", START, Minutes(90))
ROOMS = (Room("Room A", START, Minutes(90)), Room("Room B", START, Minutes(90), 7))


def programme(*parts: list[Any], chairs: tuple[list[Any], ...] = ()) -> dict[str, Any]:
    return {"parts": list(parts), "chairs": list(chairs)}


def said(before: dict[str, Any], after: dict[str, Any], *rooms: Room) -> list[str]:
    return frame_changes(before, after, rooms or (ROOM,), NEW_YORK)


def test_a_break_that_comes_moves_lasts_longer_gets_a_name_and_goes() -> None:
    none, coffee = programme(), programme([0, "break", "Coffee", 30, 10])
    assert said(none, coffee) == ["The break “Coffee” is new: 12:30–12:40."]
    assert said(coffee, programme([0, "break", "Coffee", 60, 15])) == [
        "The break “Coffee” is now 13:00–13:15, instead of 12:30–12:40."
    ]
    assert said(coffee, programme([0, "break", "Tea", 30, 10])) == ["The break “Coffee” is now called “Tea”."]
    assert said(coffee, none) == ["The break “Coffee”, 12:30–12:40, is no longer there."]
    assert said(coffee, coffee) == []


def test_welcome_and_closing_are_told_with_their_room() -> None:
    before = programme([0, "welcome", "Welcome", 0, 5], [7, "closing", "Closing", 85, 5])
    after = programme([0, "welcome", "Welcome", 0, 10], [7, "closing", "Closing", 80, 5])
    assert said(before, after, *ROOMS) == [
        "The welcome in Room A is now 12:00–12:10, instead of 12:00–12:05.",
        "The closing in Room B is now 13:20–13:25, instead of 13:25–13:30.",
    ]


def test_a_programme_of_which_nothing_is_known_had_no_breaks_and_the_rest_as_now() -> None:
    after = programme([0, "welcome", "Welcome", 0, 5], [0, "break", "Coffee", 35, 10])
    assert said({}, after) == ["The break “Coffee” is new: 12:35–12:45."]


def test_who_chairs_from_now_on_and_who_no_longer_does() -> None:
    before = programme(chairs=([0, 1, "Robin Vale", ""], [7, 2, "Ines Moreau", ""]))
    after = programme(chairs=([0, 1, "Robin Vale", ""], [7, 3, "Sam Osei", ""]))
    found = chair_changes(before, after, ROOMS)
    assert [(one.person_id, one.sentence) for one in found] == [
        (3, "Sam Osei chairs Room B."),
        (2, "Ines Moreau no longer chairs Room B."),
    ]
    assert [one.sentence for one in chair_changes({}, after, (ROOM,))] == ["Robin Vale chairs the session."]
