"""Papers written as CSV, XLSX and JSON, a row at a time; `sheets_apart` reads them back exactly."""

import csv
import io
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import IO, Any

from wip.adapters.spreadsheets import guarded
from wip.domain.exports import Cell, as_text
from wip.domain.texts import clean_line, without_overrides

CSV, XLSX, JSON = "csv", "xlsx", "json"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    JSON: "application/json",
}
CELL_MOST = 32_767
"""As many characters fit into a cell of a workbook."""

_CHUNK = 64 * 1024
_LONG = ("Title", "Abstract", "Bio", "Questions for readers", "Note to the organisers")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_UNSAFE = re.compile(r'[<>:"/\\|?*]+')
_NAME_MOST = 80


def csv_lines(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file in pieces: UTF-8 with BOM, quoted, guarded against formulas; moments as ISO 8601."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    target.write("\ufeff")
    writer.writerow([guarded(header) for header in headers])
    for row in rows:
        writer.writerow([guarded(as_text(cell)) for cell in row])
        yield target.getvalue().encode()
        target.seek(0)
        target.truncate()
    yield target.getvalue().encode()


def json_lines(
    headers: Sequence[str], rows: Iterable[Sequence[Cell]], about: dict[str, Any]
) -> Iterator[bytes]:
    """The file in pieces: what `about` says, then under "papers" an object a paper, its cells by header."""
    yield f"{json.dumps(about, ensure_ascii=False)[:-1]}, ".encode() if about else b"{"
    yield b'"papers": ['
    comma = "\n"
    for row in rows:
        cells = {
            header: as_text(cell) if isinstance(cell, datetime) else cell
            for header, cell in zip(headers, row, strict=True)
        }
        yield f"{comma}{json.dumps(cells, ensure_ascii=False)}".encode()
        comma = ",\n"
    yield b"\n]}\n"


def workbook(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """A workbook in a temporary file, which is gone once closed; written row by row, never whole in memory.

    Text stays text whatever it begins with; numbers and dates are real ones, moments in UTC.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Papers")
    sheet.freeze_panes = "A2"
    for place, header in enumerate(headers, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _width(header)
    bold, top = Font(bold=True), Alignment(vertical="top", wrap_text=True)

    def cell_of(value: Cell, *, font: Any = None) -> Any:
        if isinstance(value, datetime):
            cell = WriteOnlyCell(sheet, value.astimezone(UTC).replace(tzinfo=None, microsecond=0))
            cell.number_format = "yyyy-mm-dd hh:mm"
        elif isinstance(value, str) and value:
            cell = WriteOnlyCell(sheet, None)
            cell.value = _escaped(value)
            # A text that begins with "=" is a text, also after somebody has edited its cell.
            cell.data_type = "s"
            cell.quotePrefix = True
        else:
            cell = WriteOnlyCell(sheet, value or (None if isinstance(value, str) else value))
        cell.alignment = top
        if font:
            cell.font = font
        return cell

    sheet.append([cell_of(header, font=bold) for header in headers])
    for row in rows:
        sheet.append([cell_of(value) for value in row])
    target = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book.save(target)
    target.seek(0)
    return target


def _width(header: str) -> int:
    return 60 if header in _LONG else max(10, min(len(header) + 2, 30))


def _escaped(text: str) -> str:
    """As a workbook spells what XML cannot carry, and what would be taken for such a spelling."""
    found = _ESCAPE.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text)
    return found if len(found) <= CELL_MOST else too_long(text)


def too_long(text: str) -> str:
    """What stands in a workbook's cell instead of a text that does not fit."""
    return f"[{len(text):,} characters: too long for a cell; export as CSV or JSON to have it]"


def safe_name(text: str) -> str:
    """The beginning of a file name that every system takes: no path, no signs of a system's own, no dots at its ends."""
    plain = _UNSAFE.sub(" ", clean_line(without_overrides(text)))
    return " ".join(plain.split())[:_NAME_MOST].strip(" .") or "paper"


def pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """A file's bytes, a piece at a time; the file is closed at the end."""
    with stream:
        while piece := stream.read(_CHUNK):
            yield piece
