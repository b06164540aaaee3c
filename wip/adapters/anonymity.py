"""What a stored file says to whoever looks closely: its text and its properties, read apart and within bounds."""

import json
from collections.abc import Iterator
from typing import IO, Any

from wip.adapters import apart
from wip.adapters.files import DOC, DOCX, PDF, open_stored
from wip.domain.anonymity import Contents, Passage
from wip.settings import Settings

_JOBS = {PDF: "read-pdf", DOCX: "read-word"}
_OLD_WORD = (
    "An old Word file (.doc) cannot be checked for names. Save it as PDF, or see to it yourself that neither its text "
    "nor its properties name an author."
)
_UNREADABLE = (
    "This file could not be checked for names: see to it yourself that nothing in it names an author."
)
_NO_TEXT = "This PDF has no text that a program can read; it may be a scan. See to it yourself that its pages name no author."


def look(settings: Settings, storage_key: str, content_type: str) -> Contents:
    """What stands in the stored file. Never fails on a bad file: what could not be read is said in `unread`."""
    if content_type == DOC:
        return Contents(unread=_OLD_WORD)
    if content_type not in _JOBS:
        return Contents(unread=_UNREADABLE)
    try:
        with open_stored(settings, storage_key) as stream:
            return look_into(stream, content_type)
    except FileNotFoundError:
        return Contents(unread=_UNREADABLE)


def look_into(stream: IO[bytes], content_type: str) -> Contents:
    """As `look`, for a PDF or Word file that is at hand."""
    lines = list(read_lines(stream, content_type))
    if not lines or lines[0].get("state") != "fine":
        return Contents(unread=_UNREADABLE)
    passages = tuple(
        Passage(str(line["where"]), str(line["text"]), bool(line.get("first")))
        for line in lines
        if "where" in line
    )
    properties = tuple(
        (str(name), str(value)) for line in lines for name, value in line.get("properties", ())
    )
    return Contents(
        passages, properties, str(lines[0].get("made_by", "")), _unread(lines, passages, content_type)
    )


def read_lines(stream: IO[bytes], content_type: str) -> Iterator[dict[str, Any]]:
    """What the reading of a PDF or Word file told, line by line; the last may be cut off where it was ended."""
    for line in apart.ask(_JOBS[content_type], stream).splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            return


def _unread(lines: list[dict[str, Any]], passages: tuple[Passage, ...], content_type: str) -> str:
    if content_type == PDF and not any(passage.text.strip() for passage in passages):
        return _NO_TEXT
    if "words" in lines[-1]:
        return ""
    if content_type == PDF and passages:
        return f"Only the first {len(passages)} pages were checked; the file is long. See to the others yourself."
    return "Only the beginning was checked; the file is long. See to the rest yourself."
