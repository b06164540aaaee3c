"""Exports: what the files hold, who may have them, and that they come back without changing anything."""

import csv
import io
import json
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.conftest import Clock
from tests.web.test_paper_lists import download, events, papers
from tests.world import CHAIR, OTHER_CHAIR, World
from wip.models import Paper

__all__ = ["papers"]


def bring(client: PageClient, world: World, content: bytes, name: str) -> str:
    """Send a sheet to the import; returns the page that follows."""
    client.get(f"/manage/{world.slug}/import")
    data = client.page.form("/import").filled(file=(io.BytesIO(content), name))
    moved = client.post(f"/manage/{world.slug}/import", data)
    return client.get(moved.headers["Location"]).words


def test_csv_has_everything_guarded(client: PageClient, papers: World) -> None:
    client.sign_in(CHAIR)
    content = download(client, papers, "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    first, second, third = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert (first["Paper"], first["Author 1 name"], first["Author 2 name"]) == ("1", "Ana Zúñiga", "")
    assert (second["Topics"], second["Draft"], second["Draft version"]) == ("Policing", "mercy.pdf", "1")
    assert (third["Title"], third["Author 2 school"]) == ("'=SUM(Justice)", "Universität Köln")
    assert third["Submitted at"] == papers.now.isoformat()
    assert events(papers, "export papers") == [{"papers": 3, "filter": {}, "format": "csv"}]


def test_a_workbook_has_text_numbers_dates_and_a_frozen_header(client: PageClient, papers: World) -> None:
    client.sign_in(CHAIR)
    sheet = openpyxl.load_workbook(io.BytesIO(download(client, papers, "xlsx"))).active
    cells = dict(zip(*list(sheet.iter_rows())[:4:3], strict=True))
    third = {header.value: cell for header, cell in cells.items()}
    assert sheet.freeze_panes == "A2"
    assert (third["Title"].value, third["Title"].data_type, third["Title"].quotePrefix) == (
        "=SUM(Justice)",
        "s",
        True,
    )
    assert third["Submitted at"].value == papers.now.replace(tzinfo=None)
    assert third["Words in the abstract"].value == 7


def test_json_names_the_session_and_its_papers(client: PageClient, papers: World) -> None:
    client.sign_in(CHAIR)
    found = json.loads(download(client, papers, "json", number=["2"]))
    assert (found["session"], [paper["Title"] for paper in found["papers"]]) == (
        papers.slug,
        ["Mercy as Procedure"],
    )
    assert events(papers, "export papers") == [{"papers": 1, "filter": {}, "numbers": [2], "format": "json"}]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_round_trip_changes_nothing(client: PageClient, papers: World, kind: str) -> None:
    client.sign_in(CHAIR)
    said = bring(client, papers, download(client, papers, kind), f"papers.{kind}")
    assert "3 papers, nothing differs." in said


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_another_sessions_export_changes_nothing_here(client: PageClient, papers: World, kind: str) -> None:
    client.sign_in(CHAIR)
    content = download(client, papers, kind)

    def rename(session: Session) -> None:
        papers.call(session).wip_session.slug = "another"

    papers.do(rename)
    client.get("/manage/another/import")
    client.send("/import", status=422, file=(io.BytesIO(content), f"papers.{kind}"))
    assert (
        f"This sheet was exported from another session, /sessions/{papers.slug}/; this one is /sessions/another/."
        in client.page.words
    )


def test_edited_cells_are_shown_and_applied_at_once(client: PageClient, papers: World) -> None:
    client.sign_in(CHAIR)
    content = download(client, papers, "csv").decode().replace("Mercy as Procedure", "Mercy as a Procedure")
    said = bring(client, papers, content.replace("'=SUM(Justice)", "'=SUM(Mercy)").encode(), "papers.csv")
    assert "3 papers: 2 would change, 1 is as before." in said
    assert "Mercy as Procedure → Mercy as a Procedure" in said
    client.send("/changes")
    titles = papers.do(lambda s: [paper.title for paper in s.query(Paper).order_by(Paper.number)])
    assert titles == ["Quotas Without Numbers", "Mercy as a Procedure", "=SUM(Mercy)"]
    assert [letter.to_email for letter in papers.letters(kind="paper_changed")] == [
        "Bo.Achebe@law.example.edu", "cy.mueller@law.example.edu"
    ]  # fmt: skip
    assert events(papers, "change paper for its authors")[0] == {"title": "Mercy as a Procedure"}
    said = bring(client, papers, content.encode(), "papers.csv")
    assert "nothing differs" in said or "1 is refused" in said


def test_a_paper_changed_since_the_export_is_refused_with_both_values(
    client: PageClient, papers: World
) -> None:
    client.sign_in(CHAIR)
    content = download(client, papers, "csv").replace(b"Mercy as Procedure", b"From the Sheet")

    def rename(session: object) -> None:
        papers.row(session, 2).title = "From the Author"  # type: ignore[arg-type]  # `do` gives the session

    papers.do(rename)
    said = bring(client, papers, content, "papers.csv")
    assert "Title: here “From the Author”, in the sheet “From the Sheet”. Export it again." in said
    assert "3 papers: 1 is refused, 2 are as before." in said


def test_a_download_is_its_makers_own_and_ends(client: PageClient, papers: World, clock: Clock) -> None:
    client.sign_in(CHAIR)
    client.get(f"/manage/{papers.slug}/papers/")
    data = client.page.form("/papers/chosen").filled(act="csv", every="yes")
    where = client.post(f"/manage/{papers.slug}/papers/chosen", data).headers["Location"]
    client.get(where)
    client.get(where.replace(".csv", ".json"), 404)
    PageClient(papers.app).sign_in(OTHER_CHAIR).get(where, 404)
    clock.now += timedelta(minutes=61)
    client.get(where, 404)
