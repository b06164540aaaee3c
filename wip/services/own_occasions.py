"""Dates counted back from the session, for somebody whose papers are on one of its further dates: from that one.

Whoever has papers on several is reminded before each. The first has the UID of their date, so that one paper which moves
to another date takes its reminder along.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from wip.domain.publications import EntryKind
from wip.queries.calendar_parts import Held
from wip.queries.calendars import EntryRow
from wip.services.calendar_days import counted_from, sitting_of, starts_of
from wip.services.plan_entries import COUNTED_BACK, counted_back


def occasions(
    row: EntryRow, mine: Sequence[Held], whole: EntryRow | None, stored: Iterable[EntryRow], zone: str
) -> list[tuple[EntryRow, list[Held]]]:
    """Somebody's date as many times as it is theirs, and with which of their papers.

    `whole` is the session's own entry, `stored` are all that may concern them. Where a paper was published last counts,
    though it is hidden or cancelled now: a reminder does not go to another month and back.
    """
    if row.kind not in COUNTED_BACK or whole is None or "starts" not in whole.facts:
        return [(row, list(mine))]
    here = [each for each in stored if each.wip_session_id == row.wip_session_id]
    slots = {each.paper_id: each for each in here if each.kind is EntryKind.SLOT}
    since = counted_from(starts_of(whole), zone)
    by_start = dict[datetime, list[Held]]()
    for held in mine:
        slot = slots.get(held.paper_id)
        by_start.setdefault(since[sitting_of(slot, since) if slot else 0], []).append(held)
    there_from = [
        each.starts_at for each in here if each.kind is EntryKind.CIRCULATION and not each.cancelled
    ]
    found = list[tuple[EntryRow, list[Held]]]()
    for begins, papers in sorted(by_start.items(), key=lambda each: each[0]):
        own = _on(row, begins, whole, zone)
        if row.kind is EntryKind.READ_BY and own is not row and any(at >= own.ends_at for at in there_from):
            continue
        if own is not row:
            own = replace(own, changed_at=max([own.changed_at, *_listed(slots, papers)]))
        found.append((_nth(own, len(found)), papers))
    return found


def _listed(slots: Mapping[int | None, EntryRow], papers: Iterable[Held]) -> list[datetime]:
    """Since when the papers' slots lie where they do."""
    noted = [slots[held.paper_id].facts.get("listed") for held in papers if held.paper_id in slots]
    return [datetime.fromisoformat(each) for each in noted if each]


def _on(row: EntryRow, begins: datetime, whole: EntryRow, zone: str) -> EntryRow:
    if begins == whole.starts_at:
        return row
    at = counted_back(row.kind, begins, zone)
    starts_at = at - (row.ends_at - row.starts_at)
    # What had passed for the first date when the session was cancelled may have lain ahead for a later one.
    off_since = datetime.fromisoformat(whole.facts["since"]) if "since" in whole.facts else whole.changed_at
    cancelled = row.cancelled or (whole.cancelled and at > off_since)
    changed_at = max(row.changed_at, whole.changed_at)
    return replace(
        row, starts_at=starts_at, turns_at=starts_at, ends_at=at, cancelled=cancelled, changed_at=changed_at
    )


def _nth(row: EntryRow, place: int) -> EntryRow:
    return replace(row, uid=str(uuid5(UUID(row.uid), f"date {place + 1}"))) if place else row
