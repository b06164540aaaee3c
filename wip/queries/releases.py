"""Whether a session's decisions wait, and whether any have been released."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.models import Decision, Paper, Release, WipSession


def has_staged(session: Session, wip_session: WipSession) -> bool:
    """Whether decisions of the session wait for their release."""
    waits = sa.exists().where(
        Decision.paper_id == Paper.id,
        Decision.release_id.is_(None),
        Paper.wip_session_id == wip_session.id,
    )
    return bool(session.scalar(sa.select(waits)))


def has_released(session: Session, wip_session: WipSession) -> bool:
    """Whether decisions of the session have been released to their authors."""
    return bool(session.scalar(sa.select(sa.exists().where(Release.wip_session_id == wip_session.id))))
