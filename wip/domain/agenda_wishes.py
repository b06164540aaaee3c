"""What an agenda is laid out by: the order's rule, and what people and papers wish or cannot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from wip.domain.refusals import Refusal


class OrderRule(StrEnum):
    """By what papers are put in order; within it, earlier numbers come first."""

    AS_THEY_ARE = "as_they_are"
    STAGE = "stage"
    TOPIC = "topic"
    HOURS = "hours"


class WishKind(StrEnum):
    """CANNOT is a person's, between two moments; the others are a paper's, some towards another paper or a room."""

    CANNOT = "cannot"
    FIRST = "first"
    LAST = "last"
    BEFORE = "before"
    TOGETHER = "together"
    APART = "apart"
    IN_ROOM = "in_room"


PAIRS = frozenset({WishKind.BEFORE, WishKind.TOGETHER, WishKind.APART})
"""Wishes about two papers."""

WISH_WORDS: Mapping[WishKind, str] = MappingProxyType(
    {
        WishKind.FIRST: "is the first of its room",
        WishKind.LAST: "is the last of its room",
        WishKind.BEFORE: "comes before …",
        WishKind.TOGETHER: "is right next to …",
        WishKind.APART: "is not next to …",
        WishKind.IN_ROOM: "is in the room …",
    }
)
"""What can be wished for a paper; the dots stand for another paper, or a room."""

ORDER_WORDS: Mapping[OrderRule, str] = MappingProxyType(
    {
        OrderRule.AS_THEY_ARE: "As they are: the order of the agenda, then of their numbers",
        OrderRule.STAGE: "By stage: the earliest work first",
        OrderRule.TOPIC: "By topic: papers on one topic next to each other",
        OrderRule.HOURS: "By hours: each presenter as near to the middle of their own day as can be",
    }
)

NOTE_MOST = 500


@dataclass(frozen=True)
class PaperWish:
    """How a paper is to lie: towards another one, or in a room (a sitting's id; None is the first room)."""

    kind: WishKind
    paper_id: int
    other_paper_id: int | None = None
    sitting_id: int | None = None
    is_needed: bool = True
    note: str = ""


@dataclass(frozen=True)
class Away:
    """Between which moments somebody cannot; would rather not, where it is not needed."""

    begins_at: datetime
    ends_at: datetime
    is_needed: bool = True
    note: str = ""


def check_wish(wish: PaperWish) -> None:
    """Raise Refusal where something is missing, or a paper is held against itself."""
    if wish.kind is WishKind.CANNOT:
        raise Refusal("Choose what you wish for the paper.", "kind")
    if wish.kind in PAIRS and wish.other_paper_id is None:
        raise Refusal("Choose the other paper, too.", "other")
    if wish.kind in PAIRS and wish.other_paper_id == wish.paper_id:
        raise Refusal("Choose two different papers.", "other")


def check_away(away: Away) -> None:
    """Raise Refusal for hours without a length."""
    if away.ends_at <= away.begins_at:
        raise Refusal("The end lies before the beginning. Correct one of the two.", "ends")


def told(kind: WishKind, paper: str, other: str = "", room: str = "") -> str:
    """The wish in words, as “A” comes before “B”. Titles come as they are to be read."""
    words = WISH_WORDS[kind]
    return f"“{paper}” {words.replace('…', f'“{other}”' if kind in PAIRS else room)}."


def away_within(
    begins_at: datetime, ends_at: datetime, part: tuple[datetime, datetime] | None
) -> list[tuple[datetime, datetime]]:
    """When somebody is away from what lasts between two moments, who can be there for a part of it, or for none."""
    if part is None:
        return [(begins_at, ends_at)]
    found = [(begins_at, min(part[0], ends_at)), (max(part[1], begins_at), ends_at)]
    return [(one, other) for one, other in found if one < other]


def part_left(
    begins_at: datetime, ends_at: datetime, away: Iterable[tuple[datetime, datetime]]
) -> tuple[datetime, datetime] | None:
    """The first stretch between two moments in which somebody is not away; None where there is none."""
    at = begins_at
    for one, other in sorted(away):
        if one > at:
            return at, min(one, ends_at)
        at = max(at, other)
    return (at, ends_at) if at < ends_at else None
