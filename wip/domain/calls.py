"""Calls for papers: their states, and the checks of their dates."""

from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class CallDates:
    """The dates of a call, as aware moments; None where the leader has not set one."""

    opens_at: datetime
    deadline_at: datetime
    notify_at: datetime
    session_at: datetime
    draft_due_at: datetime | None = None


@dataclass(frozen=True)
class DateFault:
    """One fault: `field` is the form's field, `refused` whether it stops the call or only warns."""

    field: str
    sentence: str
    refused: bool


SHORT_NOTICE = timedelta(weeks=6)


def date_faults(dates: CallDates, day: Callable[[datetime], str]) -> list[DateFault]:
    """What is impossible (refused) or unwise (a warning) about the order of the dates.

    `day` turns a moment into the words that the leader used for it, such as "10 January 2027".
    Source: domain.md, "What goes wrong in real ones".
    """
    d = dates
    pairs = [
        ("deadline", "deadline", d.deadline_at, "the call's opening", d.opens_at),
        ("notify", "decision date", d.notify_at, "the deadline", d.deadline_at),
        ("starts", "session", d.session_at, "the decision date", d.notify_at),
    ]
    faults = [
        DateFault(
            field,
            f"The {name} ({day(late)}) does not lie after {earlier_name} ({day(early)}). Move one of them.",
            refused=True,
        )
        for field, name, late, earlier_name, early in pairs
        if late <= early
    ]
    if d.draft_due_at is not None and d.draft_due_at >= d.session_at:
        faults.append(
            DateFault(
                "draft_due",
                f"Drafts would be due ({day(d.draft_due_at)}) only after the session ({day(d.session_at)}): "
                "nobody could read them. Move one of them.",
                refused=True,
            )
        )
    elif d.draft_due_at is not None and d.draft_due_at <= d.notify_at:
        faults.append(
            DateFault(
                "draft_due",
                f"Drafts are due ({day(d.draft_due_at)}) before authors learn the decision ({day(d.notify_at)}).",
                refused=False,
            )
        )
    if timedelta(0) < d.session_at - d.deadline_at < SHORT_NOTICE:
        weeks, days = divmod((d.session_at - d.deadline_at).days, 7)
        span = f"{weeks} weeks and {days} days" if weeks else f"{days} days"
        faults.append(
            DateFault(
                "deadline",
                f"Only {span} lie between the deadline and the session; under 6 weeks, reviewers and "
                "commenters have little time to read.",
                refused=False,
            )
        )
    return faults


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
