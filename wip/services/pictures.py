"""Looking at the picture of the reviews before one's own are finished: allowed, said aloud, and noted."""

from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.models import WipSession
from wip.queries.pictures import picture
from wip.services.histories import record


def look_early(session: Session, row: WipSession, *, by: Actor, now: datetime) -> int:
    """Show the actor all scores from now on, and have the history say so. How many papers they had not finished.

    Nothing is written when there is nothing to see early, or they have chosen so before.
    """
    if by.person_id is None:
        raise Refusal("Sign in first.")
    found = picture(session, row, by.person_id)
    if found.unfinished and not found.is_early:
        record(
            session,
            by,
            "look at scores early",
            row,
            now,
            wip_session=row,
            new={"unfinished": found.unfinished},
        )
    return found.unfinished
