"""Answers of calendar programs (RFC 5546, 3.2.3), read from messages that anybody may have sent: nothing is taken on trust.

Only what an answer needs is read, by content lines: Outlook, Google, Apple and Thunderbird agree on so much, and on little
else (they fold with spaces or tabs, end lines with LF, name other zones, and add whole invitations beside).
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import HeaderRegistry
from email.message import Message
from email.policy import compat32
from typing import Any
from urllib.parse import unquote

from wip.domain.calendar_answers import Answer, Reply
from wip.domain.texts import clean_line, storable, without_overrides

READ_MOST = 256 * 1024
"""Bytes of a message: an answer is small, and what is longer is none."""

_PARTS_MOST = 50
_LINES_MOST = 2_000
_ATTENDEES_MOST = 10
_NOTE_MOST = 500
_FROM_MOST = 1000
_HEADERS = HeaderRegistry()
_ASIDE = re.compile(r'"(?:\\.|[^"\\])*"|\([^()]*\)')
"""Quoted names and comments."""
_ENCODINGS = re.compile(
    r"utf-?8|us-ascii|iso-8859-\d+|windows-125\d|koi8-[ru]|gb(k|2312|18030)|big5|shift_jis|euc-(jp|kr)",
    re.IGNORECASE,
)
"""What mail programs write calendars in. Python knows more, with which a text can say what no database stores."""

_KINDS = frozenset({"text/calendar", "application/ics", "application/calendar"})
_EVENT = ["VCALENDAR", "VEVENT"]
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

_FOLD = re.compile(r"\r\n[ \t]|[\r\n][ \t]")
_LINE = re.compile(r'([A-Za-z0-9-]{1,60})((?:;[A-Za-z0-9-]{1,60}=(?:"[^"]*"|[^":;])*)*):(.*)')
_PARTSTAT = re.compile(r';PARTSTAT="?([A-Za-z-]+)"?(?=;|$)', re.IGNORECASE)
_ESCAPE = re.compile(r"\\(.)")
_NUMBER = re.compile(r"[0-9]{1,9}")
_STAMP = re.compile(r"(\d{8})T(\d{6})Z?")


def read_replies(raw: bytes) -> tuple[Reply, ...]:
    """The answers in a message; none where it is no reply of a calendar program. Never raises, whatever it is made of."""
    if len(raw) > READ_MOST:
        return ()
    try:
        return tuple(_replies(message_from_bytes(raw, policy=compat32)))
    except Exception:  # noqa: BLE001 - the library was not written for what strangers send
        return ()


def _replies(message: Message) -> Iterator[Reply]:
    senders = tuple(_senders(message))
    for part in _parts(message):
        lines = _lines(_content(part))
        found = list(_of_event(lines, senders)) if lines else []
        if found:
            yield from found
            return  # the same answer is often there twice, once more as a file


def _senders(message: Message) -> Iterator[str]:
    """Whose answer it is: the one address in its From. Mail servers that refuse forged senders look at nothing else.

    A From of another form than one mailbox (RFC 5322, 3.4) is nobody's: they may pass over it.
    """
    fields = [storable(str(each)) for each in message.get_all("from", [])[:2]]
    if len(fields) != 1 or len(fields[0]) > _FROM_MOST or _ASIDE.sub("", fields[0]).count("@") != 1:
        return
    header: Any = _HEADERS("From", fields[0])
    found = [each.addr_spec for each in header.addresses]
    if (
        len(found) == len(header.groups) == 1
        and header.groups[0].display_name is None
        and found[0] in fields[0]
    ):
        yield found[0].lower()


def _parts(message: Message) -> Iterator[Message]:
    """The message's own calendar parts, level by level; not those of messages that it forwards."""
    waiting, count = [message], 0
    while waiting and count < _PARTS_MOST:
        part = waiting.pop(0)
        count += 1
        inside = part.get_payload()
        if isinstance(inside, list):
            if part.get_content_maintype() == "multipart":
                waiting.extend(each for each in inside if isinstance(each, Message))
        elif part.get_content_type() in _KINDS or str(part.get_filename("")).lower().endswith(".ics"):
            yield part


def _content(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    said = str(part.get_content_charset("utf-8"))
    return storable(
        content.decode(said if _ENCODINGS.fullmatch(said) else "utf-8", "replace").lstrip("\ufeff")
    )


def _lines(text: str) -> list[tuple[str, str, str]]:
    """Name, parameters and value of each line of the event, where the calendar is a REPLY; else nothing."""
    inside: list[str] = []
    found: list[tuple[str, str, str]] = []
    is_reply = False
    for line in re.split(r"\r\n|\r|\n", _FOLD.sub("", text))[:_LINES_MOST]:
        match = _LINE.fullmatch(line.rstrip())
        if match is None:
            continue
        name, params, value = match[1].upper(), match[2], match[3].strip()
        if name == "BEGIN":
            inside.append(value.upper())
        elif name == "END":
            del inside[-1:]
            if inside == _EVENT[:1] and found and value.upper() == _EVENT[1]:
                break  # an answer is about one entry
        elif name == "METHOD" and inside == _EVENT[:1]:
            is_reply = value.upper() == "REPLY"
        elif inside == _EVENT:
            found.append((name, params, value))
    return found if is_reply else []


def _of_event(lines: list[tuple[str, str, str]], senders: tuple[str, ...]) -> Iterator[Reply]:
    first: dict[str, str] = {}
    for name, _, value in lines:
        first.setdefault(name, value)
    uid, digits = first.get("UID", ""), first.get("SEQUENCE", "0")
    if not uid or "RECURRENCE-ID" in first:
        return
    sequence = int(digits) if _NUMBER.fullmatch(digits) else 0
    note = clean_line(without_overrides(_ESCAPE.sub(_plain, first.get("COMMENT", ""))))[:_NOTE_MOST]
    for params, value in [line[1:] for line in lines if line[0] == "ATTENDEE"][:_ATTENDEES_MOST]:
        said = _PARTSTAT.search(params)
        answer = said[1].upper() if said else ""
        if answer in set(Answer):
            attendee = storable(unquote(re.sub(r"(?i)^mailto:", "", value))).strip().lower()
            yield Reply(
                uid[:200],
                attendee[:320],
                senders,
                Answer(answer),
                sequence,
                _stamp(first.get("DTSTAMP", "")),
                note,
            )


def _plain(match: re.Match[str]) -> str:
    return " " if match[1] in "nN" else match[1]


def _stamp(value: str) -> datetime:
    match = _STAMP.fullmatch(value)
    if match is None:
        return _LONG_AGO
    try:
        return datetime.strptime("".join(match.groups()), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return _LONG_AGO
