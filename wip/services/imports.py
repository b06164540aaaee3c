"""Imports: a sheet is kept, looked over, and its sound papers taken in. Nobody is written to."""

from codecs import BOM_UTF8
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.addresses import normalised
from wip.adapters.files import Stored, open_stored, store_sheet
from wip.adapters.sheet_contents import NOT_OURS
from wip.adapters.sheet_contents import ROWS_MOST as OURS_MOST
from wip.adapters.sheets_apart import JSON, WORKBOOK, is_workbook, packed, read_apart, unpacked
from wip.adapters.spreadsheets import ROWS_MOST, read_table, unguarded, write_csv
from wip.domain.exports import is_ours, session_mark
from wip.domain.imports import judge_rows
from wip.domain.imports_columns import ColumnMapping, guess_columns
from wip.domain.imports_plans import ImportPlan, ImportRules, refusal_report, same_title
from wip.domain.imports_tables import Table
from wip.domain.imports_updates import refuse_elsewhere
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Unknown
from wip.domain.zones import AOE, in_zone
from wip.models import Call, ImportBatch, Topic, Upload, WipSession
from wip.queries.imports import Fate, already_in, rows_of, summary
from wip.services.conflict_finding import look
from wip.services.drafts import keep_upload
from wip.services.histories import record
from wip.services.imported_papers import add_offers, add_papers
from wip.settings import Settings

NOTHING_NEW = "There is nothing new to import in this sheet: look at the reason beside each row."
OTHER_WORKBOOK = (
    "This is an Excel workbook, not a CSV file, and not one that was exported here. In the spreadsheet program choose "
    "“Save as” or “Download”, then “CSV UTF-8”, and send that file."
)
_OUR_REPORT = ("Row", "Field", "Reason")
_IMPORT_OF, _READ = "import_of", "read"


@dataclass(frozen=True)
class Reading:
    """How a sheet is to be read: which column is what, in which zone its clock stood, and what 4/5 means.

    `day_first` of None lets the sheet decide.
    """

    columns: ColumnMapping
    zone: str
    day_first: bool | None = None


def guess(table: Table, call: Call) -> Reading:
    """The likeliest reading, for a person to confirm: headers by their words, times by the call's own zone."""
    zone = call.wip_session.zone if call.deadline_zone == AOE else call.deadline_zone
    return Reading(guess_columns(table.headers), zone)


def read_sheet(content: bytes, most: int) -> Table:
    """The sheet in a CSV file of at most `most` bytes, or in one of our own exports. Refuses others, about the field `file`.

    A mended report of refused rows, and an export, are read as they were before their cells were guarded against formulas.
    """
    if len(content) <= most and is_workbook(content):
        table = read_apart(WORKBOOK, content)
        if not is_ours(table.headers):
            raise Refusal(OTHER_WORKBOOK, "file")
        return table
    if len(content) <= most and content.removeprefix(BOM_UTF8).lstrip()[:1] == b"{":
        table = read_apart(JSON, content)
        if not is_ours(table.headers):
            raise Refusal(NOT_OURS, "file")
        return table
    table = read_table(content, rows_most=_rows_most(content), bytes_most=most)
    if table.headers[: len(_OUR_REPORT)] != _OUR_REPORT and not is_ours(table.headers):
        return table
    headers = tuple(unguarded(header) for header in table.headers)
    rows = tuple(replace(row, cells=tuple(unguarded(cell) for cell in row.cells)) for row in table.rows)
    return replace(table, headers=headers, rows=rows)


def _rows_most(content: bytes) -> int:
    """Our own export comes back whole, however long."""
    return (
        OURS_MOST
        if content.removeprefix(BOM_UTF8).replace(b'"', b"").startswith(b"Paper,Version,")
        else ROWS_MOST
    )


def stored_sheet(settings: Settings, wip_session: WipSession, stream: IO[bytes]) -> Stored:
    """Read a sheet and put it away for its preview; a workbook or JSON as what was read, which costs no second reading.

    Writes nothing to the database: `keep_sheet` does. Refuses what is no sheet, or another session's export.
    """
    size, most = stream.seek(0, 2), settings.import_max_bytes
    if size > most:
        raise Refusal(
            f"This file has {size:,} bytes; at most {most:,} are possible. Import it in parts.", "file"
        )
    stream.seek(0)
    content = stream.read()
    table = read_sheet(content, most)
    if is_ours(table.headers):
        refuse_elsewhere(table, session_mark(wip_session.slug))
    read = not table.delimiter
    stored = store_sheet(settings, packed(table) if read else content)
    return replace(stored, facts={_IMPORT_OF: wip_session.id, _READ: read})


def keep_sheet(session: Session, stored: Stored, *, name: str, key: str, now: datetime) -> Upload:
    """Keep the sheet while its preview is read. `key` is unguessable."""
    return keep_upload(session, key, name, stored, now)


def kept_sheet(
    session: Session, settings: Settings, wip_session: WipSession, key: str
) -> tuple[Upload, Table]:
    """A sheet kept for this session, and what stands in it. Raises Unknown."""
    upload = session.scalar(sa.select(Upload).where(Upload.key == key))
    if upload is None or upload.facts.get(_IMPORT_OF) != wip_session.id:
        raise Unknown
    try:
        with open_stored(settings, upload.storage_key) as file:
            content = file.read()
    except FileNotFoundError:
        raise Unknown from None
    if upload.facts.get(_READ):
        return upload, unpacked(content)
    return upload, read_sheet(content, max(settings.import_max_bytes, len(content)))


def preview(session: Session, call: Call, table: Table, reading: Reading) -> ImportPlan:
    """What an import would do with every row; nothing is written. Refuses a reading that cannot be."""
    wip_session = call.wip_session
    rules = ImportRules(
        zone=reading.zone,
        deadline=call.deadline_at,
        abstract_words_max=call.abstract_words_max,
        session_date=in_zone(wip_session.starts_at, wip_session.zone).date(),
        grace_minutes=call.grace_minutes,
        day_first=reading.day_first,
        focus_pages_max=call.focus_pages_max or None,
        topics=_topics(session, call),
    )
    # An author's address stands in many rows, and checking one is most of a row's cost.
    return judge_rows(table, reading.columns, rules, already_in(session, wip_session), cache(normalised))


def _topics(session: Session, call: Call) -> dict[str, int]:
    rows = session.execute(sa.select(Topic.name, Topic.id).where(Topic.call_id == call.id))
    return {same_title(name): topic for name, topic in rows}


def take_in(
    session: Session,
    call: Call,
    table: Table,
    reading: Reading,
    *,
    file_name: str,
    by: Actor,
    now: datetime,
) -> ImportBatch:
    """Import every sound row, with a report of them all; what the session has already is left alone.

    Refuses a sheet with nothing new. Writes no letters: the authors have done nothing here yet.
    """
    wip_session = call.wip_session
    # Two imports of one sheet at once take turns; the second finds everything there.
    session.execute(sa.select(WipSession.id).where(WipSession.id == wip_session.id).with_for_update())
    plan = preview(session, call, table, reading)
    if not plan.papers:
        raise Refusal(NOTHING_NEW)
    papers = add_papers(session, wip_session, plan.papers, by=by, now=now)
    add_offers(session, wip_session, plan.papers, by=by, now=now)
    batch = ImportBatch(
        wip_session_id=wip_session.id,
        person_id=by.person_id,
        file_name=file_name[:255],
        imported=len(papers),
        refused=len(plan.refused),
        report=_report(plan, table, reading, {paper.import_key or "": paper.number for paper in papers}),
        at=now,
    )
    session.add(batch)
    session.flush()
    told = {"file": batch.file_name, "imported": batch.imported, "refused": batch.refused}
    record(session, by, "import papers", batch, now, wip_session=wip_session, new=told)
    look(session, wip_session, now=now)
    return batch


def _report(
    plan: ImportPlan, table: Table, reading: Reading, numbers: dict[str, int]
) -> list[dict[str, Any]]:
    """First what holds for the sheet, then an entry a row; a refused one with its cells, for the download."""
    headers, rows = refusal_report(plan)
    cells = {refused.line: row for refused, row in zip(plan.refused, rows, strict=True)}
    entries = (
        asdict(view) | {"paper": numbers.get(view.key), "cells": cells.get(view.line)}
        for view in rows_of(plan, table, reading.columns)
    )
    return [{"headers": headers, "summary": summary(plan, done=True)}, *entries]


def report_of(batch: ImportBatch) -> bytes:
    """The refused rows of one import with their reasons: a CSV file that can be mended and imported again."""
    first, *entries = batch.report
    return write_csv(first["headers"], [entry["cells"] for entry in entries if entry["fate"] == Fate.REFUSED])
