"""Freezing, thawing and revealing, and the reasons that changes need from then on."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.selecting import SECOND_CHAIR, add_leader, add_reviewer, decide, release, score, shown, standing
from tests.world import AUTHOR, CHAIR, REVIEWER, World
from wip.domain.calls import Blindness
from wip.domain.reasons import ReasonMissing
from wip.domain.refusals import Refusal, RefusedMove, Stale
from wip.domain.reviews import AssignedHow, Outcome
from wip.domain.selection import Choice, Shown
from wip.domain.selection_stages import SelectionStage
from wip.models import Decision, HistoryEvent, Paper
from wip.queries.review_settings import settings_of
from wip.services import assignments, decisions, freezes
from wip.services.assignments import Give

ACCEPT, WAIT, DECLINE = Outcome.ACCEPT, Outcome.WAITING_LIST, Outcome.DECLINE
RANKING, FROZEN, REVEALED = SelectionStage
OUTSIDER = "rhea.cole@north.example.edu"


@pytest.fixture
def four(world: World) -> World:
    """Ranks 1, 2, 2 and 4 for papers 2, 1, 3 and 4; paper 5 has not been read."""
    people = (
        AUTHOR,
        "leila.haddad@law.example.edu",
        "otto.brandt@law.example.edu",
        "ida.nwosu@law.example.edu",
    )
    for title, email in zip(("Quotas", "Mercy", "Discovery", "Remedies"), people, strict=True):
        world.paper(title, email)
    for number, points in ((1, 4), (2, 5), (3, 4), (4, 2)):
        score(world, number, REVIEWER, points)
    world.paper("Not Yet Read", "nadia.osei@law.example.edu")
    return world


def freeze(world: World, email: str = CHAIR, seen: SelectionStage = RANKING) -> int:
    return world.do(
        lambda s: freezes.freeze(s, world.call(s), seen=seen, by=world.actor(s, email), now=world.now)
    )


def thaw(world: World, seen: SelectionStage = FROZEN) -> None:
    world.do(lambda s: freezes.thaw(s, world.call(s), seen=seen, by=world.actor(s, CHAIR), now=world.now))


def reveal(world: World, seen: SelectionStage = FROZEN) -> None:
    world.do(lambda s: freezes.reveal(s, world.call(s), seen=seen, by=world.actor(s, CHAIR), now=world.now))


def make_blind(world: World) -> None:
    world.do(lambda s: setattr(world.call(s), "blindness", Blindness.DOUBLE))


def where(world: World) -> tuple[SelectionStage, datetime | None, datetime | None]:
    """The selection's stage, and since when."""

    def read(session: Session) -> tuple[SelectionStage, datetime | None, datetime | None]:
        found = settings_of(session, world.call(session).wip_session)
        return found.stage, found.frozen_at, found.revealed_at

    return world.do(read)


def kept(world: World) -> dict[int, tuple[int | None, Outcome | None]]:
    """Each paper's frozen rank and decision."""
    rows = sa.select(Paper.number, Paper.frozen_rank, Paper.frozen_outcome)
    return world.do(lambda s: {number: (rank, outcome) for number, rank, outcome in s.execute(rows)})


def choose(world: World, number: int, outcome: Outcome | None, reason: str = "", email: str = CHAIR) -> int:
    def act(session: Session) -> int:
        choice = Choice(number, outcome, None, shown(session, world, email)[number], reason)
        by = world.actor(session, email)
        return decisions.decide(session, world.call(session), [choice], by=by, now=world.now)

    return world.do(act)


def test_a_freeze_keeps_ranks_and_decisions_and_a_thaw_forgets_them(four: World) -> None:
    decide(four, {2: ACCEPT, 4: DECLINE})
    assert freeze(four) == 4
    assert kept(four) == {1: (2, None), 2: (1, ACCEPT), 3: (2, None), 4: (4, DECLINE), 5: (None, None)}
    assert where(four) == (FROZEN, four.now, None)
    thaw(four)
    assert set(kept(four).values()) == {(None, None)}
    acts = sa.select(HistoryEvent.act, HistoryEvent.new).where(HistoryEvent.thing == "wip_sessions")
    told = four.do(lambda s: s.execute(acts.order_by(HistoryEvent.id)).all())
    assert [tuple(row) for row in told[-2:]] == [
        ("freeze ranking", {"papers_ranked": 4, "papers_undecided": 3}),
        ("thaw ranking", {}),
    ]


def test_a_paper_that_comes_after_the_freeze_is_given_out_and_scored_outside_the_ranking(four: World) -> None:
    add_reviewer(four, OUTSIDER, "Rhea Cole")
    freeze(four)
    four.now += timedelta(hours=1)
    four.paper("Let In Later", "sana.iqbal@law.example.edu")

    def give(session: Session, number: int) -> int:
        pair = Give(four.row(session, number).id, four.actor(session, OUTSIDER).person_id or 0)
        by, call = four.actor(session, CHAIR), four.call(session)
        return assignments.change(session, call, [pair], how=AssignedHow.HAND, by=by, now=four.now).given

    assert four.do(lambda s: give(s, 6)) == 1
    with pytest.raises(Refusal) as no:
        four.do(lambda s: give(s, 5))
    assert no.value.sentence == assignments.FROZEN
    score(four, 6, REVIEWER, 5)
    assert four.do(lambda s: four.row(s, 6).score_mean) == 5.0
    assert kept(four)[6] == (None, None)
    with pytest.raises(Refusal, match="reviews can no longer be changed"):
        score(four, 5, REVIEWER, 5)


def test_what_has_no_review_cannot_be_frozen(world: World) -> None:
    world.paper("Not Yet Read", AUTHOR)
    with pytest.raises(Refusal, match="no ranking to freeze"):
        freeze(world)


def test_a_second_freeze_says_who_was_faster(four: World) -> None:
    add_leader(four)
    freeze(four, SECOND_CHAIR)
    with pytest.raises(Stale) as no:
        freeze(four)
    assert no.value.changes == ("The ranking is frozen now (by Jonas Lind).",)
    with pytest.raises(RefusedMove):
        freeze(four, seen=FROZEN)


def test_names_are_revealed_once_after_the_freeze_and_never_hidden_again(four: World) -> None:
    with pytest.raises(Refusal, match="not double-blind"):
        reveal(four, RANKING)
    make_blind(four)
    with pytest.raises(RefusedMove):
        reveal(four, RANKING)
    freeze(four)
    reveal(four)
    with pytest.raises(RefusedMove):
        thaw(four, REVEALED)
    with pytest.raises(Stale) as no:
        thaw(four)
    assert no.value.changes == ("Names have been revealed (by Robin Vale).",)


def test_before_the_reveal_first_decisions_need_no_reason_and_changes_do(four: World) -> None:
    make_blind(four)
    decide(four, {2: ACCEPT})
    freeze(four)
    assert choose(four, 4, ACCEPT) == 1
    with pytest.raises(ReasonMissing) as no:
        choose(four, 2, DECLINE)
    assert no.value.sentence == (
        "The ranking is frozen. Give one line of reason for paper 2, “Mercy” (it changes what was decided at the freeze)."
    )
    with pytest.raises(ReasonMissing):
        choose(four, 4, None, "   ")
    with pytest.raises(ReasonMissing):
        choose(four, 4, None, "\u200b\u3164\u2800\u202e")
    assert choose(four, 2, DECLINE, " Too close to\na paper of last year. ") == 1
    assert choose(four, 2, ACCEPT) == 1


def test_after_the_reveal_the_order_of_the_ranking_asks_for_reasons_too(four: World) -> None:
    make_blind(four)
    freeze(four)
    reveal(four)
    assert [choose(four, number, ACCEPT) for number in (2, 1)] == [1, 1]
    for number, outcome in ((4, ACCEPT), (5, ACCEPT), (3, DECLINE)):
        with pytest.raises(ReasonMissing) as no:
            choose(four, number, outcome)
        assert "it departs from the frozen ranking" in no.value.sentence
    assert choose(four, 4, ACCEPT, "The only paper by a fellow.") == 1
    assert choose(four, 3, DECLINE, "Its topic is there twice already.") == 1
    assert standing(four)[3] == ("submitted", "decline")


def test_reasons_stand_with_the_decision_and_in_the_history(four: World) -> None:
    decide(four, {2: ACCEPT})
    freeze(four)
    choose(four, 2, WAIT, "\u202eAsked to wait\u202c a year.")
    choose(four, 4, DECLINE)
    found = sa.select(Paper.number, Decision.reason).join(Paper).order_by(Paper.number)
    assert four.do(lambda s: [tuple(row) for row in s.execute(found)]) == [
        (2, "Asked to wait a year."),
        (4, ""),
    ]
    events = sa.select(HistoryEvent.new).where(HistoryEvent.act == "stage decision").order_by(HistoryEvent.id)
    assert four.do(lambda s: s.scalars(events).all())[1:] == [
        {"decision": "waiting_list", "reason": "Asked to wait a year."},
        {"decision": "decline"},
    ]


def test_a_released_decision_is_changed_with_a_reason(four: World) -> None:
    decide(four, {1: WAIT, 2: ACCEPT, 3: WAIT, 4: DECLINE, 5: DECLINE})
    freeze(four)
    release(four)
    with pytest.raises(ReasonMissing):
        choose(four, 1, ACCEPT)
    assert choose(four, 1, ACCEPT, "A place became free.") == 1
    assert choose(four, 1, None) == 1


def test_whoever_opened_the_page_before_the_freeze_is_asked_as_well(four: World) -> None:
    add_leader(four)
    decide(four, {2: ACCEPT})
    before = four.do(lambda s: shown(s, four, SECOND_CHAIR))
    freeze(four)

    def save(reason: str) -> int:
        choices = [Choice(2, DECLINE, None, before[2], reason)]
        return four.do(
            lambda s: decisions.decide(s, four.call(s), choices, by=four.actor(s, SECOND_CHAIR), now=four.now)
        )

    with pytest.raises(ReasonMissing):
        save("")
    assert save("We heard it last spring.") == 1
    assert isinstance(before[2], Shown)
