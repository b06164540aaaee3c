"""Unfinished papers: saved as typed, reloaded, finished elsewhere; two pages that never overwrite each other unasked."""

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import documents
from tests.client import Page, PageClient
from tests.conftest import Clock
from tests.web.test_submissions import file, opened, papers, typed
from tests.world import AUTHOR, COAUTHOR, DEADLINE, World
from wip.domain.links import LinkKind
from wip.domain.texts import clean, clean_line
from wip.models import Paper, StartedSubmission
from wip.services import started


def rows(world: World) -> list[tuple[str, str]]:
    """The unfinished papers: each one's title as typed, and the first author's address."""

    def read(session: Any) -> list[tuple[str, str]]:
        found = session.scalars(sa.select(StartedSubmission).order_by(StartedSubmission.id)).all()
        return [
            ("".join(r.fields.get("title", [])), "".join(r.fields.get("authors-0-email", []))) for r in found
        ]

    return world.do(read)


def saves(client: PageClient, page: Page, turn: int = 1, **more: Any) -> tuple[int, dict[str, Any]]:
    """What the page's script sends, and is answered."""
    form = page.form("/submit")
    data = form.filled(**typed(**more))
    data["page"] = data.pop("form_token")
    response = client.post(f"{form.action.split('?')[0]}/save", data | {"turn": [str(turn)]})
    return response.status_code, response.get_json()


def press(client: PageClient, name: str, value: str) -> None:
    """One of several buttons with the same words."""
    form = client.page.form("/submit")
    response = client.post(form.action, form.filled() | {name: [value]})
    client.get(response.headers["Location"])


def test_what_is_saved_while_typing_is_there_after_a_reload(client: PageClient, world: World) -> None:
    page = opened(client, world).page
    status, answer = saves(client, page, title="Half a ti", abstract="Informal\n\n  targets ")
    assert (status, answer["outcome"], answer["version"], answer["contested"]) == (200, "saved", 1, False)
    client.get(answer["address"])
    kept = dict(client.page.form("/submit").fields)
    assert [kept["title"], kept["abstract"], kept["authors-0-email"]] == [
        "Half a ti",
        "Informal\n\n  targets",
        AUTHOR,
    ]
    assert client.send("/submit", button="Submit the paper", title="Whole").headings == ["Your paper is in"]
    assert (rows(world), [title for _, title, *_ in papers(world)]) == ([], ["Whole"])


def test_two_forms_in_one_browser_never_mix(client: PageClient, world: World) -> None:
    one = opened(client, world).page
    two = opened(client, world).page
    for turn in (1, 2, 3):
        saves(client, one, turn, title=f"First {turn}")
        saves(client, two, turn, title=f"Second {turn}")
    assert [title for title, _ in rows(world)] == ["First 3", "Second 3"]
    key = dict(one.form("/submit").fields)["started"]
    client.get(f"/sessions/{world.slug}/submit?started={key}")
    client.send("/submit", button="Submit the paper")
    assert ([title for _, title, *_ in papers(world)], [title for title, _ in rows(world)]) == (
        ["First 3"],
        ["Second 3"],
    )


def test_an_older_save_that_arrives_late_changes_nothing(client: PageClient, world: World) -> None:
    page = opened(client, world).page
    saves(client, page, 2, title="Newer")
    assert saves(client, page, 1, title="Older")[0] == 200
    assert rows(world) == [("Newer", AUTHOR)]


def test_a_page_that_is_behind_is_told_and_so_is_the_other(client: PageClient, world: World) -> None:
    desk = opened(client, world).page
    _, answer = saves(client, desk, title="From the desk")
    phone = client.get(answer["address"])
    assert saves(client, phone, title="From the phone")[1]["outcome"] == "saved"
    status, told = saves(client, desk, 1_000, title="From the desk again")
    assert (status, told["outcome"], rows(world)) == (409, "behind", [("From the phone", AUTHOR)])
    assert saves(client, phone, 2, title="From the phone")[1]["contested"] is True
    assert saves(client, phone, 3, title="From the phone")[1]["contested"] is False


def test_a_button_on_a_page_that_is_behind_keeps_both_until_it_is_pressed_again(
    client: PageClient, world: World
) -> None:
    opened(client, world).send("/submit", button="Save and finish later", **typed(title="One"))
    address = client.path
    behind = client.page
    client.get(address)
    client.send("/submit", button="Save and finish later", title="Two, elsewhere")
    client.page, client.path = behind, address
    page = client.send("/submit", button="Submit the paper", status=422, title="Three, here")
    assert "was saved in another window or on another device" in page.words
    assert (rows(world), papers(world)) == ([("Two, elsewhere", AUTHOR)], [])
    client.send("/submit", button="Submit the paper")
    assert ([title for _, title, *_ in papers(world)], rows(world)) == (["Three, here"], [])


@pytest.mark.parametrize("button", ["Save and finish later", "Submit the paper"])
def test_a_page_read_before_its_own_last_save_arrived_is_not_behind_the_same_words(
    client: PageClient, world: World, button: str
) -> None:
    """Left and opened again: the browser puts back what was typed, while the save of the page that was left arrives."""
    first = opened(client, world).page
    _, answer = saves(client, first, title="Half")
    again = client.get(answer["address"])
    saves(client, first, 2, title="Whole")
    client.page = again
    client.send("/submit", button=button, **typed(title="Whole"))
    assert [title for title, _ in rows(world)] + [title for _, title, *_ in papers(world)] == ["Whole"]


def test_a_paper_submitted_in_one_tab_does_not_come_back_from_another(
    client: PageClient, world: World
) -> None:
    page = opened(client, world).page
    _, answer = saves(client, page)
    again = client.get(answer["address"])
    client.send("/submit", button="Submit the paper")
    assert saves(client, again, title="Too late")[0] == 410
    assert rows(world) == []
    assert "There is no unfinished paper at this address any more" in client.get(answer["address"]).words


def test_without_scripts_each_button_saves_first(client: PageClient, world: World) -> None:
    several = {"authors-1-name": "Tomas Varga", "authors-1-email": COAUTHOR, "authors-2-name": "Third"}
    opened(client, world).send("/submit", button="Add another author", **typed(title="", **several))
    kept = dict(client.page.form("/submit").fields)
    assert ("authors-3-name" in kept, rows(world)) == (True, [("", AUTHOR)])
    press(client, "author_down", "0")
    kept = dict(client.page.form("/submit").fields)
    assert [kept[f"authors-{n}-name"] for n in range(4)] == ["Tomas Varga", "Mbali Abara", "Third", ""]
    assert [kept["authors-0-email"], kept["authors-1-email"]] == [COAUTHOR, AUTHOR]
    press(client, "remove_author", "2")
    kept = dict(client.page.form("/submit").fields)
    assert [kept[f"authors-{n}-name"] for n in range(3)] == ["Tomas Varga", "Mbali Abara", ""]
    assert (papers(world), world.letters()) == ([], [])


def test_a_refused_paper_is_saved_as_it_is_with_its_file(client: PageClient, world: World) -> None:
    draft = file(documents.pdf(), "quotas.pdf")
    page = opened(client, world).send(
        "/submit", button="Submit the paper", status=422, **typed(abstract="", draft=draft)
    )
    assert rows(world) == [("Quotas Without Numbers", AUTHOR)]
    client.get(page.form("/submit").action)
    client.send("/submit", button="Submit the paper", abstract="At last.")
    assert papers(world) == [(1, "Quotas Without Numbers", "submitted", ["quotas.pdf"])]
    assert rows(world) == []


def test_finish_later_by_the_letter_s_link_on_any_device(
    client: PageClient, app: Flask, world: World, clock: Clock
) -> None:
    opened(client, world).send("/submit", button="Save and finish later", **typed(abstract="So far"))
    (letter,) = world.letters()
    assert (letter.kind.value, letter.to_email) == ("paper_started", AUTHOR)
    assert "“Quotas Without Numbers”" in letter.text
    kept = "A file that you chose is kept for three days only; after that, choose it again."
    assert [kept in " ".join(text.split()) for text in (letter.text, letter.html)] == [True, True]
    client.send("/submit", button="Save and finish later")
    assert len(world.letters()) == 1
    clock.now += timedelta(days=1)
    client.send("/submit", button="Save and finish later")
    assert len(world.letters()) == 2
    row = world.do(lambda s: s.scalars(sa.select(StartedSubmission.id)).one())
    phone = PageClient(app)
    page = phone.get(world.link(LinkKind.STARTED, AUTHOR, row))
    assert dict(page.form("/submit").fields)["abstract"] == "So far"
    phone.send("/submit", button="Submit the paper")
    assert ([title for _, title, *_ in papers(world)], rows(world)) == (["Quotas Without Numbers"], [])
    phone.get(world.link(LinkKind.STARTED, AUTHOR, row), 404)


@pytest.mark.parametrize("email", ["", "no address"])
def test_without_an_address_all_is_kept_and_no_letter_goes(
    client: PageClient, world: World, email: str
) -> None:
    page = opened(client, world).send(
        "/submit", button="Save and finish later", **typed(**{"authors-0-email": email})
    )
    assert "To get the link that opens it on any device, type the first author’s e-mail address" in page.words
    assert (rows(world), world.letters()) == ([("Quotas Without Numbers", email)], [])


def test_the_answer_is_the_same_for_a_known_and_an_unknown_address(client: PageClient, world: World) -> None:
    world.paper("Another", AUTHOR)
    answers = []
    for email in (AUTHOR, "nobody.yet@law.example.edu"):
        page = opened(client, world).send(
            "/submit", button="Save and finish later", **typed(**{"authors-0-email": email})
        )
        answers.append(re.search(r"Everything you typed is kept[^“]*device\.", page.words))
    assert [found is not None for found in answers] == [True, True]


def test_after_the_deadline_the_text_can_be_read_and_for_two_days_be_handed_in(
    client: PageClient, world: World, clock: Clock
) -> None:
    opened(client, world).send("/submit", button="Save and finish later", **typed(abstract="Kept words."))
    address = client.path
    clock.now = DEADLINE + timedelta(hours=1)
    page = client.get(address)
    assert "The deadline has passed. What you send now is not submitted, but kept" in page.words
    clock.now = DEADLINE + timedelta(days=3)
    page = client.get(address)
    assert (page.headings, "Kept words." in page.words) == (["The deadline has passed"], True)
    clock.now = DEADLINE + timedelta(hours=2)
    client.get(address)
    client.send("/submit", button="Hand it to the organisers")
    assert papers(world) == [(1, "Quotas Without Numbers", "draft", [])]


def test_leaders_learn_how_many_and_nothing_else_and_old_ones_are_swept(
    client: PageClient, world: World
) -> None:
    saves(client, opened(client, world).page)
    assert world.do(lambda s: started.started_count(s, world.call(s).wip_session)) == 1
    assert world.do(lambda s: started.sweep_started(s, DEADLINE + timedelta(days=29))) == 0
    assert world.do(lambda s: started.sweep_started(s, DEADLINE + timedelta(days=31))) == 1
    assert rows(world) == []


@pytest.mark.parametrize("key", ["", "x", "../../etc/passwd", "ä" * 30, "k" * 65])
def test_a_key_that_is_none_of_ours_gets_one_of_ours(client: PageClient, world: World, key: str) -> None:
    page = opened(client, world).page
    status, answer = saves(client, page, started=key)
    assert (status, len(answer["address"].rsplit("=", 1)[-1])) == (200, 32)


@pytest.mark.parametrize(
    "much",
    [
        {"abstract": "a " * 101_000},
        {"abstract": "\u8a9e" * 34_000},
        {"topics": [""] * 401},
        {"title": ["a"] * 401},
        {f"question-{n}": "" for n in range(200)},
    ],
    ids=["text", "text of another script", "topics", "titles", "questions"],
)
def test_more_than_a_form_can_hold_is_not_saved(
    client: PageClient, world: World, much: dict[str, Any]
) -> None:
    page = opened(client, world).page
    form = page.form("/submit").filled(**typed(**much))
    form["page"] = form.pop("form_token")
    assert client.post(f"/sessions/{world.slug}/submit/save", form).status_code == 422
    assert rows(world) == []


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=WORDS, abstract=WORDS, name=WORDS, school=WORDS, note=WORDS)
def test_saved_reloaded_and_submitted_nothing_typed_is_lost(
    client: PageClient, world: World, **said: str
) -> None:
    """Any text comes through as it would have without the saving: cleaned of controls, and no more."""
    said = {name: text if clean_line(text) else f"x{text}" for name, text in said.items()}
    page = opened(client, world).page
    fields: dict[str, Any] = {
        "title": said["title"],
        "abstract": said["abstract"],
        "authors-0-name": said["name"],
        "authors-0-affiliation": said["school"],
        "note_to_leaders": said["note"],
    }
    _, answer = saves(client, page, **fields)
    client.get(answer["address"])
    client.send("/submit", button="Submit the paper")

    def read(session: Any) -> dict[str, str]:
        row = session.scalars(sa.select(Paper).order_by(Paper.id.desc()).limit(1)).one()
        author = row.authors[0]
        session.delete(row)
        return {
            "title": row.title,
            "abstract": row.abstract,
            "name": author.name,
            "school": author.affiliation,
            "note": row.note_to_leaders,
        }

    lines = {"title", "name", "school"}
    assert world.do(read) == {n: clean_line(text) if n in lines else clean(text) for n, text in said.items()}
