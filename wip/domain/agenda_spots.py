"""What the search remembers of the rooms between two talks."""

from typing import NamedTuple

SHUT = -1
"""When the next talk begins in a room that takes none any more."""


class Spot(NamedTuple):
    """What still matters of a room: its talks so far, when the next begins (SHUT: none will), and of the last talk what counts."""

    number: int
    used: int
    at: int
    tail: int = -1
    topic: int = -1
    end: int = 0
    people: int = 0
    talk: int = 0


class Put(NamedTuple):
    """A further talk: its own price, which talks are left, and the rooms then."""

    price: int
    left: int
    spots: tuple[Spot, ...]
    room: int
    talk: int


def now(spots: tuple[Spot, ...]) -> int:
    """When the next talk can begin at the earliest; nothing can any more where all rooms are shut."""
    return min((spot.at for spot in spots if spot.at != SHUT), default=1 << 60)


def stopped(spots: tuple[Spot, ...], room: int) -> tuple[Spot, ...]:
    """The rooms without further talks in this one."""
    spot = spots[room]
    shut = Spot(0, 0, SHUT, end=spot.end, people=spot.people, talk=spot.talk)
    return (*spots[:room], shut, *spots[room + 1 :])
