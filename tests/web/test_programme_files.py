"""The published agenda for elsewhere: as a print, for programs and inside other websites; and while nothing is published."""

import json
import re

import pytest
from flask import Flask

from tests.adapters.test_programme_pdfs import pages_of
from tests.agenda_world import (
    comment,
    confirmed_papers,
    publish,
    published,
    put_all_in,
)
from tests.client import Page, PageClient
from tests.conftest import NOW
from tests.programmes_world import BASE, FILES, PAGE, frame, get, take_down
from tests.rooms_world import add_room, move_to
from tests.web.matrix import answer
from tests.world import AUTHOR, CHAIR, World
from wip.domain.calls import CallState

NOT_PUBLISHED = "The agenda is not published at present"


@pytest.mark.parametrize("path", [PAGE, *FILES, "/sessions/{}/subscribe"])
def test_before_publication_and_after_taking_down_it_is_said_that_nothing_is_published(
    client: PageClient, world: World, app: Flask, path: str
) -> None:
    confirmed_papers(world)
    put_all_in(world)
    chair, status = PageClient(app).sign_in(CHAIR), 200 if "agenda/" in path and path != PAGE else 404
    before = [get(each, path.format(world.slug)) for each in (client, chair)]
    publish(world, NOW)
    assert [get(each, path.format(world.slug)).status_code for each in (client, chair)] == [200, 200]
    take_down(world)
    for told in (*before, get(client, path.format(world.slug))):
        assert (told.status_code, NOT_PUBLISHED in told.text) == (status, True)
        assert "Quotas" not in told.text
        assert f"/sessions/{world.slug}/" in told.text or path.endswith(".json")
    assert get(client, path.format("no-such-session")).status_code == 404


@pytest.mark.parametrize("path", [PAGE, *FILES, "/sessions/{}/subscribe"])
def test_a_session_that_is_a_private_draft_is_as_one_that_is_not(
    client: PageClient, world: World, app: Flask, path: str
) -> None:
    confirmed_papers(world)
    put_all_in(world)
    world.do(lambda s: setattr(world.call(s), "state", CallState.DRAFT))
    for each in (client, PageClient(app).sign_in(CHAIR)):
        hidden, unknown = (
            answer(get(each, path.format(slug)), path.format(slug)) for slug in (world.slug, "no-such")
        )
        assert (hidden[0], hidden) == (404, unknown)
        assert NOT_PUBLISHED.encode() not in hidden[2]


def test_programs_get_the_error_as_json(client: PageClient, world: World) -> None:
    for slug, error in ((world.slug, f"{NOT_PUBLISHED}."), ("no-such-session", "There is no such agenda.")):
        found = get(client, FILES[1].format(slug))
        assert (found.status_code, found.json) == (404, {"error": error})
        assert found.headers["Access-Control-Allow-Origin"] == "*"
    part = get(client, "/sessions/no-such/agenda/fragment")
    assert (part.status_code, part.text) == (404, "<p>There is no such agenda.</p>")
    assert part.headers["Access-Control-Allow-Origin"] == "*"


def test_the_fragment_can_be_framed_anywhere_and_sets_no_cookie(client: PageClient, world: World) -> None:
    published(world)
    answer = get(client, FILES[2].format(world.slug))
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    assert "<script" not in answer.text
    links = client.get(FILES[2].format(world.slug)).links
    assert all(link.startswith(BASE) for link in links)
    assert answer.text.count('target="_top"') == len(links)
    page = get(client, PAGE.format(world.slug))
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert f"&lt;iframe src=&#34;{BASE}{FILES[2].format(world.slug)}&#34;" in page.text


def test_the_part_of_a_page_is_no_page_and_needs_nothing_of_ours(client: PageClient, world: World) -> None:
    frame(world)
    published(world)
    found = get(client, f"{FILES[3].format(world.slug)}?zone=Sydney")
    page, text = Page(found.text), " ".join(Page(found.text).text.split())
    assert found.text.startswith('<section class="wip-agenda" lang="en">')
    for never in ("<html", "<head", "<h1", "<svg", "<script", "<style", "<link", " id=", " style="):
        assert never not in found.text
    assert re.findall("<h([1-6])", found.text) == ["2", "3", "3", "3"]
    assert page.links == [f"{BASE}{PAGE.format(world.slug)}?zone=Australia/Sydney"] * 2
    assert set(re.findall('class="([^"]*)"', found.text)) == {"wip-agenda", "wip-agenda-items"}
    assert (
        "12:05–12:35 New York (03:05–03:35 Sydney, next day) Quotas Without Numbers Presented by Mbali Abara"
        in text
    )
    assert "12:00–12:05 New York (03:00–03:05 Sydney, next day) Welcome" in text
    assert "Chair: Robin Vale" in text
    told = client.get(PAGE.format(world.slug)).html
    assert f"fetch(&#34;{BASE}{FILES[3].format(world.slug)}&#34;)" in told


def test_the_part_of_a_page_names_rooms_above_their_papers(client: PageClient, world: World) -> None:
    confirmed_papers(world)
    b = add_room(world)
    put_all_in(world)
    move_to(world, b, 3)
    publish(world, NOW)
    text = get(client, FILES[3].format(world.slug)).text
    assert re.findall("<h([1-6])", text) == ["2", "3", "4", "4", "3", "4"]


@pytest.mark.parametrize("path", FILES)
def test_what_programs_read_is_open_to_every_website_and_told_apart(
    client: PageClient, app: Flask, world: World, path: str
) -> None:
    published(world)
    path = path.format(world.slug)
    first = get(client, path)
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert get(PageClient(app).sign_in(AUTHOR), path).data == first.data
    again = get(client, path, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    head = client.http.head(path, base_url=BASE)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])
    comment(world, 1)
    changed = get(client, path, If_None_Match=first.headers["ETag"])
    assert (changed.status_code, changed.headers["ETag"] == first.headers["ETag"]) == (200, False)
    assert changed.data not in {b"", first.data}


@pytest.mark.parametrize(
    "path", [*FILES, "/clock-notes?of=Europe/London&zone=Europe/Paris&at=2027-03-18T16:00:00Z"]
)
def test_caches_may_share_what_is_the_same_for_all(app: Flask, world: World, path: str) -> None:
    published(world)
    for each in (PageClient(app), PageClient(app).sign_in(CHAIR)):
        answer = get(each, path.format(world.slug))
        assert answer.headers["Cache-Control"].startswith("public, max-age=")
        assert ("Cookie" in answer.headers.get("Vary", ""), answer.headers.get("Set-Cookie")) == (False, None)
    own = get(each, PAGE.format(world.slug))
    assert (own.headers["Vary"], own.headers["Cache-Control"]) == ("Cookie", "private, no-store")


def test_the_ids_are_those_of_the_calendar(client: PageClient, world: World) -> None:
    published(world)
    calendar = get(client, f"/calendars/{world.slug}.ics").text
    items = json.loads(get(client, FILES[1].format(world.slug)).text)["rooms"][0]["items"]
    assert [f"UID:{each['uid']}" in calendar for each in items] == [True, True, True]


def test_the_print_warns_of_clocks_in_an_odd_week_and_the_page_of_letters_that_it_lacks(
    client: PageClient, world: World
) -> None:
    published(world)  # on 18 March, when Europe's clocks have not changed yet
    path = f"{FILES[0].format(world.slug)}?zone=London"
    (text,) = pages_of(get(client, path).data)
    assert "the clocks of New York and London are 4 hours apart" in text
    said = "The PDF lacks some of the letters"
    assert said not in client.get(PAGE.format(world.slug)).words
    world.do(lambda s: setattr(world.row(s, 1), "title", "法律 and Mercy"))
    publish(world, NOW)
    assert said in client.get(PAGE.format(world.slug)).words


def test_the_print_is_a_pdf_named_after_the_session(client: PageClient, world: World) -> None:
    published(world)
    answer = get(client, f"{FILES[0].format(world.slug)}?zone=Sydney")
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"] == f'inline; filename="agenda-{world.slug}.pdf"'
