"""CSV files as spreadsheets and form programs write them: read whatever they did, written safely."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from wip.domain.imports_tables import FORMULA_STARTS, SheetRow, Table
from wip.domain.refusals import Refusal

ROWS_MOST = 5_000
COLUMNS_MOST = 200
BYTES_MOST = 10_000_000

_DELIMITERS = ",;\t"
_SNIFFED_RECORDS, _SNIFFED_CHARACTERS = 50, 300_000
_CELL_WIDEST = 131_072
_RECORDS_MOST = 1_100_000
"""Spreadsheets can hold a million rows, and some write them all, empty as they are."""

_BOM = "\ufeff"
# A record of its own at the end; if a quotation mark was never closed, it is swallowed and thereby found out.
_SENTINEL = "\x1fend of the sheet\x1f"
_FIELD = "file"

_SAVE_AS = "In the spreadsheet program choose “Save as” or “Download”, then “CSV UTF-8”, and send that file."
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "This is a packed file (ZIP), not a CSV file."),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old Excel workbook, not a CSV file."),
    (b"%PDF-", "This is a PDF, not a CSV file."),
    (b"{\\rtf", "This is a text document (RTF), not a CSV file."),
)
_PACKED: tuple[tuple[bytes, str], ...] = (
    (b"xl/", "This is an Excel workbook, not a CSV file."),
    (b"word/", "This is a Word document, not a CSV file."),
    (b"opendocument.spreadsheet", "This is a LibreOffice workbook, not a CSV file."),
)
_RISKY = re.escape("".join(FORMULA_STARTS) + "\n")
_GUARDABLE = re.compile(f"'*[{_RISKY}]")
_GUARDED = re.compile(f"'+[{_RISKY}]")


def read_table(content: bytes, *, rows_most: int = ROWS_MOST, bytes_most: int = BYTES_MOST) -> Table:
    """Read a CSV file: UTF-8 or UTF-16 (with BOM), else Windows-1252; commas, semicolons or tabs.

    The first row that is not empty is the header. Cells are kept exactly as typed; short rows are filled
    up, long ones kept long; empty rows at the end are dropped, others kept: row numbers stay the sheet's.
    Refuses other kinds of file, an empty sheet, and more than `bytes_most` bytes, `rows_most` rows or COLUMNS_MOST columns.
    """
    if len(content) > bytes_most:
        raise Refusal(
            f"This file has {len(content):,} bytes; at most {bytes_most:,} are possible. Import it in parts.",
            _FIELD,
        )
    _refuse_other_kinds(content)
    text, encoding = _decoded(content)
    named, body = _named_delimiter(text)
    delimiter = named or _sniffed(body[:_SNIFFED_CHARACTERS])
    records = _without_empty_end(_parsed(body, delimiter))
    first = next((position for position, cells in enumerate(records) if any(map(str.strip, cells))), None)
    if first is None:
        raise Refusal("This file is empty. Choose the file again.", _FIELD)
    headers, below = records[first], records[first + 1 :]
    if not below:
        raise Refusal("This file has a header but no rows under it: there is nothing to import.", _FIELD)
    if len(below) > rows_most:
        raise Refusal(
            f"This file has {len(below):,} rows; at most {rows_most:,} are possible. Import it in parts.",
            _FIELD,
        )
    width = _width(headers)
    rows = tuple(SheetRow(line, _fitted(cells, width)) for line, cells in enumerate(below, start=first + 2))
    return Table(tuple(headers[:width]), rows, encoding, delimiter)


def _refuse_other_kinds(content: bytes) -> None:
    for signature, sentence in _SIGNATURES:
        if content.startswith(signature):
            packed = (words for mark, words in _PACKED if signature.startswith(b"PK") and mark in content)
            raise Refusal(f"{next(packed, sentence)} {_SAVE_AS}", _FIELD)
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml)", content, re.IGNORECASE):
        raise Refusal(
            "This is a web page, not a CSV file; perhaps the form's site asked you to sign in. "
            "Download it again.",
            _FIELD,
        )


def _decoded(content: bytes) -> tuple[str, str]:
    utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for codec, name in (
        (("utf-16", "UTF-16"),) if utf_16 else (("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252"))
    ):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text.removeprefix(_BOM), name
    raise Refusal(f"This is not a text file that can be read. {_SAVE_AS}", _FIELD)


def _named_delimiter(text: str) -> tuple[str, str]:
    """The delimiter that Excel's own first line `sep=;` names, if there is one, and the text after it."""
    match = re.match(rf'"?sep=([{_DELIMITERS}])"?(\r\n|\r|\n)', text, re.IGNORECASE)
    return (match[1], text[match.end() :]) if match else ("", text)


def _sniffed(text: str) -> str:
    """The delimiter that gives the header most columns, and the rows as many: quoted ones do not count."""
    records = list(islice(_delimiters_outside_quotes(text), _SNIFFED_RECORDS))
    if not records:
        return ","
    header = records[0]

    def fit(delimiter: str) -> float:
        alike = sum(record.count(delimiter) == header.count(delimiter) for record in records)
        return header.count(delimiter) * alike / len(records)

    return max(_DELIMITERS, key=fit)


def _delimiters_outside_quotes(text: str) -> Iterator[str]:
    """For each record that is not blank, its delimiters in order, without those inside quotation marks."""
    quoted, found, blank = False, "", True
    for token in re.finditer(rf'["{_DELIMITERS}\r\n]|[^"{_DELIMITERS}\r\n]+', text):
        sign = token[0]
        if sign == '"':
            quoted, blank = not quoted, False
        elif quoted:
            continue
        elif sign in "\r\n":
            if not blank:
                yield found
            found, blank = "", True
        else:
            blank = blank and not sign.strip()
            found += sign if sign in _DELIMITERS else ""
    if not blank:
        yield found


def _parsed(text: str, delimiter: str) -> list[list[str]]:
    ended = text if text.endswith(("\n", "\r")) else f"{text}\r\n"
    records: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(f"{ended}{_SENTINEL}\r\n", newline=""), delimiter=delimiter):
            records.append(_within(cells, len(records) + 1))
    except csv.Error:
        raise Refusal(
            f"Row {len(records) + 1} has a cell of more than {_CELL_WIDEST:,} characters, or a quotation "
            "mark that is never closed. Look there, mend it and send the file again.",
            _FIELD,
        ) from None
    if records.pop() != [_SENTINEL]:
        raise Refusal(
            f'A quotation mark (") is opened in row {len(records) + 1} and never closed, so the rows '
            "below it cannot be told apart. Mend it and send the file again.",
            _FIELD,
        )
    return records


def _within(cells: list[str], line: int) -> list[str]:
    """The record, without empty cells at its end where they are what makes it too long. Refuses too much."""
    if not any(cells):
        return _NOTHING
    if len(cells) > COLUMNS_MOST:
        last = max(place for place, cell in enumerate(cells, start=1) if cell)
        if last > COLUMNS_MOST:
            raise Refusal(
                f"Row {line} has {last:,} columns; at most {COLUMNS_MOST} are possible. "
                "Take out what is not needed, and send the file again.",
                _FIELD,
            )
        del cells[last:]
    if line > _RECORDS_MOST:
        raise Refusal(f"This file has more than {_RECORDS_MOST:,} lines. Import it in parts.", _FIELD)
    return cells


_NOTHING: list[str] = []


def _without_empty_end(records: list[list[str]]) -> list[list[str]]:
    last = max((position for position, cells in enumerate(records) if any(map(str.strip, cells))), default=-1)
    return records[: last + 1]


def _width(headers: Sequence[str]) -> int:
    """Up to the last header that says something: spreadsheets add empty columns at the right."""
    return max(position for position, header in enumerate(headers, start=1) if header.strip())


def _fitted(cells: Sequence[str], width: int) -> tuple[str, ...]:
    long = list(cells) + [""] * (width - len(cells))
    while len(long) > width and not long[-1].strip():
        long.pop()
    return tuple(long)


def guarded(cell: str) -> str:
    """The cell so that no spreadsheet runs it as a formula: an apostrophe before = + - @ TAB, CR and LF.

    One also goes before apostrophes that stand before such a sign, so that `unguarded` gives back every text.
    """
    return f"'{cell}" if _GUARDABLE.match(cell) else cell


def unguarded(cell: str) -> str:
    """The inverse of `guarded`, for every text."""
    return cell[1:] if _GUARDED.match(cell) else cell


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file that every spreadsheet opens rightly: UTF-8 with BOM, commas, CRLF, quoted and guarded."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([guarded(header) for header in headers])
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return f"{_BOM}{target.getvalue()}".encode()
