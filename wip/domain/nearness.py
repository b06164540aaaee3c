"""How near papers are to what people wrote, by the words of the texts alone.

Each text is a direction: its terms, weighed by how few of all texts have them (TF-IDF). A text is read together with
the texts that are nearest to it, so that "bail" and "pretrial release" meet where other texts use both: what is known
as document expansion after Rocchio. A person is as near to a paper as the mean of the three nearest texts and of all.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest, nsmallest
from itertools import chain
from math import log, sqrt
from operator import itemgetter

from wip.domain.call_contents import listed
from wip.domain.terms import PAIR_COUNTS, Text, apart, terms_of

NEAREST = 3
"""A person's nearest texts are looked at on their own."""

NEIGHBOURS = 10
"""A text is read together with so many."""

TELLING = 25
"""Neighbours are found by so many of a text's strongest terms."""

KEPT = 200
"""The strongest terms of a text and its neighbours; the rest costs time and says little."""

SHOWN = 3
"""Words that a reason names."""

TITLE_SHOWN = 90
"""Letters of a title in a reason."""

NOTHING = "no words in common"

Told = Callable[[int], None]
Vector = tuple["array[int]", "array[float]"]


@dataclass(frozen=True)
class Grid:
    """A number from 0 for each person with each paper, row by row, and which text of the person is the nearest.

    `by_meaning`: the nearest by what a model makes of the texts, not by their words.
    """

    people: int
    papers: int
    values: "array[float]"
    nearest: "array[int]"
    by_meaning: bool = False

    @classmethod
    def of(
        cls,
        values: Iterable[Sequence[float]],
        nearest: Iterable[Sequence[int]],
        *,
        by_meaning: bool = False,
    ) -> "Grid":
        """From a row for each person."""
        numbers, which = list(values), array("q", chain.from_iterable(nearest))
        papers = len(numbers[0]) if numbers else 0
        return cls(len(numbers), papers, array("d", chain.from_iterable(numbers)), which, by_meaning)

    def row(self, person: int) -> "array[float]":
        """One person's numbers, in the order of the papers."""
        return self.values[person * self.papers : (person + 1) * self.papers]

    def even(self) -> "Grid":
        """The same, evened out: a paper that is near to everybody tells little of anybody."""
        means = [sum(self.values[paper :: self.papers]) / max(1, self.people) for paper in range(self.papers)]
        whole = sum(means) / max(1, self.papers)
        factors = [sqrt(whole / mean) if mean else 0.0 for mean in means]
        values = array("d")
        for person in range(self.people):
            values.extend(map(float.__mul__, self.row(person), factors))
        return replace(self, values=values)

    def with_other(self, other: "Grid") -> "Grid":
        """Both in equal parts, each by its mean; the nearest texts are the other's."""
        own, others = (sum(each.values) / max(1, len(each.values)) or 1.0 for each in (self, other))
        pairs = zip(self.values, other.values, strict=True)
        values = array("d", ((one / own + two / others) / 2 for one, two in pairs))
        return replace(other, values=values)


@dataclass(frozen=True)
class Space:
    """All texts as directions: the terms and weights of each, the strongest first; and who has each term."""

    at: dict[Text, int]
    stems: tuple[str, ...]
    vectors: list[Vector]
    having: list[Vector]

    def read(self, text: Text) -> dict[int, float]:
        """A text's terms together with those of its neighbours, of length one; empty for an empty text."""
        own = self.at[text]
        found = defaultdict(float, zip(*self.vectors[own], strict=True))
        for other, near in self._neighbours(own):
            for term, weight in zip(*self.vectors[other], strict=True):
                found[term] += near * weight
        kept = nlargest(KEPT, found.items(), key=itemgetter(1)) if len(found) > KEPT else found.items()
        length = sqrt(sum(weight * weight for _, weight in kept))
        return {term: weight / length for term, weight in kept}

    def _neighbours(self, own: int) -> list[tuple[int, float]]:
        found: dict[int, float] = defaultdict(float)
        terms, weights = self.vectors[own]
        for term, weight in zip(terms[:TELLING], weights[:TELLING], strict=True):
            for other, others in zip(*self.having[term], strict=True):
                found[other] += weight * others
        found.pop(own, None)
        return nlargest(NEIGHBOURS, found.items(), key=itemgetter(1))

    def shared(self, one: Text, other: Text) -> tuple[str, ...]:
        """The stems of the words and phrases that tell most of those that both texts have, at most `SHOWN`."""
        weights = dict(zip(*self.vectors[self.at[one]], strict=True))
        others = zip(*self.vectors[self.at[other]], strict=True)
        both = [(-weights[term] * weight, self.stems[term]) for term, weight in others if term in weights]
        stems = [stem for _, stem in nsmallest(4 * SHOWN, both)]
        in_phrases = {word for stem in stems if " " in stem for word in stem.split()}
        return tuple(stem for stem in stems if stem not in in_phrases)[:SHOWN]


def space_of(texts: Iterable[Text]) -> Space:
    """The space of all texts that are to be compared, the same text counted once."""
    at: dict[Text, int] = {}
    numbers: dict[str, int] = {}
    counts = []
    for text in dict.fromkeys(texts):
        at[text] = len(at)
        counts.append(_numbered(terms_of(text).counts, numbers))
    shares = [0] * len(numbers)
    for terms, _ in counts:
        for term in terms:
            shares[term] += 1
    stems = tuple(numbers)
    rarity = [_rarity(stem, len(counts), share) for stem, share in zip(stems, shares, strict=True)]
    vectors = [_direction(each, rarity) for each in counts]
    having = [(array("q"), array("d")) for _ in numbers]
    for number, vector in enumerate(vectors):
        for term, weight in zip(*vector, strict=True):
            having[term][0].append(number)
            having[term][1].append(weight)
    return Space(at, stems, vectors, having)


def _numbered(counts: Mapping[str, float], numbers: dict[str, int]) -> Vector:
    terms = array("q", (numbers.setdefault(stem, len(numbers)) for stem in counts))
    return terms, array("d", (1 + log(count) for count in counts.values()))


def _rarity(stem: str, texts: int, having: int) -> float:
    return log((texts + 1) / having) * (PAIR_COUNTS if " " in stem else 1)


def _direction(counts: Vector, rarity: Sequence[float]) -> Vector:
    """Of length one, the strongest term first."""
    weighed = [(count * rarity[term], -term) for term, count in zip(*counts, strict=True)]
    length = sqrt(sum(weight * weight for weight, _ in weighed)) or 1.0
    weighed.sort(reverse=True)
    return array("q", (-term for _, term in weighed)), array("d", (weight / length for weight, _ in weighed))


@dataclass(frozen=True)
class Comparison:
    """Everybody's texts, taken apart where they were pasted lists, and the papers, in one space.

    `met` has for each paper the word in which it uses a stem.
    """

    people: tuple[tuple[Text, ...], ...]
    papers: tuple[Text, ...]
    space: Space
    met: tuple[Mapping[str, str], ...]

    def grid(self, told: Told | None = None) -> Grid:
        """How near each paper is to each person. `told` hears how many people are done."""
        having = self._having()
        values, nearest = array("d"), array("q")
        for done, texts in enumerate(self.people, 1):
            rows = [self._row(self.space.read(text), having) for text in texts]
            numbers, which = summed(rows, len(self.papers))
            values.extend(numbers)
            nearest.extend(which)
            if told is not None:
                told(done)
        return Grid(len(self.people), len(self.papers), values, nearest)

    def _having(self) -> dict[int, Vector]:
        """For each term the papers that have it, with its weight there."""
        found: dict[int, Vector] = defaultdict(lambda: (array("q"), array("d")))
        for number, paper in enumerate(self.papers):
            for term, weight in self.space.read(paper).items():
                found[term][0].append(number)
                found[term][1].append(weight)
        return dict(found)

    def _row(self, read: Mapping[int, float], having: Mapping[int, Vector]) -> list[float]:
        row = [0.0] * len(self.papers)
        for term in read.keys() & having.keys():
            weight = read[term]
            for paper, other in zip(*having[term], strict=True):
                row[paper] += weight * other
        return row

    def reason(self, grid: Grid, person: int, paper: int) -> str:
        """In words that follow a name or "you": the person's nearest text, and what it shares with the paper."""
        at = person * grid.papers + paper
        if not grid.values[at]:
            return NOTHING
        text = self.people[person][grid.nearest[at]]
        met = self.met[paper]
        stems = self.space.shared(text, self.papers[paper])
        words = [" ".join(met[stem] for stem in each.split()) for each in stems]
        return _said(text, words)


def compared(people: Iterable[Iterable[Text]], papers: Iterable[Text]) -> Comparison:
    """People's texts and papers, ready to be compared. Pasted lists of titles are taken apart."""
    theirs = tuple(apart(texts) for texts in people)
    these = tuple(papers)
    space = space_of((*these, *(text for texts in theirs for text in texts)))
    return Comparison(theirs, these, space, tuple(terms_of(paper).met for paper in these))


def summed(rows: Sequence[Sequence[float]], papers: int) -> tuple[list[float], list[int]]:
    """For each paper the mean of the nearest texts' mean and of all texts' mean, and which is nearest. A row a text."""
    if not rows:
        return [0.0] * papers, [0] * papers
    values, nearest = [], []
    for column in zip(*rows, strict=True):
        best = sorted(column)[-NEAREST:]
        values.append((sum(best) / len(best) + sum(column) / len(column)) / 2)
        nearest.append(column.index(best[-1]))
    return values, nearest


def _said(text: Text, words: Sequence[str]) -> str:
    title = f"“{_short(text.title or text.abstract)}”"
    if text.is_field:
        about = f", and the paper is about {listed(words)}" if words else ", which is close to the paper"
        return f"named {title} as a field of work{about}"
    return f"wrote {title}, which is close to the paper" + (
        f": both speak of {listed(words)}" if words else ""
    )


def _short(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= TITLE_SHOWN else line[: TITLE_SHOWN - 1].rstrip() + "…"
