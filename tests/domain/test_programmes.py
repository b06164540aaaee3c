"""A published agenda as it is read: what lies in which room on which date, and who is named as what."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.world import NEW_YORK, START
from wip.domain.agenda import PlacedPart
from wip.domain.calendar import EntryStatus
from wip.domain.programmes import Named, Programme, ProgrammeSlot, RoomFacts, arranged, clock_words, remaining

MBALI, TOMAS = Named("Mbali Abara", "Northfield College of Law"), Named("Tomas Varga")
HALF = timedelta(minutes=30)


def slot(number: int, at: datetime = START, *authors: Named, **more: Any) -> ProgrammeSlot:
    facts: dict[str, Any] = {
        "uid": f"uid-{number}",
        "sequence": 0,
        "status": EntryStatus.CONFIRMED,
        "title": f"Paper {number}",
        "abstract": "",
        "commenters": (),
        "changed_at": START,
    }
    times = {"starts_at": at, "turns_at": at + HALF / 2, "ends_at": at + HALF}
    return ProgrammeSlot(number=number, authors=authors or (MBALI,), **(facts | times | more))


def room(sitting_id: int | None, name: str, *parts: PlacedPart, chairs: tuple[Named, ...] = ()) -> RoomFacts:
    return RoomFacts(sitting_id, name, START, START + 3 * HALF, parts, chairs)


def part(kind: str, at: datetime, minutes: int = 10) -> PlacedPart:
    return PlacedPart(kind, kind.title(), at, at + timedelta(minutes=minutes))


def programme(*rooms: RoomFacts, slots: tuple[ProgrammeSlot, ...] = ()) -> Programme:
    return Programme(
        slug="spring",
        title="Spring Session",
        sections=("Section on Criminal Justice",),
        zone=NEW_YORK,
        status=EntryStatus.CONFIRMED,
        starts_at=START,
        ends_at=START + 3 * HALF,
        dates=rooms,
        rooms=arranged(NEW_YORK, slots, rooms),
    )


def told(found: Programme) -> list[tuple[str, str, list[str]]]:
    """Date, room, and what happens there."""
    return [
        (f"{each.day:%d}", each.name, [getattr(item, "title", None) or item.name for item in each.items])  # type: ignore[union-attr]
        for each in found.rooms
    ]


def test_welcome_breaks_and_closing_lie_among_the_papers() -> None:
    parts = (part("welcome", START - HALF), part("break", START + HALF), part("closing", START + 3 * HALF))
    found = programme(room(None, "", *parts), slots=(slot(1), slot(2, START + 2 * HALF)))
    assert told(found) == [("18", "", ["Welcome", "Paper 1", "Break", "Paper 2", "Closing"])]


def test_a_cancelled_paper_comes_after_what_takes_its_time() -> None:
    gone = slot(1, status=EntryStatus.CANCELLED)
    assert told(programme(room(None, ""), slots=(gone, slot(2)))) == [("18", "", ["Paper 2", "Paper 1"])]


def test_what_the_session_has_left_behind_comes_last_in_its_room_with_its_date() -> None:
    before = START - timedelta(days=7)
    gone = slot(1, before, status=EntryStatus.CANCELLED, room="Room B", sitting_id=7)
    rooms = (room(None, "Room A"), room(7, "Room B"))
    found = programme(*rooms, slots=(gone, slot(2, room="Room B", sitting_id=7), slot(3, room="Room A")))
    assert told(found) == [("18", "Room A", ["Paper 3"]), ("18", "Room B", ["Paper 2", "Paper 1"])]
    assert [clock_words(item, NEW_YORK) for item in found.rooms[1].items] == [
        "12:00–12:30",
        "Thu 11 Mar 2027, 11:00–11:30",
    ]
    assert (found.begins, told(programme(*rooms, slots=(gone,)))) == (
        [START],
        [("18", "Room A", ["Paper 1"])],
    )


def test_what_is_cancelled_stays_as_long_as_in_calendars() -> None:
    slots = [slot(1, status=EntryStatus.CANCELLED), slot(2)]
    ends_at = START + 3 * HALF
    last, first = datetime(2027, 5, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)
    assert [[each.number for each in remaining(slots, ends_at, month)] for month in (last, first)] == [
        [1, 2],
        [2],
    ]


def test_rooms_and_dates_are_apart_and_in_order() -> None:
    rooms = (room(None, "Room A"), room(7, "Room B"), room(5, "April"))
    april = START + timedelta(days=28)
    slots = (
        slot(1, april, room="April", sitting_id=5),
        slot(2, room="Room B", sitting_id=7),
        slot(3, room="Room A"),
    )
    assert told(programme(*rooms, slots=slots)) == [
        ("18", "Room A", ["Paper 3"]),
        ("18", "Room B", ["Paper 2"]),
        ("15", "April", ["Paper 1"]),
    ]


def test_a_session_over_midnight_names_both_its_days() -> None:
    late = datetime(2027, 3, 19, 3, 30, tzinfo=UTC)  # 23:30 in New York
    found = programme(room(None, ""), slots=(slot(1, late), slot(2, late + HALF)))
    assert (told(found), found.begins) == (
        [("18", "", ["Paper 1"]), ("19", "", ["Paper 2"])],
        [late, late + HALF],
    )


def test_a_slot_keeps_the_room_it_was_published_in() -> None:
    found = programme(room(None, ""), slots=(slot(1, room="Room B", sitting_id=7),))
    assert told(found) == [("18", "Room B", ["Paper 1"])]


def test_nobody_is_called_a_speaker_who_may_not_be_one() -> None:
    assert (slot(1).presenter, slot(1, START, MBALI, TOMAS).presenter) == (MBALI, None)


def test_chairs_stand_at_the_top_where_all_rooms_have_the_same() -> None:
    both = tuple(room(id_, name, chairs=(TOMAS,)) for id_, name in ((None, "A"), (7, "B")))
    slots = (slot(1, room="A"), slot(2, room="B", sitting_id=7))
    one = (room(None, "A", chairs=(TOMAS,)), room(7, "B"))
    assert programme(*both, slots=slots).chairs == (TOMAS,)
    assert programme(*one, slots=slots).chairs == ()
    assert [each.chairs for each in programme(*one, slots=slots).rooms] == [(TOMAS,), ()]


def test_when_it_is_names_each_room() -> None:
    assert programme(room(None, "")).when == ["Thu 18 Mar 2027, 12:00–13:30 New York"]
    assert programme(room(None, "A"), room(7, "B")).when == [
        "A: Thu 18 Mar 2027, 12:00–13:30 New York",
        "B: Thu 18 Mar 2027, 12:00–13:30 New York",
    ]


def test_without_a_slot_the_session_s_own_start_counts() -> None:
    assert (programme(room(None, "")).begins, programme(room(None, "")).changed_at) == ([START], None)
