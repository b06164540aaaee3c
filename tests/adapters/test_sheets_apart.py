"""Foreign files that claim to be exports: read apart, whole or not at all, and never at the server's cost."""

import io
import json
import zipfile
from collections.abc import Sequence

import openpyxl
import pytest

from wip.adapters.exports import workbook
from wip.adapters.sheet_contents import DAMAGED, NOT_OURS, TOO_LARGE
from wip.adapters.sheets_apart import JSON, WORKBOOK, packed, read_apart, unpacked
from wip.domain.imports_tables import SheetRow, Table
from wip.domain.refusals import Refusal

HEADERS = ("Paper", "Version", "State")
TOO_WIDE = "This file has 201 columns; at most 200 are possible. Take out what is not needed."


def written(*rows: Sequence[str | int]) -> bytes:
    with workbook(HEADERS, rows) as file:
        return file.read()


def exchanged(name: str, part: bytes) -> bytes:
    """A workbook with other XML in one of its parts."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
        zipfile.ZipFile(io.BytesIO(written())) as old,
    ):
        for entry in old.namelist():
            new.writestr(entry, part if entry == name else old.read(entry))
        if name not in old.namelist():
            new.writestr(name, part)
    return target.getvalue()


def sheet(rows: int, columns: int) -> bytes:
    row = b"<row>" + b"<c><v>1</v></c>" * columns + b"</row>"
    return (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + row * rows
        + b"</sheetData></worksheet>"
    )


def test_a_workbook_is_read_with_its_rows_numbers_and_kept_as_read() -> None:
    table = read_apart(WORKBOOK, written((1, 3, "=Σ"), ("", "", ""), (2, 1, "b")))
    assert table == Table(
        HEADERS, (SheetRow(2, ("1", "3", "=Σ")), SheetRow(4, ("2", "1", "b"))), "Excel workbook", ""
    )
    assert unpacked(packed(table)) == table


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (exchanged("xl/worksheets/sheet1.xml", sheet(4_000, 300)), TOO_LARGE),
        (exchanged("xl/worksheets/sheet1.xml", sheet(2, 201)), TOO_WIDE),
        (
            exchanged("xl/worksheets/sheet1.xml", sheet(20_002, 1)),
            "This file has more than 20,000 rows, which is as many as can be read.",
        ),
        (exchanged("xl/sharedStrings.xml", b"<si><t>a</t></si>" * 200_000), TOO_LARGE),
        (exchanged("xl/comments.xml", b" " * 30_000_001), TOO_LARGE),
        (written()[:900], DAMAGED),
        (written(), "This file has no rows under its header: there is nothing to import."),
    ],
    ids=["cells", "columns", "rows", "strings", "bytes", "damaged", "empty"],
)
def test_a_workbook_with_too_much_is_refused_before_it_is_read(content: bytes, sentence: str) -> None:
    with pytest.raises(Refusal) as no:
        read_apart(WORKBOOK, content)
    assert no.value.sentence == sentence


def test_one_text_in_many_cells_does_not_grow_without_end() -> None:
    book = openpyxl.Workbook()
    for _ in range(200):
        book.active.append(["x" * 32_000] * 10)
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(Refusal) as no:
        read_apart(WORKBOOK, target.getvalue())
    assert no.value.sentence == TOO_LARGE


@pytest.mark.parametrize(
    ("papers", "sentence"),
    [
        ([{"Paper": 1, f"h{n}": "x"} for n in range(7_000)], TOO_WIDE),
        ([{f"h{n}": "x" for n in range(201)}], TOO_WIDE),
        ([{}] * 20_001, "This file has more than 20,000 rows, which is as many as can be read."),
        (
            [{f"h{n}": "x" for n in range(200)}, *[{}] * 6_000],
            "This file has more than 1,000,000 cells, which is as many as can be read.",
        ),
        ({"Paper": 1}, NOT_OURS),
        ([["Paper"]], NOT_OURS),
        (1, NOT_OURS),
    ],
)
def test_json_is_refused_before_a_sheet_is_made_of_too_much(papers: object, sentence: str) -> None:
    with pytest.raises(Refusal) as no:
        read_apart(JSON, json.dumps({"papers": papers}).encode())
    assert no.value.sentence == sentence
