"""An answer and the worker at the same moment, each in a transaction of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from tests.commissioning import (
    ANN,
    BEN,
    K,
    answer,
    ask,
    deliver,
    lapse,
    news,
    sent_to,
    staffed,
    standing,
    until,
)
from tests.world import World

ROUNDS = range(5)


def at_once(*acts: Callable[[], object]) -> None:
    """Let all begin together; what one of them raises is raised."""
    start = Barrier(len(acts))

    def one(act: Callable[[], object]) -> None:
        start.wait()
        act()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(one, acts))


def raced(world: World, *, accept: bool) -> list[str]:
    """Ann answers while her request lapses; the letters to her, by kind, in the order in which they were written."""
    staffed(world)
    ask(world, ANN, BEN)
    answer(world, BEN, accept=True)
    deliver(world)
    at = until(world, ANN)
    at_once(partial(answer, world, ANN, accept=accept, at=at), partial(lapse, world, at))
    kept = [letter for letter in world.letters(to_email=ANN) if letter.state != "replaced"]
    return [letter.kind.value for letter in kept if letter.cause.startswith("commission:")]


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_yes_at_the_moment_of_lapsing_counts_and_is_the_last_word(world: World, _round: int) -> None:
    told, then = raced(world, accept=True), standing(world)
    assert (then["ann"], then["ben"], told[-1]) == ("accepted", "accepted", "commission_accepted")
    # Who was first shows in whether somebody else has been asked; a word of the lapse has left in neither case.
    assert then.get("cleo") in {None, "offered"}
    assert told == ["commission_offered", "commission_accepted"]
    lapsed_first = "cleo" in then
    assert news(world) == (["Ann Reader will comment on “Quotas Without Numbers” after all"] * lapsed_first)
    assert sent_to(world, K.COMMISSION_LAPSED) == ["ann"] * lapsed_first


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_no_at_the_moment_of_lapsing_asks_one_other_person_once(world: World, _round: int) -> None:
    told = raced(world, accept=False)
    assert standing(world) == {"ann": "declined", "ben": "accepted", "cleo": "offered"}
    assert told == ["commission_offered"]
    assert sent_to(world, K.COMMISSION_OFFERED) == ["ann", "ben", "cleo"]
