"""The targets, each with its figure. They are told, never asserted: a machine's mood must not fail a build."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.measures import HELLO, Figures
from benchmarks.submitting import Submitted

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Target:
    """One target: what was measured, in words, and whether it was met."""

    name: str
    wanted: str
    found: str
    met: bool


def in_hellos(found: Mapping[str, Figures]) -> list[Target]:
    """Targets in multiples of hello's CPU."""
    limits = (
        (("agenda.ics, 3 slots, unchanged", "agenda.ics, 200 slots, unchanged"), 3),
        (("public feed, 3 slots, unchanged", "personal feed, unchanged"), 3),
        (("agenda.ics, 3 slots", "agenda.ics, 200 slots"), 5),
        (("session page, 3 papers", "call page, 3 papers"), 20),
        (("leaders' papers, 1,000", "selection, 1,000", "reviewers' queue, 1,000"), 60),
    )
    return [_at_most(name, ratio(found, name), most, " × hello") for names, most in limits for name in names]


def of_growth(found: Mapping[str, Figures]) -> list[Target]:
    """What a list of 1,000 costs, measured by the same list of 100."""
    return [
        _at_most(
            f"{page}, 1,000 against 100",
            found[f"{page}, 1,000"].whole_cpu / found[f"{page}, 100"].whole_cpu,
            1.2,
            " ×",
        )
        for page in ("leaders' papers", "selection", "reviewers' queue")
    ]


def of_the_whole(
    submitted: Submitted, stored: int, start: float, memory: int, environment: int
) -> list[Target]:
    """Writes at once, start, memory and size."""
    answers = ", ".join(f"{count} × {status}" for status, count in sorted(submitted.statuses.items()))
    tried = sum(submitted.statuses.values()) + len(submitted.faults)
    writes = Target(
        "papers from 8 authors at once",
        "all taken",
        f"{submitted.taken} of {tried} taken, {stored} stored; answers: {answers}, {len(submitted.faults)} broken off",
        submitted.taken == tried == stored and not submitted.failed,
    )
    return [
        writes,
        _at_most("start to first answer", start, 2, " s"),
        _at_most("memory of a worker after the load", memory / MEGABYTE, 100, " MB"),
        _at_most("installed environment", environment / MEGABYTE, 250, " MB"),
    ]


def ratio(found: Mapping[str, Figures], name: str) -> float:
    """A page's CPU in hello's."""
    return found[name].whole_cpu / found[HELLO.name].whole_cpu


def _at_most(name: str, figure: float, most: float, unit: str) -> Target:
    return Target(name, f"at most {most:g}{unit}", f"{figure:.2f}{unit}", figure <= most)
