"""What-if copies of a selection: named, compared, and adopted or thrown away."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from wip.db import Base, Instant, state_column
from wip.domain.reviews import Outcome


class Scenario(Base):
    """A copy of the staged selection that leaders change without touching the real one."""

    __tablename__ = "scenarios"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(80))
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    changed_by: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    changed_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        sa.UniqueConstraint("wip_session_id", "name"),
        sa.CheckConstraint("name <> ''", name="has_name"),
    )
    __mapper_args__ = {"version_id_col": version}


class ScenarioChoice(Base):
    """One paper in a copy; no row for a paper that was hidden from whoever made it. No outcome: undecided.

    `was_outcome` and `was_position` are the real decision that the copy was made from, so that what another leader
    decides meanwhile is told from what the copy changes.
    """

    __tablename__ = "scenario_choices"

    scenario_id: Mapped[int] = mapped_column(
        sa.ForeignKey("scenarios.id", ondelete="CASCADE"), primary_key=True
    )
    paper_id: Mapped[int] = mapped_column(
        sa.ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    outcome: Mapped[Outcome | None] = mapped_column(state_column(Outcome))
    position: Mapped[int | None]
    was_outcome: Mapped[Outcome | None] = mapped_column(state_column(Outcome, "was_outcome"))
    was_position: Mapped[int | None]

    __table_args__ = (
        sa.CheckConstraint("position IS NULL OR outcome = 'waiting_list'", name="position_in_waiting_list"),
    )
