"""The run of show: what is marked while a session runs, and what follows from the marks."""

from enum import StrEnum


class MarkKind(StrEnum):
    """One press of the chair's. Marks are only ever added; UNDO takes the latest mark that still counts back."""

    BEGIN = "begin"
    PRESENT = "present"
    COMMENT = "comment"
    FINISH = "finish"
    SKIP = "skip"
    PAUSE = "pause"
    RESUME = "resume"
    ADD_TIME = "add_time"
    END = "end"
    UNDO = "undo"


class TurnState(StrEnum):
    """Where somebody stands in the queue of those who want to speak."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    DONE = "done"
    GONE = "gone"
