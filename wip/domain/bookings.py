"""Bookings: who has to be where when, and who would have to be in two places at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from wip.domain.zones import in_zone

COMMENTS, CHAIRS = "comments on", "chairs"


@dataclass(frozen=True)
class Booking:
    """A person's part in one slot; `does` reads after the name: "presents", "comments on".

    Whoever chairs a room has no title and no paper, and may well have a part in that room besides. Of a part that `is_hidden` from
    the reader no sentence may say who has it, and what else they do.
    """

    person_id: int
    name: str
    does: str
    title: str
    room: str
    starts_at: datetime
    ends_at: datetime
    paper_id: int | None = None
    is_hidden: bool = False

    @property
    def deed(self) -> str:
        """What the person does, as "presents “Mercy as Procedure”"."""
        return f"{self.does} “{self.title}”" if self.title else f"{self.does} {self.room or 'the session'}"


def overlaps(bookings: Iterable[Booking]) -> list[tuple[Booking, Booking]]:
    """Each two bookings of one person that cannot both be kept, in the order of their times."""
    by_person: dict[int, list[Booking]] = {}
    for each in sorted(bookings, key=lambda one: (one.starts_at, one.ends_at, one.room)):
        by_person.setdefault(each.person_id, []).append(each)
    found = [pair for own in by_person.values() for pair in _overlapping(own)]
    return sorted(found, key=lambda pair: pair[1].starts_at)


def _overlapping(own: Sequence[Booking]) -> list[tuple[Booking, Booking]]:
    return [
        (first, second)
        for place, first in enumerate(own)
        for second in own[place + 1 :]
        if second.starts_at < first.ends_at
        and not (CHAIRS in {first.does, second.does} and first.room == second.room)
    ]


def clash_sentence(first: Booking, second: Booking, zone: str) -> str:
    """That the two cannot both be kept, with the clock time in `zone`."""
    at = in_zone(second.starts_at, zone)
    rooms = [f" in {one.room}" if first.room != second.room and one.title else "" for one in (first, second)]
    return f"{first.name} {first.deed}{rooms[0]} and {second.deed}{rooms[1]} at the same time ({at:%H:%M})."
