"""Calendar messages for the mail (RFC 5546): one entry, one method, one attendee.

The entry itself is written by the one serializer (see `ics`); only what the mail demands is added here.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from wip.adapters.ics import PRODID, component
from wip.adapters.ics_lines import joined, line, mailbox, moment, name
from wip.domain.calendar import Entry, EntryStatus
from wip.domain.calendar_answers import Answer, Method

_ASKED = "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT"
_ASKS = "PARTSTAT=NEEDS-ACTION"
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def message(
    method: Method, entry: Entry, attendee: tuple[str, str], stamp: datetime, answer: Answer | None = None
) -> bytes:
    """A message about the entry to one attendee (name, address), as bytes. It asks for an answer unless theirs still counts.

    `stamp` is when it was written: of two messages with one SEQUENCE, the later one counts (RFC 5546, 2.1.5). Raises ValueError
    as `ics.component` does.
    """
    named, at = attendee
    asks = f"PARTSTAT={answer};RSVP=FALSE" if answer else f"{_ASKS};RSVP=TRUE"
    asked = f";{_ASKED};{asks}" if method is Method.REQUEST else ""
    lines = []
    for each in component(entry):
        if each.startswith("DTSTAMP:"):
            lines.append(f"DTSTAMP:{moment(stamp)}")
        elif each.startswith("STATUS:") and not _says_status(method, entry):
            continue
        else:
            lines.append(each)
        if each.startswith("ORGANIZER"):
            lines.append(f"ATTENDEE;CN={name(named or at)}{asked}:{mailbox(at)}")
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN", f"METHOD:{method}"]
    return joined([*head, f"X-WR-TIMEZONE:{line(entry.zone)}", *lines, "END:VCALENDAR"])


def asks(body: str) -> bool:
    """Whether a message of ours asks its attendee for an answer."""
    return _ASKS in body.replace("\r\n ", "")


def _says_status(method: Method, entry: Entry) -> bool:
    # RFC 5546, 3.2.5: a CANCEL has a STATUS only where the whole event is cancelled, not where one person is out.
    return method is Method.REQUEST or entry.status is EntryStatus.CANCELLED


@dataclass(frozen=True)
class Said:
    """What a message of ours said, as far as a letter tells of its change."""

    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    status: str
    uid: str = ""
    sequence: int = 0
    zone: str = ""

    @property
    def hours(self) -> tuple[datetime, datetime]:
        """Start and end: what somebody answers."""
        return self.starts_at, self.ends_at


def said(body: str) -> Said:
    """Read one of our own messages again."""
    found: dict[str, str] = {}
    for each in body.replace("\r\n ", "").split("\r\n"):
        key, _, value = each.partition(":")
        found.setdefault(key, value)
    return Said(
        _moment(found["DTSTART"]),
        _moment(found["DTEND"]),
        _plain(found.get("SUMMARY", "")),
        _plain(found.get("LOCATION", "")),
        found.get("STATUS", ""),
        found.get("UID", ""),
        int(found.get("SEQUENCE", "0")),
        _plain(found.get("X-WR-TIMEZONE", "")),
    )


def _moment(value: str) -> datetime:
    return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _plain(value: str) -> str:
    return _ESCAPED.sub(r"\1", value).replace("\u2060", "")
