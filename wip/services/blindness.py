"""Seeing authors' names of a double-blind call before they are revealed: an act of its own, and logged."""

from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.models import NamesSeen, WipSession
from wip.queries.blindness import names_to_leader
from wip.services.histories import record


def look_at_names(session: Session, wip_session: WipSession, *, by: Actor, now: datetime) -> bool:
    """Show the authors' names to this leader from now on; returns whether they were hidden until now.

    Where papers are reviewed and selected they stay hidden until the reveal.
    """
    if by.person_id is None:
        raise Refusal("Sign in first.")
    if names_to_leader(session, wip_session, by.person_id):
        return False
    session.add(NamesSeen(wip_session_id=wip_session.id, person_id=by.person_id, seen_at=now))
    session.flush()
    record(session, by, "look at names", wip_session, now, wip_session=wip_session)
    return True
