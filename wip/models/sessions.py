"""WIP sessions: the date, its length and how it is cut into slots."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, state_column
from wip.domain.publications import AgendaState
from wip.domain.sessions import SessionState
from wip.models.people import Section


class WipSession(Base):
    """One Works-in-Progress session. Lengths in minutes; `zone` is the IANA name that its people read it in."""

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
    agenda_state: Mapped[AgendaState] = mapped_column(state_column(AgendaState), default=AgendaState.WORKING)
    agenda_version: Mapped[int] = mapped_column(default=1)
    papers_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    section: Mapped[Section] = relationship(lazy="joined", innerjoin=True)
    partners: Mapped[list["SessionSection"]] = relationship(
        cascade="all, delete-orphan", order_by="SessionSection.id"
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
