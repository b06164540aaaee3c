"""Which papers have a place in a session, noted beside its calendar entry: what somebody presented stays in their calendar as cancelled."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.calendar_stays import Stay
from wip.domain.draft_clocks import own_due
from wip.domain.papers import PRESENTING
from wip.domain.publications import EntryKind
from wip.models import CalendarEntry, Call, Paper, WipSession

STAYS = "stays"
"""What the notes are called among the facts of the session's entry: by paper, as JSON values."""


def note_stays(session: Session, wip_session_id: int, now: datetime) -> None:
    """Note which papers have come in, left, or got another title; in the transaction in which they did."""
    session.flush()
    here = (CalendarEntry.wip_session_id == wip_session_id, CalendarEntry.kind == EntryKind.SESSION)
    row = session.scalar(sa.select(CalendarEntry).where(*here))
    if row is None:
        return
    present = {str(id_): (title, late) for id_, title, late in _present(session, wip_session_id)}
    known = {id_: Stay.read(stored) for id_, stored in row.facts.get(STAYS, {}).items()}
    stays = {id_: stay if id_ in present else stay.now_out(now) for id_, stay in known.items()}
    for id_, (title, is_late) in present.items():
        come = known[id_].now_in if id_ in known else Stay.begun
        stays[id_] = come(title, now, is_late=is_late)
    if stays != known:
        row.facts = {**row.facts, STAYS: {id_: stay.stored for id_, stay in stays.items()}}
        session.flush()


def _present(session: Session, wip_session_id: int) -> Iterator[tuple[int, str, bool]]:
    """Each paper with a place, its title, and whether its draft's own date lies after the call's."""
    columns = (Paper.id, Paper.title, Paper.offered_at, Paper.confirm_by)
    select = (
        sa.select(*columns, Call.draft_due_at, WipSession.starts_at, WipSession.zone)
        .join(WipSession, WipSession.id == Paper.wip_session_id)
        .outerjoin(Call, Call.wip_session_id == Paper.wip_session_id)
        .where(Paper.wip_session_id == wip_session_id, Paper.state.in_(PRESENTING))
        .order_by(Paper.id)
    )
    for id_, title, offered_at, confirm_by, due, starts_at, zone in session.execute(select):
        own = own_due(due, starts_at, zone, offered_at=offered_at, confirm_by=confirm_by)
        yield id_, title, own is not None and due is not None and own > due
