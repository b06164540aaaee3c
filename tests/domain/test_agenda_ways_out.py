"""What would make room for all talks, with exact numbers."""

from dataclasses import replace

import pytest

from tests.domain.agenda_cases import random_task, room, talk
from wip.domain.agenda import Break, SlotLength
from wip.domain.agenda_solving import Talk, Task, WayOut, ways_out
from wip.domain.agenda_tasks import Drop
from wip.domain.agenda_ways_out import all_fit, most_talks
from wip.domain.rooms import Room


def said(task: Task) -> list[str]:
    return [each.said for each in ways_out(task)]


def test_three_papers_in_ninety_minutes() -> None:
    task = Task((room(90, welcome=5),), (talk(1), talk(2), talk(3)))
    short = SlotLength(14, 14)
    assert ways_out(task) == (
        WayOut("shorten", "Slots of 28 minutes (14 + 14)", 28, lengths={1: short, 2: short, 3: short}),
        WayOut("drop", "Without the welcome (5 minutes)", 5, drops=(Drop("welcome", "the welcome", 5),)),
        WayOut("lengthen", "A session of 95 minutes (5 more)", 95),
        WayOut("room", "A second room of 35 minutes", 35),
        WayOut("take_out", "One paper fewer", papers=1),
    )


def test_several_parts_are_dropped_where_one_is_not_enough() -> None:
    task = Task((room(90, welcome=5, closing=5, breaks=(Break(1, 10, "Coffee"),)),), three())
    assert [each for each in said(task) if each.startswith("Without")] == [
        "Without “Coffee”, the welcome and the closing (20 minutes)"
    ]
    roomier = Task((room(100, welcome=5, closing=5, breaks=(Break(1, 10, "Coffee"),)),), three())
    assert [each for each in said(roomier) if each.startswith("Without")] == [
        "Without “Coffee” (10 minutes)",
        "Without the welcome and the closing (10 minutes)",
    ]


def test_a_break_of_one_room_is_named_with_it() -> None:
    rooms = (room(65, "Room A", breaks=(Break(1, 10, "Coffee"),)), room(30, "Room B", 7))
    assert "Without “Coffee” in Room A (10 minutes)" in said(Task(rooms, three()))


def three() -> tuple[Talk, ...]:
    return (talk(1), talk(2), talk(3))


def test_there_is_no_way_out_of_what_fits() -> None:
    assert ways_out(Task((room(90),), (talk(1), talk(2), talk(3)))) == ()
    assert ways_out(Task((room(90),), ())) == ()


def test_a_break_can_be_dropped_where_that_is_enough() -> None:
    breaks = (Break(1, 10, "Coffee"), Break(2, 5, "Pause"))
    assert "Without “Coffee” (10 minutes)" in said(
        Task((room(95, breaks=breaks),), (talk(1), talk(2), talk(3)))
    )
    assert "Without “Pause” (5 minutes)" not in said(
        Task((room(95, breaks=breaks),), (talk(1), talk(2), talk(3)))
    )


def test_slots_of_different_lengths_are_shortened_by_as_much_each() -> None:
    task = Task((room(65),), (talk(1), talk(2, present=30, comment=10)))
    found = ways_out(task)[0]
    assert (found.kind, found.said) == ("shorten", "Each slot 3 minutes shorter")
    assert found.lengths == {1: SlotLength(14, 13), 2: SlotLength(28, 9)}


def test_slots_are_not_shortened_to_less_than_half() -> None:
    task = Task((room(30),), (talk(1), talk(2), talk(3)))
    assert [each.kind for each in ways_out(task)] == ["lengthen", "room", "take_out"]
    assert ways_out(task)[-1] == WayOut("take_out", "2 papers fewer", papers=2)


def test_the_room_that_needs_the_fewest_minutes_more_is_lengthened() -> None:
    rooms = (room(60, "Room A"), room(85, "Room B", 7))
    found = ways_out(Task(rooms, tuple(talk(n) for n in range(1, 6))))
    assert [each for each in found if each.kind == "lengthen"] == [
        WayOut("lengthen", "Room B with 90 minutes (5 more)", 90, 7)
    ]


def test_a_slot_without_comments_is_shortened() -> None:
    task = Task((room(25),), (talk(1, present=30, comment=0),))
    assert ways_out(task)[0].lengths == {1: SlotLength(25, 0)}


def test_the_minutes_are_shared_out_over_rooms() -> None:
    rooms = (room(60), room(60, "B", 7))
    assert all_fit(rooms, [40, 40, 20, 20])
    assert not all_fit(rooms, [40, 40, 40])
    assert most_talks(rooms, [40, 40, 40]) == 2
    assert most_talks((room(10, welcome=15),), [30]) == 0


@pytest.mark.parametrize("seed", range(0, 200, 10))
def test_every_way_out_is_enough_and_no_minute_too_much(seed: int) -> None:
    for task in map(random_task, range(seed, seed + 10)):
        for way in ways_out(task):
            assert fits_by(task, way)
            if way.kind in {"lengthen", "room"}:
                assert not fits_by(task, replace(way, minutes=way.minutes - 1))


def fits_by(task: Task, way: WayOut) -> bool:
    lengths = [way.lengths.get(each.id, each.length).whole for each in task.talks]
    rooms: list[Room] = []
    for each in task.rooms:
        minutes = each.minutes
        if way.kind == "lengthen" and each.sitting_id == way.sitting_id:
            minutes = replace(minutes, length=way.minutes)
        for drop in way.drops:
            if drop.kind == "break" and each.sitting_id == drop.sitting_id:
                minutes = replace(minutes, breaks=tuple(b for b in minutes.breaks if b.after != drop.after))
            elif drop.kind == "welcome":
                minutes = replace(minutes, welcome=0)
            elif drop.kind == "closing":
                minutes = replace(minutes, closing=0)
        rooms.append(replace(each, minutes=minutes))
    if way.kind == "room":
        usual = task.rooms[0]
        rooms.append(replace(usual, minutes=replace(usual.minutes, length=way.minutes, breaks=())))
    return all_fit(rooms, sorted(lengths)[: len(lengths) - way.papers])
