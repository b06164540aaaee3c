"""Files as people send them: sound ones, and ones that are not what they claim."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from xml.sax.saxutils import escape


def pdf(pages: int = 2, password: str = "") -> bytes:
    """A PDF of empty pages, locked if a password is given."""
    from pypdf import PdfWriter

    writer, target = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    if password:
        writer.encrypt(password)
    writer.write(target)
    return target.getvalue()


def word(*, document: bool = True) -> bytes:
    """A Word file, or an archive that only claims to be one."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml" if document else "notes.txt", "<document/>")
    return target.getvalue()


PROGRAM = b"MZ\x90\x00" + b"\x00" * 400 + b"This program cannot be run in DOS mode."
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100


def typeset(*pages: str, author: str = "", xmp: str = "") -> bytes:
    """A PDF as pdfTeX writes it: version 1.5, its objects packed in an object stream, its table in another."""
    shown = [
        zlib.compress(f"BT /F1 11 Tf 72 720 Td 14 TL {_lines(page)} ET".encode("cp1252")) for page in pages
    ]
    count, first = len(pages), 6
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(count))
    packed = {
        1: "<</Type/Catalog/Pages 2 0 R" + ("/Metadata 5 0 R" if xmp else "") + ">>",
        2: f"<</Type/Pages/Count {count}/Kids[{kids}]>>",
        3: "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>",
        4: f"<</Author({author})/Creator(LaTeX with hyperref)/Producer(pdfTeX-1.40.25)>>",
    } | {
        first + 2 * n: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>"
        f"/Contents {first + 2 * n + 1} 0 R>>"
        for n in range(count)
    }
    streams = {first + 2 * n + 1: ("/Filter/FlateDecode", content) for n, content in enumerate(shown)}
    if xmp:
        streams[5] = ("/Type/Metadata/Subtype/XML", xmp.encode())
    return _packed(packed, streams)


def _lines(page: str) -> str:
    lines = (line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") for line in page.split("\n"))
    return " ".join(f"({line}) Tj T*" for line in lines)


def _packed(packed: dict[int, str], streams: dict[int, tuple[str, bytes]]) -> bytes:
    target, places, holder = io.BytesIO(b""), {}, max(*packed, *streams) + 1
    target.write(b"%PDF-1.5\n%\xd0\xd4\xc5\xd8\n")
    offsets, body = [], ""
    for number, text in packed.items():
        offsets.append(f"{number} {len(body)}")
        body += text + "\n"
    head = " ".join(offsets) + " "
    objects = zlib.compress((head + body).encode())
    streams = {
        **streams,
        holder: (f"/Type/ObjStm/N {len(packed)}/First {len(head)}/Filter/FlateDecode", objects),
    }
    for number, (words, content) in streams.items():
        places[number] = target.tell()
        target.write(b"%d 0 obj\n<<%s/Length %d>>\nstream\n" % (number, words.encode(), len(content)))
        target.write(content + b"\nendstream\nendobj\n")
    start, size, order = target.tell(), holder + 2, list(packed)
    rows = b"\0" + bytes(4) + b"\0"
    for number in range(1, size):
        if number in packed:
            rows += struct.pack(">BIB", 2, holder, order.index(number))
        else:
            rows += (
                struct.pack(">BIB", 1, places.get(number, start), 0)
                if number in places or number > holder
                else bytes(6)
            )
    table = zlib.compress(rows)
    words = f"/Type/XRef/Size {size}/W[1 4 1]/Root 1 0 R/Info 4 0 R/Filter/FlateDecode/Length {len(table)}"
    target.write(
        b"%d 0 obj\n<<%s>>\nstream\n" % (holder + 1, words.encode()) + table + b"\nendstream\nendobj\n"
    )
    target.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return target.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def written(*paragraphs: str, parts: Mapping[str, str] | None = None) -> bytes:
    """A Word file of these paragraphs; "\\f" at the beginning of one starts a page. `parts` are further files in it."""
    body = "".join(
        "<w:p>"
        + ("<w:r><w:lastRenderedPageBreak/></w:r>" if text.startswith("\f") else "")
        + f"<w:r><w:t>{escape(text.strip())}</w:t></w:r></w:p>"
        for text in paragraphs
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>")
        for name, content in (parts or {}).items():
            archive.writestr(name, content.replace(">", f" {_W}>", 1))
    return target.getvalue()


def picture() -> bytes:
    """A PNG of one grey square."""
    from PIL import Image

    target = io.BytesIO()
    Image.new("L", (8, 8), 128).save(target, "PNG")
    return target.getvalue()
