"""What letters say of several rooms and dates: which of them changes, and what it was on the clock that it was told on."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import confirmed_papers, on_session, publications_made, publish, put_all_in
from tests.rooms_world import APRIL, add_room, change_room, move_to, remove_room, two_dates_out
from tests.services.test_calendar_news import VISITOR, bodies
from tests.services.test_calendar_replies import deliver
from tests.services.test_rooms_published import move_session
from tests.world import START, World
from wip.domain.people import Actor
from wip.models import Sitting, WipSession
from wip.services import attendance, calendars, sessions
from wip.services.sessions import SessionFacts


def test_slots_and_further_dates_have_their_old_time_on_the_clock_that_it_was_told_on(world: World) -> None:
    april = two_dates_out(world)

    def act(session: Session, row: WipSession, by: Actor) -> None:
        facts = SessionFacts(row.title, row.starts_at, "Europe/London", row.minutes, row.about)
        along = {april: APRIL + timedelta(hours=2)}
        sessions.change(session, row, facts, seen=row.version, by=by, now=world.now, along=along)

    on_session(world, act)
    (letter,) = world.letters(kind="agenda_changed")
    text = " ".join(letter.text.split())
    for said in (
        (
            "April moves from Thu 15 Apr 2027, 12:00–13:30 New York (Thu 15 Apr 2027, 17:00–18:30 London) to Thu 15 Apr 2027, "
            "19:00–20:30 London."
        ),
        (
            "“The Plea, Unbargained” moves from Thu 15 Apr 2027, 12:00–12:30 New York (Thu 15 Apr 2027, 17:00–17:30 London) to "
            "Thu 15 Apr 2027, 19:00–19:30 London."
        ),
    ):
        assert said in text


def test_a_slot_on_another_date_is_not_told_to_move_where_the_session_moves_alone(world: World) -> None:
    two_dates_out(world)
    move_session(world, 1)
    texts = [" ".join(each.text.split()) for each in world.letters(kind="agenda_changed")]
    assert texts
    assert not any("“The Plea, Unbargained” moves" in each for each in texts)


def test_one_room_that_is_shorter_is_named(world: World) -> None:
    confirmed_papers(world)
    add_room(world, "Room B")
    put_all_in(world)
    publish(world, world.now)

    def act(session: Session, row: WipSession, by: Actor) -> None:
        facts = SessionFacts(row.title, row.starts_at, row.zone, 80, row.about)
        sessions.change(session, row, facts, seen=row.version, by=by, now=world.now)

    move_to_b = world.do(lambda s: s.scalars(sa.select(Sitting.id)).one())
    move_to(world, move_to_b, 3)
    publish(world, world.now)
    on_session(world, act)
    assert publications_made(world)[-1] == [
        "Room A is shorter: Thu 18 Mar 2027, 12:00–13:20 New York. Until now it was to end at 13:30."
    ]


def test_a_date_that_joins_the_session_s_hour_is_said_to_have_moved(world: World) -> None:
    """Its own entry ends, and nobody is to take that for the end of the date."""
    confirmed_papers(world)
    april = add_room(world, "April", APRIL, first="March")
    put_all_in(world)
    move_to(world, april, 3)
    world.do(lambda s: attendance.attend(s, world.call(s), name="Ines", email=VISITOR, now=world.now))
    publish(world, world.now)
    deliver(world)
    change_room(world, april, starts_at=START)
    deliver(world)
    title, was = "Spring Works-in-Progress Session", "Thu 15 Apr 2027, 12:00–13:30 New York"
    for body in (file_of(world, VISITOR), next(each for each in bodies(world) if "METHOD:CANCEL" in each)):
        assert f"SUMMARY:MOVED: {title}: April\r\n" in body
        assert f"Moved, from {was} to the time of {title} itself, which has an entry of its own." in body
        assert f"CANCELLED: {title}" not in body
    (letter,) = world.letters(kind="agenda_changed", to_email=VISITOR)
    assert letter.subject == f"A date moves: April, in “{title}”"
    change_room(world, april, starts_at=APRIL)
    assert f"SUMMARY:{title}: April\r\n" in file_of(world, VISITOR)
    move_to(world, 0, 3)
    publish(world, world.now)
    remove_room(world, april)
    assert f"SUMMARY:CANCELLED: {title}: April\r\n" in file_of(world, VISITOR)


def file_of(world: World, email: str) -> str:
    body = world.do(
        lambda s: calendars.person_file(s, email, world.app.extensions["wip_settings"], world.now)
    ).decode()
    return body.replace("\r\n ", "").replace("\\,", ",")
