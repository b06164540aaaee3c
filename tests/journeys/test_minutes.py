"""What the browser says of a session's minutes while a leader types is what the server says, word for word."""

import random
from collections.abc import Callable

import pytest

from tests.journeys.acts import found_section
from tests.journeys.browsing import DESK, Window
from tests.journeys.live import LiveApp
from tests.test_pages_accessible import signed_in
from wip.domain.agenda import Minutes

pytestmark = pytest.mark.browser

SENTENCES = """async (plans) => {
  const { sentence } = await import("/static/js/minutes.js");
  return plans.map(([minutes, welcome, closing, gap, slot]) => sentence({ minutes, welcome, closing, gap, slot }));
}"""


def plans() -> list[tuple[int, int, int, int, int, int]]:
    """Usual sessions with every welcome and gap, and two thousand odd ones."""
    usual = [
        (length, welcome, 0, gap, 15, 15)
        for length in (60, 75, 90)
        for welcome in range(16)
        for gap in range(6)
    ]
    dice = random.Random(29)  # noqa: S311 - a test's dice
    highest = (720, 120, 120, 60, 120, 120)
    odd = [tuple(dice.randint(0, most) for most in highest) for _ in range(2000)]
    return usual + [plan for plan in odd if plan[0] and plan[4] + plan[5]]  # type: ignore[misc]  # six numbers each


@pytest.fixture(scope="module")
def section(live: LiveApp) -> str:
    """A section with its leader; its slug."""
    return found_section(live)


def test_the_browser_and_the_server_say_the_same(window: Callable[..., Window]) -> None:
    tried = plans()
    page = window(DESK).open("/")
    said = page.evaluate(SENTENCES, [[*plan[:4], plan[4] + plan[5]] for plan in tried])
    assert said == [Minutes(*plan).capacity_sentence() for plan in tried]


def test_the_sentence_stands_on_the_form_and_follows_the_typing(
    section: str, window: Callable[..., Window]
) -> None:
    who = signed_in(window(DESK))
    page = who.open(f"/sections/{section}/new-session")
    sentence = page.locator("[data-minutes-for]")
    assert sentence.inner_text() == "90 minutes: 3 full slots."
    page.get_by_text("How the minutes are used").first.click()
    page.get_by_label("Welcome").fill("5")
    assert sentence.inner_text() == "90 minutes with a 5-minute welcome: 2 full slots, or 3 of 28."
    page.get_by_label("Presenting, per slot").fill("20")
    page.get_by_label("Comments, per slot").fill("25")
    page.get_by_label("Closing").fill("")
    assert sentence.inner_text() == "90 minutes with a 5-minute welcome: 1 full slot, or 2 of 42."


def test_without_javascript_the_server_says_it(section: str, window: Callable[..., Window]) -> None:
    who = signed_in(window(DESK, javascript=False))
    page = who.open(f"/sections/{section}/new-session")
    assert page.locator("[data-minutes-for]").inner_text() == "90 minutes: 3 full slots."
