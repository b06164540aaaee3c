"""The published line-up in the session's entry of whoever chairs or leads it."""

from collections.abc import Iterable

from wip.domain.publications import EntryKind
from wip.domain.zones import in_zone
from wip.queries.calendars import EntryRow


def rooms_together(row: EntryRow) -> set[int]:
    """The rooms that share the session's own entry, by sitting: 0 is the first, and the only one where there is one."""
    return {id_ for id_, _, _, _ in row.facts.get("rooms", ())} or {0}


def slots_in(row: EntryRow, slots: Iterable[EntryRow]) -> list[EntryRow]:
    """Those of the session's published slots that lie in this very entry of it."""
    here = [slot for slot in slots if slot.wip_session_id == row.wip_session_id]
    if row.kind is EntryKind.SITTING:
        return [slot for slot in here if slot.facts.get("room") == row.facts.get("room")]
    together = rooms_together(row)
    return [slot for slot in here if (slot.facts.get("sitting") or 0) in together]


def lineup(slots: Iterable[EntryRow], zone: str) -> list[str]:
    """A line for each slot that takes place: when, who and what; and in which room, where there are several."""
    lines = []
    for slot in slots:
        if not slot.cancelled:
            names = ", ".join(name for name, _ in slot.facts.get("authors", ()))
            said = [slot.facts.get("room"), names, slot.title]
            lines.append(f"{in_zone(slot.starts_at, zone):%H:%M} {': '.join(filter(None, said))}")
    return lines
