"""The history as a page: newest first, and silent about what its reader may not know."""

from flask import Flask

from tests import selecting
from tests.client import PageClient
from tests.selecting import SECOND_CHAIR, add_leader
from tests.world import CHAIR, World
from wip.domain.reviews import Outcome


def test_every_change_is_there_newest_first(client: PageClient, world: World) -> None:
    world.paper()
    words = client.sign_in(CHAIR).get(f"/manage/{world.slug}/history/").words
    acts = ("submit paper", "publish call", "change call", "plan session")
    places = [words.find(act) for act in acts]
    assert places == sorted(places)
    assert min(places) > 0
    assert "Wed 20 Jan 2027, 10:00 New York" in words


def test_one_paper_s_history(client: PageClient, world: World) -> None:
    world.paper("Quotas Without Numbers")
    world.paper("Mercy as Procedure", "leila.haddad@law.example.edu")
    page = client.sign_in(CHAIR).get(f"/manage/{world.slug}/history/?paper=2")
    assert ["Mercy as Procedure" in page.words, "Quotas Without Numbers" in page.words] == [True, False]
    client.get(f"/manage/{world.slug}/history/?paper=99", 404)


def test_a_leader_who_submitted_learns_nothing_of_the_own_paper(app: Flask, world: World) -> None:
    add_leader(world)
    world.paper("The Chair's Own", CHAIR)
    selecting.score(world, 1, SECOND_CHAIR, 2, "planted-comment")
    selecting.decide(world, {1: Outcome.DECLINE}, SECOND_CHAIR)
    pages = {
        email: PageClient(app).sign_in(email).get(f"/manage/{world.slug}/history/").html
        for email in (CHAIR, SECOND_CHAIR)
    }
    told = {
        email: [("save review" in html) or ("finish review" in html), "decline</ins>" in html]
        for email, html in pages.items()
    }
    assert told[CHAIR] == [False, False]
    assert "planted-comment" not in pages[CHAIR]
    assert "submit paper" in pages[CHAIR]


def test_a_long_history_is_paged(client: PageClient, world: World) -> None:
    for number in range(60):
        world.paper(f"Paper {number}", f"a{number}@law.example.edu")
    client.sign_in(CHAIR)
    first, second = (client.get(f"/manage/{world.slug}/history/?page={n}").html for n in (1, 2))
    assert [first.count("submit paper"), second.count("submit paper")] == [50, 10]
