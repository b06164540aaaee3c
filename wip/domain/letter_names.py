"""What each kind of letter is called, wherever letters are listed, chosen or worded."""

from collections.abc import Mapping
from types import MappingProxyType

from wip.domain.letters import LetterKind

_K = LetterKind

LETTER_NAMES: Mapping[LetterKind, str] = MappingProxyType(
    {
        _K.SIGN_IN: "Link to sign in",
        _K.LEADER_INVITATION: "Invitation to lead the section",
        _K.REVIEWER_INVITATION: "Invitation to review",
        _K.PAPER_RECEIVED: "Receipt of a paper",
        _K.PAPER_SAVED_LATE: "Paper kept, not submitted: too late",
        _K.PAPER_CHANGED: "Paper changed",
        _K.PAPER_WITHDRAWN: "Paper withdrawn",
        _K.DECISION_ACCEPTED: "Decision: accepted",
        _K.DECISION_WAITING: "Decision: on the waiting list",
        _K.DECISION_DECLINED: "Decision: not chosen",
        _K.PLACE_CONFIRMED: "Place confirmed",
        _K.PLACE_TURNED_DOWN: "Place turned down",
        _K.PLACE_OFFERED: "Offer of a place that became free",
        _K.PLACE_REMINDER: "Reminder to confirm a place",
        _K.PLACE_LAPSED: "Offer of a place has ended",
        _K.WAITING_JOINED: "Joined the waiting list",
        _K.WAITING_MOVED: "Place on the waiting list has moved",
        _K.PAPER_CARRIED: "Paper carried into the next call",
        _K.OFFER_RECEIVED: "Receipt of an offer to comment",
        _K.COMMENTER_INVITED: "Invitation to comment",
        _K.COMMISSION_OFFERED: "Request to comment",
        _K.COMMISSION_ACCEPTED: "Comment agreed",
        _K.COMMISSION_WITHDRAWN: "Comment no longer needed",
        _K.COMMISSION_REMINDER: "Reminder to answer a request to comment",
        _K.COMMISSION_LAPSED: "Request to comment has lapsed",
        _K.STANDBY_CALLED: "Standby called in",
        _K.ATTENDANCE_RECEIVED: "Receipt of a sign-up to attend",
        _K.AGENDA_PUBLISHED: "The agenda is published",
        _K.AGENDA_CHANGED: "The agenda has changed",
        _K.CALENDAR_CHANGED: "A calendar entry has changed",
        _K.LEADER_NEWS: "News for leaders",
        _K.SESSION_CANCELLED: "The session is cancelled",
        _K.CALL_AMENDED: "The call has changed",
        _K.PAPER_STARTED: "Link to finish a paper",
        _K.LATE_LINK: "Link to submit after the deadline",
        _K.OFFICE_REQUEST: "Request to the office",
        _K.GROUP_MAIL: "Letter to a group",
        _K.GUIDELINES_SENT: "Guidelines have changed",
        _K.NUDGE: "What is still missing",
        _K.DRAFT_READY: "A draft is there to read",
        _K.DRAFT_DUE: "Reminder of a draft",
        _K.DRAFT_EXTENDED: "A draft comes two days later",
        _K.SLOT_PASSED_ON: "Slot passed on: the draft did not come",
        _K.REVIEWS_ASSIGNED: "Papers to review",
        _K.REVIEWS_DUE: "Reminder of reviews",
        _K.REVIEW_DISCUSSED: "News of a discussion",
        _K.FEEDBACK_OPEN: "Link to leave feedback",
        _K.FEEDBACK_DIGEST: "Feedback for the author",
        _K.FEEDBACK_CONTACT: "Author and reader in touch",
        _K.FEEDBACK_ASKED: "What has changed?",
        _K.COMMENTER_THANKED: "Thanks to a commenter",
        _K.DATA_ERASED: "Link to be forgotten",
        _K.COMMENTER_TOLD_CHANGE: "What came of the comments",
    }
)


def letter_name(kind: str) -> str:
    """The kind's name, by the value under which it is stored; the value itself where there is no such kind any more."""
    return LETTER_NAMES[LetterKind(kind)] if kind in list(LetterKind) else kind
