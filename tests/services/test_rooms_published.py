"""Several rooms and dates, published: the line-up, calendar entries and letters, and how they follow."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import (
    ZOOM,
    comment,
    confirmed_papers,
    entries,
    on_session,
    publications_made,
    publish,
    put_all_in,
)
from tests.conftest import NOW
from tests.rooms_world import APRIL, ROOM_B, add_room, change_room, move_to, remove_room, two_dates_out
from tests.world import AUTHOR, COAUTHOR, COMMENTER, START, STRANGER, World
from wip.domain.people import Actor
from wip.domain.programmes import Programme
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionMove
from wip.models import CalendarEntry, Call, Paper, Sitting, WipSession
from wip.services import publications, sessions, withdrawals
from wip.services.public_programmes import programme
from wip.services.sessions import SessionFacts


def whole_entries(world: World) -> list[tuple[str, str, str, int, bool]]:
    """(kind, title, start in UTC, sequence, cancelled) of the session's own entry and its further dates'."""

    def read(session: Session) -> list[tuple[str, str, str, int, bool]]:
        rows = session.scalars(
            sa.select(CalendarEntry)
            .where(CalendarEntry.kind.in_(["session", "sitting"]))
            .order_by(CalendarEntry.id)
        )
        return [
            (row.kind.value, row.title, f"{row.starts_at:%m-%d %H:%M}", row.sequence, row.cancelled)
            for row in rows
        ]

    return world.do(read)


def move_session(world: World, days: int) -> None:
    def act(session: Session, row: WipSession, by: Actor) -> None:
        facts = SessionFacts(
            row.title, row.starts_at + timedelta(days=days), row.zone, row.minutes, row.about
        )
        sessions.change(session, row, facts, seen=row.version, by=by, now=world.now)

    on_session(world, act)


def test_publishing_says_where_each_paper_is_and_what_moves_between_rooms(world: World) -> None:
    confirmed_papers(world)
    b = add_room(world)
    put_all_in(world)
    move_to(world, b, 3)
    assert publish(world, world.now) == [
        "“Quotas Without Numbers”: Thu 18 Mar 2027, 12:00–12:30 New York, Room A.",
        "“Mercy as Procedure”: Thu 18 Mar 2027, 12:30–13:00 New York, Room A.",
        "“The Plea, Unbargained”: Thu 18 Mar 2027, 12:00–12:30 New York, Room B.",
    ]
    move_to(world, b, 2)
    move_to(world, 0, 3)
    assert publish(world, world.now) == [
        (
            "“The Plea, Unbargained” moves from Thu 18 Mar 2027, 12:00–12:30 New York, Room B "
            "to Thu 18 Mar 2027, 12:30–13:00 New York, Room A."
        ),
        (
            "“Mercy as Procedure” moves from Thu 18 Mar 2027, 12:30–13:00 New York, Room A "
            "to Thu 18 Mar 2027, 12:00–12:30 New York, Room B."
        ),
    ]
    move_to(world, b, 1)
    move_to(world, 0, 2)
    assert "“Mercy as Procedure” moves from" in " ".join(publish(world, world.now))
    assert [row[2] for row in entries(world)] == [1, 2, 2]


def test_the_same_time_in_another_room_is_said_and_raises_the_sequence(world: World) -> None:
    confirmed_papers(world, 1)
    b = add_room(world)
    put_all_in(world)
    publish(world, world.now)
    move_to(world, b, 1)
    assert publish(world, world.now) == ["“Quotas Without Numbers” moves from Room A to Room B."]
    assert entries(world) == [("Quotas Without Numbers", "18 16:00", 1, False)]


def test_the_line_up_is_grouped_by_date_and_room(world: World) -> None:
    confirmed_papers(world)
    april, b = add_room(world, "April", APRIL), add_room(world)
    put_all_in(world)
    move_to(world, april, 1)
    move_to(world, b, 3)
    publish(world, world.now)

    def read(session: Session, row: WipSession, _by: Actor) -> list[tuple[str, list[int]]]:
        found = programme(session, row, now=NOW)
        assert found is not None
        return [(room.name, [slot.number for slot in room.slots]) for room in found.rooms]

    assert on_session(world, read) == [("Room A", [2]), ("Room B", [3]), ("April", [1])]


def test_a_further_date_has_an_entry_of_its_own_and_a_parallel_room_none(world: World) -> None:
    add_room(world)
    add_room(world, "April", APRIL)
    title = "Spring Works-in-Progress Session"
    assert whole_entries(world) == [
        ("session", title, "03-18 16:00", 1, False),
        ("sitting", f"{title}: April", "04-15 16:00", 0, False),
    ]


def test_a_moved_session_takes_its_parallel_rooms_along_and_leaves_other_dates(world: World) -> None:
    confirmed_papers(world)
    b, april = add_room(world), add_room(world, "April", APRIL)
    put_all_in(world)
    move_to(world, b, 2)
    move_to(world, april, 3)
    publish(world, world.now)
    move_session(world, 1)
    assert [row[1] for row in entries(world)] == ["19 16:00", "19 16:00", "15 16:00"]
    starts = world.do(lambda s: list(s.scalars(sa.select(Sitting.starts_at).order_by(Sitting.id))))
    assert starts == [START + timedelta(days=1), APRIL]
    assert publications_made(world)[-1] == [
        "The session moves from Thu 18 Mar 2027, 12:00–13:30 New York to Fri 19 Mar 2027, 12:00–13:30 New York."
    ]
    assert on_session(world, lambda s, row, _by: publications.propose(s, row).sentences) == []


def test_a_moved_date_takes_its_slots_along_and_everybody_is_told(world: World) -> None:
    april = two_dates_out(world)
    change_room(world, april, starts_at=APRIL + timedelta(days=7))
    assert [row[1] for row in entries(world)] == ["18 16:00", "18 16:30", "22 16:00"]
    said = "April moves from Thu 15 Apr 2027, 12:00–13:30 New York to Thu 22 Apr 2027, 12:00–13:30 New York."
    assert publications_made(world)[-1] == [said]
    (letter,) = world.letters(kind="agenda_changed")
    assert letter.to_email not in {AUTHOR, COAUTHOR}, "it does not concern the others"
    assert letter.subject == "Moved: “The Plea, Unbargained”"
    own = "“The Plea, Unbargained” moves from Thu 15 Apr 2027, 12:00–12:30 New York to Thu 22 Apr 2027, 12:00–12:30 New York."
    assert own in letter.text.replace("\n", " ")


def facts_of(world: World) -> list[tuple[int, str | None, str]]:
    """SEQUENCE, room and moment of each entry of slots and of the session."""
    kinds = ["session", "sitting", "slot"]
    rows = sa.select(CalendarEntry).where(CalendarEntry.kind.in_(kinds)).order_by(CalendarEntry.id)
    return world.do(
        lambda s: [(row.sequence, row.facts.get("room"), str(row.changed_at)) for row in s.scalars(rows)]
    )


def test_a_room_in_which_nothing_is_published_changes_nothing_of_what_is(world: World) -> None:
    confirmed_papers(world)
    put_all_in(world)
    publish(world, world.now)
    before, letters = facts_of(world), len(world.letters())
    b, april = add_room(world, join_link=ROOM_B), add_room(world, "April", APRIL)
    change_room(world, april, starts_at=APRIL + timedelta(days=1))
    assert facts_of(world) == before
    rooms = on_session(
        world, lambda s, row, _by: [each.name for each in (programme(s, row, now=NOW) or _none()).rooms]
    )
    assert rooms == [""], "welcome and slots stay together under no name"
    remove_room(world, b)
    remove_room(world, april)
    assert (facts_of(world), len(world.letters())) == (before, letters)
    b, april = add_room(world), add_room(world, "April", APRIL)
    move_to(world, b, 3)
    publish(world, world.now)
    assert [room for _, room, _ in facts_of(world)] == [None, "Room A", "Room A", "Room B"]
    remove_room(world, april)
    assert [row[0] for row in whole_entries(world)] == ["session"]


def _withdraw(session: Session, _row: WipSession, by: Actor) -> None:
    paper = session.scalars(sa.select(Paper).where(Paper.number == 2)).one()
    withdrawals.withdraw(session, paper, session.scalars(sa.select(Call)).one(), by=by, now=NOW)


def _none() -> Programme:
    raise AssertionError("nothing is published")


def test_a_room_with_published_papers_is_not_taken_away(world: World) -> None:
    confirmed_papers(world)
    b = add_room(world)
    put_all_in(world)
    move_to(world, b, 2, 3)
    publish(world, world.now)
    with pytest.raises(
        Refusal, match=r"says that its 2 papers will be in “Room B”\. Move them to another room"
    ):
        remove_room(world, b)
    on_session(
        world,
        lambda s, row, by: publications.take_down(s, row, seen=row.agenda_version, by=by, now=world.now),
    )
    assert remove_room(world, b) == 2
    left = [row for row in facts_of(world) if row[1]]
    assert [room for _, room, _ in left] == ["Room A", "a new room follows", "a new room follows"]


def test_a_room_that_leaves_the_others_hour_moves_its_papers_and_is_no_further_date(world: World) -> None:
    confirmed_papers(world)
    b = add_room(world)
    put_all_in(world)
    move_to(world, b, 3)
    publish(world, world.now)
    change_room(world, b, starts_at=START + timedelta(hours=3))
    said = "Room B moves from Thu 18 Mar 2027, 12:00–13:30 New York to Thu 18 Mar 2027, 15:00–16:30 New York."
    assert publications_made(world)[-1] == [said]
    (letter,) = world.letters(kind="agenda_changed")
    assert letter.subject == "Moved: “The Plea, Unbargained”"
    change_room(world, b, starts_at=START)
    assert "Room B moves from Thu 18 Mar 2027, 15:00" in publications_made(world)[-1][0]


def test_what_is_cancelled_makes_no_day_of_its_own_after_a_move_and_comes_last(world: World) -> None:
    confirmed_papers(world)
    put_all_in(world)
    publish(world, world.now)
    on_session(world, _withdraw)
    move_session(world, 1)

    def read(session: Session, row: WipSession, _by: Actor) -> list[tuple[int, list[int]]]:
        rooms = (programme(session, row, now=NOW) or _none()).rooms
        return [(room.day.day, [slot.number for slot in room.slots]) for room in rooms]

    assert on_session(world, read) == [(19, [1, 3, 2])]
    assert entries(world)[1][1:] == ("18 16:30", 1, True)


def test_another_zone_leaves_the_old_time_on_the_clock_that_it_was_told_on(world: World) -> None:
    confirmed_papers(world)
    put_all_in(world)
    publish(world, world.now)

    def act(session: Session, row: WipSession, by: Actor) -> None:
        facts = SessionFacts(
            row.title, row.starts_at + timedelta(hours=1), "Europe/London", row.minutes, row.about
        )
        sessions.change(session, row, facts, seen=row.version, by=by, now=world.now)

    on_session(world, act)
    assert publications_made(world)[-1] == [
        (
            "The session moves from Thu 18 Mar 2027, 12:00–13:30 New York (Thu 18 Mar 2027, 16:00–17:30 London) "
            "to Thu 18 Mar 2027, 17:00–18:30 London."
        )
    ]


def test_a_renamed_room_is_renamed_in_calendars_at_once(world: World) -> None:
    confirmed_papers(world)
    b = add_room(world)
    put_all_in(world)
    move_to(world, b, 3)
    publish(world, world.now)
    change_room(world, b, name="Aula")
    rooms = world.do(
        lambda s: [
            row.facts["room"]
            for row in s.scalars(
                sa.select(CalendarEntry)
                .where(CalendarEntry.paper_id.is_not(None))
                .order_by(CalendarEntry.paper_id)
            )
        ]
    )
    assert (rooms, [row[2] for row in entries(world)]) == (["Room A", "Room A", "Aula"], [0, 0, 1])


def test_a_cancelled_session_cancels_every_date(world: World) -> None:
    confirmed_papers(world)
    april = add_room(world, "April", APRIL)
    put_all_in(world)
    move_to(world, april, 3)
    publish(world, world.now)
    on_session(world, lambda s, row, by: sessions.step(s, row, SessionMove.CANCEL, by=by, now=world.now))
    assert [row[3] for row in entries(world)] == [True, True, True]
    assert [row[4] for row in whole_entries(world)] == [True, True]
    assert publications_made(world)[-1] == ["The session is cancelled."]


def test_a_date_that_is_taken_away_is_cancelled_in_calendars_and_told(world: World) -> None:
    confirmed_papers(world)
    april = add_room(world, "April", APRIL)
    put_all_in(world)
    publish(world, world.now)
    remove_room(world, april)
    assert [(row[0], row[4]) for row in whole_entries(world)] == [("session", False), ("sitting", True)]
    assert publications_made(world)[-1] == [
        "April, Thu 15 Apr 2027, 12:00–13:30 New York, no longer takes place."
    ]


def test_letters_name_room_date_and_the_room_s_own_link(world: World) -> None:
    confirmed_papers(world)
    b = add_room(world, join_link=ROOM_B)
    on_session(world, lambda s, row, by: sessions.set_join_link(s, row, ZOOM, by=by, now=world.now))
    put_all_in(world)
    comment(world, 3)
    move_to(world, b, 3)
    publish(world, world.now)
    (letter,) = [one for one in world.letters(kind="agenda_published") if one.to_email == COMMENTER]
    text = letter.text.replace("\n", " ")
    assert "When: Room A and Room B, Thu 18 Mar 2027, 12:00–13:30 New York" in text
    assert "You comment on “The Plea, Unbargained”: Thu 18 Mar 2027, 12:00–12:30 New York, Room B." in text
    assert "12:00, Room B: “The Plea, Unbargained”" in text
    assert f"- Room A: {ZOOM} - Room B: {ROOM_B}" in text


def test_another_join_link_is_told_to_those_whom_it_lets_in(world: World) -> None:
    """A further date with a link of its own has nothing to do with the first one's."""
    confirmed_papers(world)
    april = add_room(world, "April", APRIL, first="March", join_link=ROOM_B)
    put_all_in(world)
    move_to(world, april, 2)
    publish(world, NOW)

    def told(link: str) -> list[str]:
        known = {each.id for each in world.letters()}
        on_session(world, lambda s, row, by: sessions.set_join_link(s, row, link, by=by, now=NOW))
        return sorted(each.to_email for each in world.letters(kind="agenda_changed") if each.id not in known)

    assert told(ZOOM) == sorted([AUTHOR, STRANGER])
    change_room(world, april, join_link="")
    assert told("https://example.zoom.us/j/555") == sorted([AUTHOR, COAUTHOR, STRANGER])
