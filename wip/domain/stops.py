"""Letters that a person may stop: by session and by topic."""

from enum import StrEnum


class StopTopic(StrEnum):
    """What kind of letter somebody no longer wants. Decisions and what follows from them cannot be stopped."""

    REVIEW_REMINDERS = "review_reminders"
    PLACE_REMINDERS = "place_reminders"
    GROUP_MAIL = "group_mail"
    CALL_NEWS = "call_news"


STOP_WORDS = {
    StopTopic.REVIEW_REMINDERS: "reminders of reviews",
    StopTopic.PLACE_REMINDERS: "reminders to confirm a place",
    StopTopic.GROUP_MAIL: "the organisers’ letters to a group",
    StopTopic.CALL_NEWS: "changes of the call",
}
