"""Whether a session's decisions wait, and whether any have been released."""

from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.papers import PaperState
from wip.models import Paper, Release, WipSession
from wip.queries.bound import SESSION


def has_released(session: Session, wip_session: WipSession) -> bool:
    """Whether decisions of the session have been released to their authors, for good."""
    done = sa.exists().where(Release.wip_session_id == wip_session.id, Release.completed_at.is_not(None))
    return bool(session.scalar(sa.select(done)))


def pending_of(session: Session, wip_session: WipSession) -> Release | None:
    """The release whose letters wait, so that it can still be undone; a session has one at most."""
    return session.scalar(_pending(), {"session_id": wip_session.id})


@cache
def _pending() -> sa.Select[Release]:
    return sa.select(Release).where(
        Release.wip_session_id == SESSION, Release.completed_at.is_(None), Release.undone_at.is_(None)
    )


def submitted_count(session: Session, wip_session: WipSession) -> int:
    """How many papers were submitted, whatever has become of them; counted by itself, to be compared with sums."""
    select = sa.select(sa.func.count()).where(
        Paper.wip_session_id == wip_session.id, Paper.state != PaperState.DRAFT
    )
    return session.scalar(select) or 0
