"""What hangs on a call: its amendments, topics, own questions, and personal late links."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, state_column
from wip.domain.questions import Asked, QuestionKind
from wip.models.calls import Call
from wip.models.people import Person


class Amendment(Base):
    """A change of a published call, numbered and dated: what changed, in sentences, and why in the leader's words."""

    __tablename__ = "amendments"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("calls.id", ondelete="CASCADE"))
    number: Mapped[int]
    sentences: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (sa.UniqueConstraint("call_id", "number"),)


class Topic(Base):
    """A topic that authors and commenters of a call choose from."""

    __tablename__ = "topics"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("calls.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(120))

    __table_args__ = (
        sa.UniqueConstraint("call_id", "name"),
        sa.CheckConstraint("name <> ''", name="has_name"),
    )


class Question(Base):
    """A question of the call's own. Required now (`required`), or from `required_from`; answers freeze at `frozen_from`.

    A question that has answers is retired, never deleted.
    """

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(state_column(QuestionKind))
    label: Mapped[str] = mapped_column(sa.String(300))
    help: Mapped[str] = mapped_column(sa.Text, default="")
    choices: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    required: Mapped[bool] = mapped_column(default=False)
    required_from: Mapped[datetime | None] = mapped_column(Instant)
    frozen_from: Mapped[datetime | None] = mapped_column(Instant)
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (sa.CheckConstraint("label <> ''", name="has_label"),)
    __mapper_args__ = {"version_id_col": version}

    @property
    def asked(self) -> Asked:
        """The question as the domain judges answers by it."""
        return Asked(
            self.id,
            self.kind,
            self.label,
            tuple(self.choices),
            self.required,
            self.required_from,
            self.frozen_from,
        )


class LateLink(Base):
    """Lets one person submit after the deadline: until `expires_at`, up to `papers_max` papers."""

    __tablename__ = "late_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    papers_max: Mapped[int] = mapped_column(default=1)
    papers_used: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    revoked: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    call: Mapped[Call] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        sa.CheckConstraint("papers_max BETWEEN 1 AND 9", name="papers_max"),
        sa.CheckConstraint("papers_used BETWEEN 0 AND papers_max", name="not_overused"),
    )
    __mapper_args__ = {"version_id_col": version}

    def lets_in(self, now: datetime) -> bool:
        """Whether a paper may still come in by this link."""
        return not self.revoked and now <= self.expires_at and self.papers_used < self.papers_max
