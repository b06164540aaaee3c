"""On which day of a session something lies, as its calendar entry has it: further dates may be months apart."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from wip.domain.zones import in_zone


class Entered(Protocol):
    """A calendar entry, however it was read."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """What is stored beside its times."""

    @property
    def starts_at(self) -> datetime:
        """Its start."""


E = TypeVar("E", bound=Entered)


def starts_of(whole: Entered) -> dict[int, datetime]:
    """When each room and date of a session starts, by sitting (0 is its own), out of its entry."""
    listed = {int(id_): datetime.fromisoformat(at) for id_, at in whole.facts.get("starts", {}).items()}
    return listed | {0: whole.starts_at}


def counted_from(starts: Mapping[int, datetime], zone: str) -> dict[int, datetime]:
    """From when is counted back for what lies in each: rooms of one day have one start, that of the session on its own."""
    first = dict[date, datetime]()
    for _, at in sorted(starts.items(), key=lambda each: (each[0] != 0, each[1])):
        first.setdefault(in_zone(at, zone).date(), at)
    return {id_: first[in_zone(at, zone).date()] for id_, at in starts.items()}


def on_its_day(entry: Entered, slots: Iterable[E], whole: Entered | None, zone: str) -> list[E]:
    """Of these slots those in rooms that begin on the entry's own day; `whole` is the session's entry."""
    if whole is None or "starts" not in whole.facts:
        return list(slots)
    starts, day = starts_of(whole), in_zone(entry.starts_at, zone).date()
    return [each for each in slots if in_zone(starts[sitting_of(each, starts)], zone).date() == day]


def sitting_of(slot: Entered, known: Mapping[int, datetime]) -> int:
    """The room or date of a slot; the first where its own is no more."""
    sitting = int(slot.facts.get("sitting") or 0)
    return sitting if sitting in known else 0
