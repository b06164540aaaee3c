"""Papers given out automatically, accepted, and one given back: a leader at a desk, a reviewer with a phone and no JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.conftest import NOW
from tests.journeys.browsing import DESK, PHONE, Window
from tests.journeys.every_page import IN_REVIEW
from tests.journeys.live import LiveApp, letter_to, link_in
from tests.test_pages_accessible import signed_in
from wip.db import db, writing
from wip.demo.load import _load as load_examples

pytestmark = pytest.mark.browser

PLACE = f"/manage/{IN_REVIEW}/assignments/"
READER = "amara.osei@ridge.example.edu"


@pytest.fixture(scope="module", autouse=True)
def _examples(live: LiveApp) -> None:
    """In the session in review, paper 7 lacks a reader, and Amara Osei alone may still be given it."""
    live.clock.now = NOW
    with live.app.app_context(), writing():
        load_examples(db.session(), NOW)
        db.session.commit()
        db.session.remove()


def test_a_paper_is_given_out_given_back_and_given_again(
    live: LiveApp, window: Callable[..., Window]
) -> None:
    leader, reader = signed_in(window(DESK)), window(PHONE, javascript=False)
    live.deliver()
    leader.open(PLACE)
    leader.follow("See a proposal")
    expect(leader.page.locator("main")).to_contain_text("Prosecutors Who Decline")
    leader.press("Accept: give out 1 reading")
    assert leader.told == "1 reading given out. 1 letter on the way."
    letter = letter_to(live.deliver(), READER, "One paper to read")
    page = reader.open("/sign-in")
    page.get_by_label("E-mail address").fill(READER)
    reader.press("Send me a link")
    reader.open(link_in(letter_to(live.deliver(), READER), "/sign-in/"))
    reader.press("Sign in")
    reader.open(link_in(letter, "/reviews/"))
    reader.follow("Prosecutors Who Decline")
    reader.follow("Give the paper back")
    assert reader.fits_its_window()
    reader.page.get_by_label("Why").fill("Too far from what I know.")
    reader.press("Give it back")
    assert reader.told == "Paper 7 is given back. The leaders are told why, and find somebody else."
    leader.open(f"{PLACE}papers/7")
    expect(leader.page.locator("main")).to_contain_text("“Too far from what I know.”")
    with leader.page.expect_navigation():
        leader.page.get_by_role("button", name="Give again").click()
    assert leader.told == "1 reading given out. 1 letter on the way."
