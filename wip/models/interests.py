"""What those who read papers know about, and how many they take."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant


class Interest(Base):
    """What one reader of a session's papers would like to read. `takes_papers` says whether papers are given to them at all.

    A reviewer without a row takes papers; a leader without one is given none.
    """

    __tablename__ = "interests"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    words: Mapped[str] = mapped_column(sa.String(500), default="")
    papers_most: Mapped[int | None]
    takes_papers: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    topics: Mapped[list["InterestTopic"]] = relationship(
        cascade="all, delete-orphan", order_by="InterestTopic.topic_id"
    )

    __table_args__ = (
        sa.UniqueConstraint("wip_session_id", "person_id"),
        sa.CheckConstraint("papers_most BETWEEN 1 AND 99", name="papers_most"),
    )
    __mapper_args__ = {"version_id_col": version}


class InterestTopic(Base):
    """A topic of the call that a reader chose."""

    __tablename__ = "interest_topics"

    interest_id: Mapped[int] = mapped_column(
        sa.ForeignKey("interests.id", ondelete="CASCADE"), primary_key=True
    )
    topic_id: Mapped[int] = mapped_column(
        sa.ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True, index=True
    )
