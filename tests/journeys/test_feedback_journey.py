"""Feedback written in the session on a phone, in a real Chromium: saved while typed, without a connection, in two windows."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.feedback_world import ATTENDEE, CLOSES, DURING, box_path, boxes
from tests.journeys.browsing import PHONE, Window
from tests.journeys.live import LiveApp, letter_to, link_in
from tests.test_pages_accessible import RUN
from tests.world import AUTHOR, COMMENTER, World
from wip.db import db, writing
from wip.models import Feedback
from wip.services import feedback_rounds

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def world(live: LiveApp) -> World:
    """Three published papers, a commenter and an attendee; the session is on."""
    made = World(live.app, live.clock.now)
    boxes(made)
    live.deliver()
    live.clock.now = DURING
    return made


def go_round(live: LiveApp) -> None:
    """The worker's round."""
    with live.app.app_context(), writing():
        for work in (feedback_rounds.tell_open, feedback_rounds.remind, feedback_rounds.send_digests):
            work(db.session(), live.clock.now)
            db.session.commit()
        db.session.remove()


def saved(page: Page) -> None:
    """Wait until the page says that it has saved."""
    expect(page.locator(".saved")).to_contain_text("Saved, but not handed in")


def is_sound(who: Window) -> bool:
    """Whether axe finds nothing wrong with the page, and nothing scrolls sideways."""
    who.page.evaluate(AXE_SCRIPT)
    assert who.page.evaluate(RUN) == []
    return who.fits_its_window()


def typed(world: World) -> list[str]:
    """What stands in the boxes and is not handed in."""
    rows = sa.select(Feedback.typed).order_by(Feedback.id)
    return world.do(lambda s: ["".join(row.get("fields", {}).get("more", [])) for row in s.scalars(rows)])


def test_from_the_letter_to_the_digest_on_a_phone(
    live: LiveApp, world: World, window: Callable[..., Window]
) -> None:
    go_round(live)
    letters = live.deliver()
    phone, desk = window(PHONE), window()
    phone.open(link_in(letter_to(letters, ATTENDEE), "/feedback/"))
    assert is_sound(phone)
    with phone.page.expect_navigation():
        phone.page.get_by_role("link", name=re.compile("Write.*Quotas")).click()
    assert is_sound(phone)
    more = phone.page.get_by_label("Anything else")
    more.press_sequentially("Who is it for?")
    saved(phone.page)
    assert typed(world) == ["Who is it for?"]

    # In the tunnel: nothing is lost, and it is saved as soon as the connection is back.
    phone.context.set_offline(True)
    more.press_sequentially(" Chiefs of police?")
    expect(phone.page.locator(".saved")).to_contain_text("Not saved just now")
    phone.complaints = [each for each in phone.complaints if "ERR_INTERNET_DISCONNECTED" not in each]
    phone.context.set_offline(False)
    saved(phone.page)
    assert typed(world) == ["Who is it for? Chiefs of police?"]

    # At the desk the same words are there; what is typed there is not overwritten by the phone.
    desk.open(phone.page.url)
    assert desk.page.get_by_label("Anything else").input_value() == "Who is it for? Chiefs of police?"
    desk.page.get_by_label("One suggestion").press_sequentially("Say so on page one.")
    saved(desk.page)
    phone.expected.add(409)
    more.press_sequentially("!")
    expect(phone.page.locator(".saved")).to_contain_text("other words were saved in another window")
    phone.page.reload()
    assert phone.page.get_by_label("One suggestion").input_value() == "Say so on page one."
    phone.page.get_by_label("without my name").check()
    phone.page.get_by_label("Let us talk").check()
    phone.press("Hand in")
    assert phone.told.startswith("Handed in.")
    assert is_sound(phone)

    remind(live)
    live.clock.now = CLOSES
    go_round(live)
    phone.open(box_path(world, ATTENDEE, 1))
    assert is_sound(phone)
    read_by_author(live, window(PHONE))


def remind(live: LiveApp) -> None:
    """The commenter who has not written hears of it, and the attendee who has does not."""
    live.clock.now = CLOSES - timedelta(hours=2)
    go_round(live)
    reminded = live.deliver()
    letter_to(reminded, COMMENTER, "not handed in yet")
    assert [message["To"] for message in reminded if ATTENDEE in message["To"]] == []


def read_by_author(live: LiveApp, author: Window) -> None:
    """The digest on a phone; yes to the talk; and what changed, as its letter would say it."""
    author.open(link_in(letter_to(live.deliver(), AUTHOR, "What your readers left"), "/papers/"))
    assert is_sound(author)
    assert "Say so on page one." in author.page.locator("main").inner_text()
    assert "Ada" not in author.page.content()
    with author.page.expect_navigation():
        author.page.get_by_role("button", name=re.compile("Yes.*would like to talk")).click()
    assert author.told.startswith("You are in touch")
    author.page.get_by_label("What changed?").fill("Page one says for whom it is.")
    author.press("Show the letter")
    assert is_sound(author)
    contact = live.deliver()
    assert {ATTENDEE, AUTHOR} == {str(message["To"]).split("<")[-1].rstrip(">") for message in contact}


def test_without_javascript_it_is_handed_in_all_the_same(
    live: LiveApp, world: World, window: Callable[..., Window]
) -> None:
    live.clock.now = DURING
    plain = window(PHONE, javascript=False)
    plain.open(box_path(world, COMMENTER, 1))
    plain.page.get_by_label("What came across").fill("That quotas outlive their abolition.")
    plain.press("Keep for later")
    assert plain.told.startswith("Kept.")
    plain.press("Hand in")
    assert plain.told.startswith("Handed in.")
