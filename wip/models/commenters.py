"""Commenters, their commissions, and attendees."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, state_column
from wip.domain.commissions import CommissionState
from wip.models.papers import Paper
from wip.models.people import Person


class Commenter(Base):
    """Somebody's offer to comment in one session, on up to `papers_max` papers."""

    __tablename__ = "commenters"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    topics: Mapped[str] = mapped_column(sa.Text, default="")
    conflicts: Mapped[str] = mapped_column(sa.Text, default="")
    papers_max: Mapped[int] = mapped_column(default=1)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    offered_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship()
    commissions: Mapped[list["Commission"]] = relationship(back_populates="commenter")

    __table_args__ = (
        sa.UniqueConstraint("wip_session_id", "person_id"),
        sa.CheckConstraint("papers_max BETWEEN 1 AND 9", name="papers_max"),
    )
    __mapper_args__ = {"version_id_col": version}


class Commission(Base):
    """A commenter's place on a paper."""

    __tablename__ = "commissions"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"))
    commenter_id: Mapped[int] = mapped_column(sa.ForeignKey("commenters.id", ondelete="CASCADE"), index=True)
    state: Mapped[CommissionState] = mapped_column(
        state_column(CommissionState), default=CommissionState.OFFERED
    )
    offered_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    times_offered: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)

    paper: Mapped[Paper] = relationship()
    commenter: Mapped[Commenter] = relationship(back_populates="commissions")

    __table_args__ = (sa.UniqueConstraint("paper_id", "commenter_id"),)
    __mapper_args__ = {"version_id_col": version}


class Attendee(Base):
    """Somebody who will come, and gets the join link."""

    __tablename__ = "attendees"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    registered_at: Mapped[datetime] = mapped_column(Instant)

    person: Mapped[Person] = relationship()

    __table_args__ = (sa.UniqueConstraint("wip_session_id", "person_id"),)
