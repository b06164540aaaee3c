"""The frame of letters: where templates come from, how typed text is tamed, and the marks where links go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from wip import paths
from wip.domain.letter_templates import SUBJECT_MOST
from wip.domain.texts import clean, clean_line, without_overrides

STOP = "stop"
"""The name of the link by which a reader stops letters of a kind."""

STOP_LABEL = "Stop such letters"

STOP_SENTENCE = "You can stop letters of this kind about this session"


@dataclass(frozen=True)
class LetterText:
    """One letter's words. Links are marks (\u27e60\u27e7, \u27e61\u27e7 ...) that count into the letter's own list of links."""

    subject: str
    text: str
    html: str


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of letters. A fact that is missing is a fault; typed text is tamed wherever it is put in."""
    return Environment(
        loader=FileSystemLoader(paths.templates()),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_tame,
    )


def _tame(value: object) -> object:
    """Typed text may not steer the letter: no controls, no overrides, no marks of its own."""
    if isinstance(value, Markup | Mark | Tamed):
        return value
    return tamed(value) if isinstance(value, str) else value


def tamed(text: str) -> str:
    """Typed text without controls, overrides and marks: what it says can then stand in a letter."""
    return without_overrides(clean(text)).replace("\u27e6", "[").replace("\u27e7", "]")


class Tamed(str):
    """Text that has been tamed already, of which even the spaces at its ends count."""

    __slots__ = ()


class Mark(str):
    """A link's place. A class of its own, so that only we can write one."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def marks_of(names: Iterable[str]) -> dict[str, Mark]:
    """A mark for each link, which counts into the list of links in this order."""
    return {name: Mark(f"\u27e6{n}\u27e7") for n, name in enumerate(names)}


def subject_line(text: str) -> str:
    """A subject as it leaves: one line of bounded length."""
    return clean_line(text)[:SUBJECT_MOST]


def with_foot(text: str, marks: Mapping[str, Mark]) -> str:
    """The text with the way to stop such letters under it, where the letter has such a link."""
    if STOP not in marks:
        return text
    return f"{text.rstrip()}\n\n{STOP_SENTENCE}:\n{marks[STOP]}\n"
