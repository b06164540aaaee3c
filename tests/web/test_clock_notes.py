"""The reader's clock beside the session's, and in which weeks it misleads."""

import json
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask

from tests.agenda_world import (
    confirmed_papers,
    on_session,
    publish,
    published,
    put_all_in,
)
from tests.client import PageClient
from tests.conftest import NOW
from tests.programmes_world import BASE, FILES, PAGE, get, in_zone_of
from tests.rooms_world import APRIL, add_room
from tests.world import AUTHOR, CHAIR, COAUTHOR, World
from wip.domain.sessions import SessionMove
from wip.services import sessions

TAGS = re.compile("<[^>]*>")


@pytest.mark.parametrize("zone", ["Australia/Sydney", "sydney", "Sydney"])
def test_a_visitor_chooses_a_clock_by_city_and_links_keep_it(
    client: PageClient, world: World, zone: str
) -> None:
    published(world)
    for path in (PAGE, "/sessions/{}/"):
        page = client.get(f"{path.format(world.slug)}?zone={zone}")
        assert "12:00–12:30 New York 03:00–03:30 Sydney, next day Quotas" in page.words
        assert "Presented until 12:15 (03:15), then comments" in page.words
        assert f"/sessions/{world.slug}/programme.pdf?zone=Australia/Sydney" in page.links
    assert (
        f"/sessions/{world.slug}/?zone=Australia/Sydney"
        in client.get(f"{PAGE.format(world.slug)}?zone={zone}").links
    )


@pytest.mark.parametrize("asked", ["EST", "Nowhere", "../etc", "<b>x"])
def test_what_is_no_zone_is_said_to_be_none_and_no_clock_is_guessed(
    client: PageClient, world: World, asked: str
) -> None:
    published(world)
    said = f"There is no city or zone called “{asked}” in our list."
    for path in (PAGE, "/sessions/{}/", *FILES[2:]):
        text = get(client, f"{path.format(world.slug)}?zone={asked}").text
        words = " ".join(unescape(TAGS.sub("", text)).split())
        assert (said in words, "for you" in words, 'class="reader"' in text) == (True, False, False)
        assert (f"{said} Times are those of New York." in words) == (path in FILES)
        assert "There is no city" not in get(client, f"{path.format(world.slug)}?zone=").text
    assert get(client, f"{FILES[0].format(world.slug)}?zone={asked}").data.startswith(b"%PDF-")


def test_an_older_name_of_a_city_is_as_good_and_the_newer_one_is_said(
    client: PageClient, world: World
) -> None:
    published(world)
    words = client.get(f"{PAGE.format(world.slug)}?zone=Asia/Katmandu").words
    assert "21:45–22:15 Kathmandu" in words
    assert "Katmandu" not in words.replace("Kathmandu", "")
    in_zone_of(world, AUTHOR, "Asia/Katmandu")
    assert (
        "21:45–22:15 Kathmandu" in PageClient(client.app).sign_in(AUTHOR).get(PAGE.format(world.slug)).words
    )


def test_whoever_told_their_zone_sees_it_without_asking(app: Flask, world: World) -> None:
    published(world)
    in_zone_of(world, AUTHOR, "Asia/Kolkata")
    page = PageClient(app).sign_in(AUTHOR).get(PAGE.format(world.slug))
    assert "12:00–12:30 New York 21:30–22:00 Kolkata Quotas" in page.words
    assert "zone.js" not in page.html


def test_the_weeks_in_which_clocks_lie_apart_are_said(client: PageClient, world: World) -> None:
    published(world)
    london = "the clocks of New York and London are 4 hours apart, not 5 hours as usual"
    for path in (PAGE, "/sessions/{}/"):
        assert london in client.get(f"{path.format(world.slug)}?zone=London").words
        assert "Mind the clocks" not in client.get(f"{path.format(world.slug)}?zone=Phoenix").words
        assert london in client.get(path.format(world.slug)).words


@pytest.mark.parametrize("path", ["/sessions/{}/", "/sessions/{}/call"])
def test_they_are_said_before_an_agenda_is_out_too(client: PageClient, world: World, path: str) -> None:
    path = path.format(world.slug)
    london = "On Thu 18 Mar 2027 the clocks of New York and London are 4 hours apart, not 5 hours as usual"
    page = client.get(f"{path}?zone=London")
    other = f"/sessions/{world.slug}/" if path.endswith("call") else f"/sessions/{world.slug}/call"
    assert (london in page.words, f"{other}?zone=Europe/London" in page.links) == (True, True)
    assert "Mind the clocks" not in client.get(f"{path}?zone=Phoenix").words
    assert "There is no city or zone called “Nowhere”" in client.get(f"{path}?zone=Nowhere").words
    asks = 'data-clocks="/clock-notes" data-of="America/New_York" data-at="2027-03-18T16:00:00+00:00'
    assert asks in client.get(path).html
    add_room(world, "April", APRIL, first="March")
    assert f'{asks} 2027-04-15T16:00:00+00:00"' in client.get(path).html
    on_session(world, lambda s, row, by: sessions.step(s, row, SessionMove.CANCEL, by=by, now=NOW))
    for zone in ("", "?zone=London"):
        assert [each in client.get(f"{path}{zone}").html for each in ("Mind the clocks", "data-clocks")] == [
            False,
            False,
        ]


def notes(client: PageClient, **asked: Any) -> list[str]:
    found = client.http.get("/clock-notes", base_url=BASE, query_string=asked)
    assert (found.status_code, "Set-Cookie" in found.headers) == (200, False)
    said: list[str] = json.loads(found.text)["sentences"]
    return said


def test_a_page_asks_for_the_browser_s_own_zone_where_it_does_not_know_it(
    client: PageClient, world: World
) -> None:
    published(world)
    for path in (PAGE, "/sessions/{}/"):
        assert (
            'data-clocks="/clock-notes" data-of="America/New_York" data-at="2027-03-18T16:00:00+00:00"'
            in client.get(path.format(world.slug)).html
        )
        assert "data-clocks" not in client.get(f"{path.format(world.slug)}?zone=London").html
    asked = {"of": "America/New_York", "at": ["2027-03-18T16:00:00+00:00", "2027-06-18T16:00:00+00:00"]}
    assert notes(client, zone="Asia/Jerusalem", **asked) == [
        (
            "On Thu 18 Mar 2027 the clocks of New York and Jerusalem are 6 hours apart, not 7 hours as usual, "
            "until Fri 26 Mar 2027: they change on different days."
        )
    ]
    assert notes(client, zone="America/Phoenix", **asked) == []


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"of": "America/New_York", "zone": "Nowhere", "at": "2027-03-18T16:00:00+00:00"},
        {"of": "America/New_York", "zone": "Europe/London", "at": "2027-03-18T16:00:00"},
        {"of": "America/New_York", "zone": "Europe/London", "at": "9999-12-31T23:59:59-12:00"},
        {"of": "America/New_York", "zone": "Europe/London", "at": "0001-01-01T00:00:00+14:00"},
        {"of": "America/New_York", "zone": "Europe/London", "at": "tomorrow"},
    ],
)
def test_what_no_page_asks_gets_no_sentence(client: PageClient, asked: dict[str, str]) -> None:
    assert notes(client, **asked) == []


def test_leaders_hear_of_it_for_those_who_present_and_comment(world: World, app: Flask) -> None:
    confirmed_papers(world)
    put_all_in(world)
    chair, path = PageClient(app).sign_in(CHAIR), f"/manage/{world.slug}/agenda/"
    assert "Mind the clocks" not in chair.get(path).words
    in_zone_of(world, COAUTHOR, "Europe/Berlin")
    assert "the clocks of New York and Berlin are 5 hours apart" in chair.get(path).words
    assert "For your website" not in chair.page.words
    publish(world, NOW)
    assert "For your website" in chair.get(path).words
