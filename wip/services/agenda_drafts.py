"""The working copy of an agenda laid out on the clock, room by room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from wip.domain.agenda import Fit, Part, PlacedPart, PlacedSlot, SlotLength, frame, lay_out
from wip.domain.rooms import Room, fit_together
from wip.models import AgendaSlot, WipSession
from wip.queries.agendas import Commented, commenters_of, slots_to_lay_out
from wip.queries.closed_papers import mask_unseen
from wip.services.rooms import rooms_of
from wip.services.working_agendas import by_room, length_of


@dataclass(frozen=True)
class Laid:
    """A slot of the working copy on the clock, with everybody asked to comment."""

    slot: AgendaSlot
    length: SlotLength
    placed: PlacedSlot
    commenters: tuple[Commented, ...]


@dataclass(frozen=True)
class Row:
    """One row of a room's list: a slot, or a break with its place on the clock. `after` counts slots, its own included."""

    laid: Laid | None = None
    pause: PlacedPart | None = None
    after: int = 0

    @property
    def minutes(self) -> int:
        """How long a break takes."""
        return int((self.pause.ends_at - self.pause.starts_at).total_seconds() // 60) if self.pause else 0


@dataclass(frozen=True)
class RoomDraft:
    """One room of the working copy laid out, and whether it fits."""

    room: Room
    laid: tuple[Laid, ...]
    fit: Fit

    @property
    def meter(self) -> list[Part]:
        """What the room's minutes are spent on."""
        return self.room.minutes.meter([each.length for each in self.laid])

    @property
    def frame(self) -> list[PlacedPart]:
        """Its welcome, breaks and closing on the clock."""
        return frame(self.room.starts_at, self.room.minutes, [each.length for each in self.laid])

    @property
    def rows(self) -> list[Row]:
        """Slots and breaks in the order of their times."""
        pauses = iter([part for part in self.frame if part.kind == "break"])
        number, found = len(self.laid), []
        for place in range(number + 1):
            found += [
                Row(pause=next(pauses), after=place) for _ in self.room.minutes.breaks_at(place, number)
            ]
            found += [Row(laid=each, after=place + 1) for each in self.laid[place : place + 1]]
        return found


@dataclass(frozen=True)
class Draft:
    """The working copy laid out, room by room."""

    parts: tuple[RoomDraft, ...]

    @property
    def rooms(self) -> tuple[Room, ...]:
        """The rooms in their order."""
        return tuple(part.room for part in self.parts)

    @property
    def laid(self) -> tuple[Laid, ...]:
        """The slots of all rooms."""
        return tuple(each for part in self.parts for each in part.laid)

    @property
    def fit(self) -> Fit:
        """Whether every room fits; what does not names its room."""
        return fit_together(self.rooms, [part.fit for part in self.parts])


def draft_of(session: Session, wip_session: WipSession, reader: int | None = None) -> Draft:
    """The working copy with its times, in UTC. Three statements, and one more where there are several rooms.

    For a page's `reader` (a person's id), papers closed to them are numbers alone.
    """
    rooms, slots = rooms_of(session, wip_session), slots_to_lay_out(session, wip_session.id)
    mask_unseen(session, wip_session, (slot.paper for slot in slots), reader)
    commenters = commenters_of(session, [slot.paper_id for slot in slots])
    held = by_room(rooms, slots)
    return Draft(tuple(_laid(wip_session, room, held[room.sitting_id], commenters) for room in rooms))


def _laid(
    wip_session: WipSession,
    room: Room,
    slots: Sequence[AgendaSlot],
    commenters: Mapping[int, Sequence[Commented]],
) -> RoomDraft:
    lengths = [length_of(slot, wip_session) for slot in slots]
    placed = lay_out(room.starts_at, room.minutes, lengths)
    laid = tuple(
        Laid(slot, length, at, tuple(commenters.get(slot.paper_id, ())))
        for slot, length, at in zip(slots, lengths, placed, strict=True)
    )
    return RoomDraft(room, laid, room.minutes.fits(lengths))
