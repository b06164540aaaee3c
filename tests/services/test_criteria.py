"""What the form of a review asks: every score follows it, and nothing that was said is lost."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.selecting import score
from tests.world import CHAIR, REVIEWER, World
from wip.domain.criteria import CriterionFacts
from wip.domain.refusals import Refusal, Stale
from wip.domain.selection_stages import SelectionStage
from wip.models import Criterion, HistoryEvent, Review, Score
from wip.queries.review_settings import criteria_of, settings_of
from wip.services import criteria, reviews
from wip.services.review_settings import change_guidance
from wip.services.reviews import ReviewFacts

FACTS = CriterionFacts("Courage", "Does it dare?", ("no", "somewhat", "yes"), 3)


def used(world: World) -> list[tuple[int, str, int]]:
    return world.do(lambda s: [(c.id, c.name, c.weight) for c in criteria_of(s, world.call(s).wip_session)])


def act(world: World, verb: Callable[..., Any], criterion_id: int, *more: Any, **named: Any) -> Any:
    """Do it to a criterion, on a fresh page unless `seen` says otherwise."""

    def run(session: Session) -> Any:
        row = session.get_one(Criterion, criterion_id)
        named.setdefault("seen", row.version)
        by = world.actor(session, CHAIR)
        return verb(session, world.call(session).wip_session, row, *more, by=by, now=world.now, **named)

    return world.do(run)


def add(world: World, facts: CriterionFacts = FACTS) -> int:
    def run(session: Session) -> int:
        by = world.actor(session, CHAIR)
        return criteria.add(session, world.call(session).wip_session, facts, by=by, now=world.now).id

    return world.do(run)


def give(world: World, points: dict[int, int], no_opinion: set[int] | None = None) -> None:
    """A reviewer's points on paper 1."""

    def run(session: Session) -> None:
        facts = ReviewFacts(points, frozenset(no_opinion or ()))
        by = world.actor(session, REVIEWER)
        row = session.scalar(sa.select(Review).where(Review.person_id == by.person_id))
        seen = row.version if row else 0
        reviews.save(session, world.row(session), facts, seen=seen, by=by, now=world.now)

    world.do(run)


def scores(world: World) -> tuple[list[float | None], float | None, int]:
    def read(session: Session) -> tuple[list[float | None], float | None, int]:
        paper = world.row(session)
        found = session.scalars(sa.select(Review.score).order_by(Review.id))
        return list(found), paper.score_mean, paper.version

    return world.do(read)


def facts_of(world: World, criterion_id: int, **changed: Any) -> CriterionFacts:
    def read(session: Session) -> CriterionFacts:
        row = session.get_one(Criterion, criterion_id)
        facts: dict[str, Any] = {
            "name": row.name,
            "help": row.help,
            "labels": tuple(row.labels),
            "weight": row.weight,
        }
        return CriterionFacts(**(facts | changed))

    return world.do(read)


def test_a_new_weight_counts_at_once_in_scores_and_means_and_is_no_change_of_the_paper(world: World) -> None:
    world.paper()
    (one, *_), (two, *_), (three, *_) = used(world)
    give(world, {one: 5, two: 1, three: 3})
    score(world, 1, CHAIR, 3)
    was = scores(world)
    assert was == ([3.0, 3.0], 3.0, was[2])
    assert act(world, criteria.change, one, facts_of(world, one, weight=7)) == 1
    assert scores(world) == ([4.0, 3.0], 3.5, was[2])
    assert act(world, criteria.change, one, facts_of(world, one, weight=7)) == 0


def test_labels_may_be_reworded_and_the_scale_keeps_its_steps_once_it_has_points(world: World) -> None:
    world.paper()
    one = used(world)[0][0]
    act(world, criteria.change, one, facts_of(world, one, labels=("no", "yes", "very")))
    give(world, {one: 3}, {id_ for id_, *_ in used(world)[1:]})
    assert scores(world)[1] == 5.0
    act(world, criteria.change, one, facts_of(world, one, labels=("never", "perhaps", "surely")))
    with pytest.raises(Refusal) as no:
        act(world, criteria.change, one, facts_of(world, one, labels=("no", "yes")))
    assert no.value.field == "labels"
    assert no.value.sentence.startswith(
        "Reviewers have given points on this scale, so it keeps its 3 answers; their words may change."
    )
    assert scores(world)[1] == 5.0


def test_a_retired_criterion_keeps_its_points_and_counts_again_when_it_comes_back(world: World) -> None:
    world.paper()
    (one, *_), (two, *_), (three, *_) = used(world)
    give(world, {one: 5, two: 1, three: 3})
    assert act(world, criteria.retire, one) is True
    assert [id_ for id_, *_ in used(world)] == [two, three]
    assert scores(world)[1] == pytest.approx(5 / 3)
    give(world, {two: 2, three: 2})
    act(world, criteria.use_again, one)
    assert [id_ for id_, *_ in used(world)] == [two, three, one]
    assert scores(world)[1] == pytest.approx((2 * 2 + 2 + 2 * 5) / 5)
    assert world.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(Score))) == 3


def test_one_without_points_is_deleted_and_the_last_one_stays(world: World) -> None:
    (one, *_), (two, *_), (three, *_) = used(world)
    assert act(world, criteria.retire, one) is False
    assert act(world, criteria.retire, two) is False
    with pytest.raises(Refusal) as no:
        act(world, criteria.retire, three)
    assert no.value.sentence == (
        "A review needs at least one criterion. Add another one before you retire this."
    )
    assert [id_ for id_, *_ in used(world)] == [three]


def test_no_finished_review_is_left_without_a_score(world: World) -> None:
    world.paper()
    (one, *_), (two, *_), (three, *_) = used(world)
    give(world, {one: 4}, {two, three})
    with pytest.raises(Refusal) as no:
        act(world, criteria.retire, one)
    assert no.value.sentence == (
        "1 review gives points on this criterion alone, and would be left without a score. Keep it."
    )
    assert scores(world)[1] == 4.0


def test_a_new_criterion_leaves_finished_reviews_done(world: World) -> None:
    world.paper()
    score(world, 1, REVIEWER, 4)
    made = add(world)
    assert scores(world)[1] == 4.0
    assert used(world)[-1] == (made, "Courage", 3)
    with pytest.raises(Refusal) as no:
        add(world)
    assert no.value.field == "name"


def test_at_most_eight(world: World) -> None:
    for n in range(5):
        add(world, CriterionFacts(f"Criterion {n}", "", ("no", "yes")))
    with pytest.raises(Refusal) as no:
        add(world)
    assert no.value.sentence == "A review has at most 8 criteria. Retire one first."


def test_they_change_places(world: World) -> None:
    (one, *_), (two, *_), (three, *_) = used(world)
    act(world, criteria.move, three, up=True)
    act(world, criteria.move, one, up=True)
    assert [id_ for id_, *_ in used(world)] == [one, three, two]
    act(world, criteria.move, one, up=False)
    assert [id_ for id_, *_ in used(world)] == [three, one, two]


def test_an_old_page_overwrites_nothing_and_is_told_what_happened(world: World) -> None:
    one = used(world)[0][0]
    act(world, criteria.change, one, facts_of(world, one, weight=5))
    with pytest.raises(Stale) as no:
        act(world, criteria.change, one, facts_of(world, one, weight=6), seen=1)
    assert len(no.value.changes) == 1
    assert "changed a criterion of the form of reviews (weight: 5)" in no.value.changes[0]
    assert used(world)[0][2] == 5


def test_once_the_ranking_is_frozen_nothing_changes(world: World) -> None:
    one = used(world)[0][0]

    def freeze(session: Session) -> None:
        settings = settings_of(session, world.call(session).wip_session)
        settings.stage, settings.frozen_at = SelectionStage.FROZEN, world.now

    world.do(freeze)
    for verb, more in ((criteria.retire, ()), (criteria.change, (facts_of(world, one, weight=9),))):
        with pytest.raises(Refusal) as no:
            act(world, verb, one, *more)
        assert no.value.sentence == criteria.FROZEN
    with pytest.raises(Refusal):
        add(world)


def test_guidance_is_versioned_and_in_the_history(world: World) -> None:
    def say(session: Session, text: str, seen: int) -> bool:
        row, by = world.call(session).wip_session, world.actor(session, CHAIR)
        return change_guidance(session, row, text, seen=seen, by=by, now=world.now)

    assert world.do(lambda s: say(s, "Read the draft first.", 1)) is True
    assert world.do(lambda s: say(s, "Read the draft first.", 2)) is False
    with pytest.raises(Stale):
        world.do(lambda s: say(s, "Read nothing.", 1))
    told = world.do(
        lambda s: [
            (e.old, e.new)
            for e in s.scalars(sa.select(HistoryEvent).where(HistoryEvent.act == "change guidance"))
        ]
    )
    assert told == [({"guidance": ""}, {"guidance": "Read the draft first."})]
