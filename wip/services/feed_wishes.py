"""How somebody wants their own calendar: alarms, slots in halves, and invitations by mail."""

from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.calendar import ALARMS
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.models import Feed, Person
from wip.services.calendar_documents import forget_person
from wip.services.histories import record
from wip.services.people import feed_of


def wish(
    session: Session,
    person: Person,
    *,
    alarm_minutes: int | None,
    halves: bool,
    by_mail: bool,
    by: Actor,
    now: datetime,
) -> Feed:
    """Have the person's calendar so from now on; made at the first wish. Refuses an alarm that is not offered.

    The calendar follows at once, and so do the messages that are due by mail.
    """
    if alarm_minutes not in ALARMS:
        raise Refusal("Choose one of the reminders.", "alarm")
    feed = feed_of(session, person, now)
    new: dict[str, object] = {"alarm_minutes": alarm_minutes, "halves": halves, "by_mail": by_mail}
    old = {name: getattr(feed, name) for name in new}
    if old == new:
        return feed
    for name, value in new.items():
        setattr(feed, name, value)
    session.flush()
    record(session, by, "change feed", feed, now, old=old, new=new)
    forget_person(session, person.id, now)
    return feed
