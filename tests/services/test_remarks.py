"""The discussion of a paper: for those who have finished, told of once a day, closed with the decision."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.selecting import SECOND_CHAIR, add_leader, add_reviewer, decide, release, score
from tests.world import AUTHOR, CHAIR, REVIEWER, STRANGER, World
from wip.domain.letters import LetterKind
from wip.domain.people import Role
from wip.domain.refusals import Refusal, Unknown
from wip.domain.reviews import Outcome, Reading
from wip.domain.stops import StopTopic
from wip.models import HistoryEvent, Reviewer, StoppedLetters
from wip.queries.discussions import RemarkRow, remarks_of
from wip.queries.review_settings import settings_of
from wip.queries.reviews import own_review
from wip.services import remarks, reviewers, reviews


@pytest.fixture
def paper(world: World) -> World:
    """Reviewed by two leaders and a reviewer."""
    add_leader(world)
    add_reviewer(world, REVIEWER)
    world.paper()
    for email in (CHAIR, SECOND_CHAIR, REVIEWER):
        score(world, 1, email, 3)
    return world


def say(world: World, email: str, text: str = "Is it early enough?", *, leads: bool = False) -> None:
    def act(session: Session) -> None:
        by = world.actor(session, email)
        by = by.towards(frozenset({Role.LEADER if leads else Role.REVIEWER}))
        remarks.discuss(session, world.row(session), world.call(session), text, by=by, now=world.now)

    world.do(act)


def told(world: World) -> list[str]:
    return sorted(letter.to_email for letter in world.letters(kind=LetterKind.REVIEW_DISCUSSED))


def thread(world: World, email: str) -> list[RemarkRow]:
    def read(session: Session) -> list[RemarkRow]:
        me = world.actor(session, email).person_id or 0
        review = own_review(session, world.row(session), me)
        return remarks_of(session, world.row(session), me, review.finished_at if review else None)

    return world.do(read)


def test_the_others_are_told_once_a_day_and_without_the_words(paper: World) -> None:
    say(paper, REVIEWER, "A secret doubt.")
    assert told(paper) == [SECOND_CHAIR, CHAIR]
    say(paper, REVIEWER, "And another.")
    say(paper, CHAIR, "An answer.")
    assert told(paper) == [SECOND_CHAIR, REVIEWER, CHAIR]
    letter = paper.letters(kind=LetterKind.REVIEW_DISCUSSED)[0]
    assert "secret doubt" not in letter.text + letter.html + letter.subject
    assert "Remi Oyelaran has written in the discussion of paper 1" in letter.text
    assert re.search(r"\S+/manage/\S+/reviews/1/|⟦\d+⟧", letter.text)
    paper.now += timedelta(days=1)
    say(paper, REVIEWER, "The next day.")
    assert len(told(paper)) == 5


def test_new_is_what_came_since_ones_own_last_word(paper: World) -> None:
    paper.now += timedelta(minutes=1)
    say(paper, CHAIR, "First.")
    assert [(r.name, r.is_mine, r.is_new) for r in thread(paper, REVIEWER)] == [("Robin Vale", False, True)]
    paper.now += timedelta(minutes=1)
    say(paper, REVIEWER, "Second.")
    assert [r.is_new for r in thread(paper, REVIEWER)] == [False, False]
    assert [(r.text, r.is_mine, r.is_new) for r in thread(paper, CHAIR)] == [
        ("First.", True, False),
        ("Second.", False, True),
    ]


def test_only_those_who_have_finished_take_part(world: World) -> None:
    add_reviewer(world, REVIEWER)
    world.paper()
    with pytest.raises(Refusal) as no:
        say(world, REVIEWER)
    assert no.value.sentence == "Finish your own review first, or abstain; then you can join the discussion."
    score(world, 1, REVIEWER, None, "Half read.")
    with pytest.raises(Refusal):
        say(world, REVIEWER)
    with pytest.raises(Refusal):
        say(world, CHAIR, leads=True)
    with pytest.raises(Unknown):
        say(world, AUTHOR, leads=True)
    with pytest.raises(Refusal):
        say(world, STRANGER)


def test_a_leader_to_whom_nothing_is_assigned_takes_part_where_papers_are_assigned(world: World) -> None:
    world.paper()

    def assigned(session: Session) -> None:
        settings_of(session, world.call(session).wip_session).reading = Reading.ASSIGNED

    world.do(assigned)
    with pytest.raises(Refusal):
        say(world, REVIEWER)
    say(world, CHAIR, leads=True)
    assert len(thread(world, CHAIR)) == 1


def test_who_has_a_conflict_or_reviews_no_more_or_wants_no_letters_gets_none(paper: World) -> None:
    paper.do(
        lambda s: reviews.declare_conflict(
            s, paper.row(s), "A friend", by=paper.actor(s, SECOND_CHAIR), now=paper.now
        )
    )
    paper.do(_end_reviewer(paper))
    say(paper, CHAIR)
    assert told(paper) == []
    paper.do(_stop(paper, CHAIR))
    score(paper, 1, REVIEWER, 3)
    with pytest.raises(Unknown):
        say(paper, SECOND_CHAIR)


def _end_reviewer(world: World) -> Callable[[Session], None]:
    def act(session: Session) -> None:
        row = session.scalars(sa.select(Reviewer)).one()
        by = world.actor(session, CHAIR)
        reviewers.end_reviewership(session, world.call(session), row, seen=row.version, by=by, now=world.now)

    return act


def _stop(world: World, email: str) -> Callable[[Session], None]:
    def act(session: Session) -> None:
        session.add(
            StoppedLetters(
                person_id=world.actor(session, email).person_id,
                wip_session_id=world.row(session).wip_session_id,
                topic=StopTopic.REVIEW_REMINDERS,
                stopped_at=world.now,
            )
        )

    return act


def test_who_has_stopped_such_letters_gets_none(paper: World) -> None:
    paper.do(_stop(paper, CHAIR))
    say(paper, REVIEWER)
    assert told(paper) == [SECOND_CHAIR]


def test_the_discussion_is_read_but_closed_once_the_decision_is_released(paper: World) -> None:
    say(paper, CHAIR, "First.")
    decide(paper, {1: Outcome.DECLINE})
    release(paper)
    with pytest.raises(Refusal) as no:
        say(paper, CHAIR)
    assert no.value.sentence == remarks.CLOSED
    assert [r.text for r in thread(paper, REVIEWER)] == ["First."]


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 20_001])
def test_neither_nothing_nor_too_much_is_said(paper: World, text: str) -> None:
    with pytest.raises(Refusal) as no:
        say(paper, CHAIR, text)
    assert no.value.field == "text"


def test_the_history_says_that_but_not_what(paper: World) -> None:
    say(paper, CHAIR, "A secret doubt.")
    events = paper.do(
        lambda s: [
            (e.paper_id, e.old, e.new)
            for e in s.scalars(sa.select(HistoryEvent).where(HistoryEvent.act == "discuss paper"))
        ]
    )
    assert events == [(1, {}, {})]
