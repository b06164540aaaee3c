"""A copy of everything that was sent with a paper, for the letters to its authors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from wip.domain.anonymity import Advice, Contents, Passage, findings
from wip.domain.papers import CAREER_WORDS, PUBLICATION_WORDS, WORK_WORDS, AuthorFacts
from wip.domain.questions import QuestionKind
from wip.models import Answer, Attachment, Author, Call, Draft, Paper, PaperTopic, Question, Topic

SUM_SHOWN = 12
"""As many characters of a file's SHA-256 as tell two versions apart."""


HELD_BACK = "Held back: it names an author, an address or a school."
"""What a reviewer of a double-blind call reads instead."""


@dataclass(frozen=True)
class Item:
    """One thing that was sent; `is_long` where it stands in paragraphs of its own."""

    label: str
    text: str
    is_long: bool = False


def copy_of(session: Session, row: Paper) -> list[Item]:
    """Everything that the paper's authors typed and the names of their files; empty fields are left out."""
    files = session.scalars(
        sa.select(Attachment).where(Attachment.paper_id == row.id).order_by(Attachment.id)
    ).all()
    by_question = {each.question_id: each for each in files}
    items = [
        Item("Title", row.title),
        *(Item("Author" if n else "First author", _author(author)) for n, author in enumerate(row.authors)),
        Item("Abstract", row.abstract, is_long=True),
        *_details(session, row),
        *_answers(session, row, by_question),
    ]
    if row.drafts:
        items.append(Item("Draft", _file(row.drafts[-1])))
    if None in by_question:
        items.append(Item("Cover sheet", _file(by_question[None])))
    return [item for item in items if item.text]


def details_of(session: Session, row: Paper) -> list[Item]:
    """What was said beside title, authors and abstract, for a page that links the files; two statements."""
    return [item for item in (*_details(session, row), *_answers(session, row, {})) if item.text]


def for_reviewers(session: Session, row: Paper, *, names: bool) -> list[Item]:
    """What a reviewer reads beside title, abstract, stages and draft; three statements.

    Where `names` are hidden there is no biography, and what names an author, a school or an address is held back.
    """
    items = [
        Item("Pages to read first", row.focus_pages),
        Item("The author asks", row.questions, is_long=True),
        Item("Topics", _topics(session, row)),
        *_standing(row),
        *_answers(session, row, {}),
        Item("Short biography", row.bio if names else "", is_long=True),
    ]
    authors = [] if names else _facts_of_authors(session, row)
    return [_nameless(item, authors) for item in items if item.text]


def _facts_of_authors(session: Session, row: Paper) -> list[AuthorFacts]:
    authors = session.scalars(
        sa.select(Author)
        .where(Author.paper_id == row.id)
        .options(joinedload(Author.person))
        .order_by(Author.position)
    )
    return [AuthorFacts(a.name, a.affiliation, a.person.email if a.person else "") for a in authors]


def _nameless(item: Item, authors: Sequence[AuthorFacts]) -> Item:
    text = Contents((Passage("the answer", item.text, first=True),))
    return Item(item.label, HELD_BACK) if findings(text, authors, Advice("")) else item


def lacking(session: Session, row: Paper, call: Call) -> list[Question]:
    """The questions that need an answer, now or later, and have none from this paper; one statement."""
    select = (
        sa.select(Question)
        .outerjoin(Answer, sa.and_(Answer.question_id == Question.id, Answer.paper_id == row.id))
        .where(
            Question.call_id == call.id,
            ~Question.retired,
            sa.or_(Question.required, Question.required_from.is_not(None)),
            sa.func.coalesce(Answer.value, "") == "",
        )
    )
    return list(session.scalars(select.order_by(Question.position, Question.id)))


def _standing(row: Paper) -> list[Item]:
    return [
        Item("Publication", PUBLICATION_WORDS[row.publication] if row.publication else ""),
        Item("Still revisable on the day of the session", _yes(row.still_revisable)),
    ]


def _details(session: Session, row: Paper) -> list[Item]:
    return [
        Item("Short biography", row.bio, is_long=True),
        Item("Topics", _topics(session, row)),
        Item("Career stage", CAREER_WORDS[row.career_stage] if row.career_stage else ""),
        Item("Years in teaching", "" if row.years is None else str(row.years)),
        Item("School is a member", _yes(row.is_member)),
        Item("Stage of the work", WORK_WORDS[row.work_stage] if row.work_stage else ""),
        *_standing(row),
        Item("Pages to focus on", row.focus_pages),
        Item("Questions for readers", row.questions, is_long=True),
        Item("Note to the organisers", row.note_to_leaders, is_long=True),
    ]


def _author(author: Author) -> str:
    parts = [author.name, author.affiliation, f"ORCID {author.orcid}" if author.orcid else ""]
    return ", ".join(part for part in parts if part)


def _yes(said: bool | None) -> str:  # noqa: FBT001 - a column's value
    return "" if said is None else "yes" if said else "no"


def _topics(session: Session, row: Paper) -> str:
    names = session.scalars(
        sa.select(Topic.name)
        .join(PaperTopic)
        .where(PaperTopic.paper_id == row.id)
        .order_by(Topic.position, Topic.id)
    )
    return "; ".join(names)


def _answers(session: Session, row: Paper, files: dict[int | None, Attachment]) -> list[Item]:
    rows = session.execute(
        sa.select(Question, Answer.value)
        .outerjoin(Answer, sa.and_(Answer.question_id == Question.id, Answer.paper_id == row.id))
        .where(sa.or_(Answer.value != "", Question.id.in_([id_ for id_ in files if id_])))
        .order_by(Question.position, Question.id)
    )
    return [
        Item(
            question.label,
            _file(files[question.id]) if question.id in files else _said(question, value or ""),
            is_long=question.kind is QuestionKind.TEXT,
        )
        for question, value in rows
        if files or question.kind is not QuestionKind.FILE
    ]


def _said(question: Question, value: str) -> str:
    if question.kind is not QuestionKind.DATE or not value:
        return value
    day = date.fromisoformat(value)
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def _file(file: Draft | Attachment) -> str:
    size = f"{max(1, round(file.size / 1024)):,} kB"
    return f"{file.file_name} ({size}, fingerprint {file.sha256[:SUM_SHOWN]}…)"
