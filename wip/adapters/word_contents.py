"""What is in a Word file: text, notes, comments, properties, and who changed what. Runs apart: see `apart_jobs`."""

import re
import time
import zipfile
from collections.abc import Iterator
from typing import IO, Any, BinaryIO
from xml.etree import ElementTree as ET

SECONDS_MOST = 2.0
CHARACTERS_MOST = 1_000_000
PART_MOST = 30_000_000
_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "word/people.xml")
_TEXTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_PLACES = {
    "header": "a page header",
    "footer": "a page footer",
    "footnotes": "a footnote",
    "endnotes": "an endnote",
    "comments": "a comment",
}
_NAMES = {
    "lastModifiedBy": "last modified by",
    "creator": "author",
    "Company": "company",
    "Manager": "manager",
}
_SILENT = frozenset(
    {"created", "modified", "revision", "TotalTime", "Pages", "Words", "Characters", "AppVersion"}
)


class _Bounded:
    """A part of the archive of which no more than so many bytes are read, whatever its header says."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.left = stream, PART_MOST

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none when the bound is reached, which ends the parsing."""
        chunk = self.stream.read(min(size if size > 0 else 65_536, self.left))
        self.left -= len(chunk)
        return chunk


def contents(file: BinaryIO) -> Iterator[dict[str, object]]:
    """First what the file is, with its properties; then its texts; last, if all was read, how many words."""
    try:
        archive = zipfile.ZipFile(file)
        names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        yield {"state": "damaged"}
        return
    properties = [found for name in _PROPERTIES if name in names for found in _properties(archive, name)]
    made_by = next((value for label, value in properties if label == "Application"), "")
    yield {"state": "fine", "properties": properties, "made_by": made_by[:300]}
    until, left, words, whole = time.monotonic() + SECONDS_MOST, CHARACTERS_MOST, 0, True
    for name in sorted((n for n in names if _TEXTS.fullmatch(n)), key=lambda n: n != "word/document.xml"):
        reader = _Part(name)
        for passage in reader.passages(archive):
            text = str(passage["text"])[:left]
            left -= len(text)
            words += len(text.split()) if name in {"word/document.xml", "word/footnotes.xml"} else 0
            yield passage | {"text": text}
            if left <= 0 or time.monotonic() > until:
                yield {"read": 0}
                return
        whole = whole and reader.whole
        yield {"properties": [[label, who] for label, who in sorted(reader.people)]}
    yield {"words": words} if whole else {"read": 0}


def _properties(archive: zipfile.ZipFile, name: str) -> Iterator[list[str]]:
    for node in _nodes(archive, name):
        tag = _tag(node)
        if name == "word/people.xml":
            who = _attribute(node, "author")
            if who:
                yield ["person who edited", who[:1000]]
        elif node.text and node.text.strip() and tag not in _SILENT:
            yield [_NAMES.get(tag, "own property" if "custom" in name else tag), node.text.strip()[:1000]]


def _nodes(archive: zipfile.ZipFile, name: str) -> Iterator[Any]:
    try:
        with archive.open(name) as part:
            for _, node in ET.iterparse(_Bounded(part)):  # noqa: S314 - apart, within limits; expat follows no address
                yield node
    except (
        ET.ParseError,
        zipfile.BadZipFile,
        RuntimeError,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
    ):
        return


class _Part:
    """One part with text, read paragraph by paragraph into a passage for each page, as Word last laid them out."""

    def __init__(self, name: str) -> None:
        self.name = name
        found = _TEXTS.fullmatch(name)
        self.kind = (found[1] if found else "").rstrip("0123456789")
        self.people: set[tuple[str, str]] = set()
        self.whole = True

    def passages(self, archive: zipfile.ZipFile) -> Iterator[dict[str, object]]:
        """The part's text; each paragraph ends with a line end."""
        page, text = 1, ""
        for node in _nodes(archive, self.name):
            self._note_people(node)
            if _tag(node) != "p":
                continue
            words = _text(node) + "\n"
            turned = sum(1 for each in node.iter() if _turns_page(each))
            node.clear()
            if turned or len(text) > 200_000:  # noqa: PLR2004 - a bound on what is held at once
                yield self._passage(page, text)
                page, text = page + turned, ""
            text += words
        if text.strip():
            yield self._passage(page, text)

    def _passage(self, page: int, text: str) -> dict[str, object]:
        where = _PLACES.get(self.kind, f"about page {page}")
        return {"where": where, "first": self.kind == "document" and page == 1, "text": text}

    def _note_people(self, node: Any) -> None:
        who = _attribute(node, "author")
        if who and len(self.people) < 50:  # noqa: PLR2004 - nobody has so many co-authors
            label = "author of a comment" if _tag(node) == "comment" else "author of a tracked change"
            self.people.add((label, who[:200]))


def _text(paragraph: Any) -> str:
    parts = []
    for node in paragraph.iter():
        tag = _tag(node)
        if tag in {"t", "delText", "instrText"} and node.text:
            parts.append(node.text)
        elif tag in {"tab", "br", "cr"}:
            parts.append(" ")
    return "".join(parts)


def _turns_page(node: Any) -> bool:
    tag = _tag(node)
    return tag == "lastRenderedPageBreak" or (tag == "br" and _attribute(node, "type") == "page")


def _tag(node: Any) -> str:
    return str(node.tag).rpartition("}")[2]


def _attribute(node: Any, name: str) -> str:
    return next((str(v) for k, v in node.attrib.items() if k.rpartition("}")[2] == name), "")
