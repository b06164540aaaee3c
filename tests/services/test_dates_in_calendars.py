"""Where calendars say that a slot is: a further date is no place, a room beside another is one."""

import re
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import confirmed_papers, entries, on_session, publish, put_all_in
from tests.conftest import NOW
from tests.rooms_world import APRIL, add_room, change_room, move_to, two_dates_out
from tests.world import START, World
from wip.models import CalendarEntry
from wip.queries.calendar_stored import Which
from wip.services import calendar_files, publications
from wip.services.calendar_documents import edition


def told(world: World) -> list[tuple[str, str]]:
    """LOCATION, and the line on date or room, of every slot in the public calendar, by time."""

    def read(session: Session) -> bytes:
        connection = session.connection()
        found = Which.session(world.slug).present(connection)
        assert found is not None
        calendar = calendar_files.agenda(connection, found, edition("http://wip.test", NOW))
        assert calendar is not None
        return calendar.body

    text = world.do(read).decode().replace("\r\n ", "").replace("\\n", "\n").replace("\\,", ",")
    return [
        (
            re.findall(r"^LOCATION:(.*?)\r?$", event, re.MULTILINE)[0],
            "".join(re.findall(r"^(?:Date|Room): .*$", event, re.MULTILINE)),
        )
        for event in text.split("BEGIN:VEVENT")[1:]
    ]


def test_a_further_date_is_no_place_and_its_text_says_weekday_date_and_year(world: World) -> None:
    april = two_dates_out(world)
    march = ("Online", "Date: Thu 18 Mar 2027, 12:00–13:30 New York (March)")
    assert told(world) == [march, march, ("Online", "Date: Thu 15 Apr 2027, 12:00–13:30 New York (April)")]
    change_room(world, april, minutes=60, starts_at=APRIL + timedelta(days=7))
    assert told(world)[2] == ("Online", "Date: Thu 22 Apr 2027, 12:00–13:00 New York (April)")
    sitting = world.do(
        lambda s: s.scalars(sa.select(CalendarEntry).where(CalendarEntry.kind == "sitting")).one().facts
    )
    assert sitting["date"] == [(APRIL + timedelta(days=7, minutes=m)).isoformat() for m in (0, 60)]


def test_a_room_beside_another_keeps_its_name_as_place(world: World) -> None:
    confirmed_papers(world)
    april, b = add_room(world, "April", APRIL), add_room(world)
    put_all_in(world)
    move_to(world, april, 1)
    move_to(world, b, 3)
    publish(world, world.now)
    places = [("Room A", "Room: Room A"), ("Room B", "Room: Room B")]
    assert sorted(told(world)[:2]) == places
    assert told(world)[2][0] == "Online"


def test_what_becomes_a_place_or_ceases_to_be_one_raises_the_sequence(world: World) -> None:
    confirmed_papers(world)
    b = add_room(world)
    put_all_in(world)
    move_to(world, b, 3)
    publish(world, world.now)
    change_room(world, b, starts_at=START + timedelta(hours=3))
    assert [place for place, _ in told(world)] == ["Online", "Online", "Online"]
    assert [row[2] for row in entries(world)] == [1, 1, 1]
    change_room(world, b, starts_at=START)
    assert sorted(place for place, _ in told(world)) == ["Room A", "Room A", "Room B"]
    assert [row[2] for row in entries(world)] == [2, 2, 2]
    assert on_session(world, lambda s, row, _by: publications.propose(s, row).sentences) == []


def test_a_room_without_papers_makes_no_place_of_a_date(world: World) -> None:
    two_dates_out(world)
    add_room(world)
    assert [place for place, _ in told(world)] == ["Online", "Online", "Online"]
    assert [row[2] for row in entries(world)] == [0, 0, 0]
