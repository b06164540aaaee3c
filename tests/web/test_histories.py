"""The history as a page: newest first, and silent about what its reader may not know."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests import selecting
from tests.client import PageClient
from tests.selecting import SECOND_CHAIR, add_leader
from tests.world import CHAIR, NEW_YORK, World
from wip.domain.questions import QuestionFacts, QuestionKind
from wip.domain.reviews import Outcome
from wip.services import questions
from wip.web.histories import plain


def test_every_change_is_there_newest_first(client: PageClient, world: World) -> None:
    world.paper()
    words = client.sign_in(CHAIR).get(f"/manage/{world.slug}/history/").words
    acts = ("submitted the paper", "published the call", "changed the call", "planned the session")
    places = [words.find(act) for act in acts]
    assert places == sorted(places)
    assert min(places) > 0
    assert "Wed 20 Jan 2027, 10:00 New York" in words


def test_one_paper_s_history(client: PageClient, world: World) -> None:
    world.paper("Quotas Without Numbers")
    world.paper("Mercy as Procedure", "leila.haddad@law.example.edu")
    page = client.sign_in(CHAIR).get(f"/manage/{world.slug}/history/?paper=2")
    assert ["Mercy as Procedure" in page.words, "Quotas Without Numbers" in page.words] == [True, False]
    client.get(f"/manage/{world.slug}/history/?paper=99", 404)


def test_a_leader_who_submitted_learns_nothing_of_the_own_paper(app: Flask, world: World) -> None:
    add_leader(world)
    world.paper("The Chair's Own", CHAIR)
    selecting.score(world, 1, SECOND_CHAIR, 2, "planted-comment")
    selecting.decide(world, {1: Outcome.DECLINE}, SECOND_CHAIR)
    pages = {
        email: PageClient(app).sign_in(email).get(f"/manage/{world.slug}/history/").html
        for email in (CHAIR, SECOND_CHAIR)
    }
    told = {email: ["reviewed the paper" in html, "decline</ins>" in html] for email, html in pages.items()}
    assert told[CHAIR] == [False, False]
    assert "planted-comment" not in pages[CHAIR]
    assert "submitted the paper" in pages[CHAIR]


def test_a_thing_has_its_name_and_its_place_and_values_are_in_words(client: PageClient, world: World) -> None:
    def act(session: Session) -> None:
        call, by = world.call(session), world.actor(session, CHAIR)
        facts = QuestionFacts(QuestionKind.TEXT, "What troubles you?")
        questions.ask(session, call, facts, by=by, now=world.now)

    world.do(act)
    page = client.sign_in(CHAIR).get(f"/manage/{world.slug}/history/")
    assert "added a question to the call · “What troubles you?”" in page.words
    assert f'href="/manage/{world.slug}/questions/"' in page.html
    assert "Thu 18 Mar 2027, 12:00 New York" in page.words
    assert ["2027-03-18T" in page.words, "starts_at" in page.html, "starts at" in page.html] == [False] * 3


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2027-03-18T16:00:00+00:00", "Thu 18 Mar 2027, 12:00 New York"),
        ("2027-03-18", "Thu 18 Mar 2027"),
        ("2027-02-31", "2027-02-31"),
        (None, "nothing"),
        (True, "yes"),
        ([], "nothing"),
        (["a", False], "a; no"),
        ("turned_down", "turned down"),
        ("Some_Title", "Some_Title"),
        (12, "12"),
    ],
)
def test_values_are_in_words(value: object, said: str) -> None:
    assert plain(value, NEW_YORK) == said


def test_a_long_history_is_paged(client: PageClient, world: World) -> None:
    for number in range(60):
        world.paper(f"Paper {number}", f"a{number}@law.example.edu")
    client.sign_in(CHAIR)
    first, second = (client.get(f"/manage/{world.slug}/history/?page={n}").html for n in (1, 2))
    assert [first.count("submitted the paper"), second.count("submitted the paper")] == [50, 10]
