"""What the import makes of rows 2 to 11 of the form's export, each field as a person would read it."""

from datetime import UTC, datetime

from tests.domain.form_export import TABLE
from wip.domain.imports_columns import Column
from wip.domain.imports_plans import Caution, ProposedPaper, Refused, Sound, Superseded, paper_key
from wip.domain.papers import AuthorFacts, CareerStage, WorkStage

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
)
