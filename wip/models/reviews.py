"""Reviewers, reviews, and the decisions drawn from them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, state_column
from wip.domain.invitations import InvitationState
from wip.domain.reviews import AssignedHow, Outcome, ReviewState
from wip.models.papers import Paper
from wip.models.people import Person


class Reviewer(Base):
    """Somebody whom a leader invited to review one session."""

    __tablename__ = "reviewers"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    state: Mapped[InvitationState] = mapped_column(
        state_column(InvitationState), default=InvitationState.INVITED
    )
    invited_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship()

    __table_args__ = (sa.UniqueConstraint("wip_session_id", "person_id"),)
    __mapper_args__ = {"version_id_col": version}


class Review(Base):
    """One paper with one reviewer, from being assigned to being done.

    `score` is the weighted mean of the criteria's points on a scale from 1 to 5; `typed` what the form holds beyond
    what was saved, `no_opinion` the criteria on which the reviewer says so. `assigned_why` says in words why this reviewer got this paper.
    """

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    state: Mapped[ReviewState] = mapped_column(state_column(ReviewState), default=ReviewState.ASSIGNED)
    assigned_how: Mapped[AssignedHow] = mapped_column(
        state_column(AssignedHow), default=AssignedHow.OWN_CHOICE
    )
    assigned_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    assigned_at: Mapped[datetime | None] = mapped_column(Instant)
    assigned_why: Mapped[str] = mapped_column(sa.Text, default="")
    locked: Mapped[bool] = mapped_column(default=False)
    score: Mapped[float | None]
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    comment_to_author: Mapped[str] = mapped_column(sa.Text, default="")
    private_note: Mapped[str] = mapped_column(sa.Text, default="")
    no_opinion: Mapped[list[int]] = mapped_column(sa.JSON, default=list)
    typed: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    conflict_reason: Mapped[str] = mapped_column(sa.Text, default="")
    decline_reason: Mapped[str] = mapped_column(sa.Text, default="")
    changed_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    paper: Mapped[Paper] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        sa.UniqueConstraint("paper_id", "person_id"),
        sa.Index("ix_reviews_person", "person_id", "paper_id"),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name="score_on_scale"),
        sa.CheckConstraint("state <> 'done' OR score IS NOT NULL", name="done_has_score"),
        sa.CheckConstraint("state IN ('in_progress', 'done') OR score IS NULL", name="scored_while_read"),
        sa.CheckConstraint("state <> 'declined' OR decline_reason <> ''", name="declined_has_reason"),
        sa.CheckConstraint(
            "(state IN ('done', 'abstained')) = (finished_at IS NOT NULL)", name="finished_has_moment"
        ),
    )
    __mapper_args__ = {"version_id_col": version}


class Release(Base):
    """One act of telling authors the decisions.

    Its letters wait until `leaves_at`; meanwhile nothing has moved, and the act can be undone. It is completed, and
    papers move, in the moment in which its letters may leave. Of the two, completed and undone, one at most. `places` are
    those on the waiting list that its letters name, by paper id; `replaced` the letters that gave way to them, with their states.
    """

    __tablename__ = "releases"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"), index=True
    )
    released_by: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    released_at: Mapped[datetime] = mapped_column(Instant)
    confirm_by: Mapped[datetime | None] = mapped_column(Instant)
    letters: Mapped[int] = mapped_column(default=0)
    leaves_at: Mapped[datetime] = mapped_column(Instant)
    places: Mapped[dict[str, int]] = mapped_column(sa.JSON, default=dict)
    replaced: Mapped[list[list[str | int]]] = mapped_column(sa.JSON, default=list)
    with_comments: Mapped[bool] = mapped_column(default=False)
    completed_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    __table_args__ = (
        sa.CheckConstraint("completed_at IS NULL OR undone_at IS NULL", name="completed_or_undone"),
        sa.Index(
            "uq_releases_pending",
            "wip_session_id",
            unique=True,
            sqlite_where=sa.text("completed_at IS NULL AND undone_at IS NULL"),
            postgresql_where=sa.text("completed_at IS NULL AND undone_at IS NULL"),
        ),
    )

    @property
    def is_pending(self) -> bool:
        """Whether its letters wait, so that it can be undone."""
        return self.completed_at is None and self.undone_at is None


class Decision(Base):
    """A decision on a paper: staged until its release, one staged at a time, kept for ever after.

    `reason` says why it departs from the frozen ranking, or from what stood when that was frozen.
    """

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"), index=True)
    outcome: Mapped[Outcome] = mapped_column(state_column(Outcome))
    position: Mapped[int | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    decided_by: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime] = mapped_column(Instant)
    release_id: Mapped[int | None] = mapped_column(sa.ForeignKey("releases.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    paper: Mapped[Paper] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_decisions_staged",
            "paper_id",
            unique=True,
            sqlite_where=sa.text("release_id IS NULL"),
            postgresql_where=sa.text("release_id IS NULL"),
        ),
        sa.CheckConstraint(
            "position IS NULL OR outcome = 'waiting_list'",
            name="position_in_waiting_list",
        ),
    )
    __mapper_args__ = {"version_id_col": version}


class LetterEdit(Base):
    """A leader's own words for one decision letter before its release.

    `basis` is the digest of the letter that was edited: where that letter would now read otherwise, because the decision,
    the day or the paper changed, the edit no longer counts. `body` holds links as placeholders.
    """

    __tablename__ = "letter_edits"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    basis: Mapped[str] = mapped_column(sa.String(64))
    subject: Mapped[str] = mapped_column(sa.String(500))
    body: Mapped[str] = mapped_column(sa.Text)
    edited_by: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    edited_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (sa.UniqueConstraint("paper_id", "person_id"),)
    __mapper_args__ = {"version_id_col": version}
