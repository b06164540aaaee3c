"""Who comments on what: every small question against trying everything, and the levels one by one."""

import os
import subprocess
import sys
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings

from tests.domain.commenter_cases import best_by_trying, is_allowed, levels, questions
from wip.domain.commenter_matching import NO_PAIR, Commissions, Levels, commission, commission_with


@settings(max_examples=500, deadline=None)
@given(questions(sure=True))
def test_no_answer_is_better_on_any_level(asked: Commissions) -> None:
    found = commission(asked)
    assert is_allowed(asked, found)
    assert found.levels == levels(asked, [frozenset(who) for who in found.commenters])
    assert (found.levels, found.proved, found.bound) == (best_by_trying(asked), True, found.levels.total)


@settings(max_examples=150, deadline=None)
@given(questions())
def test_nor_where_times_overlap_in_part_whenever_it_says_so(asked: Commissions) -> None:
    found = commission(asked)
    assert is_allowed(asked, found)
    best = best_by_trying(asked)
    assert found.levels == best if found.proved else found.levels <= best


@settings(max_examples=80, deadline=None)
@given(questions(sure=True))
def test_a_pair_that_is_in_the_answer_costs_nothing(asked: Commissions) -> None:
    found = commission(asked)
    for pair in found.pairs():
        if pair not in asked.locked:
            assert commission_with(asked, pair).levels == found.levels


def test_more_complete_papers_come_before_two_that_have_one_each() -> None:
    asked = Commissions(fits=[[9, 9], [9, 9]], wanted=[2, 2], most=[1, 1])
    found = commission(asked)
    assert (found.commenters, found.levels) == (((0, 1), ()), Levels(1, (0,), 9, 0, 18))


def test_of_those_that_cannot_be_complete_none_stays_with_nobody_while_another_has_two() -> None:
    asked = Commissions(fits=[[9, 9], [5, 5]], wanted=[3, 3], most=[1, 1])
    found = commission(asked)
    assert (found.commenters, found.levels) == (((0,), (1,)), Levels(0, (1, 1), 5, 0, 14))


def test_the_worst_pair_comes_before_the_sum() -> None:
    asked = Commissions(fits=[[90, 40], [50, 10]], wanted=[1, 1], most=[1, 1])
    assert commission(asked).commenters == ((1,), (0,))


def test_a_locked_pair_stays_and_is_not_judged_as_the_worst() -> None:
    asked = Commissions(fits=[[0, 40], [50, 10]], wanted=[1, 1], most=[1, 1], locked=frozenset({(0, 0)}))
    assert commission(asked).levels == Levels(2, (), 10, 0, 10)


def test_what_is_locked_stays_beyond_every_number_and_where_the_pair_must_not_be() -> None:
    locked = frozenset({(0, 0), (0, 1), (1, 0)})
    asked = Commissions(fits=[[7, None], [3, None]], wanted=[1, 1], most=[1, 5], locked=locked)
    found = commission(asked)
    assert (found.commenters, found.levels) == (((0, 1), (0,)), Levels(2, (), NO_PAIR, 0, 10))


def test_nobody_comments_on_two_papers_at_a_time() -> None:
    asked = Commissions(
        fits=[[9, 1], [9, 1], [9, 1]], wanted=[1, 1, 1], most=[3, 1], clashing=[frozenset({0, 1})]
    )
    assert commission(asked).commenters == ((0,), (1,), (0,))


def test_a_senior_comes_before_the_sum_where_a_mix_is_asked() -> None:
    asked = Commissions(fits=[[9, 8, 5]] * 2, wanted=[2, 2], most=[2, 2, 2], seniors=frozenset({2}))
    assert commission(asked).levels.lowest == 8
    even = replace(asked, fits=[[9, 8, 8]] * 2)
    assert commission(even).commenters == ((0, 2), (0, 2))


def test_nobody_at_all_is_an_answer_too() -> None:
    assert commission(Commissions(fits=[[], []], wanted=[2, 0], most=[])).levels == Levels(
        1, (0,), NO_PAIR, 0, 0
    )
    assert commission(Commissions(fits=[], wanted=[], most=[3])).levels == Levels(0, (), NO_PAIR, 0, 0)


def made(papers: int, persons: int, most: int) -> Commissions:
    chance = Random(7)  # noqa: S311 - the same at every run
    fits = [[chance.randrange(100) for _ in range(persons)] for _ in range(papers)]
    return Commissions(fits=fits, wanted=[2] * papers, most=[most] * persons)


@pytest.mark.parametrize(("papers", "persons", "most"), [(25, 20, 2), (40, 30, 2), (30, 41, 1)])
def test_a_shortage_of_ordinary_size_is_settled(papers: int, persons: int, most: int) -> None:
    found = commission(made(papers, persons, most))
    assert (found.levels.complete, found.proved) == (persons * most // 2, True)


def test_many_parts_with_one_place_too_many_each_are_counted_part_by_part() -> None:
    # Three places for two papers, eight times: twelve pairs of places, but only one paper a part
    fits = [[5 if paper // 2 == person // 3 else None for person in range(24)] for paper in range(16)]
    found = commission(Commissions(fits=fits, wanted=[2] * 16, most=[1] * 24))
    assert (found.levels, found.proved) == (Levels(8, (1,) * 8, 5, 0, 120), True)


def test_it_says_how_far_it_is_and_stops_when_told() -> None:
    heard: list[tuple[float, str]] = []
    commission(made(12, 8, 2), lambda done, words: heard.append((done, words)))
    shares = [done for done, _ in heard]
    assert (shares[0], shares[-1], shares == sorted(shares)) == (0.0, 1.0, True)

    def stop(_done: float, _words: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        commission(made(12, 8, 2), stop)


def test_the_answer_does_not_hang_on_how_python_orders_sets() -> None:
    code = (
        "from tests.domain.test_commenter_matching import made; from wip.domain.commenter_matching import commission;"
        "print(commission(made(12, 8, 2)))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(answers) == 1
