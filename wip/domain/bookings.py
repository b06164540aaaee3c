"""Bookings: who has to be where when, and who would have to be in two places at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from wip.domain.zones import in_zone


@dataclass(frozen=True)
class Booking:
    """A person's part in one slot; `does` reads after the name: "presents", "comments on"."""

    person_id: int
    name: str
    does: str
    title: str
    room: str
    starts_at: datetime
    ends_at: datetime


def clashes(bookings: Iterable[Booking], zone: str) -> list[str]:
    """A sentence for each two bookings of one person that overlap, in the order of their times."""
    by_person: dict[int, list[Booking]] = {}
    for each in sorted(bookings, key=lambda one: (one.starts_at, one.ends_at, one.room)):
        by_person.setdefault(each.person_id, []).append(each)
    found = [pair for own in by_person.values() for pair in _overlapping(own)]
    return [_sentence(first, second, zone) for first, second in sorted(found, key=lambda p: p[1].starts_at)]


def _overlapping(own: Sequence[Booking]) -> list[tuple[Booking, Booking]]:
    return [
        (first, second)
        for place, first in enumerate(own)
        for second in own[place + 1 :]
        if second.starts_at < first.ends_at
    ]


def _sentence(first: Booking, second: Booking, zone: str) -> str:
    at = in_zone(second.starts_at, zone)
    rooms = (f" in {first.room}", f" in {second.room}") if first.room != second.room else ("", "")
    return (
        f"{first.name} {first.does} “{first.title}”{rooms[0]} and {second.does} “{second.title}”{rooms[1]} "
        f"at the same time ({at:%H:%M})."
    )
