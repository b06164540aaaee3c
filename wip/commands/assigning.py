"""The command that solves an assignment by itself: a file in, pairs out, no database."""

import csv
from pathlib import Path

import click

from wip.domain.refusals import Refusal


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--demand", default=3, show_default=True, type=click.IntRange(1), help="Readers a paper.")
@click.option(
    "--min",
    "least",
    default=0,
    show_default=True,
    type=click.IntRange(0),
    help="Papers that each reviewer gets at the least. Above 0, pairs of affinity 0 are forbidden.",
)
@click.option(
    "--max",
    "most",
    type=click.IntRange(0),
    help="Papers that a reviewer gets at the most. [default: any number]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the pairs to this CSV file: paper,reviewer, each counted from 0 in the order of the file.",
)
def assign(file: Path, demand: int, least: int, most: int | None, output: Path | None) -> None:
    """Give each paper of FILE its readers, so that the sum of all affinities is the largest there is.

    FILE has the numbers of papers and of reviewers in its first line, then a row of affinities for each paper. The last
    line printed is the sum. The same file gives the same pairs at every run.
    """
    from wip.domain.matching import Readings, match
    from wip.domain.matching_files import read_instance

    instance = read_instance(_text(file))
    papers, reviewers = len(instance.affinities), len(instance.affinities[0])
    found = match(
        Readings(
            affinities=instance.without_zeros() if least else instance.affinities,
            wanted=[demand] * papers,
            least=[least] * reviewers,
            most=[papers if most is None else most] * reviewers,
        )
    )
    if output is not None:
        _write(output, found.pairs())
        click.echo(f"{output}: {len(found.pairs())} pairs, papers and reviewers counted from 0")
    click.echo(f"total {instance.total(found.total)}")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as no:
        raise click.ClickException(f"{file} cannot be read: {no.strerror}") from no
    except UnicodeDecodeError as no:
        raise Refusal(f"{file} is not a text file.") from no


def _write(file: Path, pairs: tuple[tuple[int, int], ...]) -> None:
    try:
        with file.open("w", encoding="utf-8", newline="") as out:
            rows = csv.writer(out, lineterminator="\n")
            rows.writerow(("paper", "reviewer"))
            rows.writerows(pairs)
    except OSError as no:
        raise click.ClickException(f"{file} cannot be written: {no.strerror}") from no


COMMANDS = (assign,)
