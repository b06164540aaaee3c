"""Adjusted scores: what is known in advance, and what must hold for any scores."""

import random
from statistics import fmean, pstdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wip.domain.adjusting import Adjusted, Given, adjust

SCORES = st.floats(1, 5, allow_nan=False)


@st.composite
def rounds(draw: st.DrawFn) -> list[Given]:
    """Some of the pairs of up to eight papers and five reviewers, each with a score."""
    pairs = draw(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 4)), min_size=1))
    return [Given(paper, who, draw(SCORES)) for paper, who in sorted(pairs)]


def merits(papers: int, seed: int) -> list[float]:
    dice = random.Random(seed)  # noqa: S311 - the same figures each time
    return [dice.choice((2.0, 2.5, 3.0, 3.5, 4.0)) for _ in range(papers)]


def read_in_turn(merit: list[float], readers: int, each: int, ways: dict[int, float]) -> list[Given]:
    """Every paper by `each` neighbours of a circle of readers, who score as they do."""
    return [
        Given(paper, (paper + n) % readers, value + ways.get((paper + n) % readers, 0.0))
        for paper, value in enumerate(merit)
        for n in range(each)
    ]


def test_reviewers_who_score_alike_change_nothing() -> None:
    merit = merits(30, 1)
    found = adjust(read_in_turn(merit, 6, 3, {}))
    assert found.means == pytest.approx(dict(enumerate(merit)))
    assert {each.counted for each in found.severities.values()} == {0.0}
    assert {each.difference for each in found.severities.values()} == {0.0}


def test_a_strict_reviewer_is_corrected_by_what_is_certain() -> None:
    merit = merits(60, 2)
    scores = read_in_turn(merit, 6, 3, {0: -1.0})
    raw = {paper: fmean(s.score for s in scores if s.paper == paper) for paper in range(60)}
    found = adjust(scores)
    strict = found.severities[0]
    assert (strict.reviews, strict.common) == (30, 30)
    assert strict.difference == pytest.approx(-1.0)
    # Measured against the others' average, of which the strict one is a part: at most five sixths of it shows.
    assert -5 / 6 < strict.counted < -0.7
    assert max(found.severities[n].counted for n in range(1, 6)) < 0.25

    def off(means: dict[int, float]) -> float:
        return pstdev(means[paper] - merit[paper] for paper in range(60))

    assert off(dict(found.means)) < off(raw) / 5


def test_where_everybody_read_everything_adjusted_is_raw() -> None:
    dice = random.Random(3)  # noqa: S311 - the same figures each time
    scores = [Given(p, r, dice.uniform(1, 5)) for p in range(9) for r in range(4)]
    raw = {paper: fmean(s.score for s in scores if s.paper == paper) for paper in range(9)}
    assert adjust(scores).means == pytest.approx(raw)


def test_few_papers_in_common_count_for_little_and_none_for_nothing() -> None:
    def counted(papers: int) -> float:
        scores = [Given(p, who, 4.0 - 2.0 * who) for p in range(papers) for who in (0, 1)]
        return adjust(scores).severities[1].counted

    found = [counted(papers) for papers in (1, 3, 10, 100)]
    # Two readers lie one below and one above their mean; n papers in common count for n / (n + 3) of it.
    assert found == pytest.approx([-1 / 4, -3 / 6, -10 / 13, -100 / 103])
    alone = adjust([Given(0, 7, 1.0), Given(1, 7, 5.0)])
    assert alone.means == {0: 1.0, 1: 5.0}
    assert (alone.severities[7].common, alone.severities[7].difference) == (0, None)
    assert alone.severities[7].counted == 0.0


def test_groups_without_a_paper_in_common_are_named_and_kept_apart() -> None:
    left = [Given(p, who, 4.0 - who) for p in range(5) for who in (0, 1)]
    right = [Given(p, who, 2.0) for p in range(5, 9) for who in (2, 3, 4)]
    both = adjust(left + right)
    assert both.groups == ((2, 3, 4), (0, 1))
    assert both.means == pytest.approx({**adjust(left).means, **adjust(right).means})
    assert adjust([*left, *right, Given(0, 2, 3.0)]).groups == ((0, 1, 2, 3, 4),)


def test_nothing_scored_gives_nothing() -> None:
    assert adjust([]) == Adjusted({}, {}, ())


def test_a_thousand_papers_with_five_thousand_scores_are_solved_exactly() -> None:
    dice = random.Random(4)  # noqa: S311 - the same figures each time
    ways = {who: who / 20 - 0.475 for who in range(20)}
    merit = merits(1000, 4)
    scores = [
        Given(p, who, value + ways[who]) for p, value in enumerate(merit) for who in dice.sample(range(20), 5)
    ]
    found = adjust(scores, 1e-6)
    assert {who: each.counted for who, each in found.severities.items()} == pytest.approx(ways, abs=1e-5)
    assert found.means == pytest.approx(dict(enumerate(merit)), abs=1e-5)


@given(rounds(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_scores_is_nothing(scores: list[Given], dice: random.Random) -> None:
    shuffled = list(scores)
    dice.shuffle(shuffled)
    assert adjust(shuffled) == adjust(scores)


@given(rounds(), st.permutations(range(5)))
@settings(deadline=None)
def test_who_is_called_what_is_nothing(scores: list[Given], names: list[int]) -> None:
    renamed = [Given(paper, names[who], score) for paper, who, score in scores]
    found, other = adjust(scores), adjust(renamed)
    assert found.means == pytest.approx(other.means)
    assert {names[who]: each.counted for who, each in found.severities.items()} == pytest.approx(
        {who: each.counted for who, each in other.severities.items()}
    )


@given(rounds(), st.floats(-3, 3))
@settings(deadline=None)
def test_a_constant_for_everybody_moves_every_mean_by_it(scores: list[Given], by: float) -> None:
    moved = adjust([Given(paper, who, score + by) for paper, who, score in scores])
    assert moved.means == pytest.approx({paper: mean + by for paper, mean in adjust(scores).means.items()})


@given(rounds(), st.integers(0, 4), st.floats(-3, 3))
@settings(deadline=None)
def test_one_reviewers_constant_moves_papers_of_a_group_alike_but_for_the_shrinkage(
    scores: list[Given], who: int, by: float
) -> None:
    before = adjust(scores, 1e-6)
    after = adjust([Given(p, r, score + by * (r == who)) for p, r, score in scores], 1e-6)
    for group in before.groups:
        papers = {paper for paper, reviewer, _ in scores if reviewer in group}
        moves = [after.means[paper] - before.means[paper] for paper in papers]
        assert max(moves) - min(moves) == pytest.approx(0, abs=1e-3)


@given(rounds())
@settings(deadline=None)
def test_the_parts_of_a_group_add_up_to_nought(scores: list[Given]) -> None:
    found = adjust(scores)
    for group in found.groups:
        assert sum(found.severities[who].counted for who in group) == pytest.approx(0, abs=1e-9)
