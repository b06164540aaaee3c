"""Uploaded files: checked by content, then kept under a random key in the storage of the settings."""

import hashlib
import io
import json
import secrets
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any

import filetype

from wip.adapters import apart, readings
from wip.adapters.readings import Line
from wip.domain.refusals import Refusal
from wip.settings import Settings

_CHUNK = 256 * 1024
_NAMES_MOST = 5_000
_NAME_HEADER = b"PK\x01\x02"

PDF, DOCX = readings.PDF, readings.DOCX
DOC = "application/msword"
PNG = "image/png"
JPEG = "image/jpeg"
ENDINGS = {PDF: ".pdf", DOCX: ".docx", DOC: ".doc"}
READING, PICTURE = "reading", "first-page"
MADE = (READING, PICTURE)
ANSWER_ENDINGS = {**ENDINGS, PNG: ".png", JPEG: ".jpg"}


@dataclass(frozen=True)
class Stored:
    """A file that lies in storage. `facts` says what was found inside, such as its number of pages."""

    storage_key: str
    content_type: str
    size: int
    sha256: str
    facts: dict[str, Any] = field(default_factory=dict)


def store_draft(
    settings: Settings, stream: IO[bytes], *, field_name: str = "draft", read: bool = False
) -> Stored:
    """Check that the upload is a readable PDF or Word file within the limit, and keep it.

    Streams: never the whole file in memory. With `read`, its words are counted, and what it says is kept beside it (see
    `reading_of`); else the worker does so later. Takes a tenth of a second or more, and must not be done inside a
    transaction that writes. Raises Refusal about `field_name`.
    """
    return _store(settings, stream, ENDINGS, field_name, read=read)


def store_answer(settings: Settings, stream: IO[bytes], *, field_name: str) -> Stored:
    """As `store_draft`, for a file that answers a question: it may be a picture as well (PNG or JPEG)."""
    return _store(settings, stream, ANSWER_ENDINGS, field_name)


def _store(
    settings: Settings, stream: IO[bytes], kinds: Mapping[str, str], field_name: str, *, read: bool = False
) -> Stored:
    size = _size(stream)
    if size == 0:
        raise Refusal("This file is empty. Choose the file again.", field_name)
    if size > settings.upload_max_bytes:
        raise Refusal(
            f"This file has {_megabytes(size)}; at most {_megabytes(settings.upload_max_bytes)} are possible. "
            "Save it without large pictures, or send a part.",
            field_name,
        )
    content_type = _kind(stream, kinds, field_name)
    lines = _lines(stream, content_type, read=read)
    if content_type == PDF:
        _refuse_unreadable(lines, field_name)
    elif content_type in {PNG, JPEG} and not apart.ask("read-picture", stream):
        raise Refusal(
            "This picture is damaged and does not open. Save it again and try once more.", field_name
        )
    stored = _keep(settings, stream, content_type, size, readings.facts_of(lines))
    if read and lines:
        _keep_reading(settings, stored.storage_key, lines)
    return stored


def _lines(stream: IO[bytes], content_type: str, *, read: bool) -> list[Line]:
    if read:
        return readings.read(stream, content_type)
    return readings.opened(stream) if content_type == PDF else []


def store_sheet(settings: Settings, content: bytes) -> Stored:
    """Keep an import's sheet while its preview is read."""
    return _keep(settings, io.BytesIO(content), "text/csv", len(content), {})


def open_stored(settings: Settings, storage_key: str) -> IO[bytes]:
    """The file's bytes as a stream. Raises FileNotFoundError."""
    import fsspec

    handle: IO[bytes] = fsspec.open(_place(settings, storage_key), "rb").open()
    return handle


def put(settings: Settings, storage_key: str, stream: IO[bytes]) -> None:
    """Keep the bytes under a key that is known already: what a backup does when it is restored."""
    system, path = _system(settings, storage_key)
    system.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
    with system.open(path, "wb") as target:
        shutil.copyfileobj(stream, target, _CHUNK)


def copied(settings: Settings, storage_key: str) -> str:
    """A second file with the same bytes, under a key of its own; what was read of the first is read anew when needed."""
    key = secrets.token_hex(24)
    with open_stored(settings, storage_key) as stream:
        put(settings, key, stream)
    return key


def remove(settings: Settings, storage_key: str) -> None:
    """Delete the file and what was made from it; one that is gone already is no fault."""
    _remove(settings, storage_key)
    remove_made(settings, storage_key)


def remove_made(settings: Settings, storage_key: str) -> None:
    """Delete what was made from the file; it can be made again."""
    for made in MADE:
        _remove(settings, beside(storage_key, made))


def _remove(settings: Settings, storage_key: str) -> None:
    system, path = _system(settings, storage_key)
    if system.exists(path):
        system.rm(path)


def beside(storage_key: str, made: str) -> str:
    """The key of something that was made from a file. It can be made again, so no backup holds it."""
    return f"{storage_key}.{made}"


def reading_of(
    settings: Settings, storage_key: str, content_type: str, *, patient: bool = False
) -> list[Line]:
    """What the stored file says: kept since it was first read, else read now. Raises FileNotFoundError if there is none."""
    try:
        with open_stored(settings, beside(storage_key, READING)) as kept:
            return readings.lines_of(zlib.decompress(kept.read()))
    except (FileNotFoundError, zlib.error):
        with open_stored(settings, storage_key) as stream:
            lines = readings.read(stream, content_type, patient=patient)
    if lines:
        _keep_reading(settings, storage_key, lines)
    return lines


def _keep_reading(settings: Settings, storage_key: str, lines: list[Line]) -> None:
    told = "\n".join(json.dumps(line) for line in lines).encode()
    put(settings, beside(storage_key, READING), io.BytesIO(zlib.compress(told, 1)))


def _place(settings: Settings, storage_key: str) -> str:
    return f"{settings.files_root}/{storage_key[:2]}/{storage_key}"


def _system(settings: Settings, storage_key: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs

    system, path = url_to_fs(_place(settings, storage_key))
    return system, path


def _keep(
    settings: Settings,
    stream: IO[bytes],
    content_type: str,
    size: int,
    facts: dict[str, Any],
) -> Stored:
    key, digest = secrets.token_hex(24), hashlib.sha256()
    system, path = _system(settings, key)
    system.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
    stream.seek(0)
    with system.open(path, "wb") as target:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            target.write(chunk)
    return Stored(key, content_type, size, digest.hexdigest(), facts)


def _size(stream: IO[bytes]) -> int:
    size = stream.seek(0, 2)
    stream.seek(0)
    return size


def _kind(stream: IO[bytes], kinds: Mapping[str, str], field_name: str) -> str:
    guess = filetype.guess(stream.read(8192))
    stream.seek(0)
    found = guess.mime if guess else ""
    if found in kinds and found != DOCX:
        return str(found)
    if found in {DOCX, "application/zip"} and _is_word(stream):
        return DOCX
    if PNG in kinds:
        raise Refusal("Choose a PDF, a Word file or a picture (PNG or JPEG).", field_name)
    raise Refusal(
        "This is not a PDF or Word file, whatever its name says. Save the paper as PDF and try again.",
        field_name,
    )


def _is_word(stream: IO[bytes]) -> bool:
    # zipfile makes an object of every name before it can be asked how many there are.
    if _names_in(stream) > _NAMES_MOST:
        return False
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
        return "word/document.xml" in names and "[Content_Types].xml" in names
    except zipfile.BadZipFile:
        return False
    finally:
        stream.seek(0)


def _names_in(stream: IO[bytes]) -> int:
    """How many names the archive lists at most: its end record could lie, the headers of the names cannot."""
    found, tail = 0, b""
    while chunk := stream.read(_CHUNK):
        found += (tail + chunk).count(_NAME_HEADER)
        tail = (tail + chunk)[-3:]
    stream.seek(0)
    return found


def _refuse_unreadable(lines: list[Line], field_name: str) -> None:
    state = lines[0]["state"] if lines else "damaged"
    if state == "locked":
        raise Refusal("This PDF is locked with a password. Save it without one and try again.", field_name)
    if state != "fine":
        raise Refusal("This PDF is damaged and does not open. Make it again and try once more.", field_name)


def _megabytes(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB".replace(".0 MB", " MB")
