"""Attachments: the cover sheet of a blind call, and files that answer a call's own questions."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.files import ANSWER_ENDINGS, ENDINGS
from wip.domain.questions import QuestionKind
from wip.domain.refusals import Refusal
from wip.models import Attachment, Paper, Question, Upload
from wip.services.uploads import file_of

SENT_MOST = 10
"""How often one file may be replaced; without an end, one link could fill the disk."""

COVER_SHEET = "cover_sheet"
"""The form's field for it; a question's field is the domain's `asked.field`."""


def field_of(question: Question | None) -> str:
    """The form's field in which this file is sent."""
    return COVER_SHEET if question is None else question.asked.field


def attach(
    session: Session,
    paper: Paper,
    upload: Upload,
    *,
    question: Question | None,
    now: datetime,
) -> Attachment:
    """Make an upload the paper's cover sheet (`question` None) or its answer to a question that asks for a file.

    Earlier ones stay; the newest counts. Writes no history: the verb that calls it does. Raises Refusal about the field.
    """
    field = field_of(question)
    _refuse_kind(upload, question, field)
    same = sa.and_(
        Attachment.paper_id == paper.id,
        Attachment.question_id.is_(None) if question is None else Attachment.question_id == question.id,
    )
    if (session.scalar(sa.select(sa.func.count()).where(same)) or 0) >= SENT_MOST:
        raise Refusal(f"This file was sent {SENT_MOST} times, and no more are possible.", field)
    row = Attachment(
        paper_id=paper.id,
        question_id=question.id if question else None,
        **file_of(upload),
        uploaded_at=now,
    )
    session.add(row)
    session.delete(upload)
    session.flush()
    return row


def _refuse_kind(upload: Upload, question: Question | None, field: str) -> None:
    kinds = ENDINGS if question is None else ANSWER_ENDINGS
    if question is not None and question.kind is not QuestionKind.FILE:
        raise Refusal("This question asks for no file.", field)
    if upload.content_type not in kinds or "import_of" in upload.facts:
        wanted = "a PDF or Word file" if question is None else "a PDF, a Word file or a picture (PNG or JPEG)"
        raise Refusal(f"Choose {wanted}.", field)


def newest_of(session: Session, paper: Paper) -> Mapping[int | None, Attachment]:
    """The paper's attachments that count, by question's id; None is the cover sheet."""
    rows = session.scalars(
        sa.select(Attachment).where(Attachment.paper_id == paper.id).order_by(Attachment.id)
    )
    return {row.question_id: row for row in rows}


def listed(session: Session, paper: Paper) -> list[tuple[str, Attachment]]:
    """What the paper's pages list: (what it is, the newest of it), the cover sheet first. One statement."""
    rows = session.execute(
        sa.select(Attachment, Question.label, Question.position)
        .outerjoin(Question, Question.id == Attachment.question_id)
        .where(Attachment.paper_id == paper.id)
        .order_by(Attachment.id)
    )
    newest = {row.question_id: (place or 0, label or "Cover sheet", row) for row, label, place in rows}
    order = sorted(newest.items(), key=lambda each: (each[0] is not None, each[1][0]))
    return [(label, row) for _, (_, label, row) in order]
