"""Measures who comments on what: CPU time, memory and levels, on easy and on contested questions, each in a process of its own.

.venv/bin/python -m benchmarks.commenters [--large] [--only WORD ...]

OR-tools or HiGHS answer the same questions where they are installed (pip install '.[bench]'), level by level.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from random import Random

from benchmarks.commenter_solvers import by_program
from wip.domain.commenter_matching import Commissions, Levels, commission

SIZES = ((30, 60), (200, 200), (1_000, 1_000))
TARGETS = {(30, 60): (0.05, 2_000), (200, 200): (1.0, 2_000), (1_000, 1_000): (30.0, 2_000)}
"""CPU seconds and MB."""
KINDS = (
    "spread", "contested", "tight", "conflicts", "times", "seniors", "few points", "standing", "short", "short by half"
)  # fmt: skip
TOPICS = 8


@dataclass(frozen=True)
class Row:
    """One answer, as its process reports it."""

    seconds: float
    megabytes: int
    levels: Levels
    proved: bool
    told: int
    """How often progress was told."""


def question(kind: str, papers: int, persons: int) -> Commissions:
    """Two commenters a paper. Made by chance that is the same at every run."""
    chance = Random(4)  # noqa: S311 - the same at every run
    enough = -(-2 * papers // persons)
    fits = _spread(chance, papers, persons) if kind == "spread" else _contested(chance, papers, persons)
    if kind == "few points":
        fits = [[None if fit is None else fit // 20 for fit in row] for row in fits]
    if kind == "conflicts":
        fits = [[None if chance.random() < 0.9 else fit for fit in row] for row in fits]
    places = round({"short": 1.8, "short by half": 1.0}.get(kind, 0) * papers)
    most = _scattered(chance, places, persons) if places else [enough + (kind != "tight")] * persons
    times = [frozenset(range(first, min(papers, first + 5))) for first in range(0, papers, 5)]
    standing = {(paper, chance.randrange(persons)) for paper in range(0, papers, 3)}
    return Commissions(
        fits=fits,
        wanted=[2] * papers,
        most=most,
        locked=frozenset(standing if kind == "standing" else ()),
        clashing=times if kind == "times" else (),
        seniors=frozenset(k for k in range(persons) if chance.random() < 0.4) if kind == "seniors" else None,
    )


def _spread(chance: Random, papers: int, persons: int) -> list[list[int | None]]:
    return [[chance.randrange(1_000) for _ in range(persons)] for _ in range(papers)]


def _contested(chance: Random, papers: int, persons: int) -> list[list[int | None]]:
    """Some people are everybody's best, and many know nothing of what a paper is about."""
    about = [[chance.random() for _ in range(TOPICS)] for _ in range(papers)]
    knows = [[max(0.0, chance.random() - 0.7) for _ in range(TOPICS)] for _ in range(persons)]
    return [[int(400 * sum(map(float.__mul__, paper, person))) for person in knows] for paper in about]


def _scattered(chance: Random, places: int, persons: int) -> list[int]:
    most = [0] * persons
    for _ in range(places):
        most[chance.randrange(persons)] += 1
    return most


def measure(kind: str, papers: int, persons: int) -> None:
    """Answer one question, and print what it took; runs in a process of its own, so that its memory is its own."""
    asked = question(kind, papers, persons)
    told: list[float] = []
    begun = time.process_time()
    answer = commission(asked, lambda done, _words: told.append(done))
    seconds = time.process_time() - begun
    peak = _peak()
    levels = answer.levels
    print(json.dumps({
        "seconds": seconds, "megabytes": peak, "proved": answer.proved, "told": len(told),
        "levels": [levels.complete, levels.short, levels.lowest, levels.mixed, levels.total],
    }))  # fmt: skip


def _peak() -> int:
    """The most memory of this program in MB. Where there is /proc, without what its parent had when it was forked."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(
            int(line.split()[1]) // 1024 for line in status.read_text().splitlines() if "VmHWM" in line
        )
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _measured(kind: str, papers: int, persons: int) -> Row:
    command = [sys.executable, "-m", "benchmarks.commenters", "--measure", kind, str(papers), str(persons)]
    said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    complete, short, lowest, mixed, total = said["levels"]
    levels = Levels(complete, tuple(short), lowest, mixed, total)
    return Row(said["seconds"], said["megabytes"], levels, said["proved"], said["told"])


def main() -> int:
    """Print a row for each question; 1 where a target is missed or another solver finds something else."""
    options = _options()
    if options.measure:
        kind, papers, persons = options.measure
        measure(kind, int(papers), int(persons))
        return 0
    beside = find_spec("scipy") is not None
    if not beside:
        print("HiGHS is not installed: pip install '.[bench]'")
    print(
        "| question | papers x people | CPU s | MB | complete | lowest | no senior | total | proved | told | HiGHS, CPU s |"
    )
    print("|---|---|--:|--:|--:|--:|--:|--:|---|--:|--:|")
    fine = True
    for size in SIZES if options.large else SIZES[:2]:
        for kind in options.only or KINDS:
            fine &= _line(kind, size, beside=beside and size[0] < 1_000)
    return 0 if fine else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the matching of commenters.")
    parser.add_argument("--large", action="store_true", help="also 1,000 papers and 1,000 people")
    parser.add_argument("--only", nargs="+", choices=KINDS, help="these questions")
    parser.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    return parser.parse_args()


def _line(kind: str, size: tuple[int, int], *, beside: bool) -> bool:
    row = _measured(kind, *size)
    seconds, megabytes = TARGETS[size]
    late = row.seconds > seconds or row.megabytes > megabytes
    other, differs = _beside(question(kind, *size), row.levels) if beside else ("-", False)
    levels = row.levels
    print(
        f"| {kind} | {size[0]} x {size[1]} | {row.seconds:.3f}{' **missed**' if late else ''} | {row.megabytes} "
        f"| {levels.complete} | {levels.lowest} | {-levels.mixed} | {levels.total} "
        f"| {'yes' if row.proved else '**no**'} | {row.told} | {other} |",
        flush=True,
    )
    return not late and not differs and row.proved


def _beside(asked: Commissions, levels: Levels) -> tuple[str, bool]:
    begun = time.process_time()
    found = by_program(asked)
    seconds = time.process_time() - begun
    if found is None:
        return "no answer in its time", False
    return (f"{seconds:.2f}", False) if found == levels else (f"{seconds:.2f}: {found}, not the same", True)


if __name__ == "__main__":
    raise SystemExit(main())
