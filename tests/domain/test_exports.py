"""Papers as sheets: any text comes back from CSV, XLSX and JSON as it was; edited cells become changes, or are refused."""

import string
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import IO, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wip.adapters.addresses import normalised
from wip.adapters.exports import csv_lines, json_lines, too_long, workbook
from wip.domain.exports import Layout, PaperRecord
from wip.domain.imports_tables import Table
from wip.domain.imports_updates import Edit, UpdatePlan, UpdateRules, judge_update
from wip.domain.papers import (
    STATE_WORDS,
    AuthorFacts,
    CareerStage,
    PaperFacts,
    PaperState,
    PublicationStatus,
    WorkStage,
)
from wip.domain.questions import Asked, QuestionKind
from wip.domain.refusals import Refusal
from wip.domain.texts import clean, clean_line
from wip.services.imports import read_sheet

AT = datetime(2027, 1, 20, 15, 0, 5, tzinfo=UTC)
ASKED = (
    Asked(3, QuestionKind.TEXT, "=Which archive?"),
    Asked(4, QuestionKind.CHOICE, "Room, or online?", ("Room", "Online")),
)
LAYOUT = Layout(2, {1: "Policing; a history", 2: "=Evidence"}, ASKED, "/sessions/mar-2027/")
PAPER = PaperRecord(
    12,
    3,
    PaperState.SUBMITTED,
    PaperFacts(
        '=Quotas, "Without" Numbers',
        "Informal targets\nsurvive.",
        (
            AuthorFacts("Ann Roe", "Hill", "ann@law.example.edu", "0000-0002-1825-0097"),
            AuthorFacts("Bo", "Lake"),
        ),
        CareerStage.UNTENURED,
        WorkStage.DRAFT,
        years=4,
        is_member=False,
        publication=PublicationStatus.SUBMITTED,
        topics=(1, 2),
        answers={3: "-1 of them", 4: "Room"},
    ),
    3,
    AT,
    "quotas.pdf",
    2,
)

SIGNS = st.characters(exclude_categories=["Cs"]) | st.sampled_from(
    "'\"=+-@\t\r\n,;_x0041_\ufffe\uffff\u2028\x85\ufeff"
)
TEXT = st.text(SIGNS, max_size=60).map(clean)
LINE = st.text(SIGNS, max_size=40).map(clean_line)
NAME = LINE.map(lambda text: text or "N")


def _read(stream: IO[bytes]) -> bytes:
    with stream:
        return stream.read()


def sheets(records: tuple[PaperRecord, ...], layout: Layout = LAYOUT) -> Mapping[str, Table]:
    """The papers written in each format, and read back."""
    rows = [layout.cells(record) for record in records]
    contents = {
        "csv": b"".join(csv_lines(layout.headers, rows)),
        "json": b"".join(json_lines(layout.headers, rows, {"session": "x"})),
        "xlsx": _read(workbook(layout.headers, rows)),
    }
    return {kind: read_sheet(content, 10_000_000) for kind, content in contents.items()}


def judged(table: Table, *papers: PaperRecord, closed: frozenset[int] = frozenset()) -> UpdatePlan:
    rules = UpdateRules(LAYOUT, 500, normalised, too_long, closed)
    return judge_update(table, {paper.number: paper for paper in papers}, rules)


@settings(max_examples=60)
@given(st.data())
def test_any_text_comes_back_as_it_was(data: st.DataObject) -> None:
    names = data.draw(st.tuples(NAME, NAME))
    facts = replace(
        PAPER.facts,
        title=data.draw(NAME),
        abstract=data.draw(TEXT),
        bio=data.draw(TEXT),
        questions=data.draw(TEXT),
        focus_pages=data.draw(LINE),
        note_to_leaders=data.draw(TEXT),
        authors=tuple(AuthorFacts(name, data.draw(LINE)) for name in names),
        answers={3: data.draw(TEXT)},
    )
    record = replace(PAPER, facts=facts)
    for kind, table in sheets((record,)).items():
        assert judged(table, record).summary == "1 paper, nothing differs.", kind
        texts = dict(zip(table.headers, table.rows[0].cells, strict=True))
        untouched = {h: t for h, t in LAYOUT.texts(record).items() if h != "Submitted at"}
        assert {h: texts[h] for h in untouched} == untouched, kind


@settings(max_examples=40)
@given(st.text(string.printable + "éß漢", max_size=30).map(clean))
def test_an_edited_text_is_the_only_difference(text: str) -> None:
    changed = replace(PAPER, facts=replace(PAPER.facts, bio=text))
    for table in sheets((changed,)).values():
        plan = judged(table, PAPER)
        assert [row.edits for row in plan.rows] == ([(Edit("Bio", "", text),)] if text else [()])
        assert [row.facts for row in plan.changed] == ([changed.facts] if text else [])


def test_a_text_too_long_for_a_cell_is_left_alone() -> None:
    record = replace(PAPER, facts=replace(PAPER.facts, abstract="word " * 7_000))
    assert [judged(table, record).summary for table in sheets((record,)).values()] == [
        "1 paper, nothing differs."
    ] * 3


def edited(**cells: str) -> Table:
    """The paper's CSV with these cells typed over; the key's underscores stand for spaces."""
    table = sheets((PAPER,))["csv"]
    typed = {header.replace("_", " "): text for header, text in cells.items()}
    (row,) = table.rows
    new = tuple(typed.get(header, cell) for header, cell in zip(table.headers, row.cells, strict=True))
    return replace(table, rows=(replace(row, cells=new),))


@pytest.mark.parametrize(
    ("cells", "fact", "value"),
    [
        ({"Title": " A  New Title "}, "title", "A New Title"),
        ({"Career_stage": "tenured more than two years"}, "career_stage", CareerStage.TENURED),
        ({"Stage_of_the_work": "idea"}, "work_stage", WorkStage.IDEA),
        ({"Years_in_teaching": ""}, "years", None),
        ({"School_is_a_member": "Yes"}, "is_member", True),
        ({"Publication": ""}, "publication", None),
        ({"Topics": "=Evidence"}, "topics", (2,)),
        ({"Topics": "=Evidence; Policing; a history"}, "topics", ()),
        ({"Author_2_name": "", "Author_2_school": ""}, "authors", PAPER.facts.authors[:1]),
        ({"Author_2_e-mail": "bo@x.example.edu"}, "authors", None),
    ],
)
def test_an_edited_cell_changes_its_fact(cells: dict[str, str], fact: str, value: Any) -> None:
    (row,) = judged(edited(**cells), PAPER).rows
    if fact == "topics" and value == ():
        assert row.faults == ("“Policing” is not among the call’s topics.",)
        return
    assert row.facts is not None
    if value is not None or fact in {"years", "publication"}:
        assert row.facts == replace(PAPER.facts, **{fact: value})
    else:
        assert row.facts.authors[1] == AuthorFacts("Bo", "Lake", "bo@x.example.edu")


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"Paper": "99"}, "There is no paper “99” in this session. New papers are imported from a sheet of their own."),
        ({"State": "accepted"}, ("Its state here is “submitted”, in the sheet “accepted”. A sheet cannot change that; "
         "decide on the paper here.")),
        ({"Version": "2", "Bio": "X"}, ("The paper was changed here since the sheet was exported. Bio: here “”, in the "
         "sheet “X”. Export it again.")),
        ({"Title": ""}, "Give the paper a title."),
        ({"Years_in_teaching": "four"}, "“four” is not a number of years."),
        ({"Career_stage": "King"}, "“King” is none of the answers to “Career stage”."),
        ({"Still_revisable": "maybe"}, "Under “Still revisable” write yes or no, or nothing."),
        ({"Author_1_e-mail": "nobody"}, "“nobody”, under “Author 1 e-mail”, is not an e-mail address."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(cells: dict[str, str], fault: str) -> None:
    (row,) = judged(edited(**cells), PAPER).rows
    assert row.faults == (fault,)


def test_another_sessions_sheet_is_refused_whole_and_its_rows_one_by_one() -> None:
    elsewhere = edited(Session="/sessions/apr-2027/", Bio="X")
    with pytest.raises(Refusal) as no:
        judged(elsewhere, PAPER)
    assert no.value.sentence == (
        "This sheet was exported from another session, /sessions/apr-2027/; this one is /sessions/mar-2027/. "
        "Import it there, or export this session’s papers."
    )
    mixed = replace(elsewhere, rows=(*elsewhere.rows, replace(edited(Bio="Y").rows[0], line=3)))
    assert [row.faults for row in judged(mixed, PAPER).rows] == [
        ("This row is of another session, “/sessions/apr-2027/”; this one is /sessions/mar-2027/.",),
        (),
    ]
    lost = replace(elsewhere, headers=tuple(h.replace("Session", "Where") for h in elsewhere.headers))
    with pytest.raises(Refusal, match="The column “Session” is missing"):
        judged(lost, PAPER)


def test_a_paper_stands_once_in_a_sheet_and_is_not_the_leaders_own() -> None:
    table = edited(Bio="X")
    twice = replace(table, rows=(table.rows[0], replace(table.rows[0], line=3)))
    assert [bool(row.faults) for row in judged(twice, PAPER).rows] == [False, True]
    assert judged(table, PAPER, closed=frozenset({12})).summary == "1 paper: 1 is refused."
    assert judged(table, replace(PAPER, state=PaperState.DECLINED)).rows[0].faults[-1] == (
        "It is declined; its text can no longer be changed by a sheet."
    )


@pytest.mark.parametrize("state", [PaperState.WAITING, PaperState.ACCEPTED, PaperState.CONFIRMED])
def test_a_sheet_mends_a_paper_that_has_a_place_or_waits_for_one(state: PaperState) -> None:
    table = edited(Bio="X", State=STATE_WORDS[state][0])
    assert [row.faults for row in judged(table, replace(PAPER, state=state)).rows] == [()]
