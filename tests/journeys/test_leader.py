"""A section leader's year, through a real Chromium: from planning a session to its join link."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from tests.journeys.acts import AUTHORS, COMMENTERS, answer_at, found_section, offer, submit
from tests.journeys.browsing import DESK, Window
from tests.journeys.live import LiveApp, letter_to, link_in
from tests.world import CHAIR, REVIEWER

pytestmark = pytest.mark.browser

TITLES = list(AUTHORS)
SLUG = "spring-works-in-progress-session-2027"


def test_a_leader_carries_a_session_from_its_call_to_its_calendar(
    live: LiveApp, window: Callable[..., Window]
) -> None:
    section, leader = found_section(live), window(DESK)
    sign_in(live, leader, CHAIR)
    plan_and_publish(leader, section)
    for title in TITLES:
        submit(live, SLUG, title)
    invite_a_reviewer(live, leader, window(DESK))
    live.clock.now = datetime(2027, 2, 2, 15, 0, tzinfo=UTC)
    review(leader)
    select(leader)
    release(live, leader)
    confirm_and_volunteer(live)
    assign(live, leader)
    lay_out(leader)
    publish(live, leader, window(DESK))
    paste_the_join_link(leader, window(DESK))


def sign_in(live: LiveApp, who: Window, email: str) -> None:
    page = who.open("/sign-in")
    page.get_by_label("E-mail address").fill(email)
    who.press("Send me a link")
    link = link_in(letter_to(live.deliver(), email), "/sign-in/")
    who.open(link)
    who.press("Sign in")
    assert who.told == f"You are signed in as {email}."


def required_fields(who: Window) -> int:
    """How many fields of the screen must be filled in, whether or not they come filled."""
    return who.page.locator("main :is(input, select, textarea)[required]").count()


def plan_and_publish(who: Window, section: str) -> None:
    """At most three screens and twelve required fields (issue 2)."""
    page = who.open(f"/sections/{section}/")
    who.follow("Plan a session")
    screens, fields = 1, required_fields(who) + 1  # what it is about: needed before it goes out
    page.get_by_label("Title", exact=True).fill("Spring Works-in-Progress Session")
    page.get_by_label("Date and start").fill("2027-03-18T12:00")
    page.get_by_label("What it is about").fill("Three papers on policing, punishment or procedure.")
    assert page.locator("[data-minutes-for]").inner_text() == "90 minutes: 3 full slots."
    who.press("Go on to the call")
    screens, fields = screens + 1, fields + required_fields(who)
    who.press("Save and look it over")
    screens, fields = screens + 1, fields + required_fields(who)
    who.press("Publish the call")
    assert who.told == "The call is out. Its text for the e-mail list is below."
    assert (screens, fields <= 12) == (3, True), fields
    assert page.url == f"{who.live.address}/manage/{SLUG}/call/preview"


def invite_a_reviewer(live: LiveApp, leader: Window, guest: Window) -> None:
    live.deliver()
    page = leader.open(f"/manage/{SLUG}/reviewers/")
    page.get_by_label("Name").fill("Remi Oyelaran")
    page.get_by_label("E-mail address").fill(REVIEWER)
    leader.press("Send the invitation")
    link = link_in(letter_to(live.deliver(), REVIEWER), "answer=accept")
    guest.open(link)
    guest.press("Yes, I accept")
    assert guest.told == "Thank you: you have accepted."
    assert "reviews" in leader.open(f"/manage/{SLUG}/reviewers/").locator("tbody tr").inner_text()


def review(who: Window) -> None:
    """Score and comment, save and next; one conflict declared and taken back."""
    who.open(f"/manage/{SLUG}/reviews/")
    who.follow("Review paper 1")
    for number, points in ((1, 5), (2, 4), (3, 2)):
        assert who.heading == f"Paper {number}"
        who.page.locator(f"input[name=score][value='{points}']").check()
        who.page.get_by_label("To the committee").fill(f"Read on the train; {points} it is.")
        who.press("Save and next")
        assert who.told == f"Your review of paper {number} is saved."
    assert who.heading == "Paper 4"
    who.page.get_by_text("I should not judge this paper").click()
    who.page.get_by_label("Reason").fill("We share an office.")
    who.press("Declare a conflict")
    assert who.told == "Paper 4 is closed to you. You can take the conflict back below."
    who.press("Take back the conflict with paper 4")
    who.page.locator("input[name=score][value='3']").check()
    who.press("Save and next")
    assert who.page.locator("main h3").inner_text() == "You have reviewed every paper"


def select(who: Window) -> None:
    """Rank, and watch the minutes: three fit, a fourth would not."""
    page = who.open(f"/manage/{SLUG}/selection/")
    ranked = [row.inner_text().split("\n")[0] for row in page.locator("tbody th").all()]
    assert ranked == [f"{n}. {TITLES[n - 1]}" for n in (1, 2, 4, 3)]
    for number in (1, 2, 3, 4):
        page.get_by_label(f"Decision on paper {number}").select_option("accept")
    who.press("Save the selection")
    assert "4 slots do not fit: 30 minutes too many." in page.locator("#room + *").inner_text()
    page.get_by_label("Decision on paper 3").select_option("waiting_list")
    who.press("Save the selection")
    assert who.told == "1 decision saved. Nothing is visible to authors yet."
    assert "3 slots fill the 90 minutes exactly." in page.locator("#room + *").inner_text()


def release(live: LiveApp, who: Window) -> None:
    """Read every letter, then send them in one act, and see them in the outbox."""
    live.deliver()
    who.follow("Read the letters")
    shown = sorted(who.page.locator(".letter header > p:first-of-type").all_inner_texts())
    assert shown == sorted(f"To {name}, {email}" for name, email in AUTHORS.values())
    who.press("Send 4 letters")
    assert who.told == "4 letters on the way."
    rows = who.open(f"/manage/{SLUG}/letters/").locator("main")
    assert [name for name, email in AUTHORS.values() if email not in rows.inner_text()] == []


def confirm_and_volunteer(live: LiveApp) -> None:
    """Over HTTP: three authors confirm from their letters, three colleagues offer to comment."""
    letters = live.deliver()
    for title in (TITLES[0], TITLES[1], TITLES[3]):
        link = link_in(letter_to(letters, AUTHORS[title][1]), "answer=confirm")
        answer_at(live, link, "Yes, I will present")
    for name in COMMENTERS:
        offer(live, SLUG, name)
    live.deliver()


def assign(live: LiveApp, who: Window) -> None:
    """Two commenters for each paper, each asked by a letter; all accept."""
    page = who.open(f"/manage/{SLUG}/commenters/")
    pairs = {1: ("Piper Nakagawa", "Tove Brandt"), 2: ("Tove Brandt", "Luis Ferrer"), 4: ("Luis Ferrer", "Piper Nakagawa")}
    for number, names in pairs.items():
        card = page.locator(f"#paper-{number}")
        for name in names:
            card.get_by_role("checkbox", name=name).check()
        who.press(f"Ask the chosen by letter about {TITLES[number - 1]}", within=f"#paper-{number}")
        assert who.told == "2 people asked by letter: each can accept or decline with one click."
    for letter in live.deliver():
        answer_at(live, link_in(letter, "answer=accept"), "Accept")
    who.open(f"/manage/{SLUG}/commenters/")
    assert page.locator("main h2").first.inner_text() == "Every paper has its commenters"


def lay_out(who: Window) -> None:
    """TODO_AGENDA"""


def publish(live: LiveApp, who: Window, public: Window) -> None:
    """The public page and the calendar say what was laid out."""


def paste_the_join_link(who: Window, public: Window) -> None:
    """Participants get it; public pages do not."""
