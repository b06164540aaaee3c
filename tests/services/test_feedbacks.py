"""Who may write into which box, until when, and what becomes of it."""

from datetime import datetime, timedelta
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
    MONTH,
    OVER,
    attend,
    box_for,
    boxes,
    hand_in,
    row_of,
)
from tests.world import AUTHOR, CHAIR, COAUTHOR, COMMENTER, START, STRANGER, World
from wip.domain.conflicts import ConflictKind, ConflictState
from wip.domain.feedbacks import FeedbackFacts, Signature, Wish, as_typed
from wip.domain.letters import LetterKind
from wip.domain.papers import PaperState
from wip.domain.refusals import Refusal, Stale, Unknown
from wip.domain.stops import StopTopic
from wip.models import Aftermath, Conflict, Feedback, HistoryEvent, Letter, LetterPaper, Paper, Person
from wip.queries.feedbacks import Numbers, boxes_of, numbers_of
from wip.services import aftermaths, feedback_rounds, feedbacks, stops, typed_feedbacks
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


def round_of(world: World, work: Any, at: datetime) -> int:
    return int(world.do(lambda s: work(s, at)))


def to(world: World, kind: LetterKind) -> list[str]:
    return [letter.to_email for letter in world.letters(kind=kind)]


def keep(world: World, text: str, seen: str = "0.0", page: str = "a", turn: int = 1, **more: Any) -> Kept:
    typed = Typed({"came_across": [text], "signature": ["role"]}, page, seen, turn)

    def act(session: Session) -> Kept:
        email = more.get("email", COMMENTER)
        box, by = box_for(session, world, email), world.actor(session, email)
        at = more.get("at", DURING)
        return typed_feedbacks.keep(session, row_of(session, world), box, typed, by=by, now=at)

    return world.do(act)


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


def test_as_it_begins_everybody_gets_one_letter_and_whoever_stopped_such_letters_none(ready: World) -> None:
    attend(ready, "bo.quiet@law.example.edu", "Bo Quiet")

    def stop(session: Session) -> None:
        person = person_at(session, "bo.quiet@law.example.edu", ready.now)
        by = ready.actor(session, person.email)
        stops.stop(session, person, row_of(session, ready), StopTopic.FEEDBACK, by=by, now=ready.now)

    ready.do(stop)
    assert round_of(ready, feedback_rounds.tell_open, START - timedelta(minutes=1)) == 0
    assert round_of(ready, feedback_rounds.tell_open, DURING) == 5
    assert round_of(ready, feedback_rounds.tell_open, DURING + timedelta(minutes=10)) == 0
    assert sorted(to(ready, LetterKind.FEEDBACK_OPEN)) == sorted(
        [AUTHOR, COAUTHOR, STRANGER, COMMENTER, ATTENDEE]
    )
    attend(ready, "cleo.late@law.example.edu", "Cleo Late")
    assert round_of(ready, feedback_rounds.tell_open, DURING + timedelta(minutes=20)) == 1


def test_half_a_day_before_closing_only_who_owes_or_began_is_reminded_and_leaders_do_not_see_whom(
    ready: World,
) -> None:
    keep(ready, "Begun.", email=ATTENDEE)
    hand_in(ready, STRANGER)
    assert round_of(ready, feedback_rounds.remind, CLOSES - timedelta(hours=13)) == 0
    assert round_of(ready, feedback_rounds.remind, CLOSES - timedelta(hours=12)) == 2
    assert round_of(ready, feedback_rounds.remind, CLOSES - timedelta(hours=11)) == 0
    letters = ready.letters(kind=LetterKind.FEEDBACK_OPEN)
    assert sorted(letter.to_email for letter in letters) == [ATTENDEE, COMMENTER]
    assert {letter.wip_session_id for letter in letters} == {None}
    assert [letter.text.count("Quotas Without Numbers") for letter in letters] == [1, 1]
    assert not any("Mercy as Procedure" in letter.text for letter in letters)


def test_a_commenter_who_has_handed_in_is_not_reminded(ready: World) -> None:
    hand_in(ready)
    assert round_of(ready, feedback_rounds.remind, CLOSES - timedelta(hours=1)) == 0


def test_the_author_gets_one_digest_with_names_as_chosen_and_never_two(ready: World) -> None:
    hand_in(ready, came_across="The named view.", page="12", suggestion="Cut Part II.")
    hand_in(ready, ATTENDEE, more="The nameless view.", signature=Signature.ROLE, wants_talk=True)
    assert round_of(ready, feedback_rounds.send_digests, CLOSES - timedelta(seconds=1)) == 0
    assert round_of(ready, feedback_rounds.send_digests, CLOSES) == 1
    assert round_of(ready, feedback_rounds.send_digests, CLOSES + timedelta(days=3)) == 0
    (letter,) = ready.letters(kind=LetterKind.FEEDBACK_DIGEST)
    assert (letter.to_email, letter.wip_session_id, letter.paper_id) == (AUTHOR, None, None)
    text = letter.text
    assert "Piper Nakagawa, commenter:" in text
    assert "Somebody in the audience:" in text
    assert "> The named view." in text
    assert "> The nameless view." in text
    assert "Somebody who gave no name would like to talk with you about it." in text
    assert not any(word in letter.text + letter.html for word in ("Ada", "Listener", ATTENDEE))


def test_what_was_changed_after_handing_in_goes_along_and_what_was_only_typed_does_not(ready: World) -> None:
    hand_in(ready, came_across="First words.")
    seen = ready.do(lambda s: typed_feedbacks.mark(box_for(s, ready, COMMENTER).feedback))
    keep(ready, "Better words.", seen=seen)
    keep(ready, "Never handed in.", email=ATTENDEE)
    round_of(ready, feedback_rounds.send_digests, CLOSES)
    (letter,) = ready.letters(kind=LetterKind.FEEDBACK_DIGEST)
    assert "Better words." in letter.text
    assert "First words." not in letter.text
    assert "Never handed in." not in letter.text
    # The last choice that was typed was to leave no name.
    assert "Piper" not in letter.text


def test_what_nobody_handed_in_is_forgotten_after_thirty_days(ready: World) -> None:
    hand_in(ready)
    keep(ready, "Never handed in.", email=ATTENDEE)
    month = CLOSES + timedelta(days=30)
    assert round_of(ready, feedback_rounds.forget_unsent, month - timedelta(seconds=1)) == 0
    assert round_of(ready, feedback_rounds.forget_unsent, month) == 1
    assert ready.do(lambda s: [row.came_across for row in s.scalars(sa.select(Feedback))]) == [
        "That quotas outlive their abolition."
    ]


def test_two_windows_at_the_same_moment_are_not_merged(ready: World) -> None:
    def act(session: Session) -> None:
        row, by = row_of(session, ready), ready.actor(session, COMMENTER)
        box = box_for(session, ready, COMMENTER)
        facts = FeedbackFacts(more="First.")
        feedbacks.hand_in(session, row, box, facts, by=by, now=DURING)
        with pytest.raises(Stale):  # the box as it was before the first
            feedbacks.hand_in(session, row, box, FeedbackFacts(more="Second."), by=by, now=DURING)

    ready.do(act)


def test_a_leader_with_a_conflict_does_not_see_the_letter_that_names_the_paper(ready: World) -> None:
    round_of(ready, feedback_rounds.tell_open, DURING)

    def named(session: Session) -> set[tuple[str, int]]:
        rows = session.execute(
            sa.select(Letter.to_email, Paper.number)
            .join(LetterPaper, LetterPaper.letter_id == Letter.id)
            .join(Paper, Paper.id == LetterPaper.paper_id)
            .where(Letter.kind == LetterKind.FEEDBACK_OPEN)
        )
        return {(email, number) for email, number in rows}

    assert ready.do(named) == {(COMMENTER, 1)}


def test_a_session_long_past_is_left_alone(ready: World) -> None:
    hand_in(ready)
    assert round_of(ready, feedback_rounds.send_digests, CLOSES + timedelta(days=31)) == 0
    assert to(ready, LetterKind.FEEDBACK_DIGEST) == []


def answer(world: World, feedback_id: int, wish: Wish, *, yes: bool, number: int = 1) -> None:
    def act(session: Session) -> None:
        paper, by = world.row(session, number), world.actor(session, AUTHOR)
        row = row_of(session, world)
        feedbacks.answer_wish(session, paper, row, feedback_id, wish, yes=yes, by=by, now=CLOSES)

    world.do(act)


def test_addresses_are_given_only_where_both_say_yes_and_once(ready: World) -> None:
    found = hand_in(ready, more="M.", signature=Signature.ROLE, wants_talk=True, wants_next_draft=True)
    with pytest.raises(Unknown):  # not before the author has it
        answer(ready, found, Wish.TALK, yes=True)
    round_of(ready, feedback_rounds.send_digests, CLOSES)
    answer(ready, found, Wish.TALK, yes=False)
    assert to(ready, LetterKind.FEEDBACK_CONTACT) == []
    answer(ready, found, Wish.TALK, yes=True)
    answer(ready, found, Wish.TALK, yes=True)
    letters = ready.letters(kind=LetterKind.FEEDBACK_CONTACT)
    assert [(each.to_email, each.reply_to) for each in letters] == [(COMMENTER, AUTHOR), (AUTHOR, COMMENTER)]
    assert {each.wip_session_id for each in letters} == {None}
    assert AUTHOR in letters[0].text
    assert COMMENTER in letters[1].text
    with pytest.raises(Unknown):
        answer(ready, found, Wish.NEXT_DRAFT, yes=True, number=2)


def test_an_offer_can_be_taken_back_until_the_author_says_yes(ready: World) -> None:
    found = hand_in(ready, more="M.", wants_talk=True, wants_next_draft=True)
    round_of(ready, feedback_rounds.send_digests, CLOSES)
    ready.do(lambda s: feedbacks.take_back_wish(s, s.get_one(Feedback, found), Wish.TALK))
    with pytest.raises(Stale):
        answer(ready, found, Wish.TALK, yes=True)
    answer(ready, found, Wish.NEXT_DRAFT, yes=True)
    with pytest.raises(Refusal, match="said yes meanwhile"):
        ready.do(lambda s: feedbacks.take_back_wish(s, s.get_one(Feedback, found), Wish.NEXT_DRAFT))


def tell(world: World, text: str) -> int:
    def act(session: Session) -> int:
        paper, call, by = world.row(session), world.call(session), world.actor(session, AUTHOR)
        return aftermaths.tell_changes(session, paper, call, text, by=by, now=MONTH)

    return world.do(act)


def test_a_month_later_the_author_is_asked_once_and_the_readers_are_thanked_once(ready: World) -> None:
    with pytest.raises(Refusal, match="two days after"):
        tell(ready, "Everything.")
    hand_in(ready, ATTENDEE, more="M.", signature=Signature.ROLE)
    round_of(ready, feedback_rounds.send_digests, CLOSES)
    assert round_of(ready, feedback_rounds.ask_what_changed, MONTH - timedelta(hours=1)) == 0
    assert round_of(ready, feedback_rounds.ask_what_changed, MONTH) == 1
    assert round_of(ready, feedback_rounds.ask_what_changed, MONTH + timedelta(days=1)) == 0
    assert to(ready, LetterKind.FEEDBACK_ASKED) == [AUTHOR]
    with pytest.raises(Refusal, match="Write what changed"):
        tell(ready, "  ")
    assert tell(ready, "I rewrote Part II.") == 2
    with pytest.raises(Refusal, match="already"):
        tell(ready, "Again.")
    letters = ready.letters(kind=LetterKind.COMMENTER_TOLD_CHANGE)
    assert sorted(each.to_email for each in letters) == [ATTENDEE, COMMENTER]
    assert all("> I rewrote Part II." in each.text for each in letters)


def test_nothing_yet_writes_to_nobody_and_leaves_the_way_open(ready: World) -> None:
    round_of(ready, feedback_rounds.send_digests, CLOSES)

    def nothing(session: Session) -> None:
        by = ready.actor(session, AUTHOR)
        aftermaths.nothing_yet(session, ready.row(session), ready.call(session), by=by, now=CLOSES)

    ready.do(nothing)
    ready.do(nothing)
    assert round_of(ready, feedback_rounds.ask_what_changed, MONTH) == 0
    assert to(ready, LetterKind.COMMENTER_TOLD_CHANGE) == []
    assert tell(ready, "A new title.") == 1


def test_nobody_who_was_forgotten_is_written_to_or_named(ready: World) -> None:
    hand_in(ready, came_across="From somebody who left.", wants_talk=True)

    def forget(session: Session) -> None:
        person_at(session, COMMENTER, ready.now).erased_at = OVER

    ready.do(forget)
    assert round_of(ready, feedback_rounds.tell_open, DURING) == 4
    round_of(ready, feedback_rounds.send_digests, CLOSES)
    (letter,) = ready.letters(kind=LetterKind.FEEDBACK_DIGEST)
    assert "From somebody who left." in letter.text
    assert "Piper" not in letter.text
    assert "talk" not in letter.text
    assert round_of(ready, feedback_rounds.ask_what_changed, MONTH) == 0


def test_a_round_that_was_killed_is_made_again_without_a_second_letter(ready: World) -> None:
    hand_in(ready)

    def killed(session: Session) -> None:
        feedback_rounds.send_digests(session, CLOSES)
        session.rollback()

    ready.do(killed)
    assert ready.do(lambda s: (s.scalars(sa.select(Aftermath)).all(), to_all(s))) == ([], [])
    assert round_of(ready, feedback_rounds.send_digests, CLOSES) == 1

    # A letter from before, whose row was lost: its cause says that it is there.
    def lost(session: Session) -> None:
        session.execute(sa.update(Aftermath).values(digest_at=None))

    ready.do(lost)
    round_of(ready, feedback_rounds.send_digests, CLOSES)
    assert to(ready, LetterKind.FEEDBACK_DIGEST) == [AUTHOR]


def to_all(session: Session) -> list[str]:
    return list(session.scalars(sa.select(Letter.to_email).where(Letter.kind == LetterKind.FEEDBACK_DIGEST)))


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
