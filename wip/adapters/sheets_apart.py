"""Exports that come back as workbooks and JSON: read apart (see `sheet_contents`), and kept as what was read."""

import io
import json
from collections.abc import Sequence

from wip.adapters.apart import ask
from wip.domain.imports_tables import SheetRow, Table
from wip.domain.refusals import Refusal

WORKBOOK, JSON = "workbook", "json"
_NAMES = {WORKBOOK: "Excel workbook", JSON: "JSON"}


def is_workbook(content: bytes) -> bool:
    """Whether the bytes are an Excel workbook."""
    return content.startswith(b"PK\x03\x04") and b"xl/workbook.xml" in content


def read_apart(kind: str, content: bytes) -> Table:
    """The first sheet of a workbook, or an export as JSON, its cells as text. Refuses what is damaged, or too much."""
    rows: list[list[str]] = []
    for line in ask(f"read-{kind}", io.BytesIO(content)).splitlines():
        try:
            told = json.loads(line)
        except ValueError:  # ended in the middle of a line
            break
        if "refused" in told:
            raise Refusal(told["refused"], "file")
        if "end" in told:
            return _table(rows, _NAMES[kind])
        rows += told["rows"]
    raise Refusal("This file takes too long to be read. Save it as CSV, and send that.", "file")


def _table(rows: Sequence[Sequence[str]], kind: str) -> Table:
    full = [(line, cells) for line, cells in enumerate(rows, start=1) if any(cells)]
    if len(full) < 2:  # noqa: PLR2004 - a header and a row
        raise Refusal("This file has no rows under its header: there is nothing to import.", "file")
    headers = full[0][1]
    width = max(place for place, header in enumerate(headers, start=1) if header)
    below = tuple(SheetRow(line, (*cells, *[""] * width)[:width]) for line, cells in full[1:])
    return Table(tuple(headers[:width]), below, kind, "")


def packed(table: Table) -> bytes:
    """The sheet as bytes, so that it need not be read from its file twice."""
    rows = [[row.line, *row.cells] for row in table.rows]
    return json.dumps([table.encoding, table.delimiter, table.headers, rows]).encode()


def unpacked(content: bytes) -> Table:
    """The inverse of `packed`."""
    encoding, delimiter, headers, rows = json.loads(content)
    below = tuple(SheetRow(line, tuple(cells)) for line, *cells in rows)
    return Table(tuple(headers), below, encoding, delimiter)
