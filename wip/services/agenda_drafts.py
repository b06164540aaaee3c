"""The working copy of an agenda laid out on the clock, room by room."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from wip.domain.agenda import Fit, Part, PlacedPart, PlacedSlot, SlotLength, frame, lay_out
from wip.domain.rooms import Room, fit_together
from wip.models import AgendaSlot, WipSession
from wip.queries.agendas import Commented, commenters_of, slots_to_lay_out
from wip.queries.closed_papers import Closed, closed_in, mask
from wip.services.rooms import rooms_of
from wip.services.working_agendas import by_room, length_of


@dataclass(frozen=True)
class Laid:
    """A slot of the working copy on the clock, with everybody asked to comment.

    Of a paper that `is_closed` to the reader it has only the commenters who are published; `behind` are the people (ids) with
    parts that the reader may not know.
    """

    slot: AgendaSlot
    length: SlotLength
    placed: PlacedSlot
    commenters: tuple[Commented, ...]
    is_closed: bool = False
    behind: frozenset[int] = frozenset()


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
    commenters = commenters_of(session, [slot.paper_id for slot in slots])
    held = by_room(rooms, slots)
    draft = Draft(tuple(_laid(wip_session, room, held[room.sitting_id], commenters) for room in rooms))
    return draft if reader is None else masked(draft, closed_in(session, wip_session, reader))


def masked(draft: Draft, closed: Closed, public: Mapping[int, Collection[str]] | None = None) -> Draft:
    """The draft with what is closed to its reader left out, its papers as they are at hand too; no statement.

    `public` are the commenters' names that are published, by paper.
    """
    parts = tuple(
        replace(
            part,
            laid=tuple(
                _masked(each, closed, (public or {}).get(each.slot.paper_id, ())) for each in part.laid
            ),
        )
        for part in draft.parts
    )
    mask((each.slot.paper for each in draft.laid), closed.unseen)
    return Draft(parts)


def _masked(each: Laid, closed: Closed, public: Collection[str]) -> Laid:
    paper = each.slot.paper
    if paper.id not in closed.papers:
        return each
    known = tuple(one for one in each.commenters if one.person.public_name in public)
    behind = {one.person.id for one in each.commenters if one not in known}
    if paper.id in closed.unseen:
        behind |= {author.person_id for author in paper.authors if author.person_id is not None}
    return replace(each, commenters=known, is_closed=True, behind=frozenset(behind))


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
