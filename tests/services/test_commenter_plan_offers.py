"""Offering a whole plan: one letter a person, once; what is no longer possible is said and left out, and nothing else is lost."""

import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import publish, put_all_in, set_state
from tests.commenting import (
    add_hand,
    answer,
    ask,
    asked,
    needs,
    offer_plan,
    pairs,
    place_papers,
    propose,
    set_commenting,
    volunteer,
)
from tests.rooms_world import add_room, move_to
from tests.selecting import SECOND_CHAIR, add_leader
from tests.world import CHAIR, World
from wip.domain.commissions import CommissionState
from wip.domain.letters import LetterKind
from wip.domain.papers import PaperState
from wip.domain.refusals import Refusal, Stale
from wip.models import Commenter, Commission, Letter
from wip.queries.commenter_plans import plan_of
from wip.services import commenter_plan_offers
from wip.services.commenter_plan_changes import HandMove
from wip.services.commissions import offer_all

S = CommissionState


def said(world: World, plan: int = 1) -> list[str]:
    """What the plan's letters' page says is left out."""

    def read(session: Session) -> list[str]:
        call = world.call(session)
        row = plan_of(session, call.wip_session, plan)
        assert row is not None
        found = commenter_plan_offers.look(session, row, call)
        return [each.sentence for each in found.left_out]

    return world.do(read)


@pytest.fixture
def planned(world: World) -> World:
    """Two papers, two people who read two each, and a plan that gives both to both."""
    place_papers(world, "One", "Two")
    for name in ("Ada", "Ben"):
        volunteer(world, name, 2)
    propose(world)
    assert len(pairs(world)) == 4
    return world


def test_everybody_gets_one_letter_about_all_their_papers(planned: World) -> None:
    done = offer_plan(planned)
    assert (len(done.asked), list(done.left_out)) == (4, [])
    assert set(asked(planned).values()) == {S.OFFERED}
    letters = planned.letters(kind=LetterKind.COMMISSION_OFFERED)
    assert sorted(letter.to_name for letter in letters) == ["Ada", "Ben"]
    assert all("One" in letter.text and "Two" in letter.text for letter in letters)


def test_the_commissions_keep_fit_and_reason(planned: World) -> None:
    offer_plan(planned)
    kept = planned.do(lambda s: s.execute(sa.select(Commission.fit, Commission.reason)).all())
    # Nothing in common is no reason to give to anybody.
    assert sorted((row[0], row[1]) for row in kept) == sorted(
        (value["fit"], value["reason"] if value["fit"] else "") for value in pairs(planned).values()
    )


def test_a_second_press_asks_nobody(planned: World) -> None:
    offer_plan(planned)
    again = offer_plan(planned)
    assert (list(again.asked), len(planned.letters(kind=LetterKind.COMMISSION_OFFERED))) == ([], 2)


def test_an_offered_plan_is_changed_no_more(planned: World) -> None:
    offer_plan(planned)
    with pytest.raises(Refusal):
        add_hand(planned, 1, HandMove.TAKE_OUT, 1, "Ada")


def test_a_plan_that_changed_since_the_page_is_not_offered(planned: World) -> None:
    add_hand(planned, 1, HandMove.TAKE_OUT, 1, "Ada", seen=2)
    with pytest.raises(Stale):
        offer_plan(planned, seen=2)
    assert asked(planned) == {}


def test_what_is_no_longer_possible_is_said_and_left_out(planned: World) -> None:
    set_commenting(planned, releases_silent=False)
    ask(planned, 1, "Ada")
    answer(planned, 1, "Ada", accept=False)
    planned.do(lambda s: s.execute(sa.update(Commenter).values(papers_max=1)))
    left = said(planned)
    assert left[0] == "Ada has declined to comment on paper 1."
    assert left[1] == "Ben offered to read 1 paper, and has as many already."
    done = offer_plan(planned)
    assert [each.sentence for each in done.left_out] == left
    assert asked(planned) == {(1, "Ada"): S.DECLINED, (1, "Ben"): S.OFFERED, (2, "Ada"): S.OFFERED}


def test_a_paper_that_others_filled_meanwhile_gets_nobody_more_but_by_hand(planned: World) -> None:
    for name in ("Cleo", "Dora"):
        volunteer(planned, name)
    ask(planned, 1, "Cleo", "Dora")
    assert said(planned) == [f"Paper 1 has its 2 commenters without {who}." for who in ("Ada", "Ben")]
    add_hand(planned, 1, HandMove.TAKE_OUT, 1, "Ada")
    add_hand(planned, 1, HandMove.ADD, 1, "Ada")
    assert said(planned) == ["Paper 1 has its 2 commenters without Ben."]


def test_a_paper_that_lost_its_place_is_left_out(planned: World) -> None:
    set_state(planned, 2, PaperState.WITHDRAWN)
    gone = "The paper that {} was to read no longer has a place in the session."
    assert said(planned) == [gone.format(who) for who in ("Ada", "Ben")]
    assert len(offer_plan(planned).asked) == 2


def test_papers_that_came_to_one_time_are_not_both_offered(planned: World) -> None:
    put_all_in(planned)
    move_to(planned, add_room(planned), 2)
    publish(planned, planned.now)
    assert said(planned) == [
        f"{name} is asked about paper 1, which is at the same time as paper 2 by now."
        for name in ("Ada", "Ben")
    ]


def test_nothing_left_is_refused_and_the_plan_stays_open(planned: World) -> None:
    for number in (1, 2):
        ask(planned, number, "Ada", "Ben")
    with pytest.raises(Refusal) as no:
        offer_plan(planned)
    assert no.value.sentence == "Everybody in this plan has been asked already."


def test_what_the_verb_refuses_is_left_out_alone(planned: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def picky(session: Session, call, offers, **more):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN003, ANN202 - stands in for the real one
        if any(offer.paper.number == 1 and offer.commenter.person.name == "Ada" for offer in offers):
            raise Refusal("Ada cannot read this one.")
        return offer_all(session, call, offers, **more)

    monkeypatch.setattr("wip.services.commenter_plan_offers.offer_all", picky)
    done = offer_plan(planned)
    assert [each.sentence for each in done.left_out] == ["Ada cannot read this one."]
    assert sorted(asked(planned)) == [(1, "Ben"), (2, "Ada"), (2, "Ben")]
    assert len(planned.letters(kind=LetterKind.COMMISSION_OFFERED)) == 2


def test_standbys_are_asked_as_such(world: World) -> None:
    set_commenting(world, standby_per_paper=1)
    needs(world, 1)
    place_papers(world, "One")
    volunteer(world, "Ada")
    volunteer(world, "Cleo", stands_by=True)
    propose(world)
    offer_plan(world)
    found = world.do(
        lambda s: list(s.scalars(sa.select(Commission.is_standby).order_by(Commission.is_standby)))
    )
    assert found == [False, True]


def test_the_letters_shown_are_those_that_go(planned: World) -> None:
    def read(session: Session) -> list[tuple[str, str]]:
        call = planned.call(session)
        row = plan_of(session, call.wip_session, 1)
        assert row is not None
        by = planned.actor(session, CHAIR)
        found = []
        for mine in commenter_plan_offers.look(session, row, call).by_person.values():
            shown = commenter_plan_offers.letters_to(session, mine, call, by=by, now=planned.now)
            found += [(each.subject, each.text) for each in shown]
        assert session.scalars(sa.select(Commission)).all() == []
        assert session.scalars(sa.select(Letter.id).where(Letter.kind == "commission_offered")).all() == []
        return found

    shown = planned.do(read)
    assert asked(planned) == {}
    offer_plan(planned)
    went = [(letter.subject, letter.text) for letter in planned.letters(kind=LetterKind.COMMISSION_OFFERED)]
    assert shown == went


def test_two_leaders_at_once_ask_everybody_once(planned: World) -> None:
    add_leader(planned)
    propose(planned)
    outcomes: list[str] = []
    start = threading.Barrier(4)

    def press(plan: int, email: str) -> None:
        start.wait()
        try:
            outcomes.append(f"{len(offer_plan(planned, plan, email=email).asked)}")
        except Refusal as no:
            outcomes.append(type(no).__name__)

    presses = [
        threading.Thread(target=press, args=each)
        for each in ((1, CHAIR), (1, SECOND_CHAIR), (2, CHAIR), (2, SECOND_CHAIR))
    ]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    assert outcomes.count("4") == 1, outcomes
    assert len(asked(planned)) == 4
    letters = planned.letters(kind=LetterKind.COMMISSION_OFFERED)
    assert sorted(letter.to_name for letter in letters) == ["Ada", "Ben"]
