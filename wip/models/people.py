"""People, sections, and who leads which."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask_security import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wip.db import Base, Instant, state_column
from wip.domain.forgetting import NOBODY
from wip.domain.invitations import InvitationState

if TYPE_CHECKING:
    from wip.models.letter_parts import LetterTemplate


class Person(Base, UserMixin):
    """Somebody with an e-mail address. Made when first named; needs no account and no password.

    `erased_at`: the person asked to be forgotten; name and address are gone, and nothing is sent any more.
    """

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(320))
    email_key: Mapped[str] = mapped_column(sa.String(320), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    affiliation: Mapped[str] = mapped_column(sa.String(300), default="")
    zone: Mapped[str | None] = mapped_column(sa.String(64))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(
        sa.String(64), unique=True, default=lambda: secrets.token_hex(32)
    )
    link_generation: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    erase_asked_at: Mapped[datetime | None] = mapped_column(Instant)
    erased_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (sa.CheckConstraint("email <> ''", name="has_email"),)

    @property
    def called(self) -> str:
        """The name, or the address of somebody who never gave one; nothing of somebody who was forgotten."""
        return NOBODY if self.erased_at else self.name or self.email

    @property
    def public_name(self) -> str:
        """The name for those who may not know the address; empty for somebody who never gave one."""
        return NOBODY if self.erased_at else self.name


class Section(Base):
    """A section of the association. `contact_email` is its role address: From's reply and ORGANIZER.

    `office_email` is the association office's, which sets up the online meetings.
    """

    __tablename__ = "sections"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200), unique=True)
    contact_email: Mapped[str] = mapped_column(sa.String(320))
    office_email: Mapped[str] = mapped_column(sa.String(320), default="")
    zone: Mapped[str] = mapped_column(sa.String(64), default="America/New_York")
    created_at: Mapped[datetime] = mapped_column(Instant)

    leaderships: Mapped[list["Leadership"]] = relationship(back_populates="section", order_by="Leadership.id")
    letter_templates: Mapped[list["LetterTemplate"]] = relationship(
        order_by="LetterTemplate.id", viewonly=True
    )


class Leadership(Base):
    """A person's place among the leaders of a section, from the invitation on."""

    __tablename__ = "leaderships"

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(sa.ForeignKey("sections.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    state: Mapped[InvitationState] = mapped_column(
        state_column(InvitationState), default=InvitationState.INVITED
    )
    invited_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    section: Mapped[Section] = relationship(back_populates="leaderships")
    person: Mapped[Person] = relationship()

    __table_args__ = (sa.UniqueConstraint("section_id", "person_id"),)
    __mapper_args__ = {"version_id_col": version}
