"""Reads about people."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.invitations import InvitationState
from wip.models import Leadership, Person, Section
from wip.queries.standings import leads


def leaders_of(session: Session, section_id: int) -> list[Person]:
    """The section's leaders, in the order in which they were asked."""
    return list(
        session.scalars(
            sa.select(Person)
            .join(Leadership, Leadership.person_id == Person.id)
            .where(
                Leadership.section_id == section_id,
                Leadership.state == InvitationState.ACCEPTED,
            )
            .order_by(Leadership.id)
        )
    )


def leads_section(session: Session, person_id: int, section_id: int) -> bool:
    """Whether the person leads this very section, not only one that shares a session with it."""
    return bool(session.scalar(sa.select(leads(person_id, section_id))))


def sections_led(session: Session, person_id: int) -> list[Section]:
    """The sections that the person leads, by name."""
    return list(
        session.scalars(
            sa.select(Section)
            .join(Leadership, Leadership.section_id == Section.id)
            .where(
                Leadership.person_id == person_id,
                Leadership.state == InvitationState.ACCEPTED,
            )
            .order_by(Section.name)
        )
    )


def invitations_to_lead(session: Session, person_id: int) -> list[tuple[int, str]]:
    """Unanswered invitations as (leadership id, section's name)."""
    rows = session.execute(
        sa.select(Leadership.id, Section.name)
        .join(Section, Section.id == Leadership.section_id)
        .where(
            Leadership.person_id == person_id,
            Leadership.state == InvitationState.INVITED,
        )
        .order_by(Leadership.id)
    )
    return [(row[0], row[1]) for row in rows]


def leaderships_of(session: Session, section: Section) -> list[Leadership]:
    """Everybody who leads the section, or was asked to, with their people."""
    return list(
        session.scalars(
            sa.select(Leadership)
            .where(Leadership.section_id == section.id)
            .options(sa.orm.joinedload(Leadership.person))
            .order_by(Leadership.id)
        )
    )
