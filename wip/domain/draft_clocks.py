"""The clock of drafts: when each is due, the one extension that its author may take, reminders, and what is too late."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

EXTENSION = timedelta(hours=48)
"""What an author may add to the draft's due date, once, by one click (issue: the draft clock)."""

ASKED_FROM = timedelta(days=7)
"""How long before the due date the extension can be taken: earlier nobody knows yet that the time will not do."""

ASKED_UNTIL = timedelta(hours=24)
"""How long after the due date the extension can still be taken; later it would hide that the draft is late."""

TO_WRITE = timedelta(days=7)
"""What whoever was offered a place from the waiting list has at least, from the offer to the draft's date."""

AFTER_ANSWER = timedelta(days=2)
"""How long after the last moment for an answer the draft is due, where that moment lies after the call's own date."""

TO_READ = timedelta(days=2)
"""How long before the session even such a draft comes."""


def own_due(
    call_due: datetime | None,
    starts_at: datetime,
    zone: str,
    *,
    offered_at: datetime | None,
    confirm_by: datetime | None,
) -> datetime | None:
    """When a paper's draft is due: on the call's date, or later where its place came too late for that.

    `offered_at` is the moment of an offer from the waiting list, `confirm_by` the last moment for the answer to a place.
    At the hour of the call's date in `zone`. None without a date, also where the session leaves no time for one.
    """
    if call_due is None:
        return None
    if offered_at is not None:
        enough = offered_at + TO_WRITE
    elif confirm_by is not None and confirm_by > call_due:
        enough = confirm_by + AFTER_ANSWER
    else:
        return call_due
    if enough <= call_due:
        return call_due
    local = ZoneInfo(zone)
    hour = call_due.astimezone(local).timetz()
    found = datetime.combine(enough.astimezone(local).date(), hour).astimezone(UTC)
    found = max(call_due, min(found, starts_at - TO_READ))
    return found if found >= max(filter(None, (offered_at, confirm_by))) else None


class DraftStand(StrEnum):
    """How a paper's draft stands against its date."""

    IN = "in"
    LOCKED = "locked"
    NO_DATE = "no_date"
    AHEAD = "ahead"
    EXTENDED = "extended"
    LATE = "late"
    GIVEN_UP = "given_up"


STAND_WORDS = {
    DraftStand.IN: ("draft is in", "go"),
    DraftStand.LOCKED: ("in, but cannot be handed out", "stop"),
    DraftStand.NO_DATE: ("no draft yet", "wait"),
    DraftStand.AHEAD: ("no draft yet", "wait"),
    DraftStand.EXTENDED: ("two days more taken", "wait"),
    DraftStand.LATE: ("late", "stop"),
    DraftStand.GIVEN_UP: ("too late", "stop"),
}


@dataclass(frozen=True)
class Clock:
    """A paper's draft and its date. `due` is the call's or its own, `extended` what the author made of it, `days_late` the policy's limit.

    `has_draft`: a version that readers can open is here; `is_locked`: there is one, and it cannot be handed out.
    """

    due: datetime | None
    extended: datetime | None
    days_late: int
    starts_at: datetime
    has_draft: bool = False
    is_locked: bool = False

    @property
    def at(self) -> datetime | None:
        """The moment that counts: never earlier than the date itself."""
        if self.due is None or self.extended is None:
            return self.due
        return max(self.due, self.extended)

    @property
    def given_up_at(self) -> datetime | None:
        """From when on the slot may be offered to somebody else."""
        return self.at + timedelta(days=self.days_late) if self.at else None

    def stand(self, now: datetime) -> DraftStand:
        """Where the draft stands at this moment."""
        if self.has_draft:
            return DraftStand.IN
        if self.is_locked:
            return DraftStand.LOCKED
        if self.at is None or self.given_up_at is None:
            return DraftStand.NO_DATE
        if now >= self.given_up_at:
            return DraftStand.GIVEN_UP
        if now >= self.at:
            return DraftStand.LATE
        return DraftStand.EXTENDED if self.extended else DraftStand.AHEAD

    def extension(self, now: datetime) -> datetime | None:
        """Until when the draft would be due if its author took the extension now; None where it cannot be taken.

        Once, from a week before the due date up to a day after it, and never into the session itself.
        """
        if self.due is None or self.extended is not None or self.has_draft:
            return None
        if not self.due - ASKED_FROM <= now < self.due + ASKED_UNTIL:
            return None
        until = min(self.due + EXTENSION, self.starts_at)
        return until if until > max(self.due, now) else None


class DraftReminder(StrEnum):
    """Which letter about a draft that is not there yet."""

    SOON = "soon"
    TOMORROW = "tomorrow"
    NOW = "now"


_REMINDERS = (
    (DraftReminder.SOON, timedelta(days=5)),
    (DraftReminder.TOMORROW, timedelta(days=1)),
    (DraftReminder.NOW, timedelta()),
)
FIRST_REMINDER = _REMINDERS[0][1]
REMIND_UNTIL = timedelta(hours=12)
"""The last reminder is of the date itself; where it could not be written by then, it would come too late to help."""


def draft_reminder(clock: Clock, now: datetime) -> DraftReminder | None:
    """Which reminder is due: of several, the last alone. None once the draft is in, or half a day after its date.

    Whoever has just taken two days more knows the date, and is reminded a day before it.
    """
    if clock.at is None or clock.has_draft or now >= clock.at + REMIND_UNTIL:
        return None
    passed = [kind for kind, before in _REMINDERS if clock.at - before <= now]
    found = passed[-1] if passed else None
    return None if clock.extended and found is DraftReminder.SOON else found
