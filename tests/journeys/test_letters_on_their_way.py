"""How far letters are, watched in a browser: it changes by itself, and stops; without JavaScript by a link."""

from collections.abc import Callable

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.conftest import NOW
from tests.journeys.browsing import DESK, PHONE, Window
from tests.journeys.live import LiveApp
from tests.test_pages_accessible import RUN
from tests.world import CHAIR, World
from wip.services.sign_ins import make_link

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def world(live: LiveApp) -> World:
    live.clock.now = NOW
    return World(live.app, NOW)


def signed_in(who: Window, world: World) -> Window:
    who.open(world.do(lambda session: world.signer.address(make_link(session, CHAIR, NOW, 30))))
    who.press("Sign in")
    return who


def test_progress_changes_by_itself_and_stops(
    live: LiveApp, world: World, window: Callable[..., Window]
) -> None:
    live.deliver()
    for number in range(3):
        world.paper(f"Paper {number}", f"author{number}@law.example.edu")
    who = signed_in(window(DESK), world)
    page = who.open(f"/manage/{world.slug}/letters/progress")
    part = page.locator("#progress")
    expect(part.get_by_role("heading")).to_have_text("Letters on their way")
    expect(part).to_contain_text("3 of 3 waiting")
    page.evaluate(AXE_SCRIPT)
    assert (page.evaluate(RUN), who.fits_its_window()) == ([], True)
    live.deliver()
    expect(part.get_by_role("heading")).to_have_text("All letters have left")
    expect(part).to_contain_text("3 of 3 written to files")
    assert part.get_attribute("hx-get") is None
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(2500)
    assert asked == []


def test_without_javascript_a_link_looks_again(
    live: LiveApp, world: World, window: Callable[..., Window]
) -> None:
    world.paper("One more", "author9@law.example.edu")
    who = signed_in(window(PHONE, javascript=False), world)
    page = who.open(f"/manage/{world.slug}/letters/")
    expect(page.locator("#progress")).to_contain_text("waiting")
    who.follow("Look again", within="#progress")
    assert who.heading == "How far the letters are"
    live.deliver()
    who.follow("Look again", within="#progress")
    expect(page.locator("#progress")).to_contain_text("All letters have left")
    assert who.fits_its_window()
