"""What people of the journeys do over HTTP while somebody else sits at the browser, and what they know."""

import re
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from typing import Any

import sqlalchemy as sa

from tests.client import Page, PageClient
from tests.journeys.live import LiveApp
from tests.world import CHAIR, NEW_YORK
from wip.db import db, writing
from wip.models import Section
from wip.services import sections

AUTHORS = {
    "Quotas Without Numbers": ("Mbali Abara", "mbali.abara@law.example.edu"),
    "Mercy as Procedure": ("Johan Lindqvist", "johan.lindqvist@uni.example.edu"),
    "The Bail Clock": ("Nadia Haddad", "nadia.haddad@law.example.edu"),
    "Plea Bargains in Writing": ("Owen Castellan", "owen.castellan@law.example.edu"),
}
COMMENTERS = {
    "Piper Nakagawa": "piper.nakagawa@plains.example.edu",
    "Tove Brandt": "tove.brandt@fjord.example.edu",
    "Luis Ferrer": "luis.ferrer@sierra.example.edu",
}
ABSTRACT = "Informal targets survive the abolition of quotas: they are never written down, and they bind."


def found_section(live: LiveApp) -> str:
    """A section with its first leader, as the operator's command makes it; its slug."""
    with live.app.app_context(), writing():
        made: Section = sections.found(
            db.session(),
            "Section on Criminal Justice",
            "cj@law.example.edu",
            CHAIR,
            NEW_YORK,
            live.clock.now,
            "Robin Vale",
        )
        slug = made.slug
        db.session.commit()
        db.session.remove()
    return slug


def count_of(live: LiveApp, table: type) -> int:
    """How many rows there are of a kind."""
    with live.app.app_context():
        found = db.session.scalar(sa.select(sa.func.count()).select_from(table))
        db.session.remove()
    return found or 0


def pdf(pages: int = 2) -> bytes:
    """A small but real PDF."""
    from pypdf import PdfWriter

    writer, made = PdfWriter(), BytesIO()
    for _ in range(pages):
        writer.add_blank_page(612, 792)
    writer.write(made)
    return made.getvalue()


def submit(live: LiveApp, slug: str, title: str) -> PageClient:
    """An author submits through the public door, and is told that the paper is in."""
    name, email = AUTHORS[title]
    client = PageClient(live.app)
    client.get(f"/sessions/{slug}/submit")
    typed: dict[str, Any] = {
        "title": title,
        "abstract": ABSTRACT,
        "authors-0-name": name,
        "authors-0-email": email,
    }
    page = client.send("submit", button="Submit", **typed)
    assert page.headings == ["Your paper is in"]
    return client


def offer(live: LiveApp, slug: str, name: str) -> PageClient:
    """A colleague offers to comment on up to three papers."""
    client = PageClient(live.app)
    client.get(f"/sessions/{slug}/comment")
    typed: dict[str, Any] = {
        "name": name,
        "email": COMMENTERS[name],
        "topics": "Policing and punishment.",
        "papers_max": "3",
    }
    client.send("comment", button="Offer to comment", **typed)
    return client


def answer_at(live: LiveApp, link: str, button: str) -> PageClient:
    """Open the link of a letter and press the one button."""
    client = PageClient(live.app)
    client.get(link.removeprefix(live.address))
    client.send(button=button)
    return client


class Leader:
    """A leader at work over HTTP, on one session."""

    def __init__(self, live: LiveApp, slug: str) -> None:
        self.live, self.slug = live, slug
        self.client = PageClient(live.app).sign_in(CHAIR)

    def get(self, path: str = "") -> Page:
        """A page of the leaders' side."""
        return self.client.get(f"/manage/{self.slug}/{path}")

    def review(self, points: dict[int, int]) -> None:
        """Score papers, by number."""
        for number, score in points.items():
            self.get(f"reviews/{number}/")
            names = {control.get("name") or "" for control in self.client.page.controls}
            typed: dict[str, Any] = {name: str(score) for name in names if name.startswith("criterion-")}
            self.client.send(f"reviews/{number}/", button="Save and next", comment="Read.", **typed)

    def select(self, outcomes: dict[int, str]) -> None:
        """Decide on papers, by number."""
        self.get("selection/")
        typed: dict[str, Any] = {f"decision-{number}": outcome for number, outcome in outcomes.items()}
        self.client.send("selection", button="Save the selection", **typed)

    def release(self) -> str:
        """Read the letters, and send them at once; what the page said of them."""
        self.get("release/")
        words = self.client.send("release", button="Send", wait="0").words
        return words.partition(" on the way")[0].rpartition("Done ")[2]

    def ask(self, number: int, *names: str) -> None:
        """Ask volunteers about a paper."""
        self.get(f"commenters/{number}/")
        boxes = re.findall(
            r'name="commenters" value="(\d+)".*?<bdi>(.*?)</bdi>', self.client.page.html, re.DOTALL
        )
        ids = [value for value, name in boxes if unescape(name) in names]
        assert len(ids) == len(names)
        self.client.send(f"commenters/{number}/ask", commenters=ids)

    def lay_out(self, *titles: str) -> None:
        """Put the confirmed papers on the agenda, in this order, by numbers."""
        self.get("agenda/")
        page = self.client.send("agenda/papers", button="Put in all")
        places = re.findall(r'name="(position-\d+)".*?aria-label="Place of ([^"]*)"', page.html)
        typed: dict[str, Any] = {name: str(titles.index(unescape(title)) + 1) for name, title in places}
        assert len(typed) == len(titles)
        self.client.send("agenda/", button="Save order", **typed)

    def publish(self) -> None:
        """Look the agenda over, and publish it."""
        self.get("agenda/publish")
        self.client.send("agenda/publish", button="Publish")

    def paste(self, join_link: str) -> None:
        """Paste the office's link."""
        self.get()
        self.client.send("join-link", join_link=join_link)


def calendar_at(live: LiveApp, address: str) -> dict[str, tuple[datetime, str, str]]:
    """What a calendar program reads at the address: start in UTC, status and text, by summary."""
    response = PageClient(live.app).http.get(address.removeprefix(live.address))
    assert (response.status_code, response.mimetype) == (200, "text/calendar")
    return read_calendar(response.data)


def read_calendar(content: bytes) -> dict[str, tuple[datetime, str, str]]:
    """A calendar file's events: start in UTC, status, and description with place, by summary."""
    from icalendar import Calendar

    return {
        str(event["SUMMARY"]): (
            event.decoded("DTSTART").astimezone(UTC),
            str(event.get("STATUS", "")),
            f"{event.get('DESCRIPTION', '')} {event.get('LOCATION', '')}",
        )
        for event in Calendar.from_ical(content).walk("VEVENT")
    }
