"""Every page in a real Chromium: no violation by axe-core, and nothing scrolls sideways on a phone."""

from collections.abc import Callable

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.journeys.browsing import DESK, PHONE, Window
from tests.journeys.every_page import DARK, OPEN, Filled, fill
from tests.journeys.live import LiveApp
from tests.world import CHAIR
from wip.db import db, writing
from wip.services.sign_ins import make_link

pytestmark = pytest.mark.browser

RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(
    (found) => `${found.id}: ` + found.nodes.map((node) => node.html.slice(0, 160)).join(" | "))"""


@pytest.fixture(scope="module")
def filled(live: LiveApp) -> Filled:
    """Every page's address."""
    return fill(live)


def signed_in(who: Window, email: str = CHAIR) -> Window:
    """The same window, of the chair who leads every section, or of somebody else."""
    live = who.live
    with live.app.app_context(), writing():
        link = make_link(db.session(), email, live.clock.now, 30)
        db.session.commit()
        path = live.app.extensions["wip_signer"].path(link)
        db.session.remove()
    who.open(path)
    who.press("Sign in")
    return who


def faults_of(who: Window, path: str, sizes: tuple[tuple[int, int], ...]) -> list[str]:
    """What is wrong with a page at these sizes."""
    page = who.open(path)
    page.evaluate(AXE_SCRIPT)
    found = []
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{path} at {width}: {fault}" for fault in page.evaluate(RUN)]
        if not who.fits_its_window():
            found.append(f"{path} at {width}: scrolls sideways")
    return found


def test_every_page_is_accessible_and_fits_a_phone(window: Callable[..., Window], filled: Filled) -> None:
    who = signed_in(window(DESK))
    assert [fault for path in filled.full for fault in faults_of(who, path, (DESK, PHONE))] == []


def test_every_page_without_content_is_too(window: Callable[..., Window], filled: Filled) -> None:
    who = signed_in(window(PHONE))
    assert [fault for path in filled.empty for fault in faults_of(who, path, (PHONE,))] == []


def test_a_visitor_sees_accessible_pages(window: Callable[..., Window], filled: Filled) -> None:
    who = window(DESK)
    who.expected.add(404)
    paths = ["/", f"/sessions/{OPEN}/", f"/sessions/{OPEN}/submit", "/sign-in", "/no-such-page"]
    assert set(paths[:-1]) <= set(filled.full)
    assert [fault for path in paths for fault in faults_of(who, path, (DESK, PHONE))] == []


def test_axe_would_find_a_fault(window: Callable[..., Window]) -> None:
    who = window(DESK)
    who.open("/").evaluate("document.querySelector('main').append(document.createElement('input'))")
    who.page.evaluate(AXE_SCRIPT)
    assert who.page.evaluate(RUN) == ["label: <input>"]


def test_pages_are_accessible_in_the_dark(window: Callable[..., Window], filled: Filled) -> None:
    assert set(DARK) <= set(filled.full)
    who = signed_in(window(DESK, "dark"))
    assert [fault for path in DARK for fault in faults_of(who, path, (DESK,))] == []
