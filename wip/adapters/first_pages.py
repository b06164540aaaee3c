"""First pages: a small picture of a PDF's, the first words of a Word file, made once and kept beside the file."""

import io
from typing import IO, Any

from wip.adapters import apart, files, readings
from wip.adapters.files import DOCX, PDF, PICTURE
from wip.adapters.readings import Line
from wip.settings import Settings

TYPE = "image/png"
_CHARACTERS = 900
_PNG = b"\x89PNG\r\n\x1a\n"


def make(settings: Settings, storage_key: str, content_type: str) -> dict[str, Any]:
    """Make the preview of a stored file, and read it if nobody has; says in facts what there is now.

    `preview` is "picture", "text" (then `preview_text` has it) or "none": an old Word file, a broken or a lost one.
    Beside it come what `readings.facts_of` tells.
    """
    try:
        lines = files.reading_of(settings, storage_key, content_type, patient=True)
        drawn = content_type == PDF and _draw(settings, storage_key)
    except FileNotFoundError:
        return {"preview": "none"}
    facts = readings.facts_of(lines)
    if drawn:
        return facts | {"preview": "picture"}
    text = _beginning(lines) if content_type == DOCX else ""
    return facts | ({"preview": "text", "preview_text": text} if text else {"preview": "none"})


def picture(settings: Settings, storage_key: str) -> IO[bytes]:
    """The picture of the stored file's first page, as PNG. Raises FileNotFoundError."""
    return files.open_stored(settings, files.beside(storage_key, PICTURE))


def is_kept(settings: Settings, storage_key: str) -> bool:
    """Whether the picture is in storage; after a restored backup it is not."""
    try:
        picture(settings, storage_key).close()
    except FileNotFoundError:
        return False
    return True


def _draw(settings: Settings, storage_key: str) -> bool:
    with files.open_stored(settings, storage_key) as stream:
        drawn = apart.ask("draw-pdf", stream, patient=True)
    if not drawn.startswith(_PNG) or not drawn.rstrip().endswith(b"IEND\xaeB`\x82"):
        return False
    files.put(settings, files.beside(storage_key, PICTURE), io.BytesIO(drawn))
    return True


def _beginning(lines: list[Line]) -> str:
    text = next((str(line["text"]) for line in lines if line.get("first")), "")
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.splitlines()]
    whole = "\n".join(paragraph for paragraph in paragraphs if paragraph)
    return whole if len(whole) <= _CHARACTERS else whole[:_CHARACTERS].rsplit(" ", 1)[0] + " …"
