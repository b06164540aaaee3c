"""Decisions: staged, never overwritten in silence, never by an author of the paper."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.selecting import SECOND_CHAIR, add_leader, decide, release, score, shown, standing
from tests.world import AUTHOR, CHAIR, REVIEWER, World
from wip.domain.refusals import Refusal, RefusedMove, Stale
from wip.domain.reviews import Outcome
from wip.domain.selection import CONFLICTED, OWN_PAPER, Choice, Shown, Tally
from wip.models import HistoryEvent, WipSession
from wip.queries.rankings import Ranking, ranking, tally_of
from wip.services import decisions, reviews, submissions

ACCEPT, WAIT, DECLINE = Outcome.ACCEPT, Outcome.WAITING_LIST, Outcome.DECLINE
LEILA = "leila.haddad@law.example.edu"


@pytest.fixture
def three(world: World) -> World:
    world.paper("Quotas Without Numbers", AUTHOR)
    world.paper("Mercy as Procedure", LEILA)
    world.paper("Discovery After Death", "otto.brandt@law.example.edu")
    for number, points in ((1, 3), (2, 5), (3, 4)):
        score(world, number, REVIEWER, points)
    return world


def table(world: World, email: str = CHAIR) -> Ranking:
    def read(session: Session) -> Ranking:
        row = session.scalars(sa.select(WipSession).where(WipSession.slug == world.slug)).one()
        return ranking(session, row, world.actor(session, email).person_id or 0, 1, names=True)

    return world.do(read)


def page_of(world: World, email: str) -> dict[int, Shown]:
    return world.do(lambda s: shown(s, world, email))


def save(world: World, email: str, page: dict[int, Shown], **chosen: Outcome | None) -> int:
    def act(session: Session) -> int:
        choices = [Choice(n, chosen.get(f"p{n}", was.outcome), was.position, was) for n, was in page.items()]
        by = world.actor(session, email)
        return decisions.decide(session, world.call(session), choices, by=by, now=world.now)

    return world.do(act)


def test_papers_are_ranked_by_mean_score(three: World) -> None:
    world = three
    world.paper("Not Yet Read", "nadia.osei@law.example.edu")
    rows = [(r.number, r.mean, r.scores, r.authors) for r in table(world).page.items]
    assert rows == [
        (2, 5.0, (5,), ("Leila Haddad",)),
        (3, 4.0, (4,), ("Otto Brandt",)),
        (1, 3.0, (3,), ("Mbali Abara",)),
        (4, None, (), ("Nadia Osei",)),
    ]


def test_a_decision_is_staged_changed_and_taken_back_and_the_history_tells_it(three: World) -> None:
    assert decide(three, {1: ACCEPT, 2: None}) == 1
    assert decide(three, {1: ACCEPT}) == 0
    assert decide(three, {1: WAIT}, places={1: 4}) == 1
    assert standing(three)[1] == ("submitted", "waiting_list")
    assert decide(three, {1: None}) == 1
    assert standing(three)[1] == ("submitted", None)
    told = three.do(
        lambda s: [
            (e.act, e.old, e.new, e.actor_name)
            for e in s.scalars(
                sa.select(HistoryEvent).where(HistoryEvent.thing == "decisions").order_by(HistoryEvent.id)
            )
        ]
    )
    assert told == [
        ("stage decision", {}, {"decision": "accept"}, "Robin Vale"),
        ("stage decision", {"decision": "accept"}, {"decision": "waiting_list", "place": 4}, "Robin Vale"),
        ("take back decision", {"decision": "waiting_list", "place": 4}, {}, "Robin Vale"),
    ]


def test_the_counts_come_from_one_statement_and_reconcile(three: World) -> None:
    decide(three, {1: ACCEPT, 2: DECLINE})
    found = three.do(lambda s: tally_of(s, three.call(s).wip_session))
    assert found == Tally(accepted=1, declined=1, undecided=1)
    assert found.submitted == 3


def test_two_leaders_never_overwrite_each_other_in_silence(three: World) -> None:
    add_leader(three)
    mine, theirs = (page_of(three, email) for email in (CHAIR, SECOND_CHAIR))
    assert save(three, CHAIR, mine, p1=DECLINE) == 1
    with pytest.raises(Stale) as no:
        save(three, SECOND_CHAIR, theirs, p1=ACCEPT, p2=ACCEPT)
    assert no.value.changes == ("Mbali Abara’s paper is now declined (by Robin Vale).",)
    assert standing(three) == {
        1: ("submitted", "decline"),
        2: ("submitted", None),
        3: ("submitted", None),
    }


def test_what_another_leader_left_alone_is_no_clash(three: World) -> None:
    add_leader(three)
    mine, theirs = (page_of(three, email) for email in (CHAIR, SECOND_CHAIR))
    save(three, CHAIR, mine, p1=DECLINE)
    assert save(three, SECOND_CHAIR, theirs, p2=ACCEPT) == 1
    assert [pair[1] for pair in standing(three).values()] == ["decline", "accept", None]


def test_the_same_choice_by_two_leaders_is_no_clash(three: World) -> None:
    add_leader(three)
    mine, theirs = (page_of(three, email) for email in (CHAIR, SECOND_CHAIR))
    save(three, CHAIR, mine, p1=DECLINE)
    assert save(three, SECOND_CHAIR, theirs, p1=DECLINE) == 0


def test_a_decision_taken_back_by_another_leader_is_named(three: World) -> None:
    add_leader(three)
    decide(three, {1: ACCEPT})
    theirs = three.do(lambda s: shown(s, three, SECOND_CHAIR))
    decide(three, {1: None})
    with pytest.raises(Stale) as no:
        save(three, SECOND_CHAIR, theirs, p1=DECLINE)
    assert no.value.changes == ("Mbali Abara’s paper is undecided again (by Robin Vale).",)


def test_a_withdrawn_paper_cannot_be_decided_on(three: World) -> None:
    page = three.do(lambda s: shown(s, three, CHAIR))
    decide(three, {1: ACCEPT})
    three.do(
        lambda s: submissions.withdraw(
            s, three.row(s), three.call(s), by=three.actor(s, AUTHOR), now=three.now
        )
    )
    assert standing(three)[1] == ("withdrawn", None)
    with pytest.raises(Stale) as no:
        save(three, CHAIR, page, p1=DECLINE)
    assert no.value.changes == ("Mbali Abara’s paper is now withdrawn.",)


def test_a_leader_neither_sees_nor_decides_on_an_own_paper(three: World) -> None:
    add_leader(three, AUTHOR, "Mbali Abara")
    found = table(three, AUTHOR)
    assert [row.number for row in found.page.items] == [2, 3]
    assert [(row.number, row.own) for row in found.hidden] == [(1, True)]
    assert found.page.total == 2
    with pytest.raises(Refusal) as no:
        save(three, AUTHOR, {1: Shown(1)}, p1=ACCEPT)
    assert no.value.sentence == OWN_PAPER
    assert decide(three, {1: ACCEPT}) == 1


def test_a_leader_with_a_conflict_leaves_the_decision_to_another(three: World) -> None:
    three.do(
        lambda s: reviews.declare_conflict(
            s, three.row(s, 2), "We share an office", by=three.actor(s, CHAIR), now=three.now
        )
    )
    assert [(row.number, row.own) for row in table(three).hidden] == [(2, False)]
    with pytest.raises(Refusal) as no:
        save(three, CHAIR, {2: Shown(1)}, p2=ACCEPT)
    assert no.value.sentence == CONFLICTED


def test_the_waiting_list_follows_the_scores_after_those_already_told(three: World) -> None:
    decide(three, {1: WAIT, 2: WAIT, 3: ACCEPT})
    assert {r.number: r.place for r in table(three).page.items} == {2: 1, 1: 2, 3: None}
    decide(three, {1: WAIT}, places={1: 1})
    assert {r.number: r.place for r in table(three).page.items} == {2: 2, 1: 1, 3: None}
    release(three)
    decide(three, {3: WAIT})
    assert {r.number: r.place for r in table(three).page.items} == {2: 2, 1: 1, 3: 3}


def test_a_decision_that_the_table_does_not_know_is_refused(three: World) -> None:
    decide(three, {1: DECLINE, 2: DECLINE, 3: WAIT})
    release(three)
    with pytest.raises(RefusedMove):
        decide(three, {1: DECLINE})
    with pytest.raises(Refusal):
        decide(three, {1: WAIT}, places={1: 1000})


@pytest.mark.parametrize("papers", [1, 3, 30])
def test_the_ranked_table_costs_the_same_whatever_its_length(
    world: World, statements: Any, papers: int
) -> None:
    for n in range(papers):
        world.paper(f"Paper {n}", f"author{n}@law.example.edu")
        score(world, n + 1, REVIEWER, 3)
    row_id = world.do(
        lambda s: s.scalars(sa.select(WipSession.id).where(WipSession.slug == world.slug)).one()
    )
    with statements() as said:
        world.do(lambda s: ranking(s, s.get_one(WipSession, row_id), 1, 1, names=True))
    assert len(said) == 6
