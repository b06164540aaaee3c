"""The published agenda: what the public sees, apart from the leaders' working copy."""

from enum import StrEnum

from wip.domain.moves import cycle


class AgendaState(StrEnum):
    """The working copy may differ from what is published; publishing closes the gap."""

    WORKING = "working"
    PUBLISHED = "published"


class AgendaMove(StrEnum):
    """What can happen to an agenda."""

    PUBLISH = "publish"
    TAKE_DOWN = "take_down"


AGENDAS = cycle(
    "agenda",
    AgendaState.WORKING,
    {
        (AgendaState.WORKING, AgendaMove.PUBLISH): AgendaState.PUBLISHED,
        (AgendaState.PUBLISHED, AgendaMove.PUBLISH): AgendaState.PUBLISHED,
        (AgendaState.PUBLISHED, AgendaMove.TAKE_DOWN): AgendaState.WORKING,
    },
)


class EntryKind(StrEnum):
    """What a calendar entry stands for: a paper's slot, the session, one of its further sittings, or a date of its plan."""

    SLOT = "slot"
    SESSION = "session"
    SITTING = "sitting"
    OPENING = "opening"
    DEADLINE = "deadline"
    REVIEW_DUE = "review_due"
    DECISION = "decision"
    DRAFT_DUE = "draft_due"
    CIRCULATION = "circulation"
    READ_BY = "read_by"
    REHEARSAL = "rehearsal"
    REMINDER = "reminder"
    THANKS = "thanks"
