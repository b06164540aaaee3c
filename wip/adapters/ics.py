"""iCalendar files: the one serializer. Its rules were measured on 26 real programs; each oddity below names its reason."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from wip.domain.calendar import CalendarFile, Entry, EntryStatus
from wip.domain.texts import clean, clean_line, slug, without_overrides

if TYPE_CHECKING:
    from icalendar import Calendar, Event

PRODID = "-//Works in Progress//WIP planner//EN"
CONTENT_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"
TEXT_OCTETS_MOST = 4000
LINE_OCTETS_MOST = 74

_NAMES = ("NAME", "X-WR-CALNAME")
_DESCRIPTIONS = ("DESCRIPTION", "X-WR-CALDESC")


def serialise(calendar: CalendarFile) -> bytes:
    """The calendar as bytes: the same calendar gives the same bytes, ordered by start, then uid.

    Raises ValueError for a calendar without entries (RFC 5545, 3.6 demands a component, and programs reject it), and
    for an entry that does not end after it starts (3.8.2.2) or whose addresses contain line breaks.
    """
    if not calendar.entries:
        raise ValueError("a calendar needs at least one entry")
    file = _header(calendar)
    for entry in sorted(calendar.entries, key=lambda e: (e.starts_at, e.uid)):
        file.add_component(_event(entry))
    return b"".join(_folded(line) + b"\r\n" for line in file.content_lines() if line)


def _folded(line: str) -> bytes:
    # RFC 5545, 3.1: at most 75 octets a line, with the space before each further one. Not the library's own folding,
    # which cuts an escaped backslash in two.
    raw, parts, start = line.encode(), [], 0
    while len(raw) - start > LINE_OCTETS_MOST:
        end = start + LINE_OCTETS_MOST
        while _continues_a_character(raw[end]):
            end -= 1
        head = raw[start:end]
        if any((len(head) - len(head.rstrip(sign))) % 2 for sign in (b"\\", b"^")):
            end -= 1
        parts.append(raw[start:end])
        start = end
    return b"\r\n ".join([*parts, raw[start:]])


def _continues_a_character(octet: int) -> bool:
    return octet >> 6 == 0b10  # noqa: PLR2004 - UTF-8's mark


def _header(calendar: CalendarFile) -> "Calendar":
    from icalendar import Calendar, vDuration, vText

    file = Calendar.new(
        prodid=PRODID,
        calscale="GREGORIAN",
        method="PUBLISH",
        color=calendar.colour,
        url=calendar.url or None,
    )
    # A UID on the calendar makes vdirsyncer keep one entry of the whole feed, and the library's is random.
    file.pop("UID", None)
    # As vText, because the library leaves commas in these four unescaped.
    for names, text in ((_NAMES, calendar.name), (_DESCRIPTIONS, calendar.description)):
        for name in names:
            file[name] = vText(_line(text))
    file.refresh_interval = calendar.refresh
    file["REFRESH-INTERVAL"].params["VALUE"] = "DURATION"  # RFC 7986, 5.7; the setter forgets it
    # Outlook reads this one. A timedelta would be written as "1:00:00".
    file.add("X-PUBLISHED-TTL", vDuration(calendar.refresh).to_ical().decode())  # type: ignore[no-untyped-call]
    file.add("X-WR-TIMEZONE", calendar.zone)
    return file


def _event(entry: Entry) -> "Event":
    from icalendar import Alarm, Conference, Event, vCalAddress
    from icalendar.enums import CLASS, STATUS, TRANSP

    if entry.ends_at <= entry.starts_at:
        raise ValueError(f"the entry {entry.uid} does not end after it starts")
    cancelled = entry.status is EntryStatus.CANCELLED
    title = f"CANCELLED: {entry.title}" if cancelled else entry.title
    changed = entry.changed_at.astimezone(UTC).replace(microsecond=0)
    event = Event.new(
        uid=entry.uid,
        stamp=changed,
        last_modified=changed,
        created=entry.created_at.astimezone(UTC).replace(microsecond=0),
        sequence=entry.sequence,
        start=entry.starts_at.astimezone(UTC),
        end=entry.ends_at.astimezone(UTC),
        summary=_line(title),
        description=_shortened(_text(entry.text)),
        location=_line(entry.join_url or entry.location),
        # METHOD:PUBLISH demands an organizer in every entry and forbids attendees (RFC 5546, 3.2.1).
        organizer=vCalAddress.new(f"mailto:{entry.organizer_email}", cn=_name(entry.organizer_name)),
        url=entry.url or None,
        classification=CLASS(entry.classification.value),
        status=STATUS(entry.status.value),
        transparency=TRANSP.OPAQUE if entry.busy and not cancelled else TRANSP.TRANSPARENT,
        conferences=[Conference(entry.join_url, feature="VIDEO", label="Join")] if entry.join_url else [],
    )
    if entry.categories:
        event.categories = [_line(each) for each in entry.categories]
    if entry.alarm_minutes is not None and not cancelled:
        trigger = timedelta(minutes=-entry.alarm_minutes)
        event.add_component(Alarm.new_display(description=_line(entry.title) or "Reminder", trigger=trigger))
    return event


def _text(text: str) -> str:
    return _guarded(clean(without_overrides(text)))


def _line(text: str) -> str:
    return _guarded(clean_line(without_overrides(text)))


def _name(text: str) -> str:
    # A parameter knows no backslash escapes (RFC 6868), yet some programs read one before the closing quote or colon.
    return _line(text.replace("\\", "/"))


def _guarded(text: str) -> str:
    # The library turns a literal \N (LaTeX's \Nabla, C:\New) into a line break, and simple programs do so to \n;
    # a word joiner, which nobody sees, keeps the two apart.
    return text.replace("\\N", "\\\u2060N").replace("\\n", "\\\u2060n")


def _shortened(text: str) -> str:
    raw = text.encode()
    if len(raw) <= TEXT_OCTETS_MOST:
        return text
    cut = raw[:TEXT_OCTETS_MOST].decode(errors="ignore")
    return f"{cut.rsplit(maxsplit=1)[0]} …"


def etag(body: bytes) -> str:
    """A strong entity tag, without its quotation marks."""
    return hashlib.sha256(body).hexdigest()[:32]


def file_name(text: str) -> str:
    """A readable, stable ASCII name that ends in .ics."""
    return f"{slug(text)}.ics"


def webcal(url: str) -> str:
    """The address that calendar programs subscribe to at a click."""
    return "webcal://" + url.split("://", 1)[-1]


def google_event_url(entry: Entry, zone: str) -> str:
    """A link that opens Google Calendar with the entry filled in; for participants it has the join link."""
    times = f"{_basic(entry.starts_at)}/{_basic(entry.ends_at)}"
    query = {"action": "TEMPLATE", "text": entry.title, "dates": times, "ctz": zone, "details": entry.text}
    query["location"] = entry.join_url or entry.location
    return f"https://calendar.google.com/calendar/render?{_query(query)}"


def outlook_event_url(entry: Entry, *, work: bool = False) -> str:
    """A link that opens Outlook's calendar with the entry filled in."""
    host = "outlook.office.com" if work else "outlook.live.com"
    query = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": entry.title,
        "startdt": f"{entry.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{entry.ends_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "body": entry.text,
        "location": entry.join_url or entry.location,
    }
    return f"https://{host}/calendar/0/deeplink/compose?{_query(query)}"


def google_subscribe_url() -> str:
    """Google's page for adding a calendar by its address, which people paste there."""
    return "https://calendar.google.com/calendar/u/0/r/settings/addbyurl"


def outlook_subscribe_url(url: str, name: str, *, work: bool = False) -> str:
    """A link that adds the feed to Outlook."""
    host = "outlook.office.com" if work else "outlook.live.com"
    return f"https://{host}/calendar/0/addfromweb?{_query({'url': url, 'name': name})}"


def _query(fields: dict[str, str]) -> str:
    # %20 and not +, which Outlook shows as a plus sign.
    return urlencode(fields, quote_via=quote)


def _basic(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
