"""A session: made in three screens, moved, confirmed, cancelled; its public page."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.client import PageClient
from tests.conftest import Clock
from tests.show_world import opened, press
from tests.world import CHAIR, START, World
from wip.domain.shows import MarkKind

NEW = "/sections/criminal-justice/new-session"


def needed(client: PageClient) -> list[str]:
    """The names of the fields that must be filled in by hand: required, and empty as the page came."""
    filled = {name for form in client.page.forms for name, value in form.fields if value}
    required = [c.get("name") or "" for c in client.page.controls if "required" in c]
    return [name for name in required if name not in filled]


def test_a_session_and_its_call_take_three_screens_and_three_typed_fields(
    client: PageClient, world: World
) -> None:
    assert world.slug
    client.sign_in(CHAIR).get(NEW)
    typed = needed(client)
    client.send(NEW, title="Autumn Session", starts="2027-10-14T12:00", about="Unfinished work.")
    assert client.page.headings == ["The call for papers"]
    typed += needed(client)
    client.send("/call", eligible="Everybody.")
    typed += needed(client)
    assert typed == ["title", "starts", "about"]
    client.send("/call/state", button="Publish")
    assert "The call is out." in client.page.words
    public = PageClient(client.app).get("/sessions/autumn-session-2027/")
    assert public.headings == ["Autumn Session"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "Give the session a title"),
        ({"about": " "}, "Say in a sentence or two what the session is about."),
        ({"starts": ""}, "Give the date and the clock time at which it starts."),
        ({"starts": "soon"}, "“soon” is no date and time. Write it like 2027-03-18 12:00."),
        ({"starts": "2027-02-30T12:00"}, "“2027-02-30T12:00” is no date and time."),
        ({"starts": "2027-10-14T12:00Z"}, "“2027-10-14T12:00Z” is no date and time."),
        ({"starts": "2027-W10-1"}, "“2027-W10-1” is no date and time."),
        ({"minutes": "٦٠"}, "Give a whole number from 15 to 720."),
        ({"starts": "0001-01-01T00:00"}, "The year 1 cannot be right. Correct the date."),
        ({"starts": "9999-12-31T23:59"}, "The year 9999 cannot be right. Correct the date."),
        ({"starts": "2027-03-14T02:30"}, "02:30 does not exist in New York on"),
        ({"starts": "2026-01-01T12:00"}, "This date has passed. Choose one that lies ahead."),
        ({"minutes": "0"}, "Give a whole number from 15 to 720."),
        ({"minutes": "9" * 400}, "Give a whole number from 15 to 720."),
        ({"minutes": "ninety"}, "Give a whole number from 15 to 720."),
        ({"welcome_minutes": "-5"}, "Give a whole number from 0 to 120."),
        (
            {"present_minutes": "0", "comment_minutes": "0"},
            "A slot needs time to present or to hear comments.",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_cannot_be_is_said_and_the_rest_kept(
    client: PageClient, world: World, typed: dict[str, Any], sentence: str
) -> None:
    assert world.slug
    client.sign_in(CHAIR).get(NEW)
    sound: dict[str, Any] = {
        "title": "Autumn Session",
        "starts": "2027-10-14T12:00",
        "about": "Unfinished work.",
    }
    page = client.send(NEW, status=422, **(sound | typed))
    assert sentence in page.words
    fields = dict(page.form(NEW).fields)
    assert fields["about"] == str(typed.get("about", "Unfinished work.")).strip()
    assert {name: fields[name] for name in typed if name != "starts"} == {
        name: value.strip() for name, value in typed.items() if name != "starts"
    }


def test_the_date_s_way_to_the_office_and_back(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR)
    overview = f"/manage/{world.slug}/"
    shown = client.get(overview)
    for move, told in (
        ("request", "Noted: the office has been asked for the date."),
        ("confirm", "Noted: the office has confirmed the date."),
    ):
        client.get(overview)
        client.send("/date", move=move)
        assert told in client.page.words
    client.page = shown
    page = client.send("/date", move="request", status=422)
    assert "This session is confirmed; “request” is not possible from there." in page.words
    for no_answer in ("postpone", "cancel"):
        client.page = shown
        assert "Choose what happened to the date." in client.send("/date", move=no_answer, status=422).words


def test_cancelling_asks_for_words_and_warns_when_the_run_of_show_has_ended(
    client: PageClient, world: World, clock: Clock
) -> None:
    opened(world)
    path = f"/manage/{world.slug}/cancel"
    warning = "The run of show was ended."
    client.sign_in(CHAIR)
    press(world, MarkKind.BEGIN, 0)
    assert warning not in client.get(path).words
    press(world, MarkKind.END, 60)
    clock.now = START + timedelta(minutes=61)
    assert warning in client.get(path).words
    client.send("/cancel", reason="planted words")
    assert ["planted words" in each.text for each in world.letters(kind="session_cancelled")] == [True] * 3
    assert "planted words" in client.get(f"/manage/{world.slug}/history/").words
    assert "This session is cancelled already." in client.get(path).words
    assert "planted words" not in PageClient(client.app).get(f"/sessions/{world.slug}/").html


def test_a_join_link_is_pasted_on_the_overview(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/")
    page = client.send("/join-link", join_link="http://meet.example.org/j 1", status=422)
    assert "A join link begins with https://. Paste it whole, as the office sent it." in page.words
    assert dict(page.form("/join-link").fields)["join_link"] == "http://meet.example.org/j 1"
    client.send("/join-link", join_link="meet.example.org/j/1")
    assert dict(client.page.form("/join-link").fields)["join_link"] == "https://meet.example.org/j/1"
    client.get(f"/manage/{world.slug}/")
    client.send("/join-link", join_link="https://meet.example.org/j/1")
    assert "it is on no public page" in client.page.words
    assert "meet.example.org" not in PageClient(client.app).get(f"/sessions/{world.slug}/").html


def test_the_public_page_shows_its_doors_while_they_are_open(app: Flask, world: World, clock: Clock) -> None:
    visitor = PageClient(app)

    def doors() -> list[str]:
        links = visitor.get(f"/sessions/{world.slug}/").links
        return [door for door in ("submit", "comment", "attend") if f"/sessions/{world.slug}/{door}" in links]

    assert doors() == ["submit", "comment", "attend"]
    clock.now = START - timedelta(days=30)
    assert doors() == ["comment", "attend"]
    clock.now = START + timedelta(days=1)
    assert doors() == []


def test_a_cancelled_session_says_so(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/cancel")
    client.send("/cancel")
    page = PageClient(client.app).get(f"/sessions/{world.slug}/")
    assert "cancelled" in page.words.lower()
    assert [link for link in page.links if link.endswith(("/attend", "/comment", "/submit"))] == []
