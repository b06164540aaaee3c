"""Whose calendars speak of a session: people's own, and the years of sections."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from wip.domain.letters import LetterKind
from wip.models import (
    Attendee,
    Author,
    Commenter,
    Leadership,
    Letter,
    Paper,
    Person,
    Reviewer,
    SessionChair,
    SessionSection,
    WipSession,
)


def people_concerned(session_id: int, named: Collection[int] = ()) -> sa.CompoundSelect[int]:
    """SQL: everybody whose own calendar may speak of the session, whatever became of their part in it.

    `named` are the chairs of its published programme, of whom some may have been taken off since.
    """
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
    still = sa.select(Person.id).where(Person.id.in_(named))
    return sa.union(authors, commenters, attendees, reviewers, leaders, partners, chairs, still)


def perhaps_chaired(is_theirs: Any) -> sa.CompoundSelect[int]:
    """SQL: the sessions whose published programme may name somebody as a chair; `is_theirs` tells a person's id.

    Whoever was taken off since stays named until the next publishing, and had a letter when they were named.
    """
    working = sa.select(SessionChair.wip_session_id).where(is_theirs(SessionChair.person_id))
    kinds = (LetterKind.AGENDA_PUBLISHED, LetterKind.AGENDA_CHANGED)
    written = sa.select(Letter.wip_session_id).where(is_theirs(Letter.person_id), Letter.kind.in_(kinds))
    return working.union_all(written.where(Letter.wip_session_id.is_not(None)))


def sections_concerned(session_id: int) -> sa.CompoundSelect[int]:
    """SQL: the sections in whose year the session stands, its own and those that sponsor it too."""
    own = sa.select(WipSession.section_id).where(WipSession.id == session_id)
    return own.union(sa.select(SessionSection.section_id).where(SessionSection.wip_session_id == session_id))


def sessions_of_section(section_id: int) -> sa.CompoundSelect[int]:
    """SQL: the sessions of a section, its own and those that it sponsors too."""
    own = sa.select(WipSession.id).where(WipSession.section_id == section_id)
    return own.union(sa.select(SessionSection.wip_session_id).where(SessionSection.section_id == section_id))
