"""Letters: e-mails of ours as rows, written in the transaction that causes them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, state_column
from wip.domain.letters import LetterKind, LetterState
from wip.models.people import Person


class Letter(Base):
    """One letter to one person from one cause; the pair is unique, so a doubled act writes no second letter.

    `links` holds the personal links as data, and the texts hold marks in their places: the outbox page can show a
    letter without giving its reader the power to act as the recipient.
    """

    __tablename__ = "letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LetterKind] = mapped_column(state_column(LetterKind))
    cause: Mapped[str] = mapped_column(sa.String(200))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    wip_session_id: Mapped[int | None] = mapped_column(sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"))
    to_email: Mapped[str] = mapped_column(sa.String(320))
    to_name: Mapped[str] = mapped_column(sa.String(200), default="")
    reply_to: Mapped[str] = mapped_column(sa.String(320), default="")
    from_name: Mapped[str] = mapped_column(sa.String(200), default="")
    subject: Mapped[str] = mapped_column(sa.String(500))
    text: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    links: Mapped[list[list[str | int]]] = mapped_column(sa.JSON, default=list)
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    state: Mapped[LetterState] = mapped_column(state_column(LetterState), default=LetterState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str] = mapped_column(sa.Text, default="")
    written_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    taken_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)

    person: Mapped[Person | None] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("cause", "to_email"),
        sa.Index("ix_letters_due", "state", "due_at"),
        sa.Index("ix_letters_session", "wip_session_id", "id"),
        sa.CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent_has_moment"),
    )
