"""WIP sessions: the date, its length and how it is cut into slots."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, state_column
from wip.domain.publications import AgendaState
from wip.domain.sessions import SessionState
from wip.models.people import Section


class WipSession(Base):
    """One Works-in-Progress session. Lengths in minutes; `zone` is the IANA name that its people read it in.

    `breaks` are the working agenda's, a dict each: sitting (0 for the first room), after, minutes, name; `programme` is what
    was published beside the slots: `parts` (sitting, kind, name, minutes from the room's start, minutes long) and `chairs`.
    `room` names its first room where it has `sittings` beside it; `follows_id` is last year's, that it was copied from.
    """

    __tablename__ = "wip_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(sa.String(36), unique=True)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    section_id: Mapped[int] = mapped_column(sa.ForeignKey("sections.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    about: Mapped[str] = mapped_column(sa.Text, default="")
    starts_at: Mapped[datetime] = mapped_column(Instant, index=True)
    zone: Mapped[str] = mapped_column(sa.String(64))
    minutes: Mapped[int] = mapped_column(default=90)
    welcome_minutes: Mapped[int] = mapped_column(default=0)
    closing_minutes: Mapped[int] = mapped_column(default=0)
    gap_minutes: Mapped[int] = mapped_column(default=0)
    present_minutes: Mapped[int] = mapped_column(default=15)
    comment_minutes: Mapped[int] = mapped_column(default=15)
    recorded: Mapped[bool] = mapped_column(default=False)
    state: Mapped[SessionState] = mapped_column(state_column(SessionState), default=SessionState.PROPOSED)
    join_link: Mapped[str] = mapped_column(sa.String(500), default="")
    expected_attendance: Mapped[int | None]
    room: Mapped[str] = mapped_column(sa.String(120), default="")
    follows_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="SET NULL"), index=True
    )
    agenda_state: Mapped[AgendaState] = mapped_column(state_column(AgendaState), default=AgendaState.WORKING)
    agenda_version: Mapped[int] = mapped_column(default=1)
    breaks: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    programme: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    papers_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    section: Mapped[Section] = relationship(lazy="joined", innerjoin=True)
    partners: Mapped[list["SessionSection"]] = relationship(
        cascade="all, delete-orphan", order_by="SessionSection.id"
    )
    sittings: Mapped[list["Sitting"]] = relationship(
        cascade="all, delete-orphan", order_by="Sitting.starts_at, Sitting.id"
    )

    __table_args__ = (
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name="length"),
        sa.CheckConstraint("present_minutes + comment_minutes > 0", name="slot_has_length"),
        sa.CheckConstraint(
            "welcome_minutes >= 0 AND closing_minutes >= 0 AND gap_minutes >= 0 "
            "AND present_minutes >= 0 AND comment_minutes >= 0",
            name="no_negative_minutes",
        ),
    )
    __mapper_args__ = {"version_id_col": version}

    @property
    def ends_at(self) -> datetime:
        """The end, in UTC."""
        return self.starts_at + timedelta(minutes=self.minutes)


class SessionSection(Base):
    """A co-sponsoring section."""

    __tablename__ = "session_sections"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"))
    section_id: Mapped[int] = mapped_column(sa.ForeignKey("sections.id"), index=True)

    section: Mapped[Section] = relationship()

    __table_args__ = (sa.UniqueConstraint("wip_session_id", "section_id"),)


class Sitting(Base):
    """A further part of a session that its one call fills: a parallel room, or another date. Split like the session."""

    __tablename__ = "sittings"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(sa.String(120))
    starts_at: Mapped[datetime] = mapped_column(Instant)
    minutes: Mapped[int]
    join_link: Mapped[str] = mapped_column(sa.String(500), default="")
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        sa.UniqueConstraint("wip_session_id", "name"),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name="length"),
        sa.CheckConstraint("name <> ''", name="has_name"),
    )
    __mapper_args__ = {"version_id_col": version}

    @property
    def ends_at(self) -> datetime:
        """The end, in UTC."""
        return self.starts_at + timedelta(minutes=self.minutes)
