"""What an agenda is laid out by, who chairs it, and each step of its editing."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, state_column
from wip.domain.agenda_wishes import OrderRule, WishKind
from wip.models.papers import Paper
from wip.models.people import Person


class AgendaRules(Base):
    """By which rule one session is laid out, and which hours of the day are kind to a presenter. No row: as usual.

    `kind_from` and `kind_until` are hours of the reader's own day, 0 to 24.
    """

    __tablename__ = "agenda_rules"

    wip_session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    order: Mapped[OrderRule] = mapped_column(state_column(OrderRule), default=OrderRule.AS_THEY_ARE)
    kind_from: Mapped[int] = mapped_column(default=7)
    kind_until: Mapped[int] = mapped_column(default=22)

    __table_args__ = (
        sa.CheckConstraint("kind_from BETWEEN 0 AND 23", name="kind_from"),
        sa.CheckConstraint("kind_until BETWEEN 1 AND 24", name="kind_until"),
        sa.CheckConstraint("kind_until > kind_from", name="kind_in_order"),
    )


class AgendaWish(Base):
    """What a person cannot, or how a paper is to lie. A wish that is not `is_needed` may be broken, and is said to be.

    CANNOT has a person and two moments; IN_ROOM a paper and a sitting (None for the first room); BEFORE, TOGETHER and APART
    two papers; FIRST and LAST one. `told_by` is who put it down: the person themself, or a leader.
    """

    __tablename__ = "agenda_wishes"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[WishKind] = mapped_column(state_column(WishKind))
    is_needed: Mapped[bool] = mapped_column(default=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    paper_id: Mapped[int | None] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"), index=True)
    other_paper_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("papers.id", ondelete="CASCADE"), index=True
    )
    sitting_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("sittings.id", ondelete="CASCADE"), index=True
    )
    begins_at: Mapped[datetime | None] = mapped_column(Instant)
    ends_at: Mapped[datetime | None] = mapped_column(Instant)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    told_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    told_at: Mapped[datetime] = mapped_column(Instant)

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    paper: Mapped[Paper | None] = relationship(foreign_keys=[paper_id])
    other_paper: Mapped[Paper | None] = relationship(foreign_keys=[other_paper_id])

    __table_args__ = (
        sa.CheckConstraint("(kind = 'cannot') = (person_id IS NOT NULL)", name="cannot_has_person"),
        sa.CheckConstraint("(kind = 'cannot') = (begins_at IS NOT NULL)", name="cannot_has_begin"),
        sa.CheckConstraint("(kind = 'cannot') = (ends_at IS NOT NULL)", name="cannot_has_end"),
        sa.CheckConstraint("ends_at > begins_at", name="in_order"),
        sa.CheckConstraint("(kind = 'cannot') = (paper_id IS NULL)", name="others_have_paper"),
        sa.CheckConstraint(
            "(kind IN ('before', 'together', 'apart')) = (other_paper_id IS NOT NULL)",
            name="pairs_have_other",
        ),
        sa.CheckConstraint("other_paper_id <> paper_id", name="two_papers"),
    )


class AgendaStep(Base):
    """One step of editing a working agenda: the whole of it before and after, so that it can be undone and done again.

    Steps that were undone stay until another step takes their place. `said` names the step in words.
    """

    __tablename__ = "agenda_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"))
    number: Mapped[int]
    said: Mapped[str] = mapped_column(sa.Text)
    before: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    after: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    is_undone: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (sa.UniqueConstraint("wip_session_id", "number"),)


class SessionChair(Base):
    """Somebody who chairs a room of a session (`sitting_id` None: its first room), named on the programme once published."""

    __tablename__ = "session_chairs"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"))
    sitting_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("sittings.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)

    person: Mapped[Person] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("wip_session_id", "sitting_id", "person_id"),
        sa.Index(
            "uq_session_chairs_first_room",
            "wip_session_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("sitting_id IS NULL"),
            postgresql_where=sa.text("sitting_id IS NULL"),
        ),
    )
