"""What is in a PDF: pages, text, properties, comments, and a picture of its first page. Runs apart: see `apart_jobs`."""

import io
import mmap
import re
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

PAGES_MOST = 150
SECONDS_MOST = 2.0
CHARACTERS_MOST = 1_000_000
_NOTES_MOST = 200
_XMP_MOST = 200_000
_PICTURE_WIDTH = 480
_XMP = re.compile(rb"/Type\s*/Metadata\b|<x:xmpmeta\b")
_TAG = re.compile(r"<[^>]*>")
_QUOTED = re.compile(r'="([^"]{2,300})"')


def opened(file: BinaryIO) -> tuple[dict[str, object], pdfium.PdfDocument | None]:
    """What the file is, with its properties; and the document, if it opens."""
    try:
        document = pdfium.PdfDocument(file)
        document[0].close()
    except pdfium.PdfiumError as no:
        locked = getattr(no, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD
        return {"state": "locked" if locked else "damaged"}, None
    except (IndexError, ValueError):
        return {"state": "damaged"}, None
    told = document.get_metadata_dict(skip_empty=True)
    properties = [[name.lower(), value[:1000]] for name, value in told.items() if "Date" not in name]
    made_by = f"{told.get('Creator', '')} {told.get('Producer', '')}"
    first = {"state": "fine", "pages": len(document), "properties": properties, "made_by": made_by[:300]}
    return first, document


def contents(file: BinaryIO) -> Iterator[dict[str, object]]:
    """First what the file is, with its properties; then its pages' texts; last, if all was read, how many words."""
    first, document = opened(file)
    yield first
    if document is not None:
        yield {"properties": [["XMP", text] for text in _xmp(file)]}
        yield from _pages(document)


def _pages(document: pdfium.PdfDocument) -> Iterator[dict[str, object]]:
    until, left, words = time.monotonic() + SECONDS_MOST, CHARACTERS_MOST, 0
    for number in range(len(document)):
        if number >= PAGES_MOST or left <= 0 or time.monotonic() > until:
            yield {"read": number}
            return
        try:
            page = document[number]
            text = page.get_textpage().get_text_range(errors="ignore")[:left]
        except pdfium.PdfiumError:
            continue
        left -= len(text)
        words += len(text.split())
        yield {
            "where": f"page {number + 1}",
            "first": number == 0,
            "text": text,
            "properties": _notes(page, number),
        }
        page.close()
    yield {"words": words}


def _notes(page: pdfium.PdfPage, number: int) -> list[list[str]]:
    """Comments that stick to the page: who wrote them, and what they say."""
    found = []
    for place in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), _NOTES_MOST)):
        note = pdfium_c.FPDFPage_GetAnnot(page, place)
        for key, label in ((b"T", "author of a comment"), (b"Contents", "comment")):
            value = _string(note, key)
            if value:
                found.append([f"{label} on page {number + 1}", value])
        pdfium_c.FPDFPage_CloseAnnot(note)
    return found


def _string(note: Any, key: bytes) -> str:
    buffer = (pdfium_c.FPDF_WCHAR * 1000)()
    size = pdfium_c.FPDFAnnot_GetStringValue(note, key, buffer, 2000)
    return bytes(buffer)[: max(0, min(size, 2000) - 2)].decode("utf-16-le", "ignore")


def _xmp(file: BinaryIO) -> list[str]:
    """The words of each set of XMP properties in the file, older ones included: PDFium does not read them."""
    found: list[str] = []
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for mark in _XMP.finditer(data):
            packet = _packet(data, mark.start())
            text = packet.decode("utf-8", "ignore")
            words = " ".join(" ".join([_TAG.sub(" ", text), *_QUOTED.findall(text)]).split())
            if words and words not in found:
                found.append(words)
            if len(found) == 10:  # noqa: PLR2004 - more is no honest file
                break
    return found


def _packet(data: mmap.mmap, start: int) -> bytes:
    near = data[start : start + 2000]
    if near.startswith(b"<x:"):
        return data[start : start + _XMP_MOST].partition(b"</x:xmpmeta>")[0]
    begun = re.search(rb"stream\r?\n", near)
    if begun is None:
        return b""
    body = data[start + begun.end() : start + begun.end() + _XMP_MOST]
    with suppress(zlib.error):
        return zlib.decompressobj().decompress(body, _XMP_MOST)
    return b""


def first_page(file: BinaryIO) -> bytes:
    """The first page as a PNG, 480 pixels wide, in shades of a small palette. Nothing if it cannot be drawn."""
    try:
        page = pdfium.PdfDocument(file)[0]
    except (pdfium.PdfiumError, IndexError, ValueError):
        return b""
    width, height = page.get_size()
    if width <= 0 or height <= 0 or height > 4 * width:
        return b""
    picture = page.render(scale=_PICTURE_WIDTH / width).to_pil().convert("RGB")
    target = io.BytesIO()
    picture.quantize(64).save(target, "PNG", optimize=True)
    return target.getvalue()
