"""The right to be forgotten: what goes, what stays, and how a text loses a name."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NOBODY = "somebody who asked to be forgotten"
"""Stands for the person wherever they were named, but in bylines."""

UNNAMED = "name removed"
"""Stands for the name in a byline."""

NO_TITLE = "A paper whose author asked to be forgotten"

NO_DOMAIN = "forgotten.invalid"
"""RFC 2606, section 2: no mail server will ever answer for it."""

GOES = (
    "your name, school, time zone and every address of yours, wherever we keep them",
    "your offers to comment and what you said of yourself there, your places as an attendee, and your calendar",
    "the words of every letter that we wrote to you",
    "your name on papers and programmes; and papers and files that were yours alone",
    "what you wrote about others’ papers for reviews and feedback that was not handed in",
)
STAYS = (
    "that somebody did something on some day: the history stays, without a name",
    "scores that you gave, and feedback that you handed in to an author, without your name",
    "papers that you wrote with others: they keep their copy, without your name",
    "backups, until whoever runs this planner replaces them",
)


@dataclass(frozen=True)
class Traces:
    """What names a person in running text: addresses always, names only where nobody else is called the same.

    `exact` are names that may be words too: they go as they are written, and stay in what stands between “ and ”.
    """

    emails: tuple[str, ...]
    names: tuple[str, ...] = ()
    address: str = ""
    exact: tuple[str, ...] = ()

    @property
    def needles(self) -> tuple[str, ...]:
        """What to look for in stored text: as typed, shouted and whispered, and as JSON writes it.

        A database may know upper and lower case of ASCII alone.
        """
        # A name may stand in two lines: its longest word finds the place, and the pattern decides.
        words = [max(name.split(), key=len) for name in (*self.names, *self.exact)]
        said = [text for text in (*self.emails, *words) if text]
        plain = [form for text in said for form in (text, text.upper(), text.lower())]
        return tuple(dict.fromkeys([*plain, *(json.dumps(text)[1:-1] for text in plain)]))

    def taken_from(self, text: str, *, is_address: bool = False) -> str:
        """The text without them, whatever the case of its letters; an address gives way to one that leads nowhere."""
        for email in self.emails:
            text = _without(text, email, self.address if is_address else NOBODY)
        for name in self.names:
            text = _without(text, name, NOBODY)
            for turned in _family_first(name):
                text = _replaced(text, turned, NOBODY)
        for name in self.exact:
            text = "".join(
                part if part.startswith("“") else _replaced(part, _whole(name), NOBODY, flags=re.NOFLAG)
                for part in _QUOTED.split(text)
            )
        return text

    def names_in(self, text: str) -> bool:
        """Whether anything would be taken from the text."""
        return self.taken_from(text) != text

    def taken_from_all(self, value: Any, *, is_address: bool = False) -> Any:
        """The same for a JSON value, in its keys too."""
        if isinstance(value, str):
            return self.taken_from(value, is_address=is_address)
        if isinstance(value, Mapping):
            return {self.taken_from(str(key)): self.taken_from_all(inner) for key, inner in value.items()}
        if isinstance(value, Sequence):
            return [self.taken_from_all(inner) for inner in value]
        return value


_QUOTED = re.compile("(“[^”]*”)")
_TITLES = r"(?:(?:prof|professor|dr|mr|mrs|ms|mx)\b\.?\s+)*"
_BEFORE = r"(?:^|(?<=[:;(“\">])|(?<=[:;(“\">] ))"
_AFTER = r"(?=\s*(?:$|[.;:()–—”\"<]))"
"""Where a name with the family name first is alone. In “Anna Petrov, Vera Smith” nobody is called “Petrov, Vera”."""


def _without(text: str, trace: str, instead: str) -> str:
    return _replaced(text, _whole(trace), instead)


def _replaced(text: str, pattern: str, instead: str, *, flags: re.RegexFlag = re.IGNORECASE) -> str:
    def replaced(found: re.Match[str]) -> str:
        return instead[0].upper() + instead[1:] if found.start() == 0 else instead

    return re.sub(pattern, replaced, text, flags=flags | re.MULTILINE)


def _family_first(name: str) -> list[str]:
    """Patterns of the name as lists have it: “Petrov, Vera” or “Petrov Vera”; which words are the family’s is not known."""
    words = [re.escape(word) for word in name.split()]
    return [
        _BEFORE
        + _TITLES
        + r"\s+".join(words[at:])
        + r"(?:\s*,\s*|\s+)"
        + r"\s+".join(words[:at])
        + r"(?!\w)"
        + _AFTER
        for at in range(1, len(words))
    ]


def _whole(text: str) -> str:
    # Not `\b`: a name may begin or end with a sign that is no letter.
    words = r"\s+".join(re.escape(word) for word in text.split())
    return rf"(?<!\w){words}(?!\w)"


def can_be_found(name: str) -> bool:
    """Whether a name is long enough to be looked for in running text: one word alone may be any word."""
    return len(name.split()) > 1 and len(name) >= len("A Bcd")
