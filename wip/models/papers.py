"""Papers, their authors, and the drafts that came with them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, folded, state_column
from wip.domain.papers import CareerStage, PaperState, PublicationStatus, WorkStage
from wip.domain.reviews import Outcome
from wip.models.people import Person


class Paper(Base):
    """A submission. Review figures and sort keys are kept here so that a list of a thousand costs what one of ten costs.

    `sort_title`, and the first author's `sort_author` and `sort_school`, are folded for sorting; `abstract_words` counts words.
    `kept_from` names whom its authors do not want as a reader: name, email, relation, and the address's email_key.
    `confirm_by` is the last moment for its own answer to a place; `offered_at` is set where the place came from the
    waiting list, `lapsed_at` where it was passed on for want of an answer.
    `frozen_rank` and `frozen_outcome` are its rank and its decision when the ranking was frozen; equal scores share a rank.
    `anonymity_notes` are the sentences about names found in a blind call's file that the author has read and left.
    """

    __tablename__ = "papers"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"))
    number: Mapped[int]
    submitter_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(500), default="")
    abstract: Mapped[str] = mapped_column(sa.Text, default="")
    career_stage: Mapped[CareerStage | None] = mapped_column(state_column(CareerStage))
    work_stage: Mapped[WorkStage | None] = mapped_column(state_column(WorkStage))
    focus_pages: Mapped[str] = mapped_column(sa.String(200), default="")
    questions: Mapped[str] = mapped_column(sa.Text, default="")
    note_to_leaders: Mapped[str] = mapped_column(sa.Text, default="")
    bio: Mapped[str] = mapped_column(sa.Text, default="")
    years: Mapped[int | None]
    is_member: Mapped[bool | None]
    publication: Mapped[PublicationStatus | None] = mapped_column(state_column(PublicationStatus))
    still_revisable: Mapped[bool | None]
    anonymity_notes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    abstract_words: Mapped[int] = mapped_column(default=0)
    sort_title: Mapped[str] = mapped_column(folded(200), default="")
    sort_author: Mapped[str] = mapped_column(folded(200), default="")
    sort_school: Mapped[str] = mapped_column(folded(300), default="")
    state: Mapped[PaperState] = mapped_column(state_column(PaperState), default=PaperState.SUBMITTED)
    waiting_position: Mapped[int | None]
    confirm_by: Mapped[datetime | None] = mapped_column(Instant)
    offered_at: Mapped[datetime | None] = mapped_column(Instant)
    lapsed_at: Mapped[datetime | None] = mapped_column(Instant)
    submitted_at: Mapped[datetime] = mapped_column(Instant)
    kept_from: Mapped[list[dict[str, str]]] = mapped_column(sa.JSON, default=list)
    import_key: Mapped[str | None] = mapped_column(sa.String(64))
    import_warnings: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    reviews_done: Mapped[int] = mapped_column(default=0)
    score_mean: Mapped[float | None]
    frozen_rank: Mapped[int | None]
    frozen_outcome: Mapped[Outcome | None] = mapped_column(state_column(Outcome))
    version: Mapped[int] = mapped_column(default=1)

    submitter: Mapped[Person] = relationship()
    authors: Mapped[list["Author"]] = relationship(
        back_populates="paper", order_by="Author.position", cascade="all, delete-orphan"
    )
    drafts: Mapped[list["Draft"]] = relationship(
        back_populates="paper", order_by="Draft.number", cascade="all, delete-orphan"
    )

    __table_args__ = (
        sa.UniqueConstraint("wip_session_id", "number"),
        sa.UniqueConstraint("wip_session_id", "import_key"),
        sa.CheckConstraint("state = 'draft' OR title <> ''", name="submitted_has_title"),
        sa.CheckConstraint("(reviews_done = 0) = (score_mean IS NULL)", name="mean_of_reviews"),
        sa.Index("ix_papers_ranking", "wip_session_id", sa.text("score_mean DESC"), "number"),
        sa.Index("ix_papers_state", "wip_session_id", "state", "number"),
        sa.Index("ix_papers_queue", "wip_session_id", "state", "reviews_done", "number"),
        sa.Index("ix_papers_by_author", "wip_session_id", "sort_author", "number"),
        sa.Index("ix_papers_by_school", "wip_session_id", "sort_school", "number"),
        sa.Index("ix_papers_by_title", "wip_session_id", "sort_title", "number"),
        sa.Index("ix_papers_by_date", "wip_session_id", "submitted_at", "number"),
        sa.Index("ix_papers_by_words", "wip_session_id", "abstract_words", "number"),
        sa.Index("ix_papers_by_stage", "wip_session_id", "work_stage", "number"),
    )
    __mapper_args__ = {"version_id_col": version}

    @property
    def byline(self) -> str:
        """The authors' names, in order."""
        return ", ".join(author.name for author in self.authors)


class Author(Base):
    """A name on a paper, in its order. Linked to a person as soon as an address is known."""

    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(200))
    affiliation: Mapped[str] = mapped_column(sa.String(300), default="")
    orcid: Mapped[str] = mapped_column(sa.String(19), default="")
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)

    paper: Mapped[Paper] = relationship(back_populates="authors")
    person: Mapped[Person | None] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("paper_id", "position"),
        sa.UniqueConstraint("paper_id", "person_id"),
        sa.CheckConstraint("name <> ''", name="has_name"),
    )


class Draft(Base):
    """One version of a paper's file. The bytes lie in file storage under `storage_key`; none is overwritten."""

    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"))
    number: Mapped[int]
    file_name: Mapped[str] = mapped_column(sa.String(255))
    content_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    storage_key: Mapped[str] = mapped_column(sa.String(100), unique=True)
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    uploaded_at: Mapped[datetime] = mapped_column(Instant)

    paper: Mapped[Paper] = relationship(back_populates="drafts")

    __table_args__ = (
        sa.UniqueConstraint("paper_id", "number"),
        sa.CheckConstraint("size > 0", name="has_bytes"),
    )
