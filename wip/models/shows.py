"""The run of show: the marks of the clock, who wants to speak, and who is there."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, state_column
from wip.domain.shows import MarkKind, TurnState
from wip.models.people import Person


class Show(Base):
    """One room of a session as it runs (`sitting_id` None: its first room).

    `helper_generation` and `screen_generation` count the links handed out to helpers and to shared displays: raised,
    the older ones are gone. `version` rises with each mark, so that two chairs' screens never overwrite each other.
    """

    __tablename__ = "shows"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"), index=True
    )
    sitting_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("sittings.id", ondelete="CASCADE"), unique=True
    )
    helper_generation: Mapped[int] = mapped_column(default=0)
    screen_generation: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        sa.Index(
            "uq_shows_first_room",
            "wip_session_id",
            unique=True,
            sqlite_where=sa.text("sitting_id IS NULL"),
            postgresql_where=sa.text("sitting_id IS NULL"),
        ),
    )
    __mapper_args__ = {"version_id_col": version}


class ShowMark(Base):
    """One press while the session runs, append-only. `minutes` is for ADD_TIME; `said_by` names who pressed.

    `number` counts up from 1; a rehearsal's marks count up from far below 0 and never reach it, so that they are told
    apart wherever the session moves.
    """

    __tablename__ = "show_marks"

    id: Mapped[int] = mapped_column(primary_key=True)
    show_id: Mapped[int] = mapped_column(sa.ForeignKey("shows.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[MarkKind] = mapped_column(state_column(MarkKind))
    paper_id: Mapped[int | None] = mapped_column(sa.ForeignKey("papers.id", ondelete="SET NULL"), index=True)
    minutes: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    said_by: Mapped[str] = mapped_column(sa.String(200), default="")

    __table_args__ = (sa.UniqueConstraint("show_id", "number"),)


class SpeakingTurn(Base):
    """Somebody who wants to speak on a paper, in the order of asking unless a chair moved them."""

    __tablename__ = "speaking_turns"

    id: Mapped[int] = mapped_column(primary_key=True)
    show_id: Mapped[int] = mapped_column(sa.ForeignKey("shows.id", ondelete="CASCADE"), index=True)
    paper_id: Mapped[int | None] = mapped_column(sa.ForeignKey("papers.id", ondelete="SET NULL"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[TurnState] = mapped_column(state_column(TurnState), default=TurnState.WAITING)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    began_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class Presence(Base):
    """Somebody who is expected in the room, and whether they have come."""

    __tablename__ = "presences"

    show_id: Mapped[int] = mapped_column(sa.ForeignKey("shows.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True, index=True)
    is_here: Mapped[bool]
    marked_at: Mapped[datetime] = mapped_column(Instant)

    person: Mapped[Person] = relationship()
