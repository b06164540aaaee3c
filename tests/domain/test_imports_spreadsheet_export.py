"""A European spreadsheet's export, row by row."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from wip.adapters.addresses import normalised
from wip.adapters.spreadsheets import read_table
from wip.domain.imports import judge_rows
from wip.domain.imports_columns import Column, guess_columns
from wip.domain.imports_plans import (
    Caution,
    ImportRules,
    ProposedPaper,
    Sound,
    paper_key,
)
from wip.domain.papers import AuthorFacts, CareerStage

CONTENT = (Path(__file__).parents[1] / "data" / "papers-spreadsheet-export.csv").read_bytes()
TABLE = read_table(CONTENT)
RULES = ImportRules(
    zone="Europe/Berlin",
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
            key=paper_key("k.bauer@main.example.edu", "Zwei Herren: Der Pflichtverteidiger als Arbeitnehmer"),
            email_key="k.bauer@main.example.edu",
            title="Zwei Herren: Der Pflichtverteidiger als Arbeitnehmer",
            abstract="Das Arbeitsrecht erreicht die Verteidigung nur am Rand; dort beginnt dieser Aufsatz.",
            authors=(AuthorFacts("Konrad Bauer", "Universität am Main", "k.bauer@main.example.edu"),),
            career_stage=CareerStage.OTHER,
            career_typed="Habilitand",
            submitted_at=datetime(2027, 1, 20, 8, 15, 0, tzinfo=UTC),
            cautions=(Caution("The career stage “Habilitand” is kept as “Other”.", Column.CAREER_STAGE),),
        ),
    ),
    Sound(
        3,
        ProposedPaper(
            line=3,
            key=paper_key("m.grünwald@süd.example.edu", "Übermaß – „Das rechte Maß“ der Strafe"),
            email_key="m.grünwald@süd.example.edu",
            title="Übermaß – „Das rechte Maß“ der Strafe",
            abstract="Über das Wort „Maß“, seine Geschichte; und seine Grenzen.",
            authors=(
                AuthorFacts("Marthe Grünwald", "Südhochschule", "m.grünwald@süd.example.edu"),
                AuthorFacts("Jörg Stein", "Südhochschule", "j.stein@sued.example.edu"),
            ),
            career_stage=CareerStage.OTHER,
            career_typed="Professorin",
            submitted_at=datetime(2027, 1, 21, 17, 2, 11, tzinfo=UTC),
            cautions=(Caution("The career stage “Professorin” is kept as “Other”.", Column.CAREER_STAGE),),
        ),
    ),
    Sound(
        4,
        ProposedPaper(
            line=4,
            key=paper_key("o.lefevre@ouest.example.edu", "La peine ; le pain"),
            email_key="o.lefevre@ouest.example.edu",
            title="La peine ; le pain",
            abstract="Cinq cents euros d’amende – 500 € – pour un pain : sur la proportion.",
            authors=(AuthorFacts("Océane Lefèvre", "École de l’Ouest", "o.lefevre@ouest.example.edu"),),
            submitted_at=datetime(2027, 1, 22, 6, 0, 0, tzinfo=UTC),
        ),
    ),
)


BY_HAND = {
    Column.SUBMITTED_AT: 0,
    Column.EMAIL: 1,
    Column.NAME: 2,
    Column.AFFILIATION: 3,
    Column.TITLE: 4,
    Column.ABSTRACT: 5,
    Column.COAUTHORS: 6,
    Column.CAREER_STAGE: 7,
}


def test_the_file_is_read_as_windows_1252_with_semicolons() -> None:
    assert (TABLE.encoding, TABLE.delimiter) == ("Windows-1252", ";")
    assert TABLE.labels == (
        "Zeitstempel",
        "E-Mail-Adresse",
        "Name",
        "Hochschule",
        "Titel",
        "Abstract",
        "Koautoren",
        "Karrierestufe",
    )


def test_each_row_has_its_verdict() -> None:
    assert judge_rows(TABLE, BY_HAND, RULES, {}, normalised).verdicts == EXPECTED


def test_the_german_headers_are_guessed_too() -> None:
    assert {column: at for column, at in guess_columns(TABLE.headers).items() if at is not None} == BY_HAND
