"""The picture of the reviews: how far they agree, how each reviewer scores, and how far they have come."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from math import fsum, sqrt
from statistics import fmean

from wip.domain.adjusting import Adjusted, Given, Severity
from wip.domain.reviews import HIGHEST, LOWEST

FAR_APART = 2.0
"""Points between the lowest and the highest score of a paper that its readers should talk about."""

ENOUGH = 5
"""Papers in common with others, below which a reviewer's severity is more chance than habit."""

NOTICEABLE = 0.25
"""Points that make a reviewer strict or generous; less is nobody's habit."""


def _deviation(scores: Sequence[float]) -> float | None:
    """The sample's standard deviation, None for fewer than two; `statistics` takes ten times as long for exact fractions."""
    if len(scores) < 2:  # noqa: PLR2004 - one score has no spread
        return None
    mean = fmean(scores)
    return sqrt(fsum((score - mean) ** 2 for score in scores) / (len(scores) - 1))


@dataclass(frozen=True)
class PaperScores:
    """One paper's finished reviews: (reviewer, score), the lowest first. `adjusted` is None while there is none."""

    paper: int
    number: int
    given: tuple[tuple[int, float], ...] = ()
    adjusted: float | None = None

    @cached_property
    def scores(self) -> tuple[float, ...]:
        """The scores, the lowest first."""
        return tuple(score for _, score in self.given)

    @cached_property
    def mean(self) -> float | None:
        """The mean of the scores as they were given."""
        return fmean(self.scores) if self.scores else None

    @cached_property
    def deviation(self) -> float | None:
        """The sample's standard deviation; None for fewer than two scores."""
        return _deviation(self.scores)

    @property
    def apart(self) -> float:
        """Points between the lowest and the highest score."""
        return self.scores[-1] - self.scores[0] if self.scores else 0.0

    @property
    def is_disputed(self) -> bool:
        """Whether the scores lie so far apart that their reviewers should talk."""
        return self.apart >= FAR_APART


class Order(StrEnum):
    """What the list of papers begins with."""

    DISAGREEMENT = "disagreement"
    MEAN = "mean"
    ADJUSTED = "adjusted"
    REVIEWS = "reviews"
    NUMBER = "number"


ORDER_WORDS = {
    Order.DISAGREEMENT: "Disagreement first",
    Order.MEAN: "Highest mean",
    Order.ADJUSTED: "Highest adjusted",
    Order.REVIEWS: "Fewest reviews",
    Order.NUMBER: "Number",
}


def _key(row: PaperScores, order: Order) -> tuple[float, float, int]:
    """What lacks the figure comes last."""
    last = float("inf")
    first: Mapping[Order, tuple[float, float]] = {
        Order.DISAGREEMENT: (last if row.deviation is None else -round(row.deviation, 9), -row.apart),
        Order.MEAN: (last if row.mean is None else -row.mean, 0.0),
        Order.ADJUSTED: (last if row.adjusted is None else -row.adjusted, 0.0),
        Order.REVIEWS: (float(len(row.scores)), 0.0),
        Order.NUMBER: (0.0, 0.0),
    }
    return (*first[order], row.number)


def ordered(rows: Iterable[PaperScores], order: Order) -> list[PaperScores]:
    """The papers in this order; equal ones by their number."""
    return sorted(rows, key=lambda row: _key(row, order))


def paper_scores(numbers: Mapping[int, int], given: Iterable[Given], adjusted: Adjusted) -> list[PaperScores]:
    """Each paper (`numbers` by id) with its scores."""
    found: dict[int, list[tuple[int, float]]] = {}
    for paper, reviewer, score in given:
        found.setdefault(paper, []).append((reviewer, score))
    return [
        PaperScores(
            paper,
            number,
            tuple(sorted(found.get(paper, ()), key=lambda pair: (pair[1], pair[0]))),
            adjusted.means.get(paper),
        )
        for paper, number in numbers.items()
    ]


@dataclass(frozen=True)
class ReviewerScores:
    """One reviewer's finished reviews, and how they compare."""

    person: int
    scores: tuple[float, ...]
    severity: Severity

    @cached_property
    def mean(self) -> float:
        """The mean of the scores as they were given."""
        return fmean(self.scores)

    @property
    def adjusted(self) -> float:
        """The same, adjusted."""
        return self.mean - self.severity.counted

    @cached_property
    def deviation(self) -> float | None:
        """How widely this reviewer scores; None for fewer than two."""
        return _deviation(self.scores)

    @property
    def columns(self) -> tuple[int, ...]:
        """How many scores lie at each point of the scale, the lowest first; halves go up."""
        found = Counter(int(score + 0.5) for score in self.scores)
        return tuple(found[point] for point in range(LOWEST, HIGHEST + 1))


def reviewer_scores(given: Iterable[Given], adjusted: Adjusted) -> list[ReviewerScores]:
    """Each reviewer who has scored something, the strictest first; who has no paper in common with others last."""
    found: dict[int, list[float]] = {}
    for _, reviewer, score in given:
        found.setdefault(reviewer, []).append(score)
    rows = [
        ReviewerScores(who, tuple(sorted(scores)), adjusted.severities[who]) for who, scores in found.items()
    ]
    last = float("inf")

    def strictness(row: ReviewerScores) -> tuple[float, int]:
        return (last if row.severity.difference is None else row.severity.difference, row.person)

    return sorted(rows, key=strictness)


@dataclass(frozen=True)
class Beside:
    """One review beside the others of its paper. `others` is their mean; None where it is the only one."""

    paper: int
    number: int
    score: float
    adjusted: float
    others: float | None

    @property
    def difference(self) -> float | None:
        """The score less the others' mean."""
        return None if self.others is None else self.score - self.others


def beside_others(papers: Iterable[PaperScores], reviewer: int, counted: float) -> list[Beside]:
    """All reviews of one reviewer, `counted` off each, in the order of the papers."""
    found = []
    for row in papers:
        mine = next((score for who, score in row.given if who == reviewer), None)
        if mine is not None:
            others = [score for who, score in row.given if who != reviewer]
            mean = fmean(others) if others else None
            found.append(Beside(row.paper, row.number, mine, mine - counted, mean))
    return found


def severity_words(severity: Severity) -> str:
    """A reviewer's severity in words."""
    if severity.difference is None:
        return "no paper in common with others"
    if abs(severity.difference) < NOTICEABLE:
        return "scores as the others do"
    return "stricter than others" if severity.difference < 0 else "milder than others"


def changes_nothing(rows: Iterable[PaperScores]) -> bool:
    """Whether no paper's adjusted mean differs from its raw one by as much as the pages show."""
    return all(abs((row.adjusted or 0) - (row.mean or 0)) < 0.05 for row in rows)  # noqa: PLR2004 - one decimal


@dataclass(frozen=True)
class Progress:
    """How far one reviewer has come, in numbers of papers. What was declined is not waited for."""

    person: int
    done: int = 0
    abstained: int = 0
    begun: int = 0
    to_read: int = 0
    declined: int = 0

    @property
    def finished(self) -> int:
        """Nobody waits for these any more."""
        return self.done + self.abstained

    @property
    def left(self) -> int:
        """Somebody waits for these."""
        return self.begun + self.to_read

    @property
    def expected(self) -> int:
        """All that this reviewer was to read, and did not decline."""
        return self.finished + self.left


@dataclass(frozen=True)
class Day:
    """What was finished on one day, and until its end."""

    day: date
    finished: int
    total: int


def by_day(days: Iterable[date]) -> list[Day]:
    """Days on which something was finished, in their order."""
    total, found = 0, []
    for day, finished in sorted(Counter(days).items()):
        total += finished
        found.append(Day(day, finished, total))
    return found


PACE_DAYS = 7


def forecast(days: Sequence[Day], left: int, today: date) -> date | None:
    """The day on which the last review comes, if all goes on as in the past week; None if nothing came in it."""
    begin = today - timedelta(days=PACE_DAYS - 1)
    lately = sum(each.finished for each in days if each.day >= begin)
    if not lately or not left:
        return None
    return today + timedelta(days=-(-left * PACE_DAYS // lately))
