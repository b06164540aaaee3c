"""A date has moved: the hours that volunteers named were moments of the old one, so they are asked anew."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from wip.domain.people import Actor
from wip.models import Commenter, WipSession
from wip.services.histories import record
from wip.services.rooms import rooms_of


def starts_of(session: Session, row: WipSession) -> dict[int | None, datetime]:
    """When each room of the session begins, by its sitting; None is the session's own."""
    return {room.sitting_id: room.starts_at for room in rooms_of(session, row)}


def drop_hours(
    session: Session, row: WipSession, moved: Collection[int | None], *, by: Actor, now: datetime
) -> int:
    """Forget which hours of these rooms suit whom, as if all did; of how many volunteers."""
    if not moved:
        return 0
    every = sa.select(Commenter).where(Commenter.wip_session_id == row.id, Commenter.hours.any())
    dropped = 0
    for commenter in session.scalars(every.options(selectinload(Commenter.hours)).order_by(Commenter.id)):
        kept = [each for each in commenter.hours if each.sitting_id not in moved]
        if len(kept) == len(commenter.hours):
            continue
        commenter.hours = kept
        # The hours hang beside the row: a page that shows the offer is now an old one.
        sa.orm.attributes.flag_modified(commenter, "papers_max")
        record(session, by, "drop hours", commenter, now, wip_session=row)
        dropped += 1
    session.flush()
    return dropped
