"""What belongs to a submission besides the paper: topics, answers, further files, and what is not submitted yet."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, folded
from wip.models.call_parts import LateLink, Question, Topic
from wip.models.papers import Paper
from wip.models.people import Person


class PaperTopic(Base):
    """A topic of the call that a paper's author chose."""

    __tablename__ = "paper_topics"

    paper_id: Mapped[int] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(
        sa.ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    topic: Mapped[Topic] = relationship()


class PaperWord(Base):
    """A word by which leaders find a paper: of its title, its authors, their schools; folded to lower case, no accents."""

    __tablename__ = "paper_words"

    wip_session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    word: Mapped[str] = mapped_column(folded(60), primary_key=True)
    paper_id: Mapped[int] = mapped_column(
        sa.ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Answer(Base):
    """What an author says to one of the call's own questions, in the canonical spelling of its kind."""

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    value: Mapped[str] = mapped_column(sa.Text, default="")

    question: Mapped[Question] = relationship()

    __table_args__ = (sa.UniqueConstraint("paper_id", "question_id"),)


class Attachment(Base):
    """A file beside the draft: the answer to a question, or (without a question) the cover sheet of a blind call.

    None is overwritten: of several for the same question, the newest counts.
    """

    __tablename__ = "attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("questions.id", ondelete="CASCADE"), index=True
    )
    file_name: Mapped[str] = mapped_column(sa.String(255))
    content_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    storage_key: Mapped[str] = mapped_column(sa.String(100), unique=True)
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    uploaded_at: Mapped[datetime] = mapped_column(Instant)

    paper: Mapped[Paper] = relationship()

    __table_args__ = (sa.CheckConstraint("size > 0", name="has_bytes"),)


class StartedSubmission(Base):
    """A form that was begun and is not submitted: everything as typed, however wrong. `key` is unguessable.

    `person_id` is set once the writer asked for a letter with the link to finish it; deleted when the paper is in.
    """

    __tablename__ = "started_submissions"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    late_link_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("late_links.id", ondelete="SET NULL"), index=True
    )
    fields: Mapped[dict[str, list[str]]] = mapped_column(sa.JSON, default=dict)
    started_at: Mapped[datetime] = mapped_column(Instant)
    saved_at: Mapped[datetime] = mapped_column(Instant, index=True)
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person | None] = relationship()
    late_link: Mapped[LateLink | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
