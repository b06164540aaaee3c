"""Nobody is written to without its having been said: who is named beforehand is who gets a letter, and nobody else."""

import re
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.agenda_world import comment, confirmed_papers, on_session, publish, put_all_in, set_state
from tests.client import PageClient
from tests.rooms_world import APRIL, add_room, move_to
from tests.selecting import SECOND_CHAIR, add_leader
from tests.services.test_calendar_replies import deliver
from tests.services.test_mailings import conflict
from tests.world import AUTHOR, CHAIR, START, World
from wip.adapters.tokens import Signer
from wip.domain.papers import PaperState
from wip.domain.sessions import SessionMove
from wip.models import Paper
from wip.services import attendance, confirmations, sessions
from wip.services.hearings import Hearer, Hearing
from wip.services.people import person_at

VISITOR = "ada.listener@law.example.edu"
UNPLACED = "fourth@law.example.edu"


@pytest.fixture
def out(world: World) -> World:
    """A published agenda with everybody's calendar by mail, an attendee, and a confirmed author without a slot."""
    confirmed_papers(world)
    comment(world, 1)
    world.do(lambda s: attendance.attend(s, world.call(s), name="Ada Listener", email=VISITOR, now=world.now))
    put_all_in(world)
    publish(world, world.now)
    set_state(world, world.paper("On Juries", UNPLACED), PaperState.CONFIRMED)
    on_session(world, lambda s, row, by: sessions.step(s, row, SessionMove.REQUEST, by=by, now=world.now))
    deliver(world)
    return world


@pytest.fixture
def chair(app: Flask, out: World) -> PageClient:  # noqa: ARG001 - makes the agenda first
    return PageClient(app).sign_in(CHAIR)


def named(client: PageClient) -> list[str]:
    """The addresses in the page's list of who is written to."""
    return sorted(re.findall(r'data-h="Address"><bdi>([^<]+)</bdi>', client.page.html))


def written(world: World, after: int) -> list[str]:
    deliver(world)
    # An amended call has a page of its own that says who hears of it.
    return sorted(
        each.to_email for each in world.letters() if each.id > after and each.kind != "call_amended"
    )


def newest(world: World) -> int:
    deliver(world)
    return max((each.id for each in world.letters()), default=0)


def _settings(client: PageClient, world: World, **typed: Any) -> None:
    client.get(f"/manage/{world.slug}/settings")
    client.send(f"/manage/{world.slug}/settings", status=200, **typed)


def test_a_longer_session_is_said_before_and_written_to_the_same_people(
    chair: PageClient, out: World
) -> None:
    last = newest(out)
    _settings(chair, out, minutes="125")
    assert "Nothing is saved yet." in chair.page.words
    assert (
        "Changes from Thu 18 Mar 2027, 12:00–13:30 New York to Thu 18 Mar 2027, 12:00–14:05 New York"
        in chair.page.words
    )
    told = named(chair)
    assert len(told) == 6
    assert {AUTHOR, VISITOR, UNPLACED} <= set(told)
    assert on_session(out, lambda _s, row, _by: row.minutes) == 90
    assert written(out, last) == []
    chair.send(button="Save and write 6 letters")
    assert "Saved. 6 letters are on their way." in chair.page.words
    assert written(out, last) == told


def test_hours_that_become_unkind_are_named_before_the_session_moves(chair: PageClient, out: World) -> None:
    def move_away(session: Session) -> None:
        person_at(session, AUTHOR, out.now).zone = "Asia/Kolkata"

    out.do(move_away)
    _settings(chair, out, starts="2027-03-18T08:00")
    assert "Mind the new hours" not in chair.page.words, "17:30 in Kolkata"
    _settings(chair, out, starts="2027-03-18T16:00")
    assert (
        "Mind the new hours: Mbali Abara would present “Quotas Without Numbers” at 01:30 in Kolkata"
        in chair.page.words
    )
    assert (
        "Tomas" not in chair.page.words.partition("Mind the new hours:")[2].partition("Nothing is saved")[0]
    )
    assert on_session(out, lambda _s, row, _by: row.title) == "Spring Works-in-Progress Session"


def test_another_date_for_drafts_is_asked_about_before_presenters_read_it(
    chair: PageClient, out: World
) -> None:
    def due(session: Session) -> None:
        out.call(session).draft_due_at = START - timedelta(days=10)

    out.do(due)
    last = newest(out)
    chair.get(f"/manage/{out.slug}/plan")
    chair.send(f"/manage/{out.slug}/plan", status=200, draft_due="2027-03-06T11:00")
    assert "Save these dates?" in chair.page.words
    told = named(chair)
    assert len(told) == 4
    assert written(out, last) == []
    chair.send(button="Save and write 4 letters")
    assert "Saved. Calendars follow. 4 letters are on their way." in chair.page.words
    assert written(out, last) == told


def test_the_office_s_answer_is_noted_after_it_is_said_who_hears(chair: PageClient, out: World) -> None:
    last = newest(out)
    chair.get(f"/manage/{out.slug}/office")
    chair.send("/office/confirmed", status=200)
    told = named(chair)
    assert len(told) == 6
    chair.send(button="Yes, note it and write 6 letters")
    assert written(out, last) == told


def test_a_list_that_has_changed_since_it_was_read_says_so(chair: PageClient, out: World) -> None:
    changed = "Since you read this list, it has changed"
    chair.get(f"/manage/{out.slug}/office")
    chair.send("/office/confirmed", status=200)
    assert changed not in chair.page.words
    last = newest(out)
    out.do(
        lambda s: attendance.attend(s, out.call(s), name="Late", email="late@law.example.edu", now=out.now)
    )
    deliver(out)
    last = newest(out)
    chair.send(button="Yes, note it and write 6 letters", status=200)
    assert changed in chair.page.words
    assert "7 people are written to" in chair.page.words
    assert written(out, last) == []
    chair.send(button="Yes, note it and write 7 letters")
    assert len(written(out, last)) == 7


def test_one_letter_is_on_its_way(client: PageClient, world: World) -> None:
    world.do(lambda s: attendance.attend(s, world.call(s), name="Ada", email=VISITOR, now=world.now))
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/cancel")
    client.send("/cancel")
    assert "1 letter is on its way." in client.page.words


def test_a_room_is_changed_and_taken_away_after_it_is_said_who_hears(chair: PageClient, out: World) -> None:
    id_ = add_room(out, "April", APRIL, first="March")
    move_to(out, id_, 3)
    last = newest(out)
    chair.get(f"/manage/{out.slug}/agenda/publish")
    meant = named(chair)
    assert VISITOR in meant, "who listens gets the further date"
    chair.send(button=f"Publish and write {len(meant)} letters")
    assert written(out, last) == meant
    last = newest(out)
    chair.get(f"/manage/{out.slug}/sittings/")
    chair.send(f"/sittings/{id_}", status=200, minutes="100")
    told = named(chair)
    assert (VISITOR in told, AUTHOR in told, written(out, last)) == (True, False, [])
    chair.send(button=f"Save and write {len(told)} letters")
    assert f"{len(told)} letters are on their way." in chair.page.words
    assert written(out, last) == told
    move_to(out, 0, 3)
    publish(out, out.now)
    last = newest(out)
    chair.get(f"/manage/{out.slug}/sittings/")
    chair.send(button="Take April away", status=200)
    told = named(chair)
    chair.send(button=f"Take it away and write {len(told)} letters")
    assert written(out, last) == told
    subjects = {
        each.to_email: each.subject for each in out.letters() if each.id > last and each.to_email in told
    }
    assert set(subjects.values()) == {"A date is taken out: April, in “Spring Works-in-Progress Session”"}


def test_what_writes_to_nobody_asks_nothing(chair: PageClient, out: World) -> None:
    last = newest(out)
    chair.get(f"/manage/{out.slug}/settings")
    chair.send(f"/manage/{out.slug}/settings", about="Three papers and a fourth.")
    assert "Saved." in chair.page.words
    assert written(out, last) == []


def test_publishing_again_says_that_nobody_hears_and_nobody_does(chair: PageClient, out: World) -> None:
    last = newest(out)
    chair.get(f"/manage/{out.slug}/agenda/")
    assert "What went by mail stays in calendars" in chair.page.words
    chair.send(button="Take it down")
    assert written(out, last) == []
    chair.get(f"/manage/{out.slug}/agenda/publish")
    assert "It becomes visible again" in chair.page.words
    assert "Nobody: no change concerns" in chair.page.words
    chair.send(button="Publish")
    assert written(out, last) == []


def test_the_first_publishing_names_whoever_gets_a_calendar_message_alone(app: Flask, world: World) -> None:
    confirmed_papers(world)
    put_all_in(world)
    set_state(world, world.paper("On Juries", UNPLACED), PaperState.CONFIRMED)
    last = newest(world)
    client = PageClient(app).sign_in(CHAIR)
    client.get(f"/manage/{world.slug}/agenda/publish")
    told = named(client)
    assert UNPLACED in told
    client.send(button=f"Publish and write {len(told)} letters")
    assert written(world, last) == told


def test_before_anything_is_published_another_hour_alone_asks(app: Flask, world: World) -> None:
    world.paper()
    set_state(world, 1, PaperState.ACCEPTED)

    def confirm(session: Session) -> None:
        paper, by = session.scalars(sa.select(Paper)).one(), world.actor(session, AUTHOR)
        confirmations.confirm(session, paper, world.call(session), by=by, now=world.now)

    world.do(confirm)
    last = newest(world)
    client = PageClient(app).sign_in(CHAIR)
    client.get(f"/manage/{world.slug}/settings")
    client.send(f"/manage/{world.slug}/settings", minutes="100")
    assert written(world, last) == []
    client.get(f"/manage/{world.slug}/settings")
    client.send(f"/manage/{world.slug}/settings", starts="2027-03-18T13:00", status=200)
    if "Move these along" in client.page.words:
        assert "When you move it, 1 person is written to" in client.page.words
        client.send(button="Move these along")
    else:
        client.send(button="Save and write 1 letter")
    assert written(world, last) == [AUTHOR]


def test_whom_a_conflict_hides_is_counted_and_not_named(chair: PageClient, out: World) -> None:
    """Of a hidden agenda, whose papers are closed again to a leader with a conflict."""
    conflict(out, CHAIR, 1)
    chair.get(f"/manage/{out.slug}/agenda/")
    chair.send(button="Take it down")
    deliver(out)
    _settings(chair, out, starts="2027-03-18T13:00")
    assert "not named here" in chair.page.words
    assert AUTHOR not in chair.page.html
    assert UNPLACED in chair.page.words


def test_the_mark_of_a_list_confirms_no_guess_at_who_is_on_it(chair: PageClient, out: World) -> None:
    add_leader(out)
    listed = Hearing((Hearer(AUTHOR, "", "", "A change"),))
    plain = sha256(f"{AUTHOR}=A change".encode()).hexdigest()
    one, other = Signer("a" * 40, ""), Signer("b" * 40, "")
    keys = [one.key("sure", 1), one.key("sure", 2), other.key("sure", 1), one.key("layout", 1)]
    assert len({listed.mark(key) for key in keys} | {plain[:24]}) == 5
    marks = []
    for email in (CHAIR, SECOND_CHAIR):
        _settings(chair.sign_in(email), out, minutes="125")
        marks += re.findall(r'name="sure" value="([0-9a-f]{24})"', chair.page.html)
    assert len(set(marks)) == 2
