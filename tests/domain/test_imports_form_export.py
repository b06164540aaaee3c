"""The web form's export, row by row: what the import makes of each."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from wip.adapters.addresses import normalised
from wip.adapters.spreadsheets import read_table
from wip.domain.imports import judge_rows
from wip.domain.imports_columns import Column, guess_columns
from wip.domain.imports_plans import (
    Already,
    Caution,
    Duplicate,
    ImportPlan,
    ImportRules,
    ProposedPaper,
    Refused,
    Sound,
    Superseded,
    paper_key,
    refusal_report,
)
from wip.domain.papers import AuthorFacts, CareerStage, WorkStage

CONTENT = (Path(__file__).parents[1] / "data" / "papers-form-export.csv").read_bytes()
TABLE = read_table(CONTENT)
RULES = ImportRules(
    zone="America/New_York",
    deadline=datetime(2027, 1, 29, 17, 0, tzinfo=ZoneInfo("America/New_York")),
    abstract_words_max=500,
    session_date=date(2027, 3, 18),
    grace_minutes=10,
    focus_pages_max=10,
)
EXPECTED = (
    Sound(
        2,
        ProposedPaper(
            line=2,
            key=paper_key("m.abara@law.example.edu", "Quotas Without Numbers: Informal Targets in Patrol"),
            email_key="m.abara@law.example.edu",
            title="Quotas Without Numbers: Informal Targets in Patrol",
            abstract=(
                "Statutes in nineteen jurisdictions forbid ticket quotas. None of them reaches the "
                "practice this paper describes: targets that are never written down, conveyed by "
                "praise, shift assignments and silence. Drawing on 41 interviews, I show how informal"
                " targets survive their legal abolition, and argue that the statutory focus on "
                "numbers has made the problem harder to see."
            ),
            authors=(AuthorFacts("Mbali Abara", "Northfield College of Law", "m.abara@law.example.edu"),),
            career_stage=CareerStage.UNTENURED,
            career_typed="Untenured",
            work_stage=WorkStage.DRAFT,
            work_typed="Draft, 42 pages",
            focus_pages="12-21",
            questions=(
                "Is the interview evidence enough for the claim in Part II?",
                "Should the remedy be administrative or statutory?",
            ),
            will_comment=1,
            draft_link="https://files.example.edu/abara/quotas.pdf",
            submitted_at=datetime(2026, 12, 9, 15, 14, 3, tzinfo=UTC),
        ),
    ),
    Sound(
        3,
        ProposedPaper(
            line=3,
            key=paper_key("j.lindqvist@uni.example.edu", "Mercy as Procedure"),
            email_key="j.lindqvist@uni.example.edu",
            title="Mercy as Procedure",
            abstract=(
                "Clemency is usually defended, or attacked, as an exception to procedure. I argue "
                "that it is better understood as a procedure of its own, with standing, evidence, "
                "reasons and review, and that the familiar objection from arbitrariness misses its "
                "target."
            ),
            authors=(
                AuthorFacts("Johan Lindqvist", "Harbor State University", "j.lindqvist@uni.example.edu"),
            ),
            career_stage=CareerStage.RECENTLY_TENURED,
            career_typed="Tenured 2 years or less",
            work_stage=WorkStage.ABSTRACT,
            work_typed="Abstract only",
            will_comment=1,
            submitted_at=datetime(2026, 12, 9, 21, 40, 51, tzinfo=UTC),
        ),
    ),
    Sound(
        4,
        ProposedPaper(
            line=4,
            key=paper_key("r.oyelaran@law.example.edu", "Discovery After Death"),
            email_key="r.oyelaran@law.example.edu",
            title="Discovery After Death",
            abstract=(
                "When a witness dies between deposition and trial, the rules treat her words as a "
                "document. This paper asks what discovery owes to the dead: privilege, correction, "
                "and the duty to preserve."
            ),
            authors=(
                AuthorFacts("Remi Oyelaran", "Lakeview Law School", "R.Oyelaran@Law.Example.EDU"),
                AuthorFacts("Tomas Varga", "Lakeview Law School", "t.varga@law.example.edu"),
                AuthorFacts("Ines Moreau", "Bridgeport University", "i.moreau@bpu.example.edu"),
            ),
            career_stage=CareerStage.UNTENURED,
            career_typed="Untenured",
            work_stage=WorkStage.DRAFT,
            work_typed="Draft, 57 pages",
            focus_pages="30 to 39",
            will_comment=1,
            submitted_at=datetime(2026, 12, 11, 14, 2, 17, tzinfo=UTC),
            cautions=(
                Caution("Row 20, from Tomas Varga, is the same paper; this row is imported.", Column.TITLE),
            ),
        ),
    ),
    Sound(
        5,
        ProposedPaper(
            line=5,
            key=paper_key("s.haddad@crim.example.edu", "“Bail, Bonds, and the ‘Neutral’ Algorithm”"),
            email_key="s.haddad@crim.example.edu",
            title="“Bail, Bonds, and the ‘Neutral’ Algorithm”",
            abstract=(
                "Risk tools enter the bail hearing as neutral advice. I trace — through transcripts "
                "of 212 hearings — how judges quote, ignore, and perform reliance on a score; the "
                "numbers matter least where the statute says they matter most."
            ),
            authors=(AuthorFacts("Sami Haddad", "Eastgate University", "s.haddad@crim.example.edu"),),
            career_stage=CareerStage.FELLOW,
            career_typed="Fellow / VAP",
            work_stage=WorkStage.DRAFT,
            work_typed="Draft",
            focus_pages="1-10",
            questions=("Which journal audience should I write for?",),
            will_comment=1,
            submitted_at=datetime(2026, 12, 15, 3, 31, 0, tzinfo=UTC),
            cautions=(
                Caution(
                    (
                        "The cell holds “s.haddad@crim.example.edu / sami.haddad@mail.example.org”; letters "
                        "go to s.haddad@crim.example.edu only."
                    ),
                    Column.EMAIL,
                ),
            ),
        ),
    ),
    Superseded(6, by=7),
    Sound(
        7,
        ProposedPaper(
            line=7,
            key=paper_key("p.nakagawa@law.example.edu", "Water Boards and Silence"),
            email_key="p.nakagawa@law.example.edu",
            title="Water Boards and Silence",
            abstract=(
                "An idea at this stage: local water boards punish, in fines and shut-offs, more "
                "households than the criminal courts of the same counties. What would follow if we "
                "treated them as penal institutions? (Second try: I forgot to say that I would gladly"
                " comment.)"
            ),
            authors=(
                AuthorFacts("Piper Nakagawa", "Western Plains School of Law", "p.nakagawa@law.example.edu"),
            ),
            career_stage=CareerStage.UNTENURED,
            career_typed="Untenured",
            work_stage=WorkStage.IDEA,
            work_typed="Idea",
            will_comment=1,
            submitted_at=datetime(2026, 12, 15, 16, 13, 46, tzinfo=UTC),
        ),
    ),
    Sound(
        8,
        ProposedPaper(
            line=8,
            key=paper_key(
                "d.kowalczyk@hill.example.edu", "Plea; Counsel; Silence: Three Ways to Say Nothing"
            ),
            email_key="d.kowalczyk@hill.example.edu",
            title="Plea; Counsel; Silence: Three Ways to Say Nothing",
            abstract=(
                "The title has a line break because the form allowed it. The paper is about three "
                "silences that the law of pleas treats as one: the silence of the defendant, of "
                "counsel, and of the record."
            ),
            authors=(AuthorFacts("Dagny Kowalczyk", "Hillside University", "d.kowalczyk@hill.example.edu"),),
            career_stage=CareerStage.UNTENURED,
            career_typed="Untenured",
            work_stage=WorkStage.DRAFT,
            work_typed="Draft, 33 pages",
            focus_pages="5-14",
            will_comment=1,
            submitted_at=datetime(2026, 12, 18, 13, 0, 0, tzinfo=UTC),
            cautions=(Caution("A line break in the title became a space.", Column.TITLE),),
        ),
    ),
    Refused(9, "There is no title. Ask the author for it.", Column.TITLE, TABLE.rows[7].cells),
    Refused(
        10,
        "There is no e-mail address, so no letter could reach the author.",
        Column.EMAIL,
        TABLE.rows[8].cells,
    ),
    Sound(
        11,
        ProposedPaper(
            line=11,
            key=paper_key("a.torvald@fjord.example.edu", "Straffens pris — The Price of Punishment 🔍"),
            email_key="a.torvald@fjord.example.edu",
            title="Straffens pris — The Price of Punishment 🔍",
            abstract=(
                "Day-fines scale a penalty to income. The literature assumes that they therefore cost"
                " the same to everyone. Using Nordic registry data I show that the same share of "
                "income is not the same share of a life."
            ),
            authors=(
                AuthorFacts("Åsa Törvald", "Fjord University Faculty of Law", "a.torvald@fjord.example.edu"),
                AuthorFacts("Eero Lahti", "Lakeland University", "e.lahti@lakeland.example.edu"),
            ),
            career_stage=CareerStage.STUDENT,
            career_typed="Other: doctoral candidate",
            work_stage=WorkStage.DRAFT,
            work_typed="Draft, 61 pages",
            focus_pages="20-29; 44",
            will_comment=2,
            submitted_at=datetime(2027, 1, 6, 0, 20, 2, tzinfo=UTC),
            cautions=(Caution("“20-29; 44” are 11 pages; the call allows 10.", Column.FOCUS_PAGES),),
        ),
    ),
    Sound(
        12,
        ProposedPaper(
            line=12,
            key=paper_key(
                "g.mbeki@south.example.edu", '=HYPERLINK("https://example.org","Restorative Sentencing")'
            ),
            email_key="g.mbeki@south.example.edu",
            title='=HYPERLINK("https://example.org","Restorative Sentencing")',
            abstract=(
                "A spreadsheet turned my title into a formula when I pasted it, or so I am told. The "
                "paper compares restorative conferences before and after sentence in two provinces."
            ),
            authors=(AuthorFacts("Grace Mbeki", "Southern Cross University", "g.mbeki@south.example.edu"),),
            career_stage=CareerStage.UNTENURED,
            career_typed="Untenured",
            work_stage=WorkStage.DRAFT,
            work_typed="Draft",
            will_comment=1,
            submitted_at=datetime(2027, 1, 7, 17, 0, 0, tzinfo=UTC),
            cautions=(
                Caution(
                    (
                        "A spreadsheet would take the title for a formula; it is kept as text, exactly as "
                        "typed."
                    ),
                    Column.TITLE,
                ),
            ),
        ),
    ),
    Sound(
        13,
        ProposedPaper(
            line=13,
            key=paper_key("y.benami@coast.example.edu", "עדות — Testimony Without Memory"),
            email_key="y.benami@coast.example.edu",
            title="עדות — Testimony Without Memory",
            abstract=(
                "What a court may conclude from a witness who says, truthfully, that she no longer "
                "remembers. The Hebrew word in the title means testimony, and the difficulty is in "
                "the word."
            ),
            authors=(AuthorFacts("Yael Ben-Ami", "Coast University", "y.benami@coast.example.edu"),),
            career_stage=CareerStage.TENURED,
            career_typed="Tenured more than 2 years",
            work_stage=WorkStage.ABSTRACT,
            work_typed="Abstract only",
            will_comment=1,
            submitted_at=datetime(2027, 1, 9, 18, 5, 44, tzinfo=UTC),
        ),
    ),
    Refused(14, "The abstract has 1072 words; the call allows 500.", Column.ABSTRACT, TABLE.rows[12].cells),
    Sound(
        15,
        ProposedPaper(
            line=15,
            key=paper_key("n.okafor@lake.example.edu", "The Grammar of Permission"),
            email_key="n.okafor@lake.example.edu",
            title="The Grammar of Permission",
            abstract=(
                "Consent searches turn on the word “may”. I take the grammar seriously. In my earlier"
                " article I argued the opposite."
            ),
            authors=(AuthorFacts("Nneka Okafor", "Lakefront University", "n.okafor@lake.example.edu"),),
            career_stage=CareerStage.UNTENURED,
            career_typed="Untenured",
            work_stage=WorkStage.DRAFT,
            work_typed="Draft, 38 pages",
            focus_pages="3-12",
            will_comment=1,
            submitted_at=datetime(2027, 1, 18, 15, 30, 30, tzinfo=UTC),
        ),
    ),
    Sound(
        16,
        ProposedPaper(
            line=16,
            key=paper_key("k.bauer@main.example.edu", "Two Masters: The Public Defender as Employee"),
            email_key="k.bauer@main.example.edu",
            title="Two Masters: The Public Defender as Employee",
            abstract=(
                "Labour law reaches the public defender's office only at its edges. This paper starts"
                " from the edges: strikes, overtime, transfer."
            ),
            authors=(AuthorFacts("Konrad Bauer", "University on the Main", "k.bauer@main.example.edu"),),
            career_stage=CareerStage.FELLOW,
            career_typed="Fellow / VAP",
            work_stage=WorkStage.DRAFT,
            work_typed="Draft, 44 pages",
            will_comment=1,
            submitted_at=datetime(2027, 1, 20, 14, 15, 0, tzinfo=UTC),
            cautions=(
                Caution("“20.01.2027 09:15” was read as 20 January 2027; please check.", Column.SUBMITTED_AT),
            ),
        ),
    ),
    Sound(
        17,
        ProposedPaper(
            line=17,
            key=paper_key("v.petrov@north.example.edu", "Accepted Already"),
            email_key="v.petrov@north.example.edu",
            title="Accepted Already",
            abstract=(
                "This paper has been accepted by a journal and appears on 1 March 2027, before the "
                "session. I hope that is no difficulty."
            ),
            authors=(AuthorFacts("Vera Petrov", "Northern Institute", "v.petrov@north.example.edu"),),
            career_stage=CareerStage.RECENTLY_TENURED,
            career_typed="Tenured 2 years or less",
            work_stage=WorkStage.IN_PRINT,
            work_typed="In print 1 March 2027",
            will_comment=1,
            submitted_at=datetime(2027, 1, 26, 4, 58, 58, tzinfo=UTC),
            cautions=(
                Caution(
                    (
                        "The author writes “In print 1 March 2027”. The session is on 18 March 2027, and the "
                        "work must still be open to revision then. Please look before you accept it."
                    ),
                    Column.WORK_STAGE,
                    loud=True,
                ),
            ),
        ),
    ),
    Sound(
        18,
        ProposedPaper(
            line=18,
            key=paper_key("e.castellanos@mesa.example.edu", "A Minute Early"),
            email_key="e.castellanos@mesa.example.edu",
            title="A Minute Early",
            abstract=(
                "Sent with a minute to spare, by the clock in New York. On deadlines in criminal "
                "procedure, and why the last minute is a legal institution."
            ),
            authors=(
                AuthorFacts("Elia Castellanos", "Mesa College of Law", "e.castellanos@mesa.example.edu"),
            ),
            career_stage=CareerStage.UNTENURED,
            career_typed="Untenured",
            work_stage=WorkStage.DRAFT,
            work_typed="Draft, 25 pages",
            focus_pages="1-10",
            will_comment=1,
            submitted_at=datetime(2027, 1, 29, 21, 59, 58, tzinfo=UTC),
        ),
    ),
    Sound(
        19,
        ProposedPaper(
            line=19,
            key=paper_key("w.ferreira@mesa.example.edu", "Four Minutes Late"),
            email_key="w.ferreira@mesa.example.edu",
            title="Four Minutes Late",
            abstract="Sent from Phoenix, where I believed that the deadline was two hours away.",
            authors=(AuthorFacts("Wilma Ferreira", "Mesa College of Law", "w.ferreira@mesa.example.edu"),),
            career_stage=CareerStage.UNTENURED,
            career_typed="Untenured",
            work_stage=WorkStage.DRAFT,
            work_typed="Draft, 30 pages",
            will_comment=1,
            submitted_at=datetime(2027, 1, 29, 22, 4, 12, tzinfo=UTC),
            cautions=(
                Caution(
                    (
                        "Sent 4 min 12 s late, within the grace of 10: on 29 January 2027, 17:04:12 New York;"
                        " the deadline was 29 January 2027, 17:00 New York."
                    ),
                    Column.SUBMITTED_AT,
                ),
            ),
        ),
    ),
    Refused(
        20,
        ("The same paper as row 4, from Remi Oyelaran. Row 4 counts: its abstract is the fuller one."),
        Column.TITLE,
        TABLE.rows[18].cells,
    ),
)


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
