"""Reviewing in the browser: the queue, one paper after another, and what stays hidden."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.client import Form, PageClient
from tests.selecting import add_leader, add_reviewer, answers, decide, release, score
from tests.world import AUTHOR, CHAIR, COAUTHOR, REVIEWER, STRANGER, World
from wip.domain.calls import Blindness
from wip.domain.papers import AuthorFacts
from wip.domain.reviews import Outcome
from wip.domain.selection_stages import SelectionStage
from wip.queries.review_settings import settings_of

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
    page = client.send(button="Save and next", status=422, **answers(papers, points))
    sentence = "At least one criterion needs points" if points == "0" else "Choose one of the answers for “"
    assert (sentence in page.words, "coerce" in page.words) == (True, False)
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
    assert len(said) == 9


def test_abstaining_keeps_the_words_opens_the_others_and_counts_nowhere(
    papers: World, client: PageClient
) -> None:
    score(papers, 2, CHAIR, 1, SECRET)
    client.sign_in(REVIEWER)
    client.get(at(papers, "2/"))
    client.send(button="Abstain", comment="Too close to my own book.", **answers(papers, 5))
    assert client.path == at(papers, "1/")
    assert papers.do(lambda s: (papers.row(s, 2).reviews_done, papers.row(s, 2).score_mean)) == (1, 1.0)
    page = client.get(at(papers, "2/"))
    assert SECRET in page.words
    assert ("comment", "Too close to my own book.") in page.form("reviews/2/", "Save and next").fields
    assert [each for each in page.form("reviews/2/", "Save and next").fields if "criterion" in each[0]] == []
    page = client.get(at(papers) + "?show=abstained")
    assert "1 of 2 done" in page.words
    assert "Mercy as Procedure" in page.words
    page = PageClient(client.app).sign_in(CHAIR).get(at(papers, "2/"))
    assert "Remi Oyelaran: abstained Too close to my own book." in page.words


def test_a_skipped_paper_comes_last_and_what_was_typed_is_kept(papers: World, client: PageClient) -> None:
    score(papers, 1, CHAIR, 3)
    client.sign_in(REVIEWER)
    client.get(at(papers, "2/"))
    page = client.send(button="Skip for now", comment="Later")
    assert client.path == at(papers, "1/")
    assert "Paper 2 is skipped for now" in page.words
    page = client.get(at(papers))
    assert page.words.index("Quotas Without Numbers") < page.words.index("Mercy as Procedure")
    assert "typed, not saved" in page.words
    assert "skipped for now" in page.words
    page = client.get(at(papers, "2/"))
    assert "Restored what you typed" in page.words
    assert ("comment", "Later") in page.form("reviews/2/", "Save and next").fields
    page = client.send("discard")
    assert "is discarded" in page.words
    assert ("comment", "") in page.form("reviews/2/", "Save and next").fields
    client.get(at(papers, "1/"))
    client.send(button="Save and next", **answers(papers, 4))
    assert client.path == at(papers, "2/")
    client.send(button="Save and next", **answers(papers, 4))
    assert "You have reviewed every paper" in client.page.words


def test_no_opinion_is_an_answer_but_not_on_everything(papers: World, client: PageClient) -> None:
    client.sign_in(REVIEWER)
    client.get(at(papers, "2/"))
    page = client.send(button="Save and next", status=422, **answers(papers, 0))
    assert "At least one criterion needs points. If you can give none, press “Abstain”." in page.words
    client.send(button="Save and next", **(answers(papers, 0) | {"criterion-1": "4"}))
    assert papers.do(lambda s: papers.row(s, 2).score_mean) == 4.0
    page = client.get(at(papers, "2/"))
    chosen = dict(page.form("reviews/2/", "Save and next").fields)
    assert {name: chosen[name] for name in answers(papers, 0)} == {
        "criterion-1": "4",
        "criterion-2": "0",
        "criterion-3": "0",
    }


def test_an_unfinished_review_keeps_its_points_and_is_begun(papers: World, client: PageClient) -> None:
    client.sign_in(REVIEWER)
    client.get(at(papers, "2/"))
    page = client.send(button="Save", **{"criterion-2": "5", "criterion-3": "0"})  # type: ignore[arg-type]
    chosen = dict(page.form("reviews/2/", "Save and next").fields)
    assert (chosen.get("criterion-1"), chosen["criterion-2"], chosen["criterion-3"]) == (None, "5", "0")
    assert papers.do(lambda s: papers.row(s, 2).reviews_done) == 0
    page = client.get(at(papers) + "?show=begun")
    assert "Mercy as Procedure" in page.words
    assert "0 of 2 done" in page.words


def test_a_private_note_is_its_writers_alone(papers: World, client: PageClient) -> None:
    client.sign_in(REVIEWER)
    client.get(at(papers, "2/"))
    page = client.send(button="Save", private_note=SECRET, **answers(papers, 3))
    assert SECRET in page.html
    score(papers, 2, CHAIR, 3)
    chair = PageClient(client.app).sign_in(CHAIR)
    for path in (
        at(papers, "2/"),
        at(papers),
        f"/manage/{papers.slug}/selection/",
        f"/manage/{papers.slug}/history/",
    ):
        assert SECRET not in chair.get(path).html
    archive = chair.http.get(f"/manage/{papers.slug}/hand-over.zip", base_url="https://wip.example.edu").data
    names = zipfile.ZipFile(io.BytesIO(archive))
    assert [name for name in names.namelist() if SECRET.encode() in names.read(name)] == []


def test_what_the_page_saves_while_typing_is_restored_elsewhere(papers: World, client: PageClient) -> None:
    client.sign_in(REVIEWER)
    form = client.get(at(papers, "2/")).form("reviews/2/", "Save and next")
    typed = form.filled(comment="Typed on the train", page="one", turn="1")
    first = client.post(at(papers, "2/typed"), typed)
    assert (first.status_code, first.get_json()["version"]) == (200, "0.1")
    other = client.post(at(papers, "2/typed"), form.filled(comment="Typed at home", page="two", turn="1"))
    assert (other.status_code, other.get_json()["outcome"]) == (409, "behind")
    phone = PageClient(client.app).sign_in(REVIEWER)
    page = phone.get(at(papers, "2/"))
    assert ("comment", "Typed on the train") in page.form("reviews/2/", "Save and next").fields
    data = form.filled(comment="Typed at home", page="two") | {"form_token": ["b"]}
    late = client.post(at(papers, "2/"), data)
    assert late.status_code == 409
    assert "in another window or on another device" in late.get_data(as_text=True)
    assert "Typed at home" in late.get_data(as_text=True)
    assert papers.do(lambda s: papers.row(s, 2).reviews_done) == 0


def test_skipping_never_drops_words_for_those_of_another_window(papers: World, client: PageClient) -> None:
    client.sign_in(REVIEWER)
    form = client.get(at(papers, "2/")).form("reviews/2/", "Save and next")
    client.post(at(papers, "2/typed"), form.filled(comment="There", page="one", turn="1"))
    data = form.filled(comment="Here", page="two", then="skip")
    answer = client.post(at(papers, "2/"), data)
    assert answer.status_code == 409
    assert "Here" in answer.get_data(as_text=True)
    page = client.get(at(papers, "2/"))
    assert dict(page.form("reviews/2/", "Save and next").fields)["comment"] == "There"


def test_a_frozen_ranking_takes_no_review_and_keeps_what_was_typed(papers: World, client: PageClient) -> None:
    score(papers, 2, REVIEWER, 4, "As saved.")
    client.sign_in(REVIEWER)
    client.get(at(papers, "2/"))
    papers.do(_freeze(papers))
    page = client.send(button="Save and next", comment="Typed too late.", status=422, **answers(papers, 1))
    assert "The ranking is frozen, so reviews can no longer be changed." in page.words
    assert "Typed too late." in page.words
    assert papers.do(lambda s: papers.row(s, 2).score_mean) == 4.0
    page = client.get(at(papers, "2/"))
    assert "As saved." in page.words
    assert "The ranking is frozen, so your review stays as it is." in page.words


def _freeze(world: World) -> Callable[[Session], None]:
    def act(session: Session) -> None:
        settings = settings_of(session, world.call(session).wip_session)
        settings.stage, settings.frozen_at = SelectionStage.FROZEN, world.now

    return act


def test_a_discussion_is_read_and_written_by_those_who_are_done(papers: World, client: PageClient) -> None:
    score(papers, 2, CHAIR, 1)
    chair = PageClient(client.app).sign_in(CHAIR)
    chair.get(at(papers, "2/"))
    page = chair.send("discussion", text=f"{SECRET}\r\n<script>alert(1)</script>")
    assert "Your words are in the discussion." in page.words
    assert "<script>alert" not in page.html
    client.sign_in(REVIEWER)
    assert SECRET not in client.get(at(papers, "2/")).html
    token = client.page.forms[0].filled()
    assert client.post(at(papers, "2/discussion"), token | {"text": ["Let me in"]}).status_code == 422
    page = client.send("reviews/2/", button="Save", **answers(papers, 3))
    assert SECRET in page.words
    page = client.send("discussion", text="  ", status=422)
    assert "Write something first." in page.words
    client.send("discussion", text="I agree.")
    assert "1 new" in chair.get(at(papers, "2/")).words


def test_long_text_of_any_script_is_kept_whole_and_more_is_refused_with_it(
    papers: World, client: PageClient
) -> None:
    text = ("\u05e9\u05dc\u05d5\u05dd \u200f<b>x</b> " * 2_000)[:19_999] + "."
    client.sign_in(REVIEWER)
    client.get(at(papers, "2/"))
    page = client.send(button="Save", comment=text, comment_to_author=text, private_note=text)
    form = dict(page.form("reviews/2/", "Save and next").fields)
    assert [form[name] for name in ("comment", "comment_to_author", "private_note")] == [text] * 3
    assert "<b>x</b>" not in page.html
    page = client.send(button="Save", status=422, comment=text + "!")
    assert "Please shorten this to 20000 characters." in page.words
    assert dict(page.form("reviews/2/", "Save and next").fields)["comment"] == text + "!"
