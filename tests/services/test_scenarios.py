"""What-if copies: they change nothing real until they are adopted, and adopting overwrites nothing in silence."""

from collections.abc import Mapping

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.selecting import SECOND_CHAIR, add_leader, decide, release, score, shown, standing
from tests.world import AUTHOR, CHAIR, REVIEWER, World
from wip.domain.reasons import ReasonMissing
from wip.domain.refusals import Refusal, Stale, Unknown
from wip.domain.reviews import Outcome
from wip.domain.selection import Choice, Shown
from wip.domain.selection_stages import SelectionStage
from wip.models import HistoryEvent, Scenario, ScenarioChoice
from wip.queries.balances import balance_of
from wip.queries.scenarios import Difference, compared, copies_of, differences
from wip.services import freezes, scenarios

ACCEPT, WAIT, DECLINE = Outcome.ACCEPT, Outcome.WAITING_LIST, Outcome.DECLINE
LEILA = "leila.haddad@law.example.edu"


@pytest.fixture
def three(world: World) -> World:
    """Paper 1 is staged as accepted, paper 2 as declined, paper 3 is undecided."""
    world.paper("Quotas", AUTHOR)
    world.paper("Mercy", LEILA)
    world.paper("Discovery", "otto.brandt@law.example.edu")
    for number, points in ((1, 3), (2, 5), (3, 4)):
        score(world, number, REVIEWER, points)
    decide(world, {1: ACCEPT, 2: DECLINE})
    return world


def keep(world: World, name: str = "More juniors", email: str = CHAIR, **chosen: Outcome) -> int:
    def act(session: Session) -> int:
        page, by = shown(session, world, email), world.actor(session, email)
        choices = [Choice(int(n[1:]), outcome, None, page[int(n[1:])]) for n, outcome in chosen.items()]
        return scenarios.keep(session, world.call(session), name, choices, by=by, now=world.now).id

    return world.do(act)


def change(
    world: World, copy: int, number: int, outcome: Outcome | None, was: Outcome | None, email: str = CHAIR
) -> int:
    def act(session: Session) -> int:
        choice = Choice(number, outcome, None, Shown(1, copy, 0, was))
        row, by = session.get_one(Scenario, copy), world.actor(session, email)
        return scenarios.change(session, world.call(session), row, [choice], by=by, now=world.now)

    return world.do(act)


def held(world: World, copy: int) -> dict[int, Outcome | None]:
    """The copy's own choices, by paper id."""
    rows = sa.select(ScenarioChoice.paper_id, ScenarioChoice.outcome).where(
        ScenarioChoice.scenario_id == copy
    )
    return world.do(lambda s: {row.paper_id: row.outcome for row in s.execute(rows)})


def differing(world: World, copy: int, email: str = CHAIR) -> list[Difference]:
    def read(session: Session) -> list[Difference]:
        row, person = session.get_one(Scenario, copy), world.actor(session, email).person_id
        return differences(session, world.call(session).wip_session, row, person or 0)

    return world.do(read)


def adopt(
    world: World,
    copy: int,
    page: list[Difference],
    email: str = CHAIR,
    reasons: Mapping[int, str] | None = None,
    seen: int | None = None,
) -> int:
    def act(session: Session) -> int:
        row = session.get_one(Scenario, copy)
        return scenarios.adopt(
            session,
            world.call(session),
            row,
            {each.number: each.shown for each in page},
            seen=row.version if seen is None else seen,
            reasons=reasons or {},
            by=world.actor(session, email),
            now=world.now,
        )

    return world.do(act)


def test_a_copy_holds_what_is_staged_with_what_was_typed_and_changes_nothing_real(three: World) -> None:
    copy = keep(three, p3=ACCEPT)
    assert list(held(three, copy).values()) == [ACCEPT, DECLINE, ACCEPT]
    assert change(three, copy, 1, WAIT, ACCEPT) == 1
    assert change(three, copy, 1, WAIT, WAIT) == 0
    assert list(held(three, copy).values()) == [WAIT, DECLINE, ACCEPT]
    assert [pair[1] for pair in standing(three).values()] == ["accept", "decline", None]


@pytest.mark.parametrize(
    ("name", "why"),
    [("  ", "Give the copy a name"), ("x" * 81, "shorten"), ("more JUNIORS", "a copy called")],
)
def test_a_name_is_needed_and_stands_once(three: World, name: str, why: str) -> None:
    keep(three)
    with pytest.raises(Refusal, match=why):
        keep(three, name)


def test_no_more_copies_than_anybody_compares(three: World) -> None:
    for n in range(scenarios.COPIES_MOST):
        keep(three, f"Copy {n}")
    with pytest.raises(Refusal, match="Throw one away first"):
        keep(three)


def test_two_leaders_do_not_overwrite_each_other_in_a_copy(three: World) -> None:
    add_leader(three)
    copy = keep(three)
    change(three, copy, 1, WAIT, ACCEPT, SECOND_CHAIR)
    with pytest.raises(Stale) as no:
        change(three, copy, 1, DECLINE, ACCEPT)
    assert no.value.sentence == "Jonas Lind changed this copy while your page was open."
    assert no.value.changes == ("In this copy, paper 1, “Quotas”, is now on the waiting list.",)
    assert change(three, copy, 1, WAIT, ACCEPT) == 0


def test_papers_closed_to_a_leader_are_neither_copied_nor_changed_nor_told(three: World) -> None:
    add_leader(three, AUTHOR, "Mbali Abara")
    hers = keep(three, "Hers", AUTHOR)
    assert list(held(three, hers).values()) == [DECLINE, None]
    with pytest.raises(Unknown):
        change(three, hers, 1, DECLINE, ACCEPT, AUTHOR)
    mine = keep(three, "Mine")
    change(three, mine, 1, DECLINE, ACCEPT)
    assert differing(three, mine, AUTHOR) == []
    me = three.do(lambda s: three.actor(s, AUTHOR).person_id) or 0
    rows = three.do(lambda s: copies_of(s, three.call(s).wip_session, me))
    assert [(row.name, dict(row.counts)) for row in rows] == [
        ("Mine", {None: 1, DECLINE: 1}),
        ("Hers", {None: 1, DECLINE: 1}),
    ]


def test_a_paper_that_its_maker_could_not_see_stays_as_it_is_in_the_real_selection(three: World) -> None:
    add_leader(three, AUTHOR, "Mbali Abara")
    hers = keep(three, "Hers", AUTHOR)
    counted = three.do(lambda s: balance_of(s, three.call(s).wip_session, 0, hers).balance.tally)
    assert (counted.accepted, counted.declined, counted.undecided) == (1, 1, 1)
    decide(three, {1: DECLINE})
    counted = three.do(lambda s: balance_of(s, three.call(s).wip_session, 0, hers).balance.tally)
    assert (counted.accepted, counted.declined) == (0, 2)
    assert change(three, hers, 1, WAIT, DECLINE) == 1
    assert held(three, hers)[three.do(lambda s: three.row(s, 1).id)] is WAIT


def test_adopting_makes_the_copy_real_and_the_history_tells_each_step(three: World) -> None:
    copy = keep(three, p3=ACCEPT)
    change(three, copy, 1, WAIT, ACCEPT)
    page = differing(three, copy)
    assert [(each.number, each.outcome, each.meanwhile) for each in page] == [
        (1, WAIT, False),
        (3, ACCEPT, False),
    ]
    assert adopt(three, copy, page) == 2
    assert [pair[1] for pair in standing(three).values()] == ["waiting_list", "decline", "accept"]
    assert differing(three, copy) == []
    events = sa.select(HistoryEvent.act, HistoryEvent.old, HistoryEvent.new).order_by(HistoryEvent.id)
    told = three.do(lambda s: [tuple(row) for row in s.execute(events)])
    assert told[-5:] == [
        ("keep copy", {}, {"copy": "More juniors"}),
        ("change copy", {"decision": "accept"}, {"decision": "waiting_list", "copy": "More juniors"}),
        ("stage decision", {"decision": "accept"}, {"decision": "waiting_list"}),
        ("stage decision", {}, {"decision": "accept"}),
        ("adopt copy", {}, {"copy": "More juniors", "decisions": 2}),
    ]


def test_what_another_leader_decided_meanwhile_is_named_and_stays_unless_it_is_chosen(three: World) -> None:
    add_leader(three)
    copy = keep(three, p3=ACCEPT)
    decide(three, {1: WAIT}, SECOND_CHAIR)
    page = differing(three, copy)
    assert [(each.number, each.meanwhile, each.who) for each in page] == [
        (1, True, "Jonas Lind"),
        (3, False, ""),
    ]
    decide(three, {3: DECLINE}, SECOND_CHAIR)
    with pytest.raises(Stale) as no:
        adopt(three, copy, page[1:])
    assert no.value.changes == ("Otto Brandt’s paper is now declined (by Jonas Lind).",)
    assert adopt(three, copy, differing(three, copy)[:1]) == 1
    assert [pair[1] for pair in standing(three).values()] == ["accept", "decline", "decline"]


def test_a_copy_that_moved_since_it_was_looked_at_is_not_adopted(three: World) -> None:
    add_leader(three)
    copy = keep(three, p3=ACCEPT)
    page = differing(three, copy)
    change(three, copy, 3, DECLINE, ACCEPT, SECOND_CHAIR)
    with pytest.raises(Stale, match="Jonas Lind changed the copy"):
        adopt(three, copy, page, seen=1)
    assert standing(three)[3] == ("submitted", None)


def test_once_frozen_adopting_needs_reasons_as_any_other_change(three: World) -> None:
    copy = keep(three)
    change(three, copy, 1, DECLINE, ACCEPT)
    three.do(
        lambda s: freezes.freeze(
            s, three.call(s), seen=SelectionStage.RANKING, by=three.actor(s, CHAIR), now=three.now
        )
    )
    page = differing(three, copy)
    with pytest.raises(ReasonMissing):
        adopt(three, copy, page)
    assert adopt(three, copy, page, reasons={1: "It was read at another school."}) == 1


def test_after_the_release_only_what_is_still_possible_can_be_adopted(three: World) -> None:
    decide(three, {3: WAIT})
    copy = keep(three)
    release(three)
    assert [(each.number, each.outcome) for each in differing(three, copy)] == []
    change(three, copy, 3, ACCEPT, WAIT)
    assert [(each.number, each.outcome) for each in differing(three, copy)] == [(3, ACCEPT)]


def test_copies_are_compared_with_the_real_selection(three: World) -> None:
    one, two = keep(three, "One"), keep(three, "Two", p3=WAIT)
    change(three, one, 2, ACCEPT, DECLINE)

    def read(session: Session) -> list[tuple[int, tuple[Outcome | None, ...]]]:
        copies = [session.get_one(Scenario, each) for each in (one, two)]
        rows = compared(session, three.call(session).wip_session, copies, 0)
        return [(row.number, row.outcomes) for row in rows]

    assert three.do(read) == [(2, (DECLINE, ACCEPT, DECLINE)), (3, (None, None, WAIT))]


def test_what_is_thrown_away_is_gone_but_for_the_history(three: World) -> None:
    copy = keep(three)
    three.do(
        lambda s: scenarios.discard(
            s, three.call(s), s.get_one(Scenario, copy), by=three.actor(s, CHAIR), now=three.now
        )
    )
    assert held(three, copy) == {}
    last = sa.select(HistoryEvent.act, HistoryEvent.old).order_by(HistoryEvent.id.desc()).limit(1)
    assert three.do(lambda s: tuple(s.execute(last).one())) == ("discard copy", {"copy": "More juniors"})
