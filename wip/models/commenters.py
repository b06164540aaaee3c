"""Commenters, their commissions, and attendees."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, state_column
from wip.domain.commissions import CommissionState
from wip.domain.papers import CareerStage
from wip.models.papers import Paper
from wip.models.people import Person


class Commenter(Base):
    """Somebody's offer to comment in one session, on up to `papers_max` papers.

    `topics` is their field in their own words, `works` a few lines on their work or titles of papers, `stands_by` says
    that they would step in at short notice. `invited_by` is the leader who asked them, if one did.
    """

    __tablename__ = "commenters"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    topics: Mapped[str] = mapped_column(sa.Text, default="")
    methods: Mapped[str] = mapped_column(sa.Text, default="")
    works: Mapped[str] = mapped_column(sa.Text, default="")
    career_stage: Mapped[CareerStage | None] = mapped_column(state_column(CareerStage))
    stands_by: Mapped[bool] = mapped_column(default=False)
    conflicts: Mapped[str] = mapped_column(sa.Text, default="")
    papers_max: Mapped[int] = mapped_column(default=1)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    offered_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship()
    commissions: Mapped[list["Commission"]] = relationship(back_populates="commenter")
    chosen_topics: Mapped[list["CommenterTopic"]] = relationship(
        cascade="all, delete-orphan", order_by="CommenterTopic.topic_id"
    )
    hours: Mapped[list["CommenterHours"]] = relationship(
        cascade="all, delete-orphan", order_by="CommenterHours.id"
    )

    __table_args__ = (
        sa.UniqueConstraint("wip_session_id", "person_id"),
        sa.CheckConstraint("papers_max BETWEEN 1 AND 9", name="papers_max"),
    )
    __mapper_args__ = {"version_id_col": version}


class CommenterTopic(Base):
    """A topic of the call that a commenter chose."""

    __tablename__ = "commenter_topics"

    commenter_id: Mapped[int] = mapped_column(
        sa.ForeignKey("commenters.id", ondelete="CASCADE"), primary_key=True
    )
    topic_id: Mapped[int] = mapped_column(
        sa.ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class CommenterHours(Base):
    """When a commenter can be in one room of the session; no row: the whole of it suits. Both moments missing: not at all.

    `sitting_id` is None for the session's own room and date.
    """

    __tablename__ = "commenter_hours"

    id: Mapped[int] = mapped_column(primary_key=True)
    commenter_id: Mapped[int] = mapped_column(sa.ForeignKey("commenters.id", ondelete="CASCADE"))
    sitting_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("sittings.id", ondelete="CASCADE"), index=True
    )
    from_at: Mapped[datetime | None] = mapped_column(Instant)
    until_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        sa.UniqueConstraint("commenter_id", "sitting_id"),
        sa.Index(
            "uq_commenter_hours_first_room",
            "commenter_id",
            unique=True,
            sqlite_where=sa.text("sitting_id IS NULL"),
            postgresql_where=sa.text("sitting_id IS NULL"),
        ),
        sa.CheckConstraint("(from_at IS NULL) = (until_at IS NULL)", name="both_or_neither"),
        sa.CheckConstraint("until_at IS NULL OR until_at > from_at", name="in_order"),
    )


class Commission(Base):
    """A commenter's place on a paper.

    A standby commission (`is_standby`) does not count towards the paper's number until the standby steps in. `answer_by`
    is the last moment for an answer; `reason` says in words why this person suits this paper. `guideline_seen` is the
    number of the guidelines that the commenter has acknowledged, `read_at` when they ticked that they have read the draft, in its version of then.
    `turned_up`: None until a leader says so.
    """

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
    is_standby: Mapped[bool] = mapped_column(default=False)
    answer_by: Mapped[datetime | None] = mapped_column(Instant, index=True)
    lapsed_at: Mapped[datetime | None] = mapped_column(Instant)
    decline_reason: Mapped[str] = mapped_column(sa.Text, default="")
    fit: Mapped[int | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    guideline_seen: Mapped[int | None]
    guideline_seen_at: Mapped[datetime | None] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    turned_up: Mapped[bool | None]
    thanked_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    paper: Mapped[Paper] = relationship()
    commenter: Mapped[Commenter] = relationship(back_populates="commissions")

    __table_args__ = (
        sa.UniqueConstraint("paper_id", "commenter_id"),
        sa.CheckConstraint(
            "(guideline_seen IS NULL) = (guideline_seen_at IS NULL)", name="guideline_has_moment"
        ),
        sa.CheckConstraint("state <> 'lapsed' OR lapsed_at IS NOT NULL", name="lapsed_has_moment"),
    )
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
