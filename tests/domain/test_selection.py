"""Selection's rules: total tables, sums that reconcile, places without gaps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.domain.letter_choices import still_true
from wip.domain.letters import LetterKind
from wip.domain.papers import PAPERS, PaperState
from wip.domain.refusals import Refusal, Stale
from wip.domain.reviews import Outcome
from wip.domain.selection import (
    LETTER_OF,
    MOVE_OF,
    OUTCOME_NOW,
    SELECTABLE,
    Choice,
    Ranks,
    Shown,
    Tally,
    places,
    possible,
    tally,
)


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("state", PaperState)
def test_every_decision_leads_to_the_state_of_which_its_letter_tells(
    state: PaperState, outcome: Outcome
) -> None:
    assert (outcome in possible(state)) == PAPERS.allows(state, MOVE_OF[outcome])
    if outcome in possible(state):
        after = PAPERS.after(state, MOVE_OF[outcome])
        assert OUTCOME_NOW[after] is outcome
        assert still_true(LETTER_OF[outcome], after)


@pytest.mark.parametrize("state", PaperState)
def test_at_most_one_decision_letter_is_true_of_a_paper(state: PaperState) -> None:
    true = [kind for kind in LETTER_OF.values() if still_true(kind, state)]
    assert true == ([LETTER_OF[OUTCOME_NOW[state]]] if state in OUTCOME_NOW else [])


def test_other_letters_are_never_outdated() -> None:
    assert all(still_true(LetterKind.PAPER_CHANGED, state) for state in PaperState)


def test_no_decision_is_possible_on_a_paper_outside_the_selection() -> None:
    assert [possible(state) for state in PaperState if state not in SELECTABLE] == [(), ()]


def test_a_staged_decision_counts_before_the_state() -> None:
    groups = [
        (PaperState.SUBMITTED, Outcome.ACCEPT, 3),
        (PaperState.SUBMITTED, None, 2),
        (PaperState.CONFIRMED, None, 1),
        (PaperState.ACCEPTED, Outcome.DECLINE, 1),
        (PaperState.WAITING, None, 4),
        (PaperState.TURNED_DOWN, None, 1),
        (PaperState.WITHDRAWN, None, 5),
        (PaperState.DRAFT, None, 7),
    ]
    found = tally(groups)
    assert found == Tally(accepted=4, waiting=4, declined=1, turned_down=1, withdrawn=5, undecided=2)
    assert found.submitted == 17
    assert found.sentence == (
        "4 accepted + 4 on the waiting list + 1 declined + 5 withdrawn + 1 turned down or not answered + 2 undecided "
        "= 17 submitted"
    )


def test_sums_that_do_not_reconcile_stop_a_release() -> None:
    sums = Tally(accepted=3, declined=5)
    assert sums.sentence == "3 accepted + 0 on the waiting list + 5 declined + 0 withdrawn = 8 submitted"
    sums.refuse_unbalanced(8)
    with pytest.raises(Refusal) as no:
        sums.refuse_unbalanced(9)
    assert no.value.sentence.startswith("The sums do not add up: 3 accepted")


_groups = st.lists(
    st.tuples(st.sampled_from(PaperState), st.none() | st.sampled_from(Outcome), st.integers(0, 50))
)


@given(_groups)
def test_the_sums_always_reconcile(groups: list[tuple[PaperState, Outcome | None, int]]) -> None:
    assert tally(groups).submitted == sum(n for state, _, n in groups if state is not PaperState.DRAFT)


def test_the_waiting_list_follows_the_ranking_unless_a_place_is_typed() -> None:
    assert places(0, [("a", None), ("b", None), ("c", None)]) == {"a": 1, "b": 2, "c": 3}
    assert places(0, [("a", None), ("b", None), ("c", 1)]) == {"c": 1, "a": 2, "b": 3}
    assert places(0, [("a", 2), ("b", 2), ("c", None)]) == {"c": 1, "a": 2, "b": 3}
    assert places(3, [("a", 1), ("b", None)]) == {"a": 4, "b": 5}
    assert places(0, [("a", 90)]) == {"a": 1}


@given(st.integers(0, 9), st.lists(st.none() | st.integers(1, 30), max_size=12))
def test_places_have_neither_gaps_nor_doubles(told: int, typed: list[int | None]) -> None:
    found = places(told, list(enumerate(typed)))
    assert sorted(found) == list(range(len(typed)))
    assert sorted(found.values()) == list(range(told + 1, told + 1 + len(typed)))


@given(
    st.builds(
        Shown,
        st.integers(1, 9999),
        st.integers(0, 9999),
        st.integers(0, 999),
        st.none() | st.sampled_from(Outcome),
        st.none() | st.integers(1, 999),
    )
)
def test_what_was_shown_survives_the_form(what: Shown) -> None:
    assert Shown.read(what.mark()) == what


@pytest.mark.parametrize("mark", ["", "1", "1.2.3.accept", "1.2.3.perhaps.", "x.2.3..", "1.2.3.accept.1.2"])
def test_a_mangled_mark_is_no_decision(mark: str) -> None:
    with pytest.raises(Stale):
        Shown.read(mark)


def test_a_place_off_the_waiting_list_changes_nothing() -> None:
    before = Shown(1, 5, 1, Outcome.ACCEPT)
    assert not Choice(1, Outcome.ACCEPT, 3, before).changed
    assert Choice(1, Outcome.WAITING_LIST, 3, before).wanted == (Outcome.WAITING_LIST, 3)


def test_equal_scores_share_a_rank_and_what_has_no_score_has_none() -> None:
    ranks = Ranks.of([(4.0, 1), (3.5, 2), (None, 3), (2.0, 1), (3.5000000001, 1)])
    assert [(ranks.rank(score), ranks.tied(score)) for score in (4.0, 3.5, 2.0, None, 1.0)] == [
        (1, 1),
        (2, 3),
        (5, 1),
        (None, 0),
        (None, 0),
    ]
    assert ranks.papers == 5


@given(st.lists(st.integers(1, 5), min_size=1, max_size=40), st.integers(1, 7))
def test_a_page_alone_ranks_as_the_whole_does(points: list[int], per_page: int) -> None:
    scores = sorted((float(each) for each in points), reverse=True)
    whole = Ranks.of((score, 1) for score in scores)
    for at in range(0, len(scores), per_page):
        page = scores[at : at + per_page]
        better = sum(1 for score in scores if score > page[0])
        alone = Ranks.of_page([*page, None], better, scores.count(page[0]), scores.count(page[-1]))
        assert [(alone.rank(s), alone.tied(s)) for s in page] == [
            (whole.rank(s), whole.tied(s)) for s in page
        ]
