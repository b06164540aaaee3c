"""How a session reviews: its settings, criteria and their points, the discussion of papers, and conflicts."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, state_column
from wip.domain.conflicts import ConflictKind, ConflictState
from wip.domain.reviews import Reading
from wip.domain.selection_stages import SelectionStage
from wip.models.papers import Paper
from wip.models.people import Person


class ReviewSettings(Base):
    """How one session reviews, and where its selection stands. One row a session."""

    __tablename__ = "review_settings"

    wip_session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    reading: Mapped[Reading] = mapped_column(state_column(Reading), default=Reading.EVERYTHING)
    reviews_per_paper: Mapped[int] = mapped_column(default=3)
    reminds: Mapped[bool] = mapped_column(default=True)
    guidance: Mapped[str] = mapped_column(sa.Text, default="")
    stage: Mapped[SelectionStage] = mapped_column(
        state_column(SelectionStage), default=SelectionStage.RANKING
    )
    frozen_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    frozen_at: Mapped[datetime | None] = mapped_column(Instant)
    revealed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    revealed_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        sa.CheckConstraint("reviews_per_paper BETWEEN 1 AND 9", name="reviews_per_paper"),
        sa.CheckConstraint("stage = 'ranking' OR frozen_at IS NOT NULL", name="frozen_has_moment"),
        sa.CheckConstraint("stage <> 'revealed' OR revealed_at IS NOT NULL", name="revealed_has_moment"),
    )
    __mapper_args__ = {"version_id_col": version}


class Criterion(Base):
    """What reviewers give points for. `labels` names each step of its scale, the lowest first; points count from 1.

    A criterion that has points is retired, never deleted.
    """

    __tablename__ = "criteria"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(120))
    help: Mapped[str] = mapped_column(sa.Text, default="")
    labels: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    weight: Mapped[int] = mapped_column(default=1)
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        sa.CheckConstraint("name <> ''", name="has_name"),
        sa.CheckConstraint("weight BETWEEN 1 AND 9", name="weight"),
    )
    __mapper_args__ = {"version_id_col": version}


class Score(Base):
    """The points of one review on one criterion; no row where the reviewer has no opinion."""

    __tablename__ = "scores"

    review_id: Mapped[int] = mapped_column(sa.ForeignKey("reviews.id", ondelete="CASCADE"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(
        sa.ForeignKey("criteria.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    points: Mapped[int]

    __table_args__ = (sa.CheckConstraint("points BETWEEN 1 AND 9", name="points"),)


class SetAside(Base):
    """A paper that one reviewer has skipped for now: it comes last in their queue."""

    __tablename__ = "set_aside"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    paper_id: Mapped[int] = mapped_column(
        sa.ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(Instant)


class NamesSeen(Base):
    """A leader of a double-blind call has chosen to see the authors' names before they are revealed."""

    __tablename__ = "names_seen"

    wip_session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(Instant)


class Remark(Base):
    """A remark in the discussion of a paper, among those who have finished their own review of it."""

    __tablename__ = "remarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    written_at: Mapped[datetime] = mapped_column(Instant)

    person: Mapped[Person] = relationship()

    __table_args__ = (sa.CheckConstraint("text <> ''", name="has_text"),)


class Conflict(Base):
    """Why somebody should have nothing to do with a paper. Any confirmed one hides the paper from the person, everywhere."""

    __tablename__ = "conflicts"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    kind: Mapped[ConflictKind] = mapped_column(state_column(ConflictKind))
    state: Mapped[ConflictState] = mapped_column(state_column(ConflictState), default=ConflictState.PROPOSED)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    found_at: Mapped[datetime] = mapped_column(Instant)
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    paper: Mapped[Paper] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        sa.UniqueConstraint("paper_id", "person_id", "kind"),
        sa.Index("ix_conflicts_person", "person_id", "state", "paper_id"),
        sa.CheckConstraint("state = 'proposed' OR decided_at IS NOT NULL", name="decided_has_moment"),
    )
    __mapper_args__ = {"version_id_col": version}
