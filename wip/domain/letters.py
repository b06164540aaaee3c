"""Letters: the kinds there are, and the states of their delivery."""

from datetime import timedelta
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
    OFFER_RECEIVED = "offer_received"
    COMMISSION_OFFERED = "commission_offered"
    COMMISSION_ACCEPTED = "commission_accepted"
    COMMISSION_WITHDRAWN = "commission_withdrawn"
    ATTENDANCE_RECEIVED = "attendance_received"
    AGENDA_PUBLISHED = "agenda_published"
    AGENDA_CHANGED = "agenda_changed"
    LEADER_NEWS = "leader_news"
    SESSION_CANCELLED = "session_cancelled"
    CALL_AMENDED = "call_amended"
    PAPER_STARTED = "paper_started"
    LATE_LINK = "late_link"
    OFFICE_REQUEST = "office_request"


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
        (_S.FAILED, _M.SEND_AGAIN): _S.WAITING,
        (_S.SENT, _M.SEND_AGAIN): _S.WAITING,
        (_S.SENT, _M.COME_BACK): _S.FAILED,
    },
)

LETTER_WORDS = {
    _S.WAITING: ("waiting", "wait"),
    _S.SENDING: ("being sent", "wait"),
    _S.SENT: ("sent", "go"),
    _S.FAILED: ("failed", "stop"),
    _S.HELD: ("held", "plain"),
    _S.REPLACED: ("replaced", "plain"),
}

PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 480, 1440))
"""How long to wait after each temporary fault; after the last one the letter has failed."""


def pause_after(tries: int) -> timedelta | None:
    """The pause after the `tries`-th try (from 1), or None when it is time to give up."""
    return PAUSES[tries - 1] if tries <= len(PAUSES) else None


LOST_AFTER = timedelta(minutes=10)
"""A letter still "being sent" after this long belongs to a worker that died."""
