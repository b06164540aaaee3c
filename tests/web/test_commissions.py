"""A commenter's page for one paper: the answer, the draft, and what must not leak."""

import io

import pypdfium2 as pdfium
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.conftest import NOW, Clock
from tests.documents import typeset
from tests.world import CHAIR, COMMENTER, START, World
from wip.adapters import files
from wip.domain.links import LinkKind
from wip.domain.papers import PaperState
from wip.models import Commission
from wip.services import commenters, commissions, drafts
from wip.services.commenters import OfferFacts

DRAFT = typeset("A draft that nobody else may read.")


@pytest.fixture
def asked(world: World) -> World:
    """A confirmed paper with one commenter who has been asked."""
    world.paper(focus_pages="3-9", questions="Is the second part needed?")

    def act(session: Session) -> None:
        paper, call, chair = world.row(session), world.call(session), world.actor(session, CHAIR)
        paper.state = PaperState.CONFIRMED
        facts = OfferFacts("Juries", "", 1)
        row = commenters.offer(
            session, call, facts, name="Piper Nakagawa", email=COMMENTER, affiliation="", now=NOW
        )
        commissions.ask(session, paper, call, [row.id], by=chair, now=NOW)

    world.do(act)
    return world


def link(world: World, answer: str = "") -> str:
    return world.link(LinkKind.COMMISSION, COMMENTER, 1, answer)


def state(world: World) -> str:
    return world.do(lambda s: s.scalars(sa.select(Commission.state)).one())


def send_draft(world: World, app: Flask, name: str) -> None:
    settings = app.extensions["wip_settings"]
    stored = files._keep(settings, io.BytesIO(DRAFT), files.PDF, len(DRAFT), {})

    def act(session: Session) -> None:
        upload = drafts.keep_upload(session, f"key-{name}", name, stored, NOW)
        drafts.attach_draft(session, world.row(session), upload, NOW)

    world.do(act)


@pytest.mark.parametrize(("answer", "first"), [("", "Accept"), ("accept", "Accept"), ("decline", "Decline")])
def test_opening_a_letter_s_link_changes_nothing_and_shows_the_answer_first(
    client: PageClient, asked: World, answer: str, first: str
) -> None:
    page = client.get(link(asked, answer))
    assert page.form("/commissions/").buttons[0][0] == first
    assert [
        word in page.words for word in ("3-9", "Is the second part needed?", "What we ask of commenters")
    ] == [True] * 3
    assert state(asked) == "offered"
    response = client.http.get(link(asked, answer))
    assert (response.headers["X-Robots-Tag"], response.headers["Cache-Control"]) == (
        "noindex",
        "private, no-store",
    )


def test_accepting_and_declining_take_one_press_each(client: PageClient, asked: World) -> None:
    client.get(link(asked, "accept"))
    page = client.send("/commissions/", button="Accept")
    assert (state(asked), page.headings) == ("accepted", ["You comment on “Quotas Without Numbers”"])
    client.send("/commissions/", button="I cannot come after all")
    assert state(asked) == "declined"
    page = client.send("/commissions/", button="Yes, I will come")
    assert (state(asked), "you are a commenter on this paper" in page.words) == ("accepted", True)


def test_whoever_declines_may_say_why_to_the_leaders_alone(client: PageClient, asked: World) -> None:
    client.get(link(asked, "decline"))
    page = client.send("/commissions/", button="Decline", reason="I am abroad that week.")
    assert "Somebody else will be asked." in page.words
    (news,) = asked.letters(kind="leader_news")
    assert "I am abroad that week." in news.text
    leader = PageClient(client.app).sign_in(CHAIR)
    assert "They wrote: “I am abroad that week.”" in leader.get(f"/manage/{asked.slug}/commenters/").words


def test_a_doubled_press_is_one_answer(client: PageClient, asked: World) -> None:
    page = client.get(link(asked))
    data = page.form("/commissions/").filled(answer="accept")
    assert [client.post(link(asked), data).status_code for _ in range(2)] == [303, 303]
    assert len(asked.letters(kind="commission_accepted")) == 1


def test_a_press_without_an_answer_is_refused_in_words(client: PageClient, asked: World) -> None:
    client.get(link(asked))
    page = client.send("/commissions/", answer="maybe", status=422)
    assert "Choose whether you accept or decline." in page.words
    assert state(asked) == "offered"


def test_the_draft_is_only_for_who_accepted(client: PageClient, asked: World, app: Flask) -> None:
    send_draft(asked, app, "First.pdf")
    send_draft(asked, app, "Second “ü”.pdf")
    draft = link(asked) + "drafts/"
    assert [client.http.get(draft + n).status_code for n in ("1", "2")] == [404, 404]
    client.get(link(asked))
    page = client.send("/commissions/", button="Accept")
    assert draft + "2" in page.links
    response = client.http.get(draft + "2")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    (text,) = (page.get_textpage().get_text_range() for page in pdfium.PdfDocument(response.data))
    assert text.startswith(
        "A draft that nobody else may read.\r\nDraft: do not cite or circulate. Copy for Piper Naka"
    )
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert (response.headers["X-Robots-Tag"], response.headers["Content-Length"]) == (
        "noindex",
        str(len(response.data)),
    )
    assert client.http.get(draft + "1").headers["Location"] == draft + "2"
    assert client.http.get(draft + "3").status_code == 404
    client.send("/commissions/", button="I cannot come after all")
    assert client.http.get(draft + "2").status_code == 404


def test_the_draft_goes_with_the_paper_s_place(client: PageClient, asked: World, app: Flask) -> None:
    send_draft(asked, app, "First.pdf")
    client.get(link(asked))
    client.send("/commissions/", button="Accept")

    def leave(session: Session) -> None:
        asked.row(session).state = PaperState.WITHDRAWN

    asked.do(leave)
    assert client.http.get(link(asked) + "drafts/1").status_code == 404
    assert "This paper is no longer in the session." in client.get(link(asked)).words


def test_a_link_for_one_thing_opens_no_other(client: PageClient, asked: World) -> None:
    own = link(asked)
    offer = asked.link(LinkKind.OFFER, COMMENTER, 1)
    foreign = asked.link(LinkKind.COMMISSION, CHAIR, 1)
    swapped = own.replace("/commissions/", "/offers/")
    for path in (
        swapped,
        offer.replace("/offers/", "/commissions/"),
        foreign,
        own[:-6] + "/",
        "/commissions/x/",
    ):
        assert client.get(path, 404).headings == ["There is no such page"]


def test_after_taking_back_the_page_says_so(client: PageClient, asked: World) -> None:
    def act(session: Session) -> None:
        row = session.scalars(sa.select(Commission)).one()
        chair = asked.actor(session, CHAIR)
        commissions.withdraw(session, row, asked.call(session), seen=row.version, by=chair, now=NOW)

    asked.do(act)
    page = client.get(link(asked, "accept"))
    assert "they no longer need your comments on this paper." in page.words
    assert [form.action for form in page.forms if "/commissions/" in form.action] == []


def test_after_the_session_there_is_nothing_to_press(client: PageClient, asked: World, clock: Clock) -> None:
    clock.now = START.replace(hour=20)
    page = client.get(link(asked))
    assert [form.action for form in page.forms if "/commissions/" in form.action] == []
    assert "there is nothing left to answer" in page.words
