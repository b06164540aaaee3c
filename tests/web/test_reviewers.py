"""Inviting reviewers in the browser."""

from typing import Any

import pytest
from flask import Flask

from tests.client import PageClient
from tests.selecting import add_reviewer
from tests.world import CHAIR, OTHER_CHAIR, REVIEWER, World
from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind


def at(world: World, rest: str = "") -> str:
    return f"/manage/{world.slug}/reviewers/{rest}"


def test_a_colleague_is_asked_and_answers_from_the_letter(world: World, app: Flask) -> None:
    leader = PageClient(app).sign_in(CHAIR)
    leader.get(at(world))
    page = leader.send("reviewers", button="Send the invitation", name="Remi Oyelaran", email=REVIEWER)
    assert f"An invitation is on its way to {REVIEWER}." in page.words
    letter = world.letters(kind=LetterKind.REVIEWER_INVITATION)[0]
    guest = PageClient(app)
    guest.get(world.link(LinkKind.REVIEWERSHIP, REVIEWER, int(letter.links[0][2]), "accept"))
    assert "asked" in leader.get(at(world)).words
    guest.send(answer="accept")
    assert "reviews" in leader.get(at(world)).words
    PageClient(app).sign_in(REVIEWER).get(f"/manage/{world.slug}/reviews/")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "", "email": REVIEWER}, "Give the colleague’s name."),
        ({"name": "Remi", "email": ""}, "Give the colleague’s e-mail address."),
        ({"name": "Remi", "email": "remi at school"}, "is not an e-mail address"),
        ({"name": "Robin", "email": CHAIR}, "Robin Vale leads the section"),
    ],
)
def test_an_address_that_will_not_do_is_refused_beside_its_field(
    world: World, client: PageClient, typed: dict[str, Any], sentence: str
) -> None:
    client.sign_in(CHAIR).get(at(world))
    page = client.send("reviewers", button="Send the invitation", status=422, **typed)
    assert sentence in page.words
    assert world.letters(kind=LetterKind.REVIEWER_INVITATION) == []


def test_an_invitation_is_ended_and_made_anew(world: World, client: PageClient) -> None:
    asked = add_reviewer(world, REVIEWER)
    client.sign_in(CHAIR).get(at(world))
    page = client.send(f"{asked}/end")
    assert "ended" in page.words
    page = client.send(f"{asked}/again")
    assert "A new invitation is on its way." in page.words
    assert len(world.letters(kind=LetterKind.REVIEWER_INVITATION)) == 2


def test_an_old_page_ends_nothing(world: World, client: PageClient) -> None:
    asked = add_reviewer(world, REVIEWER)
    client.sign_in(CHAIR).get(at(world))
    client.send(f"{asked}/end", version="1", status=409)


def test_another_sections_leader_finds_nothing(world: World, client: PageClient) -> None:
    asked = add_reviewer(world, REVIEWER)
    client.sign_in(OTHER_CHAIR)
    client.get(at(world), status=404)
    token = client.get("/me/").forms[0].filled()
    assert client.post(at(world, f"{asked}/end"), token).status_code == 404


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_the_list_costs_the_same_at_any_length(
    world: World, client: PageClient, statements: Any, rows: int
) -> None:
    for n in range(rows):
        add_reviewer(world, f"reviewer{n}@law.example.edu", f"Reviewer {n}")
    client.sign_in(CHAIR)
    client.get(at(world))
    with statements() as said:
        client.get(at(world))
    assert len(said) == 5
