"""The same journeys over HTTP, without a browser or a script; and a spreadsheet carried to a published agenda."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.client import PageClient
from tests.journeys.acts import (
    ABSTRACT,
    AUTHORS,
    COMMENTERS,
    Leader,
    answer_at,
    calendar_at,
    found_section,
    offer,
    pdf,
    submit,
)
from tests.journeys.live import LiveApp, letter_to, link_in, live_app, text_of
from tests.world import CHAIR, REVIEWER, World

SHEET = Path(__file__).parents[1] / "data" / "papers-form-export.csv"
SLUG = "http-session-2027"
FIRST, SECOND, THIRD, FOURTH = AUTHORS
NOON = datetime(2027, 3, 18, 16, 0, tzinfo=UTC)
AFTER_THE_DEADLINE = datetime(2027, 2, 2, 15, 0, tzinfo=UTC)
JOIN = "https://meet.example.edu/j/5550100"
WANTED = ["Two Masters", "The Grammar of Permission", "Mercy as Procedure"]
"""How the titles begin of the three imported papers that are accepted, in the order of the agenda."""


TITLE = re.compile(r'<a class="typed" href="[^"]*/papers/(\d+)/">(.*?)</a>', re.DOTALL)


@pytest.fixture
def live(prepared: str, tmp_path: Path) -> Iterator[LiveApp]:
    """An app of its own for each journey."""
    with live_app(prepared, tmp_path) as running:
        yield running


def sign_in(live: LiveApp, email: str) -> PageClient:
    """By the link of the letter, as everybody does."""
    client = PageClient(live.app)
    client.get("/sign-in")
    client.send("sign-in", button="Send me a link", email=email)
    link = link_in(letter_to(live.deliver(), email), "/sign-in/")
    client.get(link.removeprefix(live.address))
    client.send(button="Sign in")
    return client


def plan_and_publish(live: LiveApp) -> None:
    """Three screens."""
    client = sign_in(live, CHAIR)
    client.get(f"/sections/{found_section(live)}/new-session")
    client.send(
        "new-session", title="HTTP Session", starts="2027-03-18T12:00", about="Three papers on procedure."
    )
    client.send("/call", button="Save and look it over")
    assert client.send("call/state", button="Publish the call").headings == ["The call"]


def test_a_leader_carries_a_session_from_its_call_to_its_calendar(live: LiveApp) -> None:
    plan_and_publish(live)
    for title in AUTHORS:
        submit(live, SLUG, title)
    leader = Leader(live, SLUG)
    live.deliver()
    leader.get("reviewers/")
    leader.client.send("reviewers/", button="Send", name="Remi Oyelaran", email=REVIEWER)
    answer_at(live, link_in(letter_to(live.deliver(), REVIEWER), "answer=accept"), "Yes, I accept")
    live.clock.now = AFTER_THE_DEADLINE
    leader = Leader(live, SLUG)
    leader.review({1: 5, 2: 4, 3: 2, 4: 3})
    leader.select({1: "accept", 2: "accept", 3: "waiting_list", 4: "accept"})
    assert leader.release() == "4 letters"
    letters = live.deliver()
    for title in (FIRST, SECOND, FOURTH):
        answer_at(
            live, link_in(letter_to(letters, AUTHORS[title][1]), "answer=confirm"), "Yes, I will present"
        )
    for name in COMMENTERS:
        offer(live, SLUG, name)
    live.deliver()
    for number, names in {1: list(COMMENTERS)[:2], 2: list(COMMENTERS)[1:], 4: list(COMMENTERS)[::2]}.items():
        leader.ask(number, *names)
    for letter in live.deliver():
        answer_at(live, link_in(letter, "answer=accept"), "Accept")
    assert "Every paper has its commenters" in leader.get("commenters/").words
    leader.lay_out(FOURTH, FIRST, SECOND)
    leader.publish()
    assert times_of(live, SLUG) == {FOURTH: 0, FIRST: 30, SECOND: 60}
    leader.paste(JOIN)
    assert JOIN not in PageClient(live.app).get(f"/sessions/{SLUG}/").html


def times_of(live: LiveApp, slug: str) -> dict[str, int]:
    """Minutes after noon in New York at which each paper starts, as the public calendar says, by its title."""
    read = calendar_at(live, f"/sessions/{slug}/agenda.ics")
    return {name: int((at - NOON).total_seconds()) // 60 for name, (at, _, _) in read.items()}


def test_an_author_and_a_commenter_find_their_way_to_their_slot(live: LiveApp) -> None:
    world = World(live.app, live.clock.now)
    mine, theirs = AUTHORS[FIRST][1], COMMENTERS["Piper Nakagawa"]
    author = PageClient(live.app)
    author.get(f"/sessions/{world.slug}/submit")
    typed: dict[str, Any] = {
        "title": FIRST,
        "abstract": ABSTRACT,
        "authors-0-name": "Mbali Abara",
        "authors-0-email": mine,
    }
    more: dict[str, Any] = {"authors-1-name": "Tomas Varga", "authors-1-email": "tomas.varga@law.example.edu"}
    author.send("submit", button="Submit", **typed, **more, draft=(BytesIO(pdf()), "quotas.pdf"))
    link = link_in(letter_to(live.deliver(), mine), "/papers/").removeprefix(live.address)
    author.get(link)
    assert (
        author.send(link, button="Save the changes", focus_pages="12-21").words.count(
            "Your changes are saved."
        )
        == 1
    )
    assert "12-21" in text_of(letter_to(live.deliver(), mine))
    live.clock.now = AFTER_THE_DEADLINE
    leader = Leader(live, world.slug)
    leader.select({1: "accept"})
    assert leader.release() == "2 letters"
    accepted = link_in(letter_to(live.deliver(), mine), "answer=confirm")
    assert author.get(accepted.removeprefix(live.address)).words.count("will you present it?") == 1
    assert author.send("answer", button="Yes, I will present").words.count("Your place is confirmed") == 1
    offer(live, world.slug, "Piper Nakagawa")
    live.deliver()
    leader.ask(1, "Piper Nakagawa")
    answer_at(live, link_in(letter_to(live.deliver(), theirs), "answer=accept"), "Accept")
    leader.lay_out(FIRST)
    leader.publish()
    letters = live.deliver()
    feeds = [link_in(letter_to(letters, email, "is published"), "/feeds/") for email in (mine, theirs)]
    assert [starts_of(live, feed) for feed in feeds] == [[(NOON, "TENTATIVE")], [(NOON, "TENTATIVE")]]
    author.get(link)
    author.send("answer", button="Withdraw this paper")
    assert [starts_of(live, feed) for feed in feeds] == [[(NOON, "CANCELLED")], [(NOON, "CANCELLED")]]


def starts_of(live: LiveApp, feed: str) -> list[tuple[datetime, str]]:
    """When the person's calendar says that the first paper is presented, and whether it still is."""
    return [(at, status) for name, (at, status, _) in calendar_at(live, feed).items() if FIRST in name]


def test_a_spreadsheet_is_carried_to_a_published_agenda(live: LiveApp) -> None:
    live.clock.now = AFTER_THE_DEADLINE
    world = World(live.app, live.clock.now - timedelta(days=19))
    leader = Leader(live, world.slug)
    leader.get("import")
    page = leader.client.send("import", button="Show", file=(BytesIO(SHEET.read_bytes()), SHEET.name))
    assert page.headings == ["What the import will do"]
    page = leader.client.send(button="Import")
    assert "14 papers imported. Nobody was written to." in page.words
    assert live.deliver() == []
    leader.get("import")
    page = leader.client.send("import", button="Show", file=(BytesIO(SHEET.read_bytes()), SHEET.name))
    assert "Nothing new to import" in page.words
    papers = papers_of(leader)
    chosen = [number for begin in WANTED for number, title in papers.items() if title.startswith(begin)]
    leader.review(dict.fromkeys(chosen, 5))
    leader.select({number: "accept" if number in chosen else "decline" for number in papers})
    leader.release()
    letters = live.deliver()
    for letter in letters:
        if "answer=confirm" in text_of(letter):
            answer_at(live, link_in(letter, "answer=confirm"), "Yes, I will present")
    assert len(letters) >= len(papers)
    for name in COMMENTERS:
        offer(live, world.slug, name)
    live.deliver()
    for number in chosen:
        leader.ask(number, "Tove Brandt", "Luis Ferrer")
    for letter in live.deliver():
        answer_at(live, link_in(letter, "answer=accept"), "Accept")
    leader.lay_out(*(papers[number] for number in chosen))
    leader.publish()
    assert times_of(live, world.slug) == {papers[number]: 30 * place for place, number in enumerate(chosen)}


def papers_of(leader: Leader) -> dict[int, str]:
    """The submitted papers by number, as the leaders' list shows them."""
    html = leader.get("papers/?state=submitted").html
    return {int(number): unescape(title) for number, title in TITLE.findall(html)}
