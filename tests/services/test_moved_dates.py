"""A session that moves takes the dates of those who take part along, and its one letter says so."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from tests.agenda_world import comment, confirmed_papers, on_session, publish, put_all_in, set_state
from tests.world import AUTHOR, CHAIR, COAUTHOR, COMMENTER, START, STRANGER, World
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.domain.sessions import SessionMove
from wip.models import WipSession
from wip.services import calendars, calls, session_moves, sessions
from wip.services.moved_dates import OwnDates, own_news
from wip.services.sessions import SessionFacts


def test_a_move_says_in_the_same_letter_which_of_one_s_own_dates_move_too(world: World) -> None:
    confirmed_papers(world)
    comment(world, 1)
    put_all_in(world)

    def due(session: Session, row: WipSession, by: Actor) -> None:
        world.call(session).draft_due_at = START - timedelta(days=10)
        session.flush()
        calendars.refresh(session, row, by=by, now=world.now)

    on_session(world, due)
    publish(world, world.now)

    def act(session: Session, row: WipSession, by: Actor) -> None:
        facts = SessionFacts(row.title, row.starts_at + timedelta(days=1), row.zone, row.minutes, row.about)
        call = world.call(session)
        found = session_moves.offer(session, call, facts, world.now)
        assert found is not None
        seen = {"seen": row.version, "call_seen": call.version}
        session_moves.move(session, call, facts, found.plan, **seen, by=by, now=world.now)

    on_session(world, act)
    text = {each.to_email: " ".join(each.text.split()) for each in world.letters(kind="agenda_changed")}
    drafts = "The draft is due Tue 9 Mar 2027, 11:00 New York now, no longer Mon 8 Mar 2027, 11:00 New York."
    read = (
        "Please have read by Wed 17 Mar 2027, 12:00 New York now, no longer Tue 16 Mar 2027, 12:00 New York."
    )
    assert (drafts in text[AUTHOR], read in text[AUTHOR]) == (True, False)
    assert (drafts in text[COMMENTER], read in text[COMMENTER]) == (False, True)


def test_whoever_was_offered_a_place_hears_that_the_session_moves_before_a_time_is_published(
    world: World,
) -> None:
    confirmed_papers(world)
    put_all_in(world)
    publish(world, world.now)
    offered = world.paper("Late and Welcome", "late@coast.example.edu")
    set_state(world, offered, PaperState.ACCEPTED)
    waiting = world.paper("Not Yet", "waits@coast.example.edu")
    set_state(world, waiting, PaperState.WAITING)

    def move(session: Session, row: WipSession, by: Actor) -> None:
        facts = SessionFacts(row.title, row.starts_at + timedelta(days=1), row.zone, row.minutes, row.about)
        sessions.change(session, row, facts, seen=row.version, by=by, now=world.now)

    on_session(world, move)
    told = {each.to_email: " ".join(each.text.split()) for each in world.letters(kind="agenda_changed")}
    assert sorted(told) == sorted([AUTHOR, COAUTHOR, STRANGER, "late@coast.example.edu"])
    assert "The session moves from Thu 18 Mar 2027" in told["late@coast.example.edu"]
    assert "“Late and Welcome” has no time on the agenda yet." in told["late@coast.example.edu"]
    assert "has no time" not in told[AUTHOR]


def test_a_date_that_no_longer_holds_stands_on_the_clock_that_it_was_told_on() -> None:
    old = OwnDates("America/New_York", None, {0: START})
    new = OwnDates("Europe/London", None, {0: START + timedelta(hours=1)})
    (read,) = own_news(old, new).of_readers([0])
    assert read == (
        "Please have read by Thu 18 Mar 2027, 17:00 London now, no longer Thu 18 Mar 2027, 12:00 New York "
        "(Thu 18 Mar 2027, 16:00 London)."
    )


def test_another_date_for_drafts_is_told_to_presenters_alone_once_the_agenda_is_out(world: World) -> None:
    confirmed_papers(world)
    comment(world, 1)
    put_all_in(world)
    zone = "New York"

    def due(session: Session, days: int) -> None:
        call = world.call(session)
        facts = replace(calls.facts_of(call), draft_due_at=START - timedelta(days=days))
        calls.change(session, call, facts, seen=call.version, by=world.actor(session, CHAIR), now=world.now)

    world.do(lambda s: due(s, 10))
    assert world.letters(kind="agenda_changed") == []
    publish(world, world.now)
    world.do(lambda s: due(s, 12))
    told = {each.to_email: " ".join(each.text.split()) for each in world.letters(kind="agenda_changed")}
    assert sorted(told) == sorted([AUTHOR, COAUTHOR, STRANGER])
    now_due = f"The draft is due Sat 6 Mar 2027, 11:00 {zone} now, no longer Mon 8 Mar 2027, 11:00 {zone}."
    assert now_due in told[AUTHOR]
    on_session(world, lambda s, row, by: sessions.step(s, row, SessionMove.CANCEL, by=by, now=world.now))
    world.do(lambda s: due(s, 14))
    assert len(world.letters(kind="agenda_changed")) == 3
