"""What somebody is towards a thing: looked up together with it, so that nobody finds what they may not see."""

from functools import cache

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Session

from wip.domain.invitations import InvitationState
from wip.domain.people import Role
from wip.models import (
    Author,
    Leadership,
    Paper,
    Reviewer,
    Section,
    SessionChair,
    SessionSection,
    WipSession,
)
from wip.queries.bound import PERSON, SLUG, Bound


def leads(person_id: Bound, section_id: orm.InstrumentedAttribute[int] | int) -> sa.ColumnElement[bool]:
    """SQL: whether the person leads the section."""
    return sa.exists().where(
        Leadership.person_id == person_id,
        Leadership.section_id == section_id,
        Leadership.state == InvitationState.ACCEPTED,
    )


def leads_session(person_id: Bound) -> sa.ColumnElement[bool]:
    """SQL, for a select from wip_sessions: whether the person leads its section or a co-sponsoring one."""
    partner = sa.exists().where(
        SessionSection.wip_session_id == WipSession.id,
        Leadership.section_id == SessionSection.section_id,
        Leadership.person_id == person_id,
        Leadership.state == InvitationState.ACCEPTED,
    )
    return sa.or_(leads(person_id, WipSession.section_id), partner)


def reviews_session(person_id: Bound) -> sa.ColumnElement[bool]:
    """SQL, for a select from wip_sessions: whether the person accepted to review it."""
    return sa.exists().where(
        Reviewer.wip_session_id == WipSession.id,
        Reviewer.person_id == person_id,
        Reviewer.state == InvitationState.ACCEPTED,
    )


def chairs_session(person_id: Bound) -> sa.ColumnElement[bool]:
    """SQL, for a select from wip_sessions: whether the person chairs one of its rooms."""
    return sa.exists().where(
        SessionChair.wip_session_id == WipSession.id, SessionChair.person_id == person_id
    )


def writes_for_session(person_id: Bound) -> sa.ColumnElement[bool]:
    """SQL, for a select from wip_sessions: whether the person is an author of one of its papers."""
    return sa.exists().where(
        Paper.wip_session_id == WipSession.id,
        Author.paper_id == Paper.id,
        Author.person_id == person_id,
    )


def session_and_roles(
    session: Session, slug: str, person_id: int | None
) -> tuple[WipSession, frozenset[Role]] | None:
    """The session at this address and the person's roles in it, in one statement; None when there is none."""
    if person_id is None:
        found = session.scalar(_session_at(), {"slug": slug})
        return (found, frozenset()) if found else None
    row = session.execute(_session_and_roles(), {"slug": slug, "person_id": person_id}).one_or_none()
    if row is None:
        return None
    held = {Role.LEADER: row[1], Role.REVIEWER: row[2], Role.CHAIR: row[3]}
    return row[0], frozenset(role for role, yes in held.items() if yes)


@cache
def _session_at() -> sa.Select[WipSession]:
    return sa.select(WipSession).where(WipSession.slug == SLUG)


@cache
def _session_and_roles() -> sa.Select[WipSession, bool, bool, bool]:
    return sa.select(
        WipSession, leads_session(PERSON), reviews_session(PERSON), chairs_session(PERSON)
    ).where(WipSession.slug == SLUG)


def section_and_roles(
    session: Session, slug: str, person_id: int | None
) -> tuple[Section, frozenset[Role]] | None:
    """The section at this address and the person's roles in it; None when there is none."""
    row = session.execute(
        sa.select(Section, leads(person_id or 0, Section.id)).where(Section.slug == slug)
    ).one_or_none()
    if row is None:
        return None
    return row[0], frozenset({Role.LEADER} if row[1] else ())
