"""What can be said of an answer of commenter_matching.py: why not this pair, what is short, who would help, what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from wip.domain.commenter_counts import Holdings, best_counts
from wip.domain.commenter_matching import Answer, Levels, commission_with
from wip.domain.commenter_rooms import Commissions, Pair, Rooms, people, rooms
from wip.domain.matching import Namer, by_number, listed

_PAPER, _PERSON = by_number("paper"), by_number("commenter")


@dataclass(frozen=True)
class Names:
    """How rows are called in sentences."""

    paper: Namer = _PAPER
    person: Namer = _PERSON


@dataclass(frozen=True)
class Changes:
    """Two answers side by side. Pairs in order; levels of both."""

    kept: tuple[Pair, ...]
    gone: tuple[Pair, ...]
    new: tuple[Pair, ...]
    before: Levels
    after: Levels


@dataclass(frozen=True)
class WhyNot:
    """What a pair would cost. `answer` is the best one with the pair; None where it cannot be, or is there already."""

    words: str
    answer: Answer | None = None


@dataclass(frozen=True)
class Volunteer:
    """Somebody who is not there yet: with `places` more for papers of `topic`, these papers would be completed."""

    topic: str
    places: int
    completes: tuple[int, ...]
    gain: int
    """How many more papers would have their number. Below the length of `completes` where another lost it."""


def compare(before: Answer, after: Answer) -> Changes:
    """Which pairs stay, go and come, and the levels of both."""
    old, new = set(before.pairs()), set(after.pairs())
    return Changes(
        tuple(sorted(old & new)),
        tuple(sorted(old - new)),
        tuple(sorted(new - old)),
        before.levels,
        after.levels,
    )


def why_not(
    asked: Commissions, answer: Answer, paper: int, person: int, names: Names | None = None
) -> WhyNot:
    """Why this person is not on this paper: what the best answer with the pair loses, at the first level that loses."""
    names = names or Names()
    who, what = names.person(person), names.paper(paper)
    if person in answer.commenters[paper]:
        return WhyNot(f"{who} is on {what}.")
    barred = _barred(asked, paper, person)
    if barred:
        return WhyNot(barred.format(who=who, what=what))
    other = commission_with(asked, (paper, person))
    return WhyNot(f"With {who} on {what}, {_loss(asked, answer, other, names)}", other)


def _barred(asked: Commissions, paper: int, person: int) -> str:
    if asked.fits[paper][person] is None:
        return "{who} must not comment on {what}."
    at_once = {other for group in asked.clashing if paper in group for other in group}
    if any((other, person) in asked.locked for other in at_once):
        return "{who} is fixed for a paper at the same time as {what}. Free that one first."
    if sum(1 for _, other in asked.locked if other == person) >= asked.most[person]:
        return "{who} has as many papers as offered, and all are fixed. Free one first."
    if sum(1 for other, _ in asked.locked if other == paper) >= asked.wanted[paper]:
        return "{what} has its commenters, and all are fixed. Free one first, or ask for one more."
    return ""


def _loss(asked: Commissions, best: Answer, other: Answer, names: Names) -> str:
    before, after = best.levels, other.levels
    fewer = before.complete - after.complete
    if fewer > 0:
        lost = [paper for paper in other.incomplete(asked) if paper not in best.incomplete(asked)]
        papers = "one paper" if fewer == 1 else f"{fewer} papers"
        return f"{papers} fewer would have all commenters: {listed(lost, names.paper)} would lack some."
    if after.short < before.short:
        return "the papers that lack commenters would have fewer still."
    if after.lowest < before.lowest:
        return f"the worst pair would fit less well: {after.lowest} points instead of {before.lowest}."
    if after.mixed < before.mixed:
        return _without_senior(asked, best, other, names)
    if after.total < before.total:
        return f"all pairs together would fit less well: {after.total} points instead of {before.total}."
    return "the answer would be just as good. Fix the pair if you like it better."


def _without_senior(asked: Commissions, best: Answer, other: Answer, names: Names) -> str:
    lost = sorted(_unmixed(asked, other) - _unmixed(asked, best))
    papers = "one paper more" if best.levels.mixed - other.levels.mixed == 1 else "more papers"
    return f"{papers} would have nobody senior: {listed(lost, names.paper)}."


def _unmixed(asked: Commissions, answer: Answer) -> set[int]:
    seniors = asked.seniors or frozenset()
    return {
        paper
        for paper, who in enumerate(answer.commenters)
        if who and len(who) >= asked.wanted[paper] and seniors.isdisjoint(who)
    }


def shortage(asked: Commissions, answer: Answer, names: Names | None = None) -> str:
    """What it comes down to that papers lack commenters: those papers, and those who may comment on them. Else empty.

    As in the theorem of Hall: these papers together need more than those people together can take.
    """
    names = names or Names()
    free = rooms(asked)
    lacking = answer.incomplete(asked)
    if not lacking:
        return ""
    holdings = Holdings.of(free, answer.pairs())
    papers = sorted(holdings.reached(lacking))
    who = people(_union(free, papers))
    needs, has = sum(free.need[paper] for paper in papers), sum(holdings.count[paper] for paper in papers)
    called = listed(papers, names.paper)
    verb = "needs" if len(papers) == 1 else "together need"
    if not who:
        return f"{called} {verb} {_more(needs)}, and nobody else may comment there."
    able = "who alone may comment there" if len(who) == 1 else "the only ones who may comment there"
    times = ", as nobody can be at two papers at a time" if _times_count(free, holdings, papers, who) else ""
    return f"{called} {verb} {_more(needs)}, but {listed(who, names.person)}, {able}, can take only {has} of these places{times}."


def _union(free: Rooms, papers: Sequence[int]) -> int:
    mask = 0
    for paper in papers:
        mask |= free.masks[paper]
    return mask


def _times_count(free: Rooms, holdings: Holdings, papers: Sequence[int], who: Sequence[int]) -> bool:
    inside = set(papers)
    return any(
        len(holdings.holders[k]) < free.room[k] and len(inside & set(holdings.holders[k])) < len(papers)
        for k in who
    )


def _more(count: int) -> str:
    return "one commenter more" if count == 1 else f"{count} commenters more"


def volunteers(
    asked: Commissions, answer: Answer, topics: Mapping[str, frozenset[int]], places: Sequence[int] = (1, 2)
) -> tuple[Volunteer, ...]:
    """Who would help most: for each topic and number of places, how many more papers would then have their number.

    `topics`: its words, and the papers that somebody of that topic could take. Exact: such a person is added, and the papers that
    can be complete are counted anew. Only those who help are returned, and more places only where they help more; the best
    first, then the fewest places, then as the topics were given.
    """
    if not answer.incomplete(asked):
        return ()
    found = []
    for topic, papers in topics.items():
        gain = 0
        for count in sorted(set(places)):
            volunteer = _volunteer(asked, answer, topic, papers, count)
            if volunteer.gain > gain:
                gain = volunteer.gain
                found.append(volunteer)
    return tuple(sorted(found, key=lambda one: (-one.gain, one.places)))


def _volunteer(
    asked: Commissions, answer: Answer, topic: str, papers: frozenset[int], places: int
) -> Volunteer:
    more = replace(
        asked,
        fits=[[*row, 0 if paper in papers else None] for paper, row in enumerate(asked.fits)],
        most=[*asked.most, places],
    )
    free = rooms(more)
    counts = best_counts(free)
    gain = counts.value[0] - answer.levels.complete
    full = [i for i in answer.incomplete(asked) if counts.targets[i] == free.need[i]]
    simple = _on_top(free, answer, answer.incomplete(asked))
    return Volunteer(topic, places, tuple(simple if len(simple) == gain else full), gain)


def _on_top(free: Rooms, answer: Answer, lacking: Sequence[int]) -> list[int]:
    """The papers that can be completed without taking anything from another."""
    holdings, full = Holdings.of(free, answer.pairs()), []
    for paper in sorted(lacking, key=lambda i: (free.need[i] - holdings.count[i], i)):
        before = holdings.copy()
        if all(holdings.add(paper) for _ in range(free.need[paper] - holdings.count[paper])):
            full.append(paper)
        else:
            holdings = before
    return sorted(full)


def said_volunteer(volunteer: Volunteer, names: Names | None = None) -> str:
    """One more volunteer in sentencing would complete “The Price of Bail”."""
    names = names or Names()
    papers = "" if volunteer.places == 1 else f" for {volunteer.places} papers"
    called = listed(volunteer.completes, names.paper)
    return f"One more volunteer in {volunteer.topic}{papers} would complete {called}."
