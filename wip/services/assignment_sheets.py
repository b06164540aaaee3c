"""Who reads what, from a sheet: read and judged here, given out by the same verb as by hand."""

from typing import IO

from sqlalchemy.orm import Session

from wip.adapters.addresses import normalised
from wip.adapters.sheets_apart import WORKBOOK, is_workbook, read_apart
from wip.adapters.spreadsheets import read_table
from wip.domain.assignment_sheets import JudgedRow, Known, judge
from wip.domain.imports_tables import Table
from wip.domain.refusals import Refusal
from wip.models import WipSession
from wip.queries.assignments import ANSWERED, HAS_PAPER, given_pairs, kept_apart, open_papers
from wip.queries.readers import readers_of


def read(stream: IO[bytes], most: int) -> Table:
    """The sheet in a CSV file or an Excel workbook of at most `most` bytes. Refuses others, about the field `file`."""
    content = stream.read(most + 1)
    if len(content) > most:
        raise Refusal(f"This file has more than {most:,} bytes. Send only the two columns.", "file")
    return read_apart(WORKBOOK, content) if is_workbook(content) else read_table(content, bytes_most=most)


def judged(session: Session, row: WipSession, table: Table, viewer: int) -> list[JudgedRow]:
    """What each row would do. To the viewer, papers that are closed to them are not there."""
    readers, pairs = readers_of(session, row), given_pairs(session, row)
    known = Known(
        papers={number: (id_, title) for id_, number, title in open_papers(session, row, viewer)},
        readers={each.person.email_key: (each.person.id, each.name) for each in readers},
        apart=kept_apart(session, row),
        given=frozenset(pair for pair, state in pairs.items() if state in HAS_PAPER),
        answered=frozenset(pair for pair, state in pairs.items() if state in ANSWERED),
        key=normalised,
    )
    return judge(table, known)
