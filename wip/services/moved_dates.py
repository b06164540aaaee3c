"""What a move of the session does to the dates of those who take part: lines of the same letter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from wip.domain.publications import EntryKind
from wip.domain.zones import show, show_old
from wip.models import CalendarEntry


@dataclass(frozen=True)
class OwnNews:
    """What presenters and commenters must hear of their own dates, in sentences."""

    presenters: tuple[str, ...] = ()
    commenters: tuple[str, ...] = ()


def dates_of(rows: Mapping[EntryKind, CalendarEntry]) -> dict[EntryKind, datetime]:
    """When the dates fall by which something is due, as calendars have them."""
    kinds = (EntryKind.DRAFT_DUE, EntryKind.READ_BY)
    return {kind: rows[kind].ends_at for kind in kinds if kind in rows and not rows[kind].cancelled}


def own_news(
    was: Mapping[EntryKind, datetime], will: Mapping[EntryKind, datetime], zone: str, was_in: str
) -> OwnNews:
    """Sentences for each date that is another now, on the clock of the session's zone; the old one on that of `was_in` too."""
    draft, read = (_pair(was, will, kind) for kind in (EntryKind.DRAFT_DUE, EntryKind.READ_BY))
    drafts = reads = tuple[str, ...]()
    if draft:
        more = "If you were given more time than that, it stays."
        drafts = (
            f"The draft is due {show(draft[1], zone)} now, no longer {show_old(draft[0], was_in, zone)}. {more}",
        )
    if read:
        reads = (
            f"Please have read by {show(read[1], zone)} now, no longer {show_old(read[0], was_in, zone)}.",
        )
    return OwnNews(drafts, reads)


def _pair(
    was: Mapping[EntryKind, datetime], will: Mapping[EntryKind, datetime], kind: EntryKind
) -> tuple[datetime, datetime] | None:
    old, new = was.get(kind), will.get(kind)
    return (old, new) if old and new and old != new else None
