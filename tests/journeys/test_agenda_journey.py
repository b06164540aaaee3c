"""Editing an agenda in a real browser: keys, drag on a phone's width, undo, a lost connection, two leaders at once."""

from collections.abc import Callable

import pytest

from tests.agenda_world import confirmed_papers, on_session, put_all_in
from tests.journeys.browsing import PHONE, Window
from tests.journeys.live import LiveApp
from tests.world import CHAIR, World
from wip.db import db, writing
from wip.queries.agendas import slots_of
from wip.services.sign_ins import make_link

Open = Callable[..., Window]


@pytest.fixture
def world(live: LiveApp) -> World:
    world = World(live.app, live.clock.now)
    confirmed_papers(world, 4)
    put_all_in(world)
    return world


def signed_in(live: LiveApp, window: Open, **more: object) -> Window:
    who = window(**more)
    with live.app.app_context(), writing():
        path = live.app.extensions["wip_signer"].path(make_link(db.session(), CHAIR, live.clock.now, 30))
        db.session.commit()
        db.session.remove()
    who.open(path)
    who.press("Sign in")
    return who


def numbers(world: World) -> list[int]:
    return on_session(world, lambda s, row, _by: [slot.paper.number for slot in slots_of(s, row.id)])


def kept(who: Window) -> None:
    who.page.locator(".kept[data-kept]").wait_for()


def test_an_agenda_is_edited_and_nothing_is_lost(world: World, live: LiveApp, window: Open) -> None:
    path = f"/manage/{world.slug}/agenda/"
    who, other = signed_in(live, window), signed_in(live, window, size=PHONE)
    page = who.open(path)
    other.open(path)
    page.locator(".grip").first.focus()
    page.keyboard.press("ArrowDown")
    said = page.locator("[data-announce]").inner_text()
    assert said == "Quotas Without Numbers is now 2 of 4, 12:30–13:00."
    kept(who)
    assert numbers(world) == [2, 1, 3, 4]
    assert page.evaluate("document.activeElement.closest('li').dataset.title") == "Quotas Without Numbers"
    page.keyboard.press("Control+z")
    page.get_by_text("Undone", exact=True).wait_for()
    assert numbers(world) == [1, 2, 3, 4]
    assert (
        page.locator("[data-announce]").inner_text() == "Undone: Moved “Quotas Without Numbers” to place 2."
    )
    assert page.evaluate("document.activeElement.closest('li').dataset.title") == "Quotas Without Numbers"
    page.locator("h1").click()
    page.keyboard.press("Control+Shift+z")
    page.get_by_text("Done again", exact=True).wait_for()

    page.context.set_offline(True)
    page.locator(".grip").first.focus()
    page.keyboard.press("End")
    page.get_by_text("Not saved: no connection.").wait_for()
    assert numbers(world) == [2, 1, 3, 4]
    page.context.set_offline(False)
    kept(who)
    assert numbers(world) == [1, 3, 4, 2]

    phone = other.page
    assert other.fits_its_window()
    phone.get_by_role("button", name="Add a break").click()
    phone.get_by_text("Not saved: Another leader changed the agenda").wait_for()
    assert "Robin Vale" in phone.locator(".kept").inner_text()
    assert phone.locator(".pause").count() == 1
    phone.get_by_role("button", name="Keep what is here").click()
    kept(other)
    assert numbers(world) == [1, 2, 3, 4]
    breaks = on_session(world, lambda _s, row, _by: [each["name"] for each in row.breaks])
    assert breaks == ["Break"]
    who.complaints.clear()
    other.complaints.clear()
