"""The agenda: leaders' working copy, what is published, and the calendars made of it."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, state_column
from wip.domain.publications import EntryKind
from wip.models.papers import Paper
from wip.models.people import Person


class AgendaSlot(Base):
    """A paper's slot in the working copy. Minutes of None mean the session's own split.

    Without a sitting it lies in the session's first room. `is_fixed` keeps its place when the agenda is laid out anew;
    `minutes_over` is how long it ran over, noted afterwards.
    """

    __tablename__ = "agenda_slots"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"), index=True
    )
    paper_id: Mapped[int] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"), unique=True)
    uid: Mapped[str] = mapped_column(sa.String(36), unique=True, default=lambda: str(uuid4()))
    sitting_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("sittings.id", ondelete="SET NULL"), index=True
    )
    position: Mapped[int]
    minutes_over: Mapped[int | None]
    present_minutes: Mapped[int | None]
    comment_minutes: Mapped[int | None]
    is_fixed: Mapped[bool] = mapped_column(default=False)

    paper: Mapped[Paper] = relationship()


class Publication(Base):
    """One act of publishing the agenda, numbered within the session, with the difference in words."""

    __tablename__ = "publications"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"))
    number: Mapped[int]
    published_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    published_at: Mapped[datetime] = mapped_column(Instant)
    changes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)

    __table_args__ = (sa.UniqueConstraint("wip_session_id", "number"),)


class CalendarEntry(Base):
    """What calendars say of one slot, of the session itself or of one of its dates; the truth of every feed.

    `sequence` rises by the rule of domain/calendar.py; `halves_sequence` rises with it, and when the turn between a slot's
    halves moves: it is that of the two entries that some have in place of one. Rows of cancelled entries stay. Slots are written by
    publishing alone; the session and its dates exist from the beginning and are for the people concerned.
    """

    __tablename__ = "calendar_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"), index=True
    )
    paper_id: Mapped[int | None] = mapped_column(sa.ForeignKey("papers.id", ondelete="SET NULL"), index=True)
    sitting_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("sittings.id", ondelete="SET NULL"), unique=True
    )
    kind: Mapped[EntryKind] = mapped_column(state_column(EntryKind))
    uid: Mapped[str] = mapped_column(sa.String(36), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    halves_sequence: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime] = mapped_column(Instant)
    turns_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    title: Mapped[str] = mapped_column(sa.Text)
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    cancelled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint("turns_at BETWEEN starts_at AND ends_at", name="turn_inside"),
        sa.CheckConstraint("sequence >= 0", name="sequence"),
        sa.Index(
            "uq_calendar_entries_slot",
            "wip_session_id",
            "paper_id",
            unique=True,
            sqlite_where=sa.text("paper_id IS NOT NULL"),
            postgresql_where=sa.text("paper_id IS NOT NULL"),
        ),
        sa.Index(
            "uq_calendar_entries_date",
            "wip_session_id",
            "kind",
            unique=True,
            sqlite_where=sa.text("kind NOT IN ('slot', 'sitting')"),
            postgresql_where=sa.text("kind NOT IN ('slot', 'sitting')"),
        ),
    )


class CalendarDocument(Base):
    """A calendar's bytes as last built, so that an unchanged one costs one statement.

    `key` names it ("session:12", "person:7"). Whatever changes its data raises `mark` in the same transaction; the
    bytes count only while `made` equals it. A builder stores them only if the mark is still the one it saw before
    it read, so that bytes built of old data never outlive the change.
    """

    __tablename__ = "calendar_documents"

    key: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    mark: Mapped[int] = mapped_column(default=0)
    made: Mapped[int] = mapped_column(default=-1)
    made_for: Mapped[str] = mapped_column(sa.String(64), default="")
    etag: Mapped[str] = mapped_column(sa.String(64), default="")
    changed_at: Mapped[datetime | None] = mapped_column(Instant)
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    body: Mapped[bytes] = mapped_column(sa.LargeBinary, default=b"")
    zipped: Mapped[bytes] = mapped_column(sa.LargeBinary, default=b"")


class Feed(Base):
    """A person's own calendar address, and how they want their calendar. Rotating raises `generation`: the old address is gone for good.

    `alarm_minutes` before each entry in which the person must do something, None for no alarm; `halves` shows each slot as
    two entries; `by_mail` sends calendar invitations beside.
    """

    __tablename__ = "feeds"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), unique=True)
    generation: Mapped[int] = mapped_column(default=1)
    alarm_minutes: Mapped[int | None]
    halves: Mapped[bool] = mapped_column(default=False)
    by_mail: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Instant)

    person: Mapped[Person] = relationship()

    __table_args__ = (sa.CheckConstraint("alarm_minutes BETWEEN 0 AND 10080", name="alarm_minutes"),)
