"""Hostile text in every field of every form: kept as typed but for controls, shown escaped, harmless in letters."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import selecting
from tests.client import Form, Page, PageClient
from tests.conftest import NOW
from tests.world import CHAIR, REVIEWER, World
from wip.adapters.mail import as_message
from wip.domain.links import LinkKind
from wip.models import Paper

HOSTILE = (
    "=1+1 <script>alert(1)</script><img src=x onerror=alert(1)> \"'&amp; {{ 7 * 7 }} "
    "\r\nBcc: victim@elsewhere.example.org\r\n \u202egnp.exe \U0001f600 \x00\x08 \ue000\ufffe [x](javascript:alert(1))"
)
ON_ONE_LINE = (
    "=1+1 <script>alert(1)</script><img src=x onerror=alert(1)> \"'&amp; {{ 7 * 7 }} "
    "Bcc: victim@elsewhere.example.org gnp.exe \U0001f600 \ue000\ufffe [x](javascript:alert(1))"
)
SEVERAL = (
    ON_ONE_LINE.replace(" Bcc", " \nBcc")
    .replace("org gnp", "org\n gnp")
    .replace("\U0001f600 ", "\U0001f600  ")
)
HEADERS = {
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted",
    "List-Unsubscribe",
    "List-Unsubscribe-Post", "MIME-Version", "Content-Type"
}  # fmt: skip


@dataclass
class Sent:
    """One form and what came of it."""

    action: str
    status: int
    page: str


def _address(name: str, number: int) -> str:
    return f"o'hara+{name.replace('-', '')}{number}@law.example.edu"


def _filled(page: Page, form: Form, number: int) -> dict[str, list[str]]:
    """The form with hostile text in every field that takes text, and a sound address where one is asked for."""
    named = {control.get("name"): control for control in page.controls}
    data = form.filled()
    for name in list(data):
        control = named.get(name)
        if (
            control is None
            or name.endswith("orcid")
            or control["tag"] == "select"
            or control.get("type")
            in {
                "radio",
                "checkbox",
                "number",
                "datetime-local",
                "date",
            }
        ):
            continue
        if "email" in name or control.get("type") == "email" or name == "contact":
            data[name] = [_address(name, number)]
        elif (control.get("type") or "text") in {"text", "search", "url", "tel"}:
            data[name] = [HOSTILE]
    return data


def _forms(client: PageClient, path: str) -> list[Sent]:
    """Send every form of a page, each filled with hostile text."""
    sent = []
    count = len([f for f in client.get(path).forms if f.method == "post" and "/sign-out" not in f.action])
    for number in range(count):
        page = client.get(path)
        forms = [f for f in page.forms if f.method == "post" and "/sign-out" not in f.action]
        if number >= len(forms):
            break
        form = forms[number]
        response = client.post(form.action or path, _filled(page, form, number))
        text = response.get_data(as_text=True)
        sent.append(Sent(form.action, response.status_code, text))
    return sent


PUBLIC = ("/sessions/{slug}/submit", "/sessions/{slug}/comment", "/sessions/{slug}/attend", "/sign-in")
LEADERS = (
    "/manage/{slug}/settings",
    "/manage/{slug}/call",
    "/manage/{slug}/reviewers/",
    "/manage/{slug}/commenters/volunteers",
    "/manage/{slug}/reviews/1/",
    "/manage/{slug}/selection/",
    "/manage/{slug}/agenda/",
    "/manage/{slug}/",
    "/sections/criminal-justice/leaders",
    "/sections/criminal-justice/new-session",
    "/me/details",
)
READ = (
    "/",
    "/sections/criminal-justice/",
    "/sections/criminal-justice/leaders",
    "/sessions/{slug}/",
    "/sessions/{slug}/call",
    "/sessions/{slug}/submit",
    "/manage/{slug}/",
    "/manage/{slug}/settings",
    "/manage/{slug}/call",
    "/manage/{slug}/call/preview",
    "/manage/{slug}/papers/",
    "/manage/{slug}/papers/1/",
    "/manage/{slug}/papers/?words=%3Cscript%3Ealert(1)%3C/script%3E",
    "/manage/{slug}/commenters/",
    "/manage/{slug}/commenters/volunteers",
    "/manage/{slug}/reviewers/",
    "/manage/{slug}/reviews/",
    "/manage/{slug}/selection/",
    "/manage/{slug}/letters/",
    "/manage/{slug}/letters/1/",
    "/manage/{slug}/history/",
    "/manage/{slug}/agenda/",
    "/me/",
    "/me/details",
)

RAW = re.compile(r"<script>alert|<img src=x|href=\"javascript:", re.IGNORECASE)


def _everything_sent(app: Flask, world: World) -> list[Sent]:
    visitor, leader = PageClient(app), PageClient(app).sign_in(CHAIR)
    sent = [each for path in PUBLIC for each in _forms(visitor, path.format(slug=world.slug))]
    sent += _forms(visitor, world.link(LinkKind.PAPER, _address("authors-0-email", 0), 1))[:1]
    sent += [each for path in LEADERS for each in _forms(leader, path.format(slug=world.slug))]
    return sent


@pytest.fixture
def hostile(app: Flask, world: World) -> list[Sent]:
    """A world in which every form has been sent with hostile text."""
    return _everything_sent(app, world)


def test_hostile_text_is_stored_shown_and_posted_without_harm(
    app: Flask, world: World, hostile: list[Sent]
) -> None:
    assert len(hostile) > 15
    assert [(s.action, s.status) for s in hostile if s.status not in {303, 422}] == []
    assert [s.action for s in hostile if RAW.search(s.page)] == []
    paper = world.do(lambda s: _kept(s.scalars(sa.select(Paper)).first()))
    assert paper == (ON_ONE_LINE, SEVERAL, ON_ONE_LINE)
    # The chair has sent the form that declares a conflict too, so the paper is closed to them.
    selecting.add_leader(world)
    leader = PageClient(app).sign_in(selecting.SECOND_CHAIR)
    for path in READ:
        page = leader.get(path.format(slug=world.slug))
        assert RAW.search(page.html) is None, path
    text = leader.http.get(f"/sessions/{world.slug}/call.txt").get_data(as_text=True)
    assert "\u202e" not in text
    settings = app.extensions["wip_settings"]
    letters = world.letters()
    assert {letter.kind.value for letter in letters} >= {
        "paper_received",
        "offer_received",
        "attendance_received",
        "sign_in",
        "reviewer_invitation",
        "leader_invitation",
    }
    for letter in letters:
        message = as_message(letter, settings, NOW)
        assert set(message.keys()) <= HEADERS
        assert message["To"].addresses[0].domain == "law.example.edu"
        assert len(message["To"].addresses) == 1
        assert "\u202e" not in letter.subject + letter.text + letter.html
        assert RAW.search(letter.html) is None
        assert "\nBcc:" not in message.as_bytes().split(b"\r\n\r\n", 1)[0].decode()


def _kept(paper: Paper | None) -> tuple[str, str, str]:
    assert paper is not None
    return paper.title, paper.abstract, paper.authors[0].name


def test_bytes_that_are_no_text_are_replaced_not_stored(client: PageClient, world: World) -> None:
    client.get(f"/sessions/{world.slug}/submit")
    fields = {name: values[0] for name, values in client.page.form("/submit").filled().items()}
    fields |= {"authors-0-name": "Ann", "authors-0-email": "ann@law.example.edu", "abstract": "One."}
    body = urlencode(fields | {"title": "T"}).replace(
        "title=T", f"title=A{quote(bytes([0xED, 0xA0, 0x80]))}B%FF%C3"
    )
    response = client.http.post(
        client.path,
        data=body.encode(),
        content_type="application/x-www-form-urlencoded",
        base_url="https://wip.example.edu",
        headers={"Referer": "https://wip.example.edu/"},
    )
    assert response.status_code == 303
    title = world.do(lambda s: s.scalars(sa.select(Paper.title)).one())
    assert (title[0], title.isprintable(), title.encode().decode()) == ("A", True, title)


def test_an_address_cannot_bring_a_header_of_its_own(client: PageClient, world: World) -> None:
    client.get("/sign-in")
    page = client.send("/sign-in", email="a@law.example.edu\r\nBcc: b@law.example.edu", status=422)
    assert "is not an e-mail address" in page.words
    assert world.letters() == []


def test_a_comment_for_the_committee_stays_text(app: Flask, world: World) -> None:
    world.paper()
    selecting.add_reviewer(world, REVIEWER)
    selecting.score(world, 1, REVIEWER, 5, HOSTILE.replace("\x00", "").replace("\x08", ""))
    leader = PageClient(app).sign_in(CHAIR)
    selecting.score(world, 1, CHAIR, 4)
    assert RAW.search(leader.get(f"/manage/{world.slug}/reviews/1/").html) is None
