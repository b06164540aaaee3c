"""A section leader's year, through a real Chromium: from planning a session to its join link."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys.acts import AUTHORS, COMMENTERS, answer_at, found_section, offer, read_calendar, submit
from tests.journeys.browsing import DESK, Window
from tests.journeys.live import LiveApp, letter_to, link_in
from tests.world import CHAIR, REVIEWER

pytestmark = pytest.mark.browser

TITLES = list(AUTHORS)
SLUG = "spring-works-in-progress-session-2027"
JOIN = "https://meet.example.edu/j/5550100"


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
    without_script = window(DESK, javascript=False)
    sign_in(live, without_script, CHAIR)
    order_by_numbers(without_script)
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
    screens, fields = 1, required_fields(who)
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
        _give(who, points)
        who.page.get_by_label("To the committee").fill(f"Read on the train; {points} it is.")
        who.press("Save and next")
        assert who.told == f"Your review of paper {number} is saved."
    assert who.heading == "Paper 4"
    who.page.get_by_text("I should not judge this paper").click()
    who.page.get_by_label("Reason").fill("We share an office.")
    who.press("Declare a conflict")
    assert who.told == "Paper 4 is closed to you. You can take the conflict back below."
    who.press("Take back the conflict with paper 4")
    _give(who, 3)
    who.press("Save and next")
    assert who.page.locator("main h3").inner_text() == "You have reviewed every paper"


def _give(who: Window, points: int) -> None:
    for radio in who.page.locator(f"input[type=radio][value='{points}']").all():
        radio.check()


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
    who.press("Send them now")
    assert who.told == "The letters are on their way."
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
    pairs = {
        1: ("Piper Nakagawa", "Tove Brandt"),
        2: ("Tove Brandt", "Luis Ferrer"),
        4: ("Luis Ferrer", "Piper Nakagawa"),
    }
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
    """In order by keyboard, by drag, and by numbers where there is no script."""
    page = who.open(f"/manage/{SLUG}/agenda/")
    who.press("Put in all confirmed papers")
    assert order_of(who) == [TITLES[0], TITLES[1], TITLES[3]]
    assert page.get_by_label(f"Present, minutes: {TITLES[0]}").is_visible()
    page.get_by_role("button", name=f"Down: {TITLES[0]}").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    is_saved(who)
    assert order_of(who) == [TITLES[1], TITLES[3], TITLES[0]]
    drag_to_the_top(who, 2)
    is_saved(who)
    who.open(f"/manage/{SLUG}/agenda/")
    assert order_of(who) == [TITLES[0], TITLES[1], TITLES[3]]


def is_saved(who: Window) -> None:
    """Everything that was moved is kept."""
    who.page.locator(".kept[data-kept]").get_by_text("Saved", exact=True).wait_for()


def drag_to_the_top(who: Window, place: int) -> None:
    """As a hand does it: take the row by its grip, move it above the first, hesitate, let go."""
    page = who.page
    page.locator("ol.sortable > li").first.scroll_into_view_if_needed()
    page.locator(".grip").nth(place).hover()
    page.mouse.down()
    for step in range(6):
        box = page.locator("ol.sortable > li").first.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 30, box["y"] + 12 - step, steps=4)
    page.mouse.up()


def order_by_numbers(who: Window) -> None:
    """Without a script each row has its number."""
    page = who.open(f"/manage/{SLUG}/agenda/")
    page.get_by_label(f"Place of {TITLES[3]}").fill("1")
    who.press("Save order and minutes")
    assert order_of(who) == [TITLES[3], TITLES[0], TITLES[1]]


def order_of(who: Window) -> list[str]:
    return who.page.locator("ol.sortable > li b.typed").all_inner_texts()


def publish(live: LiveApp, who: Window, public: Window) -> None:
    """The public page and the calendar say what was laid out; everybody gets a letter."""
    who.open(f"/manage/{SLUG}/agenda/")
    who.follow("Look over and publish")
    who.press("Publish and write 6 letters")
    assert who.told.startswith("Published. Calendars follow. ")
    assert "on their way" in who.told
    told = sorted(letter["To"].addresses[0].addr_spec for letter in live.deliver())
    presenting = [AUTHORS[TITLES[n]][1] for n in (0, 1, 3)]
    assert told == sorted([*presenting, *COMMENTERS.values()])
    page = public.open(f"/sessions/{SLUG}/")
    assert page.locator("ol.agenda h3").all_inner_texts() == [TITLES[3], TITLES[0], TITLES[1]]
    assert page.locator("ol.agenda > li > div:first-child > time").all_inner_texts() == [
        "12:00–12:30",
        "12:30–13:00",
        "13:00–13:30",
    ]
    assert starts_in(public) == {TITLES[3]: noon(0), TITLES[0]: noon(30), TITLES[1]: noon(60)}


def noon(minutes: int) -> datetime:
    """So many minutes after noon in New York, four days after America changed its clocks."""
    return datetime(2027, 3, 18, 16, 0, tzinfo=UTC) + timedelta(minutes=minutes)


def starts_in(who: Window) -> dict[str, datetime]:
    """What the calendar says that the page offers to download: each paper's start, by its title."""
    with who.page.expect_download() as begun:
        who.page.get_by_role("link", name="Add to my calendar (.ics)").click()
    assert begun.value.suggested_filename == f"{SLUG}.ics"
    return {name: at for name, (at, _, _) in read_calendar(begun.value.path().read_bytes()).items()}


def paste_the_join_link(who: Window, public: Window) -> None:
    """Participants get it; the public page and the public calendar do not."""
    page = who.open(f"/manage/{SLUG}/")
    page.get_by_label("Join link").fill(JOIN)
    who.press("Save the join link")
    assert who.told == (
        "Saved. Everybody who takes part has it in their calendar; it is on no public page. 6 letters are on their way."
    )
    page = public.open(f"/sessions/{SLUG}/")
    assert JOIN not in page.content()
    calendar = public.page.request.get(f"{who.live.address}/calendars/{SLUG}.ics").text()
    assert (JOIN in calendar, calendar.count("BEGIN:VEVENT")) == (False, 3)
