"""Calendar invitations by mail: what each person was last sent of an entry, what they answered, and the files in letters."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, state_column
from wip.domain.calendar_answers import Answer, Method
from wip.models.agendas import CalendarEntry
from wip.models.people import Person


class CalendarInvitation(Base):
    """The latest iTIP message about one entry to one person, and their answer.

    `sequence` is the entry's as last sent; `answered_sequence` the one that the answer was to, `answer_stamp` its DTSTAMP,
    so that an older answer never overwrites a newer one.
    """

    __tablename__ = "calendar_invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("calendar_entries.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    method: Mapped[Method] = mapped_column(state_column(Method))
    sequence: Mapped[int]
    sent_at: Mapped[datetime] = mapped_column(Instant)
    answer: Mapped[Answer | None] = mapped_column(state_column(Answer))
    answer_note: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_sequence: Mapped[int | None]
    answer_stamp: Mapped[datetime | None] = mapped_column(Instant)

    entry: Mapped[CalendarEntry] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("entry_id", "person_id"),
        sa.CheckConstraint("sequence >= 0", name="sequence"),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answer_has_moment"),
    )


class LetterCalendar(Base):
    """A calendar message that goes with a letter: one entry, one method, one attendee; the same bytes at each try."""

    __tablename__ = "letter_calendars"

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(sa.ForeignKey("letters.id", ondelete="CASCADE"))
    position: Mapped[int]
    method: Mapped[Method] = mapped_column(state_column(Method))
    body: Mapped[str] = mapped_column(sa.Text)

    __table_args__ = (sa.UniqueConstraint("letter_id", "position"),)
