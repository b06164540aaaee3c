"""The command that takes in what a section has today: a spreadsheet of papers."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wip.commands import opened
from wip.domain.imports_columns import COLUMN_WORDS, Column, ColumnMapping
from wip.domain.refusals import Refusal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from wip.domain.imports_plans import ImportPlan
    from wip.domain.imports_tables import Table
    from wip.models import Call
    from wip.services.imports import Reading

_TITLE_WIDTH = 60


@click.command("import-papers")
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar="COLUMN=HEADER",
    help=f"Which header holds what; repeat as needed. COLUMN is one of: {', '.join(Column)}. An empty HEADER leaves it out.",
)
@click.option(
    "--zone", help="The zone of the sheet's times, such as America/New_York. [default: the deadline's]"
)
@click.option(
    "--day-first/--month-first", default=None, help="What 4/5/2027 means. [default: as the sheet shows]"
)
@click.option(
    "--dry-run", is_flag=True, help="Show what would happen and write the report, but import nothing."
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the refused rows go, as CSV. [default: FILE's name with -refused.csv, in this folder]",
)
@click.option("--yes", is_flag=True, help="Do not ask. Nothing is asked either where there is no terminal.")
def import_papers(
    slug: str,
    file: Path,
    mapped: tuple[str, ...],
    zone: str | None,
    *,
    day_first: bool | None,
    dry_run: bool,
    report: Path | None,
    yes: bool,
) -> None:
    """Import the papers in FILE, a spreadsheet saved as CSV, into the session SLUG.

    A FILE that was exported here (CSV, XLSX or JSON) changes the papers in which it differs; their authors are told.

    Prints how each column is read and what happens to each row, writes the refused rows with their reasons to a
    report, and imports what is sound. Nobody is written to. Running it again imports nothing twice.
    """
    from wip.domain.exports import is_ours
    from wip.domain.people import SYSTEM
    from wip.services import imports

    with opened() as (app, session):
        content = file.read_bytes()
        table = imports.read_sheet(content, app.extensions["wip_settings"].import_max_bytes)
        call = _call(session, slug)
        if is_ours(table.headers):
            _update(session, call, table, dry_run=dry_run, yes=yes)
            return
        guessed = imports.guess(table, call)
        columns = dict(guessed.columns) | dict(_chosen(table, mapped))
        reading = replace(guessed, columns=columns, zone=zone or guessed.zone, day_first=day_first)
        plan = imports.preview(session, call, table, reading)
        _show(table, reading, plan)
        _write_report(plan, report or Path(f"{file.stem}-refused.csv"), kept=report is None)
        if not plan.papers and not plan.duplicates:
            raise Refusal("No row of this sheet can be imported.")
        if dry_run or not plan.papers:
            click.echo("Nothing was imported." if dry_run else "There is nothing new to import.")
            return
        # The question may wait for hours; nobody else's writing should.
        session.commit()
        if not yes and sys.stdin.isatty():
            click.confirm(f"Import {len(plan.papers)}?", abort=True)
        now = datetime.now(UTC)
        batch = imports.take_in(session, call, table, reading, file_name=file.name, by=SYSTEM, now=now)
        click.echo(f"Imported {batch.imported}. Nobody was written to.")


def _update(session: "Session", call: "Call", table: "Table", *, dry_run: bool, yes: bool) -> None:
    """An export that comes back: show what differs, and change that. First authors are told."""
    from wip.domain.people import SYSTEM
    from wip.services import updates

    plan = updates.preview(session, call, table, by=SYSTEM, now=datetime.now(UTC))
    for row in plan.rows:
        for fault in row.faults:
            click.echo(f"{row.line:>5} refused    | {row.title[:_TITLE_WIDTH]} | {fault}")
        for edit in () if row.faults else row.edits:
            click.echo(
                f"{row.line:>5} change     | {row.title[:_TITLE_WIDTH]} | {edit.header}: {edit.old} -> {edit.new}"
            )
    click.echo(plan.summary)
    if dry_run or not plan.changed:
        return
    session.commit()
    if not yes and sys.stdin.isatty():
        click.confirm(f"Change {len(plan.changed)}?", abort=True)
    seen, now = len(plan.changed), datetime.now(UTC)
    click.echo(f"Changed {updates.apply(session, call, table, seen=seen, by=SYSTEM, now=now)}.")


def _call(session: "Session", slug: str) -> "Call":
    import sqlalchemy as sa

    from wip.models import WipSession
    from wip.queries.sessions import call_of

    wip_session = session.scalar(sa.select(WipSession).where(WipSession.slug == slug))
    if wip_session is None:
        raise Refusal(
            f"There is no session “{slug}”. Its name is the last part of its address, /sessions/NAME/."
        )
    return call_of(session, wip_session)


def _chosen(table: "Table", mapped: Sequence[str]) -> Iterator[tuple[Column, int | None]]:
    places = {_folded(label): place for place, label in enumerate(table.labels)}
    for each in mapped:
        name, sign, header = each.partition("=")
        if not sign or name.strip() not in set(Column):
            raise Refusal(
                f"--map {each}: write COLUMN=HEADER, with one of {', '.join(Column)} before the sign."
            )
        if header.strip() and _folded(header) not in places:
            raise Refusal(f"--map {each}: the sheet has no such header. It has: {'; '.join(table.labels)}.")
        yield Column(name.strip()), places.get(_folded(header))


def _folded(header: str) -> str:
    return " ".join(header.split()).casefold()


def _show(table: "Table", reading: "Reading", plan: "ImportPlan") -> None:
    from wip.queries.imports import Fate, rows_of, summary

    click.echo(f"How the columns are read ({table.encoding}, times in {reading.zone}):")
    for column, header in _headers(table, reading.columns):
        click.echo(f"  {column:<13} {COLUMN_WORDS[column]:<21} {header}")
    click.echo("What happens to each row:")
    words = {Fate.SOUND: "import", Fate.LOOK: "import*"}
    for row in sorted(rows_of(plan, table, reading.columns), key=lambda row: row.line):
        title = row.title if len(row.title) <= _TITLE_WIDTH else f"{row.title[: _TITLE_WIDTH - 1]}…"
        notes = " ".join(" ".join(note.split()) for note in row.notes)
        click.echo(
            " | ".join(filter(None, (f"{row.line:>5} {words.get(row.fate, row.fate):<10}", title, notes)))
        )
    click.echo(summary(plan))


def _headers(table: "Table", columns: ColumnMapping) -> Iterator[tuple[Column, str]]:
    for column in Column:
        place = columns.get(column)
        yield column, "-" if place is None else table.labels[place]


def _write_report(plan: "ImportPlan", path: Path, *, kept: bool) -> None:
    """Write the refused rows. `kept`: a file of that name may be somebody's mended report, and is not replaced."""
    from wip.adapters.spreadsheets import write_csv
    from wip.domain.imports_plans import refusal_report

    if not plan.refused:
        return
    content = write_csv(*refusal_report(plan))
    others = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    try:
        while kept and path.exists() and path.read_bytes() != content:
            path = next(others)
        path.write_bytes(content)
    except OSError as no:
        raise Refusal(f"The report cannot be written to {path}: {no.strerror}.") from no
    click.echo(f"The refused rows with their reasons: {path}")


COMMANDS = (import_papers,)
