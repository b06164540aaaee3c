"""What calendars must say of a stage, worked out by the rules and an arithmetic of its own."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tests.calendars.client import File
from tests.calendars.stage import Stage
from wip.domain.people import Actor
from wip.domain.sessions import SessionState
from wip.models import AgendaSlot, WipSession
from wip.queries.agendas import slots_of

Said = tuple[datetime, datetime, str, str]
"""Start, end, title and STATUS, as a reader's program shows them."""


@dataclass(frozen=True)
class Slot:
    """A paper's slot as published."""

    starts_at: datetime
    ends_at: datetime
    title: str
    room: int
    cancelled: bool = False


@dataclass
class Truth:
    """What has been published of a stage, by paper, and when each room began when last looked at."""

    stage: Stage
    slots: dict[int, Slot] = field(default_factory=dict)
    starts: dict[int, datetime] = field(default_factory=dict)
    is_out: bool = False

    def published(self) -> None:
        """The working copy went out."""
        new = self.stage.on(_laid_out)
        gone = {number: replace(slot, cancelled=True) for number, slot in self.slots.items()}
        self.slots, self.starts, self.is_out = gone | new, self.stage.on(_starts), True

    def followed(self) -> None:
        """Something else happened: where rooms moved, what is or was published of them moved with them."""
        starts = self.stage.on(_starts)
        moved = {room: at - self.starts[room] for room, at in starts.items() if room in self.starts}
        for number, slot in self.slots.items():
            if not slot.cancelled:
                shift = moved.get(slot.room, timedelta())
                self.slots[number] = replace(
                    slot, starts_at=slot.starts_at + shift, ends_at=slot.ends_at + shift
                )
        self.starts = starts

    def taken_down(self) -> None:
        """The agenda is hidden."""
        self.is_out = False

    def withdrawn(self, number: int) -> None:
        """The paper is out."""
        if number in self.slots:
            self.slots[number] = replace(self.slots[number], cancelled=True)

    def cancelled(self) -> None:
        """The session is off."""
        self.slots = {number: replace(slot, cancelled=True) for number, slot in self.slots.items()}

    def public(self) -> dict[str, Said]:
        """What the public calendar says: of each paper by "#paper-1", or of the session and its dates by their titles."""
        status = self.stage.on(lambda _s, row, _by: row.state)
        word = "CONFIRMED" if status is SessionState.CONFIRMED else "TENTATIVE"
        if self.is_out:
            return {f"#paper-{number}": _said(slot, word) for number, slot in self.slots.items()}
        word = "CANCELLED" if status is SessionState.CANCELLED else word
        whole = self.stage.on(_whole)
        return {title: (start, end, _title(title, word), word) for title, (start, end) in whole.items()}


def _said(slot: Slot, word: str) -> Said:
    word = "CANCELLED" if slot.cancelled else word
    return slot.starts_at, slot.ends_at, _title(slot.title, word), word


def _title(title: str, word: str) -> str:
    return f"CANCELLED: {title}" if word == "CANCELLED" else title


def shown(file: File) -> dict[str, Said]:
    """The same of a file, as read. Dates that were taken away again count only while they are not cancelled."""
    found = {}
    for event in file.events.values():
        title, anchor = event.said("SUMMARY"), event.said("URL").partition("#")[2]
        key = f"#{anchor}" if anchor else title.removeprefix("CANCELLED: ")
        found[key] = (event.starts_at, event.ends_at, title, event.status)
    return found


def _starts(_session: Session, row: WipSession, _by: Actor) -> dict[int, datetime]:
    return {0: row.starts_at} | {each.id: each.starts_at for each in row.sittings}


def _whole(_session: Session, row: WipSession, _by: Actor) -> dict[str, tuple[datetime, datetime]]:
    beside = [each for each in row.sittings if each.starts_at == row.starts_at]
    ends = max([row.ends_at, *(each.ends_at for each in beside)])
    apart = {
        f"{row.title}: {each.name}": (each.starts_at, each.ends_at)
        for each in row.sittings
        if each.starts_at != row.starts_at
    }
    return {row.title: (row.starts_at, ends)} | apart


def _laid_out(session: Session, row: WipSession, _by: Actor) -> dict[int, Slot]:
    starts = _starts(session, row, _by)
    found = dict[int, Slot]()
    for room, begins in starts.items():
        mine = [slot for slot in slots_of(session, row.id) if _room(slot, starts) == room]
        mine.sort(key=lambda slot: slot.position)
        at = begins + timedelta(minutes=row.welcome_minutes)
        for place, slot in enumerate(mine):
            at += timedelta(minutes=_pause(row, room, place))
            ends = at + timedelta(minutes=_length(row, slot))
            found[slot.paper.number] = Slot(at, ends, slot.paper.title, room)
            at = ends
    return found


def _room(slot: AgendaSlot, starts: dict[int, datetime]) -> int:
    return slot.sitting_id if slot.sitting_id in starts else 0


def _pause(row: WipSession, room: int, place: int) -> int:
    here = [each["minutes"] for each in row.breaks if (each["sitting"], each["after"]) == (room, place)]
    return sum(here) if here else row.gap_minutes * (place > 0)


def _length(row: WipSession, slot: AgendaSlot) -> int:
    parts = (slot.present_minutes, row.present_minutes), (slot.comment_minutes, row.comment_minutes)
    return sum(usual if own is None else own for own, usual in parts)
