"""A WIP session's date: proposed by leaders, requested from and confirmed by the association office."""

import re
from enum import StrEnum
from urllib.parse import urlsplit

from wip.domain.moves import cycle
from wip.domain.refusals import Refusal


class SessionState(StrEnum):
    """The date's standing with the association office (domain.md, WIP 3)."""

    PROPOSED = "proposed"
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class SessionMove(StrEnum):
    """What can happen to a session's date."""

    REQUEST = "request"
    CONFIRM = "confirm"
    MOVE_DATE = "move_date"
    CANCEL = "cancel"


SESSIONS = cycle(
    "session",
    SessionState.PROPOSED,
    {
        (SessionState.PROPOSED, SessionMove.REQUEST): SessionState.REQUESTED,
        (SessionState.PROPOSED, SessionMove.CONFIRM): SessionState.CONFIRMED,
        (SessionState.REQUESTED, SessionMove.CONFIRM): SessionState.CONFIRMED,
        (SessionState.PROPOSED, SessionMove.MOVE_DATE): SessionState.PROPOSED,
        (SessionState.REQUESTED, SessionMove.MOVE_DATE): SessionState.PROPOSED,
        (SessionState.CONFIRMED, SessionMove.MOVE_DATE): SessionState.PROPOSED,
        (SessionState.PROPOSED, SessionMove.CANCEL): SessionState.CANCELLED,
        (SessionState.REQUESTED, SessionMove.CANCEL): SessionState.CANCELLED,
        (SessionState.CONFIRMED, SessionMove.CANCEL): SessionState.CANCELLED,
    },
)


def check_join_link(link: str) -> None:
    """Refuse what cannot be the way into a meeting; nothing at all is no fault."""
    if link and not link.startswith("https://"):
        raise Refusal("A join link begins with https://. Paste it whole, as the office sent it.", "join_link")
    if any(c.isspace() for c in link):
        raise Refusal("A join link has no spaces. Paste the address alone.", "join_link")
    if link and not _is_address(link):
        raise Refusal(
            "This is no address of a meeting. Paste the link that the office sent, such as https://zoom.us/j/123456789, "
            "with nothing before or after it.",
            "join_link",
        )


_NEVER = frozenset("\"'<>\\^`{|}")
"""Printable, and yet in no address as RFC 3986 writes it, but for the apostrophe, which no meeting needs."""

_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")


def _is_address(link: str) -> bool:
    """Whether the link is plain ASCII, names nobody, and leads to a host with a dot in its name."""
    if not link.isascii() or not link.isprintable() or _NEVER & set(link):
        return False
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError:
        return False
    return "@" not in parts.netloc and port != 0 and _HOST.fullmatch(parts.hostname or "") is not None
