"""What stands in a workbook or a JSON file that claims to be an export, read in a process of its own, within limits.

The rows are told as lines, some hundreds at once; the last line says that it is the last. A refusal takes its place.
"""

import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, BinaryIO

from wip.adapters.spreadsheets import COLUMNS_MOST
from wip.domain.refusals import Refusal

ROWS_MOST = 20_000
CELLS_MOST = 1_000_000
UNPACKED_MOST = 30_000_000
TAGS_MOST = 600_000
"""So many signs < in all of a workbook's XML: they, more than its bytes, are what reading it costs."""

_ENTRIES_MOST = 200
_CHUNK = 256 * 1024
_AT_ONCE = 200
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")

Line = dict[str, Any]

TOO_LARGE = "This workbook holds more than can be read here. Choose “Save as” or “Download”, then “CSV UTF-8”, and send that."
NOT_OURS = "This JSON file is not one that was exported here."
DAMAGED = "This workbook is damaged. Save it again and send it once more."


def told(rows: Iterable[Sequence[str]]) -> Iterator[Line]:
    """The rows as lines; what is too much ends them with a refusal."""
    left, found = UNPACKED_MOST, iter(rows)
    try:
        while part := list(islice(found, _AT_ONCE)):
            left -= sum(len(cell) for row in part for cell in row)
            _refuse_too_large(over=left < 0)
            yield {"rows": part}
    except Refusal as no:
        yield {"refused": no.sentence}
    else:
        yield {"end": True}


def workbook_rows(file: BinaryIO) -> Iterator[tuple[str, ...]]:
    """The rows of a workbook's first sheet, cells as text. Raises Refusal."""
    import openpyxl

    _refuse_large(file)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True, max_row=ROWS_MOST + 2)
        for line, values in enumerate(rows, start=1):
            cells = _trimmed([_text_of(value) for value in values])
            _refuse_many(line - 1 if cells else 0, len(cells))
            yield cells
    except Refusal:
        raise
    except Exception as fault:  # noqa: BLE001 - a library for foreign files fails in many ways
        raise Refusal(f"This workbook cannot be read: {fault}"[:300], "file") from None


def _refuse_large(file: BinaryIO) -> None:
    """Unpacks every part once, and counts: that costs a hundredth of reading it."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            size = sum(entry.file_size for entry in entries)
            _refuse_too_large(over=len(entries) > _ENTRIES_MOST or size > UNPACKED_MOST)
            tags = 0
            for entry in entries:
                with archive.open(entry) as part:
                    while chunk := part.read(_CHUNK):
                        tags += chunk.count(b"<")
    except Refusal:
        raise
    except Exception:  # noqa: BLE001 - as above
        raise Refusal(DAMAGED, "file") from None
    _refuse_too_large(over=tags > TAGS_MOST)


def _refuse_too_large(*, over: bool) -> None:
    if over:
        raise Refusal(TOO_LARGE, "file")


def _trimmed(cells: list[str]) -> tuple[str, ...]:
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _text_of(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), value) if isinstance(value, str) else str(value)


def _refuse_many(rows: int, columns: int) -> None:
    if rows > ROWS_MOST:
        raise Refusal(f"This file has more than {ROWS_MOST:,} rows, which is as many as can be read.", "file")
    if columns > COLUMNS_MOST:
        raise Refusal(
            f"This file has {columns:,} columns; at most {COLUMNS_MOST} are possible. Take out what is not needed.",
            "file",
        )


def json_rows(file: BinaryIO) -> Iterator[tuple[str, ...]]:
    """An export as JSON: its headers, then its papers. Raises Refusal before a sheet is made of too much."""
    try:
        papers = json.loads(file.read().decode("utf-8-sig"))["papers"]
        _refuse_many(len(papers), 0)
        headers: dict[str, None] = {}
        for paper in papers:
            headers.update(dict.fromkeys(paper))
            _refuse_many(0, max(len(paper), len(headers)))
    except Refusal:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refusal(NOT_OURS, "file") from None
    if len(headers) * len(papers) > CELLS_MOST:
        raise Refusal(
            f"This file has more than {CELLS_MOST:,} cells, which is as many as can be read.", "file"
        )
    if not all(isinstance(paper, dict) for paper in papers):
        raise Refusal(NOT_OURS, "file")
    yield tuple(headers)
    for paper in papers:
        yield tuple(_text_of(paper.get(header)) for header in headers)
