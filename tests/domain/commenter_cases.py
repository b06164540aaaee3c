"""Small questions of who comments on what, and the best answer to each by trying everything."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from hypothesis import strategies as st

from wip.domain.commenter_matching import NO_PAIR, Answer, Commissions, Levels

People = Sequence[frozenset[int]]


@st.composite
def questions(draw: st.DrawFn, *, sure: bool = False) -> Commissions:
    """Locks, absent pairs, times that overlap and seniors included; `sure` leaves the times out that overlap in part."""
    papers, persons = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    wanted = draw(st.sampled_from([[2] * papers, None]))
    top = draw(st.sampled_from([1, 9, 99]))
    fit = st.one_of(st.integers(0, top), st.none()) if draw(st.booleans()) else st.integers(0, top)
    places = st.tuples(st.integers(0, papers - 1), st.integers(0, persons - 1))
    groups = [frozenset(range(0, papers, 2)), frozenset(range(1, papers, 2))]
    free_groups = st.lists(st.frozensets(st.integers(0, papers - 1), min_size=2, max_size=3), max_size=3)
    return Commissions(
        fits=[draw(st.lists(fit, min_size=persons, max_size=persons)) for _ in range(papers)],
        wanted=wanted or draw(st.lists(st.integers(0, 3), min_size=papers, max_size=papers)),
        most=draw(st.lists(st.integers(0, 3), min_size=persons, max_size=persons)),
        locked=frozenset(draw(st.lists(places, max_size=2))),
        clashing=draw(st.sampled_from([[], groups])) if sure or papers < 2 else draw(free_groups),
        seniors=draw(st.one_of(st.none(), st.frozensets(st.integers(0, persons - 1)))),
    )


def levels(asked: Commissions, who: People) -> Levels:
    """How good an answer is, as the issue puts it: computed apart from the search."""
    short = sorted(len(found) for found, wanted in zip(who, asked.wanted, strict=True) if len(found) < wanted)
    unmixed = (
        found
        for found, wanted in zip(who, asked.wanted, strict=True)
        if asked.seniors is not None and found and len(found) >= wanted and not found & asked.seniors
    )
    pairs = [(i, k) for i, found in enumerate(who) for k in found]
    return Levels(
        complete=len(who) - len(short),
        short=tuple(short),
        lowest=min((asked.fits[i][k] or 0 for i, k in pairs if (i, k) not in asked.locked), default=NO_PAIR),
        mixed=-sum(1 for _ in unmixed),
        total=sum(asked.fits[i][k] or 0 for i, k in pairs),
    )


def best_by_trying(asked: Commissions) -> Levels:
    """The best levels among all answers that there are."""
    return max(levels(asked, who) for who in every_answer(asked))


def every_answer(asked: Commissions) -> Iterator[People]:
    """All that is allowed, complete or not."""
    load = [sum(1 for _, k in asked.locked if k == person) for person in range(len(asked.most))]
    fixed = [frozenset(k for i, k in asked.locked if i == paper) for paper in range(len(asked.wanted))]
    yield from _from(asked, 0, fixed, load)


def _from(asked: Commissions, paper: int, who: list[frozenset[int]], load: list[int]) -> Iterator[People]:
    if paper == len(who):
        yield tuple(who)
        return
    at_once = {other for group in asked.clashing if paper in group for other in group} - {paper}
    fixed = who[paper]
    able = [
        k
        for k, fit in enumerate(asked.fits[paper])
        if fit is not None
        and k not in fixed
        and load[k] < asked.most[k]
        and not any(k in who[other] for other in at_once)
    ]
    for count in range(max(0, asked.wanted[paper] - len(fixed)) + 1):
        for chosen in combinations(able, count):
            after = [people + (k in chosen) for k, people in enumerate(load)]
            yield from _from(asked, paper + 1, [*who[:paper], fixed | set(chosen), *who[paper + 1 :]], after)


def is_allowed(asked: Commissions, answer: Answer) -> bool:
    """Whether the answer keeps every rule, however good it is."""
    pairs = set(answer.pairs())
    free = pairs - asked.locked
    fixed = [sum(1 for _, k in asked.locked if k == person) for person in range(len(asked.most))]
    load = [sum(1 for _, k in pairs if k == person) for person in range(len(asked.most))]
    clashes = (
        (a, b, k)
        for group in asked.clashing
        for a, b in combinations(sorted(group), 2)
        for k in answer.commenters[a]
        if k in answer.commenters[b] and ((a, k) in free or (b, k) in free)
    )
    return (
        asked.locked <= pairs
        and all(asked.fits[i][k] is not None for i, k in free)
        and all(have <= max(most, locked) for have, most, locked in zip(load, asked.most, fixed, strict=True))
        and all(
            len(found) <= max(wanted, sum(1 for i, _ in asked.locked if i == paper))
            for paper, (found, wanted) in enumerate(zip(answer.commenters, asked.wanted, strict=True))
        )
        and not list(clashes)
    )
