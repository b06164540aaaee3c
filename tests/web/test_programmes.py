"""The published agenda as everybody reads it: as a page, as a print, for programs and inside other websites."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.agenda_world import (
    ZOOM,
    comment,
    confirmed_papers,
    on_session,
    publish,
    published,
    put_all_in,
    set_state,
)
from tests.client import PageClient
from tests.conftest import NOW
from tests.preparing import commenter, confirmed
from tests.rooms_world import ROOM_B, add_room, move_to
from tests.world import AUTHOR, CHAIR, COAUTHOR, COMMENTER, World
from wip.domain.papers import AuthorFacts, PaperState
from wip.domain.people import Actor
from wip.models import Person, SessionChair, WipSession
from wip.services import forgetting, publications, retractions, sessions
from wip.services.people import person_at

PAGE = "/sessions/{}/agenda/"
FILES = ("/sessions/{}/programme.pdf", "/sessions/{}/agenda.json", "/sessions/{}/agenda/embed")
BASE = "https://wip.example.edu"


def get(client: PageClient, path: str, **headers: str) -> Any:
    return client.http.get(path, base_url=BASE, headers={k.replace("_", "-"): v for k, v in headers.items()})


def frame(world: World, *, welcome: int = 5, closing: int = 5, chair: str = CHAIR) -> None:
    """A welcome, a break after the first paper, a closing, and who chairs it."""

    def act(session: Session, row: WipSession, _by: Actor) -> None:
        row.minutes, row.welcome_minutes, row.closing_minutes = 110, welcome, closing
        row.breaks = [{"sitting": 0, "after": 1, "minutes": 10, "name": "Coffee"}]
        person = person_at(session, chair, world.now)
        session.add(SessionChair(wip_session_id=row.id, person_id=person.id))

    on_session(world, act)


def in_zone_of(world: World, email: str, zone: str) -> None:
    world.do(lambda s: s.execute(sa.update(Person).where(Person.email == email).values(zone=zone)))


def take_down(world: World) -> None:
    def act(session: Session, row: WipSession, by: Actor) -> None:
        publications.take_down(session, row, seen=row.agenda_version, by=by, now=NOW)

    on_session(world, act)


def test_the_page_says_what_happens_when_and_who_is_what(client: PageClient, world: World) -> None:
    coauthor = AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR)
    set_state(
        world, world.paper("Quotas Without Numbers", AUTHOR, coauthors=(coauthor,)), PaperState.CONFIRMED
    )
    set_state(world, world.paper("Mercy as Procedure", "leila.haddad@law.example.edu"), PaperState.CONFIRMED)
    comment(world, 1)
    frame(world)
    put_all_in(world)
    publish(world, NOW)
    words = client.get(PAGE.format(world.slug)).words
    told = words[words.index("Programme ") :]
    for said in (
        "12:00–12:05 New York Welcome",
        "12:05–12:35 New York Quotas Without Numbers By Mbali Abara (Northfield College of Law), with Tomas Varga",
        "Presented until 12:20, then comments",
        "Comments by Piper Nakagawa and the audience",
        "12:35–12:45 New York Coffee",
        "12:45–13:15 New York Mercy as Procedure Presented by",
        "13:15–13:20 New York Closing",
    ):
        assert said in told
    assert "Chair: Robin Vale" in words
    assert "peaker" not in words


def test_who_was_asked_and_who_stands_by_is_not_named(client: PageClient, world: World) -> None:
    paper = confirmed(world, "Quotas Without Numbers", AUTHOR)
    commenter(world, paper, "asked@lake.example.edu", "Asked Only", accepts=None)
    commenter(world, paper, "came@lake.example.edu", "Came Along", accepts=True)
    put_all_in(world)
    publish(world, NOW)
    for path in (PAGE, "/sessions/{}/", *FILES[1:]):
        text = get(client, path.format(world.slug)).text
        assert ("Came Along" in text, "Asked Only" in text) == (True, False)


@pytest.mark.parametrize("path", [PAGE, *FILES])
def test_there_is_no_such_page_before_publication_nor_after_taking_down(
    client: PageClient, world: World, app: Flask, path: str
) -> None:
    confirmed_papers(world)
    put_all_in(world)
    chair = PageClient(app).sign_in(CHAIR)
    assert [get(each, path.format(world.slug)).status_code for each in (client, chair)] == [404, 404]
    publish(world, NOW)
    assert [get(each, path.format(world.slug)).status_code for each in (client, chair)] == [200, 200]
    take_down(world)
    assert get(client, path.format(world.slug)).status_code == 404
    assert get(client, path.format("no-such-session")).status_code == 404


def test_a_cancelled_paper_stays_struck_through(client: PageClient, world: World) -> None:
    published(world)
    world.do(lambda s: retractions.take_out(s, world.row(s, 2), by=world.system, now=NOW))
    html = client.get(PAGE.format(world.slug)).html
    assert '<s class="typed">Mercy as Procedure</s>' in html
    items = json.loads(get(client, FILES[1].format(world.slug)).text)["rooms"][0]["items"]
    assert [each["status"] for each in items] == ["tentative", "cancelled", "tentative"]


def test_rooms_stand_apart_with_their_dates(client: PageClient, world: World) -> None:
    confirmed_papers(world)
    b = add_room(world)
    put_all_in(world)
    move_to(world, b, 3)
    publish(world, NOW)
    words = client.get(PAGE.format(world.slug)).words
    assert words.index("Thu 18 Mar 2027 · Room A") < words.index("Thu 18 Mar 2027 · Room B")
    rooms = json.loads(get(client, FILES[1].format(world.slug)).text)["rooms"]
    assert [(each["name"], len(each["items"])) for each in rooms] == [("Room A", 2), ("Room B", 1)]


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


def test_no_clock_is_guessed_from_what_is_no_zone(client: PageClient, world: World) -> None:
    published(world)
    for asked in ("EST", "Nowhere", "../etc", "x" * 500):
        assert "for you" not in client.get(f"{PAGE.format(world.slug)}?zone={asked}").words


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


def test_the_ids_are_those_of_the_calendar(client: PageClient, world: World) -> None:
    published(world)
    calendar = get(client, f"/calendars/{world.slug}.ics").text
    items = json.loads(get(client, FILES[1].format(world.slug)).text)["rooms"][0]["items"]
    assert [f"UID:{each['uid']}" in calendar for each in items] == [True, True, True]


def test_neither_links_nor_addresses_nor_anybody_s_zone_get_out(client: PageClient, world: World) -> None:
    confirmed_papers(world)
    b = add_room(world, join_link=ROOM_B)
    comment(world, 1)
    put_all_in(world)
    move_to(world, b, 3)
    on_session(world, lambda s, row, by: sessions.set_join_link(s, row, ZOOM, by=by, now=NOW))
    for email in (AUTHOR, COMMENTER):
        in_zone_of(world, email, "Asia/Kathmandu")
    frame(world)
    publish(world, NOW)
    for path in (PAGE, "/sessions/{}/", *FILES[1:]):
        text = (
            get(client, path.format(world.slug))
            .text.replace('value="Asia/Kathmandu"', "")
            .replace("Kathmandu (Asia/Kathmandu)", "")
        )
        for secret in (ZOOM, ROOM_B, "zoom.us", AUTHOR, COMMENTER, CHAIR, "Kathmandu"):
            assert secret not in text, (path, secret)


def test_a_chair_who_is_forgotten_leaves_the_published_programme(client: PageClient, world: World) -> None:
    confirmed_papers(world)
    world.do(lambda s: setattr(person_at(s, "cora.chair@law.example.edu", NOW), "name", "Cora Chairwell"))
    frame(world, chair="cora.chair@law.example.edu")
    put_all_in(world)
    publish(world, NOW)
    assert "Chair: Cora Chairwell" in client.get(PAGE.format(world.slug)).words

    def forget(session: Session) -> None:
        by = world.actor(session, "cora.chair@law.example.edu")
        forgetting.forget(session, session.get_one(Person, by.person_id), by=by, now=NOW)

    world.do(forget)
    for path in (PAGE, *FILES[1:]):
        assert "Cora" not in get(client, path.format(world.slug)).text


def test_the_print_is_a_pdf_named_after_the_session(client: PageClient, world: World) -> None:
    published(world)
    answer = get(client, f"{FILES[0].format(world.slug)}?zone=Sydney")
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"] == f'inline; filename="agenda-{world.slug}.pdf"'


@pytest.mark.parametrize("papers", [1, 3, 30])
def test_a_programme_costs_the_same_statements_at_any_size(
    client: PageClient, world: World, statements: Any, papers: int
) -> None:
    confirmed_papers(world, papers)
    on_session(world, lambda _s, row, _by: setattr(row, "minutes", 720))
    on_session(world, lambda _s, row, _by: setattr(row, "present_minutes", 5))
    put_all_in(world)
    publish(world, NOW)
    found = []
    for path in (PAGE, "/sessions/{}/", *FILES[1:]):
        get(client, path.format(world.slug))
        with statements() as said:
            get(client, path.format(world.slug))
        found.append(len(said))
    assert found == [3, 5, 3, 3]
