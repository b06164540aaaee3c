"""Dragging into a room where nothing lies yet, in a real browser, on a desk and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.agenda_world import confirmed_papers, put_all_in
from tests.journeys.browsing import DESK, PHONE, Window
from tests.journeys.live import LiveApp
from tests.journeys.test_agenda_journey import kept, signed_in
from tests.rooms_world import add_room, placed
from tests.world import World

Open = Callable[..., Window]


@pytest.fixture
def world(live: LiveApp) -> World:
    world = World(live.app, live.clock.now)
    confirmed_papers(world, 4)
    put_all_in(world)
    add_room(world)
    return world


def drag(page: Page, what: str, where: str) -> None:
    """As by hand: takes hold, moves slowly, lets go over the middle."""
    page.locator(where).scroll_into_view_if_needed()
    page.locator(what).hover()
    page.mouse.down()
    box = page.locator(where).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y - 20, steps=8)
    page.mouse.move(x, y, steps=4)
    page.mouse.up()


def test_a_paper_is_dragged_into_an_empty_room(world: World, live: LiveApp, window: Open) -> None:
    for width in (DESK[0], PHONE[0]):
        who = signed_in(live, window, size=(width, 4000))
        page = who.open(f"/manage/{world.slug}/agenda/")
        empty = page.locator("ol[data-name='Room B']")
        box = empty.bounding_box()
        assert box is not None
        assert box["height"] >= 80
        assert who.fits_its_window()
        drag(page, "ol[data-name='Room A'] > li:last-child .grip", "ol[data-name='Room B']")
        kept(who)
        assert placed(world) == {"Room A": [1, 2, 3], "Room B": [4]}
        assert "is now 1 of 1 in Room B" in page.locator("[data-announce]").inner_text()
        page.keyboard.press("Control+z")
        page.get_by_text("Undone", exact=True).wait_for()
        assert placed(world) == {"Room A": [1, 2, 3, 4], "Room B": []}
