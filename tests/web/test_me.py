"""`/me/`: all that waits, in every role, on one page."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.selecting import SECOND_CHAIR, add_reviewer
from tests.world import AUTHOR, CHAIR, REVIEWER, STRANGER, World
from wip.domain.papers import PaperState


def test_who_has_no_part_is_told_where_to_begin(client: PageClient, world: World) -> None:
    assert world.slug
    page = client.sign_in(STRANGER).get("/me/")
    assert len(page.headings) == 1
    assert "/" in page.links


def test_an_accepted_author_is_asked_first(client: PageClient, world: World) -> None:
    world.paper()

    def accept(session: Session) -> None:
        world.row(session).state = PaperState.ACCEPTED

    world.do(accept)
    page = client.sign_in(AUTHOR).get("/me/")
    assert "Say whether you will present “Quotas Without Numbers”" in page.words
    assert world.paper_link() in page.links


def test_an_invited_reviewer_and_a_leader_find_their_work(app: Flask, world: World) -> None:
    add_reviewer(world, REVIEWER, accept=False)
    page = PageClient(app).sign_in(REVIEWER).get("/me/")
    assert "Say whether you will review “Spring Works-in-Progress Session”" in page.words
    page = PageClient(app).sign_in(CHAIR).get("/me/")
    assert f"/manage/{world.slug}/" in page.links


def test_one_s_own_details(client: PageClient, world: World) -> None:
    assert world.slug
    client.sign_in(SECOND_CHAIR).get("/me/details")
    client.send("/me/details", name="Jonas Lind", affiliation="Lakeside", zone="Europe/Stockholm")
    assert "Saved." in client.page.words
    fields = dict(client.get("/me/details").form("/me/details").fields)
    assert [fields[name] for name in ("name", "affiliation", "zone")] == [
        "Jonas Lind",
        "Lakeside",
        "Europe/Stockholm",
    ]


def test_times_show_in_the_reader_s_zone_too(client: PageClient, world: World) -> None:
    client.sign_in(AUTHOR).get("/me/details")
    client.send("/me/details", zone="America/Phoenix")
    page = client.get(f"/sessions/{world.slug}/")
    assert "Thu 18 Mar 2027, 12:00–13:30 New York (09:00 Phoenix, for you)" in page.words


@pytest.mark.parametrize("zone", ["Mars/Base", "EST", "x" * 3000])
def test_a_zone_that_is_none_is_refused(client: PageClient, world: World, zone: str) -> None:
    assert world.slug
    client.sign_in(AUTHOR).get("/me/details")
    page = client.send("/me/details", zone=zone, name="Mbali", status=422)
    assert dict(page.form("/me/details").fields)["name"] == "Mbali"
