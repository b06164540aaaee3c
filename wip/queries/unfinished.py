"""Whose reviews are not finished: what was given to each, or, where everybody reads everything, what is left of that."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.conflicts import ConflictState
from wip.domain.invitations import InvitationState
from wip.domain.papers import IN_REVIEW
from wip.domain.reminders import EARLIEST, FRESH, LATEST
from wip.domain.reviews import Reading, ReviewState
from wip.domain.selection_stages import SelectionStage
from wip.domain.sessions import SessionState
from wip.models import Author, Call, Conflict, Paper, Review, Reviewer, ReviewSettings, WipSession

_OPEN = (ReviewState.ASSIGNED, ReviewState.IN_PROGRESS)


def calls_due(session: Session, now: datetime) -> Sequence[tuple[Call, Reading]]:
    """Calls whose reviews are due about now, with reminders, still ranking and not cancelled; and who reads what there."""
    rows = session.execute(
        sa.select(Call, ReviewSettings.reading)
        .join(WipSession, WipSession.id == Call.wip_session_id)
        .join(ReviewSettings, ReviewSettings.wip_session_id == WipSession.id)
        .where(
            Call.review_due_at.between(now - LATEST, now + EARLIEST),
            ReviewSettings.reminds,
            ReviewSettings.stage == SelectionStage.RANKING,
            WipSession.state != SessionState.CANCELLED,
            WipSession.starts_at > now,
        )
        .order_by(Call.id)
    )
    return [(row[0], row[1]) for row in rows]


def unfinished(session: Session, row: WipSession, reading: Reading, now: datetime) -> dict[int, int]:
    """How many papers wait for each person's review; people whose papers all came within a day are left out."""
    found = _given(session, row, now)
    if reading is Reading.EVERYTHING:
        found |= _everything(session, row)
    return found


def _given(session: Session, row: WipSession, now: datetime) -> dict[int, int]:
    rows = session.execute(
        sa.select(Review.person_id, sa.func.count())
        .join(Paper, Paper.id == Review.paper_id)
        .where(Review.state.in_(_OPEN), Paper.wip_session_id == row.id, Paper.state.in_(IN_REVIEW))
        .group_by(Review.person_id)
        .having(sa.func.min(sa.func.coalesce(Review.assigned_at, Review.changed_at)) <= now - FRESH)
    )
    return {each[0]: each[1] for each in rows}


def _everything(session: Session, row: WipSession) -> dict[int, int]:
    """Accepted reviewers, and all papers in review that are open to them and without their answer."""
    person = Reviewer.person_id
    answered = sa.exists().where(
        Review.paper_id == Paper.id, Review.person_id == person, Review.state.not_in(_OPEN)
    )
    own = sa.exists().where(Author.paper_id == Paper.id, Author.person_id == person)
    conflict = sa.exists().where(
        Conflict.paper_id == Paper.id,
        Conflict.person_id == person,
        Conflict.state == ConflictState.CONFIRMED,
    )
    rows = session.execute(
        sa.select(person, sa.func.count())
        .join(Paper, Paper.wip_session_id == Reviewer.wip_session_id)
        .where(
            Reviewer.wip_session_id == row.id,
            Reviewer.state == InvitationState.ACCEPTED,
            Paper.state.in_(IN_REVIEW),
            Paper.submitter_id != person,
            sa.not_(answered),
            sa.not_(own),
            sa.not_(conflict),
        )
        .group_by(person)
    )
    return {each[0]: each[1] for each in rows}
