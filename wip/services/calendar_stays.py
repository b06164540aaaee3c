"""Which papers have a place in a session, noted beside its calendar entry: what somebody presented stays in their calendar as cancelled."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.calendar_stays import Stay
from wip.domain.papers import PRESENTING
from wip.domain.publications import EntryKind
from wip.models import CalendarEntry, Paper

STAYS = "stays"
"""What the notes are called among the facts of the session's entry: by paper, as JSON values."""


def note_stays(session: Session, wip_session_id: int, now: datetime) -> None:
    """Note which papers have come in, left, or got another title; in the transaction in which they did."""
    session.flush()
    here = (CalendarEntry.wip_session_id == wip_session_id, CalendarEntry.kind == EntryKind.SESSION)
    row = session.scalar(sa.select(CalendarEntry).where(*here))
    if row is None:
        return
    present = _present(session, wip_session_id)
    known = {id_: Stay.read(stored) for id_, stored in row.facts.get(STAYS, {}).items()}
    stays = {id_: stay if id_ in present else stay.now_out(now) for id_, stay in known.items()}
    for id_, title in present.items():
        stays[id_] = known[id_].now_in(title, now) if id_ in known else Stay.begun(title, now)
    if stays != known:
        row.facts = {**row.facts, STAYS: {id_: stay.stored for id_, stay in stays.items()}}
        session.flush()


def _present(session: Session, wip_session_id: int) -> dict[str, str]:
    """The titles of papers with a place, by id as JSON has it."""
    here = (Paper.wip_session_id == wip_session_id, Paper.state.in_(PRESENTING))
    rows = session.execute(sa.select(Paper.id, Paper.title).where(*here).order_by(Paper.id))
    return {str(id_): title for id_, title in rows}
