"""A paper that is not finished in one sitting, in a real Chromium: saved while typed, reloaded, two tabs, another device."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from tests.journeys.browsing import PHONE, Window
from tests.journeys.live import LiveApp, letter_to, link_in
from tests.world import World
from wip.models import Paper, StartedSubmission

pytestmark = pytest.mark.browser

AUTHOR = "nadia.rowe@law.example.edu"


def saved(page: Page) -> None:
    """Wait until the page says that it has saved."""
    expect(page.locator(".saved")).to_contain_text("Saved")


def type_in(page: Page, title: str) -> None:
    """A title, character by character, and the first author; then wait for the save."""
    page.get_by_label("Title of your paper").press_sequentially(title)
    saved(page)


def unfinished(world: World) -> list[str]:
    """The titles of what is not submitted."""
    select = sa.select(StartedSubmission).order_by(StartedSubmission.id)
    return world.do(lambda s: [row.fields["title"][0] for row in s.scalars(select)])


def submitted(world: World) -> list[str]:
    """The titles of papers."""
    return world.do(lambda s: list(s.scalars(sa.select(Paper.title).order_by(Paper.id))))


@pytest.fixture(scope="module")
def world(live: LiveApp) -> World:
    """One open call for all."""
    return World(live.app, live.clock.now)


def test_a_paper_is_finished_elsewhere_and_two_tabs_never_mix(
    live: LiveApp, world: World, window: Callable[..., Window]
) -> None:
    desk, other = window(), window(PHONE)
    address = f"/sessions/{world.slug}/submit"
    first = desk.open(address)
    type_in(first, "Mercy as Procedure")
    second = desk.context.new_page()
    second.goto(live.address + address)
    type_in(second, "Prisons and Paper")
    assert unfinished(world) == ["Mercy as Procedure", "Prisons and Paper"]

    first.reload()
    assert first.get_by_label("Title of your paper").input_value() == "Mercy as Procedure"
    first.get_by_role("group", name="Author 1").get_by_label("Name").fill("Nadia Rowe")
    first.get_by_role("group", name="Author 1").get_by_label("E-mail").fill(AUTHOR)
    first.get_by_label("Abstract").fill("What was typed last is saved as the page is left.")
    first.goto(f"{live.address}/")
    first.go_back()
    desk.press("Save and finish later")
    assert desk.told.startswith("Everything you typed is kept")

    phone = other.open(link_in(letter_to(live.deliver(), AUTHOR), "/started/"))
    assert phone.get_by_label("Abstract").input_value() == "What was typed last is saved as the page is left."
    assert other.fits_its_window()
    phone.get_by_label("Title of your paper").fill("Mercy as Procedure, from the train")
    expect(phone.locator(".saved")).to_contain_text("Saved")

    desk.expected.add(409)
    first.get_by_label("Title of your paper").fill("Mercy, from the desk")
    expect(first.locator(".saved")).to_contain_text("other words were saved in another window")
    assert unfinished(world) == ["Mercy as Procedure, from the train", "Prisons and Paper"]
    other.press("Submit the paper")
    assert other.heading == "Your paper is in"
    assert submitted(world) == ["Mercy as Procedure, from the train"]
    assert unfinished(world) == ["Prisons and Paper"]


def test_the_page_says_when_it_cannot_save_and_tries_again(
    world: World, window: Callable[..., Window]
) -> None:
    who = window()
    page = who.open(f"/sessions/{world.slug}/submit")
    who.expected.add(503)
    page.route("**/save", lambda route: route.fulfill(status=503, body="busy"))
    page.get_by_label("Title of your paper").fill("Patience")
    expect(page.locator(".saved")).to_contain_text("Not saved just now")
    page.unroute("**/save")
    page.get_by_label("Title of your paper").fill("Patience rewarded")
    saved(page)
    assert "Patience rewarded" in unfinished(world)


def test_without_scripts_the_buttons_save(world: World, window: Callable[..., Window]) -> None:
    who = window(javascript=False)
    page = who.open(f"/sessions/{world.slug}/submit")
    page.get_by_label("Title of your paper").fill("By Hand")
    page.get_by_role("group", name="Author 1").get_by_label("Name").fill("Second in the End")
    page.get_by_role("group", name="Author 2").get_by_label("Name").fill("First in the End")
    page.get_by_role("group", name="Author 2").get_by_label("E-mail").fill(AUTHOR)
    who.press("Move up author 2")
    assert page.get_by_role("group", name="Author 1").get_by_label("Name").input_value() == "First in the End"
    who.press("Add another author")
    who.press("Remove author 3")
    assert page.get_by_label("Title of your paper").input_value() == "By Hand"
    page.get_by_label("Abstract").fill("Short.")
    who.press("Submit the paper")
    assert who.heading == "Your paper is in"
    assert "By Hand" in submitted(world)
