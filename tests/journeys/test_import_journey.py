"""From a form's export to papers under review: in the browser by a leader, and from the terminal by the operator."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.services.test_imports import CONTENT, FORM_SUMMARY
from tests.world import CHAIR, World
from wip.adapters.exports import csv_lines
from wip.cli import run
from wip.models import Letter, Paper
from wip.queries.exports import layout_of, records

Wip = Callable[..., tuple[int, str, str]]


@pytest.fixture
def wip(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Wip:
    """Runs a `wip` command in the test's own folder and installation: exit code, output, error line."""
    monkeypatch.setenv("WIP_INSTANCE", str(tmp_path))
    monkeypatch.setenv("WIP_DATABASE_URL", database_url)
    monkeypatch.setenv("WIP_SECRET_KEY", "tests-only-" + "x" * 40)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "answers.csv").write_bytes(CONTENT)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def papers(world: World) -> int:
    return world.do(lambda s: s.query(Paper).count())


def test_a_leader_brings_a_sheet_and_reads_its_papers(app: Flask, world: World) -> None:
    chair = PageClient(app).sign_in(CHAIR)
    chair.get(f"/manage/{world.slug}/papers/")
    assert f"/manage/{world.slug}/import" in chair.page.links
    chair.get(f"/manage/{world.slug}/import")
    chair.send("/import", file=(io.BytesIO(CONTENT), "answers.csv"))
    chair.send(button="Import 14 papers")
    page = chair.get(f"/manage/{world.slug}/papers/")
    assert "Quotas Without Numbers: Informal Targets in Patrol" in page.words
    page = chair.get(f"/manage/{world.slug}/papers/3/")
    assert "Row 20, from Tomas Varga, is the same paper; this row is imported." in page.words
    page = chair.get(f"/manage/{world.slug}/commenters/volunteers")
    assert "14 people" in page.words


def test_the_command_imports_once_and_leaves_a_report(wip: Wip, world: World, tmp_path: Path) -> None:
    code, out, err = wip("import-papers", world.slug, "answers.csv")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "How the columns are read (UTF-8, times in America/New_York):"
    assert "  title         title                 Title of your paper" in lines
    assert sum(line[:5].strip().isdigit() for line in lines) == 19
    assert lines[-3:] == [
        FORM_SUMMARY,
        "The refused rows with their reasons: answers-refused.csv",
        "Imported 14. Nobody was written to.",
    ]
    report = (tmp_path / "answers-refused.csv").read_text(encoding="utf-8-sig")
    assert [cells[0] for cells in csv.reader(io.StringIO(report))] == ["Row", "9", "10", "14", "20"]
    code, out, err = wip("import-papers", world.slug, "answers.csv")
    assert (code, out.splitlines()[-1], err) == (0, "There is nothing new to import.", "")
    assert papers(world) == 14


def test_a_dry_run_imports_nothing(wip: Wip, world: World, tmp_path: Path) -> None:
    code, out, _err = wip("import-papers", world.slug, "answers.csv", "--dry-run", "--report", "why.csv")
    assert (code, out.splitlines()[-1], papers(world)) == (0, "Nothing was imported.", 0)
    assert (tmp_path / "why.csv").exists()


def test_a_mended_report_is_never_overwritten(wip: Wip, world: World, tmp_path: Path) -> None:
    mended = tmp_path / "answers-refused.csv"
    mended.write_text("mended by hand")
    wip("import-papers", world.slug, "answers.csv", "--dry-run")
    wip("import-papers", world.slug, "answers.csv", "--dry-run")
    assert mended.read_text() == "mended by hand"
    assert sorted(path.name for path in tmp_path.glob("answers-*")) == [
        "answers-refused-2.csv",
        "answers-refused.csv",
    ]


def test_columns_zone_and_order_can_be_said(wip: Wip, world: World) -> None:
    chosen = (
        "--map",
        "title=Institution",
        "--map",
        "affiliation=",
        "--zone",
        "America/Chicago",
        "--month-first",
    )
    code, out, _err = wip("import-papers", world.slug, "answers.csv", "--yes", *chosen)
    assert code == 0
    assert "times in America/Chicago" in out
    titles = sa.select(Paper.title).where(Paper.number == 1)
    assert world.do(lambda s: s.scalars(titles).one()) == "Northfield College of Law"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nowhere", "answers.csv"), "There is no session “nowhere”."),
        (("SLUG", "none.csv"), "File 'none.csv' does not exist."),
        (("SLUG", "answers.csv", "--map", "colour=Title"), "--map colour=Title: write COLUMN=HEADER"),
        (("SLUG", "answers.csv", "--map", "title=Colour"), "the sheet has no such header."),
        (("SLUG", "answers.csv", "--map", "title="), "Choose the column that holds the title."),
        (("SLUG", "answers.csv", "--zone", "Mars"), "There is no time zone called “Mars”."),
        (("SLUG", "binary"), "This is not a text file that can be read."),
    ],
)
def test_bad_input_is_one_line_and_imports_nothing(
    wip: Wip, world: World, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    (tmp_path / "binary").write_bytes(b"\x00\x01")
    code, out, err = wip("import-papers", *(world.slug if a == "SLUG" else a for a in arguments))
    assert (code, out, err.count("\n"), papers(world)) == (1, "", 1, 0)
    assert sentence in err


def exported(session: Session, world: World) -> bytes:
    row = world.call(session).wip_session
    layout = layout_of(session, row)
    ids = list(
        session.scalars(sa.select(Paper.id).where(Paper.wip_session_id == row.id).order_by(Paper.number))
    )
    return b"".join(csv_lines(layout.headers, (layout.cells(each) for each in records(session, ids))))


def test_an_export_that_comes_back_changes_what_differs_and_nothing_else(
    wip: Wip, world: World, tmp_path: Path
) -> None:
    world.paper("Quotas Without Numbers")
    world.paper("Mercy as Procedure", "leila.haddad@law.example.edu")
    sheet = tmp_path / "papers.csv"
    sheet.write_bytes(world.do(lambda s: exported(s, world)))
    code, out, err = wip("import-papers", world.slug, "papers.csv")
    assert (code, out, err) == (0, "2 papers, nothing differs.\n", "")
    sheet.write_bytes(sheet.read_bytes().replace(b"Mercy as Procedure", b"Mercy as a Procedure"))
    before = world.do(lambda s: s.query(Letter).count())
    code, out, err = wip("import-papers", world.slug, "papers.csv", "--dry-run")
    assert (code, world.do(lambda s: s.query(Letter).count()), err) == (0, before, "")
    code, out, err = wip("import-papers", world.slug, "papers.csv")
    assert (code, out.splitlines()[-1], err) == (0, "Changed 1.", "")
    titles = world.do(lambda s: list(s.scalars(sa.select(Paper.title).order_by(Paper.number))))
    assert titles == ["Quotas Without Numbers", "Mercy as a Procedure"]
    assert world.do(lambda s: s.query(Letter).count()) == before + 1
