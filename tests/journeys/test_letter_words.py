"""A section words its letters and writes to a group, in a real Chromium, with JavaScript and without."""

from collections.abc import Callable

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.journeys.browsing import DESK, PHONE, Window
from tests.journeys.live import LiveApp, letter_to, link_in, text_of
from tests.test_pages_accessible import RUN, signed_in
from tests.world import AUTHOR, World

pytestmark = pytest.mark.browser

EDITOR = "/sections/criminal-justice/letters/decision_accepted/"


@pytest.fixture(scope="module")
def world(live: LiveApp) -> World:
    """An open call with a paper."""
    made = World(live.app, live.clock.now)
    made.paper()
    live.deliver()
    return made


def accessible(who: Window) -> None:
    """Nothing that axe-core finds, at both sizes, and nothing that scrolls sideways."""
    who.page.evaluate(AXE_SCRIPT)
    for width, height in (DESK, PHONE):
        who.page.set_viewport_size({"width": width, "height": height})
        assert who.page.evaluate(RUN) == []
        assert who.fits_its_window()
    who.page.set_viewport_size({"width": DESK[0], "height": DESK[1]})


def test_the_preview_follows_while_one_types_and_insert_puts_a_placeholder_at_the_caret(
    world: World, window: Callable[..., Window]
) -> None:
    who = signed_in(window(DESK))
    page = who.open(EDITOR)
    preview = page.locator("#preview")
    expect(preview).to_contain_text("We are glad to tell you that your paper “Quotas Without Numbers”")
    page.get_by_label("Subject").fill("Welcome, ")
    page.get_by_role("button", name="Insert {name}").click()
    expect(page.get_by_label("Subject")).to_have_value("Welcome, {name}")
    expect(preview).to_contain_text("Welcome, Mbali Abara")
    page.get_by_label("Subject").fill("Welcome, {nmae}")
    expect(preview).to_contain_text("There is no placeholder {nmae} in this letter. Did you mean {name}?")
    page.get_by_label("Subject").fill("Welcome to {session_title}")
    page.get_by_label("Show it as it would be for").select_option(label="Avery Sample (made up)")
    expect(preview).to_contain_text("To Avery Sample (made up)")
    accessible(who)
    who.press("Save the text")
    assert who.told == "Saved. Letters that are written from now on say this."
    assert world.slug


def test_a_test_comes_to_oneself_and_its_links_lead_to_the_editor(
    live: LiveApp, world: World, window: Callable[..., Window]
) -> None:
    who = signed_in(window(DESK))
    live.deliver()
    page = who.open(EDITOR)
    page.get_by_label("Subject").fill("A try for {name}")
    who.press("Send a test to me")
    assert page.get_by_label("Subject").input_value() == "A try for {name}"
    message = letter_to(live.deliver(), "robin.vale@law.example.edu")
    assert message["Subject"] == "[Test] A try for Mbali Abara"
    assert link_in(message, "/letters/").endswith(EDITOR)
    assert ("/papers/" in text_of(message), message["Reply-To"].addresses[0].addr_spec) == (
        False,
        "cj@law.example.edu",
    )
    assert world.slug


@pytest.mark.parametrize("javascript", [True, False])
def test_a_group_is_written_to_and_a_reader_stops_such_letters(
    live: LiveApp, world: World, window: Callable[..., Window], *, javascript: bool
) -> None:
    who = signed_in(window(DESK, javascript=javascript))
    who.open(f"/manage/{world.slug}/mailings/new")
    who.page.get_by_label("Subject").fill(f"News for {{name}} {javascript}")
    who.press("Preview")
    expect(who.page.locator("article.letter")).to_contain_text("To Mbali Abara")
    if javascript:
        accessible(who)
    who.press("Send this letter")
    assert who.told == "The letters are on their way."
    message = letter_to(live.deliver(), AUTHOR, "News for Mbali Abara")
    stop = link_in(message, "/stop/")
    assert message["List-Unsubscribe"] == f"<{stop}>"
    if javascript:
        return
    reader = window(PHONE, javascript=False)
    reader.open(stop)
    reader.press("Stop these letters")
    assert reader.heading == "These letters are stopped"
    assert reader.fits_its_window()
