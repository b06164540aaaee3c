"""What withdrawing brings with it, in every state a paper can be withdrawn from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.domain.papers import PAPERS, PRESENTING, PaperMove, PaperState
from wip.domain.withdrawals import Standing, consequences

FROM = [state for state in PaperState if PAPERS.allows(state, PaperMove.WITHDRAW)]


def test_a_confirmed_paper_with_a_slot_says_everything() -> None:
    paper = Standing(PaperState.CONFIRMED, "Thu 18 Mar 2027, 12:00–12:30 New York", 2, 1)
    assert consequences(paper) == (
        "You have confirmed that you will present it; the place goes to somebody else.",
        (
            "Its slot (Thu 18 Mar 2027, 12:00–12:30 New York) leaves the agenda, and shows as cancelled in every "
            "calendar."
        ),
        "The 2 commenters who were asked to read it get a letter that it is off.",
        "You get a letter that says so, and so does your co-author. The organisers get one too.",
        "This cannot be undone.",
    )


def test_a_submitted_paper_can_be_put_back_while_the_call_is_open() -> None:
    assert consequences(Standing(PaperState.SUBMITTED, until="Fri 29 Jan 2027, 17:00 New York")) == (
        "It is no longer considered, and nobody reviews it any more.",
        "You get a letter that says so.",
        "You can put it back in until Fri 29 Jan 2027, 17:00 New York; it is then a submitted paper like any other.",
    )


@pytest.mark.parametrize("state", FROM)
def test_every_state_has_words_of_its_own(state: PaperState) -> None:
    others = {consequences(Standing(each))[0] for each in FROM if each is not state}
    assert consequences(Standing(state))[0] not in others


@given(st.sampled_from(FROM), st.integers(0, 9), st.integers(0, 11), st.sampled_from(["", "Friday"]))
def test_it_always_says_who_is_told_and_whether_it_can_be_undone(
    state: PaperState, commenters: int, coauthors: int, until: str
) -> None:
    said = consequences(Standing(state, "", commenters, coauthors, until))
    assert said[-2].startswith("You get a letter that says so")
    assert ("organisers" in said[-2]) == (state in PRESENTING or state is PaperState.WAITING)
    assert said[-1].startswith("You can put it back in until Friday" if until else "This cannot be undone.")
