"""What a leader asks of all letters stands beside the button that sends them: no other letters leave than those asked for."""

from datetime import timedelta
from typing import Any

import pytest

from tests.client import PageClient
from tests.conftest import Clock
from tests.places_world import deliver
from tests.selecting import decide, score, standing
from tests.world import AUTHOR, CHAIR, REVIEWER, World
from wip.domain.letters import LetterKind
from wip.domain.reviews import Outcome

ACCEPT, DECLINE = Outcome.ACCEPT, Outcome.DECLINE
LEILA = "leila.haddad@law.example.edu"
COMMENT = "Cut the first part."


@pytest.fixture
def staged(world: World) -> World:
    world.paper("Quotas Without Numbers", AUTHOR)
    world.paper("Mercy as Procedure", LEILA)
    score(world, 1, REVIEWER, 3, "", COMMENT)
    decide(world, {1: ACCEPT, 2: DECLINE})
    return world


def page_of(world: World) -> str:
    return f"/manage/{world.slug}/release/"


def ticks(client: PageClient) -> dict[str, str]:
    return dict(client.page.form("release/", "Send").fields)


def test_a_tick_that_was_not_read_sends_nothing_and_is_kept(staged: World, client: PageClient) -> None:
    client.sign_in(CHAIR).get(page_of(staged))
    page = client.send("release/", button="Send 2 letters", wait="0", comments="yes", status=409)
    assert "You have changed what the letters say." in page.words
    assert COMMENT in page.words
    assert (ticks(client)["comments"], ticks(client)["wait"]) == ("yes", "0")
    assert standing(staged)[1] == ("submitted", "accept")
    client.send("release/", button="Send 2 letters")
    (letter,) = staged.letters(kind=LetterKind.DECISION_ACCEPTED)
    assert COMMENT in letter.text
    assert standing(staged)[1] == ("accepted", None)


@pytest.mark.parametrize("wish", [{"confirm_on": "2027-02-25"}, {"list": None}])
def test_so_it_is_with_the_day_and_the_waiting_list(
    staged: World, client: PageClient, wish: dict[str, Any]
) -> None:
    client.sign_in(CHAIR).get(page_of(staged))
    page = client.send("release/", button="Send 2 letters", status=409, **wish)
    assert "You have changed what the letters say." in page.words
    name, value = next(iter(wish.items()))
    assert ticks(client).get(name) == value


def test_the_letters_are_shown_again_with_other_wishes_and_none_is_sent(
    staged: World, client: PageClient
) -> None:
    client.sign_in(CHAIR).get(page_of(staged))
    page = client.send("release/", button="Show the letters again", comments="yes", wait="60")
    assert COMMENT in page.words
    assert "csrf_token" not in client.path
    assert (ticks(client)["comments"], ticks(client)["wait"]) == ("yes", "60")
    assert staged.letters(kind=LetterKind.DECISION_ACCEPTED) == []


def test_an_undone_release_leaves_its_wishes_and_its_edits(staged: World, client: PageClient) -> None:
    client.sign_in(CHAIR)
    asked = "?confirm_on=2027-02-25&comments=yes&list_said=yes"
    client.get(f"/manage/{staged.slug}/release/letters/1/{asked}")
    body = dict(client.page.form("letters/1/").fields)["body"]
    client.send("letters/1/", body=f"{body}\nBring your slides.")
    client.send("release/", button="Send 2 letters")
    page = client.send("release/undo")
    fields = ticks(client)
    assert (fields["comments"], fields["confirm_on"], fields.get("list")) == ("yes", "2027-02-25", None)
    assert ("Bring your slides." in page.words, "was edited when" in page.words) == (True, False)


def test_an_edit_that_the_comments_keep_out_says_so(staged: World, client: PageClient) -> None:
    client.sign_in(CHAIR).get(f"/manage/{staged.slug}/release/letters/1/")
    body = dict(client.page.form("letters/1/").fields)["body"]
    client.send("letters/1/", body=f"{body}\nBring your slides.")
    client.get(page_of(staged))
    page = client.send("release/", button="Show the letters again", comments="yes")
    assert "Now reviewers’ comments go along, so the edit is not in it" in page.words
    page = client.send("release/", button="Show the letters again", comments=None)
    assert "Bring your slides." in page.words


def test_where_nobody_has_written_to_an_author_the_tick_says_so(world: World, client: PageClient) -> None:
    world.paper("Quotas Without Numbers", AUTHOR)
    decide(world, {1: ACCEPT})
    page = client.sign_in(CHAIR).get(f"{page_of(world)}?comments=yes")
    assert "No reviewer has written to an author, so no comment goes along." in page.words


def test_a_release_before_the_deadline_says_that_papers_still_come(
    staged: World, client: PageClient, clock: Clock
) -> None:
    deadline = staged.do(lambda s: staged.call(s).deadline_at)
    warning = "papers that come later need an answer too"
    clock.now = deadline - timedelta(days=20)
    page = client.sign_in(CHAIR).get(page_of(staged))
    assert (warning in page.words, "before that." in page.words) == (True, True)
    clock.now = deadline + timedelta(days=1)
    assert warning not in client.get(page_of(staged)).words


def test_while_letters_wait_both_pages_say_so(staged: World, client: PageClient) -> None:
    client.sign_in(CHAIR).get(page_of(staged))
    page = client.send("release/", button="Send 2 letters")
    assert "by Robin Vale; waiting" in page.words
    page = client.get(f"/manage/{staged.slug}/selection/")
    assert "2 letters wait to leave" in page.words
    assert "Decisions are fixed until then" in page.words
    assert page_of(staged) in page.links


def test_everyone_has_been_told_only_when_all_letters_have_left(staged: World, client: PageClient) -> None:
    client.sign_in(CHAIR).get(page_of(staged))
    page = client.send("release/", button="Send 2 letters", wait="0")
    assert "Everyone has been told" not in page.words
    deliver(staged, staged.now)
    assert "Everyone has been told" in client.get(page_of(staged)).words
