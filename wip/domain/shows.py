"""The run of show: what is marked while a session runs, and which marks count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from wip.domain.moves import cycle


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


class Phase(StrEnum):
    """What a room is doing: nothing yet, no paper (welcome, break, closing), a paper's two halves, nothing any more."""

    WAITING = "waiting"
    BETWEEN = "between"
    PRESENTING = "presenting"
    COMMENTING = "commenting"
    OVER = "over"


_BUSY = (Phase.BETWEEN, Phase.PRESENTING, Phase.COMMENTING)

SHOWS = cycle(
    "room",
    Phase.WAITING,
    {
        (Phase.WAITING, MarkKind.BEGIN): Phase.BETWEEN,
        (Phase.WAITING, MarkKind.PRESENT): Phase.PRESENTING,
        (Phase.WAITING, MarkKind.SKIP): Phase.WAITING,
        (Phase.BETWEEN, MarkKind.PRESENT): Phase.PRESENTING,
        (Phase.PRESENTING, MarkKind.COMMENT): Phase.COMMENTING,
        (Phase.PRESENTING, MarkKind.PRESENT): Phase.PRESENTING,
        (Phase.COMMENTING, MarkKind.PRESENT): Phase.PRESENTING,
        (Phase.PRESENTING, MarkKind.FINISH): Phase.BETWEEN,
        (Phase.COMMENTING, MarkKind.FINISH): Phase.BETWEEN,
        **{(phase, MarkKind.SKIP): phase for phase in _BUSY},
        **{(phase, MarkKind.PAUSE): phase for phase in _BUSY},
        **{(phase, MarkKind.RESUME): phase for phase in _BUSY},
        **{(phase, MarkKind.ADD_TIME): phase for phase in _BUSY},
        **{(phase, MarkKind.END): Phase.OVER for phase in _BUSY},
    },
)
"""What may be pressed when. UNDO is not in it: it is possible while a mark counts."""

REHEARSED = timedelta(hours=1)
"""What is marked longer than this before a room begins is a rehearsal."""

SHUT_AFTER = timedelta(hours=2)
"""So long after its end, or after the last press, a room takes no more presses: what it kept stays."""

UNBEGUN_FOR = timedelta(days=1)
"""So long after its end a room can still be begun in which nobody has pressed anything: it may begin late."""


@dataclass(frozen=True)
class Mark:
    """A press as the clock takes it: `paper_id` for PRESENT and SKIP, `minutes` for ADD_TIME.

    `rehearsed`: it was made for trying out, and stays so, whenever the room begins now.
    """

    kind: MarkKind
    at: datetime
    paper_id: int | None = None
    minutes: int | None = None
    rehearsed: bool = False


def is_rehearsal(at: datetime, starts_at: datetime) -> bool:
    """Whether what is marked at this moment is for trying out."""
    return at < starts_at - REHEARSED


def kept_since(starts_at: datetime, now: datetime) -> datetime | None:
    """From when on what was noted in the room counts at `now`; None while all is a rehearsal, in which all of it does."""
    return None if is_rehearsal(now, starts_at) else starts_at - REHEARSED


def shut_at(starts_at: datetime, ends_at: datetime, marks: Sequence[Mark]) -> datetime:
    """From when on a room with these times and marks takes no more presses. What is taken back was pressed all the same."""
    real = [mark.at for mark in marks if not mark.rehearsed and not is_rehearsal(mark.at, starts_at)]
    return max(ends_at, real[-1]) + SHUT_AFTER if real else ends_at + UNBEGUN_FOR


def counting(marks: Iterable[Mark], starts_at: datetime, now: datetime) -> list[Mark]:
    """The marks that count at `now`, in their order, without those taken back.

    In a rehearsal its own alone; afterwards those that were made for good, from an hour before the room begins.
    """
    rehearses = is_rehearsal(now, starts_at)
    found: list[Mark] = []
    for mark in marks:
        if mark.rehearsed is not rehearses or is_rehearsal(mark.at, starts_at) is not rehearses:
            continue
        if mark.kind is not MarkKind.UNDO:
            found.append(mark)
        elif found:
            found.pop()
    return found
