"""Getting ready in a browser: a leader writes guidelines and nudges; a commenter reads, and tells a zone, on a phone."""

from collections.abc import Callable

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.conftest import NOW
from tests.journeys.browsing import DESK, PHONE, Window
from tests.journeys.live import LiveApp
from tests.preparing import commenter, confirmed, seen_by
from tests.test_pages_accessible import RUN
from tests.world import CHAIR, COMMENTER, World
from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind
from wip.services.sign_ins import make_link

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def world(live: LiveApp) -> World:
    live.clock.now = NOW
    made = World(live.app, NOW)
    confirmed(made)
    commenter(made)
    return made


def signed_in(who: Window, world: World) -> Window:
    who.open(world.do(lambda session: world.signer.address(make_link(session, CHAIR, NOW, 30))))
    who.press("Sign in")
    return who


def is_fine(who: Window) -> bool:
    """No finding of axe, and nothing beside the window."""
    who.page.evaluate(AXE_SCRIPT)
    return (who.page.evaluate(RUN), who.fits_its_window()) == ([], True)


def test_a_leader_changes_guidelines_and_nudges_and_a_commenter_answers_on_a_phone(
    world: World, window: Callable[..., Window]
) -> None:
    leader, reader = signed_in(window(DESK), world), window(PHONE, zone="Asia/Calcutta")
    page = leader.open(f"/manage/{world.slug}/commenters/guidelines")
    page.locator("summary", has_text="Two points only").click()
    with page.expect_navigation():
        page.locator("a:visible", has_text="Begin from this text").click()
    expect(page.get_by_label("Heading")).to_have_value("Two points only")
    page.get_by_label("Instructions").fill("Ask two questions.\nStop at {share} minutes.")
    leader.press("Preview")
    expect(page.locator(".compared").first).to_contain_text("Stop at 5 minutes.")
    expect(page.locator("article.letter")).to_contain_text("New: Ask two questions.")
    assert is_fine(leader)
    leader.press("Save and send the letters")
    assert "The letters are on their way." in leader.told

    page = leader.open(f"/manage/{world.slug}/readiness/")
    expect(page.locator("table")).to_contain_text("0 of 1 commenter")
    assert is_fine(leader)
    leader.follow("Nudge what is missing…")
    card = page.locator("section.card", has_text=COMMENTER)
    card.locator("summary", has_text="The letter").click()
    expect(card.locator("article.letter")).to_contain_text("still missing from you")
    page.get_by_role("checkbox", name="Mbali Abara").uncheck()
    assert is_fine(leader)
    leader.press("Send the ticked letters")
    assert leader.told == "1 letter is on the way."
    (letter,) = world.letters(kind=LetterKind.NUDGE)
    assert letter.to_email == COMMENTER

    phone = reader.open(world.link(LinkKind.COMMISSION, COMMENTER, 1, "guidelines"))
    expect(phone.get_by_role("heading", level=2).first).to_have_text("Two points only")
    assert (seen_by(world, 1), is_fine(reader)) == (None, True)
    reader.press("I have read this")
    assert seen_by(world, 1) == 1
    phone = reader.open(world.link(LinkKind.COMMISSION, COMMENTER, 1, "zone"))
    expect(phone.get_by_label("Your time zone")).to_have_value("Asia/Kolkata")
    assert is_fine(reader)
    reader.press("This is my time zone")
    expect(phone.locator("main")).to_contain_text("Kolkata, for you")

    page = leader.open(f"/manage/{world.slug}/readiness/")
    expect(page.locator("table")).to_contain_text("1 of 1 commenter")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert is_fine(leader)


def test_the_board_prints_without_its_buttons(world: World, window: Callable[..., Window]) -> None:
    leader = signed_in(window(DESK), world)
    page = leader.open(f"/manage/{world.slug}/readiness/")
    page.emulate_media(media="print")
    expect(page.get_by_text("Of 1 slot:").locator("visible=true")).to_have_count(1)
    expect(page.get_by_role("link", name="Nudge what is missing…")).to_be_hidden()
    expect(page.locator("table")).to_be_visible()
