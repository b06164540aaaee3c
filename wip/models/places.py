"""Places: how a session gives them, which are free again, and what leads from a decline to the next call."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, state_column
from wip.domain.places import Offering
from wip.models.papers import Paper
from wip.models.people import Person


class PlaceSettings(Base):
    """How a session gives places that become free, and what it offers to declined authors. No row: as usual."""

    __tablename__ = "place_settings"

    wip_session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    offering: Mapped[Offering] = mapped_column(state_column(Offering), default=Offering.BY_ITSELF)
    list_open: Mapped[bool] = mapped_column(default=True)
    reminds: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Vacancy(Base):
    """A slot of the working agenda that a paper left. The next paper to confirm takes it, with its minutes."""

    __tablename__ = "vacancies"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"), index=True
    )
    sitting_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("sittings.id", ondelete="SET NULL"), index=True
    )
    position: Mapped[int]
    present_minutes: Mapped[int | None]
    comment_minutes: Mapped[int | None]
    freed_at: Mapped[datetime] = mapped_column(Instant)
    filled_at: Mapped[datetime | None] = mapped_column(Instant)


class CarryWish(Base):
    """An author wants this paper carried into the section's next call. `sent_at`: the call came, and so did the letter."""

    __tablename__ = "carry_wishes"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    wished_at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    started_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("started_submissions.id", ondelete="SET NULL"), index=True
    )

    paper: Mapped[Paper] = relationship()
    person: Mapped[Person] = relationship()
