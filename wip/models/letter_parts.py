"""What belongs to letters beside the letters themselves."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from wip.db import Base, Instant, state_column
from wip.domain.stops import StopTopic


class StoppedLetters(Base):
    """Somebody wants no more letters on a topic of a session."""

    __tablename__ = "stopped_letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    wip_session_id: Mapped[int] = mapped_column(sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"))
    topic: Mapped[StopTopic] = mapped_column(state_column(StopTopic))
    stopped_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (sa.UniqueConstraint("person_id", "wip_session_id", "topic"),)
