"""Text that people type: what is taken out, and nothing more."""

import re
import unicodedata

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that look like nothing."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Mc", "Me", "Mn", "Zl", "Zp", "Zs"})
_SLUG = re.compile(r"[^a-z0-9]+")


def clean(text: str) -> str:
    """What somebody typed, as it is kept: without control characters, and without those that turn directions of writing.

    Nothing is left of a text that nobody could read anything in.
    """
    kept = without_controls(without_overrides(text))
    return "" if says_nothing(kept) else kept


def without_controls(text: str) -> str:
    """The text without control characters, which no database and no letter can carry; line ends as LF."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def storable(text: str) -> str:
    """The text as typed, but for what no database keeps: a NUL, and half of a pair of surrogates."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def clean_line(text: str) -> str:
    """As `clean`, on one line: for titles, names and subjects."""
    return " ".join(clean(text).split())


def whole_number(text: str | None, digits: int = 9) -> int | None:
    """The number that a text of at most so many digits 0 to 9 says; None for any other text."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= digits else None


def without_overrides(text: str) -> str:
    """The text without the bidirectional controls that could turn round what stands after it."""
    return _BIDI.sub("", text)


def says_nothing(text: str) -> bool:
    """Whether nobody could read anything in it: only spaces, controls, invisible characters, and marks on no letter.

    A character that this Python does not know yet may be a letter.
    """
    return all(char in _FILLERS or unicodedata.category(char) in _UNSEEN for char in text)


def slug(text: str, most: int = 60) -> str:
    """An address-safe form of a title: ASCII letters, digits and single hyphens; "session" when nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _SLUG.sub("-", plain.lower()).strip("-")[:most].strip("-") or "session"


def file_name(text: str) -> str:
    """An uploaded file's name without path and control characters, at most 120 characters with its ending kept."""
    base = clean_line(without_overrides(text)).replace("\\", "/").rsplit("/", 1)[-1].lstrip(".") or "file"
    stem, dot, ending = base.rpartition(".")
    return base if len(base) <= 120 else f"{(stem or base)[:100]}{dot}{ending[:12]}"  # noqa: PLR2004
