"""An author and a commenter on their phones, through a real Chromium: nothing but letters, links and buttons."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.acts import AUTHORS, COMMENTERS, Leader, answer_at, calendar_at, offer, pdf, submit
from tests.journeys.browsing import PHONE, Window
from tests.journeys.live import LiveApp, letter_to, link_in, text_of
from tests.world import World
from wip.domain.papers import PaperState

pytestmark = pytest.mark.browser

FIRST, SECOND = "Quotas Without Numbers", "Mercy as Procedure"
AUTHOR, COAUTHOR = AUTHORS[FIRST][1], "tomas.varga@law.example.edu"
READER, OTHER_READER = "Piper Nakagawa", "Tove Brandt"
JOIN = "https://meet.example.edu/j/5550100"
NOON = datetime(2027, 3, 18, 16, 0, tzinfo=UTC)


def test_an_author_and_a_commenter_find_their_way_to_their_slot(
    live: LiveApp, window: Callable[..., Window]
) -> None:
    world = World(live.app, live.clock.now)
    author, reader = window(PHONE), window(PHONE)
    link = submit_on_the_phone(world, live, author)
    change_by_the_link(live, author, link)
    submit(live, world.slug, SECOND)
    leader = accept_both(live, world)
    confirm_on_the_phone(world, live, author)
    offer_and_accept(world, live, reader, leader)
    publish(live, leader)
    feeds = find_their_slots(live, world)
    withdraw(live, world, author, link, feeds)


def submit_on_the_phone(world: World, live: LiveApp, who: Window) -> str:
    """The public form, with a live word count and a PDF; the personal link of the receipt."""
    page = who.open(f"/sessions/{world.slug}/")
    who.follow("Submit a paper")
    page.get_by_label("Title of your paper").fill(FIRST)
    page.get_by_label("Abstract").fill("Informal targets survive the abolition of quotas.")
    assert page.locator("output.counter").inner_text() == "7 of at most 500 words"
    for place, (name, email) in enumerate(((AUTHORS[FIRST][0], AUTHOR), ("Tomas Varga", COAUTHOR)), 1):
        row = page.get_by_role("group", name=f"Author {place}")
        row.get_by_label("Name").fill(name)
        row.get_by_label("E-mail").fill(email)
    file = {"name": "quotas.pdf", "mimeType": "application/pdf", "buffer": pdf(2)}
    page.get_by_label("Draft (PDF or Word)").set_input_files(file)  # type: ignore[arg-type]
    assert who.fits_its_window()
    who.press("Submit the paper")
    assert who.heading == "Your paper is in"
    letters = live.deliver()
    assert sorted(m["To"].addresses[0].addr_spec for m in letters) == [AUTHOR, COAUTHOR]
    return link_in(letter_to(letters, AUTHOR), "/papers/")


def change_by_the_link(live: LiveApp, who: Window, link: str) -> None:
    """The receipt's link opens the paper; a change goes to the first author, with the new text."""
    page = who.open(link)
    assert "quotas.pdf" in page.locator("#versions + ul").inner_text()
    assert "2 pages" in page.locator("#versions + ul").inner_text()
    page.get_by_label("Pages to focus on").fill("12-21")
    who.press("Save the changes")
    assert who.told == "Your changes are saved. The first author has them by letter, at most once a day."
    letters = live.deliver()
    assert sorted(m["To"].addresses[0].addr_spec for m in letters) == [AUTHOR]
    assert "12-21" in text_of(letter_to(letters, AUTHOR))


def accept_both(live: LiveApp, world: World) -> Leader:
    """The leader's side, over HTTP, after the deadline."""
    live.deliver()
    live.clock.now = datetime(2027, 2, 2, 15, 0, tzinfo=UTC)
    leader = Leader(live, world.slug)
    leader.review({1: 5, 2: 4})
    leader.select({1: "accept", 2: "accept"})
    assert leader.release() == "3 letters"
    return leader


def confirm_on_the_phone(world: World, live: LiveApp, who: Window) -> None:
    """Opening the letter's link does nothing; its one button confirms."""
    letters = live.deliver()
    link = link_in(letter_to(letters, AUTHOR), "answer=confirm")
    page = who.open(link)
    assert state_of(world, 1) is PaperState.ACCEPTED
    assert page.locator("main .next button").all_inner_texts() == ["Yes, I will present"]
    who.press("Yes, I will present")
    assert (who.told, state_of(world, 1)) == ("Thank you: your place is confirmed.", PaperState.CONFIRMED)
    answer_at(live, link_in(letter_to(letters, AUTHORS[SECOND][1]), "answer=confirm"), "Yes, I will present")


def state_of(world: World, number: int) -> PaperState:
    return world.do(lambda session: world.row(session, number).state)


def offer_and_accept(world: World, live: LiveApp, who: Window, leader: Leader) -> None:
    """The second door, then the letter that asks about a paper, answered with one button."""
    page = who.open(f"/sessions/{world.slug}/")
    who.follow("Offer to comment")
    page.get_by_label("Your name").fill(READER)
    page.get_by_label("E-mail address").fill(COMMENTERS[READER])
    page.get_by_label("Your field").fill("Policing.")
    page.get_by_label("How many papers would you read?").select_option("2")
    who.press("Offer to comment")
    assert who.told.startswith(f"Thank you. A letter to {COMMENTERS[READER]} confirms your offer")
    offer(live, world.slug, OTHER_READER)
    live.deliver()
    for number in (1, 2):
        leader.ask(number, READER, OTHER_READER)
    letters = live.deliver()
    link = link_in(letter_to(letters, COMMENTERS[READER], FIRST), "answer=accept")
    page = who.open(link)
    assert page.locator("#your-answer + p").inner_text() == (
        "You chose to accept. Press the button to say so. Please answer by Sun 7 Feb 2027, 23:59 New York; after that we may "
        "ask somebody else. You may change your answer later on this page."
    )
    who.press("Accept")
    assert who.heading == f"You comment on “{FIRST}”"
    assert who.fits_its_window()
    with page.expect_download() as begun:
        page.get_by_role("link", name="Download the draft").click()
    assert [f"Copy for {READER}" in text for text in pages_of(begun.value.path())] == [True, True]
    for name, title in ((READER, SECOND), (OTHER_READER, FIRST), (OTHER_READER, SECOND)):
        answer_at(live, link_in(letter_to(letters, COMMENTERS[name], title), "answer=accept"), "Accept")


def pages_of(file: Path) -> list[str]:
    """The text of each page of a PDF."""
    from pypdf import PdfReader

    return [page.extract_text() for page in PdfReader(file).pages]


def publish(live: LiveApp, leader: Leader) -> None:
    """The second paper first; then the join link."""
    leader.lay_out(SECOND, FIRST)
    live.deliver()
    leader.publish()


def find_their_slots(live: LiveApp, world: World) -> dict[str, str]:
    """Both find their time in the calendar whose address their letter gave; the join link follows by itself."""
    letters = live.deliver()
    feeds = {email: link_in(letter_to(letters, email), "/feeds/") for email in (AUTHOR, COMMENTERS[READER])}
    mine = calendar_at(live, feeds[AUTHOR])
    assert {name: at for name, (at, _, _) in mine.items() if FIRST in name} == {
        f"You present “{FIRST}”": NOON + timedelta(minutes=30)
    }
    assert sorted(at for at, _, _ in calendar_at(live, feeds[COMMENTERS[READER]]).values()) == [
        NOON - timedelta(days=13),  # from when to read: drafts are due then
        NOON - timedelta(days=2, minutes=15),  # until when to have read
        NOON,
        NOON + timedelta(minutes=30),
    ]
    Leader(live, world.slug).paste(JOIN)
    for feed in feeds.values():
        assert [JOIN in text for at, _, text in calendar_at(live, feed).values() if at >= NOON] != []
        assert all(JOIN in text for at, _, text in calendar_at(live, feed).values() if at >= NOON)
    return feeds


def withdraw(live: LiveApp, world: World, who: Window, link: str, feeds: dict[str, str]) -> None:
    """One author withdraws: the agenda, the commissions and every calendar follow at once."""
    live.deliver()
    page = who.open(link)
    page.get_by_text("Withdraw the paper").click()
    who.press("Withdraw this paper")
    assert (who.told, state_of(world, 1)) == ("Your paper is withdrawn.", PaperState.WITHDRAWN)
    told = {m["To"].addresses[0].addr_spec: m["Subject"] for m in live.deliver()}
    assert set(told) >= {AUTHOR, COAUTHOR, COMMENTERS[READER], COMMENTERS[OTHER_READER]}
    page = who.open(f"/sessions/{world.slug}/")
    assert page.locator("ol.agenda > li.cancelled h3").all_inner_texts() == [f"{FIRST} cancelled"]
    assert who.fits_its_window()
    public = calendar_at(live, f"/calendars/{world.slug}.ics")
    assert sorted(status for _, status, _ in public.values()) == ["CANCELLED", "TENTATIVE"]
    for feed in feeds.values():
        statuses = {status for name, (_, status, _) in calendar_at(live, feed).items() if FIRST in name}
        assert statuses == {"CANCELLED"}
