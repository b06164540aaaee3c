"""Criteria: what reviewers give points for, and how points become one score."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from wip.domain.refusals import Refusal
from wip.domain.reviews import HIGHEST, LOWEST

LABELS_LEAST, LABELS_MOST, LABEL_MOST = 2, 7, 60
WEIGHT_LEAST, WEIGHT_MOST = 1, 9
CRITERIA_MOST = 8
"""More criteria than this no reviewer answers with care."""


@dataclass(frozen=True)
class CriterionFacts:
    """One criterion as a leader says it. `labels` names each step of the scale, the lowest first."""

    name: str
    help: str
    labels: tuple[str, ...]
    weight: int = 1


USUAL = (
    CriterionFacts(
        "Question",
        "Is there a question that is worth half an hour of a room’s attention?",
        ("not yet", "a little", "fairly", "clearly", "strikingly"),
        2,
    ),
    CriterionFacts(
        "Stage",
        "Is it early enough for comments to change it, and is there enough to comment on?",
        ("wrong moment", "rather not", "in between", "good moment", "just right"),
        2,
    ),
    CriterionFacts(
        "Fit",
        "Does it fit this call, and would people come for it?",
        ("no", "loosely", "fairly", "well", "perfectly"),
        1,
    ),
)
"""The criteria of a new session (domain.md, what real calls contain: earliest stage that still has substance)."""


def overall(points: Mapping[int, int], criteria: Iterable[tuple[int, int, int]]) -> float | None:
    """The weighted mean of the points given, from LOWEST to HIGHEST; None where none was given.

    `criteria` are (id, weight, number of steps); each step of a scale counts alike, and a criterion without points is left out.
    """
    total, weights = Fraction(0), 0
    for id_, weight, steps in criteria:
        if id_ in points:
            total += weight * (LOWEST + Fraction((HIGHEST - LOWEST) * (points[id_] - 1), max(1, steps - 1)))
            weights += weight
    return float(total / weights) if weights else None


def check(facts: CriterionFacts) -> None:
    """Refuse a criterion that nobody could answer; the refusal names its field."""
    if not facts.name:
        raise Refusal("Give the criterion a name.", "name")
    if not LABELS_LEAST <= len(facts.labels) <= LABELS_MOST:
        raise Refusal(
            f"Give {LABELS_LEAST} to {LABELS_MOST} answers, one a line, the lowest first; these are {len(facts.labels)}.",
            "labels",
        )
    if len({label.casefold() for label in facts.labels}) < len(facts.labels):
        raise Refusal("Two answers are the same. Give each its own words.", "labels")
    long = next((label for label in facts.labels if len(label) > LABEL_MOST), None)
    if long is not None:
        raise Refusal(f"Shorten “{long[:30]}…” to {LABEL_MOST} characters.", "labels")
    if not WEIGHT_LEAST <= facts.weight <= WEIGHT_MOST:
        raise Refusal(f"Give a weight from {WEIGHT_LEAST} to {WEIGHT_MOST}.", "weight")


def unanswered(
    points: Mapping[int, int], no_opinion: Collection[int], criteria: Iterable[int]
) -> tuple[int, ...]:
    """The ids of the criteria that have neither points nor "no opinion"."""
    return tuple(id_ for id_ in criteria if id_ not in points and id_ not in no_opinion)
