"""Chairs of rooms: named once, in their own calendar, on the programme once published."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import ZOOM, feed_path, on_session, publish, published
from tests.client import PageClient
from tests.rooms_world import APRIL, add_room, remove_room
from tests.services.test_calendar_replies import deliver
from tests.world import CHAIR, World
from wip.domain.calendar_answers import Method
from wip.domain.commissions import CommissionState
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.models import LetterCalendar, SessionChair, WipSession
from wip.queries.agendas import Commented
from wip.services import session_chairs, sessions
from wip.services.calendar_entries import commenter_names
from wip.services.people import person_at
from wip.services.programmes import chairs_of, programme_of

PERSON = "odile.fontaine@bpu.example.edu"


def appoint(world: World, sitting_id: int | None = None, email: str = PERSON) -> int:
    def act(session: Session, row: WipSession, by: Actor) -> int:
        person = person_at(session, email, world.now, name="Odile Fontaine")
        return session_chairs.appoint(session, row, person, sitting_id, by=by, now=world.now).id

    return on_session(world, act)


def release(world: World, chair_id: int) -> None:
    def act(session: Session, row: WipSession, by: Actor) -> None:
        found = session_chairs.chair_of(session, row, chair_id)
        assert found is not None
        session_chairs.release(session, row, found, by=by, now=world.now)

    on_session(world, act)


def named(world: World) -> list[tuple[int | None, str]]:
    return on_session(
        world, lambda s, row, _by: [(each.sitting_id, each.person.name) for each in chairs_of(s, row.id)]
    )


def feed(client: PageClient, world: World, email: str = PERSON) -> str:
    path = feed_path(world, email)
    text = client.http.get(path, base_url="https://wip.example.edu").get_data(as_text=True)
    return text.replace("\r\n ", "")


def test_the_same_person_chairs_a_room_once(world: World) -> None:
    appoint(world)
    with pytest.raises(Refusal, match="Odile Fontaine chairs the session already"):
        appoint(world)
    second = add_room(world)
    appoint(world, second)
    assert named(world) == [(None, "Odile Fontaine"), (second, "Odile Fontaine")]
    with pytest.raises(Refusal, match="no longer there"):
        appoint(world, 4_000)


def test_nobody_is_published_by_their_address(world: World) -> None:
    def act(session: Session, row: WipSession, by: Actor) -> None:
        person = person_at(session, "nameless@bpu.example.edu", world.now)
        with pytest.raises(Refusal, match="has no name here yet"):
            session_chairs.appoint(session, row, person, None, by=by, now=world.now)
        session.add(SessionChair(wip_session_id=row.id, person_id=person.id))
        told = person_at(session, PERSON, world.now, name="Odile \u202eFontaine")
        session_chairs.appoint(session, row, told, None, by=by, now=world.now)
        said = programme_of((), chairs_of(session, row.id))
        assert [name for _, _, name, _ in said["chairs"]] == ["Odile Fontaine"]
        assert commenter_names([Commented(person, CommissionState.ACCEPTED)]) == ["a colleague"]

    on_session(world, act)


def test_a_chair_who_leads_nothing_has_the_session_in_their_own_calendar(
    world: World, client: PageClient
) -> None:
    """From the publishing that names them to the one that no longer does, whatever is noted in between."""
    published(world)
    chair = appoint(world)
    assert "You chair" not in feed(client, world)
    publish(world, world.now)
    assert "You chair this session." in feed(client, world)
    assert feed(client, world).count("BEGIN:VEVENT") == 1
    release(world, chair)
    on_session(world, lambda s, row, by: sessions.set_join_link(s, row, ZOOM, by=by, now=world.now))
    assert ("You chair this session." in feed(client, world), ZOOM in feed(client, world)) == (True, True)
    publish(world, world.now)
    assert "You chair" not in feed(client, world)


def test_a_chair_is_written_to_by_publishing_alone(world: World) -> None:
    """Their invitation comes with the letter that says that they chair, and is taken back with the one that says no longer."""
    published(world)
    deliver(world)
    chair = appoint(world)
    deliver(world)
    assert world.letters(to_email=PERSON) == []
    publish(world, world.now)
    deliver(world)
    (first,) = world.letters(to_email=PERSON)
    assert first.subject.startswith("You chair the session: ")
    assert "You chair the session: Thu" in first.text
    assert "The run of show:" in first.text
    assert "Odile Fontaine chairs" not in first.text
    assert "if this letter brings an invitation" not in " ".join(first.text.split())
    assert messages(world, first.id) == [Method.REQUEST]
    release(world, chair)
    deliver(world)
    publish(world, world.now)
    deliver(world)
    _, second = world.letters(to_email=PERSON)
    assert "You no longer chair the session." in second.text
    assert "The run of show:" not in second.text
    assert messages(world, second.id) == [Method.CANCEL]
    assert "accept the one that comes with this letter" not in second.text


def test_the_first_publishing_says_who_chairs(world: World) -> None:
    appoint(world)
    deliver(world)
    assert world.letters(to_email=PERSON) == []
    published(world)
    (letter,) = world.letters(to_email=PERSON)
    assert "You chair the session: Thu 18 Mar 2027, 12:00–13:30 New York." in letter.text


def messages(world: World, letter_id: int) -> list[Method]:
    select = sa.select(LetterCalendar.method).where(LetterCalendar.letter_id == letter_id)
    return world.do(lambda session: list(session.scalars(select)))


def test_the_calendar_names_the_room_and_has_that_date_alone(world: World, client: PageClient) -> None:
    april = add_room(world, "April", APRIL, first="March")
    appoint(world, april)
    appoint(world, None, "lena.moss@coast.example.edu")
    published(world)
    only = feed(client, world)
    assert ("You chair April." in only, "DTSTART:20270415T160000Z" in only) == (True, True)
    assert only.count("BEGIN:VEVENT") == 1
    first = feed(client, world, "lena.moss@coast.example.edu")
    assert ("You chair March." in first, first.count("BEGIN:VEVENT")) == (True, 1)


def test_a_leader_who_chairs_reads_both(world: World, client: PageClient) -> None:
    appoint(world, None, CHAIR)
    published(world)
    said = feed(client, world, CHAIR)
    assert ("You chair this session." in said, "You lead this session." in said) == (True, True)


def test_a_room_that_is_taken_away_takes_its_chairs_along(world: World) -> None:
    second = add_room(world)
    appoint(world, second)
    remove_room(world, second)
    assert named(world) == []


def test_what_is_published_names_the_chairs(world: World) -> None:
    appoint(world)
    published(world)
    chairs = on_session(world, lambda _s, row, _by: row.programme["chairs"])
    assert [each[2] for each in chairs] == ["Odile Fontaine"]


def test_history_says_who_chairs(world: World) -> None:
    chair = appoint(world)
    release(world, chair)
    assert world.do(lambda s: s.query(SessionChair).count()) == 0
