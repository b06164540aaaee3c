"""Who may write into which box, until when, and what becomes of it."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.agenda_world import comment, confirmed_papers, set_state
from tests.feedback_world import (
    ATTENDEE,
    CLOSES,
    DURING,
    attend,
    box_for,
    boxes,
    hand_in,
    keep,
    round_of,
    row_of,
    to,
)
from tests.world import AUTHOR, CHAIR, COAUTHOR, COMMENTER, START, STRANGER, World
from wip.domain.conflicts import ConflictKind, ConflictState
from wip.domain.feedbacks import FeedbackFacts, as_typed
from wip.domain.letters import LetterKind
from wip.domain.papers import PaperState
from wip.domain.refusals import Refusal, Stale, Unknown
from wip.models import Conflict, Feedback, HistoryEvent, Letter, Person
from wip.queries.feedbacks import Numbers, boxes_of, numbers_of
from wip.services import feedback_rounds, feedbacks, typed_feedbacks
from wip.services.people import person_at
from wip.services.typed_forms import Kept, Outcome, Typed


@pytest.fixture
def ready(world: World) -> World:
    boxes(world)
    return world


def numbers(world: World, email: str) -> list[tuple[int, bool]]:
    """(paper, whether as commenter) of the boxes that somebody has."""

    def read(session: Session) -> list[tuple[int, bool]]:
        person = person_at(session, email, world.now)
        return [
            (b.paper.number, b.is_commenter) for b in boxes_of(session, row_of(session, world), person.id)
        ]

    return world.do(read)


def test_each_takes_part_in_their_own_way_and_nobody_writes_to_themself(ready: World) -> None:
    assert numbers(ready, COMMENTER) == [(1, True), (2, False), (3, False)]
    assert numbers(ready, ATTENDEE) == [(1, False), (2, False), (3, False)]
    assert numbers(ready, CHAIR) == [(1, False), (2, False), (3, False)]
    assert numbers(ready, AUTHOR) == [(2, False), (3, False)]
    assert numbers(ready, COAUTHOR) == [(1, False), (3, False)]
    assert numbers(ready, "nobody@law.example.edu") == []


def test_a_confirmed_conflict_closes_the_box(ready: World) -> None:
    def put_down(session: Session) -> None:
        person, by = person_at(session, ATTENDEE, ready.now), ready.actor(session, CHAIR)
        found = {"kind": ConflictKind.LEADER, "state": ConflictState.CONFIRMED, "found_at": ready.now}
        decided = {"decided_by": by.person_id, "decided_at": ready.now}
        session.add(Conflict(paper_id=ready.row(session).id, person_id=person.id, **found, **decided))

    ready.do(put_down)
    assert numbers(ready, ATTENDEE) == [(2, False), (3, False)]
    with pytest.raises(Unknown):
        hand_in(ready, ATTENDEE)


def test_a_paper_that_is_out_has_no_box(ready: World) -> None:
    set_state(ready, 2, PaperState.WITHDRAWN)
    assert numbers(ready, ATTENDEE) == [(1, False), (3, False)]


def test_commenters_write_from_acceptance_and_the_audience_from_the_start_until_two_days_after(
    ready: World,
) -> None:
    hand_in(ready, at=ready.now)
    with pytest.raises(Refusal, match="opens when the session begins"):
        hand_in(ready, ATTENDEE, at=START - timedelta(minutes=1))
    hand_in(ready, ATTENDEE, at=START)
    with pytest.raises(Refusal, match="has closed"):
        hand_in(ready, at=CLOSES)
    hand_in(ready, at=CLOSES - timedelta(seconds=1))


@pytest.mark.parametrize("said", [{}, {"came_across": " \n\u200b"}, {"page": "12"}])
def test_something_must_be_said(ready: World, said: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="nothing to hand in"):
        hand_in(ready, **(said or {"more": ""}))


def test_an_offer_alone_is_something(ready: World) -> None:
    assert hand_in(ready, wants_talk=True)


def test_typing_hands_nothing_in_and_pages_never_overwrite_each_other_unasked(ready: World) -> None:
    assert keep(ready, "A") == Kept(Outcome.SAVED, "0.1")
    # The answer to the first save was lost: the same page tries again.
    assert keep(ready, "Ab", turn=2) == Kept(Outcome.SAVED, "0.2")
    assert keep(ready, "Ab", seen="0.2", turn=1) == Kept(Outcome.SAVED, "0.2")
    assert keep(ready, "Other", seen="0.1", page="b") == Kept(Outcome.BEHIND, "0.2")
    assert keep(ready, "Abc", seen="0.2", turn=3) == Kept(Outcome.SAVED, "0.3", is_contested=True)
    assert keep(ready, "Mine", seen="0.3", page="b") == Kept(Outcome.SAVED, "0.4")
    assert ready.do(lambda s: numbers_of(s, row_of(s, ready).id)) == {}
    hand_in(ready)
    assert keep(ready, "Stale", seen="0.4", page="c").outcome is Outcome.BEHIND
    assert keep(ready, "Late", at=CLOSES).outcome is Outcome.GONE


def test_taken_back_the_author_does_not_get_it(ready: World) -> None:
    hand_in(ready)
    ready.do(lambda s: feedbacks.take_back(s, row_of(s, ready), box_for(s, ready, COMMENTER), now=DURING))
    assert ready.do(lambda s: numbers_of(s, row_of(s, ready).id)) == {}
    assert round_of(ready, feedback_rounds.send_digests, CLOSES) == 0
    assert to(ready, LetterKind.FEEDBACK_DIGEST) == []


def test_leaders_learn_how_many_and_the_history_names_nobody(ready: World) -> None:
    hand_in(ready)
    hand_in(ready)
    hand_in(ready, ATTENDEE, more="Quite.")
    hand_in(ready, STRANGER, more="Indeed.")
    paper_id = ready.do(lambda s: ready.row(s).id)
    assert ready.do(lambda s: numbers_of(s, row_of(s, ready).id)) == {paper_id: Numbers(1, 2)}
    events = ready.do(
        lambda s: [
            (e.actor_id, e.actor_name, e.thing, e.thing_id, e.new)
            for e in s.scalars(sa.select(HistoryEvent).where(HistoryEvent.act == "hand in feedback"))
        ]
    )
    assert events == [(None, "A reader", "papers", paper_id, {})] * 3


def test_two_windows_at_the_same_moment_are_not_merged(ready: World) -> None:
    def act(session: Session) -> None:
        row, by = row_of(session, ready), ready.actor(session, COMMENTER)
        box = box_for(session, ready, COMMENTER)
        facts = FeedbackFacts(more="First.")
        feedbacks.hand_in(session, row, box, facts, by=by, now=DURING)
        with pytest.raises(Stale):  # the box as it was before the first
            feedbacks.hand_in(session, row, box, FeedbackFacts(more="Second."), by=by, now=DURING)

    ready.do(act)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=300), page=st.text(max_size=30))
def test_any_words_can_be_typed_handed_in_and_sent(ready: World, text: str, page: str) -> None:
    def act(session: Session) -> None:
        wip_session = row_of(session, ready)
        person = session.scalars(sa.select(Person).where(Person.email == COMMENTER)).one()
        by = ready.actor(session, person.email)
        box = box_for(session, ready, COMMENTER)
        typed = Typed({"more": [text], "on_page": [page], "signature": ["name"]}, "a", "0.0", 1)
        kept = typed_feedbacks.keep(session, wip_session, box, typed, by=by, now=DURING)
        assert kept.outcome is Outcome.SAVED
        row = session.scalars(sa.select(Feedback)).one()
        facts = as_typed(typed_feedbacks.fields_of(row))
        if facts.says_something:
            box = box_for(session, ready, COMMENTER)
            feedbacks.hand_in(session, wip_session, box, facts, by=by, now=DURING)
            feedback_rounds.send_digests(session, CLOSES)
            letter = session.scalars(sa.select(Letter).where(Letter.kind == LetterKind.FEEDBACK_DIGEST)).one()
            assert "\u27e6" not in letter.text.replace("\u27e60\u27e7", "")
        session.rollback()

    ready.do(act)


def test_before_the_line_up_is_out_only_commenters_have_a_box(world: World) -> None:
    confirmed_papers(world)
    comment(world, 2)
    attend(world, ATTENDEE, "Ada Listener")
    assert (numbers(world, COMMENTER), numbers(world, ATTENDEE)) == ([(2, True)], [])
