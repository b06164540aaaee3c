"""The late door: one person's form after the deadline; and the three doors that know of each other."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.client import PageClient
from tests.conftest import Clock
from tests.web.test_started import rows
from tests.web.test_submissions import opened, papers, typed
from tests.world import AUTHOR, CHAIR, COMMENTER, DEADLINE, World
from wip.domain.links import LinkKind
from wip.services import late_links
from wip.services.late_links import LateLinkFacts

UNTIL = DEADLINE + timedelta(days=7)


@pytest.fixture
def link(world: World, clock: Clock) -> str:
    """A late link for the author, two days after the deadline."""
    clock.now = DEADLINE + timedelta(days=3)
    facts = LateLinkFacts(AUTHOR, "Mbali Abara", UNTIL, papers_max=2)

    def make(session: Any) -> int:
        by = world.actor(session, CHAIR)
        return late_links.make(session, world.call(session), facts, by=by, now=clock.now).id

    return world.link(LinkKind.LATE, AUTHOR, world.do(make))


def test_the_form_is_filled_in_and_says_until_when_and_how_many(
    client: PageClient, world: World, link: str
) -> None:
    page = client.get(link)
    assert "until Fri 5 Feb 2027, 17:00 New York" in page.words
    assert f"2 papers. It is for {AUTHOR} as the first author’s address." in page.words
    client.send("/late/", button="Submit the paper", title="Late", abstract="But here.")
    assert (client.page.headings, papers(world)) == (["Late"], [(1, "Late", "submitted", [])])
    assert "1 paper more" in client.get(link).words
    client.send("/late/", button="Submit the paper", title="Later", abstract="And here.")
    assert client.get(link).headings == ["This late link is closed"]
    assert "This late link has been used: it was for 2 papers." in client.page.words


def test_nobody_else_submits_by_it(client: PageClient, world: World, link: str) -> None:
    client.get(link)
    other: dict[str, Any] = {
        "title": "Late",
        "abstract": "But here.",
        "authors-0-email": "other@law.example.edu",
    }
    page = client.send("/late/", button="Submit the paper", status=422, **other)
    assert f"This late link was made for {AUTHOR}." in page.words
    assert papers(world) == []


def test_an_ended_link_says_so(client: PageClient, world: World, link: str, clock: Clock) -> None:
    clock.now = UNTIL + timedelta(seconds=1)
    page = client.get(link)
    assert (page.headings, "This late link ended Fri 5 Feb 2027, 17:00 New York." in page.words) == (
        ["This late link is closed"],
        True,
    )
    assert papers(world) == []


def test_a_late_paper_is_saved_and_finished_elsewhere_by_the_same_door(
    client: PageClient, app: Flask, world: World, link: str
) -> None:
    client.get(link)
    client.send("/late/", button="Save and finish later", title="Half")
    assert rows(world) == [("Half", AUTHOR)]
    letter = world.letters(kind="paper_started")[0]
    assert "Please finish it by Fri 5 Feb 2027, 17:00 New York." in " ".join(letter.text.split())
    phone = PageClient(app)
    page = phone.get(world.link(LinkKind.STARTED, AUTHOR, int(letter.links[0][2])))
    assert (phone.path.startswith(link), dict(page.form("/late/").fields)["title"]) == (True, "Half")
    phone.send("/late/", button="Submit the paper", abstract="Whole.")
    assert (papers(world), rows(world)) == ([(1, "Half", "submitted", [])], [])


def test_after_one_door_the_others_are_offered_with_name_and_address(
    client: PageClient, world: World
) -> None:
    page = opened(client, world).send("/submit", button="Submit the paper", **typed())
    assert ("You have submitted a paper." in page.words, AUTHOR in page.html) == (True, False)
    page = client.get(f"/sessions/{world.slug}/comment")
    kept = dict(page.form("/comment").fields)
    assert [kept["name"], kept["email"], kept["affiliation"]] == [
        "Mbali Abara",
        AUTHOR,
        "Northfield College of Law",
    ]
    client.send("/comment", topics="Policing")
    assert ("offered" in client.page.words, "submitted" in client.page.words) == (True, True)
    client.get(f"/sessions/{world.slug}/attend")
    client.send("/attend")
    assert "You are expected." in client.page.words


def test_what_one_browser_remembers_is_forgotten_within_the_hour(
    client: PageClient, app: Flask, world: World, clock: Clock
) -> None:
    client.get(f"/sessions/{world.slug}/attend")
    client.send("/attend", name="Piper Nakagawa", email=COMMENTER)
    address = f"/sessions/{world.slug}/comment"
    assert dict(PageClient(app).get(address).form("/comment").fields)["email"] == ""
    assert dict(client.get(address).form("/comment").fields)["email"] == COMMENTER
    clock.now += timedelta(hours=1, seconds=1)
    assert dict(client.get(address).form("/comment").fields)["email"] == ""
    assert "You are expected." not in client.get(f"/sessions/{world.slug}/").words


def test_another_row_at_the_late_door_keeps_its_address(client: PageClient, world: World, link: str) -> None:
    client.get(link)
    form = client.page.form("/late/")
    response = client.post(form.action, form.filled(title="Two") | {"add_author": ["1"]})
    assert response.headers["Location"].startswith(f"{link}?started=")
    assert rows(world) == [("Two", AUTHOR)]
