"""Dates of a plan as one person has them in their own calendar, where theirs may differ from everybody's."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from wip.db import Base, Instant


class OwnDate(Base):
    """An entry that one person alone has, as their calendar last said it, so that its SEQUENCE rises with each change.

    `uid` is the entry's in that calendar; `said` a hash of what SEQUENCE tells of.
    """

    __tablename__ = "own_dates"

    uid: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    said: Mapped[str] = mapped_column(sa.String(64))
    sequence: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (sa.CheckConstraint("sequence >= 0", name="sequence"),)
