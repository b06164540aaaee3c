"""What an agenda is laid out by: the order's rule, and what people and papers wish or cannot."""

from enum import StrEnum


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
