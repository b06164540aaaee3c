"""Until when a commenter answers, and when somebody who has not is reminded."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

ANSWER_LEAST = timedelta(hours=12)
"""Nobody is asked to answer within less."""

TO_READ = timedelta(days=2)
"""How long before the session a commenter should be found, so that there is time to read."""

REMIND_BEFORE = timedelta(days=1)
"""How long before the last moment the second reminder goes out."""

AFTER_LETTER = timedelta(hours=20)
"""Nobody is reminded so soon after the letter that asked, or after another reminder."""


class Reminding(StrEnum):
    """Which reminder: at half-time, or a day before the last moment."""

    HALF = "half"
    LAST = "last"


def answer_by(now: datetime, days: int, starts_at: datetime, zone: str) -> datetime | None:
    """Until when an answer is waited for: to the end of the `days`-th day in `zone`, and early enough to read.

    None where the session is so near that no last moment makes sense; then an answer is welcome until it begins.
    """
    day = (now + timedelta(days=days)).astimezone(ZoneInfo(zone)).date()
    end = datetime.combine(day, time(23, 59), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    for before in (TO_READ, ANSWER_LEAST):
        if starts_at - before >= now + ANSWER_LEAST:
            return min(end, starts_at - before)
    return None


def reminding_due(asked_at: datetime, until: datetime, now: datetime) -> Reminding | None:
    """Which reminder is to be sent now, if any: of two that have passed, the last one alone."""
    if not asked_at + AFTER_LETTER <= now < until:
        return None
    if until - REMIND_BEFORE <= now:
        return Reminding.LAST
    half = asked_at + (until - asked_at) / 2
    # One who is reminded at half-time is left alone for most of a day before the next.
    return Reminding.HALF if half <= now and now + AFTER_LETTER <= until - REMIND_BEFORE else None


def is_silent(until: datetime | None, now: datetime) -> bool:
    """Whether the last moment for an answer has passed."""
    return until is not None and until <= now
