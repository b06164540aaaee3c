"""Who may read a draft before the session, and the clock of drafts."""

from datetime import timedelta
from enum import StrEnum


class Circle(StrEnum):
    """To whom a call circulates its drafts, focus pages and questions."""

    COMMENTERS = "commenters"
    ATTENDEES = "attendees"
    EVERYONE = "everyone"


CIRCLE_WORDS = {
    Circle.COMMENTERS: "commenters alone",
    Circle.ATTENDEES: "commenters and registered attendees",
    Circle.EVERYONE: "everyone who opens the session’s page",
}

EXTENSION = timedelta(hours=48)
"""What an author may add to the draft's due date, once, by one click (issue: the draft clock)."""
