"""Taking in a sheet: what becomes rows, what is left alone, and that nobody is written to."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import CHAIR, START, World
from wip.adapters.spreadsheets import read_table
from wip.domain.imports_columns import Column
from wip.domain.imports_tables import Table
from wip.domain.papers import AuthorFacts, CareerStage, PaperState, WorkStage
from wip.domain.refusals import Refusal
from wip.models import (
    Author,
    Commenter,
    HistoryEvent,
    ImportBatch,
    Letter,
    Paper,
    PaperTopic,
    PaperWord,
    Person,
    Topic,
    WipSession,
)
from wip.queries.imports import Fate, already_in, rows_of, summary
from wip.services import imports

CONTENT = (Path(__file__).parents[1] / "data" / "papers-form-export.csv").read_bytes()
HEADERS = ("Timestamp", "E-mail", "Name", "School", "Title", "Abstract", "Would you comment?")
FORM_SUMMARY = "The sheet has 19 rows: 14 papers can be imported, 4 are refused and 1 was sent again later."


def sheet(*rows: tuple[str, ...]) -> Table:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADERS, *rows])
    return imports.read_sheet(text.getvalue().encode(), 1_000_000)


def row(number: int, *, title: str = "", comments: str = "") -> tuple[str, ...]:
    email = f"author{number}@law.example.edu"
    return (
        "2027-01-10 09:00", email, f"Author {number}", "Lakeview", title or f"Paper {number}", "Text.", comments
    )  # fmt: skip


def take_in(world: World, table: Table, now: datetime = NOW) -> int:
    def act(session: Session) -> int:
        call = world.call(session)
        reading, by = imports.guess(table, call), world.actor(session, CHAIR)
        return imports.take_in(session, call, table, reading, file_name="answers.csv", by=by, now=now).id

    return world.do(act)


def counts(world: World, table: Table) -> tuple[int, int, int, int]:
    def act(session: Session) -> tuple[int, int, int, int]:
        call = world.call(session)
        plan = imports.preview(session, call, table, imports.guess(table, call))
        return len(plan.papers), len(plan.refused), len(plan.superseded), len(plan.duplicates)

    return world.do(act)


def test_the_form_export_is_imported_once(world: World) -> None:
    table = imports.read_sheet(CONTENT, 1_000_000)
    assert counts(world, table) == (14, 4, 1, 0)
    batch_id = take_in(world, table)
    assert counts(world, table) == (0, 4, 1, 14)
    with pytest.raises(Refusal) as no:
        take_in(world, table)
    assert no.value.sentence == imports.NOTHING_NEW

    def read(session: Session) -> tuple[object, ...]:
        batch = session.get_one(ImportBatch, batch_id)
        papers = session.scalars(sa.select(Paper).order_by(Paper.number)).all()
        count = session.scalars(sa.select(WipSession.papers_count)).one()
        letters = session.scalar(sa.select(sa.func.count()).select_from(Letter))
        return (
            batch.imported,
            batch.refused,
            [p.number for p in papers],
            {p.state for p in papers},
            count,
            letters,
        )

    assert world.do(read) == (14, 4, list(range(1, 15)), {PaperState.SUBMITTED}, 14, 0)


def test_a_paper_stands_as_its_row_says(world: World) -> None:
    take_in(world, imports.read_sheet(CONTENT, 1_000_000))

    def read(session: Session) -> tuple[object, ...]:
        paper = world.row(session, 3)
        people = [(a.name, a.person.email_key if a.person else "") for a in paper.authors]
        first = world.row(session, 1)
        stages = (
            first.career_stage,
            first.work_stage,
            first.focus_pages,
            first.note_to_leaders,
            first.questions,
        )
        return paper.title, people, paper.submitted_at, paper.import_warnings, stages

    assert world.do(read) == (
        "Discovery After Death",
        [
            ("Remi Oyelaran", "r.oyelaran@law.example.edu"),
            ("Tomas Varga", "t.varga@law.example.edu"),
            ("Ines Moreau", "i.moreau@bpu.example.edu"),
        ],
        datetime(2026, 12, 11, 14, 2, 17, tzinfo=UTC),
        ["Row 20, from Tomas Varga, is the same paper; this row is imported."],
        (
            CareerStage.UNTENURED,
            WorkStage.DRAFT,
            "12-21",
            "Stage, as typed: Draft, 42 pages\nDraft: https://files.example.edu/abara/quotas.pdf",
            (
                "Is the interview evidence enough for the claim in Part II?\n"
                "Should the remedy be administrative or statutory?"
            ),
        ),
    )


def test_those_who_offered_to_comment_become_volunteers(world: World) -> None:
    take_in(world, sheet(row(1, comments="Yes"), row(2, comments="Yes, two"), row(3, comments="No"), row(4)))
    found = sa.select(Person.email, Commenter.papers_max).join(Person).order_by(Person.email)
    assert world.do(lambda s: [tuple(r) for r in s.execute(found)]) == [
        ("author1@law.example.edu", 1),
        ("author2@law.example.edu", 2),
    ]


def test_an_offer_that_is_there_already_stays_as_its_owner_left_it(world: World) -> None:
    take_in(world, sheet(row(1, comments="Yes, two")))
    world.do(lambda s: s.execute(sa.update(Commenter).values(withdrawn=True)))
    take_in(world, sheet(row(1, title="A second one", comments="Yes")))
    found = sa.select(Commenter.papers_max, Commenter.withdrawn)
    assert world.do(lambda s: [tuple(r) for r in s.execute(found)]) == [(2, True)]


def test_a_session_that_is_over_takes_papers_but_no_volunteers(world: World) -> None:
    take_in(world, sheet(row(1, comments="Yes")), now=START)
    assert world.do(lambda s: (s.query(Paper).count(), s.query(Commenter).count())) == (1, 0)


def test_a_paper_submitted_here_is_known_by_each_of_its_authors(world: World) -> None:
    coauthors = (AuthorFacts("Author 2", "Lakeview", "Author2@Law.example.edu"),)
    world.paper("Quotas: Without Numbers", "author1@law.example.edu", coauthors=coauthors)
    table = sheet(
        row(1, title="Quotas without numbers"), row(2, title="QUOTAS WITHOUT NUMBERS"), row(3, title="Mercy")
    )
    assert counts(world, table) == (1, 0, 0, 2)
    take_in(world, table)
    assert world.do(lambda s: list(s.scalars(sa.select(Paper.title).order_by(Paper.number)))) == [
        "Quotas: Without Numbers",
        "Mercy",
    ]


def test_a_grown_sheet_brings_only_what_is_new_even_after_a_title_was_mended(world: World) -> None:
    take_in(world, sheet(row(1), row(2)))
    world.do(lambda s: setattr(world.row(s, 2), "title", "Paper 2, mended"))
    grown = sheet(row(1), row(2), row(2, title="Paper 2, mended"), row(3))
    assert counts(world, grown) == (1, 0, 0, 3)
    take_in(world, grown)
    assert world.do(lambda s: [world.row(s, n).title for n in (1, 2, 3)]) == [
        "Paper 1",
        "Paper 2, mended",
        "Paper 3",
    ]


def test_a_person_keeps_the_name_that_is_known(world: World) -> None:
    world.paper("Another", "author1@law.example.edu", name="Ada Author")
    take_in(world, sheet(row(1)))
    found = sa.select(Person.name).where(Person.email_key == "author1@law.example.edu")
    assert world.do(lambda s: s.scalars(found).one()) == "Ada Author"
    written = sa.select(Author.name).join(Paper).where(Paper.number == 2)
    assert world.do(lambda s: s.scalars(written).one()) == "Author 1"


def test_the_history_names_who_imported_what(world: World) -> None:
    take_in(world, sheet(row(1, comments="Yes"), row(2)))
    found = (
        sa.select(HistoryEvent.act, HistoryEvent.actor_name, HistoryEvent.thing)
        .where(HistoryEvent.act.startswith("import"))
        .order_by(HistoryEvent.id)
    )
    assert world.do(lambda s: [tuple(r) for r in s.execute(found)]) == [
        ("import paper", "Robin Vale", "papers"),
        ("import paper", "Robin Vale", "papers"),
        ("import offer to comment", "Robin Vale", "commenters"),
        ("import papers", "Robin Vale", "import_batches"),
    ]


def test_the_report_can_be_mended_and_imported(world: World) -> None:
    faulty = ("2027-01-10 09:00", "nobody", "Author 9", "Lakeview", '=HYPERLINK("x")', "Text.", "")
    batch_id = take_in(world, sheet(row(1), faulty))
    content = world.do(lambda s: imports.report_of(s.get_one(ImportBatch, batch_id)))
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows == [
        ["Row", "Field", "Reason", *HEADERS],
        [
            "3",
            "e-mail address",
            "“nobody” is not an e-mail address.",
            *faulty[:4],
            f"'{faulty[4]}",
            *faulty[5:],
        ],
    ]
    mended = content.replace(b"nobody", b"author9@law.example.edu")
    take_in(world, imports.read_sheet(mended, 1_000_000))
    assert world.do(lambda s: world.row(s, 2).title) == '=HYPERLINK("x")'


def test_what_needs_an_eye_comes_first(world: World) -> None:
    table = imports.read_sheet(CONTENT, 1_000_000)

    def act(session: Session) -> tuple[list[tuple[int, Fate]], str]:
        call = world.call(session)
        reading = imports.guess(table, call)
        plan = imports.preview(session, call, table, reading)
        return [(r.line, r.fate) for r in rows_of(plan, table, reading.columns)], summary(plan)

    rows, said = world.do(act)
    assert said == FORM_SUMMARY
    assert rows[:4] == [(n, Fate.REFUSED) for n in (9, 10, 14, 20)]
    assert rows[4:6] == [(17, Fate.LOOK), (4, Fate.LOOK)]
    assert rows[-1] == (6, Fate.SUPERSEDED)


def test_a_paper_of_another_session_is_not_here_already(world: World) -> None:
    take_in(world, sheet(row(1)))
    other = sa.select(WipSession)

    def act(session: Session) -> dict[str, object]:
        here = session.scalars(other).one()
        return dict(already_in(session, WipSession(id=here.id + 1)))

    assert world.do(act) == {}


@pytest.mark.parametrize("size", [1, 3, 30])
def test_an_import_reads_as_much_whatever_its_length(
    world: World, statements: Callable[[], AbstractContextManager[list[str]]], size: int
) -> None:
    table = sheet(*(row(n, comments="Yes") for n in range(size)))
    with statements() as said:
        take_in(world, table)
    assert len([statement for statement in said if not statement.startswith("INSERT")]) == 17


def test_a_call_to_anywhere_on_earth_leaves_the_sheets_clock_to_the_session(world: World) -> None:
    table = read_table(CONTENT)

    def act(session: Session) -> tuple[str, int | None, str]:
        call = world.call(session)
        call.deadline_zone = "AoE"
        reading = imports.guess(table, call)
        return reading.zone, reading.columns[Column.TITLE], table.labels[4]

    assert world.do(act) == ("America/New_York", 4, "Title of your paper")


def test_imported_papers_are_found_sorted_and_stand_under_their_topics(world: World) -> None:
    def topic(session: Session) -> None:
        session.add(Topic(call_id=world.call(session).id, position=0, name="Policing, old and new"))

    world.do(topic)
    text = (
        "Email,Name,School,Title,Abstract,Topics\n"
        "z@law.example.edu,Zoë Ångström,Lakeview,Quotas,One two three.,policing old and new\n"
        'y@law.example.edu,Yan Roe,Hill,Mercy,One two.,"Policing, old and new; Prisons"\n'
    )
    take_in(world, imports.read_sheet(text.encode(), 1_000_000))

    def read(session: Session) -> list[object]:
        found = session.execute(
            sa.select(
                Paper.sort_title, Paper.sort_author, Paper.sort_school, Paper.abstract_words, Topic.name
            )
            .join(PaperTopic, PaperTopic.paper_id == Paper.id)
            .join(Topic, Topic.id == PaperTopic.topic_id)
            .order_by(Paper.number)
        )
        words = sa.select(PaperWord.word).where(PaperWord.paper_id == world.row(session, 1).id)
        notes = session.scalars(sa.select(Paper.note_to_leaders).order_by(Paper.number))
        return [*map(tuple, found), sorted(session.scalars(words)), list(notes)]

    assert world.do(read) == [
        ("quotas", "zoe angstrom", "lakeview", 3, "Policing, old and new"),
        ("mercy", "yan roe", "hill", 2, "Policing, old and new"),
        ["angstrom", "lakeview", "quotas", "zoe"],
        ["", "Topics, as typed: Prisons"],
    ]
