"""Who turned up, letters of thanks, and certificates."""

import io
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.client import Page, PageClient
from tests.conftest import NOW, Clock
from tests.selecting import add_leader
from tests.world import CHAIR, COMMENTER, START, World
from wip.domain.commissions import CommissionState
from wip.domain.conflicts import ConflictKind, ConflictState
from wip.domain.links import LinkKind
from wip.domain.papers import PaperState
from wip.models import Commission, Conflict
from wip.services import commenters, commissions
from wip.services.commenters import OfferFacts

PAGE = "commenters/thanks"


@pytest.fixture
def over(world: World, clock: Clock) -> World:
    """Two papers, both commented on by one person, the first by another too; the session was yesterday."""
    world.paper("On Quotas")
    world.paper("On Pleas", "mara.other@southport.example.edu")
    world.do(lambda s: _commission(s, world))
    clock.now = world.now = START + timedelta(days=1)
    return world


def _commission(session: Session, world: World) -> None:
    call, chair = world.call(session), world.actor(session, CHAIR)
    for email, name, numbers in (
        (COMMENTER, "Piper Nakagawa", (1, 2)),
        ("otto.brandt@brixton.example.edu", "Otto Brandt", (1,)),
    ):
        row = commenters.offer(
            session, call, OfferFacts("Juries", "", 2), name=name, email=email, affiliation="", now=NOW
        )
        for number in numbers:
            paper = world.row(session, number)
            paper.state = PaperState.CONFIRMED
            (one,) = commissions.ask(session, paper, call, [row.id], by=chair, now=NOW)
            by = world.actor(session, email)
            commissions.answer(session, one, call, accept=True, by=by, now=NOW)


def turned_up(world: World) -> list[bool | None]:
    return world.do(lambda s: list(s.scalars(sa.select(Commission.turned_up).order_by(Commission.id))))


def opened(client: PageClient, world: World) -> PageClient:
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/{PAGE}")
    return client


def say(client: PageClient, button: str, field: str, answer: str, status: int = 200) -> Page:
    """Answer of one commission, and press a button."""
    typed: dict[str, Any] = {field: answer}
    return client.send("/thanks", button=button, status=status, **typed)


def test_all_turned_up_with_one_button_but_those_of_whom_it_is_said(client: PageClient, over: World) -> None:
    say(opened(client, over), "Everybody else turned up", "turned-3", "no")
    assert turned_up(over) == [True, True, False]
    assert "2 letters" not in client.page.words
    page = client.send("/letters", button="Send 1 letter of thanks", note="You made the day.")
    assert "1 letter of thanks on the way." in page.words
    (letter,) = over.letters(kind="commenter_thanked")
    assert letter.to_email == COMMENTER
    for said in ("“On Quotas”", "“On Pleas”", "You made the day."):
        assert said in letter.text
    assert "Letters of thanks" not in client.page.words


def test_before_the_session_nobody_can_have_turned_up(client: PageClient, over: World, clock: Clock) -> None:
    opened(client, over)
    clock.now = START - timedelta(hours=1)
    page = say(client, "Save", "turned-1", "yes", status=422)
    assert "The session has not taken place yet, so nobody can have turned up." in page.words
    assert turned_up(over) == [None, None, None]


def test_a_stale_page_overwrites_nothing(client: PageClient, over: World) -> None:
    opened(client, over)
    stale = client.page
    say(client, "Save", "turned-1", "no")
    client.page = stale
    say(client, "Save", "turned-1", "yes", status=409)
    assert turned_up(over) == [False, None, None]


def test_thanks_sent_twice_are_sent_once(client: PageClient, over: World) -> None:
    opened(client, over).send("/thanks", button="Everybody else turned up")
    before = client.page
    client.send("/letters", button="Send 2 letters of thanks")
    client.page = before
    page = client.send("/letters", button="Send 2 letters of thanks", status=422, note="Again")
    assert "Nobody is left to be thanked" in page.words
    assert len(over.letters(kind="commenter_thanked")) == 2


def test_the_certificate_is_there_for_whoever_turned_up(client: PageClient, over: World) -> None:
    import pypdf

    address = over.link(LinkKind.COMMISSION, COMMENTER, 1)
    client.get(f"{address}certificate.pdf", 404)
    opened(client, over).send("/thanks", button="Everybody else turned up")
    assert "Download your certificate (PDF)" in client.get(address).words
    response = client.http.get(f"{address}certificate.pdf", base_url="https://wip.example.edu")
    (page,) = pypdf.PdfReader(io.BytesIO(response.data)).pages
    text = " ".join(page.extract_text().split())
    for said in ("Piper Nakagawa", "“On Quotas”", "“On Pleas”", "Robin Vale", "19 March 2027"):
        assert said in text
    assert response.headers["Content-Disposition"] == f"attachment; filename=certificate-{over.slug}.pdf"


def test_a_paper_closed_to_a_leader_has_no_row_and_its_commenter_no_letter_from_them(
    client: PageClient, over: World
) -> None:
    add_leader(over)

    def close(session: Session) -> None:
        chair = over.actor(session, CHAIR)
        session.add(
            Conflict(
                paper_id=over.row(session, 1).id,
                person_id=chair.person_id,
                kind=ConflictKind.REVIEWER,
                state=ConflictState.CONFIRMED,
                found_at=NOW,
                decided_at=NOW,
            )
        )

    over.do(close)
    page = opened(client, over).page
    assert "On Quotas" not in page.words
    assert "Otto Brandt" not in page.words
    assert "Papers that are closed to you" in page.words
    say(client, "Everybody else turned up", "turned-1", "yes")
    assert turned_up(over) == [None, True, None]


def test_declined_and_standing_by_are_not_on_the_page(client: PageClient, over: World) -> None:
    def change(session: Session) -> None:
        first, second, third = session.scalars(sa.select(Commission).order_by(Commission.id))
        first.is_standby, second.state = True, CommissionState.DECLINED
        third.is_standby = True

    over.do(change)
    assert "Nobody has agreed to comment" in opened(client, over).page.words
