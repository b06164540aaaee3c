"""Simulated calendar programs, by RFC 5545 and RFC 5546 and by what real ones do: each has its own idea of what is new.

They read files by themselves, line by line, and share no code with what wrote them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

_LINE = re.compile(r'^([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:]*))*):(.*)$')
_ESCAPED = re.compile(r"\\([\\;,nN])")


@dataclass(frozen=True)
class Event:
    """One VEVENT as a program keeps it. `properties` are (name, value), unescaped, without parameters."""

    uid: str
    sequence: int
    stamp: datetime
    modified: datetime
    starts_at: datetime
    ends_at: datetime
    status: str
    properties: tuple[tuple[str, str], ...]

    def said(self, name: str) -> str:
        """The value of one property; empty where it is not there."""
        return next((value for key, value in self.properties if key == name), "")

    @property
    def facts(self) -> tuple[object, ...]:
        """What raises SEQUENCE when it changes."""
        words = (self.said(name) for name in ("SUMMARY", "LOCATION", "CONFERENCE"))
        # Several rooms and their links have no property of their own.
        rooms = [line for line in self.said("DESCRIPTION").splitlines() if line.startswith(("Join", "Room"))]
        return (self.starts_at, self.ends_at, self.status, *words, *rooms)

    @property
    def shared(self) -> tuple[object, ...]:
        """What every calendar says of it alike, whoever reads it."""
        return (self.sequence, self.starts_at, self.ends_at, self.status)


@dataclass(frozen=True)
class File:
    """A calendar file as read: its METHOD, its own properties, and its events by UID."""

    method: str
    properties: tuple[tuple[str, str], ...]
    events: dict[str, Event]


def read(body: bytes, *, ours: bool = True) -> File:
    """A calendar file taken apart. Fails on what no program should be shown: no event, a UID twice, broken or long lines.

    Files that are not `ours` may have long lines.
    """
    assert not ours or max(len(line) for line in body.split(b"\r\n")) <= 75
    lines = list(_lines(body))
    assert (lines[0], lines[-1]) == (("BEGIN", "VCALENDAR"), ("END", "VCALENDAR"))
    outer, events, current, depth = list[tuple[str, str]](), list[Event](), list[tuple[str, str]](), 0
    for name, value in lines[1:-1]:
        if name == "BEGIN":
            depth += 1
        elif name == "END":
            depth -= 1
            if depth == 0:
                assert value == "VEVENT"
                events.append(_event(current))
                current = []
        elif depth <= 1:
            (current if depth else outer).append((name, value))
    assert events, "a calendar without a component"
    found = {event.uid: event for event in events}
    assert len(found) == len(events), "an entry twice"
    return File(dict(outer).get("METHOD", ""), tuple(outer), found)


def _lines(body: bytes) -> Iterator[tuple[str, str]]:
    assert body.endswith(b"\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    for raw in body.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
        found = _LINE.match(raw)
        assert found, raw
        yield (
            found[1],
            _ESCAPED.sub(lambda sign: {"n": "\n", "N": "\n"}.get(sign[1], sign[1]), found[3]),
        )


def _event(lines: list[tuple[str, str]]) -> Event:
    said = dict(lines)
    names = [name for name, _ in lines if name != "CONFERENCE"]
    assert len(names) == len(set(names)), "a property twice"
    assert said["DTSTART"] < said["DTEND"]
    return Event(
        uid=said["UID"],
        sequence=int(said["SEQUENCE"]),
        stamp=_moment(said["DTSTAMP"]),
        modified=_moment(said["LAST-MODIFIED"]),
        starts_at=_moment(said["DTSTART"]),
        ends_at=_moment(said["DTEND"]),
        status=said["STATUS"],
        properties=tuple(lines),
    )


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


@dataclass
class Subscriber:
    """Takes the file as the whole truth at each refresh, as Thunderbird and vdirsyncer do."""

    held: dict[str, Event] = field(default_factory=dict)

    def refresh(self, body: bytes) -> None:
        """The address was asked again."""
        self.held = dict(read(body).events)


@dataclass
class StrictSubscriber(Subscriber):
    """Passes over an event whose SEQUENCE, DTSTAMP and LAST-MODIFIED are no newer than its own, as GNOME does."""

    def refresh(self, body: bytes) -> None:
        """Events that are no longer there go; of the others it takes what is newer."""
        new = read(body).events
        kept = {uid: self.held[uid] for uid in new if uid in self.held}
        self.held = new | {uid: old for uid, old in kept.items() if not _is_newer(new[uid], old)}


def _is_newer(new: Event, old: Event) -> bool:
    return new.sequence > old.sequence or new.stamp > old.stamp or new.modified > old.modified


@dataclass
class Importer:
    """Opens a downloaded file into an own calendar, again and again: RFC 5546, 2.1.5 decides, and nothing ever goes."""

    held: dict[str, Event] = field(default_factory=dict)

    def open(self, body: bytes) -> None:
        """A greater SEQUENCE wins; of the same SEQUENCE, a later DTSTAMP."""
        for uid, new in read(body).events.items():
            old = self.held.get(uid)
            if old is None or (new.sequence, new.stamp) > (old.sequence, old.stamp):
                self.held[uid] = new


@dataclass
class Ledger:
    """Everything that one calendar address ever said: SEQUENCE never falls, and equal SEQUENCE means equal facts."""

    said: dict[str, Event] = field(default_factory=dict)
    last: frozenset[str] = frozenset()
    body: bytes = b""

    def note(self, body: bytes) -> dict[str, int]:
        """One more answer, after at most one publication. By how much each SEQUENCE rose since the answer before."""
        rises, new = {}, read(body).events
        for uid, event in new.items():
            old = self.said.get(uid)
            if old is not None:
                assert event.sequence >= old.sequence, (old, event)
                assert event.sequence > old.sequence or event.facts == old.facts, (old, event)
                assert event == old or _is_newer(event, old), (old, event)
            if old is not None and uid in self.last:
                rises[uid] = event.sequence - old.sequence
                assert rises[uid] in {0, 1}, (old, event)
        self.said |= new
        self.last, self.body = frozenset(new), body
        return rises
