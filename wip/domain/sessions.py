"""A WIP session's date: proposed by leaders, requested from and confirmed by the association office."""

from enum import StrEnum

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
