"""Stopping letters: by the page behind the link, and by the one click of a mail program."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests import selecting
from tests.client import PageClient
from tests.services.test_amendments import change
from tests.world import AUTHOR, CHAIR, DEADLINE, REVIEWER, World
from wip.domain.letters import LetterKind, LetterMove, LetterState
from wip.domain.links import Link, LinkKind
from wip.domain.refusals import Refusal
from wip.domain.stops import STOP_WORDS, TOPIC_OF, StopTopic
from wip.models import HistoryEvent, Letter, Person, StoppedLetters
from wip.services.letters import move


def later_deadline(world: World, days: int = 1) -> None:
    change(world, deadline_at=DEADLINE + timedelta(days=days))


ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def stop_link(world: World, topic: str = "call_news", email: str = AUTHOR) -> str:
    row = world.do(lambda session: world.call(session).wip_session_id)
    return world.link(LinkKind.STOP, email, row, topic)


def stopped(world: World) -> list[tuple[str, str]]:
    def read(session: Session) -> list[tuple[str, str]]:
        select = sa.select(Person.email, StoppedLetters.topic).join(
            StoppedLetters, StoppedLetters.person_id == Person.id
        )
        return [(email, topic.value) for email, topic in session.execute(select)]

    return world.do(read)


def events(world: World) -> list[str]:
    acts = ["stop letters", "start letters again"]
    select = sa.select(HistoryEvent.act).where(HistoryEvent.act.in_(acts)).order_by(HistoryEvent.id)
    return world.do(lambda session: list(session.scalars(select)))


@pytest.fixture
def amended(world: World) -> Letter:
    """A letter about a change of the call, which waits to leave."""
    world.paper()
    later_deadline(world)
    (letter,) = world.letters(kind=LetterKind.CALL_AMENDED)
    return letter


def test_a_letter_that_may_be_stopped_carries_its_reader_s_own_link(world: World, amended: Letter) -> None:
    link = Link.read(amended.links[-1])
    assert (link.kind, link.person_id, link.answer) == (LinkKind.STOP, amended.person_id, "call_news")
    assert "You can stop letters of this kind about this session:" in amended.text
    (received,) = world.letters(kind=LetterKind.PAPER_RECEIVED)
    assert LinkKind.STOP.value not in {each[0] for each in received.links}


def test_opening_the_link_changes_nothing(client: PageClient, world: World, amended: Letter) -> None:
    page = client.get(stop_link(world))
    assert page.headings == ["Stop these letters?"]
    assert (
        "This stops letters about changes of the call, for “Spring Works-in-Progress Session”." in page.words
    )
    assert "decisions, confirmations, questions put to you, a new date, a cancellation" in page.words
    assert (stopped(world), amended.state) == ([], LetterState.WAITING)


def test_one_button_stops_and_one_takes_it_back(client: PageClient, world: World) -> None:
    world.paper()
    client.get(stop_link(world))
    page = client.send(button="Stop these letters")
    assert page.headings == ["These letters are stopped"]
    assert stopped(world) == [(AUTHOR, "call_news")]
    page = client.send(button="Take them again")
    assert "You get these letters again." in page.words
    assert page.headings == ["Stop these letters?"]
    assert (stopped(world), events(world)) == ([], ["stop letters", "start letters again"])


def test_a_mail_program_stops_with_one_click_without_cookie_or_token(app: Flask, world: World) -> None:
    world.paper()
    path = stop_link(world, "group_mail")
    for _ in range(2):
        answer = app.test_client().post(path, data=ONE_CLICK, base_url="https://wip.example.edu")
        assert (answer.status_code, answer.headers.get("Location")) == (200, None)
        assert "These letters are stopped" in answer.get_data(as_text=True)
    assert (stopped(world), events(world)) == ([(AUTHOR, "group_mail")], ["stop letters"])


@pytest.mark.parametrize("topic", ["", "decisions", "call_news&x=1\n", "CALL_NEWS"])
def test_there_is_no_other_topic_to_stop(app: Flask, world: World, topic: str) -> None:
    world.paper()
    path = stop_link(world).partition("?")[0]
    for query in ({}, {"answer": topic}):
        answer = app.test_client().post(
            path, data=ONE_CLICK, query_string=query, base_url="https://wip.example.edu"
        )
        assert answer.status_code == 404
    assert stopped(world) == []


def test_the_page_shows_all_that_can_be_stopped(client: PageClient, world: World) -> None:
    world.paper()
    page = client.get(stop_link(world).partition("?")[0])
    assert page.headings == ["Letters that you can stop"]
    page = client.send("group_mail", button="Stop")
    assert stopped(world) == [(AUTHOR, "group_mail")]
    assert page.headings == ["These letters are stopped"]


def test_a_forged_link_stops_nothing(app: Flask, world: World) -> None:
    world.paper()
    path = stop_link(world).replace("?answer", "x?answer").replace("/x?", "x/?")
    answer = app.test_client().post(path, data=ONE_CLICK, base_url="https://wip.example.edu")
    assert (answer.status_code, stopped(world)) == (404, [])


def test_taking_letters_again_needs_the_page_s_own_form(app: Flask, world: World) -> None:
    world.paper()
    path = stop_link(world).replace("/?", "/again?")
    answer = app.test_client().post(path, data=ONE_CLICK, base_url="https://wip.example.edu")
    assert answer.status_code == 400


def test_who_has_stopped_gets_no_more_and_what_waits_does_not_leave(
    client: PageClient, world: World, amended: Letter
) -> None:
    client.get(stop_link(world))
    client.send(button="Stop these letters")
    (held,) = world.letters(kind=LetterKind.CALL_AMENDED)
    assert (held.state, held.fault) == (
        LetterState.HELD,
        "The recipient has stopped letters of this kind.",
    )
    later_deadline(world, days=3)
    assert [
        letter.id for letter in world.letters(kind=LetterKind.CALL_AMENDED, state=LetterState.WAITING)
    ] == []

    def let_go(session: Session) -> None:
        letter = session.get_one(Letter, amended.id)
        letter.state = LetterState.HELD
        move(session, letter, LetterMove.RELEASE, by=world.actor(session, CHAIR), now=world.now)

    with pytest.raises(Refusal, match="Mbali Abara has stopped letters of this kind"):
        world.do(let_go)


def test_other_topics_other_sessions_and_other_people_go_on(client: PageClient, world: World) -> None:
    world.paper()
    world.paper("Second", "other.author@law.example.edu")
    client.get(stop_link(world, "group_mail"))
    client.send(button="Stop these letters")
    later_deadline(world)
    told = {letter.to_email for letter in world.letters(kind=LetterKind.CALL_AMENDED)}
    assert told == {AUTHOR, "other.author@law.example.edu"}


def test_only_topics_that_concern_the_person_are_offered(client: PageClient, world: World) -> None:
    world.paper()
    selecting.add_reviewer(world, REVIEWER)
    reviews, places = "Reminders of reviews", "Reminders to confirm a place"
    author = client.get(stop_link(world, "group_mail")).words
    assert (reviews in author, places in author) == (False, True)
    reader = client.get(stop_link(world, "group_mail", REVIEWER)).words
    assert (reviews in reader, places in reader) == (True, False)
    own = client.get(stop_link(world, "review_reminders"))
    assert "This stops reminders of reviews" in own.words


def test_every_topic_has_its_words_and_decisions_have_no_topic() -> None:
    assert set(STOP_WORDS) == set(StopTopic)
    musts: list[Any] = [
        LetterKind.DECISION_ACCEPTED,
        LetterKind.PLACE_CONFIRMED,
        LetterKind.SESSION_CANCELLED,
    ]
    assert set(musts) & set(TOPIC_OF) == set()
