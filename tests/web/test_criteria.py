"""The form of a review, as its leaders set it and its reviewers see it."""

from typing import Any

import pytest

from tests.client import PageClient
from tests.selecting import add_reviewer, answers, score
from tests.world import CHAIR, REVIEWER, World

HOSTILE = "<script>alert(1)</script> {{ 7 * 7 }} \u202egnp.exe"


@pytest.fixture
def leader(world: World, client: PageClient) -> PageClient:
    add_reviewer(world, REVIEWER)
    world.paper()
    return client.sign_in(CHAIR)


def at(world: World, rest: str = "") -> str:
    return f"/manage/{world.slug}/review-form/{rest}"


def test_a_criterion_is_added_seen_by_reviewers_and_changed(world: World, leader: PageClient) -> None:
    page = leader.get(at(world))
    assert "Is there a question that is worth half an hour of a room’s attention?" in page.words
    leader.get(at(world, "criteria/new"))
    page = leader.send(
        "criteria/new", name="Courage", help=HOSTILE, labels="no\r\n\r\n so  so \nyes", weight="3"
    )
    assert leader.path == at(world) + "#criterion-4-row"
    assert "no · so so · yes" in page.words
    assert "<script>alert" not in page.html
    page = leader.get(f"/manage/{world.slug}/reviews/1/")
    assert "Courage counts 3 times" in page.words
    leader.get(at(world, "criteria/4"))
    page = leader.send("criteria/4", name="Nerve", weight="")
    assert "The criterion is saved." in page.words
    assert "Nerve" in page.words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " "}, "Give the criterion a name."),
        ({"labels": "yes"}, "Give 2 to 7 answers, one a line, the lowest first; these are 1."),
        ({"labels": "no\nNo"}, "Two answers are the same. Give each its own words."),
        ({"weight": "10"}, "Give a whole number from 1 to 9."),
        ({"name": "fit"}, "Another criterion has this name. Choose a name that tells the two apart."),
    ],
)
def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(
    world: World, leader: PageClient, typed: dict[str, str], said: str
) -> None:
    leader.get(at(world, "criteria/new"))
    fields: dict[str, Any] = {"name": "Courage", "labels": "no\nyes", "help": "Does it dare?"} | typed
    page = leader.send("criteria/new", button="", status=422, follow=True, **fields)
    assert said in page.words
    assert ("help", "Does it dare?") in page.form("criteria/new").fields


def test_a_leader_is_told_before_and_after_that_scores_follow(world: World, leader: PageClient) -> None:
    score(world, 1, REVIEWER, 4)
    assert "Up to 1 review has points; they keep them." in leader.get(at(world)).words
    page = leader.get(at(world, "criteria/1"))
    assert "1 review has points on this criterion; they keep them." in page.words
    page = leader.send("criteria/1", labels="no\nyes", status=422)
    assert "Reviewers have given points on this scale" in page.words
    leader.get(at(world))
    page = leader.send("criteria/1/retire")
    assert "The points given stay, and count no longer." in page.words
    assert "Retired" in page.words
    page = leader.send("criteria/1/again")
    assert "its points count again" in page.words


def test_an_old_page_gets_409_with_what_happened_and_what_was_typed(world: World, leader: PageClient) -> None:
    old = leader.get(at(world, "criteria/1")).form("criteria/1").filled(name="My words")
    leader.send("criteria/1", weight="7")
    response = leader.post(at(world, "criteria/1"), old)
    assert response.status_code == 409
    html = response.get_data(as_text=True)
    assert "My words" in html
    assert "weight: 7" in html


def test_guidance_stands_beside_the_form_with_the_calls_own_words(world: World, leader: PageClient) -> None:
    world.do(lambda s: setattr(world.call(s), "criteria", "Junior colleagues first."))
    leader.get(at(world))
    leader.send("guidance", guidance="Read *the draft* first.\n\n<script>alert(1)</script>")
    page = leader.get(f"/manage/{world.slug}/reviews/1/")
    assert "<em>the draft</em>" in page.html
    assert "Junior colleagues first." in page.words
    assert "<script>alert" not in page.html


def test_what_reviewers_gave_shows_by_criterion_to_those_who_are_done(
    world: World, leader: PageClient
) -> None:
    score(world, 1, REVIEWER, 2)
    leader.get(f"/manage/{world.slug}/reviews/1/")
    page = leader.send("reviews/1/", button="Save", **answers(world, 5))
    assert "Remi Oyelaran: 2.0 of 5" in page.words
    assert "Question 2 of 5: a little Stage 2 of 5: rather not Fit 2 of 5: loosely" in page.words
