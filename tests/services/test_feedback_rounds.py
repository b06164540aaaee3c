"""What the clock does with feedback: letters as boxes open and close, one digest, mutual yes, and the month after."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

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
    keep,
    round_of,
    row_of,
    to,
)
from tests.world import AUTHOR, COAUTHOR, COMMENTER, START, STRANGER, World
from wip.domain.feedbacks import Signature, Wish
from wip.domain.letters import LetterKind
from wip.domain.refusals import Refusal, Stale, Unknown
from wip.domain.stops import StopTopic
from wip.models import Aftermath, Feedback, Letter, LetterPaper, Paper
from wip.services import aftermaths, feedback_rounds, feedbacks, stops, typed_feedbacks
from wip.services.people import person_at


@pytest.fixture
def ready(world: World) -> World:
    boxes(world)
    return world


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
