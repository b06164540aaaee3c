"""The page of places, and what authors do behind their doors."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.conftest import Clock
from tests.selecting import decide, release
from tests.world import AUTHOR, CHAIR, World
from wip.domain.letters import LetterKind
from wip.domain.reviews import Outcome
from wip.services import confirmations

ACCEPT, WAIT, DECLINE = Outcome.ACCEPT, Outcome.WAITING_LIST, Outcome.DECLINE
PEOPLE = [AUTHOR, *(f"author{n}@law.example.edu" for n in range(4))]


@pytest.fixture
def given(world: World) -> World:
    """Three places given, one paper waiting, one declined."""
    for n, email in enumerate(PEOPLE):
        world.paper(f"Paper {n}", email)
    decide(world, {1: ACCEPT, 2: ACCEPT, 3: ACCEPT, 4: WAIT, 5: DECLINE})
    release(world)
    return world


def page_of(world: World) -> str:
    return f"/manage/{world.slug}/places/"


def state_of(world: World, number: int) -> str:
    return world.do(lambda s: world.row(s, number).state.value)


def test_a_leader_sees_who_is_silent_and_passes_the_place_on(
    given: World, client: PageClient, clock: Clock
) -> None:
    client.sign_in(CHAIR)
    page = client.get(page_of(given))
    assert page.words.count("not answered yet") == 3
    assert "Every place is taken or offered." in page.words
    clock.now = given.now + timedelta(days=31)
    client.sign_in(CHAIR)
    assert "Next: authors have not answered in time" in client.get(f"/manage/{given.slug}/").words
    assert "uthors have not answered in time" in client.get("/me/").words
    page = client.get(page_of(given))
    assert "3 authors have not answered in time" in page.words
    page = client.send("1/pass-on")
    assert "The place has been passed on." in page.words
    assert (state_of(given, 1), state_of(given, 4)) == ("turned_down", "accepted")
    assert "offered, not answered yet" in page.words


def test_where_a_leader_gives_places_one_button_offers_the_next(
    given: World, client: PageClient, clock: Clock
) -> None:
    clock.now = given.now = given.now + timedelta(days=12)
    client.sign_in(CHAIR).get(page_of(given))
    page = client.send("places/", offering="by_leader", reminds=True, list_open=True)
    assert "Saved." in page.words
    given.do(
        lambda s: confirmations.turn_down(
            s, given.row(s), given.call(s), by=given.actor(s, AUTHOR), now=given.now
        )
    )
    assert (
        "A place is free: offer it to the next on the waiting list"
        in client.get(f"/manage/{given.slug}/").words
    )
    page = client.get(page_of(given))
    assert "A place is free" in page.words
    page = client.send("places/offer")
    assert "The place is offered to “Paper 3”; the letter is on its way." in page.words
    assert state_of(given, 4) == "accepted"
    assert [x.to_email for x in given.letters(kind=LetterKind.PLACE_OFFERED)] == [PEOPLE[3]]


def test_a_stale_page_changes_no_settings(given: World, client: PageClient) -> None:
    client.sign_in(CHAIR).get(page_of(given))
    stale = client.get(page_of(given)).form("places/").filled(offering="by_leader")
    client.send("places/", offering="by_leader")
    client.get(page_of(given))
    client.send("places/", offering="by_itself")
    assert client.post(page_of(given), stale | {"form_token": "x" * 30}).status_code == 409


def test_a_declined_author_joins_the_list_with_one_click_from_the_letter(
    given: World, client: PageClient
) -> None:
    page = client.get(given.paper_link(5, PEOPLE[4], "join"))
    assert "Join the waiting list?" in page.words
    page = client.send("answer", button="Join the waiting list")
    assert "You are on the waiting list. A letter says so, too." in page.words
    assert "On the waiting list, place 2" in page.words
    assert state_of(given, 5) == "waiting"
    assert "You need not send one while you wait." in page.words
    assert "None yet; nobody can read your paper" not in page.words
    page = client.get(given.paper_link(5, PEOPLE[4], "carry"))
    assert "You stay on the waiting list here meanwhile." in page.words
    page = client.send("answer", button="Carry it into the next call")
    assert "You asked us to carry it into the section’s next call." in page.words


def test_who_cannot_come_is_asked_for_nothing_else(given: World, client: PageClient) -> None:
    assert "Send your draft" in client.get(given.paper_link(1, PEOPLE[0])).words
    page = client.get(given.paper_link(1, PEOPLE[0], "turn_down"))
    assert ("You cannot come?" in page.words, "Send your draft" in page.words) == (True, False)


def test_an_offered_place_names_the_day_of_its_offer(given: World, client: PageClient, clock: Clock) -> None:
    later = given.now + timedelta(days=3)

    def turn_down(session: Session) -> None:
        paper, call = given.row(session, 1), given.call(session)
        confirmations.turn_down(session, paper, call, by=given.actor(session, PEOPLE[0]), now=later)

    given.do(turn_down)
    clock.now = later
    page = client.get(given.paper_link(4, PEOPLE[3]))
    assert "Offered on Sat 23 Jan 2027" in page.words
    assert "Decided on" not in page.words


def test_a_declined_author_asks_for_the_next_call_and_takes_it_back(given: World, client: PageClient) -> None:
    page = client.get(given.paper_link(5, PEOPLE[4], "carry"))
    assert "Carry this paper into the next call?" in page.words
    page = client.send("answer", button="Carry it into the next call")
    assert "You asked us to carry it into the section’s next call." in page.words
    page = client.send("answer", button="I no longer want that")
    assert "nothing will be carried over" in page.words


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_the_page_costs_the_same_at_any_length(
    world: World, client: PageClient, statements: Any, rows: int
) -> None:
    for n in range(rows):
        world.paper(f"Paper {n}", f"author{n}@law.example.edu")
    decide(world, dict.fromkeys(range(1, rows + 1), WAIT))
    release(world)
    client.sign_in(CHAIR).get(page_of(world))
    with statements() as said:
        client.get(page_of(world))
    assert len(said) == 9
