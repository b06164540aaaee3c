"""Who may read a draft before the session, and what stands on each copy."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from wip.domain.texts import clean_line, without_overrides


class Circle(StrEnum):
    """To whom a call circulates its drafts, focus pages and questions."""

    COMMENTERS = "commenters"
    ATTENDEES = "attendees"
    EVERYONE = "everyone"


CIRCLE_WORDS = {
    Circle.COMMENTERS: "commenters alone",
    Circle.ATTENDEES: "commenters and registered attendees",
    Circle.EVERYONE: "everyone who opens the session’s page",
}


class Reader(StrEnum):
    """As what somebody had a copy of a draft."""

    COMMENTER = "commenter"
    STANDBY = "standby"
    ATTENDEE = "attendee"
    ANYONE = "anyone"


READER_WORDS = {
    Reader.COMMENTER: "commenter",
    Reader.STANDBY: "standby commenter",
    Reader.ATTENDEE: "attendee",
    Reader.ANYONE: "from the session’s page",
}

ONE_READING = timedelta(minutes=2)
"""Within this time a second request is the same download: a doubled click, or a program that asks in parts."""

REPLACED_WITHIN = timedelta(hours=1)
"""So long a letter about a new version waits, so that several versions in a row make one letter."""


def kept_until(ends_at: datetime, kept_days: int) -> datetime:
    """The last moment at which readers can open drafts: so many days after the session's end."""
    return ends_at + timedelta(days=kept_days)


def circle_sentence(circle: Circle, kept_days: int) -> str:
    """To whom the drafts of a session go, for its call."""
    unit = "day" if kept_days == 1 else "days"
    until = f"{kept_days} {unit} after the session" if kept_days else "the session’s end"
    return (
        f"Drafts, and what their authors ask of readers, go to {CIRCLE_WORDS[circle]}, and can be read until {until}. "
        "Each page of a copy carries its reader’s name, and the author sees who had one."
    )


def mark_text(name: str, day: str, mark: str) -> str:
    """What stands on each page of a copy, in one line. `name` is its reader's, or says what kind of reader has it."""
    return f"Draft: do not cite or circulate. Copy for {name}, {day}. Mark {mark}"


_NAME_MOST = 70


def printable_name(choices: Sequence[str], characters: frozenset[int]) -> str:
    """The first of these names of which the font has every character; the last one's are replaced where it lacks some.

    A name in a script that we cannot print must not become a row of boxes: then its address is the better name.
    """
    lines = (unicodedata.normalize("NFC", clean_line(without_overrides(name))) for name in choices)
    shown = [line for line in lines if line] or ["a reader"]
    found = next((name for name in shown if all(ord(c) in characters for c in name)), None)
    found = found or "".join(c if ord(c) in characters else "?" for c in shown[-1])
    return found if len(found) <= _NAME_MOST else found[: _NAME_MOST - 1] + "…"


_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without letters and digits that are mistaken for one another when somebody reads a mark aloud."""


def mark_of(numbers: Sequence[int]) -> str:
    """A copy's mark out of eight random numbers below 30, as "7F3K-9QZ2"."""
    letters = "".join(_ALPHABET[number] for number in numbers)
    return f"{letters[:4]}-{letters[4:]}"


MARK_LETTERS = len(_ALPHABET)


def is_another_reading(last_at: datetime, now: datetime) -> bool:
    """Whether a download now counts, after one at `last_at`."""
    return now - last_at > ONE_READING


PDF = "application/pdf"
UNMARKED_ALLOWED, CANNOT_MARK = "unmarked_allowed", "cannot_mark"
"""What a draft's facts remember: its author lets it go out without marks; when an attempt to mark it failed."""
ABOUT_COPIES = frozenset({UNMARKED_ALLOWED, CANNOT_MARK})


MARKED_ANEW_AFTER = timedelta(hours=1)
"""A draft that could not be marked is tried again so much later: the machine may only have been busy."""


def worth_marking(facts: Mapping[str, Any] | None, now: datetime) -> bool:
    """Whether to try to mark the draft: not where that failed within the last hour, as each try takes seconds."""
    failed = (facts or {}).get(CANNOT_MARK)
    return not isinstance(failed, str) or now - datetime.fromisoformat(failed) >= MARKED_ANEW_AFTER


def goes_out(content_type: str, facts: Mapping[str, Any] | None) -> bool:
    """Whether readers get the draft: a PDF, which carries their mark, or a file that its author lets out without."""
    return content_type == PDF or bool((facts or {}).get(UNMARKED_ALLOWED))
