"""Reviewing in the browser: the queue, one paper after another, and what stays hidden."""

from typing import Any

import pytest
from flask import Flask

from tests.client import Form, PageClient
from tests.selecting import add_leader, add_reviewer, answers, decide, release, score
from tests.world import AUTHOR, CHAIR, COAUTHOR, REVIEWER, STRANGER, World
from wip.domain.calls import Blindness
from wip.domain.papers import AuthorFacts
from wip.domain.reviews import Outcome

SECRET = "A remark for the committee alone"


@pytest.fixture
def papers(world: World) -> World:
    add_reviewer(world, REVIEWER)
    varga = AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR)
    world.paper("Quotas Without Numbers", AUTHOR, coauthors=(varga,))
    world.paper("Mercy as Procedure", "leila.haddad@law.example.edu")
    return world


def at(world: World, rest: str = "") -> str:
    return f"/manage/{world.slug}/reviews/{rest}"


def test_a_reviewer_goes_from_paper_to_paper_and_is_done(papers: World, client: PageClient) -> None:
    score(papers, 1, CHAIR, 5)
    client.sign_in(REVIEWER)
    page = client.get(at(papers))
    assert "Next: 2 papers to review" in page.words
    client.get(at(papers, "2/"))
    client.send(button="Save and next", comment="Sound.", **answers(papers, 4))
    assert client.path == at(papers, "1/")
    page = client.send(button="Save and next", **answers(papers, 2))
    assert client.path == at(papers)
    assert "You have reviewed every paper" in page.words
    page = client.get(at(papers) + "?show=done")
    assert "4.0 of 5" in page.words
    assert papers.do(
        lambda s: [(papers.row(s, n).reviews_done, papers.row(s, n).score_mean) for n in (1, 2)]
    ) == [
        (2, 3.5),
        (1, 4.0),
    ]


def test_save_and_next_asks_for_a_score_and_keeps_the_comment(papers: World, client: PageClient) -> None:
    client.sign_in(REVIEWER)
    client.get(at(papers, "2/"))
    page = client.send(button="Save and next", comment="Half a thought", status=422)
    assert "Choose an answer for “Stage”, or “no opinion”." in page.words
    assert ("comment", "Half a thought") in page.form("reviews/2/", "Save and next").fields
    client.send(button="Save", comment="Half a thought")
    assert "begun" in client.get(at(papers)).words


@pytest.mark.parametrize("points", ["9", "0", "x", "4.5"])
def test_a_score_that_is_none_is_refused_on_the_page(papers: World, client: PageClient, points: str) -> None:
    client.sign_in(REVIEWER)
    client.get(at(papers, "2/"))
    client.send(button="Save and next", status=422, **answers(papers, points))
    assert papers.do(lambda s: papers.row(s, 2).reviews_done) == 0


def test_others_are_read_only_after_ones_own(papers: World, client: PageClient) -> None:
    score(papers, 2, CHAIR, 1, SECRET, "Cut the first part")
    client.sign_in(REVIEWER)
    assert SECRET not in client.get(at(papers, "2/")).html
    client.send(button="Save", comment="Not sure yet")
    assert SECRET not in client.page.html
    page = client.send(button="Save", **answers(papers, 3))
    assert SECRET in page.words
    assert "Robin Vale" in page.words


def test_a_review_in_two_windows_is_not_overwritten(papers: World, client: PageClient) -> None:
    client.sign_in(REVIEWER)
    old = client.get(at(papers, "2/")).form("reviews/2/", "Save and next")
    client.send(button="Save", **answers(papers, 3))
    data = old.filled(comment="Typed in the other window", **answers(papers, 1)) | {"form_token": ["another"]}
    response = client.post(at(papers, "2/"), data)
    assert response.status_code == 409
    assert "Typed in the other window" in response.get_data(as_text=True)
    assert papers.do(lambda s: papers.row(s, 2).score_mean) == 3.0


@pytest.mark.parametrize("email", [AUTHOR, COAUTHOR])
def test_ones_own_paper_is_not_there(papers: World, client: PageClient, email: str) -> None:
    add_leader(papers, email, "")
    score(papers, 1, REVIEWER, 1, SECRET)
    client.sign_in(email)
    page = client.get(at(papers))
    assert "Mercy as Procedure" in page.words
    assert "Quotas Without Numbers" not in page.words
    client.get(at(papers, "1/"), status=404)
    token = page.forms[0].filled()
    for rest in ("1/", "1/conflict", "1/take-back"):
        assert client.post(at(papers, rest), token | {"comment": ["5"]}).status_code == 404
    assert papers.do(lambda s: papers.row(s, 1).reviews_done) == 1


def test_a_conflict_closes_the_paper_until_taken_back(papers: World, client: PageClient) -> None:
    score(papers, 2, CHAIR, 2, SECRET)
    client.sign_in(REVIEWER)
    client.get(at(papers, "2/"))
    page = client.send("conflict", button="Declare", reason="We share an office")
    assert "Paper 2: conflict declared We share an office" in page.words
    assert "Mercy as Procedure" not in page.html
    client.get(at(papers, "2/"), status=404)
    client.get(at(papers))
    page = client.send("take-back")
    assert client.path == at(papers, "2/")
    assert "Mercy as Procedure" in page.words


def test_double_blind_hides_names_and_file_names(papers: World, client: PageClient) -> None:
    papers.do(lambda s: setattr(papers.call(s), "blindness", Blindness.DOUBLE))
    client.sign_in(REVIEWER)
    for rest in ("", "1/", "2/"):
        html = client.get(at(papers, rest)).html
        assert [name for name in ("Mbali Abara", "Tomas Varga", "Leila Haddad") if name in html] == []


def test_a_decided_paper_shows_ones_review_but_takes_no_change(papers: World, client: PageClient) -> None:
    score(papers, 2, REVIEWER, 4, "Sound.")
    client.sign_in(REVIEWER)
    old: Form = client.get(at(papers, "2/")).form("reviews/2/", "Save and next")
    decide(papers, {1: Outcome.ACCEPT, 2: Outcome.DECLINE})
    release(papers)
    page = client.get(at(papers, "2/"))
    assert "your review stays as it is" in page.words
    assert client.post(at(papers, "2/"), old.filled(**answers(papers, 1))).status_code == 422
    assert "No paper waits for a review" in client.get(at(papers)).words


def test_only_leaders_and_reviewers_get_in(papers: World, app: Flask) -> None:
    for email in (STRANGER, AUTHOR):
        browser = PageClient(app).sign_in(email)
        browser.get(at(papers), status=404)
        browser.get(at(papers, "2/"), status=404)
    visitor = PageClient(app)
    visitor.get(at(papers))
    assert visitor.path.startswith("/sign-in")


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_the_queue_costs_the_same_at_any_length(
    world: World, client: PageClient, statements: Any, rows: int
) -> None:
    for n in range(rows):
        world.paper(f"Paper {n}", f"author{n}@law.example.edu")
    client.sign_in(CHAIR)
    client.get(at(world))
    with statements() as said:
        client.get(at(world))
    assert len(said) == 7
