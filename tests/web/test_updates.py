"""An export that comes back is judged as the authors' own form would be, and writes to everybody whom it concerns."""

import csv
import io
from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.web.test_exports import bring
from tests.web.test_paper_lists import AUTHORS, download, papers
from tests.world import CHAIR, World
from wip.domain.papers import AuthorFacts, PaperFacts
from wip.domain.people import Actor
from wip.domain.questions import QuestionKind
from wip.models import Person, Question
from wip.services import submissions

__all__ = ["papers"]

OLD, NEW, CO = AUTHORS[0], "newone@law.example.edu", "coadded@law.example.edu"


def sheet(client: PageClient, world: World, edits: Sequence[tuple[int, str, str]]) -> bytes:
    """The session's export with these cells typed over: the paper's number, a header, and what it says now."""
    rows = list(csv.reader(io.StringIO(download(client, world, "csv").decode("utf-8-sig"), newline="")))
    for number, header, text in edits:
        place = next(place for place, each in enumerate(rows[0]) if each.startswith(header))
        rows[number][place] = text
    target = io.StringIO(newline="")
    csv.writer(target).writerows(rows)
    return target.getvalue().encode()


def test_a_swapped_first_author_and_new_ones_are_told(client: PageClient, papers: World) -> None:
    client.sign_in(CHAIR)
    edits = [
        (1, "Author 1 name", "New One"),
        (1, "Author 1 e-mail", NEW),
        (1, "Author 2 name", "Co Added"),
        (1, "Author 2 e-mail", CO),
    ]
    bring(client, papers, sheet(client, papers, edits), "papers.csv")
    before = len(papers.letters())
    client.send("/changes")
    assert "the authors concerned are told" in client.page.words
    letters = papers.letters()[before:]
    assert sorted((letter.to_email, letter.kind.value) for letter in letters) == [
        (OLD, "paper_changed"),
        (CO, "paper_received"),
        (NEW, "paper_changed"),
    ]
    (old,) = [letter for letter in letters if letter.to_email == OLD]
    assert "You are no longer named among its authors with this address" in " ".join(old.text.split())
    assert papers.do(lambda s: papers.row(s, 1).submitter.email) == NEW


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        ((1, "Author 1 ORCID", "zz"), "“zz” is no ORCID iD."),
        ((1, "Room, or online?", "Moon"), "Choose one of the answers in the list."),
        ((1, "How many?", "many"), "“many” is no number."),
        ((2, "Author 1 e-mail", OLD), "This call takes one paper of each first author"),
        ((3, "Author 2 e-mail", CO), f"{CO} has told us that this is not their paper."),
    ],
)
def test_the_preview_refuses_what_the_change_would_refuse(
    client: PageClient, papers: World, edit: tuple[int, str, str], sentence: str
) -> None:
    def prepare(session: Session) -> None:
        call = papers.call(session)
        call.papers_each = 1
        kinds: tuple[tuple[QuestionKind, str, list[str]], ...] = (
            (QuestionKind.CHOICE, "Room, or online?", ["Room", "Online"]),
            (QuestionKind.NUMBER, "How many?", []),
        )
        for place, (kind, label, choices) in enumerate(kinds):
            session.add(Question(call_id=call.id, position=place, kind=kind, label=label, choices=choices))
        row = papers.row(session, 3)
        authors = (AuthorFacts("Cy Müller", "Northfield", AUTHORS[2]), AuthorFacts("Jürgen Groß", "", CO))
        facts = PaperFacts(row.title, row.abstract, authors, row.career_stage, row.work_stage)
        submissions.set_authors(session, row, facts, papers.now)
        session.flush()
        person = session.scalars(sa.select(Person).where(Person.email_key == CO)).one()
        submissions.disown(session, row, by=Actor(person.id, "Jürgen Groß", CO), now=papers.now)

    papers.do(prepare)
    client.sign_in(CHAIR)
    said = bring(client, papers, sheet(client, papers, [edit]), "papers.csv")
    assert sentence in said
    assert "3 papers: 1 is refused, 2 are as before." in said
