"""Who chairs which room of a session: named on the programme once it is published, with the session in their calendar."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionState
from wip.models import Person, SessionChair, WipSession
from wip.services.histories import record
from wip.services.programmes import chairs_of
from wip.services.rooms import rooms_of

CHAIRS_MOST = 60
"""As many as twenty rooms of three chairs each have."""


def appoint(
    session: Session,
    wip_session: WipSession,
    person: Person,
    sitting_id: int | None,
    *,
    by: Actor,
    now: datetime,
) -> SessionChair:
    """Have somebody chair a room (None for the first). Nobody is told; programme and calendars know from the next publishing on."""
    if wip_session.state is SessionState.CANCELLED:
        raise Refusal("The session is cancelled; nobody needs to chair it.")
    if not person.public_name:
        raise Refusal(
            f"The programme names whoever chairs, and {person.email} has no name here yet. Choose “somebody else”, and "
            "give the name and this address.",
            "name",
        )
    room = next((each for each in rooms_of(session, wip_session) if each.sitting_id == sitting_id), None)
    if room is None:
        raise Refusal("This room is no longer there. Choose another.", "room")
    there = chairs_of(session, wip_session.id)
    if any(each.person_id == person.id and each.sitting_id == sitting_id for each in there):
        raise Refusal(f"{person.called} chairs {room.name or 'the session'} already.", "email")
    if len(there) >= CHAIRS_MOST:
        raise Refusal(f"A session has at most {CHAIRS_MOST} chairs.")
    row = SessionChair(wip_session_id=wip_session.id, sitting_id=sitting_id, person_id=person.id)
    session.add(row)
    session.flush()
    new = {"chair": person.called} | ({"room": room.name} if room.name else {})
    record(session, by, "appoint chair", row, now, wip_session=wip_session, new=new)
    return row


def release(
    session: Session, wip_session: WipSession, row: SessionChair, *, by: Actor, now: datetime
) -> None:
    """Somebody no longer chairs the room. Nobody is told, and nothing leaves a calendar, before the next publishing."""
    old = {"chair": row.person.called}
    record(session, by, "release chair", row, now, wip_session=wip_session, old=old)
    session.delete(row)
    session.flush()


def chair_of(session: Session, wip_session: WipSession, chair_id: int) -> SessionChair | None:
    """One chair of this very session."""
    return session.scalar(
        sa.select(SessionChair).where(
            SessionChair.id == chair_id, SessionChair.wip_session_id == wip_session.id
        )
    )
