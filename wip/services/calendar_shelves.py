"""The entries of a session, laid so that those of one person are at hand without looking through all of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from wip.domain.publications import EntryKind
from wip.models import CalendarEntry
from wip.queries.calendar_mail import MAILED, Taking
from wip.services.calendar_days import on_its_day
from wip.services.calendar_entries import zone_in


@dataclass
class Shelf:
    """The entries of one session: those that may concern anybody, and the slots of each paper."""

    of_all: list[CalendarEntry] = field(default_factory=list)
    of_paper: dict[int | None, list[CalendarEntry]] = field(default_factory=dict)

    def put(self, entry: CalendarEntry, again: Collection[str]) -> None:
        """One more; those whose UID is in `again` concern everybody."""
        if entry.kind is not EntryKind.SLOT or entry.uid in again:
            self.of_all.append(entry)
        else:
            self.of_paper.setdefault(entry.paper_id, []).append(entry)

    def beside(self, entry: CalendarEntry, slots: Iterable[CalendarEntry]) -> tuple[CalendarEntry, ...]:
        """Of somebody's slots those on the day of this entry, of the session or of a further date."""
        whole = next((each for each in self.of_all if each.kind is EntryKind.SESSION), None)
        return tuple(on_its_day(entry, slots, whole, zone_in(whole) if whole else "UTC"))

    def parts_in(self, entry: CalendarEntry, parts: Sequence[Taking]) -> list[Taking]:
        """Of somebody's parts those that are theirs in this entry: whoever chairs does so in the rooms of one date."""
        if entry.kind is EntryKind.SLOT:
            return list(parts)
        return [one for one in parts if not one.chairs or self._has_seat(entry, one.seats)]

    def _has_seat(self, entry: CalendarEntry, seats: Collection[int]) -> bool:
        if entry.kind is EntryKind.SITTING:
            return entry.sitting_id in seats
        apart = {
            each.sitting_id for each in self.of_all if each.kind is EntryKind.SITTING and not each.cancelled
        }
        return any(seat not in apart for seat in seats)

    def concerning(self, parts: Sequence[Taking], told: Iterable[CalendarEntry]) -> list[CalendarEntry]:
        """By time: what somebody with these parts may be sent, who was `told` of some: with 400 people and 200 slots, few."""
        papers = {one.paper_id for one in parts}
        slots = [entry for paper_id in papers for entry in self.of_paper.get(paper_id, ())]
        mine = {entry.id: entry for entry in (*self.of_all, *slots, *told) if entry.kind in MAILED}
        return sorted(mine.values(), key=lambda entry: (entry.starts_at, entry.id))
