"""A mailbox with a calendar in it, by the rules of RFC 5546: what somebody's program shows after reading every letter in turn."""

import email
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage, Message
from email.policy import default
from typing import Any

from tests.calendars.invited import Facts


@dataclass(frozen=True)
class Held:
    """One entry as the program holds it."""

    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    status: str
    is_gone: bool = False


@dataclass
class Mailbox:
    """What one person's program knows; `entries` are those that it shows."""

    address: str
    known: dict[str, Held] = field(default_factory=dict)
    said: dict[tuple[str, int], Held] = field(default_factory=dict)
    read: int = 0

    @property
    def entries(self) -> dict[str, Held]:
        return {uid: held for uid, held in self.known.items() if not held.is_gone}

    def receive(self, message: EmailMessage) -> None:
        """Read a letter as it arrived: its parts in order."""
        parsed = email.message_from_bytes(message.as_bytes(), policy=default)
        for part in calendar_parts(parsed):
            self._take(part)

    def _take(self, part: Message) -> None:
        from icalendar import Calendar

        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        calendar = Calendar.from_ical(content)
        method = str(calendar["METHOD"])
        assert part.get_param("method") == method
        (event,) = calendar.walk("VEVENT")
        assert (part.get_content_charset(), part["Content-Transfer-Encoding"]) == ("utf-8", "base64")
        assert content.replace(b"\r\n ", b"").count(b"\r\nATTENDEE;") == 1
        assert str(event["ATTENDEE"]) == f"mailto:{self.address}"
        assert ("PARTSTAT" in event["ATTENDEE"].params) is (method == "REQUEST")
        assert str(event["ORGANIZER"]).startswith("mailto:")
        self.read += 1
        new = _held(event, is_gone=method == "CANCEL")
        old = self.known.get(uid := str(event["UID"]))
        if method == "REQUEST":
            same = self.said.setdefault((uid, new.sequence), new)
            assert what(same) == what(new), "equal SEQUENCE, other facts"
        # RFC 5546, 2.1.5: the higher SEQUENCE, and of two alike the later DTSTAMP.
        if old is None or (new.sequence, new.stamp) > (old.sequence, old.stamp):
            self.known[uid] = new


def _held(event: Any, *, is_gone: bool) -> Held:
    return Held(
        int(event["SEQUENCE"]),
        event["DTSTAMP"].dt,
        event["DTSTART"].dt,
        event["DTEND"].dt,
        str(event["SUMMARY"]),
        str(event["LOCATION"]),
        str(event.get("STATUS", "")),
        is_gone,
    )


def what(held: Held) -> tuple[object, ...]:
    """What raises SEQUENCE when it changes."""
    return held.starts_at, held.ends_at, held.title, held.place, held.status


def facts(held: Held) -> Facts:
    """What of an entry is the same for everybody who has it."""
    return held.sequence, held.starts_at, held.ends_at, held.status


def calendar_parts(message: Message) -> Iterator[Message]:
    """The calendar messages in a letter, in their order."""
    return (part for part in message.walk() if part.get_content_type() == "text/calendar")
