"""What a move of the session does to the dates of those who take part: lines of the same letter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from wip.domain.publications import EntryKind
from wip.domain.zones import show, show_old
from wip.models import CalendarEntry
from wip.services.calendar_days import counted_from, starts_of
from wip.services.plan_entries import counted_back


@dataclass(frozen=True)
class OwnNews:
    """What presenters must hear of their own dates, in sentences; and commenters, by the room or date of the paper (0 is the first)."""

    presenters: tuple[str, ...] = ()
    commenters: Mapping[int, str] = field(default_factory=dict)

    def of_readers(self, sittings: Iterable[int]) -> list[str]:
        """What somebody hears who comments on papers in these."""
        return list(dict.fromkeys(self.commenters[id_] for id_ in sorted(sittings) if id_ in self.commenters))


@dataclass(frozen=True)
class OwnDates:
    """When drafts are due, and by when is to be read for each room or date (0 is the first), as calendars have it in this zone."""

    zone: str
    draft_due: datetime | None
    read_by: Mapping[int, datetime]


def dates_of(rows: Mapping[EntryKind, CalendarEntry], zone: str) -> OwnDates:
    """The dates by which something is due to those who take part."""
    live = {kind: row for kind, row in rows.items() if not row.cancelled}
    due, read, whole = (
        live.get(kind) for kind in (EntryKind.DRAFT_DUE, EntryKind.READ_BY, EntryKind.SESSION)
    )
    read_by = dict[int, datetime]()
    if read and whole:
        since = counted_from(starts_of(whole), zone)
        read_by = {
            id_: read.ends_at if at == whole.starts_at else counted_back(EntryKind.READ_BY, at, zone)
            for id_, at in since.items()
        }
    return OwnDates(zone, due.ends_at if due else None, read_by)


def own_news(was: OwnDates, will: OwnDates) -> OwnNews:
    """Sentences for each date that is another now, on the clock on which each was told."""
    drafts = tuple[str, ...]()
    if was.draft_due and will.draft_due and was.draft_due != will.draft_due:
        more = "If you were given more time than that, it stays."
        due = (
            f"{show(will.draft_due, will.zone)} now, no longer {show_old(was.draft_due, was.zone, will.zone)}"
        )
        drafts = (f"The draft is due {due}. {more}",)
    reads = {
        id_: f"Please have read by {show(at, will.zone)} now, no longer {show_old(was.read_by[id_], was.zone, will.zone)}."
        for id_, at in will.read_by.items()
        if id_ in was.read_by and was.read_by[id_] != at
    }
    return OwnNews(drafts, reads)
