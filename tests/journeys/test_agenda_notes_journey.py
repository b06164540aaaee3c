"""What a row of the agenda says of itself, in a real browser: it goes when it is no longer so."""

from collections.abc import Callable

import pytest

from tests.agenda_world import published
from tests.journeys.browsing import Window
from tests.journeys.live import LiveApp
from tests.journeys.test_agenda_journey import kept, signed_in
from tests.world import World

Open = Callable[..., Window]


@pytest.fixture
def world(live: LiveApp) -> World:
    world = World(live.app, live.clock.now)
    published(world)
    return world


def test_what_a_row_said_goes_when_it_is_back_in_its_place(world: World, live: LiveApp, window: Open) -> None:
    who = signed_in(live, window)
    page = who.open(f"/manage/{world.slug}/agenda/")
    page.locator(".grip").first.focus()
    page.keyboard.press("ArrowDown")
    kept(who)
    assert page.get_by_text("moves from").count() == 2
    page.keyboard.press("ArrowUp")
    kept(who)
    assert page.get_by_text("moves from").count() == 0
