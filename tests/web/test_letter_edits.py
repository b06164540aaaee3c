"""Single letters are mended before they are sent, and never say what is no longer true."""

from typing import Any

import pytest

from tests.client import PageClient
from tests.selecting import decide, standing
from tests.world import AUTHOR, CHAIR, COAUTHOR, World
from wip.domain.letters import LetterKind
from wip.domain.papers import AuthorFacts
from wip.domain.reviews import Outcome
from wip.models import LetterEdit

ACCEPT, WAIT, DECLINE = Outcome.ACCEPT, Outcome.WAITING_LIST, Outcome.DECLINE
LEILA = "leila.haddad@law.example.edu"


@pytest.fixture
def staged(world: World) -> World:
    varga = AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR)
    world.paper("Quotas Without Numbers", AUTHOR, coauthors=(varga,))
    world.paper("Mercy as Procedure", LEILA)
    decide(world, {1: ACCEPT, 2: DECLINE})
    return world


def release_page(world: World) -> str:
    return f"/manage/{world.slug}/release/"


def editor(world: World, number: int) -> str:
    return f"{release_page(world)}letters/{number}/"


def edit(client: PageClient, world: World, number: int, **typed: Any) -> str:
    client.get(editor(world, number))
    return client.send(f"letters/{number}/", **typed).words


def body_of(client: PageClient, world: World, number: int) -> str:
    return str(client.get(editor(world, number)).form(f"letters/{number}/").filled()["body"][0])


def test_an_edited_letter_leaves_in_the_leader_s_words_with_its_links(
    staged: World, client: PageClient
) -> None:
    client.sign_in(CHAIR)
    body = body_of(client, staged, 2)
    assert "{join}" in body
    words = edit(
        client, staged, 2, subject="About your paper", body=f"Dear Leila,\n\nWe argued long.\n\n{body}"
    )
    assert "The letter to Leila Haddad is edited. It is marked below." in words
    assert ("edited" in words, "We argued long." in words) == (True, True)
    client.get(release_page(staged))
    client.send("release/", wait="0")
    (letter,) = staged.letters(kind=LetterKind.DECISION_DECLINED)
    assert letter.subject == "About your paper"
    assert "We argued long." in letter.text
    assert "We argued long." in letter.html
    assert [link[4] for link in letter.links if link[0] == "paper"] == ["", "join", "carry"]
    assert staged.do(lambda s: s.query(LetterEdit).count()) == 0


def test_one_author_s_letter_is_edited_and_the_other_s_is_not(staged: World, client: PageClient) -> None:
    client.sign_in(CHAIR)
    body = body_of(client, staged, 1)
    edit(client, staged, 1, subject="You are in", body=f"{body}\n\nBring the maps.")
    client.get(release_page(staged))
    client.send("release/", wait="0")
    told = {x.to_email: x.subject for x in staged.letters(kind=LetterKind.DECISION_ACCEPTED)}
    assert told[AUTHOR] == "You are in"
    assert told[COAUTHOR].startswith("Accepted for “Spring Works-in-Progress Session”")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Dear Leila, {nobody}", "There is no placeholder {nobody} in this letter."),
        ("Dear Leila, {", "A single brace stands in"),
        ("", "A letter needs a text."),
    ],
)
def test_unknown_placeholders_are_refused_and_nothing_typed_is_lost(
    staged: World, client: PageClient, body: str, said: str
) -> None:
    client.sign_in(CHAIR).get(editor(staged, 2))
    page = client.send("letters/2/", subject="About it", body=body, status=422)
    assert said in page.words
    assert page.form("letters/2/").filled()["subject"] == ["About it"]


def test_a_letter_keeps_the_links_without_which_its_reader_cannot_act(
    staged: World, client: PageClient
) -> None:
    client.sign_in(CHAIR).get(editor(staged, 1))
    page = client.send("letters/1/", subject="You are in", body="Dear Mbali, come.", status=422)
    assert "The text must contain" in page.words
    assert "{confirm}" in page.words


def test_an_edit_is_dropped_with_a_warning_when_the_decision_changes(
    staged: World, client: PageClient
) -> None:
    client.sign_in(CHAIR)
    edit(client, staged, 2, subject="About your paper", body=body_of(client, staged, 2) + "\nSorry again.")
    decide(staged, {2: WAIT})
    page = client.get(release_page(staged))
    assert "This letter was edited when it said something else." in page.words
    assert "Sorry again." not in page.words
    assert "Sorry again." in client.get(editor(staged, 2)).words
    client.get(release_page(staged))
    client.send("release/", wait="0")
    (letter,) = staged.letters(kind=LetterKind.DECISION_WAITING)
    assert "Sorry again." not in letter.text


def test_an_edit_is_part_of_what_was_read(staged: World, client: PageClient) -> None:
    client.sign_in(CHAIR)
    stale = client.get(release_page(staged)).form("release/").filled(wait="0")
    edit(client, staged, 2, subject="About your paper", body=body_of(client, staged, 2) + "\nSorry again.")
    assert client.post(release_page(staged), stale).status_code == 409
    assert standing(staged)[2] == ("submitted", "decline")


def test_an_edit_can_be_taken_back(staged: World, client: PageClient) -> None:
    client.sign_in(CHAIR)
    edit(client, staged, 2, subject="About your paper", body=body_of(client, staged, 2) + "\nSorry again.")
    client.get(editor(staged, 2))
    page = client.send("letters/2/", button="Back to the letter as it was")
    assert "The letter is as it was before it was edited." in page.words
    assert "Sorry again." not in page.words


def test_a_paper_without_a_waiting_letter_has_nothing_to_edit(staged: World, client: PageClient) -> None:
    decide(staged, {2: None})
    page = client.sign_in(CHAIR).get(editor(staged, 2))
    assert "No letter about this paper waits for its release" in page.words
