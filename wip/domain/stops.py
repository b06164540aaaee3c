"""Letters that a person may stop: by session and by topic."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from wip.domain.letters import LetterKind


class StopTopic(StrEnum):
    """What kind of letter somebody no longer wants. Decisions and what follows from them cannot be stopped."""

    REVIEW_REMINDERS = "review_reminders"
    PLACE_REMINDERS = "place_reminders"
    GROUP_MAIL = "group_mail"
    CALL_NEWS = "call_news"
    FEEDBACK = "feedback"
    DRAFT_REMINDERS = "draft_reminders"
    DRAFT_NEWS = "draft_news"
    COMMENTER_INVITATIONS = "commenter_invitations"


STOP_WORDS = {
    StopTopic.REVIEW_REMINDERS: "reminders of reviews, and news of discussions",
    StopTopic.PLACE_REMINDERS: "reminders to confirm a place, or to answer whether one comments",
    StopTopic.GROUP_MAIL: "the organisers’ letters to a group",
    StopTopic.CALL_NEWS: "letters about changes of the call",
    StopTopic.FEEDBACK: "letters that ask for feedback, or tell what came of it",
    StopTopic.DRAFT_REMINDERS: "reminders of a draft that is due",
    StopTopic.DRAFT_NEWS: "news of drafts that I read",
    StopTopic.COMMENTER_INVITATIONS: "invitations to comment, from this session’s section",
}

TOPIC_OF: Mapping[LetterKind, StopTopic] = MappingProxyType(
    {
        LetterKind.CALL_AMENDED: StopTopic.CALL_NEWS,
        LetterKind.COMMENTER_INVITED: StopTopic.COMMENTER_INVITATIONS,
        LetterKind.GROUP_MAIL: StopTopic.GROUP_MAIL,
        LetterKind.NUDGE: StopTopic.GROUP_MAIL,
        LetterKind.REVIEWS_DUE: StopTopic.REVIEW_REMINDERS,
        LetterKind.REVIEW_DISCUSSED: StopTopic.REVIEW_REMINDERS,
        LetterKind.PLACE_REMINDER: StopTopic.PLACE_REMINDERS,
        LetterKind.FEEDBACK_OPEN: StopTopic.FEEDBACK,
        LetterKind.FEEDBACK_ASKED: StopTopic.FEEDBACK,
        LetterKind.COMMENTER_TOLD_CHANGE: StopTopic.FEEDBACK,
        LetterKind.DRAFT_DUE: StopTopic.DRAFT_REMINDERS,
        LetterKind.DRAFT_READY: StopTopic.DRAFT_NEWS,
        LetterKind.COMMISSION_REMINDER: StopTopic.PLACE_REMINDERS,
    }
)
"""Kinds that are not here cannot be stopped: somebody waits for them, or plans by them."""
