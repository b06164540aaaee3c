"""Letters: the kinds there are, and the states of their delivery."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from wip.domain.moves import cycle


class LetterKind(StrEnum):
    """One folder under templates/email/ each."""

    SIGN_IN = "sign_in"
    LEADER_INVITATION = "leader_invitation"
    REVIEWER_INVITATION = "reviewer_invitation"
    PAPER_RECEIVED = "paper_received"
    PAPER_SAVED_LATE = "paper_saved_late"
    PAPER_CHANGED = "paper_changed"
    PAPER_WITHDRAWN = "paper_withdrawn"
    DECISION_ACCEPTED = "decision_accepted"
    DECISION_WAITING = "decision_waiting"
    DECISION_DECLINED = "decision_declined"
    PLACE_CONFIRMED = "place_confirmed"
    PLACE_TURNED_DOWN = "place_turned_down"
    PLACE_OFFERED = "place_offered"
    PLACE_REMINDER = "place_reminder"
    PLACE_LAPSED = "place_lapsed"
    WAITING_JOINED = "waiting_joined"
    WAITING_MOVED = "waiting_moved"
    PAPER_CARRIED = "paper_carried"
    OFFER_RECEIVED = "offer_received"
    COMMISSION_OFFERED = "commission_offered"
    COMMISSION_ACCEPTED = "commission_accepted"
    COMMISSION_WITHDRAWN = "commission_withdrawn"
    ATTENDANCE_RECEIVED = "attendance_received"
    AGENDA_PUBLISHED = "agenda_published"
    AGENDA_CHANGED = "agenda_changed"
    CALENDAR_CHANGED = "calendar_changed"
    LEADER_NEWS = "leader_news"
    SESSION_CANCELLED = "session_cancelled"
    CALL_AMENDED = "call_amended"
    PAPER_STARTED = "paper_started"
    LATE_LINK = "late_link"
    OFFICE_REQUEST = "office_request"
    GROUP_MAIL = "group_mail"
    REVIEWS_ASSIGNED = "reviews_assigned"
    REVIEWS_DUE = "reviews_due"
    REVIEW_DISCUSSED = "review_discussed"
    COMMENTER_INVITED = "commenter_invited"
    COMMISSION_REMINDER = "commission_reminder"
    COMMISSION_LAPSED = "commission_lapsed"
    STANDBY_CALLED = "standby_called"
    GUIDELINES_SENT = "guidelines_sent"
    DRAFT_READY = "draft_ready"
    DRAFT_DUE = "draft_due"
    DRAFT_EXTENDED = "draft_extended"
    SLOT_PASSED_ON = "slot_passed_on"
    FEEDBACK_OPEN = "feedback_open"
    FEEDBACK_DIGEST = "feedback_digest"
    FEEDBACK_CONTACT = "feedback_contact"
    FEEDBACK_ASKED = "feedback_asked"
    COMMENTER_THANKED = "commenter_thanked"
    COMMENTER_TOLD_CHANGE = "commenter_told_change"
    NUDGE = "nudge"
    DATA_ERASED = "data_erased"


class LetterState(StrEnum):
    """Where a letter stands on its way out."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"
    REPLACED = "replaced"


class LetterMove(StrEnum):
    """What can happen to a letter."""

    TAKE = "take"
    DELIVER = "deliver"
    TRY_LATER = "try_later"
    GIVE_UP = "give_up"
    HOLD = "hold"
    RELEASE = "release"
    REPLACE = "replace"
    PUT_BACK = "put_back"
    SEND_AGAIN = "send_again"
    COME_BACK = "come_back"


class TryOutcome(StrEnum):
    """What became of one try, or what a notice about the letter said."""

    BEGUN = "begun"
    TAKEN = "taken"
    LATER = "later"
    REFUSED = "refused"
    CAME_BACK = "came_back"
    NOTED = "noted"


_S, _M = LetterState, LetterMove

LETTERS = cycle(
    "letter",
    _S.WAITING,
    {
        (_S.WAITING, _M.TAKE): _S.SENDING,
        (_S.SENDING, _M.DELIVER): _S.SENT,
        (_S.SENDING, _M.TRY_LATER): _S.WAITING,
        (_S.SENDING, _M.GIVE_UP): _S.FAILED,
        (_S.WAITING, _M.HOLD): _S.HELD,
        (_S.HELD, _M.RELEASE): _S.WAITING,
        (_S.WAITING, _M.REPLACE): _S.REPLACED,
        (_S.HELD, _M.REPLACE): _S.REPLACED,
        (_S.REPLACED, _M.PUT_BACK): _S.WAITING,
        (_S.FAILED, _M.SEND_AGAIN): _S.WAITING,
        (_S.SENT, _M.SEND_AGAIN): _S.WAITING,
        (_S.SENT, _M.COME_BACK): _S.FAILED,
    },
)

TRY_WORDS = {
    TryOutcome.BEGUN: ("cut short", "wait"),
    TryOutcome.TAKEN: ("taken", "go"),
    TryOutcome.LATER: ("not now", "wait"),
    TryOutcome.REFUSED: ("refused", "stop"),
    TryOutcome.CAME_BACK: ("came back", "stop"),
    TryOutcome.NOTED: ("noted", "plain"),
}

LETTER_WORDS = {
    _S.WAITING: ("waiting", "wait"),
    _S.SENDING: ("being sent", "wait"),
    _S.SENT: ("sent", "go"),
    _S.FAILED: ("failed", "stop"),
    _S.HELD: ("held", "plain"),
    _S.REPLACED: ("replaced", "plain"),
}

_MINUTE = 60

CLOSED_MOST = timedelta(minutes=5)
"""A mail server that lets nobody in is asked again this often at least."""


def pause_after(tries: int, pauses: Sequence[float]) -> timedelta | None:
    """The pause after the `tries`-th try (from 1) of one letter, or None when it is time to give up.

    `pauses` are in seconds. After the last one the letter has failed.
    """
    return timedelta(seconds=pauses[tries - 1]) if tries <= len(pauses) else None


def closed_for(faults: int, pauses: Sequence[float]) -> timedelta:
    """How long to leave alone a post that has let nobody in `faults` times in a row (from 1). It is never given up."""
    return min(timedelta(seconds=pauses[min(faults, len(pauses)) - 1]), CLOSED_MOST)


def lost_after(timeout: float) -> timedelta:
    """When a letter still "being sent" is lost, where it cannot be known whether its courier lives.

    Twice as long as a try may take at all, with connecting, where the mail server may keep silent for `timeout` seconds.
    """
    return timedelta(seconds=24 * timeout + _MINUTE)


@dataclass(frozen=True)
class Pace:
    """How fast letters may leave: at most `per_minute` begun within any minute, by all workers together.

    A twelfth of them may leave at once, after a silence; the others follow at even distances (the generic cell rate
    algorithm: `due` is when the next one would leave if all came at even distances). None with 0.
    """

    per_minute: int

    @property
    def ahead(self) -> int:
        """How many may leave before their time."""
        return self.per_minute // 12

    @property
    def distance(self) -> timedelta:
        """Between one letter and the next; rounded up, as one more than allowed is too many."""
        return -(timedelta(seconds=-_MINUTE) // max(1, self.per_minute - self.ahead))

    def opens(self, due: datetime | None, now: datetime) -> datetime:
        """When the next letter may leave: `now`, or later."""
        return max(now, due - self.ahead * self.distance) if due else now

    def room(self, due: datetime | None, now: datetime) -> int:
        """How many may leave at this moment."""
        if not self.per_minute:
            return 0
        early = now + self.ahead * self.distance - max(due or now, now)
        return early // self.distance + 1 if early >= timedelta() else 0

    def after(self, due: datetime | None, now: datetime) -> datetime:
        """The new `due` after a letter that leaves now. One that did not wait for its turn delays others by a minute at most."""
        return min(max(due or now, now) + self.distance, now + timedelta(seconds=_MINUTE) + self.distance)


_LONG = timedelta(minutes=5)


def why_they_wait(
    fault: str, oldest_due: datetime | None, last_try: datetime | None, now: datetime, per_minute: int
) -> str:
    """Why letters that are due do not leave, in a sentence for a leader; nothing where all goes as it should.

    `fault` is what the mail server said when it let nobody in; `oldest_due` and `last_try` are of the letters that wait.
    """
    if oldest_due is None:
        return ""
    if fault:
        return (
            f"Letters wait because nothing can be sent just now. {fault.rstrip('.')}. It is asked again every few "
            "minutes and nothing is lost; whoever runs this website can mend it."
        )
    if not per_minute:
        return "Letters wait because this website is set to send nothing but sign-in letters for now."
    if now - max(oldest_due, last_try or oldest_due) > _LONG:
        return (
            "Letters wait because the part of this website that sends them does not seem to run. "
            "Whoever runs the website can start it."
        )
    return ""
