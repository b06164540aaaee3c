"""The groups of people of a session whom its leaders may write to."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class MailGroup(StrEnum):
    """One letter goes to everybody who is in the group when it is sent."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    UNCONFIRMED = "unconfirmed"
    PRESENTERS = "presenters"
    WAITING = "waiting"
    DECLINED = "declined"
    COMMENTERS = "commenters"
    PAPER_COMMENTERS = "paper_commenters"
    REVIEWERS = "reviewers"
    UNFINISHED = "unfinished"
    ATTENDEES = "attendees"


OF_AUTHORS = frozenset(
    {
        MailGroup.SUBMITTED,
        MailGroup.ACCEPTED,
        MailGroup.UNCONFIRMED,
        MailGroup.PRESENTERS,
        MailGroup.WAITING,
        MailGroup.DECLINED,
    }
)
"""Groups whose members' names tell who wrote a paper."""

GROUP_WORDS: Mapping[MailGroup, str] = MappingProxyType(
    {
        MailGroup.SUBMITTED: "Everybody who submitted",
        MailGroup.ACCEPTED: "Authors of accepted papers",
        MailGroup.UNCONFIRMED: "Authors who have not confirmed yet",
        MailGroup.PRESENTERS: "Authors with a confirmed place",
        MailGroup.WAITING: "Authors on the waiting list",
        MailGroup.DECLINED: "Authors of declined papers",
        MailGroup.COMMENTERS: "Commenters",
        MailGroup.PAPER_COMMENTERS: "Commenters of one paper",
        MailGroup.REVIEWERS: "Reviewers",
        MailGroup.UNFINISHED: "Reviewers who have not finished",
        MailGroup.ATTENDEES: "Attendees",
    }
)

OF_AUTHORS = frozenset(
    {
        MailGroup.SUBMITTED,
        MailGroup.ACCEPTED,
        MailGroup.UNCONFIRMED,
        MailGroup.PRESENTERS,
        MailGroup.WAITING,
        MailGroup.DECLINED,
    }
)
"""Groups of authors: while a call is blind to a leader, nobody in them is named."""

BY_PAPERS = OF_AUTHORS | {MailGroup.COMMENTERS, MailGroup.PAPER_COMMENTERS, MailGroup.UNFINISHED}
"""Groups whose people are in it through papers: a leader who may not see a paper may not see them through it."""
