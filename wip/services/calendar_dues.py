"""A calendar message that somebody is to be sent, before it is written."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from wip.domain.calendar_answers import Method
from wip.models import CalendarEntry, CalendarInvitation
from wip.queries.calendar_mail import Taking
from wip.queries.calendars import EntryRow
from wip.services.calendar_words import slot_title
from wip.services.plan_entries import Part


@dataclass(frozen=True)
class Due:
    """A message that somebody is to be sent; `parts` are theirs in the entry's session, and so are `slots`.

    `beside` are those of the slots that lie on the day of an entry that is no slot.
    """

    person_id: int
    entry: CalendarEntry
    method: Method
    known: CalendarInvitation | None
    parts: tuple[Taking, ...]
    slots: tuple[CalendarEntry, ...] = ()
    beside: tuple[CalendarEntry, ...] = ()

    @property
    def mark(self) -> str:
        """What tells this message from others to the same person."""
        return f"{self.entry.id}{self.method.value[0]}{self.entry.sequence}"

    @property
    def row(self) -> EntryRow:
        """The entry as calendars read it."""
        return EntryRow(**{each.name: getattr(self.entry, each.name) for each in fields(EntryRow)})


def titles_of(each: Due, slots: Iterable[CalendarEntry]) -> list[str]:
    """What these entries of their own are called."""
    presents = {one.paper_id for one in each.parts if one.presents}
    return [
        slot_title(slot.title, Part.PRESENTS if slot.paper_id in presents else Part.READS) for slot in slots
    ]
