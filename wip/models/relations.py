"""What conflicts are found from: people's other addresses, whom they are close to, and a section's institutions."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from wip.db import Base, state_column
from wip.domain.conflict_facts import RelationKind


class OtherAddress(Base):
    """A further e-mail address of a person, as they gave it. Finds conflicts; nobody signs in by it."""

    __tablename__ = "other_addresses"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(sa.String(320))
    email_key: Mapped[str] = mapped_column(sa.String(320))

    __table_args__ = (
        sa.UniqueConstraint("person_id", "email_key"),
        sa.CheckConstraint("email_key <> ''", name="has_email"),
    )


class Relation(Base):
    """Somebody whom a person is close to, by name, by address, or both. Counts in every session."""

    __tablename__ = "relations"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    kind: Mapped[RelationKind] = mapped_column(state_column(RelationKind))
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    email: Mapped[str] = mapped_column(sa.String(320), default="")
    email_key: Mapped[str] = mapped_column(sa.String(320), default="")

    __table_args__ = (sa.CheckConstraint("name <> '' OR email_key <> ''", name="names_somebody"),)


class Institution(Base):
    """A school as a section knows it: one name, its other names, and the domains of its e-mail."""

    __tablename__ = "institutions"

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(sa.ForeignKey("sections.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(200))
    aliases: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    domains: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        sa.UniqueConstraint("section_id", "name"),
        sa.CheckConstraint("name <> ''", name="has_name"),
    )
    __mapper_args__ = {"version_id_col": version}
