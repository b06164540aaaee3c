"""A room runs in several browsers: one clock for two chairs, through a reload and a lost connection, with cards on the display."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.agenda_world import ZOOM, on_session, published
from tests.journeys.browsing import DESK, PHONE, Window
from tests.journeys.live import LiveApp
from tests.show_world import link_to, open_room
from tests.test_pages_accessible import signed_in
from tests.world import World
from wip.domain.links import LinkKind

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def running(live: LiveApp) -> World:
    """Three papers, published; the first room's screen is open, five minutes before it begins."""
    world = World(live.app, live.clock.now)
    published(world)
    on_session(world, lambda session, row, by: open_room(session, row, by, world.now))
    return world


def test_two_chairs_see_one_clock_that_survives_a_reload_and_a_lost_connection(
    running: World, live: LiveApp, window: Callable[..., Window]
) -> None:
    start = on_session(running, lambda _s, row, _b: row.starts_at)
    live.clock.now = start
    chair, helper = signed_in(window(DESK)), window(PHONE)
    display = window(DESK)
    one = chair.open(f"/manage/{running.slug}/show/0/")
    two = helper.open(link_to(running, LinkKind.HELPER))
    screen = display.open(link_to(running, LinkKind.SCREEN))

    one.get_by_role("button", name="First paper").click()
    for page in (one, two, screen):
        expect(page.locator("[data-phase]")).to_have_text("Presenting")
        expect(page.locator("[data-title]")).to_have_text("Quotas Without Numbers")
    two.get_by_label("Name", exact=True).fill("Ann Onlooker")
    two.get_by_role("button", name="Add to the queue").click()
    expect(one.locator(".turns")).to_contain_text("Ann Onlooker")
    one.reload()
    expect(one.locator("[data-phase]")).to_have_text("Presenting")
    expect(one.locator("[data-wall]")).to_have_text("12:00")
    expect(one.locator(".countdown")).to_have_text(re.compile(r"^1[45]:\d\d left$"))
    assert helper.fits_its_window()

    _tick_side_by_side(one, two)

    # Fifteen minutes: at five the card comes up by itself, and fills the display.
    live.clock.now = start + timedelta(minutes=10, seconds=30)
    expect(screen.locator("[data-card-word]")).to_have_text("5 minutes")
    expect(screen.locator(".display.held")).to_have_count(1)
    expect(two.locator("[data-card-word]")).to_have_text("5 minutes")
    live.clock.now = start + timedelta(minutes=13, seconds=10)
    expect(one.locator("[data-card-word]")).to_have_text("2 minutes")
    one.get_by_role("link", name="2 minutes").click()
    expect(one.locator("#card-2")).to_be_in_viewport()
    one.get_by_role("link", name="Put it down").click()

    # The helper's connection goes: the clock goes on, two presses are kept, and sent in their order.
    live.clock.now = start + timedelta(minutes=15)
    expect(two.locator("[data-card-word]")).to_have_text("Time")
    helper.context.set_offline(True)
    expect(two.locator("[data-lost]")).to_contain_text("No connection since 12:15; the clock goes on.")
    two.get_by_role("button", name="To the comments").click()
    expect(two.locator("[data-phase]")).to_have_text("Comments")
    expect(two.locator("[data-lost]")).to_contain_text("What you pressed is kept")
    expect(two.locator("[data-lost]")).to_contain_text("Do not reload until the connection is back.")
    two.wait_for_timeout(500)
    _press_next_without_connection(two)
    two.wait_for_timeout(500)
    _end_without_connection_and_undo(two)
    expect(one.locator("[data-phase]")).to_have_text("Presenting")
    helper.complaints.clear()
    helper.context.set_offline(False)
    for page in (two, one, screen):
        expect(page.locator("[data-title]")).to_have_text("Mercy as Procedure")
    expect(two.locator("[data-lost]")).to_be_hidden()

    _press_in_vain(helper, one, two)


def _press_in_vain(helper: Window, one: Page, two: Page) -> None:
    """What was pressed without a connection after somebody else's press says so."""
    helper.context.set_offline(True)
    expect(two.locator("[data-lost]")).to_be_visible()
    two.get_by_role("button", name="To the comments").click()
    expect(two.locator("[data-lost]")).to_contain_text("What you pressed is kept")
    one.get_by_role("button", name="Pause").click()
    expect(one.locator("[data-paused]")).to_be_visible()
    helper.complaints.clear()
    helper.context.set_offline(False)
    expect(two.locator("[data-told]")).to_contain_text("Somebody was faster: Robin Vale stopped the clock.")
    expect(two.locator("[data-paused]")).to_be_visible()
    helper.complaints.clear()


def _tick_side_by_side(one: Page, two: Page) -> None:
    """Each tick is kept at once, beside those of others; what somebody types meanwhile stays."""
    two.get_by_label("Name", exact=True).fill("Bo Half-Typed")
    for name in ("Mbali Abara", "Sam Stranger"):
        one.get_by_label(name).check()
    two.get_by_label("Tomas Varga").check()
    for page in (one, two):
        expect(page.locator(".present")).to_contain_text("3 of 3")
        expect(page.locator(".present input:checked")).to_have_count(3)
    expect(two.get_by_label("Name", exact=True)).to_have_value("Bo Half-Typed")
    expect(one.get_by_role("button", name="Note who is here")).to_be_hidden()


def _end_without_connection_and_undo(page: Page) -> None:
    """Nothing of the paper is left on the screen, until the end is taken back."""
    page.get_by_text("End the session now").click()
    page.get_by_role("button", name="End the session", exact=True).click()
    expect(page.locator("[data-phase]")).to_have_text("Over")
    expect(page.locator(".coming")).to_have_text("No more papers.")
    for gone in (".countdown", "[data-by]", "[data-key=pause]", "[data-key=add_time]", "[data-key=next]"):
        expect(page.locator(gone)).to_be_hidden()
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Undo: End the session").click()
    expect(page.locator("[data-title]")).to_have_text("Mercy as Procedure")


def _press_next_without_connection(page: Page) -> None:
    """Whose paper it is and what comes after it follow, as they would with a connection."""
    page.get_by_role("button", name="Next paper").click()
    expect(page.locator("[data-title]")).to_have_text("Mercy as Procedure")
    expect(page.locator("[data-by]")).to_have_text("Tomas Varga")
    expect(page.locator(".coming")).to_contain_text("The Plea, Unbargained")
    expect(page.locator(".coming")).not_to_contain_text("Mercy as Procedure")
    expect(page.locator("[data-part=queue]")).to_have_text("Nobody waits.")
    expect(page.locator("[data-key=undo]")).to_have_text("Undo: Next paper")


def test_a_helper_s_link_is_told_to_no_other_host(running: World, window: Callable[..., Window]) -> None:
    on_session(running, lambda _s, row, _b: setattr(row, "join_link", ZOOM))
    page = window(PHONE).open(link_to(running, LinkKind.HELPER))
    page.route(f"{ZOOM}*", lambda route: route.fulfill(body="The meeting", content_type="text/html"))
    told = []
    # As it is, and where a link would forget to say so: then the page's own policy holds.
    for prepare in ("link => link.rel", "link => link.removeAttribute('rel')"):
        link = page.get_by_role("link", name="Join the meeting")
        link.evaluate(prepare)
        link.click()
        page.wait_for_url(f"{ZOOM}*")
        told.append(page.evaluate("document.referrer"))
        page.go_back()
    assert told == ["", ""]


def test_without_scripts_every_button_is_a_form(running: World, window: Callable[..., Window]) -> None:
    who = window(PHONE, javascript=False)
    page = who.open(link_to(running, LinkKind.HELPER))
    who.press("To the comments")
    expect(page.locator("[data-phase]")).to_have_text("Comments")
    who.press("Undo: To the comments")
    expect(page.locator("[data-phase]")).to_have_text("Presenting")
    assert who.fits_its_window()
