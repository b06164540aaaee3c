"""Plans of commenters: proposed, changed by hand, proposed again; computed by the worker; nobody is told."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.commenting import (
    add_hand,
    answer,
    ask,
    asked,
    needs,
    pairs,
    place_papers,
    propose,
    set_commenting,
    volunteer,
)
from tests.reading import add_topics
from tests.world import CHAIR, World
from wip.domain.commenter_plans import solve
from wip.domain.papers import CareerStage
from wip.domain.refusals import Refusal, Stale
from wip.models import CommissionPlan, HistoryEvent
from wip.queries.commenter_plans import plan_of
from wip.services import commenter_plan_work, commenter_plans
from wip.services.commenter_plan_changes import HandMove
from wip.services.commenter_plan_work import SILENT, compute_due, is_busy, start_again


def told(world: World, number: int = 1) -> dict[str, Any]:
    """What the plan says besides its pairs."""

    def read(session: Session) -> dict[str, Any]:
        plan = plan_of(session, world.call(session).wip_session, number)
        assert plan is not None
        return plan.told

    return world.do(read)


def test_every_paper_gets_its_number_and_each_pair_its_reason(world: World) -> None:
    bail, juries = add_topics(world, "Bail", "Juries")
    place_papers(world, "Cash Bail", topics=(bail,))
    place_papers(world, "Night Juries", topics=(juries,))
    needs(world, 1)
    volunteer(world, "Ada", topics=[juries])
    volunteer(world, "Ben", topics=[bail])
    assert propose(world) == 1
    found = pairs(world)
    assert {pair: value["fit"] >= 100 for pair, value in found.items()} == {
        (1, "Ben"): True,
        (2, "Ada"): True,
    }
    assert "Bail" in found[1, "Ben"]["reason"]
    assert told(world) == {"proved": True, "shortage": "", "volunteers": []}
    assert asked(world) == {}
    assert [letter for letter in world.letters() if "commission" in letter.cause] == []


def test_what_stands_counts_and_is_not_planned_again(world: World) -> None:
    set_commenting(world, releases_silent=False)
    place_papers(world, "One", "Two")
    for name in ("Ada", "Ben", "Cleo", "Dora"):
        volunteer(world, name)
    ask(world, 1, "Ada", "Ben")
    answer(world, 1, "Ben", accept=False)
    propose(world)
    found = pairs(world)
    assert sum(number == 1 for number, _ in found) == 1
    assert sum(number == 2 for number, _ in found) == 2
    assert (1, "Ben") not in found
    assert (1, "Ada") not in found


def test_what_is_short_is_said_with_who_would_help(world: World) -> None:
    (bail,) = add_topics(world, "Bail")
    place_papers(world, "Cash Bail", topics=(bail,))
    volunteer(world, "Ada")
    propose(world)
    found = told(world)
    assert "Cash Bail" in found["shortage"]
    assert found["volunteers"][0]["topic"] == "Bail"


def test_seniors_are_mixed_when_asked(world: World) -> None:
    set_commenting(world, mixes_seniority=True)
    place_papers(world, "One", "Two")
    for name in ("Ada", "Ben"):
        volunteer(world, name, career_stage=CareerStage.TENURED)
    for name in ("Cleo", "Dora"):
        volunteer(world, name, career_stage=CareerStage.STUDENT)
    propose(world)
    seniors = [number for number, name in pairs(world) if name in {"Ada", "Ben"}]
    assert sorted(seniors) == [1, 2]


def test_whoever_stands_by_is_planned_beside_the_commenters(world: World) -> None:
    set_commenting(world, standby_per_paper=1)
    place_papers(world, "One")
    for name in ("Ada", "Ben"):
        volunteer(world, name)
    volunteer(world, "Cleo", stands_by=True, papers=1)
    propose(world)
    assert {pair: value["is_standby"] for pair, value in pairs(world).items()} == {
        (1, "Ada"): False,
        (1, "Ben"): False,
        (1, "Cleo"): True,
    }


def test_where_too_few_offered_to_step_in_others_with_room_stand_by(world: World) -> None:
    set_commenting(world, standby_per_paper=1)
    place_papers(world, "One", "Two")
    needs(world, 1)
    for name in ("Ada", "Ben", "Cleo"):
        volunteer(world, name)
    volunteer(world, "Dora", stands_by=True)
    propose(world)
    found = {name: value["is_standby"] for (_, name), value in pairs(world).items()}
    assert sorted(found) == ["Ada", "Ben", "Cleo", "Dora"]
    assert sum(found.values()) == 2


def test_what_leaders_changed_is_kept_in_the_next_run(world: World) -> None:
    needs(world, 1)
    (bail,) = add_topics(world, "Bail")
    place_papers(world, "Cash Bail", topics=(bail,))
    place_papers(world, "Night Juries")
    volunteer(world, "Ada", topics=[bail])
    volunteer(world, "Ben")
    propose(world)
    assert sorted(pairs(world)) == [(1, "Ada"), (2, "Ben")]
    add_hand(world, 1, HandMove.TAKE_OUT, 1, "Ada")
    propose(world, after=1)
    assert sorted(pairs(world, 2)) == [(1, "Ben"), (2, "Ada")]
    add_hand(world, 2, HandMove.TAKE_OUT, 1, "Ben")
    add_hand(world, 2, HandMove.ALLOW, 1, "Ada")
    add_hand(world, 2, HandMove.LOCK, 2, "Ada")
    propose(world, after=2)
    found = pairs(world, 3)
    assert sorted(found) == [(2, "Ada")]
    assert found[2, "Ada"]["is_locked"] is True
    acts = world.do(
        lambda s: s.scalars(sa.select(HistoryEvent.act).where(HistoryEvent.act.contains("planned"))).all()
    )
    assert list(acts) == [
        "take out planned commenter",
        "take out planned commenter",
        "allow planned commenter",
        "lock planned commenter",
    ]


def test_somebody_added_by_hand_stays_although_others_suit_better(world: World) -> None:
    needs(world, 1)
    (bail,) = add_topics(world, "Bail")
    place_papers(world, "Cash Bail", topics=(bail,))
    volunteer(world, "Ada", topics=[bail])
    volunteer(world, "Ben")
    propose(world)
    add_hand(world, 1, HandMove.ADD, 1, "Ben")
    assert sorted(pairs(world)) == [(1, "Ada"), (1, "Ben")]
    propose(world, after=1)
    assert sorted(pairs(world, 2)) == [(1, "Ben")]
    add_hand(world, 2, HandMove.UNLOCK, 1, "Ben")
    propose(world, after=2)
    assert sorted(pairs(world, 3)) == [(1, "Ada")]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "One",
            "One and paper 1 are kept apart: it is their own, or a conflict stands or waits for judgement.",
        ),
        ("Full", "Full offered to read 1 paper, and has as many with this plan. Take one away first."),
        ("Said No", "Said No has declined to comment on paper 1."),
    ],
)
def test_what_must_not_be_cannot_be_added_by_hand(world: World, name: str, sentence: str) -> None:
    set_commenting(world, releases_silent=False)
    place_papers(world, "One", "Two")
    volunteer(world, "One", email="one@school.example.edu")
    volunteer(world, "Full")
    volunteer(world, "Said No")
    ask(world, 1, "Said No")
    answer(world, 1, "Said No", accept=False)
    propose(world)
    add_hand(world, 1, HandMove.TAKE_OUT, 1, "Full")
    add_hand(world, 1, HandMove.ADD, 2, "Full")
    with pytest.raises(Refusal) as no:
        add_hand(world, 1, HandMove.ADD, 1, name)
    assert no.value.sentence == sentence


def test_a_stale_page_changes_nothing(world: World) -> None:
    place_papers(world, "One")
    volunteer(world, "Ada")
    propose(world)
    before = pairs(world)
    with pytest.raises(Stale):
        add_hand(world, 1, HandMove.TAKE_OUT, 1, "Ada", seen=99)
    assert pairs(world) == before


def test_there_is_nothing_to_plan_without_papers_or_people(world: World) -> None:
    with pytest.raises(Refusal) as no:
        propose(world)
    assert no.value.sentence == "No paper has a place in the session yet. Accept papers first."
    place_papers(world, "One")
    with pytest.raises(Refusal) as no:
        propose(world)
    assert no.value.sentence.startswith("Nobody has offered to comment yet.")


@pytest.fixture
def large(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A session whose plans the worker computes."""
    monkeypatch.setattr(commenter_plans, "AT_ONCE", 0)
    place_papers(world, "One", "Two")
    for name in ("Ada", "Ben", "Cleo", "Dora"):
        volunteer(world, name)
    propose(world)
    assert pairs(world) == {}
    return world


def work(world: World, at: datetime) -> int:
    """The worker goes round at this moment."""
    return world.do(lambda s: compute_due(s, lambda: at))


def test_the_worker_computes_a_large_plan_once(large: World) -> None:
    assert (work(large, large.now), work(large, large.now)) == (1, 0)
    assert len(pairs(large)) == 4


def test_a_plan_whose_worker_was_killed_is_taken_up_again(large: World) -> None:
    def killed(session: Session) -> None:
        plan = session.scalars(sa.select(CommissionPlan)).one()
        commenter_plan_work._taken_up(session, plan.id, large.now)

    large.do(killed)
    assert work(large, large.now + timedelta(seconds=10)) == 0
    assert work(large, large.now + SILENT) == 1
    assert len(pairs(large)) == 4


def test_a_worker_that_was_overtaken_writes_nothing(large: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*args: Any) -> Any:
        def other(session: Session) -> None:
            session.execute(sa.update(CommissionPlan).values(version=CommissionPlan.version + 1))

        found = solve(*args)
        large.do(other)
        return found

    monkeypatch.setattr("wip.services.commenter_plan_work.solve", slow)
    assert work(large, large.now) == 0
    assert pairs(large) == {}


def test_a_fault_is_said_and_the_plan_can_be_started_again(
    large: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("wip.services.commenter_plan_work.solve", broken)
        assert work(large, large.now) == 0

    def again(session: Session) -> str:
        plan = session.scalars(sa.select(CommissionPlan)).one()
        fault = plan.fault
        by = large.actor(session, CHAIR)
        start_again(session, plan, large.call(session), by=by, now=large.now)
        return fault

    assert large.do(again) == commenter_plan_work.FAULT
    assert work(large, large.now) == 1


def test_it_cannot_be_started_again_while_it_is_computed(large: World) -> None:
    def begin(session: Session) -> None:
        plan = session.scalars(sa.select(CommissionPlan)).one()
        plan.told = {"beat": large.now.isoformat()}
        assert is_busy(plan, large.now)
        start_again(session, plan, large.call(session), by=large.actor(session, CHAIR), now=large.now)

    with pytest.raises(Refusal):
        large.do(begin)
