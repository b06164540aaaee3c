"""Calls for papers: their states, and where they stand on the clock."""

from datetime import datetime, timedelta
from enum import StrEnum

from wip.domain.moves import cycle


class CallState(StrEnum):
    """A published call is open while its opening lies behind and its deadline ahead."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class CallMove(StrEnum):
    """What can happen to a call."""

    PUBLISH = "publish"
    CLOSE = "close"
    REOPEN = "reopen"


CALLS = cycle(
    "call",
    CallState.DRAFT,
    {
        (CallState.DRAFT, CallMove.PUBLISH): CallState.PUBLISHED,
        (CallState.PUBLISHED, CallMove.CLOSE): CallState.CLOSED,
        (CallState.CLOSED, CallMove.REOPEN): CallState.PUBLISHED,
    },
)


class Blindness(StrEnum):
    """Who sees whose name while papers are reviewed."""

    OPEN = "open"
    SINGLE = "single"
    DOUBLE = "double"


BLINDNESS_WORDS = {
    Blindness.OPEN: "Open: reviewers see the authors’ names",
    Blindness.SINGLE: "Single blind: authors do not learn who reviewed",
    Blindness.DOUBLE: "Double blind: reviewers do not see the authors’ names either",
}


class Phase(StrEnum):
    """Where a call stands on the clock."""

    UNPUBLISHED = "unpublished"
    COMING = "coming"
    OPEN = "open"
    GRACE = "grace"
    OVER = "over"


def phase(
    state: CallState,
    opens_at: datetime,
    deadline_at: datetime,
    grace: timedelta,
    now: datetime,
) -> Phase:
    """The call's phase at `now`; grace is the time after the deadline in which a form still counts."""
    if state is CallState.DRAFT:
        return Phase.UNPUBLISHED
    if state is CallState.CLOSED or now > deadline_at + grace:
        return Phase.OVER
    if now < opens_at:
        return Phase.COMING
    return Phase.OPEN if now <= deadline_at else Phase.GRACE
