"""A paper as the typed fields of another call's form: everything that both calls ask for, with its files."""

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.models import Answer, Attachment, Author, Call, Draft, Paper, PaperTopic, Question, Topic, Upload
from wip.queries.call_parts import questions_of, topics_of
from wip.services.uploads import file_of

Copy = Callable[[str], str]
"""Copies a stored file; takes its key and returns the copy's."""

_TEXTS = ("title", "abstract", "bio", "focus_pages", "questions", "note_to_leaders")
_CHOICES = ("career_stage", "work_stage", "publication")
_TICKS = ("is_member", "still_revisable")

Fields = dict[str, list[str]]


def carried_fields(session: Session, paper: Paper, to: Call, copy: Copy, now: datetime) -> Fields:
    """The form of the call `to`, filled with the paper; its files are copied, and kept until the deadline has passed."""
    fields: Fields = {name: [getattr(paper, name)] for name in _TEXTS if getattr(paper, name)}
    fields |= {name: [getattr(paper, name).value] for name in _CHOICES if getattr(paper, name)}
    fields |= {name: ["y"] for name in _TICKS if getattr(paper, name)}
    if paper.years is not None:
        fields["years"] = [str(paper.years)]
    for place, author in enumerate(_authors(session, paper)):
        fields |= {
            f"authors-{place}-name": [author.name],
            f"authors-{place}-affiliation": [author.affiliation],
            f"authors-{place}-email": [author.person.email if author.person else ""],
            f"authors-{place}-orcid": [author.orcid],
        }
    fields |= _topics(session, paper, to)
    fields |= _answers(session, paper, to)
    for name, file in _files(session, paper, to):
        upload = Upload(**file_of(file) | {"storage_key": copy(file.storage_key)})
        upload.key, upload.at = secrets.token_urlsafe(24), max(now, to.deadline_at)
        session.add(upload)
        fields[name] = [upload.key]
    session.flush()
    return fields


def _authors(session: Session, paper: Paper) -> list[Author]:
    select = sa.select(Author).where(Author.paper_id == paper.id).order_by(Author.position)
    return list(session.scalars(select.options(sa.orm.joinedload(Author.person))))


def _topics(session: Session, paper: Paper, to: Call) -> Fields:
    """Topics of the same name."""
    chosen = sa.select(Topic.name).join(PaperTopic).where(PaperTopic.paper_id == paper.id)
    named = set(session.scalars(chosen))
    same = [str(topic.id) for topic in topics_of(session, to) if topic.name in named]
    return {"topics": same[: to.topics_max]} if same else {}


def _answers(session: Session, paper: Paper, to: Call) -> Fields:
    """Answers to questions that are asked again in the same words."""
    rows = session.execute(
        sa.select(Question.label, Question.kind, Answer.value)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.paper_id == paper.id, Answer.value != "")
    )
    said = {(label, kind): value for label, kind, value in rows}
    return {
        each.asked.field: [said[each.label, each.kind]]
        for each in questions_of(session, to)
        if (each.label, each.kind) in said
    }


def _files(session: Session, paper: Paper, to: Call) -> Iterator[tuple[str, Draft | Attachment]]:
    """The newest draft, cover sheet and answers by file, with the field that holds each one's key."""
    drafts = sa.select(Draft).where(Draft.paper_id == paper.id).order_by(Draft.number.desc()).limit(1)
    draft = session.scalar(drafts)
    if draft is not None and to.takes_drafts:
        yield "kept", draft
    asked = {(each.label, each.kind): each.asked.field for each in questions_of(session, to)}
    newest: dict[str, Attachment] = {}
    rows = session.execute(
        sa.select(Attachment, Question)
        .outerjoin(Question, Question.id == Attachment.question_id)
        .where(Attachment.paper_id == paper.id)
        .order_by(Attachment.id)
    )
    for row in rows:
        question: Question | None = row[1]
        if question is None and to.cover_sheet:
            newest["kept-cover_sheet"] = row[0]
        elif question is not None and (question.label, question.kind) in asked:
            newest[f"kept-{asked[question.label, question.kind]}"] = row[0]
    yield from newest.items()
