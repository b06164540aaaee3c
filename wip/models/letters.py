"""Letters: e-mails of ours as rows, written in the transaction that causes them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, state_column
from wip.domain.letters import LetterKind, LetterState, TryOutcome
from wip.models.papers import Paper
from wip.models.people import Person


class Letter(Base):
    """One letter to one person from one cause; the pair is unique, so a doubled act writes no second letter.

    `links` holds the personal links as data, and the texts hold marks in their places: the outbox page can show a
    letter without giving its reader the power to act as the recipient. `paper_id` is set where a letter is about one
    paper: whoever may not see the paper does not see the letter. `courier` is the process that has it in hand, and
    `dated_at` its Date, which stays the same at each try.
    """

    __tablename__ = "letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LetterKind] = mapped_column(state_column(LetterKind))
    cause: Mapped[str] = mapped_column(sa.String(200))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    wip_session_id: Mapped[int | None] = mapped_column(sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"))
    paper_id: Mapped[int | None] = mapped_column(sa.ForeignKey("papers.id", ondelete="SET NULL"), index=True)
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
    courier: Mapped[str | None] = mapped_column(sa.String(64))
    dated_at: Mapped[datetime | None] = mapped_column(Instant)
    came_back: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person | None] = relationship()
    paper: Mapped[Paper | None] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("cause", "to_email"),
        sa.Index("ix_letters_due", "state", "due_at"),
        sa.Index("ix_letters_session", "wip_session_id", "id"),
        sa.CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent_has_moment"),
    )


class LetterTry(Base):
    """One try to deliver a letter, with the mail server's answer; or a notice about it that came in afterwards.

    A try without an end was cut short: whether the server took the letter is not known. `digest` is that of a notice,
    so that the same one is read once.
    """

    __tablename__ = "letter_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(sa.ForeignKey("letters.id", ondelete="CASCADE"), index=True)
    begun_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome: Mapped[TryOutcome] = mapped_column(state_column(TryOutcome), default=TryOutcome.BEGUN)
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    digest: Mapped[str | None] = mapped_column(sa.String(64), unique=True)


class Outbox(Base):
    """The one row that all workers share: when the next letter may leave, and why none leaves just now."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    next_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_until: Mapped[datetime | None] = mapped_column(Instant)
    faults: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str] = mapped_column(sa.Text, default="")

    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)
