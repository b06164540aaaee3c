"""Selecting and releasing in the browser."""

from typing import Any

import pytest
from flask import Flask

from tests.client import Page, PageClient
from tests.selecting import (
    SECOND_CHAIR,
    add_leader,
    add_reviewer,
    decide,
    release,
    score,
    see_all_scores,
    standing,
)
from tests.world import AUTHOR, CHAIR, REVIEWER, World
from wip.domain.calls import Blindness
from wip.domain.letters import LetterKind
from wip.domain.reviews import Outcome

LEILA = "leila.haddad@law.example.edu"
ACCEPT, WAIT, DECLINE = Outcome.ACCEPT, Outcome.WAITING_LIST, Outcome.DECLINE
DECISIONS = (LetterKind.DECISION_ACCEPTED, LetterKind.DECISION_WAITING, LetterKind.DECISION_DECLINED)


@pytest.fixture
def papers(world: World) -> World:
    world.paper("Quotas Without Numbers", AUTHOR)
    world.paper("Mercy as Procedure", LEILA)
    score(world, 1, REVIEWER, 3)
    score(world, 2, REVIEWER, 5)
    return world


def selection(world: World) -> str:
    return f"/manage/{world.slug}/selection/"


def release_page(world: World) -> str:
    return f"/manage/{world.slug}/release/"


def letters_written(world: World) -> int:
    return len([x for x in world.letters() if x.kind in DECISIONS])


def pick(client: PageClient, status: int = 200, **chosen: Any) -> Page:
    typed: dict[str, Any] = {name.replace("_", "-"): value for name, value in chosen.items()}
    return client.send("selection", button="Save the selection", status=status, **typed)


def test_a_leader_selects_reads_and_tells_everyone(papers: World, client: PageClient) -> None:
    client.sign_in(CHAIR)
    page = client.get(selection(papers))
    assert "Next: decide on 2 papers" in page.words
    page = pick(client, decision_2="accept", decision_1="waiting_list", place_1="1")
    assert "2 decisions saved. Nothing is visible to authors yet." in page.words
    assert standing(papers) == {1: ("submitted", "waiting_list"), 2: ("submitted", "accept")}
    page = client.get(release_page(papers))
    assert "Next: read 2 letters, then send" in page.words
    assert page.words.count("Dear ") == 2
    assert "Submitted in all 2" in page.words
    assert letters_written(papers) == 0
    page = client.send("release", button="Send 2 letters", wait="0")
    assert "2 letters on the way." in page.words
    assert standing(papers) == {1: ("waiting", None), 2: ("accepted", None)}
    assert letters_written(papers) == 2
    assert "2 letters are on their way" in page.words
    page = client.get(selection(papers))
    assert ("Every decision is released" in page.words, "Read the letters before" in page.words) == (
        True,
        False,
    )


def test_no_personal_link_can_be_used_from_the_preview(papers: World, client: PageClient) -> None:
    decide(papers, {1: ACCEPT, 2: DECLINE})
    page = client.sign_in(CHAIR).get(release_page(papers))
    assert page.words.count("[personal link to the paper]") == 6
    assert "/papers/" not in "".join(form.action for form in page.forms)


def test_pressing_twice_releases_once(papers: World, client: PageClient) -> None:
    decide(papers, {1: ACCEPT, 2: DECLINE})
    client.sign_in(CHAIR)
    data = client.get(release_page(papers)).form("release").filled()
    answers = [client.post(release_page(papers), data).status_code for _ in range(3)]
    assert answers == [303, 303, 303]
    assert letters_written(papers) == 2


def test_the_second_leader_is_told_that_the_first_has_released(papers: World, app: Flask) -> None:
    add_leader(papers)
    decide(papers, {1: ACCEPT, 2: DECLINE})
    one, two = PageClient(app).sign_in(CHAIR), PageClient(app).sign_in(SECOND_CHAIR)
    one.get(release_page(papers))
    two.get(release_page(papers))
    one.send("release")
    page = two.send("release", status=409)
    assert "Robin Vale released these decisions" in page.words
    assert letters_written(papers) == 2


def test_undecided_papers_are_named_and_nothing_is_sent(papers: World, client: PageClient) -> None:
    decide(papers, {1: ACCEPT})
    page = client.sign_in(CHAIR).get(release_page(papers))
    assert "1 paper is still undecided: “Mercy as Procedure”." in page.words
    assert [form.action for form in page.forms if form.method == "post"] == ["/sign-out"]
    form = client.get(selection(papers)).form("selection").filled()
    response = client.post(release_page(papers), form)
    assert response.status_code == 409
    assert letters_written(papers) == 0


@pytest.mark.parametrize("day", ["2027-01-19", "2027-03-18", "soon"])
def test_a_day_that_cannot_be_is_refused_in_words(papers: World, client: PageClient, day: str) -> None:
    decide(papers, {1: ACCEPT, 2: DECLINE})
    page = client.sign_in(CHAIR).get(f"{release_page(papers)}?confirm_on={day}")
    assert "Please look at this again" in page.words


def test_the_day_and_the_comments_are_read_before_they_are_sent(papers: World, client: PageClient) -> None:
    score(papers, 1, REVIEWER, 3, "", "Cut the first part.")
    decide(papers, {1: ACCEPT, 2: DECLINE})
    client.sign_in(CHAIR)
    page = client.get(f"{release_page(papers)}?confirm_on=2027-02-25&comments=yes")
    assert "Cut the first part." in page.words
    client.send("release")
    letter = papers.letters(kind=LetterKind.DECISION_ACCEPTED)[0]
    assert letter.subject.endswith("please confirm by Thu 25 Feb 2027, 23:59 New York")
    assert "Cut the first part." in letter.text


def test_a_clash_keeps_what_was_typed_and_saves_nothing(papers: World, app: Flask) -> None:
    add_leader(papers)
    see_all_scores(papers, SECOND_CHAIR)
    one, two = PageClient(app).sign_in(CHAIR), PageClient(app).sign_in(SECOND_CHAIR)
    one.get(selection(papers))
    two.get(selection(papers))
    pick(one, decision_1="decline")
    page = pick(two, status=409, decision_1="accept", decision_2="waiting_list", place_2="2")
    assert "Mbali Abara’s paper is now declined (by Robin Vale)." in page.words
    assert page.html.count(">not saved</span>") == 2
    assert standing(papers) == {1: ("submitted", "decline"), 2: ("submitted", None)}
    fields = page.form("selection").fields
    chosen = [pair for pair in fields if pair[0] in {"decision-1", "decision-2", "place-2"}]
    assert chosen == [("decision-2", "waiting_list"), ("place-2", "2"), ("decision-1", "accept")]
    pick(two)
    assert standing(papers) == {1: ("submitted", "accept"), 2: ("submitted", "waiting_list")}


@pytest.mark.parametrize(
    "typed",
    [
        {"decision_1": "perhaps"},
        {"decision_1": "waiting_list", "place_1": "first"},
        {"decision_1": "waiting_list", "place_1": "0"},
        {"decision_1": "waiting_list", "place_1": "9999"},
        {"decision_1": "waiting_list", "place_1": "٣"},
    ],
)
def test_what_is_no_decision_is_refused(papers: World, client: PageClient, typed: dict[str, str]) -> None:
    client.sign_in(CHAIR).get(selection(papers))
    page = pick(client, status=422, **typed)
    assert "Please look at this again" in page.words
    assert standing(papers)[1] == ("submitted", None)


def test_a_form_without_its_marks_or_for_a_foreign_paper_saves_nothing(
    papers: World, client: PageClient
) -> None:
    data = client.sign_in(CHAIR).get(selection(papers)).form("selection").filled()
    bare = {name: value for name, value in data.items() if not name.startswith("seen-")}
    assert client.post(selection(papers), bare | {"decision-1": ["accept"]}).status_code == 409
    foreign = data | {"form_token": ["other"], "decision-77": ["accept"], "seen-77": ["1.0.0.."]}
    assert client.post(selection(papers), foreign).status_code == 404
    assert standing(papers) == {1: ("submitted", None), 2: ("submitted", None)}


def test_a_leader_sees_nothing_of_the_decision_on_an_own_paper(papers: World, app: Flask) -> None:
    add_leader(papers, AUTHOR, "Mbali Abara")
    decide(papers, {1: DECLINE, 2: ACCEPT})
    browser = PageClient(app).sign_in(AUTHOR)
    page = browser.get(selection(papers))
    assert "Paper 1: you are an author" in page.words
    assert "Quotas Without Numbers" not in page.words
    page = browser.get(release_page(papers))
    assert (
        "Papers that are closed to you are released with these; another leader decides on them." in page.words
    )
    assert "Dear Mbali Abara" not in page.words
    assert "Dear Leila Haddad" in page.words


def test_double_blind_selection_shows_no_names(papers: World, client: PageClient) -> None:
    papers.do(lambda s: setattr(papers.call(s), "blindness", Blindness.DOUBLE))
    html = client.sign_in(CHAIR).get(selection(papers)).html
    assert [name for name in ("Mbali Abara", "Leila Haddad") if name in html] == []


def test_a_reviewer_neither_selects_nor_releases(papers: World, client: PageClient) -> None:
    add_reviewer(papers, REVIEWER)
    client.sign_in(REVIEWER)
    client.get(selection(papers), status=404)
    client.get(release_page(papers), status=404)


def test_a_changed_decision_is_released_again_to_its_author_alone(papers: World, client: PageClient) -> None:
    decide(papers, {1: WAIT, 2: ACCEPT})
    release(papers)
    client.sign_in(CHAIR).get(selection(papers))
    pick(client, decision_1="accept")
    page = client.get(release_page(papers))
    assert "Next: read 1 letter, then send" in page.words
    client.send("release")
    assert [(x.to_email, x.state.value) for x in papers.letters() if x.kind in DECISIONS] == [
        (LEILA, "waiting"),
        (AUTHOR, "replaced"),
        (AUTHOR, "waiting"),
    ]


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_selection_and_release_cost_the_same_at_any_length(
    world: World, client: PageClient, statements: Any, rows: int
) -> None:
    for n in range(rows):
        world.paper(f"Paper {n}", f"author{n}@law.example.edu")
        score(world, n + 1, REVIEWER, 4)
    decide(world, dict.fromkeys(range(1, rows + 1), WAIT))
    see_all_scores(world)
    client.sign_in(CHAIR)
    counts = []
    for path in (selection(world), release_page(world)):
        client.get(path)
        with statements() as said:
            client.get(path)
        counts.append(len(said))
    assert counts == [16, 20]
