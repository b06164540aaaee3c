"""The charts of the reviews in a browser: tables without JavaScript, and readable by everybody when unfolded."""

from collections.abc import Callable

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.conftest import NOW
from tests.journeys.browsing import DESK, PHONE, Window
from tests.journeys.every_page import IN_REVIEW
from tests.journeys.live import LiveApp
from tests.test_pages_accessible import RUN, signed_in
from wip.db import db, writing
from wip.demo.load import _load as load_examples

pytestmark = pytest.mark.browser

PICTURE = f"/manage/{IN_REVIEW}/picture/"


@pytest.fixture(scope="module", autouse=True)
def _examples(live: LiveApp) -> None:
    """The session in review has readers of every kind."""
    live.clock.now = NOW
    with live.app.app_context(), writing():
        load_examples(db.session(), NOW)
        db.session.commit()
        db.session.remove()


def test_a_chart_unfolds_into_its_table_without_javascript(window: Callable[..., Window]) -> None:
    who = signed_in(window(PHONE, javascript=False))
    for rest, summary, cell in (
        ("", "Who gave what, as a table", "Remi Oyelaran 4.6"),
        ("reviewers", "The same in numbers, as a table", "−0.62"),
        ("progress", "The same day by day, as a table", "In all"),
    ):
        page = who.open(PICTURE + rest)
        table = page.locator("details", has_text=summary).locator("table")
        assert not table.is_visible()
        page.get_by_text(summary, exact=True).click()
        assert table.is_visible()
        assert cell in table.inner_text()
        assert who.fits_its_window()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_unfolded_charts_are_accessible(window: Callable[..., Window], colours: str) -> None:
    who = signed_in(window(DESK, colours))
    for rest in ("", "reviewers", "progress"):
        page = who.open(PICTURE + rest)
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        page.evaluate(AXE_SCRIPT)
        for width, height in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            assert (page.evaluate(RUN), who.fits_its_window()) == ([], True)


def test_the_choice_to_look_early_is_found_by_a_thumb(window: Callable[..., Window]) -> None:
    who = signed_in(window(PHONE))
    who.open(PICTURE)
    assert "1 paper still waits for your own review" in who.page.locator("main").inner_text()
    for role, name in (("link", "Go on reviewing"), ("button", "Show me all scores anyway")):
        box = who.page.get_by_role(role, name=name).bounding_box()  # type: ignore[arg-type]
        assert box is not None
        assert box["height"] >= 44
    who.press("Show me all scores anyway")
    assert "You chose to see all scores" in who.page.locator("main").inner_text()
