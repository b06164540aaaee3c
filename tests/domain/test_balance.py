"""The balance: what moves when a leader chooses, without having saved."""

from wip.domain.balance import Balance, Share, Shift, Trait
from wip.domain.reviews import Outcome
from wip.domain.selection import Tally

FELLOW, PROOF = (Trait.CAREER, "fellow"), (Trait.TOPIC, "7")
BEFORE = Balance(
    Tally(accepted=1, waiting=1, undecided=2, withdrawn=1, closed=1),
    {FELLOW: Share(3, accepted=1), PROOF: Share(2, waiting=1)},
)


def test_a_paper_moves_in_the_sums_and_in_each_of_its_traits() -> None:
    after = BEFORE.shifted([Shift((FELLOW, PROOF), None, Outcome.ACCEPT)])
    assert after.tally == Tally(accepted=2, waiting=1, undecided=1, withdrawn=1, closed=1)
    assert after.shares == {FELLOW: Share(3, accepted=2), PROOF: Share(2, accepted=1, waiting=1)}
    assert (after.papers, BEFORE.papers) == (4, 4)


def test_there_and_back_is_where_it_was() -> None:
    there = Shift((FELLOW,), Outcome.ACCEPT, Outcome.DECLINE)
    back = Shift((FELLOW,), Outcome.DECLINE, Outcome.ACCEPT)
    assert BEFORE.shifted([there]).tally.declined == 1
    assert BEFORE.shifted([there, back]) == BEFORE
    assert BEFORE.shifted([Shift((FELLOW,), None, None)]) == BEFORE


def test_shares_are_read_by_their_trait() -> None:
    assert BEFORE.of(Trait.TOPIC) == {"7": Share(2, waiting=1)}
    assert BEFORE.of(Trait.SCHOOL) == {}
