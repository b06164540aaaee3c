"""Who reads what: the known optima, every small case against trying everything, and plans that nothing can improve."""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wip.domain.matching import Impossible, Matching, Readings, match
from wip.domain.matching_files import read_instance

ASSIGNMENTS = Path(__file__).parents[1] / "data" / "assignment"
OPTIMA = [
    ("preflib1", 0, 6, "124.25"),
    ("preflib2", 0, 7, "141.50"),
    ("preflib3", 0, 6, "454.25"),
    ("preflib3", 2, 6, "454.25"),
    ("preflib3", 3, 6, "454.25"),
    ("aamas2016", 0, 12, "949.50"),
    ("aamas2016", 6, 12, "949.00"),
]

Rows = Sequence[Sequence[int | None]]


def readings(
    rows: Rows, demand: int, least: int, most: int, locked: Sequence[tuple[int, int]] = ()
) -> Readings:
    reviewers = len(rows[0])
    return Readings(
        affinities=rows,
        wanted=[demand] * len(rows),
        least=[least] * reviewers,
        most=[most] * reviewers,
        locked=frozenset(locked),
    )


def loads(found: Matching, reviewers: int) -> list[int]:
    return [sum(reader == k for _, reader in found.pairs()) for k in range(reviewers)]


def keeps(wanted: Readings, found: Matching) -> bool:
    """Whether the answer does all that was asked, whatever its total."""
    pairs = found.pairs()
    return (
        [len(set(readers)) for readers in found.readers] == list(wanted.wanted)
        and all(wanted.affinities[i][k] is not None for i, k in pairs)
        and wanted.locked <= set(pairs)
        and all(
            low <= load <= high
            for low, load, high in zip(wanted.least, loads(found, len(wanted.most)), wanted.most, strict=True)
        )
        and found.total == sum(wanted.affinities[i][k] or 0 for i, k in pairs)
    )


@pytest.mark.parametrize(("name", "least", "most", "total"), OPTIMA)
def test_the_public_instances_reach_their_exact_totals(name: str, least: int, most: int, total: str) -> None:
    instance = read_instance((ASSIGNMENTS / f"{name}.in").read_text())
    rows = instance.without_zeros() if least else instance.affinities
    asked = readings(rows, 3, least, most)
    found = match(asked)
    assert (instance.total(found.total), keeps(asked, found)) == (total, True)


def best_by_trying(wanted: Readings) -> int | None:
    """The largest total, by way of every state of all loads; None where nothing fits."""
    states = {tuple(0 for _ in wanted.most): 0}
    for i, row in enumerate(wanted.affinities):
        allowed = [k for k, value in enumerate(row) if value is not None]
        fixed = {k for paper, k in wanted.locked if paper == i}
        after: dict[tuple[int, ...], int] = {}
        for readers in combinations(allowed, wanted.wanted[i]):
            if not fixed <= set(readers):
                continue
            gain = sum(row[k] or 0 for k in readers)
            for state, total in states.items():
                loaded = tuple(load + (k in readers) for k, load in enumerate(state))
                if all(load <= high for load, high in zip(loaded, wanted.most, strict=True)):
                    after[loaded] = max(after.get(loaded, total + gain), total + gain)
        states = after
    fits = [
        total
        for state, total in states.items()
        if all(load >= low for load, low in zip(state, wanted.least, strict=True))
    ]
    return max(fits, default=None)


@st.composite
def small_cases(draw: st.DrawFn) -> Readings:
    papers, reviewers = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    value = st.one_of(st.none(), st.integers(0, 3), st.integers(0, 10**12))
    rows = draw(
        st.lists(st.lists(value, min_size=reviewers, max_size=reviewers), min_size=papers, max_size=papers)
    )
    most = draw(st.lists(st.integers(0, papers + 1), min_size=reviewers, max_size=reviewers))
    pair = st.tuples(st.integers(0, papers - 1), st.integers(0, reviewers - 1))
    return Readings(
        affinities=rows,
        wanted=draw(st.lists(st.integers(0, min(3, reviewers)), min_size=papers, max_size=papers)),
        least=[draw(st.integers(0, min(2, high))) for high in most],
        most=most,
        locked=draw(st.frozensets(pair, max_size=2)),
    )


@settings(max_examples=600, deadline=None)
@given(small_cases())
def test_small_cases_are_what_trying_everything_finds(wanted: Readings) -> None:
    best = best_by_trying(wanted)
    if best is None:
        with pytest.raises(Impossible):
            match(wanted)
        return
    found = match(wanted)
    assert (found.total, keeps(wanted, found)) == (best, True)


def improvable(wanted: Readings, found: Matching) -> bool:
    """Whether passing papers round a ring of reviewers, or of reviewers with room, would gain anything (Bellman-Ford)."""
    reviewers = len(wanted.most)
    load, nobody = loads(found, reviewers), reviewers
    steps = [(nobody, k, 0) for k in range(reviewers) if load[k] > wanted.least[k]]
    steps += [(k, nobody, 0) for k in range(reviewers) if load[k] < wanted.most[k]]
    for i, k in found.pairs():
        row = wanted.affinities[i]
        steps += [
            (k, other, (row[k] or 0) - value)
            for other, value in enumerate(row)
            if value is not None and other not in found.readers[i] and (i, k) not in wanted.locked
        ]
    cost = [0] * (reviewers + 1)
    for _ in range(reviewers + 2):
        changed = False
        for one, other, loss in steps:
            if cost[one] + loss < cost[other]:
                cost[other], changed = cost[one] + loss, True
        if not changed:
            return False
    return True


def contested(papers: int, reviewers: int, seed: int) -> list[list[int | None]]:
    """Affinities under which all papers want the same few reviewers, with some pairs that must not be."""
    chance = Random(seed)  # noqa: S311 - an example, no secret
    fame = [chance.random() for _ in range(reviewers)]
    return [
        [None if chance.random() < 0.1 else int(10_000 * f * (0.8 + 0.2 * chance.random())) for f in fame]
        for _ in range(papers)
    ]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    ("papers", "reviewers", "demand", "least", "most"),
    [(60, 30, 3, 0, 7), (60, 30, 3, 6, 7), (60, 30, 3, 4, 20), (30, 60, 3, 1, 2), (40, 40, 2, 2, 2)],
)
def test_nothing_improves_a_contested_plan(
    papers: int, reviewers: int, demand: int, least: int, most: int, seed: int
) -> None:
    rows = contested(papers, reviewers, seed)
    locks = [
        (i, next(k for k, value in enumerate(rows[i]) if value is not None)) for i in range(max(least, 1))
    ]
    asked = readings(rows, demand, least, most, locks)
    found = match(asked)
    assert (keeps(asked, found), improvable(asked, found)) == (True, False)


def test_a_plan_that_can_be_improved_is_seen_by_the_test() -> None:
    asked = readings([[5, 1], [1, 5]], 1, 0, 2)
    assert [improvable(asked, Matching(readers, 0)) for readers in (((1,), (0,)), ((0,), (1,)))] == [
        True,
        False,
    ]


def test_the_same_papers_find_the_same_readers_at_every_run() -> None:
    rows = [[1] * 20 for _ in range(30)]
    found = match(readings(rows, 3, 4, 5))
    assert found == match(readings([list(row) for row in rows], 3, 4, 5))
    assert found.readers[0] == (0, 1, 2)


def refused(asked: Readings) -> str:
    with pytest.raises(Impossible) as no:
        match(asked, lambda i: f"“Paper {'ABCDEFGHIJ'[i]}”", lambda k: ("Ann", "Ben", "Cy", "Dee")[k])
    return no.value.sentence


def test_a_paper_with_too_few_readers_is_named() -> None:
    assert refused(readings([[1, 1, 1], [None, 1, None]], 2, 0, 3)) == (
        "“Paper B” needs 2 readers, and only 1 may read it. Find it more, or ask for fewer readings."
    )


def test_papers_that_share_too_few_readers_are_named_with_them() -> None:
    rows = [[1, 1, None, None] for _ in range(5)] + [[1, 1, 1, 1]]
    assert refused(readings(rows, 1, 0, 2)) == (
        "For “Paper A”, “Paper B”, “Paper C”, “Paper D” and “Paper E”, 5 readings must come from Ann and Ben, as whoever "
        "else may read there does so already; but those can take only 4 in all. Allow each more, find more readers, or ask "
        "for fewer readings."
    )


def test_long_lists_of_papers_are_cut() -> None:
    rows: Rows = [[1, None] if i < 9 else [1, 1] for i in range(10)]
    assert refused(readings(rows, 1, 0, 8)).startswith(
        "For “Paper A”, “Paper B”, “Paper C”, “Paper D”, “Paper E”, “Paper F” and 3 more, 9 readings must come from Ann,"
    )


def test_someone_for_whom_there_is_nothing_to_read_is_named() -> None:
    rows: Rows = [[1, 1, None], [1, 1, 1], [1, 1, None]]
    asked = Readings(affinities=rows, wanted=[2, 1, 2], least=[0, 0, 2], most=[3, 3, 3])
    assert (
        refused(asked) == "At least 2 readings should go to Cy, but only 1 can. Ask for fewer at the least."
    )


def test_sums_that_cannot_be_are_said_first() -> None:
    rows = [[1, 1], [1, 1]]
    assert refused(readings(rows, 2, 0, 1)) == (
        "The papers need 4 readings, but the reviewers may take only 2. Allow each more, or ask for fewer."
    )
    assert refused(readings(rows, 1, 2, 2)) == (
        "The reviewers are to take at least 4 readings, but the papers need only 2. Ask each for fewer."
    )
    assert refused(Readings(affinities=rows, wanted=[2, 2], least=[2, 0], most=[1, 4])) == (
        "Ann is to read at least 2 papers more, but may read only 1 more. Set the least below the most."
    )


def test_locks_that_ask_too_much_are_named() -> None:
    rows: Rows = [[1, 1, None], [1, 1, 1]]
    assert refused(readings(rows, 1, 0, 2, [(0, 2)])) == (
        "“Paper A” is fixed for Cy, who must not read it. Take that away first."
    )
    assert refused(readings(rows, 1, 0, 2, [(0, 0), (0, 1)])) == (
        "“Paper A” has 2 readers that are fixed, but is to have 1. Free some, or ask for more readings."
    )
    assert refused(readings(rows, 2, 0, 1, [(0, 0), (1, 0)])) == (
        "Ann has 2 papers that are fixed, but may read at most 1. Free some, or allow more."
    )


def test_nothing_to_read_is_no_fault() -> None:
    assert match(Readings(affinities=[], wanted=[], least=[0, 0], most=[1, 1])) == Matching((), 0)
