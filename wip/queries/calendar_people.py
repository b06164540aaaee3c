"""Whose calendars speak of a session: people's own, and the years of sections."""

import sqlalchemy as sa

from wip.models import (
    Attendee,
    Author,
    Commenter,
    Leadership,
    Paper,
    Reviewer,
    SessionChair,
    SessionSection,
    WipSession,
)


def people_concerned(session_id: int) -> sa.CompoundSelect[int]:
    """SQL: everybody whose own calendar may speak of the session, whatever became of their part in it."""
    authors = (
        sa.select(Author.person_id)
        .join(Paper, Paper.id == Author.paper_id)
        .where(Paper.wip_session_id == session_id, Author.person_id.is_not(None))
    )
    commenters = sa.select(Commenter.person_id).where(Commenter.wip_session_id == session_id)
    attendees = sa.select(Attendee.person_id).where(Attendee.wip_session_id == session_id)
    reviewers = sa.select(Reviewer.person_id).where(Reviewer.wip_session_id == session_id)
    leaders = (
        sa.select(Leadership.person_id)
        .join(WipSession, WipSession.section_id == Leadership.section_id)
        .where(WipSession.id == session_id)
    )
    partners = (
        sa.select(Leadership.person_id)
        .join(SessionSection, SessionSection.section_id == Leadership.section_id)
        .where(SessionSection.wip_session_id == session_id)
    )
    chairs = sa.select(SessionChair.person_id).where(SessionChair.wip_session_id == session_id)
    return sa.union(authors, commenters, attendees, reviewers, leaders, partners, chairs)


def sections_concerned(session_id: int) -> sa.CompoundSelect[int]:
    """SQL: the sections in whose year the session stands, its own and those that sponsor it too."""
    own = sa.select(WipSession.section_id).where(WipSession.id == session_id)
    return own.union(sa.select(SessionSection.section_id).where(SessionSection.wip_session_id == session_id))


def sessions_of_section(section_id: int) -> sa.CompoundSelect[int]:
    """SQL: the sessions of a section, its own and those that it sponsors too."""
    own = sa.select(WipSession.id).where(WipSession.section_id == section_id)
    return own.union(sa.select(SessionSection.wip_session_id).where(SessionSection.section_id == section_id))
