"""Readings: what a PDF or Word file says of itself and in its text, read apart, and once."""

import json
from typing import IO, Any

from wip.adapters import apart

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_JOBS = {PDF: "read-pdf", DOCX: "read-word"}
_MAKERS = (
    ("tex", "LaTeX"),
    ("libreoffice", "LibreOffice"),
    ("google", "Google Docs"),
    ("pages", "Pages"),
    ("word", "Microsoft Word"),
    ("typst", "Typst"),
)

Line = dict[str, Any]


def opened(stream: IO[bytes]) -> list[Line]:
    """The first line alone, of a PDF: whether it opens, its pages and its properties. Half the work of `read`."""
    return lines_of(apart.ask("open-pdf", stream))


def read(stream: IO[bytes], content_type: str, *, patient: bool = False) -> list[Line]:
    """What was found, line by line, the most important first: see `pdf_contents` and `word_contents`.

    Empty for a file of another kind, and for one that cannot be read at all.
    """
    if content_type not in _JOBS:
        return []
    return lines_of(apart.ask(_JOBS[content_type], stream, patient=patient))


def lines_of(told: bytes) -> list[Line]:
    """The lines of a reading; one that was cut off is left out."""
    lines: list[Line] = []
    for line in told.splitlines():
        try:
            lines.append(json.loads(line))
        except ValueError:
            break
    return lines


def facts_of(lines: list[Line]) -> dict[str, Any]:
    """For the draft's row: `pages`, about how many `words` if all of them were read, and the program `made_by`."""
    if not lines:
        return {}
    told = str(lines[0].get("made_by", "")).casefold()
    found = {
        "pages": lines[0].get("pages"),
        "words": lines[-1].get("words"),
        "made_by": next((name for mark, name in _MAKERS if mark in told), None),
    }
    return {name: value for name, value in found.items() if value}
