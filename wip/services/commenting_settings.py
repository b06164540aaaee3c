"""How a session finds commenters and circulates its drafts; for its leaders to choose."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.circulation import Circle
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.models import CommentingSettings, WipSession
from wip.queries.commenting import settings_of
from wip.services.histories import differences, record

ANSWER_DAYS_MOST, STANDBY_MOST, DAYS_LATE_MOST, KEPT_DAYS_MOST = 30, 3, 60, 365


@dataclass(frozen=True)
class CommentingFacts:
    """All that leaders choose; days are whole days."""

    presenters_comment: bool = False
    mixes_seniority: bool = False
    answer_days: int = 5
    reminds: bool = True
    releases_silent: bool = False
    standby_per_paper: int = 0
    circle: Circle = Circle.COMMENTERS
    draft_days_late: int = 3
    drafts_kept_days: int = 14


_BOUNDS = {
    "answer_days": (1, ANSWER_DAYS_MOST),
    "standby_per_paper": (0, STANDBY_MOST),
    "draft_days_late": (0, DAYS_LATE_MOST),
    "drafts_kept_days": (0, KEPT_DAYS_MOST),
}


def change(
    session: Session, row: WipSession, facts: CommentingFacts, *, seen: int, by: Actor, now: datetime
) -> CommentingSettings:
    """From now on as `facts` say. Raises Stale when another leader was faster; the same again changes nothing."""
    settings = settings_of(session, row.id)
    if settings.version != seen:
        raise Stale("Another leader changed this while your page was open.")
    values = asdict(facts)
    for name, (low, high) in _BOUNDS.items():
        if not low <= values[name] <= high:
            raise Refusal(f"Give a whole number from {low} to {high}.", name)
    old, new = differences(settings, values)
    if not new:
        return settings
    for name, value in values.items():
        setattr(settings, name, value)
    session.add(settings)
    session.flush()
    record(session, by, "change commenting", row, now, wip_session=row, old=old, new=new)
    return settings
