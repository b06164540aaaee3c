"""iCalendar files: the one serializer. Its rules were measured on 26 real programs; each oddity below names its reason.

Every property is written here, in one order, by one function for an entry (`component`), whether it stands in a feed, in
a download or in a message by mail.
"""

import hashlib
from datetime import timedelta

from wip.adapters.ics_lines import address, duration, joined, line, mailbox, moment, name, text
from wip.domain.calendar import CalendarFile, Entry, EntryStatus
from wip.domain.texts import slug

PRODID = "-//Works in Progress//WIP planner//EN"
CONTENT_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"
COLOURS = {"steelblue": "#4682B4", "seagreen": "#2E8B57"}
"""Names of CSS (RFC 7986, 5.9) and the same for Apple's programs."""


def serialise(calendar: CalendarFile) -> bytes:
    """The calendar as bytes: the same calendar gives the same bytes, ordered by start, then uid.

    Raises ValueError for a calendar without entries (RFC 5545, 3.6 demands a component, and programs reject it), and
    for an entry that does not end after it starts (3.8.2.2) or whose addresses contain line breaks.
    """
    if not calendar.entries:
        raise ValueError("a calendar needs at least one entry")
    lines = _header(calendar)
    for entry in sorted(calendar.entries, key=lambda e: (e.starts_at, e.uid)):
        lines += component(entry)
    return joined([*lines, "END:VCALENDAR"])


def _header(calendar: CalendarFile) -> list[str]:
    # No UID: it makes vdirsyncer keep one entry of the whole feed.
    every = duration(calendar.refresh)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for said, names in (
        (line(calendar.name), ("NAME", "X-WR-CALNAME")),
        (line(calendar.description), ("DESCRIPTION", "X-WR-CALDESC")),
    ):
        lines += [f"{each}:{said}" for each in names]
    if calendar.colour:
        lines += [f"COLOR:{calendar.colour}", f"X-APPLE-CALENDAR-COLOR:{COLOURS[calendar.colour]}"]
    if calendar.url:
        lines.append(f"URL:{address(calendar.url)}")
    if calendar.source:
        lines.append(f"SOURCE;VALUE=URI:{address(calendar.source)}")
    newest = max(entry.worded_at or entry.changed_at for entry in calendar.entries)
    # Outlook reads X-PUBLISHED-TTL; Google reads neither.
    return [
        *lines,
        f"LAST-MODIFIED:{moment(newest)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{every}",
        f"X-PUBLISHED-TTL:{every}",
        f"X-WR-TIMEZONE:{line(calendar.zone)}",
    ]


def component(entry: Entry) -> list[str]:
    """The entry as a VEVENT, unfolded: the same lines in every feed, download and letter of whoever may read it.

    Raises ValueError for an entry that does not end after it starts or whose addresses contain line breaks.
    """
    if entry.ends_at <= entry.starts_at:
        raise ValueError(f"the entry {entry.uid} does not end after it starts")
    cancelled = entry.status is EntryStatus.CANCELLED
    title, changed = line(entry.title), moment(entry.changed_at)
    off = "MOVED: " if entry.moved else "CANCELLED: "
    worded = moment(entry.worded_at) if entry.worded_at else changed
    return [
        "BEGIN:VEVENT",
        f"UID:{line(entry.uid)}",
        f"DTSTAMP:{changed}",
        f"CREATED:{moment(entry.created_at)}",
        f"LAST-MODIFIED:{worded}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTART:{moment(entry.starts_at)}",
        f"DTEND:{moment(entry.ends_at)}",
        f"SUMMARY:{off if cancelled else ''}{title}",
        *([f"DESCRIPTION:{text(entry.text)}"] if entry.text else []),
        *_place(entry),
        # METHOD:PUBLISH demands an organizer in every entry and forbids attendees (RFC 5546, 3.2.1).
        f"ORGANIZER;CN={name(entry.organizer_name)}:{mailbox(entry.organizer_email)}",
        *([f"URL:{address(entry.url)}"] if entry.url else []),
        *([f"CATEGORIES:{','.join(map(line, entry.categories))}"] if entry.categories else []),
        *([f"RELATED-TO;RELTYPE=PARENT:{line(entry.part_of)}"] if entry.part_of else []),
        f"CLASS:{entry.classification}",
        f"STATUS:{entry.status}",
        f"TRANSP:{'OPAQUE' if entry.busy and not cancelled else 'TRANSPARENT'}",
        *(_alarm(title, entry.alarm_minutes) if entry.alarm_minutes is not None and not cancelled else []),
        "END:VEVENT",
    ]


def _place(entry: Entry) -> list[str]:
    if not entry.join_url:
        return [f"LOCATION:{line(entry.location)}"] if entry.location else []
    # Thunderbird makes a link only of a LOCATION that is an address and nothing else.
    join = address(entry.join_url)
    return [f"LOCATION:{line(join)}", f"CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=Join:{join}"]


def _alarm(title: str, minutes: int) -> list[str]:
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{title or 'Reminder'}",
        f"TRIGGER:{duration(timedelta(minutes=-minutes))}",
        "END:VALARM",
    ]


def etag(body: bytes) -> str:
    """A strong entity tag, without its quotation marks."""
    return hashlib.sha256(body).hexdigest()[:32]


def file_name(words: str) -> str:
    """A readable, stable ASCII name that ends in .ics."""
    return f"{slug(words)}.ics"
