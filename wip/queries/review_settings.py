"""Reads of how a session reviews."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.models import Criterion, ReviewSettings, WipSession


def settings_of(session: Session, wip_session: WipSession) -> ReviewSettings:
    """The session's settings; every session has them."""
    return session.get_one(ReviewSettings, wip_session.id)


def criteria_of(session: Session, wip_session: WipSession) -> Sequence[Criterion]:
    """The criteria in use, in their order."""
    return session.scalars(
        sa.select(Criterion)
        .where(Criterion.wip_session_id == wip_session.id, Criterion.retired.is_(False))
        .order_by(Criterion.position, Criterion.id)
    ).all()
