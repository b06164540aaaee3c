"""Reads about imports: what a session has already, what a plan says of each row, and what became of a sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.imports_columns import Column, ColumnMapping
from wip.domain.imports_plans import (
    Already,
    Duplicate,
    Empty,
    ImportPlan,
    ProposedPaper,
    Refused,
    Sound,
    Superseded,
    Verdict,
    paper_key,
)
from wip.domain.imports_tables import Table
from wip.domain.refusals import Unknown
from wip.domain.texts import clean_line, without_overrides
from wip.models import Author, ImportBatch, Paper, Person, WipSession


class Fate(StrEnum):
    """What an import does with a row."""

    REFUSED = "refused"
    LOOK = "look"
    SOUND = "sound"
    SUPERSEDED = "superseded"
    DUPLICATE = "duplicate"
    EMPTY = "empty"


@dataclass(frozen=True)
class RowView:
    """A row of the sheet as a page or a terminal shows it: what happens to it, and why, a sentence each."""

    line: int
    fate: Fate
    title: str = ""
    who: str = ""
    notes: tuple[str, ...] = ()
    key: str = ""
    loud: bool = False


def already_in(session: Session, wip_session: WipSession) -> dict[str, Already]:
    """The session's papers under every key by which a sheet may name them; two statements.

    An imported paper keeps its key for good. One submitted here answers to each of its authors with an address, so
    that a co-author's row in a sheet is the same paper.
    """
    found: dict[str, Already] = {}
    papers = session.execute(
        sa.select(Paper.number, Paper.abstract, Paper.import_key, Paper.title, Person.email_key)
        .join(Person, Person.id == Paper.submitter_id)
        .where(Paper.wip_session_id == wip_session.id)
        .order_by(Paper.number)
    )
    for number, abstract, import_key, title, email_key in papers:
        paper = Already(number, abstract)
        if import_key:
            found.setdefault(import_key, paper)
        found.setdefault(paper_key(email_key, title), paper)
    coauthors = session.execute(
        sa.select(Paper.number, Paper.abstract, Paper.title, Person.email_key)
        .join(Author, Author.paper_id == Paper.id)
        .join(Person, Person.id == Author.person_id)
        .where(Paper.wip_session_id == wip_session.id, Paper.import_key.is_(None))
        .order_by(Paper.number)
    )
    for number, abstract, title, email_key in coauthors:
        found.setdefault(paper_key(email_key, title), Already(number, abstract))
    return found


def rows_of(plan: ImportPlan, table: Table, mapping: ColumnMapping) -> tuple[RowView, ...]:
    """Every row, what needs a person's eye first: refused rows, then those to look at, then the others."""
    cells = {row.line: row.cells for row in table.rows}
    order = list(Fate)
    views = (_view(verdict, cells[verdict.line], mapping) for verdict in plan.verdicts)
    return tuple(sorted(views, key=lambda view: (order.index(view.fate), not view.loud, view.line)))


def _view(verdict: Verdict, cells: Sequence[str], mapping: ColumnMapping) -> RowView:
    if isinstance(verdict, Sound):
        return _sound(verdict.paper)
    if isinstance(verdict, Empty):
        return RowView(verdict.line, Fate.EMPTY)
    fate = {Refused: Fate.REFUSED, Superseded: Fate.SUPERSEDED, Duplicate: Fate.DUPLICATE}[type(verdict)]
    title, who = _shown(cells, mapping.get(Column.TITLE)), _shown(cells, mapping.get(Column.NAME))
    return RowView(verdict.line, fate, title, who, (verdict.sentence,))


def _sound(paper: ProposedPaper) -> RowView:
    cautions = sorted(paper.cautions, key=lambda caution: not caution.loud)
    fate = Fate.LOOK if cautions else Fate.SOUND
    who = ", ".join(author.name for author in paper.authors)
    notes = tuple(caution.sentence for caution in cautions)
    loud = any(caution.loud for caution in cautions)
    return RowView(paper.line, fate, paper.title, who, notes, paper.key, loud)


def _shown(cells: Sequence[str], position: int | None) -> str:
    return "" if position is None else clean_line(without_overrides(cells[position]))[:500]


def summary(plan: ImportPlan, *, done: bool = False) -> str:
    """The whole plan in one sentence, before the import or after it."""
    rows, papers = len(plan.verdicts), len(plan.papers)
    doing = ("was" if papers == 1 else "were") if done else "can be"
    parts = [f"{papers:,} {'paper' if papers == 1 else 'papers'} {doing} imported", *_others(plan, done=done)]
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"The sheet has {rows:,} {'row' if rows == 1 else 'rows'}: {listed}."


def _others(plan: ImportPlan, *, done: bool) -> Iterator[str]:
    empty = sum(isinstance(verdict, Empty) for verdict in plan.verdicts)
    is_one, are_many = ("was", "were") if done else ("is", "are")
    for number, one, many in (
        (len(plan.refused), f"{is_one} refused", f"{are_many} refused"),
        (len(plan.superseded), "was sent again later", "were sent again later"),
        (len(plan.duplicates), f"{is_one} here already", f"{are_many} here already"),
        (empty, "is empty", "are empty"),
    ):
        if number:
            yield f"{number:,} {one if number == 1 else many}"


def batch_of(session: Session, wip_session: WipSession, batch_id: int) -> ImportBatch:
    """An import of this session. Raises Unknown."""
    batch = session.scalar(
        sa.select(ImportBatch).where(ImportBatch.wip_session_id == wip_session.id, ImportBatch.id == batch_id)
    )
    if batch is None:
        raise Unknown
    return batch


def latest_batches(session: Session, wip_session: WipSession, most: int = 10) -> list[ImportBatch]:
    """The session's last imports, the newest first, without their long reports."""
    return list(
        session.scalars(
            sa.select(ImportBatch)
            .where(ImportBatch.wip_session_id == wip_session.id)
            .options(sa.orm.defer(ImportBatch.report, raiseload=True))
            .order_by(ImportBatch.id.desc())
            .limit(most)
        )
    )
