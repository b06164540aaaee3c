"""Feedback that readers leave for an author, the digest of it, and what the author says came of it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, state_column
from wip.domain.feedbacks import Signature
from wip.models.papers import Paper
from wip.models.people import Person


class Feedback(Base):
    """What one person left in a paper's private box. `typed` is what stands in the form and is not handed in.

    `wants_next_draft` and `wants_talk` are the writer's wishes; `author_draft` and `author_talk` the author's answers to
    them: addresses are given only where both say yes.
    """

    __tablename__ = "feedbacks"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    is_commenter: Mapped[bool] = mapped_column(default=False)
    came_across: Mapped[str] = mapped_column(sa.Text, default="")
    adds: Mapped[str] = mapped_column(sa.Text, default="")
    suggestion: Mapped[str] = mapped_column(sa.Text, default="")
    page: Mapped[str] = mapped_column(sa.String(40), default="")
    source: Mapped[str] = mapped_column(sa.Text, default="")
    more: Mapped[str] = mapped_column(sa.Text, default="")
    signature: Mapped[Signature] = mapped_column(state_column(Signature), default=Signature.NAME)
    wants_next_draft: Mapped[bool] = mapped_column(default=False)
    wants_talk: Mapped[bool] = mapped_column(default=False)
    author_draft: Mapped[bool | None]
    author_talk: Mapped[bool | None]
    typed: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    begun_at: Mapped[datetime] = mapped_column(Instant)
    handed_in_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    paper: Mapped[Paper] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (sa.UniqueConstraint("paper_id", "person_id"),)
    __mapper_args__ = {"version_id_col": version}


class Aftermath(Base):
    """What happened to a paper's feedback after the session: the digest, the question a month later, and its answer."""

    __tablename__ = "aftermaths"

    paper_id: Mapped[int] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True)
    digest_at: Mapped[datetime | None] = mapped_column(Instant)
    asked_at: Mapped[datetime | None] = mapped_column(Instant)
    what_changed: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    paper: Mapped[Paper] = relationship()

    __mapper_args__ = {"version_id_col": version}
