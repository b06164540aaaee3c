"""A copy of everything that was sent with a paper, for the letters to its authors."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.papers import CAREER_WORDS, PUBLICATION_WORDS, WORK_WORDS
from wip.domain.questions import QuestionKind
from wip.models import Answer, Attachment, Author, Draft, Paper, PaperTopic, Question, Topic

SUM_SHOWN = 12
"""As many characters of a file's SHA-256 as tell two versions apart."""


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


def _details(session: Session, row: Paper) -> list[Item]:
    return [
        Item("Short biography", row.bio, is_long=True),
        Item("Topics", _topics(session, row)),
        Item("Career stage", CAREER_WORDS[row.career_stage] if row.career_stage else ""),
        Item("Years in teaching", "" if row.years is None else str(row.years)),
        Item("School is a member", _yes(row.is_member)),
        Item("Stage of the work", WORK_WORDS[row.work_stage] if row.work_stage else ""),
        Item("Publication", PUBLICATION_WORDS[row.publication] if row.publication else ""),
        Item("Still revisable on the day of the session", _yes(row.still_revisable)),
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
    return f"{day.day} {day:%b} {day.year}"


def _file(file: Draft | Attachment) -> str:
    size = f"{max(1, round(file.size / 1024)):,} kB"
    return f"{file.file_name} ({size}, fingerprint {file.sha256[:SUM_SHOWN]}…)"
