"""Reads about people."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.invitations import InvitationState
from wip.models import Leadership, Person, Section, SessionSection, WipSession
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


def leaders_of_session(session: Session, wip_session: WipSession) -> list[Person]:
    """Whoever leads the session: leaders of its own section first, then of those that share it; each once."""
    shared = sa.select(SessionSection.section_id).where(SessionSection.wip_session_id == wip_session.id)
    is_own = Leadership.section_id == wip_session.section_id
    rows = session.scalars(
        sa.select(Person)
        .join(Leadership, Leadership.person_id == Person.id)
        .where(
            sa.or_(is_own, Leadership.section_id.in_(shared)), Leadership.state == InvitationState.ACCEPTED
        )
        .order_by(sa.not_(is_own), Leadership.id)
    )
    return list(dict.fromkeys(rows))


def number_of_leaders() -> sa.Select[int]:
    """How many people lead the outer statement's session: those of its section, and of sections that share it."""
    shared = sa.select(SessionSection.section_id).where(SessionSection.wip_session_id == WipSession.id)
    its = sa.or_(Leadership.section_id == WipSession.section_id, Leadership.section_id.in_(shared))
    number = sa.func.count(sa.distinct(Leadership.person_id))
    return sa.select(number).where(its, Leadership.state == InvitationState.ACCEPTED).correlate(WipSession)


def has_one_leader(session: Session, wip_session: WipSession) -> bool:
    """Whether nobody but one person leads the session."""
    number = number_of_leaders().scalar_subquery()
    return session.scalar(sa.select(number).where(WipSession.id == wip_session.id)) == 1


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
