"""Leaders who freeze, decide and adopt at the same moment: the order in which they come through is told by what is kept."""

from collections import Counter

from sqlalchemy.orm import Session

from tests.selecting import decide, score, shown, standing
from tests.services.test_releases_at_once import AT_ONCE, all_at_once
from tests.world import AUTHOR, CHAIR, REVIEWER, World
from wip.domain.reasons import ReasonMissing
from wip.domain.reviews import Outcome
from wip.domain.selection import Choice
from wip.domain.selection_stages import SelectionStage
from wip.models import Scenario
from wip.queries.scenarios import differences
from wip.services import decisions, freezes, scenarios


def test_a_decision_comes_before_a_freeze_or_needs_its_reason(world: World) -> None:
    world.paper("Quotas", AUTHOR)
    score(world, 1, REVIEWER, 4)
    decide(world, {1: Outcome.ACCEPT})
    page, refused = world.do(lambda s: shown(s, world, CHAIR)), Counter[str]()

    def act(session: Session, place: int) -> None:
        call, by = world.call(session), world.actor(session, CHAIR)
        if place % 2:
            freezes.freeze(session, call, seen=SelectionStage.RANKING, by=by, now=world.now)
            return
        choice = Choice(1, Outcome.DECLINE, None, page[1])
        try:
            decisions.decide(session, call, [choice], by=by, now=world.now)
        except ReasonMissing:
            refused["unexplained"] += 1

    done = all_at_once(world, act)
    frozen = world.do(lambda s: (world.row(s).frozen_rank, world.row(s).frozen_outcome))
    stands = standing(world)[1][1]
    assert done["stale"] == AT_ONCE // 2 - 1
    assert frozen == (1, Outcome(stands or ""))
    assert refused["unexplained"] == (0 if stands == "decline" else AT_ONCE // 2)


def test_a_copy_that_is_adopted_twice_at_once_decides_once(world: World) -> None:
    world.paper("Quotas", AUTHOR)

    def keep(session: Session) -> int:
        choice = Choice(1, Outcome.ACCEPT, None, shown(session, world, CHAIR)[1])
        by = world.actor(session, CHAIR)
        return scenarios.keep(session, world.call(session), "Other", [choice], by=by, now=world.now).id

    copy = world.do(keep)
    marks = world.do(
        lambda s: {
            each.number: each.shown
            for each in differences(s, world.call(s).wip_session, s.get_one(Scenario, copy), 0)
        }
    )
    decided = Counter[int]()

    def adopt(session: Session, _place: int) -> None:
        row, by = session.get_one(Scenario, copy), world.actor(session, CHAIR)
        done = scenarios.adopt(
            session, world.call(session), row, marks, seen=1, reasons={}, by=by, now=world.now
        )
        decided[done] += 1

    all_at_once(world, adopt)
    assert decided == {1: 1, 0: AT_ONCE - 1}
    assert standing(world)[1] == ("submitted", "accept")
