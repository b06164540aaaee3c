"""Automatic assignment: proposed without a trace, accepted as shown, stale ones refused, fixed and begun ones kept."""

import pytest
import sqlalchemy as sa

from tests.reading import (
    accept,
    add_papers,
    add_readers,
    add_topics,
    decline,
    give,
    given,
    like,
    propose,
    set_reading,
)
from tests.selecting import add_leader
from tests.world import CHAIR, World
from wip.domain.letters import LetterKind
from wip.domain.refusals import Refusal, Stale
from wip.domain.reviews import AssignedHow, Reading, ReviewState
from wip.models import HistoryEvent, Review
from wip.services import assignments, interests, proposals

S = ReviewState


def test_a_proposal_writes_nothing_and_is_the_same_each_time(world: World) -> None:
    add_papers(world, 4)
    add_readers(world)
    one, two = propose(world), propose(world)
    assert (one.digest, len(one.plan.pairs)) == (two.digest, 12)
    assert given(world) == {}


def test_accepting_gives_every_paper_its_readers_and_one_letter_each(world: World) -> None:
    set_reading(world, Reading.ASSIGNED, 2)
    add_papers(world, 3)
    readers = add_readers(world)
    assert accept(world) == assignments.Changed(6, 0, 3)
    found = given(world)
    assert sorted(number for number, _ in found) == [1, 1, 2, 2, 3, 3]
    assert sorted(email for _, email in found) == sorted([*readers, *readers])
    assert len(world.letters(kind=LetterKind.REVIEWS_ASSIGNED)) == 3
    how = world.do(lambda s: set(s.execute(sa.select(Review.assigned_how, Review.assigned_why)).all()))
    assert how == {(AssignedHow.AUTOMATIC, "no topic or word in common")}
    event = world.do(
        lambda s: s.scalars(
            sa.select(HistoryEvent.new).where(HistoryEvent.act == "assign automatically")
        ).one()
    )
    assert event == {"given": 6, "taken_back": 0, "letters": 3}


def test_topics_and_earlier_words_lead_papers_to_those_who_know_them(world: World) -> None:
    policing, evidence = add_topics(world, "Policing", "Evidence")
    set_reading(world, Reading.ASSIGNED, 1)
    world.paper("Stops", "a@one.example.edu", topics=(policing,))
    world.paper("Hearsay", "b@two.example.edu", topics=(evidence,))
    world.paper("Sundays", "c@three.example.edu", abstract="Bargaining over holidays.")
    one, two, three = add_readers(world)
    like(world, one, [evidence])
    like(world, two, [policing])
    like(world, three, words="bargaining")
    accept(world)
    assert sorted(given(world)) == [(1, two), (2, one), (3, three)]


def test_a_leader_reads_only_who_says_so(world: World) -> None:
    add_papers(world, 2)
    with pytest.raises(Refusal) as no:
        propose(world)
    assert no.value.sentence.startswith("Nobody can be given papers yet.")
    add_leader(world)
    world.do(
        lambda s: interests.choose_takers(
            s,
            world.call(s).wip_session,
            {world.actor(s, "jonas.lind@law.example.edu").person_id or 0},
            by=world.actor(s, CHAIR),
            now=world.now,
        )
    )
    assert {pair.reader.name for pair in propose(world).plan.pairs} == {"Jonas Lind"}


def test_an_old_page_gives_out_nothing(world: World) -> None:
    add_papers(world, 2)
    one, *_ = add_readers(world)
    seen = propose(world).digest
    give(world, [(1, one)])
    with pytest.raises(Stale) as no:
        world.do(
            lambda s: proposals.accept(
                s, world.call(s), digest=seen, anew=False, by=world.actor(s, CHAIR), now=world.now
            )
        )
    assert no.value.changes[0] == "Readings given out now: 1; this proposal would add 5."
    assert len(given(world)) == 1


def test_accepting_twice_gives_once(world: World) -> None:
    add_papers(world, 2)
    add_readers(world)
    accept(world)
    with pytest.raises(Refusal) as no:
        accept(world)
    assert no.value.sentence == "Every paper has its readers: there is nothing to give out."
    assert len(given(world)) == 6


def test_what_was_given_back_goes_to_somebody_else(world: World) -> None:
    set_reading(world, Reading.ASSIGNED, 1)
    add_papers(world, 1)
    add_readers(world)
    accept(world)
    ((_, first),) = given(world)
    decline(world, 1, first)
    assert accept(world).given == 1
    assert sorted(given(world).values()) == [S.ASSIGNED, S.DECLINED]


def test_planning_anew_moves_only_what_nobody_fixed_or_began(world: World) -> None:
    (policing,) = add_topics(world, "Policing")
    set_reading(world, Reading.ASSIGNED, 1)
    for n in range(4):
        world.paper(f"Paper {n}", f"a{n}@school{n}.example.edu", topics=(policing,) if n > 1 else ())
    one, two = add_readers(world, 2)
    accept(world)
    before = given(world)
    theirs = sorted(number for number, email in before if email == two)
    like(world, two, [policing])
    assert propose(world).plan.pairs == ()
    found = propose(world, anew=True)
    assert (len(found.new), len(found.taken)) == (2, 2)
    done = accept(world, anew=True)
    assert (done.given, done.taken) == (2, 2)
    assert sorted(number for number, email in given(world) if email == two) == [3, 4]
    assert theirs != [3, 4]
    assert sorted(given(world)) == [(1, one), (2, one), (3, two), (4, two)]


def test_a_fixed_reader_stays_when_planned_anew(world: World) -> None:
    set_reading(world, Reading.ASSIGNED, 1)
    add_papers(world, 2)
    one, _ = add_readers(world, 2)
    give(world, [(1, one), (2, one)], how=AssignedHow.AUTOMATIC)

    def fix(session: sa.orm.Session) -> None:
        who = world.actor(session, one).person_id or 0
        for number in (1, 2):
            paper, by = world.row(session, number), world.actor(session, CHAIR)
            assignments.fix(session, paper, who, locked=True, seen=1, by=by, now=world.now)

    world.do(fix)
    assert propose(world, anew=True).plan.pairs == ()
    assert sorted(given(world)) == [(1, one), (2, one)]


def test_a_leaders_own_paper_is_given_out_although_they_do_not_see_it(world: World) -> None:
    world.paper("The Chair’s Own", CHAIR)
    add_readers(world)
    assert accept(world).given == 3


def test_nobody_is_given_papers_once_the_ranking_is_frozen(world: World) -> None:
    from wip.domain.selection_stages import SelectionStage
    from wip.models import ReviewSettings

    add_papers(world, 1)
    add_readers(world)
    world.do(
        lambda s: s.execute(
            sa.update(ReviewSettings).values(stage=SelectionStage.FROZEN, frozen_at=world.now)
        )
    )
    with pytest.raises(Refusal) as no:
        accept(world)
    assert no.value.sentence == assignments.FROZEN
