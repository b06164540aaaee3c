"""The choice of a letter is total: every event, whatever its reader was told before."""

from itertools import product

import pytest

from wip.domain.letter_choices import (
    EVENT_OF,
    KIND_OF,
    SAYS,
    STATE_AFTER,
    TRUE_WHILE,
    PaperEvent,
    Saying,
    Told,
    choose,
    may_be_repeated,
    still_true,
)
from wip.domain.letters import LetterKind
from wip.domain.papers import PAPERS, PaperMove, PaperState
from wip.domain.reviews import Outcome
from wip.domain.selection import LETTER_OF, MOVE_OF

EVERY_LETTER = (None, *LetterKind)
UNSENT = (None, *TRUE_WHILE)
EVERYTHING = [
    (event, Told(left, unsent, same))
    for event, left, unsent, same in product(PaperEvent, EVERY_LETTER, UNSENT, (True, False))
]


def known_after(event: PaperEvent, told: Told) -> LetterKind | None:
    """The last letter that its reader has, or will have, once the choice was acted on."""
    choice = choose(event, told)
    return choice.kind or (None if choice.replaces else told.unsent) or told.left


def test_every_event_has_an_answer_whatever_was_told_before() -> None:
    assert len(EVERYTHING) == len(PaperEvent) * len(EVERY_LETTER) * len(UNSENT) * 2
    for event, told in EVERYTHING:
        choose(event, told)


def test_the_last_letter_says_the_truth_after_every_event() -> None:
    for event, told in EVERYTHING:
        last = known_after(event, told)
        assert last is not None
        assert still_true(last, STATE_AFTER[event]), (event, told, last)


def test_silence_is_chosen_only_where_the_reader_knows_it() -> None:
    silent = [(event, told) for event, told in EVERYTHING if choose(event, told).kind is None]
    assert silent
    for event, told in silent:
        assert told.left is not None
        assert SAYS[told.left] is SAYS[KIND_OF[event]]
        assert told.unsent is None or SAYS.get(told.unsent) is SAYS[told.left]
        assert event in {PaperEvent.WAIT, PaperEvent.DECLINE}


@pytest.mark.parametrize(
    ("event", "left", "unsent"),
    [
        (PaperEvent.DECLINE, LetterKind.DECISION_DECLINED, LetterKind.WAITING_JOINED),
        (PaperEvent.DECLINE, LetterKind.DECISION_DECLINED, LetterKind.DECISION_ACCEPTED),
        (PaperEvent.WAIT, LetterKind.DECISION_WAITING, LetterKind.PLACE_OFFERED),
        (PaperEvent.WAIT, LetterKind.WAITING_MOVED, LetterKind.PLACE_REMINDER),
    ],
)
def test_whoever_acted_before_the_letter_left_hears_what_is_true_again(
    event: PaperEvent, left: LetterKind, unsent: LetterKind
) -> None:
    choice = choose(event, Told(left, unsent))
    assert (choice.kind, choice.replaces) == (KIND_OF[event], True)


def test_a_letter_is_sent_again_only_while_it_says_where_the_paper_stands() -> None:
    for kind, state in product(LetterKind, PaperState):
        if kind in SAYS or kind is LetterKind.PAPER_SAVED_LATE:
            again = may_be_repeated(kind, state)
            assert not again or still_true(kind, state), (kind, state)
    received = [s for s in PaperState if may_be_repeated(LetterKind.PAPER_RECEIVED, s)]
    late = [s for s in PaperState if may_be_repeated(LetterKind.PAPER_SAVED_LATE, s)]
    assert (received, late) == ([PaperState.SUBMITTED], [PaperState.DRAFT])
    assert all(may_be_repeated(LetterKind.GROUP_MAIL, state) for state in PaperState)


def test_of_two_letters_that_wait_none_contradicts_the_other() -> None:
    """pretalx: accept, then reject, and both letters wait under one subject."""
    for event, told in EVERYTHING:
        choice = choose(event, told)
        if choice.kind is None or told.unsent is None or choice.replaces:
            continue
        state = STATE_AFTER[event]
        assert (still_true(choice.kind, state), still_true(told.unsent, state)) == (True, True)


def test_whoever_was_told_something_else_reads_what_changed() -> None:
    for outcome, left in product(Outcome, SAYS):
        earlier = choose(EVENT_OF[outcome], Told(left)).earlier
        same = SAYS[left] is SAYS[LETTER_OF[outcome]]
        untold = SAYS[left] in {Saying.RECEIVED, Saying.WITHDRAWN}
        assert bool(earlier) == (not same and not untold), (outcome, left)


def test_a_letter_that_never_left_is_not_spoken_of() -> None:
    for outcome, unsent in product(Outcome, TRUE_WHILE):
        choice = choose(EVENT_OF[outcome], Told(None, unsent))
        assert (choice.kind, choice.replaces, choice.earlier) == (LETTER_OF[outcome], True, "")


def test_a_rejected_author_is_never_sent_the_acceptance() -> None:
    """Indico: mail rules came out of an unordered set, and a rejected author could be sent the acceptance."""
    for told in (told for event, told in EVERYTHING if event is PaperEvent.DECLINE):
        assert choose(PaperEvent.DECLINE, told).kind in {None, LetterKind.DECISION_DECLINED}


@pytest.mark.parametrize("outcome", Outcome)
def test_a_decision_is_an_event_of_its_own(outcome: Outcome) -> None:
    event = EVENT_OF[outcome]
    after = {
        PAPERS.moves[state, MOVE_OF[outcome]]
        for state in PaperState
        if PAPERS.allows(state, MOVE_OF[outcome])
    }
    assert (KIND_OF[event], {STATE_AFTER[event]}) == (LETTER_OF[outcome], after)


@pytest.mark.parametrize(
    ("event", "move"),
    [
        (PaperEvent.OFFER, PaperMove.ACCEPT),
        (PaperEvent.JOIN, PaperMove.JOIN),
        (PaperEvent.CONFIRM, PaperMove.CONFIRM),
        (PaperEvent.TURN_DOWN, PaperMove.TURN_DOWN),
        (PaperEvent.LAPSE, PaperMove.LAPSE),
        (PaperEvent.WITHDRAW, PaperMove.WITHDRAW),
        (PaperEvent.RESTORE, PaperMove.RESTORE),
    ],
)
def test_every_other_event_leaves_the_paper_where_its_move_leads(event: PaperEvent, move: PaperMove) -> None:
    assert {PAPERS.moves[state, move] for state in PaperState if PAPERS.allows(state, move)} == {
        STATE_AFTER[event]
    }


def test_a_place_that_moved_before_its_letter_left_is_told_by_that_letter_anew() -> None:
    story = Told(None, LetterKind.DECISION_WAITING)
    assert choose(PaperEvent.MOVE_UP, story).kind is LetterKind.DECISION_WAITING
    assert choose(PaperEvent.MOVE_UP, Told(LetterKind.DECISION_WAITING)).kind is LetterKind.WAITING_MOVED
