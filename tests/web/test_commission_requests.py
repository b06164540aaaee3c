"""All requests of one commenter on one page; and what leaders do about silence and standbys, by one press each."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.conftest import NOW, Clock
from tests.world import CHAIR, World
from wip.domain.conflicts import ConflictKind, ConflictState
from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind
from wip.domain.papers import PaperState
from wip.models import Commenter, CommentingSettings, Commission, Conflict
from wip.services import commenters, commissions
from wip.services.commenters import OfferFacts

READER, OTHER = "ann.reader@plains.example.edu", "ben.reader@coast.example.edu"


@pytest.fixture
def asked(world: World) -> World:
    """One person who is asked about two papers, and another who is free."""
    world.paper()
    world.paper("Bail After Dark", "lena.writer@hills.example.edu")

    def act(session: Session) -> None:
        call, chair = world.call(session), world.actor(session, CHAIR)
        session.add(CommentingSettings(wip_session_id=call.wip_session_id, releases_silent=False))
        rows = {}
        for name, email in (("Ann Reader", READER), ("Ben Sitter", OTHER)):
            facts = OfferFacts("Juries", "", 2)
            rows[email] = commenters.offer(
                session, call, facts, name=name, email=email, affiliation="", now=NOW
            )
        for number in (1, 2):
            world.row(session, number).state = PaperState.CONFIRMED
        world.row(session, 2).focus_pages, world.row(session, 2).questions = "12-21", "Is part II too broad?"
        offers = [commissions.Offer(world.row(session, number), rows[READER]) for number in (1, 2)]
        commissions.offer_all(session, call, offers, by=chair, now=NOW)

    world.do(act)
    return world


def states(world: World) -> list[str]:
    rows = sa.select(Commission.state, Commission.is_standby).order_by(Commission.id)
    return [state.value + "+" * standby for state, standby in world.do(lambda s: s.execute(rows).all())]


def offers_page(world: World, answer: str = "") -> str:
    number = world.do(lambda s: s.scalar(sa.select(Commenter.id).where(Commenter.person.has(email=READER))))
    return world.link(LinkKind.OFFER, READER, number or 0, answer)


def test_one_press_answers_for_all_and_opening_the_page_for_none(client: PageClient, asked: World) -> None:
    page = client.get(offers_page(asked, "accept"))
    assert ("2 papers wait for your answer" in page.words, states(asked)) == (True, ["offered", "offered"])
    page = client.send("/answers", button="Accept all 2")
    assert ("you have accepted 2 papers" in page.words, states(asked)) == (True, ["accepted", "accepted"])


def test_the_letter_says_of_each_paper_when_its_draft_comes_and_what_its_author_asks(asked: World) -> None:
    (letter,) = asked.letters(kind=LetterKind.COMMISSION_OFFERED)
    first, second = letter.text.split("Bail After Dark", maxsplit=1)
    for said in ("Which pages to read first: 12-21", "The author’s questions: Is part II too broad?"):
        assert (said in first, said in second) == (False, True)
        assert said.rsplit(": ", maxsplit=1)[-1] in letter.html
    assert ("Draft: " in first, "Draft: " in second) == (True, True)
    assert "To accept both, open this page and press the button:" in second
    assert "To decline both, open this one:" in second


def test_each_paper_can_be_answered_by_itself(client: PageClient, asked: World) -> None:
    client.get(offers_page(asked, "decline"))
    client.send("/answers", button="Decline Bail After Dark")
    assert states(asked) == ["offered", "declined"]
    client.send("/answers", button="Accept Quotas Without Numbers")
    assert states(asked) == ["accepted", "declined"]


def test_one_s_own_page_says_until_when_to_answer(client: PageClient, asked: World) -> None:
    page = client.sign_in(READER).get("/me/")
    assert page.words.count("Please answer by Mon 25 Jan 2027") == 2
    client.get(offers_page(asked))
    client.send("/answers", button="Accept all 2")
    assert "Please answer by" not in client.get("/me/").words


def test_a_leader_passes_silence_on_and_calls_a_standby_in(app: Flask, asked: World, clock: Clock) -> None:
    board = f"/manage/{asked.slug}/commenters/"
    clock.now = NOW + timedelta(days=6)
    leader = PageClient(app).sign_in(CHAIR)
    page = leader.get(board)
    assert ("silent" in page.words, "2 of 2 papers have fewer than 2 commenters" in page.words) == (
        True,
        True,
    )
    page = leader.send("/commissions/1/pass-on")
    assert ("Ben Sitter is asked by letter" in page.words, states(asked)[0]) == (True, "lapsed")
    leader.send("/2/ask", commenters=[asked.do(lambda s: str(_id(s, OTHER)))], standby="y")
    assert states(asked)[-1] == "offered+"
    asked.do(_accept_last)
    page = leader.get(board)
    assert "1 on standby" in page.words
    page = leader.send("/commissions/4/call-in")
    assert (states(asked)[-1], "Back to standby" in page.words) == ("accepted", True)
    page = leader.send("/commissions/4/stand-by")
    assert (states(asked)[-1], "Back to standby" in page.words) == ("accepted+", False)


def _id(session: Session, email: str) -> int | None:
    return session.scalar(sa.select(Commenter.id).where(Commenter.person.has(email=email)))


def _accept_last(session: Session) -> None:
    row = session.scalars(sa.select(Commission).order_by(Commission.id.desc())).first()
    assert row is not None
    row.state = "accepted"  # type: ignore[assignment]  # as the database gives it


def test_a_conflict_found_later_hides_paper_and_title_from_who_was_asked(
    client: PageClient, asked: World
) -> None:
    def act(session: Session) -> None:
        row = session.scalars(sa.select(Commission).order_by(Commission.id)).first()
        assert row is not None
        chair, call = asked.actor(session, CHAIR), asked.call(session)
        person = row.commenter.person_id
        session.add(
            Conflict(
                paper_id=row.paper_id,
                person_id=person,
                kind=ConflictKind.INSTITUTION,
                state=ConflictState.CONFIRMED,
                found_at=NOW,
                decided_by=chair.person_id,
                decided_at=NOW,
            )
        )
        commissions.withdraw(session, row, call, seen=row.version, by=chair, now=NOW)

    asked.do(act)
    page = client.get(asked.link(LinkKind.COMMISSION, READER, 1))
    assert "A request that was taken back" in page.headings[0]
    assert "Quotas Without Numbers" not in page.html
