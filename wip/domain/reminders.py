"""When reviewers are reminded: a week and two days before reviews are due, and the day after."""

from datetime import datetime, timedelta
from enum import StrEnum


class Reminder(StrEnum):
    """Each goes out once for one due date; one whose time has passed goes out no more."""

    WEEK = "week"
    DAYS = "days"
    LATE = "late"


_WINDOWS = (
    (Reminder.WEEK, timedelta(days=-7), timedelta(days=-2)),
    (Reminder.DAYS, timedelta(days=-2), timedelta(0)),
    (Reminder.LATE, timedelta(days=1), timedelta(days=3)),
)

EARLIEST, LATEST = timedelta(days=7), timedelta(days=3)
"""How long before, and after, reviews are due there may be something to remind of."""

FRESH = timedelta(days=1)
"""Papers given within this time are no reason to remind: the letter about them has just been read."""


def reminder_at(due_at: datetime, now: datetime) -> Reminder | None:
    """The reminder that is to have gone out by now, if any."""
    return next(
        (kind for kind, start, end in _WINDOWS if due_at + start <= now < due_at + end),
        None,
    )
