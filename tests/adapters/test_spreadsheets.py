"""CSV in whatever form it comes, and out in a safe one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.adapters.spreadsheets import guarded, read_table, unguarded, write_csv
from wip.domain.imports_tables import SheetRow
from wip.domain.refusals import Refusal

SAVE_AS = "In the spreadsheet program choose “Save as” or “Download”, then “CSV UTF-8”, and send that file."
WEB_PAGE = (
    "This is a web page, not a CSV file; perhaps the form's site asked you to sign in. Download it again."
)
UNCLOSED = (
    'A quotation mark (") is opened in row 3 and never closed, so the rows below it cannot be told apart. '
    "Mend it and send the file again."
)
TOO_WIDE = (
    "Row 2 has a cell of more than 131,072 characters, or a quotation mark that is never closed. "
    "Look there, mend it and send the file again."
)


def rows(content: bytes) -> list[tuple[str, ...]]:
    table = read_table(content)
    return [table.headers, *(row.cells for row in table.rows)]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Näme,Title\r\nÅsa,“Maß”\r\n".encode(), "UTF-8"),
        ("Näme,Title\r\nÅsa,“Maß”\r\n".encode("utf-8-sig"), "UTF-8"),
        ("Näme,Title\r\nÅsa,“Maß”\r\n".encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + "Näme,Title\r\nÅsa,“Maß”\r\n".encode("utf-16-be"), "UTF-16"),
        ("Näme,Title\r\nÅsa,“Maß”\r\n".encode("cp1252"), "Windows-1252"),
    ],
)
def test_encodings(content: bytes, encoding: str) -> None:
    assert rows(content) == [("Näme", "Title"), ("Åsa", "“Maß”")]
    assert read_table(content).encoding == encoding


@pytest.mark.parametrize(
    ("text", "delimiter", "expected"),
    [
        ("a,b,c\n1,2,3", ",", [("a", "b", "c"), ("1", "2", "3")]),
        ("a;b;c\r1;2,5;3\r", ";", [("a", "b", "c"), ("1", "2,5", "3")]),
        ("a\tb\n1;2;3\t4,5,6\n", "\t", [("a", "b"), ("1;2;3", "4,5,6")]),
        ('a,"b; c; d; e"\n"1; 2; 3","4; 5"\n', ",", [("a", "b; c; d; e"), ("1; 2; 3", "4; 5")]),
        ('"a, b, c, d";e\n"1";"2"\n', ";", [("a, b, c, d", "e"), ("1", "2")]),
        ("a,b;c\n1,2;3\n4,5\n", ",", [("a", "b;c"), ("1", "2;3"), ("4", "5")]),
        ("sep=;\na,b;c\n1,1;2\n", ";", [("a,b", "c"), ("1,1", "2")]),
        ("alone\nx\n", ",", [("alone",), ("x",)]),
    ],
)
def test_delimiters(text: str, delimiter: str, expected: list[tuple[str, ...]]) -> None:
    assert rows(text.encode()) == expected
    assert read_table(text.encode()).delimiter == delimiter


def test_line_breaks_inside_quotes_do_not_end_a_row() -> None:
    assert rows(b'a,b\r\n"one\r\ntwo\nthree\rfour","say ""yes"""\r\n') == [
        ("a", "b"),
        ("one\r\ntwo\nthree\rfour", 'say "yes"'),
    ]


def test_rows_have_the_sheet_s_own_numbers_and_empty_ones_at_the_end_are_dropped() -> None:
    table = read_table(b'\n\na,b,,\n"1\n1",2\n\n,,\n3,4\n,,,\n\n')
    assert table.headers == ("a", "b")
    assert table.rows == (
        SheetRow(4, ("1\n1", "2")),
        SheetRow(5, ("", "")),
        SheetRow(6, ("", "")),
        SheetRow(7, ("3", "4")),
    )


def test_ragged_rows_are_filled_up_or_kept_long() -> None:
    assert rows(b"a,b,c\n1\n1,2,3,,\n1,2,3,4\n") == [
        ("a", "b", "c"),
        ("1", "", ""),
        ("1", "2", "3"),
        ("1", "2", "3", "4"),
    ]


def test_doubled_and_empty_headers_get_names_of_their_own() -> None:
    assert read_table(b"Name,,Name,E-mail\n1,2,3,4\n").labels == ("Name", "Column 2", "Name (2)", "E-mail")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty. Choose the file again."),
        (b"\xef\xbb\xbf\r\n\r\n,,\r\n", "This file is empty. Choose the file again."),
        (b"a,b\r\n,\r\n", "This file has a header but no rows under it: there is nothing to import."),
        (b"PK\x03\x04..xl/workbook.xml", f"This is an Excel workbook, not a CSV file. {SAVE_AS}"),
        (b"PK\x03\x04..word/document.xml", f"This is a Word document, not a CSV file. {SAVE_AS}"),
        (b"PK\x03\x04..", f"This is a packed file (ZIP), not a CSV file. {SAVE_AS}"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..", f"This is an old Excel workbook, not a CSV file. {SAVE_AS}"),
        (b"%PDF-1.7\n", f"This is a PDF, not a CSV file. {SAVE_AS}"),
        (b"a,b\n1,\x00\n", f"This is not a text file that can be read. {SAVE_AS}"),
        ("a,b\n1,2\n".encode("utf-16-le"), f"This is not a text file that can be read. {SAVE_AS}"),
        (b"\xff\xfea", f"This is not a text file that can be read. {SAVE_AS}"),
        (b"a,b\n\x81,\x8d\n", f"This is not a text file that can be read. {SAVE_AS}"),
        (
            b"<!DOCTYPE html><html>",
            WEB_PAGE,
        ),
        (
            b'a,b\n1,2\n3,"4\n5,6\n7,8\n',
            UNCLOSED,
        ),
        (
            b'a,b\n1,"' + b"x" * 140_000 + b'"\n',
            TOO_WIDE,
        ),
    ],
)
def test_what_is_no_sheet_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_table(content)
    assert (refusal.value.sentence, refusal.value.field) == (sentence, "file")


def test_the_limits_are_exact() -> None:
    assert len(read_table(b"a\n1\n2\n3\n,,\n", rows_most=3, bytes_most=11).rows) == 3
    with pytest.raises(Refusal) as rows_refusal:
        read_table(b"a\n1\n2\n3\n", rows_most=2)
    with pytest.raises(Refusal) as bytes_refusal:
        read_table(b"a\n1\n2\n3\n", bytes_most=7)
    assert [rows_refusal.value.sentence, bytes_refusal.value.sentence] == [
        "This file has 3 rows; at most 2 are possible. Import it in parts.",
        "This file has 8 bytes; at most 7 are possible. Import it in parts.",
    ]


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("'=1", "''=1"),
        ("'tis", "'tis"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_formulas_are_guarded(cell: str, safe: str) -> None:
    assert guarded(cell) == safe
    assert unguarded(safe) == cell


def test_the_bytes_that_are_written() -> None:
    assert write_csv(("Title", "=N"), [('Say "yes"', "=1"), ("Å;\n", "")]) == (
        '\ufeff"Title","\'=N"\r\n"Say ""yes""","\'=1"\r\n"Å;\n",""\r\n'.encode()
    )


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
TRICKY = st.text(st.sampled_from("'=+-@\t\r\n\",;ab \ufeff\u202e\x1f"), max_size=8)
CELL = TEXT | TRICKY
SHEETS = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=6)
)


@given(SHEETS)
def test_every_text_survives_the_way_out_and_back(cells: list[list[str]]) -> None:
    headers = tuple(f"h{number}" for number in range(len(cells[0])))
    table = read_table(write_csv(headers, [*cells, ["end"] * len(headers)]))
    assert table.headers == headers
    assert [[unguarded(cell) for cell in row.cells] for row in table.rows[:-1]] == cells
    assert (table.encoding, table.delimiter) == ("UTF-8", ",")


@given(st.binary(max_size=200) | TRICKY.map(str.encode))
def test_any_bytes_give_a_table_or_a_refusal(content: bytes) -> None:
    try:
        table = read_table(content)
    except Refusal as refused:
        field, narrow = refused.field, []
    else:
        field, narrow = "file", [row for row in table.rows if len(row.cells) < len(table.headers)]
    assert (field, narrow) == ("file", [])


def test_more_columns_than_a_sheet_of_papers_can_have_are_refused_unless_empty() -> None:
    with pytest.raises(Refusal) as no:
        read_table(b"a" + b",b" * 200_000 + b"\n1")
    assert no.value.sentence == (
        "Row 1 has 200,001 columns; at most 200 are possible. Take out what is not needed, and send the file again."
    )
    empty = b"," * 16_000 + b"\n"
    assert read_table(b"a,b" + empty + b"1,2" + empty + empty * 20).rows == (SheetRow(2, ("1", "2")),)


def test_a_million_empty_lines_are_no_rows_and_more_are_refused() -> None:
    assert len(read_table(b"a\n1\n" + b"\n" * 1_000_000).rows) == 1
    with pytest.raises(Refusal, match="more than 1,100,000 lines"):
        read_table(b"a\n1\n" + b"\n" * 1_200_000)
