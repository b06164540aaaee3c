"""A line of small print at the foot of each page of a PDF, and in its properties. Runs apart: see `apart_jobs`.

The text is drawn by PDFium with a font of ours, as objects of the page: what was on the page stays as it is.
"""

import ctypes
import re
from collections.abc import Mapping
from typing import Any, BinaryIO

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from wip import paths

FONT = "inter-4.1.1-400.ttf"
DONE = b"\n%wip: whole\n"
"""Comes after the last byte: without it the process was ended half-way."""

_GREY = 117
"""As far from white as from black: the line can be read on a slide with a dark ground too."""

_SIZE, _EDGE, _SIDE = 7.0, 14.0, 14.0
_USUAL = 595.0
"""The short side of A4 in points; larger pages get a larger line."""

PAGES_MOST = 500
"""A file of more pages is refused before anything is drawn: twice as many already take longer than a job may."""

_TAIL_BYTES = 4096
_TRAILER = re.compile(rb"trailer\s*<<(.*)>>\s*startxref\s*(\d+)\s*%%EOF\s*$", re.DOTALL)
_ROOT = re.compile(rb"/Root\s+\d+\s+\d+\s+R")
_INFO = re.compile(rb"/Info\s+(\d+)\s+0\s+R")
_SIZE_OF = re.compile(rb"/Size\s+(\d+)")


class _Poured:
    """Passes on what is written, and remembers how much it was and how it ended."""

    def __init__(self, target: BinaryIO) -> None:
        self.target, self.length, self.tail = target, 0, b""

    def write(self, part: Any) -> int:
        """As a file's."""
        data = bytes(part)
        self.target.write(data)
        self.length += len(data)
        self.tail = (self.tail + data)[-_TAIL_BYTES:]
        return len(data)


def mark(file: BinaryIO, line: str, target: BinaryIO) -> None:
    """Write the file with `line` on each page to `target`, then `DONE`. Nothing comes of one that does not open or is too long."""
    try:
        document = pdfium.PdfDocument(file)
        if len(document) > PAGES_MOST:
            return
        _draw_on_all(document, line)
    except (pdfium.PdfiumError, ValueError):
        return
    poured = _Poured(target)
    document.save(poured, flags=pdfium_c.FPDF_REMOVE_SECURITY)
    told = document.get_metadata_dict(skip_empty=True)
    target.write(_properties(poured, told | {"Subject": line}))
    target.write(DONE)


def _draw_on_all(document: pdfium.PdfDocument, line: str) -> None:
    data = (paths.static() / "vendor" / FONT).read_bytes()
    held = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
    font = pdfium_c.FPDFText_LoadFont(document, held, len(data), pdfium_c.FPDF_FONT_TRUETYPE, 1)
    if not font or not len(document):
        raise ValueError("nothing to draw with, or on")
    for number in range(len(document)):
        page = document[number]
        _draw_on(document, page, font, line)
        page.close()


def _draw_on(document: pdfium.PdfDocument, page: pdfium.PdfPage, font: Any, line: str) -> None:
    left, bottom, right, top = _shown_part(page)
    turned = page.get_rotation()
    width, height = right - left, top - bottom
    if turned in {90, 270}:
        width, height = height, width
    text = _text(document, font, line)
    size = max(1.0, min(width, height) / _USUAL)
    length = _length(text)
    size = min(size, (width - 2 * _SIDE * min(1.0, width / _USUAL)) / length)
    x, y = (width - length * size) / 2, min(_EDGE * max(size, 0.5), height / 4)
    placed: Mapping[int, tuple[float, ...]] = {
        0: (size, 0, 0, size, left + x, bottom + y),
        90: (0, size, -size, 0, right - y, bottom + x),
        180: (-size, 0, 0, -size, right - x, top - y),
        270: (0, -size, size, 0, left + y, top - x),
    }
    pdfium_c.FPDFPageObj_Transform(text, *placed[turned])
    pdfium_c.FPDFPage_InsertObject(page, text)
    if not pdfium_c.FPDFPage_GenerateContent(page):
        raise ValueError("the page cannot be written")


def _shown_part(page: pdfium.PdfPage) -> tuple[float, float, float, float]:
    """What a reader sees of the page: its crop box, as far as it lies on the page."""
    whole, cut = page.get_mediabox(), page.get_cropbox()
    left, bottom = max(whole[0], cut[0]), max(whole[1], cut[1])
    right, top = min(whole[2], cut[2]), min(whole[3], cut[3])
    return (left, bottom, right, top) if right > left and top > bottom else whole


def _text(document: pdfium.PdfDocument, font: Any, line: str) -> Any:
    text = pdfium_c.FPDFPageObj_CreateTextObj(document, font, _SIZE)
    wide = line.encode("utf-16-le") + b"\0\0"
    pdfium_c.FPDFText_SetText(text, (pdfium_c.FPDF_WCHAR * (len(wide) // 2)).from_buffer_copy(wide))
    pdfium_c.FPDFPageObj_SetFillColor(text, _GREY, _GREY, _GREY, 255)
    # Not part of what the page says: programs that read aloud pass over it.
    pdfium_c.FPDFPageObj_AddMark(text, b"Artifact")
    return text


def _length(text: Any) -> float:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium_c.FPDFPageObj_GetBounds(text, left, bottom, right, top)
    return max(1.0, right.value)


def _properties(poured: _Poured, told: Mapping[str, str]) -> bytes:
    """The properties as an update at the end of the file, which PDFium cannot write; nothing where its end is not as usual."""
    found = _TRAILER.search(poured.tail)
    root, size = (_ROOT.search(found[1]), _SIZE_OF.search(found[1])) if found else (None, None)
    if found is None or root is None or size is None:
        return b""
    info = _INFO.search(found[1])
    number = int(info[1]) if info else int(size[1])
    words = b" ".join(b"/%s %s" % (name.encode(), _string(value)) for name, value in told.items() if value)
    body = b"\n%d 0 obj\n<<%s>>\nendobj\n" % (number, words)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, poured.length + 1)
    trailer = b"trailer\n<<%s/Info %d 0 R/Size %d/Prev %s>>\n" % (
        root[0],
        number,
        max(int(size[1]), number + 1),
        found[2],
    )
    return body + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (poured.length + len(body))


def _string(value: str) -> bytes:
    return b"<%s>" % (b"\xfe\xff" + value[:1000].encode("utf-16-be", "ignore")).hex().encode()
