"""The web form's export, row by row: what the import makes of each."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from tests.domain import form_export_above, form_export_below
from tests.domain.form_export import CONTENT, TABLE
from wip.adapters.addresses import normalised
from wip.adapters.spreadsheets import read_table
from wip.domain.imports import judge_rows
from wip.domain.imports_columns import Column, guess_columns
from wip.domain.imports_plans import (
    Already,
    Duplicate,
    ImportPlan,
    ImportRules,
    paper_key,
    refusal_report,
)

RULES = ImportRules(
    zone="America/New_York",
    deadline=datetime(2027, 1, 29, 17, 0, tzinfo=ZoneInfo("America/New_York")),
    abstract_words_max=500,
    session_date=date(2027, 3, 18),
    grace_minutes=10,
    focus_pages_max=10,
)
EXPECTED = form_export_above.EXPECTED + form_export_below.EXPECTED


def plan(
    already: dict[str, Already] | None = None, rules: ImportRules = RULES, content: bytes = CONTENT
) -> ImportPlan:
    table = read_table(content)
    return judge_rows(table, guess_columns(table.headers), rules, already or {}, normalised)


def imported() -> dict[str, Already]:
    """What the session has after the import."""
    return {paper.key: Already(number, paper.abstract) for number, paper in enumerate(plan().papers, start=1)}


def test_the_file_is_read_as_utf_8_with_commas() -> None:
    assert (TABLE.encoding, TABLE.delimiter, len(TABLE.headers)) == ("UTF-8", ",", 13)
    assert [row.line for row in TABLE.rows] == list(range(2, 21))


def test_the_headers_map_in_their_order() -> None:
    assert guess_columns(TABLE.headers) == {
        Column.SUBMITTED_AT: 0,
        Column.EMAIL: 1,
        Column.NAME: 2,
        Column.AFFILIATION: 3,
        Column.TITLE: 4,
        Column.ABSTRACT: 5,
        Column.COAUTHORS: 6,
        Column.CAREER_STAGE: 7,
        Column.WORK_STAGE: 8,
        Column.FOCUS_PAGES: 9,
        Column.QUESTIONS: 10,
        Column.WILL_COMMENT: 11,
        Column.TOPICS: None,
        Column.DRAFT_LINK: 12,
    }


def test_each_row_has_its_verdict() -> None:
    assert plan().verdicts == EXPECTED


def test_a_second_import_takes_nothing() -> None:
    again = plan(imported())
    assert again.papers == ()
    assert [(row.line, row.number, row.sentence) for row in again.duplicates] == [
        (line, number, f"Already imported as paper {number}.")
        for number, line in enumerate((2, 3, 4, 5, 7, 8, 11, 12, 13, 15, 16, 17, 18, 19), start=1)
    ]
    assert [row.line for row in again.refused] == [9, 10, 14, 20]
    assert again.refused[3].sentence == (
        "The same paper as row 4, from Remi Oyelaran, which was imported as paper 3."
    )


def test_a_grown_sheet_adds_its_new_rows_alone() -> None:
    row = '1/20/2027 8:00:00,z.new@law.example.edu,Zora New,New College,"A New Paper",An abstract.,,,,,,,\r\n'
    grown = plan(imported(), content=CONTENT + row.encode())
    assert [(paper.line, paper.title) for paper in grown.papers] == [(22, "A New Paper")]


def test_a_changed_text_is_told_and_not_taken_over() -> None:
    content = CONTENT.replace(b"The Hebrew word in the title", b"That word in the title")
    changed = plan(imported(), content=content)
    assert [row for row in changed.duplicates if row.changed] == [
        Duplicate(
            13,
            paper_key("y.benami@coast.example.edu", "עדות — Testimony Without Memory"),
            number=9,
            changed=True,
        )
    ]
    assert [row.sentence for row in changed.duplicates if row.changed] == [
        "Already imported as paper 9; the changed text is not taken over."
    ]


def test_after_the_grace_a_paper_is_late() -> None:
    strict = ImportRules("America/New_York", RULES.deadline, 500, date(2027, 3, 18), grace_minutes=4)
    assert [row.sentence for row in plan(rules=strict).refused if row.line == 19] == [
        (
            "Sent too late: on 29 January 2027, 17:04:12 New York. "
            "The deadline was 29 January 2027, 17:00 New York, with 4 minutes of grace."
        )
    ]


def test_the_report_has_each_refused_row_as_typed() -> None:
    headers, rows = refusal_report(plan())
    assert headers[:5] == ("Row", "Field", "Reason", "Timestamp", "Email Address")
    assert [row[:5] for row in rows] == [
        (
            "9",
            "title",
            "There is no title. Ask the author for it.",
            "12/21/2026 14:27:39",
            "l.fontaine@coastal.example.edu",
        ),
        (
            "10",
            "e-mail address",
            "There is no e-mail address, so no letter could reach the author.",
            "1/4/2027 7:45:10",
            "",
        ),
        (
            "14",
            "abstract",
            "The abstract has 1072 words; the call allows 500.",
            "1/12/2027 17:59:59",
            "c.duarte@valley.example.edu",
        ),
        (
            "20",
            "title",
            "The same paper as row 4, from Remi Oyelaran. Row 4 counts: its abstract is the fuller one.",
            "1/29/2027 15:20:00",
            "t.varga@law.example.edu",
        ),
    ]
    assert [row[3:] for row in rows] == [TABLE.rows[position].cells for position in (7, 8, 12, 18)]
