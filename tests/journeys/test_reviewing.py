"""A reviewer at work in a real Chromium: typed words survive, two windows never mix, keys, save and next to the end."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from tests.journeys.browsing import DESK, PHONE, Window
from tests.journeys.live import LiveApp
from tests.selecting import add_reviewer
from tests.test_pages_accessible import signed_in
from tests.world import REVIEWER, World
from wip.models import Review

pytestmark = pytest.mark.browser

TYPED = "Read on the train: the third part is the paper."


@pytest.fixture(scope="module")
def world(live: LiveApp) -> World:
    """Three papers to review."""
    made = World(live.app, live.clock.now)
    add_reviewer(made, REVIEWER)
    for title in ("Quotas Without Numbers", "Mercy as Procedure", "The Bail Clock"):
        made.paper(title)
    return made


def stored(world: World) -> list[tuple[str, float | None, str]]:
    """State, score and counted comment of each review, by paper."""
    select = sa.select(Review).order_by(Review.paper_id)
    return world.do(lambda s: [(row.state.value, row.score, row.comment) for row in s.scalars(select)])


def committee(page: Page) -> str:
    return page.get_by_label("To the committee").input_value()


def test_words_survive_and_two_windows_never_mix(world: World, window: Callable[..., Window]) -> None:
    desk, phone = signed_in(window(DESK), REVIEWER), signed_in(window(PHONE), REVIEWER)
    address = f"/manage/{world.slug}/reviews/1/"
    page, other = desk.open(address), phone.open(address)
    page.get_by_label("To the committee").press_sequentially(TYPED)
    expect(page.locator(".saved")).to_contain_text("Saved as a draft")
    assert stored(world) == [("assigned", None, "")]

    phone.expected.add(409)
    other.get_by_label("To the committee").press_sequentially("Other words")
    expect(other.locator(".saved")).to_contain_text("Not saved: other words were saved in another window")
    other.get_by_role("link", name="Show the other").click()
    expect(other.get_by_label("To the committee")).to_have_value(TYPED)
    assert "Restored what you typed" in other.locator("main").inner_text()

    page.reload()
    assert committee(page) == TYPED
    assert desk.fits_its_window()
    assert phone.fits_its_window()
    other.get_by_role("button", name="Discard what I typed").click()
    expect(other.get_by_label("To the committee")).to_have_value("")


def test_a_killed_window_loses_two_seconds_at_most(
    live: LiveApp, world: World, window: Callable[..., Window]
) -> None:
    desk = signed_in(window(DESK), REVIEWER)
    page = desk.open(f"/manage/{world.slug}/reviews/2/")
    page.get_by_label("A note to yourself").press_sequentially("word " * 40, delay=20)
    page.wait_for_timeout(2000)
    again = desk.context.new_page()
    again.goto(live.address + f"/manage/{world.slug}/reviews/2/")
    assert again.get_by_label("A note to yourself").input_value().strip() == ("word " * 40).strip()
    again.get_by_role("button", name="Discard what I typed").click()
    again.close()


def test_keys_score_and_go_on_to_the_end_and_never_while_typing(
    world: World, window: Callable[..., Window]
) -> None:
    desk = signed_in(window(DESK), REVIEWER)
    page = desk.open(f"/manage/{world.slug}/reviews/")
    desk.follow("Review paper 1")
    for number in (1, 2, 3):
        assert desk.heading == f"Paper {number}"
        page.locator("h1").click()
        for key in ("j", "4", "j", "5", "j", "0", "k", "3"):
            page.keyboard.press(key)
        box = page.get_by_label("To the committee")
        box.click()
        page.keyboard.type("j5 n")
        assert box.input_value() == "j5 n"
        with page.expect_navigation():
            page.keyboard.press("Control+Enter")
        assert desk.told == f"Your review of paper {number} is saved."
    assert "You have reviewed every paper" in page.locator("main").inner_text()
    assert stored(world) == [("done", 3.5, "j5 n")] * 3


def test_letters_can_be_turned_off(world: World, window: Callable[..., Window]) -> None:
    desk = signed_in(window(DESK), REVIEWER)
    page = desk.open(f"/manage/{world.slug}/reviews/1/")
    page.get_by_text("Keys", exact=True).click()
    page.get_by_label("Use these keys").uncheck()
    page.reload()
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("1")
    assert page.locator("input[type=radio][value='1']:checked").count() == 0


def test_all_of_it_works_without_javascript(world: World, window: Callable[..., Window]) -> None:
    desk = signed_in(window(PHONE, javascript=False), REVIEWER)
    page = desk.open(f"/manage/{world.slug}/reviews/2/")
    page.locator("input[type=radio][value='2']").first.check()
    desk.press("Save")
    assert desk.told == "Your review of paper 2 is saved."
    desk.press("Abstain")
    assert desk.told == "You abstain from scoring paper 2; what you wrote is kept."
