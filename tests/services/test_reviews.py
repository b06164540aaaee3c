"""Reviews: figures that are always true, conflicts that hide, and nobody judging their own paper."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.selecting import add_leader, add_reviewer, decide, points_all, release, score
from tests.world import AUTHOR, CHAIR, COAUTHOR, REVIEWER, World
from wip.domain.papers import AuthorFacts, PaperState
from wip.domain.refusals import Refusal, Stale
from wip.domain.reviews import Outcome, ReviewState
from wip.domain.selection import OWN_PAPER
from wip.models import HistoryEvent, Paper, Review, WipSession
from wip.queries import queues
from wip.queries import reviews as reads
from wip.queries.queues import Show
from wip.services import reviews
from wip.services.reviews import ReviewFacts


def figures(world: World, number: int = 1) -> tuple[int, float | None, int]:
    def read(session: Session) -> tuple[int, float | None, int]:
        paper = world.row(session, number)
        return paper.reviews_done, paper.score_mean, paper.version

    return world.do(read)


def queued(
    world: World, email: str, show: Show = Show.TO_DO, *, given: bool = False
) -> list[tuple[int, int]]:
    def read(session: Session) -> list[tuple[int, int]]:
        row = session.scalars(sa.select(WipSession).where(WipSession.slug == world.slug)).one()
        me = world.actor(session, email).person_id or 0
        found = queues.queue(session, row, me, 1, show=show, names=True, given=given)
        assert found.page.total == len(found.page.items) == found.counts[show]
        return [(each.number, each.reviews_done) for each in found.page.items]

    return world.do(read)


def test_a_score_keeps_the_figures_true_and_leaves_the_authors_version_alone(world: World) -> None:
    world.paper()
    version = figures(world)[2]
    score(world, 1, REVIEWER, 4)
    score(world, 1, CHAIR, 5)
    assert figures(world) == (2, 4.5, version)
    score(world, 1, REVIEWER, 2)
    assert figures(world) == (2, 3.5, version)


def test_a_review_without_a_score_is_kept_but_not_counted(world: World) -> None:
    world.paper()
    score(world, 1, REVIEWER, None, "Half read.")
    assert figures(world)[:2] == (0, None)
    score(world, 1, REVIEWER, 3, "Read.")
    score(world, 1, REVIEWER, None, "In doubt again.")
    assert figures(world)[:2] == (0, None)
    with pytest.raises(Refusal) as no:
        world.do(
            lambda s: reviews.finish(
                s, world.row(s), ReviewFacts(), seen=3, by=world.actor(s, REVIEWER), now=world.now
            )
        )
    assert (no.value.sentence, no.value.field) == (
        "Choose an answer for “Question”, or “no opinion”. To keep your notes for later, press “Save”.",
        "criterion-1",
    )


@pytest.mark.parametrize("points", [0, 6, -1])
def test_a_score_off_the_scale_is_refused(world: World, points: int) -> None:
    world.paper()
    with pytest.raises(Refusal) as no:
        score(world, 1, REVIEWER, points)
    assert (no.value.sentence, no.value.field) == (
        "Choose one of the answers for “Question”.",
        "criterion-1",
    )


def test_a_second_window_never_overwrites_a_review(world: World) -> None:
    world.paper()
    score(world, 1, REVIEWER, 4)
    with pytest.raises(Stale) as no:
        world.do(
            lambda s: reviews.save(
                s,
                world.row(s),
                ReviewFacts(points_all(s, world, 1)),
                seen=0,
                by=world.actor(s, REVIEWER),
                now=world.now,
            )
        )
    assert no.value.changes == ("It now has the score 4.",)
    assert figures(world)[:2] == (1, 4.0)


@pytest.mark.parametrize("email", [AUTHOR, COAUTHOR])
def test_authors_and_co_authors_never_review_or_see_their_own_paper(world: World, email: str) -> None:
    world.paper(coauthors=(AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR.upper()),))
    world.paper("Mercy as Procedure", "leila.haddad@law.example.edu")
    with pytest.raises(Refusal) as no:
        score(world, 1, email, 5)
    assert no.value.sentence == OWN_PAPER
    with pytest.raises(Refusal):
        world.do(
            lambda s: reviews.declare_conflict(s, world.row(s), "", by=world.actor(s, email), now=world.now)
        )
    assert queued(world, email) == [(2, 0)]
    hidden = world.do(lambda s: _hidden(s, world, email))
    assert hidden == [1]
    assert world.do(lambda s: reads.may_see(s, world.row(s), world.actor(s, email).person_id or 0)) is False


def _hidden(session: Session, world: World, email: str) -> list[int]:
    row = session.scalars(sa.select(WipSession).where(WipSession.slug == world.slug)).one()
    ids = reads.hidden_papers(session, row, world.actor(session, email).person_id or 0)
    return sorted(session.scalars(sa.select(Paper.number).where(Paper.id.in_(ids))))


def test_who_handed_a_paper_in_does_not_review_it_even_when_no_longer_an_author(world: World) -> None:
    world.paper()

    def leave(session: Session) -> None:
        world.row(session).authors[0].person_id = None

    world.do(leave)
    assert queued(world, AUTHOR) == []
    with pytest.raises(Refusal):
        score(world, 1, AUTHOR, 5)


def test_the_queue_begins_with_the_least_reviewed_and_counts_itself(world: World) -> None:
    add_leader(world)
    for title in ("Quotas Without Numbers", "Mercy as Procedure", "Discovery After Death"):
        world.paper(title)
    score(world, 1, CHAIR, 3)
    score(world, 2, CHAIR, 3)
    score(world, 1, "jonas.lind@law.example.edu", 4)
    assert queued(world, REVIEWER) == [(3, 0), (2, 1), (1, 2)]
    assert queued(world, CHAIR) == [(3, 0)]
    assert queued(world, CHAIR, Show.DONE) == [(1, 2), (2, 1)]
    row_id = world.do(
        lambda s: s.scalars(sa.select(WipSession.id).where(WipSession.slug == world.slug)).one()
    )
    following = world.do(
        lambda s: queues.next_to_review(
            s, s.get_one(WipSession, row_id), world.actor(s, REVIEWER).person_id or 0, 3
        )
    )
    assert following == 2


def test_a_conflict_uncounts_what_was_said_and_hides_the_paper_until_taken_back(world: World) -> None:
    world.paper()
    score(world, 1, CHAIR, 5)
    score(world, 1, REVIEWER, 1, "Dreadful.", "Start anew.")

    def declare(session: Session) -> None:
        by = world.actor(session, REVIEWER)
        reviews.declare_conflict(session, world.row(session), "My former student", by=by, now=world.now)

    world.do(declare)
    world.do(declare)
    assert figures(world)[:2] == (1, 5.0)
    assert queued(world, REVIEWER) == []
    assert world.do(lambda s: _hidden(s, world, REVIEWER)) == [1]
    with pytest.raises(Refusal):
        score(world, 1, REVIEWER, 5)
    left = world.do(lambda s: _review(s, REVIEWER, world))
    assert left == (ReviewState.CONFLICT, None, "Dreadful.", "Start anew.", "My former student")
    world.do(
        lambda s: reviews.take_back_conflict(s, world.row(s), by=world.actor(s, REVIEWER), now=world.now)
    )
    assert queued(world, REVIEWER) == [(1, 1)]
    back = world.do(lambda s: _review(s, REVIEWER, world))
    assert back == (ReviewState.ASSIGNED, None, "Dreadful.", "Start anew.", "")


def _review(session: Session, email: str, world: World) -> tuple[Any, ...]:
    row = session.scalars(
        sa.select(Review).where(Review.person_id == world.actor(session, email).person_id)
    ).one()
    return (row.state, row.score, row.comment, row.comment_to_author, row.conflict_reason)


def test_reviews_stand_once_the_decision_is_released(world: World) -> None:
    world.paper()
    score(world, 1, REVIEWER, 4)
    decide(world, {1: Outcome.DECLINE})
    release(world)
    with pytest.raises(Refusal) as no:
        score(world, 1, REVIEWER, 5)
    assert no.value.sentence == (
        "The decision on this paper has been released; reviews of it can no longer be changed."
    )
    assert world.do(lambda s: world.row(s).state) is PaperState.DECLINED


def test_the_history_says_who_reviewed_but_not_the_score(world: World) -> None:
    world.paper()
    score(world, 1, REVIEWER, 4, "A secret remark.")
    events = world.do(
        lambda s: [
            (e.act, e.new) for e in s.scalars(sa.select(HistoryEvent).where(HistoryEvent.thing == "reviews"))
        ]
    )
    assert events == [("review paper", {"state": "done"})]


@pytest.mark.parametrize("papers", [1, 3, 30])
def test_the_queue_costs_four_statements_whatever_its_length(
    world: World, statements: Any, papers: int
) -> None:
    add_reviewer(world, REVIEWER)
    for n in range(papers):
        world.paper(f"Paper {n}", f"author{n}@law.example.edu")
    score(world, 1, REVIEWER, 3)
    with statements() as said:
        world.do(
            lambda s: queues.queue(
                s,
                s.scalars(sa.select(WipSession).where(WipSession.slug == world.slug)).one(),
                1,
                1,
                names=True,
            )
        )
    assert len(said) == 4
