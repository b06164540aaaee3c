"""Measures who-reads-what: `wip assign`'s solver beside two exact, compiled ones, on the same instances in one run.

.venv/bin/python -m benchmarks.assignment [--large]

OR-tools and SciPy are set beside it where they are installed: pip install '.[bench]' puts them there. The app needs neither.
"""

import argparse
import random
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from benchmarks.assignment_solvers import by_flow, by_program
from wip.domain.matching import Readings, match
from wip.domain.matching_files import Instance, read_instance

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "data" / "assignment"
PUBLIC = (
    ("preflib1", 0, 6), ("preflib2", 0, 7), ("preflib3", 0, 6), ("preflib3", 2, 6), ("preflib3", 3, 6),
    ("aamas2016", 0, 12), ("aamas2016", 6, 12),
)  # fmt: skip
MADE = (("spread", 30, 60, 3), ("contested", 30, 60, 3), ("spread", 200, 200, 2), ("contested", 200, 200, 2))
LARGE = (("spread", 1_000, 1_000, 2), ("contested", 1_000, 1_000, 2))
TOPICS = 8
FACTOR_MOST = 2
"""What ours may cost of the better of the two."""

Solver = Callable[[Readings], int]


@dataclass(frozen=True)
class Case:
    """An instance and what is wanted of it."""

    name: str
    instance: Instance
    readings: Readings


def main() -> int:
    """Print a row for each instance; 1 where two solvers disagree."""
    options = _options()
    others = {
        "OR-tools flow": by_flow if find_spec("ortools") else None,
        "HiGHS": by_program if find_spec("scipy") else None,
    }
    for missing in (name for name, solver in others.items() if solver is None):
        print(f"{missing} is not installed: pip install '.[bench]'")
    print(
        f"| instance | papers x people | loads | total | ours, CPU ms | {' | '.join(others)} | ours / better |"
    )
    print("|---|---|---|--:|--:|" + "--:|" * len(others) + "--:|")
    agreed = True
    for case in (*_public(), *_made(MADE), *_made(LARGE if options.large else ())):
        agreed &= _row(case, options.rounds, list(others.values()))
    return 0 if agreed else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the assignment solver beside OR-tools and HiGHS.")
    parser.add_argument("--large", action="store_true", help="also 1,000 papers and 1,000 people")
    parser.add_argument("--rounds", type=int, default=5, help="the best of so many is shown")
    return parser.parse_args()


def _public() -> Iterator[Case]:
    for name, least, most in PUBLIC:
        instance = read_instance((FOLDER / f"{name}.in").read_text())
        yield _case(name, instance, 3, least, most)


def _made(sizes: tuple[tuple[str, int, int, int], ...]) -> Iterator[Case]:
    """Affinities without ties; where they are contested, some reviewers are everybody's best and all room is needed."""
    for kind, papers, people, demand in sizes:
        chance = random.Random(4)  # noqa: S311 - the same at every run
        most = -(-papers * demand // people) + (kind == "spread")
        rows = _spread(chance, papers, people) if kind == "spread" else _contested(chance, papers, people)
        yield _case(kind, Instance(rows, 3), demand, 0, most)


def _spread(chance: random.Random, papers: int, people: int) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(chance.randrange(1_000_000) for _ in range(people)) for _ in range(papers))


def _contested(chance: random.Random, papers: int, people: int) -> tuple[tuple[int, ...], ...]:
    about = [[chance.random() for _ in range(TOPICS)] for _ in range(papers)]
    knows = [[max(0.0, chance.random() - 0.7) for _ in range(TOPICS)] for _ in range(people)]
    return tuple(
        tuple(int(4_000 * sum(map(float.__mul__, paper, person))) for person in knows) for paper in about
    )


def _case(name: str, instance: Instance, demand: int, least: int, most: int) -> Case:
    papers, people = len(instance.affinities), len(instance.affinities[0])
    affinities = instance.without_zeros() if least else instance.affinities
    return Case(
        name,
        instance,
        Readings(
            affinities=affinities, wanted=[demand] * papers, least=[least] * people, most=[most] * people
        ),
    )


def _row(case: Case, rounds: int, others: list[Solver | None]) -> bool:
    total, mine = _timed(lambda readings: match(readings).total, case.readings, rounds)
    cells, agreed, costs = [], True, []
    for solver in others:
        if solver is None:
            cells.append("-")
            continue
        other, cost = _timed(solver, case.readings, rounds)
        costs.append(cost)
        agreed &= other == total
        cells.append(f"{cost * 1000:.1f}" if other == total else f"{cost * 1000:.1f}: {other}, not the same")
    ratio = mine / min(costs) if costs else None
    verdict = "-" if ratio is None else f"{ratio:.2f}" + (" **missed**" if ratio > FACTOR_MOST else "")
    wanted = case.readings
    print(
        f"| {case.name} | {len(wanted.wanted)} x {len(wanted.most)} | {wanted.least[0]}-{wanted.most[0]} "
        f"| {case.instance.total(total)} | {mine * 1000:.1f} | {' | '.join(cells)} | {verdict} |",
        flush=True,
    )
    return agreed


def _timed(solver: Solver, readings: Readings, rounds: int) -> tuple[int, float]:
    """The total, and the least CPU time of one call in seconds."""
    total, best = 0, float("inf")
    for _ in range(rounds):
        begun = time.process_time()
        total = solver(readings)
        best = min(best, time.process_time() - begun)
        if best > 1:
            break
    return total, best


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        raise SystemExit(main())
