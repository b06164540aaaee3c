"""The command that says who should comment on which paper, by their texts: two files in, a table out, no database."""

import csv
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from wip.domain.refusals import Refusal

if TYPE_CHECKING:
    from wip.adapters.similarity import Found
    from wip.domain.fit_files import Lines

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

L = TypeVar("L", bound="Lines")


@click.command()
@click.option("--people", "people_file", required=True, type=_FILE, help="A line of JSON for each person.")
@click.option("--papers", "papers_file", required=True, type=_FILE, help="A line of JSON for each paper.")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The table: person,paper,fit,reason for every person with every paper, in the order of the files.",
)
@click.option(
    "--without-model", is_flag=True, help="By the words alone, even where the sentence model is installed."
)
def fit(people_file: Path, papers_file: Path, output: Path, *, without_model: bool) -> None:
    """Say how well each paper suits each person, by what the person wrote. A higher fit is better.

    PEOPLE has lines such as {"id": "p1", "texts": [{"title": "...", "abstract": "..."}]}, PAPERS such as {"id": "x",
    "title": "...", "abstract": "..."}. Titles alone will do, and so will one text with several titles pasted into it.
    The same files give the same table at every run.
    """
    from wip.adapters.similarity import found
    from wip.domain.fit_files import read_papers, read_people

    if any(output.exists() and output.samefile(each) for each in (people_file, papers_file)):
        raise Refusal(f"{output} is one of the files to read: name another file for the table.")
    people, papers = _read(people_file, read_people), _read(papers_file, read_papers)
    result = found(people.texts, papers.texts, with_model=not without_model, told=_progress())
    _write(output, people.ids, papers.ids, result)
    how = "words and meaning (sentence model)" if result.with_model else "words"
    click.echo(f"{output}: {len(people.ids)} people with {len(papers.ids)} papers, compared by {how}")


def _read(file: Path, read: Callable[[str], L]) -> L:
    try:
        return read(file.read_text(encoding="utf-8-sig"))
    except OSError as no:
        raise click.ClickException(f"{file} cannot be read: {no.strerror}") from no
    except UnicodeDecodeError as no:
        raise Refusal(f"{file} is not a text file in UTF-8.") from no
    except Refusal as no:
        raise Refusal(f"{file}: {no}") from no


def _progress() -> Callable[[str, int, int], None] | None:
    """Says on a terminal how far it is; nothing where nobody looks."""
    if not sys.stderr.isatty():
        return None

    def told(what: str, done: int, of: int) -> None:
        click.echo(f"\r{what}: {done} of {of}", err=True, nl=done == of)

    return told


def _write(file: Path, people: tuple[str, ...], papers: tuple[str, ...], result: "Found") -> None:
    try:
        with file.open("w", encoding="utf-8", newline="") as out:
            rows = csv.writer(out, lineterminator="\n")
            rows.writerow(("person", "paper", "fit", "reason"))
            for number, person in enumerate(people):
                fits = result.grid.row(number)
                reasons = result.reasons(number)
                # repr: as many decimals as it takes to tell any two fits apart
                rows.writerows(zip([person] * len(papers), papers, map(repr, fits), reasons, strict=True))
    except OSError as no:
        raise click.ClickException(f"{file} cannot be written: {no.strerror}") from no


COMMANDS = (fit,)
