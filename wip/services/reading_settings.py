"""How a session's papers are read: by everybody or by whom they are given to, by how many, and with which reminders."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.reviews import Reading
from wip.models import ReviewSettings, WipSession
from wip.queries.review_settings import settings_of
from wip.services.histories import differences, record

EACH_MOST = 9


@dataclass(frozen=True)
class ReadingFacts:
    """What a leader chooses."""

    reading: Reading
    reviews_per_paper: int
    reminds: bool


def change(
    session: Session, row: WipSession, facts: ReadingFacts, *, seen: int, by: Actor, now: datetime
) -> ReviewSettings:
    """Keep the choice. Raises Stale where another leader changed it meanwhile."""
    settings = settings_of(session, row)
    if settings.version != seen:
        raise Stale("Another leader changed these settings while your page was open.")
    if not 1 <= facts.reviews_per_paper <= EACH_MOST:
        raise Refusal(f"Give a number of readers from 1 to {EACH_MOST}.", "reviews_per_paper")
    old, new = differences(settings, asdict(facts))
    if new:
        for name, value in asdict(facts).items():
            setattr(settings, name, value)
        session.flush()
        record(session, by, "change reading", row, now, wip_session=row, old=old, new=new)
    return settings
