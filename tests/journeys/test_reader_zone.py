"""A visitor whose zone nobody knows sees each time on the own clock beside the announced one, without telling it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.browsing import DESK, Window

pytestmark = pytest.mark.browser

TIMES = """async (zone) => {
  const times = [
    ["2027-03-18T16:00:00+00:00", "Thu 18 Mar 2027, 12:00–13:30 New York"],
    ["2027-03-06T04:59:00+00:00", "Fri 5 Mar 2027, 23:59 New York"],
  ];
  document.querySelector("main").innerHTML = times.map(([at, text]) => `<p><time datetime="${at}">${text}</time></p>`).join("");
  await import(`/static/js/zone.js?${zone}`);
  return [...document.querySelectorAll("main p")].map((each) => each.textContent);
}"""


def said(page: Page, zone: str) -> list[str]:
    found: list[str] = page.evaluate(TIMES, zone)
    return found


def test_a_visitor_s_own_clock_stands_beside(window: Callable[..., Window]) -> None:
    page = window(DESK, zone="Europe/Berlin").open("/")
    assert said(page, "Europe/Berlin") == [
        "Thu 18 Mar 2027, 12:00–13:30 New York (17:00 Berlin, for you)",
        "Fri 5 Mar 2027, 23:59 New York (Sat 6 Mar 2027, 05:59 Berlin, for you)",
    ]


def test_on_the_announced_clock_nothing_is_added(window: Callable[..., Window]) -> None:
    page = window(DESK).open("/")
    assert said(page, "America/New_York") == [
        "Thu 18 Mar 2027, 12:00–13:30 New York",
        "Fri 5 Mar 2027, 23:59 New York",
    ]


CLOCKS = """async (zone) => {
  document.querySelector("main").innerHTML =
    `<div><time datetime="2027-03-18T16:00:00+00:00" data-day="2027-03-18" data-until="2027-03-18T16:30:00+00:00">12:00–12:30</time></div>`
    + `<p>Until <time datetime="2027-03-18T16:15:00+00:00" data-day="2027-03-18">12:15</time>, then comments</p>`;
  await import(`/static/js/zone.js?clocks-${zone}`);
  return [...document.querySelectorAll("main > *")].map((each) => each.textContent);
}"""


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        (
            "Australia/Sydney",
            ["12:00–12:30 03:00–03:30 Sydney, next day", "Until 12:15 (03:15), then comments"],
        ),
        ("America/New_York", ["12:00–12:30", "Until 12:15, then comments"]),
    ],
)
def test_an_agenda_s_clock_times_are_said_shortly(
    window: Callable[..., Window], zone: str, shown: list[str]
) -> None:
    page = window(DESK, zone=zone).open("/")
    assert page.evaluate(CLOCKS, zone) == shown


def test_a_city_is_spelt_as_it_is_now_whatever_the_browser_calls_it(window: Callable[..., Window]) -> None:
    page = window(DESK, zone="Asia/Katmandu").open("/")
    assert page.evaluate(CLOCKS, "kathmandu")[0] == "12:00–12:30 21:45–22:15 Kathmandu"


WARNED = """async (zone) => {
  document.querySelector("main").innerHTML = `<div class="flash warn long" data-clocks="/clock-notes" data-of="America/New_York"
    data-at="2027-03-18T16:00:00+00:00"><b>Mind the clocks</b><div><p>Of London.</p></div></div>`;
  await import(`/static/js/zone.js?warned-${zone}`);
  const box = document.querySelector("[data-clocks]");
  for (let tries = 0; box.textContent.includes("Of London.") && tries < 100; tries += 1) {
    await new Promise((later) => setTimeout(later, 50));
  }
  return getComputedStyle(box).display === "none" ? "" : box.querySelector("div").textContent;
}"""


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        (
            "Asia/Jerusalem",
            (
                "On Thu 18 Mar 2027 the clocks of New York and Jerusalem are 6 hours apart, not 7 hours as usual, "
                "until Fri 26 Mar 2027: they change on different days."
            ),
        ),
        ("America/Phoenix", ""),
    ],
)
def test_the_browser_s_own_zone_is_warned_of_and_no_other(
    window: Callable[..., Window], zone: str, said: str
) -> None:
    page = window(DESK, zone=zone).open("/")
    assert page.evaluate(WARNED, zone) == said
