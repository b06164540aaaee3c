"""Rows that a form never meant to give, each with its verdict."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.adapters.addresses import normalised
from wip.domain.imports import judge_rows
from wip.domain.imports_columns import Column
from wip.domain.imports_plans import (
    Already,
    Caution,
    Empty,
    ImportPlan,
    ImportRules,
    Refused,
    Sound,
    Superseded,
    pages_named,
    paper_key,
    refusal_report,
)
from wip.domain.imports_stages import career_in, comments_offered, questions_in, work_in
from wip.domain.imports_tables import SheetRow, Table
from wip.domain.papers import AuthorFacts, CareerStage, WorkStage

COLUMNS = tuple(Column)
MAPPING: dict[Column, int | None] = {column: position for position, column in enumerate(COLUMNS)}
RULES = ImportRules("Europe/London", datetime(2027, 1, 29, 17, 0, tzinfo=UTC), 5, date(2027, 3, 18))
PLAIN = {
    Column.SUBMITTED_AT: "2027-01-20 09:15",
    Column.EMAIL: "j.roe@hill.example.edu",
    Column.NAME: "Jane Roe",
    Column.TITLE: "A Title",
    Column.ABSTRACT: "Four words, no more.",
}


def judged(*rows: dict[Column, str], already: dict[str, Already] | None = None) -> ImportPlan:
    cells = [tuple((PLAIN | row).get(column, "") for column in COLUMNS) for row in rows]
    table = Table(
        COLUMNS, tuple(SheetRow(line, row) for line, row in enumerate(cells, start=2)), "UTF-8", ","
    )
    return judge_rows(table, MAPPING, RULES, already or {}, normalised)


@pytest.mark.parametrize(
    ("change", "sentence", "column"),
    [
        ({Column.TITLE: " \n "}, "There is no title. Ask the author for it.", Column.TITLE),
        ({Column.TITLE: "\0\u202e"}, "There is no title. Ask the author for it.", Column.TITLE),
        (
            {Column.TITLE: "x" * 501},
            "The field “title” holds 501 characters; at most 500 are possible.",
            Column.TITLE,
        ),
        (
            {Column.TITLE: "#NAME?"},
            (
                "The spreadsheet has put the error #NAME? where the title was. "
                "Type it anew, with an apostrophe in front."
            ),
            Column.TITLE,
        ),
        ({Column.EMAIL: "j.roe at hill"}, "“j.roe at hill” is not an e-mail address.", Column.EMAIL),
        ({Column.NAME: ""}, "There is no name of an author.", Column.NAME),
        ({Column.ABSTRACT: ""}, "There is no abstract. Ask the author for it.", Column.ABSTRACT),
        ({Column.ABSTRACT: "a b c d e f"}, "The abstract has 6 words; the call allows 5.", Column.ABSTRACT),
        (
            {Column.SUBMITTED_AT: "31.02.2027 09:15"},
            (
                "The time of submission “31.02.2027 09:15” is not a date that can be read. "
                "Write it like 2027-01-20 09:15."
            ),
            Column.SUBMITTED_AT,
        ),
        (
            {Column.SUBMITTED_AT: "2027-01-29 17:10:01"},
            (
                "Sent too late: on 29 January 2027, 17:10:01 London. "
                "The deadline was 29 January 2027, 17:00 London, with 10 minutes of grace."
            ),
            Column.SUBMITTED_AT,
        ),
        (
            {Column.COAUTHORS: ";".join(f"Author {number}" for number in range(12))},
            "13 authors are named; at most 12 are possible.",
            Column.COAUTHORS,
        ),
        (
            {Column.EMAIL: "", Column.TITLE: ""},
            (
                "There is no title. Ask the author for it. "
                "There is no e-mail address, so no letter could reach the author."
            ),
            Column.TITLE,
        ),
    ],
)
def test_refused(change: dict[Column, str], sentence: str, column: Column) -> None:
    typed = tuple((PLAIN | change).get(key, "") for key in COLUMNS)
    assert judged(change).verdicts == (Refused(2, sentence, column, typed),)


@pytest.mark.parametrize(
    ("change", "cautions"),
    [
        ({}, ()),
        ({Column.SUBMITTED_AT: "2027-01-29 17:00"}, ()),
        (
            {Column.SUBMITTED_AT: "2027-01-29 17:10"},
            (
                Caution(
                    "Sent 10 min 0 s late, within the grace of 10: on 29 January 2027, 17:10 London; "
                    "the deadline was 29 January 2027, 17:00 London.",
                    Column.SUBMITTED_AT,
                ),
            ),
        ),
        (
            {Column.SUBMITTED_AT: ""},
            (
                Caution(
                    "No time of submission is given, so nobody can say whether it came in time.",
                    Column.SUBMITTED_AT,
                ),
            ),
        ),
        (
            {Column.TITLE: "A\0 Title"},
            (Caution("Control characters were taken out of the title.", Column.TITLE),),
        ),
        (
            {Column.TITLE: "\u202eA Title\u2066"},
            (
                Caution(
                    "Invisible signs that turn the direction of writing were taken out of the title.",
                    Column.TITLE,
                ),
            ),
        ),
        (
            {Column.ABSTRACT: "\u2067Quotas\u202e survive.\u2069"},
            (
                Caution(
                    "Invisible signs that turn the direction of writing were taken out of the abstract.",
                    Column.ABSTRACT,
                ),
            ),
        ),
        (
            {Column.DRAFT_LINK: "javascript:alert(1)"},
            (
                Caution(
                    "“javascript:alert(1)” is not a web address; it is not taken over.", Column.DRAFT_LINK
                ),
            ),
        ),
        (
            {Column.WILL_COMMENT: "Perhaps"},
            (
                Caution(
                    "“Perhaps” was not understood as an offer to comment; ask the author.",
                    Column.WILL_COMMENT,
                ),
            ),
        ),
        (
            {Column.QUESTIONS: "a?\nb?\nc?\nd?"},
            (Caution("Only 3 questions are taken; left out: “d?”", Column.QUESTIONS),),
        ),
        (
            {Column.COAUTHORS: "J. Roe <J.Roe@hill.example.edu>"},
            (Caution("J. Roe is named twice among the authors; once is enough.", Column.COAUTHORS),),
        ),
    ],
)
def test_sound_with_cautions(change: dict[Column, str], cautions: tuple[Caution, ...]) -> None:
    (paper,) = judged(change).papers
    assert (paper.title, paper.authors) == (
        "A Title",
        (AuthorFacts("Jane Roe", "", "j.roe@hill.example.edu"),),
    )
    assert (paper.cautions, paper.draft_link) == (cautions, "")


def test_an_empty_row_is_nothing_and_a_slipped_one_is_refused() -> None:
    table = Table(
        COLUMNS, (SheetRow(2, (" ",) * 14), SheetRow(3, ("x",) * 15), SheetRow(4, ("x",) * 14)), "UTF-8", ","
    )
    plan = judge_rows(table, MAPPING, RULES, {}, normalised)
    slipped = (
        "This row has 15 cells where the header has 14: "
        "a “,” in a text is probably not inside quotation marks."
    )
    assert plan.verdicts[:2] == (Empty(2), Refused(3, slipped, None, ("x",) * 15))
    headers, rows = refusal_report(plan)
    assert (headers[-2:], [len(row) for row in rows]) == (("draft_link", "Column 15"), [18, 18])


def test_a_later_row_counts_by_its_time_not_its_place() -> None:
    plan = judged({Column.SUBMITTED_AT: "2027-01-21 09:15"}, {Column.TITLE: "a  TITLE!"})
    assert [type(verdict) for verdict in plan.verdicts] == [Sound, Superseded]
    assert plan.superseded == (Superseded(3, by=2),)
    assert plan.superseded[0].sentence == "The same person sent this title again; row 2 counts."


def test_a_later_row_that_is_refused_leaves_the_earlier_standing() -> None:
    plan = judged({}, {Column.SUBMITTED_AT: "2027-02-01 09:15"})
    assert [type(verdict) for verdict in plan.verdicts] == [Sound, Refused]


def test_the_same_title_from_strangers_stands_twice_with_a_word() -> None:
    plan = judged({}, {Column.EMAIL: "j.doe@dale.example.edu", Column.NAME: "John Doe"})
    assert [[caution.sentence for caution in paper.cautions] for paper in plan.papers] == [
        ["The same title stands in row 3, from somebody who is not named here. Please look."],
        ["The same title stands in row 2, from somebody who is not named here. Please look."],
    ]


def test_a_double_of_an_imported_paper_is_refused_even_if_it_says_more() -> None:
    first = {Column.EMAIL: "j.doe@dale.example.edu", Column.NAME: "John Doe", Column.ABSTRACT: "One."}
    second = {Column.COAUTHORS: "John Doe"}
    key = paper_key("j.doe@dale.example.edu", "A Title")
    plan = judged(first, second, already={key: Already(7, "One.")})
    assert [(row.line, row.number, row.changed) for row in plan.duplicates] == [(2, 7, False)]
    assert [(row.line, row.sentence) for row in plan.refused] == [
        (3, "The same paper as row 2, from John Doe, which was imported as paper 7.")
    ]


def test_the_key_is_stable() -> None:
    assert paper_key("j.roe@hill.example.edu", "A  Title!") == paper_key("j.roe@hill.example.edu", "a title")
    assert paper_key("j.roe@hill.example.edu", "Caf\u00e9") == paper_key(
        "j.roe@hill.example.edu", "Cafe\u0301"
    )
    assert paper_key("j.roe@hill.example.edu", "🔍") != paper_key("j.roe@hill.example.edu", "🔒")
    assert paper_key("j.roe@hill.example.edu", "A Title") == (
        "c695db5bd48f09c480f351cc30f3d7d74551da0253e390dd7023884af8316914"
    )


def test_the_facts_keep_what_the_form_has_no_field_for() -> None:
    change = {
        Column.WORK_STAGE: "Draft, 42 pages",
        Column.DRAFT_LINK: "https://files.example.edu/a.pdf",
        Column.QUESTIONS: "1. One? 2) Two?",
    }
    (paper,) = judged(change).papers
    assert (paper.facts.questions, paper.facts.note_to_leaders) == (
        "One?\nTwo?",
        "Stage, as typed: Draft, 42 pages\nDraft: https://files.example.edu/a.pdf",
    )


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Untenured", CareerStage.UNTENURED),
        ("Tenured 2 years or less", CareerStage.RECENTLY_TENURED),
        ("Tenured more than 2 years", CareerStage.TENURED),
        ("Fellow / VAP", CareerStage.FELLOW),
        ("Other: doctoral candidate", CareerStage.STUDENT),
        ("Professorin", CareerStage.OTHER),
        ("", None),
    ],
)
def test_career_stages(text: str, stage: CareerStage | None) -> None:
    assert career_in(text) == stage


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Draft, 42 pages", WorkStage.DRAFT),
        ("Abstract only", WorkStage.ABSTRACT),
        ("Idea", WorkStage.IDEA),
        ("In print 1 March 2027", WorkStage.IN_PRINT),
        ("Draft, accepted by a journal", WorkStage.IN_PRINT),
        ("Draft, not accepted anywhere", WorkStage.DRAFT),
        ("Unpublished manuscript", WorkStage.DRAFT),
        ("60%", None),
    ],
)
def test_work_stages(text: str, stage: WorkStage | None) -> None:
    assert work_in(text) == stage


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("", 0),
        ("No", 0),
        ("Yes", 1),
        ("Yes, one", 1),
        ("Yes, two", 2),
        ("3", 3),
        ("ja, zwei", 2),
        ("Perhaps", None),
    ],
)
def test_offers_to_comment(text: str, offered: int | None) -> None:
    assert comments_offered(text) == offered


def test_questions_lose_their_numbers_and_nothing_else() -> None:
    assert questions_in("1. Is 2.5 too much?\n\n- And § 3?") == ("Is 2.5 too much?", "And § 3?")


@pytest.mark.parametrize(
    ("text", "pages"),
    [("12-21", 10), ("30 to 39", 10), ("20-29; 44", 11), ("pp. 3, 5 and 7", 3), ("all", None), ("", None)],
)
def test_pages_are_counted_where_they_can_be(text: str, pages: int | None) -> None:
    assert pages_named(text) == pages


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=60), max_size=13))
def test_any_text_gets_one_verdict_and_a_clean_title(row: dict[Column, str]) -> None:
    plan = judged(row, row)
    assert [verdict.line for verdict in plan.verdicts] == [2, 3]
    assert not any(set(paper.title) & set("\0\n\r\u202e\u2066") for paper in plan.papers)
