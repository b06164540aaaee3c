"""The published agenda as everybody reads it."""

import json
from datetime import timedelta
from typing import Any

import pytest
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
from tests.programmes_world import FILES, PAGE, frame, get, in_zone_of
from tests.rooms_world import ROOM_B, add_room, move_to
from tests.world import AUTHOR, CHAIR, COAUTHOR, COMMENTER, World
from wip.domain.papers import AuthorFacts, PaperState
from wip.domain.people import Actor
from wip.domain.sessions import SessionMove
from wip.models import Person, WipSession
from wip.services import forgetting, retractions, sessions
from wip.services.people import person_at
from wip.services.sessions import SessionFacts


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


def test_a_cancelled_paper_stays_struck_through(client: PageClient, world: World) -> None:
    published(world)
    world.do(lambda s: retractions.take_out(s, world.row(s, 2), by=world.system, now=NOW))
    html = client.get(PAGE.format(world.slug)).html
    assert '<s class="typed">Mercy as Procedure</s>' in html
    items = json.loads(get(client, FILES[1].format(world.slug)).text)["rooms"][0]["items"]
    assert [each["status"] for each in items] == ["tentative", "cancelled", "tentative"]


def test_of_a_cancelled_paper_programs_are_told_no_more_than_readers(
    client: PageClient, world: World
) -> None:
    paper = confirmed(world, "Quotas Without Numbers", AUTHOR)
    commenter(world, paper, "came@lake.example.edu", "Came Along", accepts=True)
    put_all_in(world)
    publish(world, NOW)
    world.do(lambda s: retractions.take_out(s, world.row(s, 1), by=world.system, now=NOW))
    (item,) = json.loads(get(client, FILES[1].format(world.slug)).text)["rooms"][0]["items"]
    assert (item["title"], item["abstract"], item["commenters"], item["presenter"]) == (
        "Quotas Without Numbers",
        "",
        [],
        None,
    )


def test_a_paper_cancelled_before_a_move_stays_with_the_date_that_it_had(
    client: PageClient, world: World
) -> None:
    published(world)
    world.do(lambda s: retractions.take_out(s, world.row(s, 2), by=world.system, now=NOW))

    def move(session: Session, row: WipSession, by: Actor) -> None:
        facts = SessionFacts(row.title, row.starts_at + timedelta(days=7), row.zone, row.minutes, row.about)
        sessions.change(session, row, facts, seen=row.version, by=by, now=NOW)

    on_session(world, move)
    (room,) = json.loads(get(client, FILES[1].format(world.slug)).text)["rooms"]
    assert (room["date"], room["items"][-1]["starts_at"], room["items"][-1]["status"]) == (
        "2027-03-25",
        "2027-03-18T12:30:00-04:00",
        "cancelled",
    )
    for path in (PAGE, FILES[2], FILES[3]):
        assert "Thu 18 Mar 2027, 12:30–13:00" in get(client, path.format(world.slug)).text


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


def test_a_cancelled_session_offers_nothing_to_take_along(client: PageClient, world: World) -> None:
    published(world)
    for path in (PAGE, "/sessions/{}/"):
        words = client.get(path.format(world.slug)).words
        assert [each in words for each in TO_TAKE] == [True] * len(TO_TAKE)
    on_session(world, lambda s, row, by: sessions.step(s, row, SessionMove.CANCEL, by=by, now=NOW))
    for path in (PAGE, "/sessions/{}/"):
        page = client.get(path.format(world.slug))
        assert [each for each in TO_TAKE if each in page.words] == []
        assert "data-clocks" not in page.html
        assert "To print (PDF)" in page.words


TO_TAKE = ("Mind the clocks", "Add to my calendar", "Subscribe", "For your website")


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
    assert found == [3, 4, 3, 3, 3]
