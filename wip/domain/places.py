"""Places in a session after the first decisions: who has one, who is silent, and by when the next one answers."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Offering(StrEnum):
    """Who offers a free place to the next on the waiting list."""

    BY_ITSELF = "by_itself"
    BY_LEADER = "by_leader"


OFFER_LASTS = timedelta(days=5)
OFFER_LEAST = timedelta(hours=12)
"""Nobody is asked to answer within less; a session nearer than twice that offers nothing by itself."""

TO_PREPARE = timedelta(days=2)
"""How long before the draft is due, or the session begins, an offered place should be settled."""

REMIND_BEFORE = (timedelta(days=3), timedelta(days=1))
"""How long before the last moment an author who has not answered is reminded."""

AFTER_LETTER = timedelta(hours=20)
"""Nobody is reminded so soon after the letter that asked."""


def answer_by(now: datetime, starts_at: datetime, draft_due: datetime | None, zone: str) -> datetime | None:
    """Until when an offered place is kept: to the end of the fifth day in `zone`, and early enough to prepare.

    None when there is no time left.

    A draft's date that has passed, or is too near to be kept, does not count; then the session's own start does.
    """
    soonest = now + OFFER_LEAST
    fifth = (now + OFFER_LASTS).astimezone(ZoneInfo(zone)).date()
    ends = [datetime.combine(fifth, time(23, 59), tzinfo=ZoneInfo(zone)).astimezone(UTC)]
    for due in (draft_due, starts_at):
        if due is not None and due - TO_PREPARE >= soonest:
            ends.append(due - TO_PREPARE)
            break
    else:
        if starts_at - OFFER_LEAST < soonest:
            return None
        ends.append(starts_at - OFFER_LEAST)
    return min(ends)


def kept_sentence(titles: Sequence[str]) -> str:
    """For which papers, accepted and not told yet, the free places are kept; the first by its title."""
    more = len(titles) - 1
    others = f" and {more} other {'papers' if more > 1 else 'paper'}" if more else ""
    whose = "whose acceptances are" if more else "whose acceptance is"
    place = "The free places are" if more else "The free place is"
    return f"{place} kept for “{titles[0]}”{others}, {whose} not released yet."


def reminder_due(confirm_by: datetime, told_at: datetime, now: datetime) -> timedelta | None:
    """Which reminder (how long before the last moment) is to be sent now, if any: of several, the last one alone."""
    if not told_at + AFTER_LETTER <= now < confirm_by:
        return None
    passed = [before for before in REMIND_BEFORE if confirm_by - before <= now]
    return min(passed) if passed else None


def is_silent(confirm_by: datetime | None, now: datetime) -> bool:
    """Whether the last moment for an answer has passed."""
    return confirm_by is not None and confirm_by <= now


def closed_up(places: Sequence[tuple[int, int | None]]) -> dict[int, int]:
    """The waiting list without gaps: (paper's id, place it was told), in any order, to the place it has now.

    Nobody falls behind by it: the order stays, and no place rises above the one that was told.
    """
    ordered = sorted(places, key=lambda pair: (pair[1] is None, pair[1] or 0, pair[0]))
    return {paper_id: place for place, (paper_id, _) in enumerate(ordered, 1)}
