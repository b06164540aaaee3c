"""Importing in the browser: upload, preview, import, report."""

import csv
import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.client import Page, PageClient
from tests.services.test_imports import CONTENT, FORM_SUMMARY, HEADERS, row
from tests.world import AUTHOR, CHAIR, OTHER_CHAIR, World
from wip.adapters.spreadsheets import write_csv
from wip.models import ImportBatch, Letter, Paper, Upload


@pytest.fixture
def chair(app: Flask, world: World) -> PageClient:
    """The chair's browser; the world must be there first."""
    del world
    return PageClient(app).sign_in(CHAIR)


def upload(client: PageClient, world: World, content: bytes = CONTENT, *, status: int = 200) -> Page:
    client.get(f"/manage/{world.slug}/import")
    return client.send("/import", file=(io.BytesIO(content), "answers.csv"), status=status)


def papers(world: World) -> int:
    return world.do(lambda s: s.query(Paper).count())


def test_a_sheet_is_looked_over_and_imported(chair: PageClient, world: World) -> None:
    page = upload(chair, world)
    assert FORM_SUMMARY in page.words
    assert "Nobody is written to by an import." in page.words
    assert "13 of 14 columns are found; times are read by the clock of New York." in page.words
    assert papers(world) == 0
    chair.send(button="Import 14 papers")
    assert chair.path == f"/manage/{world.slug}/import/batches/1"
    assert "The sheet has 19 rows: 14 papers were imported, 4 were refused" in chair.page.words
    assert (papers(world), world.do(lambda s: s.query(Letter).count())) == (14, 0)


def test_importing_twice_imports_nothing_twice(chair: PageClient, world: World) -> None:
    upload(chair, world)
    address = chair.path
    form = chair.page.form(button="Import 14 papers")
    first = chair.post(form.action, form.filled())
    again = chair.post(form.action, form.filled())
    assert (first.status_code, first.headers["Location"]) == (303, again.headers["Location"])
    page = chair.get(address)
    assert "Nothing new to import" in page.words
    token = form.filled() | {"form_token": ["another"]}
    refused = chair.post(form.action, token)
    assert refused.status_code == 422
    assert "There is nothing new to import in this sheet" in refused.get_data(as_text=True)
    upload(chair, world)
    assert "14 are here already" in chair.page.words
    assert papers(world) == 14


def test_the_report_downloads_as_csv(chair: PageClient, world: World) -> None:
    upload(chair, world)
    chair.send(button="Import 14 papers")
    got = chair.http.get(f"{chair.path}/report.csv", base_url="https://wip.example.edu")
    assert (got.content_type, got.headers["Content-Disposition"]) == (
        "text/csv; charset=utf-8",
        f'attachment; filename="{world.slug}-refused-1.csv"',
    )
    rows = list(csv.reader(io.StringIO(got.data.decode("utf-8-sig"))))
    assert [(cells[0], cells[2]) for cells in rows[1:3]] == [
        ("9", "There is no title. Ask the author for it."),
        ("10", "There is no e-mail address, so no letter could reach the author."),
    ]
    assert len(rows) == 5


def test_other_columns_show_another_preview_and_the_import_follows_it(
    chair: PageClient, world: World
) -> None:
    rows = [("One", "Swapped title", "a@law.example.edu", "Ada Author")]
    upload(chair, world, write_csv(["Topic", "Abstract", "E-mail", "Name"], rows))
    assert "Choose the column that holds the title." in chair.page.words
    page = chair.get(f"{chair.path}?title=1&abstract=0&email=2&name=3&zone=Europe/Berlin&order=")
    assert "times are read by the clock of Berlin" in page.words
    chair.send(button="Import 1 paper")
    assert world.do(lambda s: (world.row(s, 1).title, world.row(s, 1).abstract)) == ("Swapped title", "One")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("title=99&abstract=5&email=1&name=2&zone=UTC", "The sheet has no column 100 for the title"),
        ("title=5&abstract=5&email=1&name=2&zone=UTC", "The column “Abstract” is chosen twice"),
        ("title=4&abstract=5&email=1&name=2&zone=Mars", "There is no time zone called “Mars”."),
        ("title=x&abstract=5&email=1&name=2&zone=UTC", "Choose the column that holds the title."),
        ("title=4&abstract=5&email=1&name=2&zone=", "There is no time zone called “”."),
    ],
)
def test_a_choice_that_cannot_be_is_said_beside_its_field(
    chair: PageClient, world: World, query: str, sentence: str
) -> None:
    upload(chair, world, write_csv(HEADERS, [row(1)]))
    assert sentence in chair.get(f"{chair.path}?{query}").words


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty. Choose the file again."),
        (b"PK\x03\x04 xl/workbook", "This is an Excel workbook, not a CSV file."),
        (b"Title,Name\r\n", "This file has a header but no rows under it"),
        (b"a" + b",b" * 6_000 + b"\r\n1", "Row 1 has 6,001 columns; at most 200 are possible."),
        (b"a,b\r\n" + b"1,2\r\n" * 5001, "This file has 5,001 rows; at most 5,000 are possible."),
    ],
)
def test_what_is_no_sheet_is_refused_and_not_kept(
    chair: PageClient, world: World, content: bytes, sentence: str
) -> None:
    assert sentence in upload(chair, world, content, status=422).words
    assert world.do(lambda s: s.query(Upload).count()) == 0


def test_a_sheet_is_read_before_anything_is_locked_and_only_once(chair: PageClient, world: World) -> None:
    for name in ("imports.keep", "imports.take_in", "updates.apply"):
        assert getattr(chair.app.view_functions[name], "reads_first", False), name
    mark = f"/sessions/{world.slug}/"
    upload(
        chair,
        world,
        json.dumps({"papers": [{"Paper": 1, "Version": 1, "State": "", "Session": mark}]}).encode(),
    )
    assert "There is no paper “1” in this session." in chair.page.words
    assert world.do(lambda s: s.scalars(sa.select(Upload.facts)).one()["read"]) is True


def test_no_file_is_refused(chair: PageClient, world: World) -> None:
    chair.get(f"/manage/{world.slug}/import")
    assert "Choose the file first." in chair.send("/import", status=422).words


def test_a_file_over_the_limit_is_refused_with_its_size(chair: PageClient, world: World) -> None:
    settings = chair.app.extensions["wip_settings"]
    chair.app.extensions["wip_settings"] = replace(settings, import_max_bytes=1_500_000)
    assert "At most 1 MB and 5,000 rows." in chair.get(f"/manage/{world.slug}/import").words
    chair.app.extensions["wip_settings"] = replace(settings, import_max_bytes=5_000)
    words = upload(chair, world, b"a" * 5_001, status=422).words
    assert "This file has 5,001 bytes; at most 5,000 are possible." in words


def test_hostile_text_is_shown_escaped(chair: PageClient, world: World) -> None:
    bad = '<script>alert(1)</script>"\u202e\x00𝄞'
    page = upload(chair, world, write_csv(HEADERS, [row(1, title=bad), (bad,) * 7]).replace(b"\x00", b"\x01"))
    assert "<script>alert(1)" not in page.html
    assert "\u202e" not in page.text.split("Row by row")[1].split("What happens")[0]
    chair.send(button="Import 1 paper")
    assert "<script>alert(1)" not in chair.page.html


def test_long_sheets_are_paged_and_keep_their_columns(chair: PageClient, world: World) -> None:
    rows = [row(n) for n in range(60)]
    upload(chair, world, write_csv(HEADERS, rows))
    address = f"{chair.path}?title=4&abstract=5&email=1&name=2&zone=UTC"
    assert "Page 1 of 2 · 60 rows" in chair.get(address).words
    following = next(link for link in chair.page.links if "page=2" in link)
    page = chair.get(following)
    assert "Page 2 of 2 · 60 rows" in page.words
    assert dict(page.form(button="Import 60 papers").fields)["submitted_at"] == ""
    chair.send(button="Import 60 papers")
    assert "Page 1 of 2 · 60 rows" in chair.page.words
    assert "Paper 59" in chair.get(f"{chair.path}?page=2").words


def test_only_the_sessions_leaders_may(app: Flask, chair: PageClient, world: World) -> None:
    world.paper()
    upload(chair, world)
    preview = chair.path
    chair.send(button="Import 14 papers")
    result = chair.path
    for email in (OTHER_CHAIR, AUTHOR):
        other = PageClient(app).sign_in(email)
        for path in (f"/manage/{world.slug}/import", preview, result, f"{result}/report.csv"):
            other.get(path, 404)
    visitor = PageClient(app)
    for path in (preview, result, f"{result}/report.csv"):
        assert "Sign in" in visitor.get(path).words


def test_unknown_sheets_and_imports_are_no_pages(chair: PageClient, world: World) -> None:
    upload(chair, world)
    key = chair.path.rsplit("/", 1)[-1]
    world.do(lambda s: s.execute(sa.update(Upload).values(facts={"import_of": 99})))
    for part in (key, "nothing", "batches/1", "batches/1/report.csv", "batches/99999999999"):
        chair.get(f"/manage/{world.slug}/import/{part}", 404)


def test_earlier_imports_are_listed(chair: PageClient, world: World) -> None:
    upload(chair, world)
    chair.send(button="Import 14 papers")
    page = chair.get(f"/manage/{world.slug}/import")
    assert "answers.csv Wed 20 Jan 2027, 10:00 New York · 14 papers imported, 4 rows refused" in page.words


@pytest.mark.parametrize("size", [1, 3, 30])
def test_pages_cost_the_same_number_of_statements_whatever_the_length(
    chair: PageClient,
    world: World,
    statements: Callable[[], AbstractContextManager[list[str]]],
    size: int,
) -> None:
    upload(chair, world, write_csv(HEADERS, [row(n) for n in range(size)]))
    with statements() as previewed:
        chair.get(chair.path)
    chair.send(button="Import")
    assert world.do(lambda s: s.scalars(sa.select(ImportBatch.imported)).one()) == size
    with statements() as shown:
        chair.get(chair.path)
    assert (len(previewed), len(shown)) == (8, 4)
