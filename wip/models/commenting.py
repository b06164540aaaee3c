"""How a session finds and prepares its commenters: settings, personal invitations, plans, and guidelines."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, state_column
from wip.domain.circulation import Circle
from wip.domain.guidelines import Audience, Style
from wip.domain.invitations import InvitationState
from wip.models.commenters import Commenter
from wip.models.papers import Paper
from wip.models.people import Person


class CommentingSettings(Base):
    """How one session finds commenters and circulates drafts. No row: as usual.

    `presenters_comment`: presenters are asked to comment on one other paper. `releases_silent`: a commission that nobody
    answered goes to the next best by itself, only where a leader said so. `draft_days_late` is how long after its due date
    a draft may come before the slot may be offered to the waiting list; `drafts_kept_days` how long after the session
    drafts can still be read.
    """

    __tablename__ = "commenting_settings"

    wip_session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    presenters_comment: Mapped[bool] = mapped_column(default=False)
    mixes_seniority: Mapped[bool] = mapped_column(default=False)
    answer_days: Mapped[int] = mapped_column(default=5)
    reminds: Mapped[bool] = mapped_column(default=True)
    releases_silent: Mapped[bool] = mapped_column(default=False)
    standby_per_paper: Mapped[int] = mapped_column(default=0)
    circle: Mapped[Circle] = mapped_column(state_column(Circle), default=Circle.COMMENTERS)
    draft_days_late: Mapped[int] = mapped_column(default=3)
    drafts_kept_days: Mapped[int] = mapped_column(default=14)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        sa.CheckConstraint("answer_days BETWEEN 1 AND 30", name="answer_days"),
        sa.CheckConstraint("standby_per_paper BETWEEN 0 AND 3", name="standby_per_paper"),
        sa.CheckConstraint("draft_days_late BETWEEN 0 AND 60", name="draft_days_late"),
        sa.CheckConstraint("drafts_kept_days BETWEEN 0 AND 365", name="drafts_kept_days"),
    )
    __mapper_args__ = {"version_id_col": version}


class CommenterInvitation(Base):
    """A leader's personal invitation to comment in a session: to somebody of the pool, a presenter, or a new name.

    `papers_max` is what is asked; `as_presenter`: for one other paper, because the person presents here.
    """

    __tablename__ = "commenter_invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    state: Mapped[InvitationState] = mapped_column(
        state_column(InvitationState), default=InvitationState.INVITED
    )
    papers_max: Mapped[int] = mapped_column(default=1)
    as_presenter: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    invited_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    invited_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    times_invited: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        sa.UniqueConstraint("wip_session_id", "person_id"),
        sa.CheckConstraint("papers_max BETWEEN 1 AND 9", name="papers_max"),
    )
    __mapper_args__ = {"version_id_col": version}


class CommissionPlan(Base):
    """A proposal of who comments on what, as it was computed and as leaders changed it; nobody is told before it is offered.

    `asked` holds the settings it was computed with, `told` what it came to (levels, what stays short), as JSON.
    `progress` runs from 0 to 1 while it is being computed; `fault` says why it could not be.
    """

    __tablename__ = "commission_plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int]
    asked: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    told: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    progress: Mapped[float] = mapped_column(default=0.0)
    progress_words: Mapped[str] = mapped_column(sa.Text, default="")
    fault: Mapped[str] = mapped_column(sa.Text, default="")
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    computed_at: Mapped[datetime | None] = mapped_column(Instant)
    offered_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    pairs: Mapped[list["PlannedCommission"]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", order_by="PlannedCommission.id"
    )

    __table_args__ = (
        sa.UniqueConstraint("wip_session_id", "number"),
        sa.CheckConstraint("progress BETWEEN 0 AND 1", name="progress"),
    )
    __mapper_args__ = {"version_id_col": version}


class PlannedCommission(Base):
    """A pair of a plan. `is_locked` stays in the next run; `by_hand` was put there by a leader."""

    __tablename__ = "planned_commissions"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("commission_plans.id", ondelete="CASCADE"))
    paper_id: Mapped[int] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"), index=True)
    commenter_id: Mapped[int] = mapped_column(sa.ForeignKey("commenters.id", ondelete="CASCADE"), index=True)
    fit: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    is_locked: Mapped[bool] = mapped_column(default=False)
    by_hand: Mapped[bool] = mapped_column(default=False)
    is_standby: Mapped[bool] = mapped_column(default=False)

    plan: Mapped[CommissionPlan] = relationship(back_populates="pairs")
    paper: Mapped[Paper] = relationship()
    commenter: Mapped[Commenter] = relationship()

    __table_args__ = (sa.UniqueConstraint("plan_id", "paper_id", "commenter_id"),)


class GuidelineText(Base):
    """One version of a session's guidelines for one audience, numbered from 1; the newest counts, none is changed."""

    __tablename__ = "guideline_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"))
    audience: Mapped[Audience] = mapped_column(state_column(Audience))
    number: Mapped[int]
    style: Mapped[Style] = mapped_column(state_column(Style))
    title: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        sa.UniqueConstraint("wip_session_id", "audience", "number"),
        sa.CheckConstraint("title <> '' AND text <> ''", name="says_something"),
        sa.CheckConstraint("number > 0", name="numbered"),
    )


class GuidelineSeen(Base):
    """A presenter has acknowledged the guidelines for one paper; commenters' marks are in their commissions."""

    __tablename__ = "guidelines_seen"

    paper_id: Mapped[int] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True, index=True)
    number: Mapped[int]
    seen_at: Mapped[datetime] = mapped_column(Instant)
