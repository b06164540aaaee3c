"""The tables that a run prints."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.measures import Figures
from benchmarks.submitting import Submitted
from benchmarks.targets import Target, ratio

COLUMNS = (
    "page",
    "median ms",
    "p95 ms",
    "1 conn./s",
    "8 conn./s",
    "CPU ms",
    "db CPU ms",
    "× hello",
    "SQL",
    "bytes",
)


def table(found: Mapping[str, Figures]) -> str:
    """One line a page, as a Markdown table."""
    return _drawn(COLUMNS, [_cells(found, name) for name in found])


def verdicts(targets: Iterable[Target]) -> str:
    """One line a target."""
    rows = [(t.name, t.wanted, t.found, "met" if t.met else "MISSED") for t in targets]
    return _drawn(("target", "wanted", "measured", ""), rows)


def _cells(found: Mapping[str, Figures], name: str) -> tuple[str, ...]:
    figures = found[name]
    return (
        name,
        *(f"{figures.of(column):.2f}" for column in ("median", "p95")),
        *(f"{figures.of(column):,.0f}" for column in ("alone", "crowd")),
        *(f"{figures.of(column):.2f}" for column in ("cpu", "database")),
        f"{ratio(found, name):.1f}",
        "" if figures.statements is None else str(figures.statements),
        f"{figures.of('size'):,.0f}",
    )


def _drawn(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        fitted = (
            cell.rjust(width) if place and cell[:1].isdigit() else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return f"| {' | '.join(fitted)} |"

    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([line(head), rule, *(line(row) for row in rows)])


def as_json(
    found: Mapping[str, Figures], targets: Iterable[Target], submitted: Submitted, memory: Sequence[int]
) -> dict[str, Any]:
    """Everything measured, for machines."""
    pages = {
        name: {
            "statements": figures.statements,
            "ratio": ratio(found, name),
            "samples": [asdict(sample) for sample in figures.samples],
        }
        for name, figures in found.items()
    }
    told = asdict(submitted)
    return {
        "pages": pages,
        "targets": [asdict(t) for t in targets],
        "submitted": told,
        "workers": list(memory),
    }
