"""Adjusted scores: what a paper's mean would be, had all of its reviewers been equally strict.

Each score is taken as the paper's merit plus its reviewer's way of scoring, and both are estimated at once by least
squares, the reviewers' part shrunk towards nought (ridge regression: A. E. Hoerl and R. W. Kennard, 1970; the best
linear unbiased prediction of a random reviewer effect: G. K. Robinson, 1991). Papers drop out of the equations, so that
one small system remains, with a row a reviewer. Exact, and the same for any order of the scores.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from operator import mul
from statistics import fmean
from typing import NamedTuple

SHRINK = 3.0
"""Reviews' worth of doubt: with three readers a paper, three papers in common count for two fifths of a reviewer's
difference and ten for two thirds, since chance moves scores more than habits do. Simulated rounds of 12 to 60 papers come
nearest to the papers' merit with 2 to 5, however far the reviewers lie apart."""


class Given(NamedTuple):
    """One finished review; at most one a paper and reviewer."""

    paper: int
    reviewer: int
    score: float


@dataclass(frozen=True)
class Severity:
    """How one reviewer scores beside the others. `common` counts their papers that somebody else has scored too.

    `difference` is their score less the mean of the others' on the same papers, on average: below nought is strict; None
    where nothing is in common. `counted` is the part of it that adjusting takes off their scores.
    """

    reviews: int
    common: int
    difference: float | None
    counted: float


@dataclass(frozen=True)
class Adjusted:
    """The adjusted mean of each paper and the severity of each reviewer, by their ids.

    `groups` are the ids of reviewers tied together by papers they share, the largest group first; nothing compares
    the scores of one group with those of another.
    """

    means: Mapping[int, float]
    severities: Mapping[int, Severity]
    groups: tuple[tuple[int, ...], ...]


def adjust(given: Iterable[Given], shrink: float = SHRINK) -> Adjusted:
    """Take each reviewer's way of scoring off their scores. `shrink` is above nought.

    Where every reviewer has scored every paper nothing changes. Within a group the reviewers' parts add up to nought, so
    that adjusted and raw means lie on one scale; they may leave it a little.
    """
    papers, reviewers = _by_paper_and_reviewer(given)
    counted = _effects(papers, sorted(reviewers), shrink)
    means = {
        paper: fsum(score - counted[who] for who, score in scores) / len(scores)
        for paper, scores in papers.items()
    }
    severities = {who: _severity(papers, rows, who, counted[who]) for who, rows in reviewers.items()}
    return Adjusted(means, severities, _groups(papers, sorted(reviewers)))


Scores = Mapping[int, Sequence[tuple[int, float]]]
"""The (reviewer, score) pairs of each paper, or the (paper, score) pairs of each reviewer."""


def _by_paper_and_reviewer(given: Iterable[Given]) -> tuple[Scores, Scores]:
    papers: dict[int, list[tuple[int, float]]] = defaultdict(list)
    reviewers: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for paper, who, score in sorted(given):
        papers[paper].append((who, score))
        reviewers[who].append((paper, score))
    return papers, reviewers


def _effects(papers: Scores, who: Sequence[int], shrink: float) -> dict[int, float]:
    """Solve (D + shrink - M) b = s: D counts reviews, M shares of papers read together, s what was given above the papers' means."""
    place = {reviewer: n for n, reviewer in enumerate(who)}
    matrix = [[0.0] * len(who) for _ in who]
    above: list[list[float]] = [[] for _ in who]
    for scores in papers.values():
        if len(scores) == 1:
            continue  # on its own it says nothing of its reviewer
        share, mean = 1 / len(scores), fmean(score for _, score in scores)
        places = [place[reviewer] for reviewer, _ in scores]
        for row, (_, score) in zip(places, scores, strict=True):
            matrix[row][row] += 1
            above[row].append(score - mean)
            for column in places:
                matrix[row][column] -= share
    for n in range(len(who)):
        matrix[n][n] += shrink
    return dict(zip(who, _solved(matrix, [fsum(each) for each in above]), strict=True))


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a symmetric, positive definite system, by Cholesky's decomposition."""
    lower: list[list[float]] = []
    first: list[float] = []
    for n, row in enumerate(matrix):
        done: list[float] = []
        for other, each in zip(lower, row, strict=False):
            done.append((each - sum(map(mul, done, other))) / other[-1])
        done.append(sqrt(row[n] - sum(map(mul, done, done))))
        first.append((right[n] - sum(map(mul, done, first))) / done[-1])
        lower.append(done)
    found = first
    for n in range(len(matrix) - 1, -1, -1):
        found[n] /= lower[n][n]
        for m in range(n):
            found[m] -= lower[n][m] * found[n]
    return found


def _severity(papers: Scores, rows: Sequence[tuple[int, float]], who: int, counted: float) -> Severity:
    differences = []
    for paper, score in rows:
        others = [each for other, each in papers[paper] if other != who]
        if others:
            differences.append(score - fmean(others))
    return Severity(len(rows), len(differences), fmean(differences) if differences else None, counted)


def _groups(papers: Scores, who: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    root = {reviewer: reviewer for reviewer in who}

    def top(reviewer: int) -> int:
        while root[reviewer] != reviewer:
            root[reviewer] = reviewer = root[root[reviewer]]
        return reviewer

    for scores in papers.values():
        for reviewer, _ in scores:
            root[top(reviewer)] = top(scores[0][0])
    found: dict[int, list[int]] = defaultdict(list)
    for reviewer in who:
        found[top(reviewer)].append(reviewer)
    return tuple(sorted(map(tuple, found.values()), key=lambda group: (-len(group), group)))
