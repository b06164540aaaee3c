"""Uploaded files: checked by content, then kept under a random key in the storage of the settings."""

import hashlib
import io
import logging
import secrets
import shutil
import zipfile
from dataclasses import dataclass, field
from typing import IO, Any

import filetype

from wip.domain.refusals import Refusal
from wip.settings import Settings

# A damaged PDF may have it say thousands of times that it is damaged.
logging.getLogger("pypdf").setLevel(logging.ERROR)

_CHUNK = 256 * 1024
_NAMES_MOST = 5_000
_NAME_HEADER = b"PK\x01\x02"

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOC = "application/msword"
PNG = "image/png"
JPEG = "image/jpeg"
ENDINGS = {PDF: ".pdf", DOCX: ".docx", DOC: ".doc"}
ANSWER_ENDINGS = {**ENDINGS, PNG: ".png", JPEG: ".jpg"}


@dataclass(frozen=True)
class Stored:
    """A file that lies in storage. `facts` says what was found inside, such as its number of pages."""

    storage_key: str
    content_type: str
    size: int
    sha256: str
    facts: dict[str, Any] = field(default_factory=dict)


def store_draft(settings: Settings, stream: IO[bytes], *, field_name: str = "draft") -> Stored:
    """Check that the upload is a readable PDF or Word file within the limit, and keep it.

    Streams: never the whole file in memory. Raises Refusal about `field_name`.
    """
    size = _size(stream)
    if size == 0:
        raise Refusal("This file is empty. Choose the file again.", field_name)
    if size > settings.upload_max_bytes:
        raise Refusal(
            f"This file has {_megabytes(size)}; at most {_megabytes(settings.upload_max_bytes)} are possible. "
            "Save it without large pictures, or send a part.",
            field_name,
        )
    content_type = _kind(stream, field_name)
    facts = _pdf_facts(stream, field_name) if content_type == PDF else {}
    return _keep(settings, stream, content_type, size, facts)


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


def remove(settings: Settings, storage_key: str) -> None:
    """Delete the file; one that is gone already is no fault."""
    system, path = _system(settings, storage_key)
    if system.exists(path):
        system.rm(path)


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


def _kind(stream: IO[bytes], field_name: str) -> str:
    guess = filetype.guess(stream.read(8192))
    stream.seek(0)
    found = guess.mime if guess else ""
    if found in {PDF, DOC}:
        return str(found)
    if found in {DOCX, "application/zip"} and _is_word(stream):
        return DOCX
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


def _pdf_facts(stream: IO[bytes], field_name: str) -> dict[str, Any]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(stream)
        if reader.is_encrypted:
            raise Refusal(
                "This PDF is locked with a password. Save it without one and try again.",
                field_name,
            )
        return {"pages": len(reader.pages)}
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        OSError,
    ):
        raise Refusal(
            "This PDF is damaged and does not open. Make it again and try once more.",
            field_name,
        ) from None
    finally:
        stream.seek(0)


def _megabytes(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB".replace(".0 MB", " MB")
