"""A WIP session's date: proposed by leaders, requested from and confirmed by the association office."""

from enum import StrEnum

from wip.domain.moves import cycle


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
