"""Drafts on their way to readers: who had which version, and the clock of each paper's draft."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant
from wip.models.papers import Draft, Paper
from wip.models.people import Person


class DraftCopy(Base):
    """Somebody had a copy of a draft, for the first time and how often; its author sees this.

    `mark` is what stands on each page of the copy and names it. `person_id` None: somebody who opened a public page.
    `told_of` is the number of the newer version that its reader was told of.
    """

    __tablename__ = "draft_copies"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(sa.ForeignKey("drafts.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(32))
    mark: Mapped[str] = mapped_column(sa.String(40), unique=True)
    first_at: Mapped[datetime] = mapped_column(Instant)
    last_at: Mapped[datetime] = mapped_column(Instant)
    times: Mapped[int] = mapped_column(default=1)
    told_of: Mapped[int | None]

    draft: Mapped[Draft] = relationship()
    person: Mapped[Person | None] = relationship()

    __table_args__ = (sa.UniqueConstraint("draft_id", "person_id", "role"),)


class DraftClock(Base):
    """A paper's draft against its date: the one extension that its author may take, and what was sent about it."""

    __tablename__ = "draft_clocks"

    paper_id: Mapped[int] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True)
    extended_until: Mapped[datetime | None] = mapped_column(Instant)
    extended_at: Mapped[datetime | None] = mapped_column(Instant)
    reminded_at: Mapped[datetime | None] = mapped_column(Instant)
    late_told_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    paper: Mapped[Paper] = relationship()

    __table_args__ = (
        sa.CheckConstraint("(extended_until IS NULL) = (extended_at IS NULL)", name="extended_has_moment"),
    )
    __mapper_args__ = {"version_id_col": version}
