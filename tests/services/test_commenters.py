"""Offers to comment: made once, changed, taken back; and what leaders see of them."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import CHAIR, COMMENTER, START, World
from wip.domain.calls import CallMove
from wip.domain.papers import PaperState
from wip.domain.refusals import Refusal, Stale
from wip.domain.sessions import SessionMove
from wip.models import Commenter, Commission, HistoryEvent
from wip.queries import commenters as reads
from wip.queries import volunteers
from wip.services import calls, commenters, commissions, sessions, suitable
from wip.services.commenters import OfferFacts

FACTS = OfferFacts("Bail and pretrial release", "Anything by Varga", 2)


def offer(
    world: World, email: str = COMMENTER, facts: OfferFacts = FACTS, now: Any = NOW, by: str = ""
) -> int:
    def act(session: Session) -> int:
        call = world.call(session)
        who = {"name": "Piper Nakagawa", "email": email, "affiliation": "Lakeside"}
        asking = world.actor(session, by) if by else None
        return commenters.offer(session, call, facts, **who, now=now, by=asking).id

    return world.do(act)


def present(world: World, number: int) -> None:
    def act(session: Session) -> None:
        world.row(session, number).state = PaperState.CONFIRMED

    world.do(act)


def kept(world: World) -> list[tuple[str, str, int, bool]]:
    def read(session: Session) -> list[tuple[str, str, int, bool]]:
        rows = session.scalars(sa.select(Commenter).order_by(Commenter.id))
        return [(row.topics, row.conflicts, row.papers_max, row.withdrawn) for row in rows]

    return world.do(read)


def test_an_offer_is_kept_with_a_letter_and_a_line_of_history(world: World) -> None:
    offer(world)
    assert kept(world) == [("Bail and pretrial release", "Anything by Varga", 2, False)]
    (letter,) = world.letters(kind="offer_received")
    assert (letter.to_email, letter.subject) == (
        COMMENTER,
        "You offered to comment: Spring Works-in-Progress Session",
    )
    assert [link[0] for link in letter.links] == ["offer", "page"]
    acts = world.do(
        lambda s: list(s.scalars(sa.select(HistoryEvent.act).where(HistoryEvent.thing == "commenters")))
    )
    assert acts == ["offer to comment"]


def test_a_stranger_who_types_a_known_address_changes_nothing_and_fills_no_mailbox(world: World) -> None:
    offer(world)
    before = kept(world)
    for topics in ("Juries", "Bail", "Fines"):
        offer(world, COMMENTER.upper(), facts=OfferFacts(topics, "", 1))
    assert (kept(world), len(world.letters(kind="offer_received"))) == (before, 1)
    offer(world, facts=OfferFacts("Juries", "", 1), now=NOW + timedelta(days=1))
    assert (kept(world), len(world.letters(kind="offer_received"))) == (before, 2)


def test_whoever_is_signed_in_changes_the_own_offer_and_nobody_else_s(world: World) -> None:
    offer(world)
    before = kept(world)
    offer(world, facts=OfferFacts("Juries", "", 1), by=CHAIR)
    assert kept(world) == before
    offer(world, facts=OfferFacts("Juries", "", 1), by=COMMENTER)
    assert kept(world) == [("Juries", "", 1, False)]


def test_the_door_is_open_once_the_call_is_out_and_the_session_ahead_even_when_the_call_was_closed_early(
    world: World,
) -> None:
    def opened(session: Session) -> list[bool]:
        call = world.call(session)
        chair = world.actor(session, CHAIR)
        answers = [commenters.takes_offers(call, NOW), commenters.takes_offers(call, START)]
        calls.step(session, call, CallMove.CLOSE, by=chair, now=NOW)
        answers.append(commenters.takes_offers(call, NOW))
        calls.step(session, call, CallMove.REOPEN, by=chair, now=NOW)
        sessions.step(session, call.wip_session, SessionMove.CANCEL, by=chair, now=NOW)
        return [*answers, commenters.takes_offers(call, NOW)]

    assert world.do(opened) == [True, False, True, False]
    with pytest.raises(Refusal, match="no longer looks for commenters"):
        offer(world)


def test_what_is_no_address_is_refused_beside_its_field(world: World) -> None:
    with pytest.raises(Refusal) as no:
        offer(world, "nobody at all")
    assert no.value.field == "email"
    assert kept(world) == []


def test_a_volunteer_changes_the_offer_but_not_below_what_is_taken_on(world: World) -> None:
    offer(world)
    for number, title in enumerate(("One", "Two"), start=1):
        world.paper(title)
        present(world, number)

    def ask_both(session: Session) -> None:
        row = session.scalars(sa.select(Commenter)).one()
        for number in (1, 2):
            chair = world.actor(session, CHAIR)
            commissions.ask(
                session, world.row(session, number), world.call(session), [row.id], by=chair, now=NOW
            )

    world.do(ask_both)

    def change(session: Session, papers: int, seen: int) -> None:
        row = session.scalars(sa.select(Commenter)).one()
        me = world.actor(session, COMMENTER)
        facts = OfferFacts("Juries", "", papers)
        commenters.change_offer(
            session, row, world.call(session), facts, seen=seen or row.version, by=me, now=NOW
        )

    with pytest.raises(Refusal, match="have accepted, 2 papers already"):
        world.do(lambda s: change(s, 1, 0))
    with pytest.raises(Stale):
        world.do(lambda s: change(s, 3, 99))
    world.do(lambda s: change(s, 3, 0))
    assert kept(world) == [("Juries", "", 3, False)]
    offer(world, facts=OfferFacts("Bail", "", 1), by=COMMENTER)
    assert kept(world) == [("Bail", "", 2, False)]


def test_taking_the_offer_back_declines_what_hangs_on_it_and_tells_the_leaders(world: World) -> None:
    offer(world)
    world.paper("One")
    present(world, 1)

    def act(session: Session) -> None:
        row = session.scalars(sa.select(Commenter)).one()
        call, chair, me = world.call(session), world.actor(session, CHAIR), world.actor(session, COMMENTER)
        commissions.ask(session, world.row(session), call, [row.id], by=chair, now=NOW)
        commenters.take_back(session, row, call, by=me, now=NOW)
        commenters.take_back(session, row, call, by=me, now=NOW)

    world.do(act)
    assert [row[3] for row in kept(world)] == [True]
    assert world.do(lambda s: s.scalars(sa.select(Commission.state)).all()) == ["declined"]
    assert [letter.to_email for letter in world.letters(kind="leader_news")] == [CHAIR]
    offer(world)
    assert [row[3] for row in kept(world)] == [True]
    offer(world, by=COMMENTER)
    assert [row[3] for row in kept(world)] == [False]


def test_a_leader_adds_somebody_by_hand_once_and_without_a_letter(world: World) -> None:
    def add(session: Session) -> int:
        row = world.call(session).wip_session
        chair = world.actor(session, CHAIR)
        return commenters.invite(
            session,
            row,
            name="Quinn Adair",
            email="quinn@plains.example.edu",
            papers_max=2,
            by=chair,
            now=NOW,
        ).papers_max

    assert world.do(add) == 2
    assert world.letters() == []
    with pytest.raises(Refusal, match="Quinn Adair is among the volunteers already"):
        world.do(add)


def test_who_seems_to_have_a_conflict_is_kept_from_the_paper(world: World) -> None:
    world.paper("One", "t.varga@law.example.edu", name="Tomas Varga")
    present(world, 1)
    offer(world)
    offer(world, "free@plains.example.edu", OfferFacts("Juries", "Nobody", 1))

    def read(session: Session) -> list[str]:
        row = world.call(session).wip_session
        (place,) = suitable.with_best(session, world.call(session), reads.board(session, row.id, 2)).items
        return [v.commenter.person.email for v in place.candidates]

    assert world.do(read) == ["free@plains.example.edu"]


@pytest.mark.parametrize("papers", [1, 3, 30])
def test_reading_the_board_costs_the_same_whatever_its_length(
    world: World, statements: Any, papers: int
) -> None:
    for number in range(1, papers + 1):
        world.paper(f"Paper {number}", f"author{number}@law.example.edu")
        present(world, number)
        offer(world, f"volunteer{number}@plains.example.edu")

    def ask_all(session: Session) -> int:
        call, chair = world.call(session), world.actor(session, CHAIR)
        for number, row in enumerate(
            session.scalars(sa.select(Commenter).order_by(Commenter.id)).all(), start=1
        ):
            commissions.ask(session, world.row(session, number), call, [row.id], by=chair, now=NOW)
        return call.wip_session_id

    session_id = world.do(ask_all)

    def read(session: Session) -> tuple[int, int, int]:
        with statements() as said:
            page = reads.board(session, session_id, 2)
            facts = reads.summary(session, session_id, 2)
            counts = reads.commenter_counts(session, session_id)
            people = volunteers.volunteers(session, session_id)
            [
                (p.paper.byline, p.counts, [c.commenter.person.called for c in p.commissions])
                for p in page.items
            ]
            [v.commenter.person.called for v in people.items]
        assert facts == reads.Summary(papers, 0, papers, papers, papers, papers)
        assert set(counts.values()) == {reads.Counts(asked=1, accepted=0)}
        return len(said), page.total, people.total

    assert world.do(read) == (12, papers, papers)
