"""The clock of drafts: when each is due, the one extension that its author may take, reminders, and what is too late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

EXTENSION = timedelta(hours=48)
"""What an author may add to the draft's due date, once, by one click (issue: the draft clock)."""

ASKED_UNTIL = timedelta(hours=24)
"""How long after the due date the extension can still be taken; later it would hide that the draft is late."""


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
    """A paper's draft and its date. `due` is the call's, `extended` what the author made of it, `days_late` the policy's limit.

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
        """The moment that counts: never earlier than the call's own date."""
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

        Once, from the due date on, up to a day after that date, and never into the session itself.
        """
        if self.due is None or self.extended is not None or self.has_draft or now >= self.due + ASKED_UNTIL:
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
