"""What a stored file says to whoever looks closely: its text and its properties, read apart and within bounds."""

from wip.adapters.files import DOC, PDF, reading_of
from wip.adapters.readings import Line
from wip.domain.anonymity import Contents, Passage
from wip.settings import Settings

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
    try:
        return contents_of(reading_of(settings, storage_key, content_type), content_type)
    except FileNotFoundError:
        return Contents(unread=_UNREADABLE)


def contents_of(lines: list[Line], content_type: str) -> Contents:
    """The reading of a file, as names are looked for in it."""
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


def _unread(lines: list[Line], passages: tuple[Passage, ...], content_type: str) -> str:
    if content_type == PDF and not any(passage.text.strip() for passage in passages):
        return _NO_TEXT
    if "words" in lines[-1]:
        return ""
    if content_type == PDF and passages:
        return f"Only the first {len(passages)} pages were checked; the file is long. See to the others yourself."
    return "Only the beginning was checked; the file is long. See to the rest yourself."
