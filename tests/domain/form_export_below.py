"""What the import makes of rows 12 to 20 of the form's export."""

from datetime import UTC, datetime

from tests.domain.form_export import TABLE
from wip.domain.imports_columns import Column
from wip.domain.imports_plans import Caution, ProposedPaper, Refused, Sound, paper_key
from wip.domain.papers import AuthorFacts, CareerStage, WorkStage

EXPECTED = (
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
