"""Criteria: what reviewers give points for, and how points become one score."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from wip.domain.reviews import HIGHEST, LOWEST


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
