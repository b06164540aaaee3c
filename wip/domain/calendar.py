"""What a calendar says: entries, and the one rule by which SEQUENCE rises."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from wip.domain.zones import city, in_zone

KEPT_AFTER = timedelta(days=60)
"""How long a cancelled entry stays in feeds after its time, so that every subscriber learns of it."""


ALARMS = {
    None: "No reminder",
    10: "10 minutes before",
    30: "30 minutes before",
    60: "An hour before",
    24 * 60: "A day before",
}
"""What somebody may have their calendar remind them by, in minutes before each of their entries."""


class EntryStatus(StrEnum):
    """STATUS of RFC 5545, 3.8.1.11."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


class Classification(StrEnum):
    """CLASS of RFC 5545, 3.8.1.3."""

    PUBLIC = "PUBLIC"
    PRIVATE = "PRIVATE"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of a calendar. All moments are aware; `uid` never changes and names no host.

    `changed_at` becomes DTSTAMP and is the same in every feed; `worded_at` becomes LAST-MODIFIED where the words of one
    feed changed later.

    `part_of` is the uid of the entry that this one is a part of; `session_ends_at` the end of what it belongs to, and
    `zone` a hint for display, as in `CalendarFile`. What has `moved` into another entry is cancelled and is called otherwise.
    """

    uid: str
    sequence: int
    created_at: datetime
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    text: str = ""
    location: str = "Online"
    url: str = ""
    status: EntryStatus = EntryStatus.CONFIRMED
    busy: bool = True
    categories: tuple[str, ...] = ()
    organizer_name: str
    organizer_email: str
    join_url: str | None = None
    alarm_minutes: int | None = None
    classification: Classification = Classification.PUBLIC
    worded_at: datetime | None = None
    part_of: str = ""
    session_ends_at: datetime | None = None
    zone: str = "UTC"
    moved: bool = False

    @property
    def kept_until(self) -> datetime:
        """Until when it stays in calendars at least, once it is cancelled: for some time after its session, too."""
        return max(self.ends_at, self.session_ends_at or self.ends_at) + KEPT_AFTER


@dataclass(frozen=True, kw_only=True)
class CalendarFile:
    """A whole calendar. `zone` is only a hint for display: every time in it is UTC.

    `source` is its own address, and stays empty where that is somebody's secret.
    """

    name: str
    description: str
    zone: str
    entries: tuple[Entry, ...]
    url: str = ""
    source: str = ""
    colour: str | None = "steelblue"
    refresh: timedelta = timedelta(hours=1)


@dataclass(frozen=True)
class Facts:
    """What a subscriber must be told of again when it changes."""

    starts_at: datetime
    ends_at: datetime
    title: str
    location: str = ""
    status: EntryStatus = EntryStatus.CONFIRMED
    join_url: str = ""


@dataclass(frozen=True)
class Published:
    """An entry's facts as published, with its place in its own history. `text` may change without a new sequence."""

    facts: Facts
    sequence: int
    created_at: datetime
    changed_at: datetime
    text: str = ""


def revise(previous: Published | None, facts: Facts, now: datetime, text: str = "") -> Published:
    """The entry after a publication.

    SEQUENCE rises by one when a fact changed, and by nothing else (RFC 5545, 3.8.7.4); `changed_at`, which becomes
    DTSTAMP and LAST-MODIFIED, moves when anything did, and only forward. What is the same stays the same to the
    last byte.
    """
    if previous is None:
        return Published(facts, 0, now, now, text)
    if (previous.facts, previous.text) == (facts, text):
        return previous
    raised = previous.sequence + (previous.facts != facts)
    changed_at = moment_after(previous.changed_at, now)
    return replace(previous, facts=facts, sequence=raised, changed_at=changed_at, text=text)


SECOND = timedelta(seconds=1)


def moment_after(previous: datetime, now: datetime) -> datetime:
    """The moment of a change, in a second that is later than that of the change before.

    A calendar file knows whole seconds only, and GNOME Calendar passes over a second change within one; so that one lies in
    the next second, and nothing ever later: of three changes within a second the last two share theirs.
    """
    whole = now.replace(microsecond=0)
    return now if previous < whole else max(previous, whole + SECOND)


def month_of(now: datetime) -> datetime:
    """The moment at which the month began, in UTC."""
    return now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def surviving(entries: Iterable[Entry], month: datetime) -> tuple[Entry, ...]:
    """The entries without those that were cancelled, and whose session was more than 60 days ago when the month began.

    Only as a month begins: a calendar asked for twice says the same, and one that lost an entry has a moment for it.
    """
    return tuple(
        each for each in entries if each.status is not EntryStatus.CANCELLED or each.kept_until >= month
    )


def left_at(entry: Entry) -> datetime:
    """When a cancelled entry leaves calendars: as the first month begins after its sixty days."""
    last = entry.kept_until.astimezone(UTC)
    return month_of(month_of(last) + timedelta(days=32))


@dataclass(frozen=True, kw_only=True)
class SlotText:
    """What the text of a slot's entry is made of. `part_of` names its session in a sentence; `place` is the line on its room
    or date, where the session has several; `speaks` is for how many minutes its reader does, as a commenter.
    """

    part_of: str
    page_url: str
    presenters: str
    starts_at: datetime
    turns_at: datetime
    ends_at: datetime
    zone: str
    commenters: tuple[str, ...] = ()
    place: str = ""
    join_url: str = ""
    several: bool = False
    speaks: int = 0
    notes: tuple[str, ...] = ()


def slot_text(facts: SlotText) -> str:
    """A slot in plain text: its session first, then both halves with clock times and their zone, and its page last."""
    start, turn, end = (
        f"{in_zone(at, facts.zone):%H:%M}" for at in (facts.starts_at, facts.turns_at, facts.ends_at)
    )
    place = city(facts.zone)
    lines = [facts.part_of]
    if facts.join_url:
        lines.append(f"Join: {facts.join_url}")
    if facts.place:
        lines.append(facts.place)
    comments = f"{turn} to {end} {place} time: comments"
    if facts.speaks:
        comments += f"; you speak for about {facts.speaks} minute{'s' if facts.speaks > 1 else ''}"
    if facts.commenters:
        comments += f" (commenters: {', '.join(facts.commenters)})"
    lines += [
        "",
        f"{start} to {turn} {place} time: {facts.presenters} present{'' if facts.several else 's'}",
        comments,
    ]
    if facts.notes:
        lines += ["", *facts.notes]
    return re.sub(r"\n{3,}", "\n\n", "\n".join([*lines, "", facts.page_url]))
