"""What happened, and what keeps a doubled or refused request from losing anything."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from wip.db import Base, Instant


class HistoryEvent(Base):
    """Who did what to which thing when, with old and new values. Only ever added to."""

    __tablename__ = "history"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    actor_name: Mapped[str] = mapped_column(sa.String(200))
    act: Mapped[str] = mapped_column(sa.String(80))
    thing: Mapped[str] = mapped_column(sa.String(40))
    thing_id: Mapped[int]
    section_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sections.id", ondelete="CASCADE"))
    wip_session_id: Mapped[int | None] = mapped_column(sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"))
    paper_id: Mapped[int | None] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"), index=True)
    old: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    new: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)

    __table_args__ = (
        sa.Index("ix_history_session", "wip_session_id", "id"),
        sa.Index("ix_history_section", "section_id", "id"),
    )


class FormReceipt(Base):
    """The answer that a form's one POST got; the same form sent again gets it again."""

    __tablename__ = "form_receipts"

    token: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    path: Mapped[str] = mapped_column(sa.String(300))
    person_id: Mapped[int | None]
    location: Mapped[str] = mapped_column(sa.String(500), default="")
    flashes: Mapped[list[list[str]]] = mapped_column(sa.JSON, default=list)
    at: Mapped[datetime] = mapped_column(Instant, index=True)


class SignInLink(Base):
    """One sign-in link: works once, until it expires."""

    __tablename__ = "sign_in_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(320))
    email_key: Mapped[str] = mapped_column(sa.String(320), index=True)
    goes_to: Mapped[str] = mapped_column(sa.String(500), default="")
    made_at: Mapped[datetime] = mapped_column(Instant, index=True)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class Upload(Base):
    """A file kept while its form is being mended, or an import's sheet while its preview is read."""

    __tablename__ = "uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    file_name: Mapped[str] = mapped_column(sa.String(255))
    content_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    storage_key: Mapped[str] = mapped_column(sa.String(100), unique=True)
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    at: Mapped[datetime] = mapped_column(Instant, index=True)


class ImportBatch(Base):
    """One import of papers from a sheet, with its report of every row."""

    __tablename__ = "import_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    file_name: Mapped[str] = mapped_column(sa.String(255))
    imported: Mapped[int]
    refused: Mapped[int]
    report: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    at: Mapped[datetime] = mapped_column(Instant)
