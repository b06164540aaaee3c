"""Two leaders select in two real browsers: each sees the other's choices, thinks in a copy, freezes, and gives a reason."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import DESK, PHONE, Window
from tests.journeys.live import LiveApp
from tests.selecting import SECOND_CHAIR, add_leader, score, standing
from tests.world import CHAIR, REVIEWER, World
from wip.db import db
from wip.domain.papers import CareerStage
from wip.services.sign_ins import make_link

pytestmark = pytest.mark.browser

PAPERS = 32
"""More than a page."""


@pytest.fixture(scope="module")
def world(live: LiveApp) -> World:
    """A call with papers on two pages; each paper scores less than the one before."""
    made = World(live.app, live.clock.now)
    for n in range(1, PAPERS + 1):
        stage = CareerStage.FELLOW if n % 2 else CareerStage.TENURED
        made.paper(f"Paper {n}", f"author{n}@law.example.edu", career_stage=stage)
    for n in (1, 2, 3):
        score(made, n, REVIEWER, 6 - n)
    add_leader(made)
    return made


def sign_in(live: LiveApp, who: Window, email: str) -> None:
    with live.app.app_context():
        token = live.app.extensions["wip_signer"].token(make_link(db.session(), email, live.clock.now, 30))
        db.session.commit()
        db.session.remove()
    who.open(f"/sign-in/{token}")
    who.press("Sign in")


def choose(page: Page, number: int, outcome: str) -> None:
    page.get_by_label(f"Decision on paper {number}", exact=True).select_option(outcome)


def ask_for_news(page: Page) -> None:
    """As coming back to the tab does, without waiting for the clock."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_sums_follow_choices_and_choices_survive_a_turn_of_the_page(
    live: LiveApp, world: World, window: Callable[..., Window]
) -> None:
    who = window(DESK)
    sign_in(live, who, CHAIR)
    page = who.open(f"/manage/{world.slug}/selection/")
    expect(page.locator("tr[data-paper='1']")).to_have_attribute("tabindex", "0")
    page.locator("tr[data-paper='1']").focus()
    page.keyboard.press("a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("d")
    expect(page.locator("#live .sentence")).to_contain_text("You have accepted 1: 1 slot fits")
    fellows = page.locator("#live tr", has_text="Fellow or visiting assistant professor")
    expect(fellows.locator("td").first).to_contain_text("1 100%")
    expect(page.locator(".unsaved")).to_have_text("Not saved yet: 2 choices. Press Save the selection.")
    who.follow("Next", within=".pager")
    expect(page.locator(".unsaved")).to_contain_text("2 choices, on other pages")
    choose(page, PAPERS, "accept")
    expect(page.locator("#live .sentence")).to_contain_text("You have accepted 2")
    who.press("Save the selection")
    assert who.told == "3 decisions saved. Nothing is visible to authors yet."
    found = standing(world)
    assert [found[n][1] for n in (1, 2, PAPERS)] == ["accept", "decline", "accept"]
    who.open(f"/manage/{world.slug}/selection/")
    expect(page.locator(".unsaved")).to_have_text("")
    assert who.fits_its_window()


def test_choices_of_an_earlier_visit_are_told_and_can_be_forgotten(
    live: LiveApp, world: World, window: Callable[..., Window]
) -> None:
    who = window(PHONE)
    sign_in(live, who, CHAIR)
    page = who.open(f"/manage/{world.slug}/selection/")
    expect(page.locator("#kept")).to_be_hidden()
    choose(page, 7, "accept")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live.address}/me/")
    page = who.open(f"/manage/{world.slug}/selection/")
    expect(page.locator("#kept")).to_contain_text("1 choice of yours from before is not saved yet (paper 7).")
    expect(page.locator("#kept")).to_be_in_viewport()
    page.get_by_role("button", name="Forget it").click()
    expect(page.locator("#kept")).to_contain_text("Forgotten")
    expect(page.get_by_label("Decision on paper 7", exact=True)).to_have_value("")
    expect(page.locator(".unsaved")).to_have_text("")
    page = who.open(f"/manage/{world.slug}/selection/")
    expect(page.locator("#kept")).to_be_hidden()
    who.press("Save the selection")
    assert standing(world)[7][1] is None


def test_each_leader_sees_the_others_choices_and_loses_none_of_their_own(
    live: LiveApp, world: World, window: Callable[..., Window]
) -> None:
    one, two = window(DESK), window(PHONE)
    for who, email in ((one, CHAIR), (two, SECOND_CHAIR)):
        sign_in(live, who, email)
        who.open(f"/manage/{world.slug}/selection/")
    choose(one.page, 5, "decline")
    choose(two.page, 3, "waiting_list")
    two.press("Save the selection")
    assert two.fits_its_window()
    ask_for_news(one.page)
    expect(one.page.locator("#news")).to_contain_text(
        "Jonas Lind decided on paper 3, “Paper 3”, since you opened this page."
    )
    expect(one.page.locator("tr[data-paper='3']")).to_contain_text("changed meanwhile by Jonas Lind")
    expect(one.page.get_by_label("Decision on paper 5", exact=True)).to_have_value("decline")
    one.press("Show it, keeping my choices")
    expect(one.page.locator("tr[data-paper='3']")).to_contain_text("by Jonas Lind, not released")
    expect(one.page.get_by_label("Decision on paper 5", exact=True)).to_have_value("decline")
    one.press("Save the selection")
    assert [standing(world)[n][1] for n in (3, 5)] == ["waiting_list", "decline"]


def test_a_copy_is_thought_through_and_adopted_and_a_freeze_asks_for_reasons(
    live: LiveApp, world: World, window: Callable[..., Window]
) -> None:
    who = window(DESK)
    sign_in(live, who, CHAIR)
    page = who.open(f"/manage/{world.slug}/selection/")
    choose(page, 2, "accept")
    page.get_by_text("Keep this as a what-if copy").click()
    page.get_by_label("Name of the copy").fill("The tenured too")
    who.press("Keep as a copy")
    assert who.heading == "What-if copy: The tenured too"
    assert standing(world)[2][1] == "decline"
    expect(page.get_by_label("Decision on paper 2", exact=True)).to_have_value("accept")
    who.follow("Adopt this copy")
    who.press("Adopt what is ticked")
    assert standing(world)[2][1] == "accept"
    who.follow("Freeze the ranking")
    who.press("Freeze the ranking")
    assert who.told == "The ranking of 3 papers is frozen, and reviewing is closed."
    who.follow("Back to the selection")
    reason = page.get_by_label("Reason for changing the decision on paper 2", exact=True)
    expect(reason).to_be_hidden()
    choose(page, 2, "decline")
    expect(reason).to_be_visible()
    who.expected.add(422)
    who.press("Save the selection")
    expect(page.locator(".errors")).to_contain_text("Give one line of reason for paper 2, “Paper 2”")
    expect(page.get_by_label("Decision on paper 2", exact=True)).to_have_value("decline")
    reason.fill("It is out already.")
    who.press("Save the selection")
    expect(page.locator("tr[data-paper='2']")).to_contain_text("Reason: It is out already.")
    assert standing(world)[2][1] == "decline"
