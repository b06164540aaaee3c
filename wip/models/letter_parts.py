"""What belongs to letters beside the letters themselves."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, state_column
from wip.domain.mail_groups import MailGroup
from wip.domain.stops import StopTopic
from wip.models.people import Person


class StoppedLetters(Base):
    """Somebody wants no more letters on a topic of a session."""

    __tablename__ = "stopped_letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    wip_session_id: Mapped[int] = mapped_column(sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"))
    topic: Mapped[StopTopic] = mapped_column(state_column(StopTopic))
    stopped_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (sa.UniqueConstraint("person_id", "wip_session_id", "topic"),)


class LetterPaper(Base):
    """A paper that a letter names, where it names several: whoever may not see one of them does not see the letter."""

    __tablename__ = "letter_papers"

    letter_id: Mapped[int] = mapped_column(sa.ForeignKey("letters.id", ondelete="CASCADE"), primary_key=True)
    paper_id: Mapped[int] = mapped_column(
        sa.ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class LetterTemplate(Base):
    """A section's own words for a kind of letter, with placeholders; no row where it keeps the planner's."""

    __tablename__ = "letter_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(sa.ForeignKey("sections.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(sa.String(32))
    subject: Mapped[str] = mapped_column(sa.String(500))
    body: Mapped[str] = mapped_column(sa.Text)
    edited_by: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    edited_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    editor: Mapped[Person | None] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("section_id", "kind"),
        sa.CheckConstraint("subject <> '' AND body <> ''", name="has_words"),
    )
    __mapper_args__ = {"version_id_col": version}


class Mailing(Base):
    """A letter that a leader wrote to a group, as typed; `letters` were written, `stopped` wanted none of the kind."""

    __tablename__ = "mailings"

    id: Mapped[int] = mapped_column(primary_key=True)
    wip_session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("wip_sessions.id", ondelete="CASCADE"), index=True
    )
    group: Mapped[MailGroup] = mapped_column(state_column(MailGroup))
    paper_id: Mapped[int | None] = mapped_column(sa.ForeignKey("papers.id", ondelete="SET NULL"))
    subject: Mapped[str] = mapped_column(sa.String(500))
    body: Mapped[str] = mapped_column(sa.Text)
    sent_by: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    sent_at: Mapped[datetime] = mapped_column(Instant)
    letters: Mapped[int] = mapped_column(default=0)
    stopped: Mapped[int] = mapped_column(default=0)

    sender: Mapped[Person] = relationship()

    __table_args__ = (sa.CheckConstraint("letters >= 0 AND stopped >= 0", name="counts"),)
