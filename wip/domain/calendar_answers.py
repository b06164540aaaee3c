"""Calendar invitations by mail (RFC 5546): what is sent of each entry to whom, and what they answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from wip.domain.letters import LetterKind


class Method(StrEnum):
    """METHOD of RFC 5546, 1.4, as far as we send it."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Answer(StrEnum):
    """PARTSTAT of RFC 5545, 3.2.12, as far as a reply can say it."""

    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"


ANSWER_WORDS: Mapping[Answer | None, tuple[str, str]] = MappingProxyType(
    {
        Answer.ACCEPTED: ("comes", "go"),
        Answer.TENTATIVE: ("perhaps", "wait"),
        Answer.DECLINED: ("cannot", "stop"),
        None: ("no answer", "plain"),
    }
)
"""What each answer is called, and the mark beside it; None is no answer yet."""

CARRIERS = frozenset(
    {
        LetterKind.CALENDAR_CHANGED,
        LetterKind.AGENDA_PUBLISHED,
        LetterKind.AGENDA_CHANGED,
        LetterKind.ATTENDANCE_RECEIVED,
        LetterKind.COMMISSION_ACCEPTED,
        LetterKind.COMMISSION_WITHDRAWN,
        LetterKind.STANDBY_CALLED,
        LetterKind.PLACE_CONFIRMED,
        LetterKind.PLACE_TURNED_DOWN,
        LetterKind.PAPER_WITHDRAWN,
        LetterKind.SESSION_CANCELLED,
        LetterKind.SLOT_PASSED_ON,
    }
)
"""Letters about what somebody takes part in: a calendar message about the same session goes with the next of them."""

TELL_TIMES = frozenset({LetterKind.CALENDAR_CHANGED, LetterKind.AGENDA_PUBLISHED, LetterKind.AGENDA_CHANGED})
"""Of these, the ones that are about nothing else than when and where."""


def due(
    known: Method | None, sent: int, sequence: int, *, is_theirs: bool, is_over: bool = False
) -> Method | None:
    """What is to be sent of an entry to one person: the last message was `known` with SEQUENCE `sent`, if there was one.

    `is_theirs` says whether the entry is in their calendar now, `sequence` is the entry's. Nothing is sent of what is over.
    """
    if is_over:
        return None
    if not is_theirs:
        return Method.CANCEL if known is Method.REQUEST else None
    return None if known is Method.REQUEST and sent >= sequence else Method.REQUEST


@dataclass(frozen=True)
class Reply:
    """An answer as a calendar program sent it, of which nothing is known to be true yet.

    `senders` are the addresses that the message came from, `attendee` the one that it answers for.
    """

    uid: str
    attendee: str
    senders: tuple[str, ...]
    answer: Answer
    sequence: int
    stamp: datetime
    note: str = ""


def is_newer(reply: Reply, sequence: int | None, stamp: datetime | None) -> bool:
    """Whether the reply overtakes an earlier one (RFC 5546, 2.1.5): the higher SEQUENCE, and of two alike the later DTSTAMP."""
    if sequence is None or stamp is None:
        return True
    return (reply.sequence, reply.stamp) > (sequence, stamp)
