"""The call: its page, its text for the list, and its leaders' form."""

from typing import Any

import pytest

from tests.client import PageClient
from tests.world import CHAIR, World


def test_the_page_says_what_is_asked_and_until_when(client: PageClient, world: World) -> None:
    page = client.get(f"/sessions/{world.slug}/call")
    for words in (
        "Any section member.",
        "Fri 29 Jan 2027, 17:00 New York",
        "Fri 12 Feb 2027, 17:00 New York",
    ):
        assert words in page.words


def test_the_text_for_the_list_is_plain_and_narrow(client: PageClient, world: World) -> None:
    response = client.http.get(f"/sessions/{world.slug}/call.txt")
    assert response.content_type == "text/plain; charset=utf-8"
    assert max(map(len, response.text.splitlines())) <= 72
    assert f"https://wip.example.edu/sessions/{world.slug}/" in response.text


def test_a_deadline_anywhere_on_earth(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/call")
    client.send("/call", deadline="2027-01-29T23:59", deadline_zone="AoE")
    assert "Fri 29 Jan 2027, 23:59 Anywhere on Earth" in client.page.words
    fields = dict(client.get(f"/manage/{world.slug}/call").form("/call").fields)
    assert [fields["deadline"], fields["deadline_zone"], fields["notify"]] == [
        "2027-01-29 23:59:00",
        "AoE",
        "2027-02-12 17:00:00",
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"deadline": "2026-12-01T12:00"}, "does not lie after the call's opening"),
        (
            {"notify": "2027-01-10T12:00"},
            "The decision date (Sun 10 Jan 2027, 12:00 New York) does not lie after the deadline",
        ),
        ({"draft_due": "2027-04-01T12:00"}, "nobody could read them. Move one of them."),
        ({"deadline": "2027-03-14T02:30"}, "02:30 does not exist in New York on"),
        ({"notify": "1899-01-01T00:00"}, "The year 1899 cannot be right. Correct the date."),
        ({"abstract_words_max": "0"}, "Give a whole number from 20 to 5000."),
        ({"grace_minutes": "100000"}, "Give a whole number from 0 to 1440."),
        ({"commenters_per_paper": "0"}, "Give a whole number from 1 to 6."),
        ({"contact": "x" * 321}, "Please shorten this to 320 characters."),
        ({"terms": "x" * 100_000}, "Please shorten this to 20000 characters."),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_cannot_be_is_said_and_the_rest_kept(
    client: PageClient, world: World, typed: dict[str, Any], sentence: str
) -> None:
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/call")
    page = client.send("/call", status=422, criteria="Junior first.", **typed)
    assert sentence in page.words
    fields = dict(page.form("/call").fields)
    assert fields["criteria"] == "Junior first."
    assert {name: fields[name] for name in typed} == typed


@pytest.mark.parametrize("field", ["deadline_zone", "blindness"])
def test_a_choice_that_was_not_offered_is_refused(client: PageClient, world: World, field: str) -> None:
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/call")
    typed: dict[str, Any] = {field: "nonsense"}
    client.send("/call", status=422, **typed)
    assert client.page.headings == ["The call for papers"]


def test_the_call_is_closed_and_opened_again(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/call/preview")
    client.send("/call/state", move="close")
    assert "The call is closed: no more papers come in." in client.page.words
    client.send("/call/state", move="reopen")
    assert "The call is open again." in client.page.words
    form = client.page.form("/call/state").filled(move="publish")
    response = client.post(f"/manage/{world.slug}/call/state", form)
    assert response.status_code == 422
    assert "This call is published; “publish” is not possible from there." in response.text
    assert (
        "Choose what to do with the call."
        in client.post(
            f"/manage/{world.slug}/call/state", form | {"move": ["burn"], "form_token": ["another"]}
        ).text
    )


def test_markdown_in_a_call_is_shown_and_not_run(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/call")
    client.send("/call", criteria="*Junior* first.\n\n<script>alert(1)</script>")
    page = client.get(f"/sessions/{world.slug}/call")
    assert "<em>Junior</em> first." in page.html
    assert "&lt;script&gt;" in page.html
