"""Content lines of iCalendar (RFC 5545, 3.1): escaping, parameters and folding, to the byte.

Our own and not the library's: that cuts escapes in two, turns a literal backslash-N into a line break, leaves out what
RFC 7986 demands, and takes seven times as long. The tests read everything back with it.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from wip.domain.texts import clean, clean_line, without_overrides

LINE_OCTETS_MOST = 74
TEXT_OCTETS_MOST = 4000

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_QUOTED = str.maketrans({"^": "^^", '"': "^'"})
_BREAKS = re.compile(r"[\x00-\x1f\x7f]")


def joined(lines: Iterable[str]) -> bytes:
    """The lines as bytes, folded, each with its CRLF."""
    return b"".join([_folded(line) + b"\r\n" for line in lines])


def _folded(line: str) -> bytes:
    # RFC 5545, 3.1: at most 75 octets a line, with the space before each further one.
    raw = line.encode()
    if len(raw) <= LINE_OCTETS_MOST:
        return raw
    parts, start = [], 0
    while len(raw) - start > LINE_OCTETS_MOST:
        end = start + LINE_OCTETS_MOST
        while _continues_a_character(raw[end]):
            end -= 1
        # No escape is cut in two, though the standard allows it: simple programs unescape before they unfold.
        if raw[end - 1] in b"\\^":
            head = raw[start:end]
            end -= any((len(head) - len(head.rstrip(sign))) % 2 for sign in (b"\\", b"^"))
        parts.append(raw[start:end])
        start = end
    return b"\r\n ".join([*parts, raw[start:]])


def _continues_a_character(octet: int) -> bool:
    return octet >> 6 == 0b10  # noqa: PLR2004 - UTF-8's mark


def text(words: str) -> str:
    """A TEXT value of several lines (3.3.11), cut at a word where it is very long."""
    return _escaped(_shortened(_guarded(clean(without_overrides(words)))))


def line(words: str) -> str:
    """A TEXT value on one line."""
    return _escaped(_guarded(clean_line(without_overrides(words))))


def name(words: str) -> str:
    """A parameter's value in quotation marks (RFC 6868)."""
    # A parameter knows no backslash escapes, yet some programs read one before the closing quotation mark or colon.
    plain = _guarded(clean_line(without_overrides(words.replace("\\", "/"))))
    return f'"{plain.translate(_QUOTED)}"'


def address(uri: str) -> str:
    """A URI or a mail address as it is. Raises ValueError for one with a control character in it."""
    if _BREAKS.search(uri):
        raise ValueError("an address may not contain CR or LF")
    return uri


def mailbox(at: str) -> str:
    """A mail address as a URI (RFC 6068): signs that would begin or part its fields stand as numbers.

    Raises ValueError as `address` does.
    """
    return "mailto:" + quote(address(at), safe="@!$'*+/=^`{|}")


def moment(at: datetime) -> str:
    """An instant in UTC: `20270312T170000Z`."""
    at = at.astimezone(UTC)
    return f"{at.year:04}{at.month:02}{at.day:02}T{at.hour:02}{at.minute:02}{at.second:02}Z"


def duration(length: timedelta) -> str:
    """A DURATION (3.3.6) in days, hours and minutes: `PT1H30M`, `-P1D`."""
    minutes = int(abs(length).total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    parts = "".join(f"{count}{unit}" for count, unit in zip(divmod(rest, 60), "HM", strict=True) if count)
    whole = (f"{days}D" if days else "") + (f"T{parts}" if parts or not days else "")
    return f"{'-' if length < timedelta() else ''}P{whole if whole != 'T' else 'T0M'}"


def _escaped(words: str) -> str:
    return words.translate(_ESCAPES)


def _guarded(words: str) -> str:
    # Many programs turn a literal \N (LaTeX's \Nabla, C:\New) into a line break when they read it, and simple ones do so
    # to \n; a word joiner, which nobody sees, keeps the two apart.
    return words.replace("\\N", "\\\u2060N").replace("\\n", "\\\u2060n") if "\\" in words else words


def _shortened(words: str) -> str:
    if len(words) <= TEXT_OCTETS_MOST // 4:
        return words
    raw = words.encode()
    if len(raw) <= TEXT_OCTETS_MOST:
        return words
    cut = raw[:TEXT_OCTETS_MOST].decode(errors="ignore")
    return f"{cut.rsplit(maxsplit=1)[0]} …"
