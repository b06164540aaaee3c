"""People and papers as lines of JSON, for who should comment on which paper.

A person: `{"id": "p1", "texts": [{"title": "...", "abstract": "..."}, ...]}`. A paper: `{"id": "x", "title": "...",
"abstract": "..."}`. Titles, abstracts and texts may be missing or null; what else stands in a line is not looked at.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from wip.domain.refusals import Refusal
from wip.domain.terms import Text

_PERSON = "{“id”: …, “texts”: [{“title”: …, “abstract”: …}, …]}"
_PAPER = "{“id”: …, “title”: …, “abstract”: …}"
_SHOWN = 40

T = TypeVar("T")


@dataclass(frozen=True)
class Lines:
    """The ids in the order of the file, and what belongs to each."""

    ids: tuple[str, ...]


@dataclass(frozen=True)
class People(Lines):
    """People with their texts."""

    texts: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True)
class Papers(Lines):
    """Papers, each a text."""

    texts: tuple[Text, ...]


def read_people(content: str) -> People:
    """Raises Refusal with the line that is wrong."""
    found = _read(content, "person", _PERSON, _texts)
    return People(tuple(found), tuple(found.values()))


def read_papers(content: str) -> Papers:
    """Raises Refusal with the line that is wrong."""
    found = _read(content, "paper", _PAPER, _text)
    return Papers(tuple(found), tuple(found.values()))


def _read(content: str, what: str, form: str, part: Callable[[Mapping[str, Any]], T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for number, line in _lines(content):
        fields = _object(line, number, what, form)
        name = _id(fields, number, what)
        if name in found:
            raise Refusal(
                f"Line {number}: the {what} “{name[:_SHOWN]}” stands there a second time. Ids must differ."
            )
        try:
            found[name] = part(fields)
        except _NotText as no:
            raise Refusal(f"Line {number}: {no} Write {form}.") from no
    if not found:
        raise Refusal(f"There is no {what} in it. Write a line for each: {form}.")
    return found


def _lines(content: str) -> Iterator[tuple[int, str]]:
    # Not splitlines: a line separator of Unicode may stand inside a text.
    return ((number, line) for number, line in enumerate(content.split("\n"), 1) if line.strip())


def _object(line: str, number: int, what: str, form: str) -> Mapping[str, Any]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as no:
        raise Refusal(f"Line {number} is not JSON. Write each {what} on one line: {form}.") from no
    if not isinstance(fields, dict):
        raise Refusal(f"Line {number} is JSON, but no {what}. Write {form}.")
    return fields


def _id(fields: Mapping[str, Any], number: int, what: str) -> str:
    name = fields.get("id")
    if isinstance(name, int) and not isinstance(name, bool):
        name = str(name)
    if not isinstance(name, str) or not name.strip():
        raise Refusal(f"Line {number}: the {what} has no id. Write “id”: and a text or a whole number.")
    return name


class _NotText(Exception):
    """A title, an abstract or a list of texts that is something else."""


def _texts(fields: Mapping[str, Any]) -> tuple[Text, ...]:
    listed = fields.get("texts") or []
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise _NotText("“texts” is no list of titles and abstracts.")
    return tuple(map(_text, listed))


def _text(fields: Mapping[str, Any]) -> Text:
    parts = {}
    for name in ("title", "abstract"):
        value = fields.get(name)
        if not isinstance(value, str | None):
            raise _NotText(f"“{name}” is no text.")
        # Half a surrogate pair is a letter to JSON, but no file can hold it.
        parts[name] = (value or "").encode(errors="replace").decode()
    return Text(parts["title"], parts["abstract"])
