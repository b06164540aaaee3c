"""What people of the journeys do over HTTP while somebody else sits at the browser, and what they know."""

from io import BytesIO

import sqlalchemy as sa
from pypdf import PdfWriter

from tests.client import PageClient
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
    "Piper Nakagawa": "piper.nakagawa@law.example.edu",
    "Tove Brandt": "tove.brandt@uni.example.edu",
    "Luis Ferrer": "luis.ferrer@law.example.edu",
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
    writer, made = PdfWriter(), BytesIO()
    for _ in range(pages):
        writer.add_blank_page(612, 792)
    writer.write(made)
    return made.getvalue()


def submit(live: LiveApp, slug: str, title: str) -> PageClient:
    """An author submits through the public door, and ends on the paper's own page."""
    name, email = AUTHORS[title]
    client = PageClient(live.app)
    client.get(f"/sessions/{slug}/submit")
    typed = {"title": title, "abstract": ABSTRACT, "authors-0-name": name, "authors-0-email": email}
    page = client.send("submit", button="Submit", **typed)
    assert page.headings == [title]
    return client


def offer(live: LiveApp, slug: str, name: str) -> PageClient:
    """A colleague offers to comment on up to three papers."""
    client = PageClient(live.app)
    client.get(f"/sessions/{slug}/comment")
    typed = {"name": name, "email": COMMENTERS[name], "topics": "Policing and punishment.", "papers_max": "3"}
    client.send("comment", button="Offer to comment", **typed)
    return client


def answer_at(live: LiveApp, link: str, button: str) -> PageClient:
    """Open the link of a letter and press the one button."""
    client = PageClient(live.app)
    client.get(link.removeprefix(live.address))
    client.send(button=button)
    return client
