"""What was tried out in a room before its hour: which marks are of it, and how it goes when the hour comes or moves."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.shows import REHEARSED
from wip.models import Presence, Show, ShowMark, SpeakingTurn, WipSession
from wip.queries.shows import shows_of

BEFORE_FIRST = -1_000_000
"""The number that a rehearsal's first mark comes after; no rehearsal has so many that they reach 0."""

_NOTED = ((Presence, Presence.marked_at), (SpeakingTurn, SpeakingTurn.asked_at))


def track(rows: Sequence[ShowMark], *, rehearses: bool) -> list[ShowMark]:
    """Of a room's marks those of the rehearsal, or those made for good."""
    return [row for row in rows if (row.number < 0) is rehearses]


def latest(rows: Sequence[ShowMark], *, rehearses: bool) -> int:
    """The number of the latest mark of the rehearsal, or made for good; that which its first one comes after without any."""
    mine = track(rows, rehearses=rehearses)
    return mine[-1].number if mine else BEFORE_FIRST if rehearses else 0


def forget(session: Session, show: Show, since: datetime | None = None) -> None:
    """A rehearsal's marks go, and who was there and who wanted to speak (before `since`, where the room begins for good)."""
    session.execute(sa.delete(ShowMark).where(ShowMark.show_id == show.id, ShowMark.number < 0))
    for table, noted_at in _NOTED:
        of_it = table.show_id == show.id
        session.execute(sa.delete(table).where(of_it if since is None else sa.and_(of_it, noted_at < since)))


def leave_behind(
    session: Session,
    row: WipSession,
    began: Mapping[int | None, datetime],
    later: Mapping[int | None, datetime],
) -> None:
    """Rooms that began at `began` begin at `later` (by sitting): what was noted in their rehearsals stays out of the new hour.

    Marks say themselves that they were made in one. Rooms that have run for good keep everything.
    """
    nearer = {id_: at for id_, at in began.items() if later.get(id_, at) < at}
    if not nearer:
        return
    shows = shows_of(session, row.id)
    ran = sa.select(ShowMark.show_id).where(ShowMark.number > 0)
    for id_, old in nearer.items():
        show = shows.get(id_ or 0)
        if show is None:
            continue
        for table, noted_at in _NOTED:
            of_it = sa.and_(table.show_id == show.id, table.show_id.not_in(ran))
            would_count = sa.and_(noted_at >= later[id_] - REHEARSED, noted_at < old - REHEARSED)
            session.execute(sa.delete(table).where(of_it, would_count))
