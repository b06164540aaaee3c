"""What an agenda is laid out from, and what comes of it: rooms, talks, and what people and papers need or wish.

All moments are aware; sentences show them in the task's zone. A need must hold; a wish may be broken, and is then named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from wip.domain.agenda import SlotLength
from wip.domain.agenda_wishes import OrderRule, WishKind
from wip.domain.rooms import Room

PRESENTS, COMMENTS, CHAIRS = "presents", "comments on", "chairs"
"""What people do at a talk, and in a room."""

KIND_HOURS = (7, 22)
"""The usual hours of somebody's own day, from and until, at which a talk is kind."""


@dataclass(frozen=True)
class Involved:
    """Somebody who must be there. `zone` is their own; None where nobody knows it, so that no hour counts as unkind.

    `is_hidden`: this part is closed to the reader. It counts like any other, but no sentence tells its hours, its clock, or
    what else the person does: any of them would name them.
    """

    person_id: int
    name: str
    does: str = PRESENTS
    zone: str | None = None
    is_hidden: bool = False


class Binding(IntEnum):
    """How far it binds an order that people chair rooms: they sit there whatever the order is.

    ALL: neither their hours nor their other parts may clash with it. WISHED: their hours are wishes. NOTHING: their other
    parts do not count either.
    """

    ALL = 0
    WISHED = 1
    NOTHING = 2


@dataclass(frozen=True)
class Talk:
    """A paper to place, with its presenters and commenters.

    `stage_rank` is smaller for earlier work; whoever `is_confirmed` is left out last. `fixed` is the room and the position from 0 that it keeps; `lies` where it lies
    now, so that AS_THEY_ARE leaves it in its room where it can.
    """

    id: int
    title: str
    length: SlotLength
    people: tuple[Involved, ...] = ()
    stage: str = ""
    stage_rank: int = 0
    topic: str = ""
    fixed: tuple[int | None, int] | None = None
    lies: tuple[int | None, int] | None = None
    is_confirmed: bool = True


@dataclass(frozen=True)
class Absence:
    """Hours that a person cannot, or would rather not (`is_needed` False). `said`: why, in their or a leader's words.

    Where it `tells_hours` not, they count, and no sentence names them.
    """

    person_id: int
    begins_at: datetime
    ends_at: datetime
    is_needed: bool = True
    said: str = ""
    tells_hours: bool = True


@dataclass(frozen=True)
class Wish:
    """How a paper is to lie, some towards another paper or in a room (`sitting_id` None: the first one).

    FIRST and LAST are meant within its room; BEFORE: over before the other begins, in any room and on any date; TOGETHER:
    next to each other in one room; APART: not next to each other.
    """

    kind: WishKind
    paper_id: int
    other_paper_id: int | None = None
    sitting_id: int | None = None
    is_needed: bool = True


@dataclass(frozen=True)
class Task:
    """What is to be laid out. `talks` stand in the order that ties keep; `kind_hours` are hours of each one's own day.

    `chairs` are people with the room they chair: they are wanted at each talk of it. `engaged` is what people have elsewhere in
    the installation; it is always needed. A wish about a paper that is no talk here, or is left out, asks for nothing.
    """

    rooms: tuple[Room, ...]
    talks: tuple[Talk, ...]
    absences: tuple[Absence, ...] = ()
    wishes: tuple[Wish, ...] = ()
    rule: OrderRule = OrderRule.AS_THEY_ARE
    kind_hours: tuple[int, int] = KIND_HOURS
    chairs: tuple[tuple[int | None, Involved], ...] = ()
    engaged: tuple[Absence, ...] = ()
    zone: str = "UTC"
    binding: Binding = Binding.ALL

    def chairing(self, sitting_id: int | None) -> tuple[Involved, ...]:
        """Who chairs a room."""
        return tuple(who for sitting, who in self.chairs if sitting == sitting_id)


Order = Mapping[int | None, tuple[int, ...]]
"""The talks' ids in each room, in their order."""


@dataclass(frozen=True)
class Layout:
    """An agenda. `broken`: the wishes that it does not keep; `unkind`: who has a talk at an unkind hour, the worst first.

    `clashes`: what chairs of rooms have at the same time, where no order avoids it; `binding` says how far they were let off.
    `is_proved`: nothing better exists; else it is the best that was found in the time given.
    """

    order: Order
    left_out: tuple[int, ...] = ()
    broken: tuple[str, ...] = ()
    unkind: tuple[str, ...] = ()
    is_proved: bool = True
    clashes: tuple[str, ...] = ()
    binding: Binding = Binding.ALL


@dataclass(frozen=True)
class Impossible:
    """A smallest set of needs that cannot hold together: without any one of them the rest could."""

    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Drop:
    """A part of the session to go without: its "welcome", its "closing", or a "break" after so many papers of a room."""

    kind: str
    name: str
    minutes: int
    sitting_id: int | None = None
    after: int = 0


@dataclass(frozen=True)
class WayOut:
    """What would make room for all talks. `kind`: "shorten", "drop", "lengthen", "room" or "take_out".

    `minutes`: the whole slot's ("shorten", 0 where slots differ), the room's new length, the further room's, or of what is
    dropped. `sitting_id` is the room that is meant, `lengths` each talk's new halves, `papers` how many to take out.
    """

    kind: str
    said: str
    minutes: int = 0
    sitting_id: int | None = None
    lengths: Mapping[int, SlotLength] = field(default_factory=dict)
    papers: int = 0
    drops: tuple[Drop, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What an order breaks: needs (somebody in two places, hours that they cannot ...), wishes, and kind hours."""

    needs: tuple[str, ...]
    broken: tuple[str, ...]
    unkind: tuple[str, ...]
