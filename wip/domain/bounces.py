"""What comes back: notices of mail servers about letters that they could not deliver (RFC 3464)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class NoticeKind(StrEnum):
    """What a message to the return address is."""

    FAILED = "failed"
    DELAYED = "delayed"
    OTHER = "other"


@dataclass(frozen=True)
class Notice:
    """One message that came in: the letter that it names, by its signed address or by its Message-ID, and what it says.

    `digest` tells it from every other message.
    """

    kind: NoticeKind
    digest: str
    letter_id: int | None = None
    message_id: str = ""
    status: str = ""
    words: str = ""

    @property
    def sentence(self) -> str:
        """What a leader reads: the status in words where they are known, and what the server said."""
        return f"{self.status} {self.words}".strip() or "The mail server gave no reason."


def kind_of(action: str, status: str) -> NoticeKind:
    """What a delivery status says of one recipient. The action decides (RFC 3464, section 2.3.3); else the status.

    A letter that was delayed until its server gave up has a status 4.x.x and the action "failed".
    """
    if action == "failed" or (not action and status.startswith("5.")):
        return NoticeKind.FAILED
    if action == "delayed" or (not action and status.startswith("4.")):
        return NoticeKind.DELAYED
    return NoticeKind.OTHER


def worst(kinds: Sequence[NoticeKind]) -> NoticeKind:
    """Of several reports in one notice, the one that counts."""
    return next((kind for kind in NoticeKind if kind in kinds), NoticeKind.OTHER)


_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<!\d)([45])\d\d(?!\d)(?=[ -])")


def status_in(text: str) -> str:
    """The first enhanced status code (RFC 3463) in a text meant for people, or one made of a plain reply code, or nothing."""
    found = _STATUS.search(text)
    if found:
        return found[1]
    code = _CODE.search(text)
    return f"{code[1]}.0.0" if code else ""


_WORDS = {
    "5.1.1": "There is no such mailbox.",
    "5.1.2": "There is no such mail domain.",
    "5.1.3": "The address is not written as an address is.",
    "5.1.6": "The mailbox has moved.",
    "5.1.10": "The domain takes no mail.",
    "5.2.1": "The mailbox is closed.",
    "5.2.2": "The mailbox is full.",
    "5.3.4": "The letter is too large for the mailbox.",
    "5.4.4": "No way to the mail server was found.",
    "5.7.1": "The mail server did not want the letter.",
}


def in_words(status: str) -> str:
    """The commonest codes in a plain sentence; nothing for the others."""
    return _WORDS.get(status, "")
