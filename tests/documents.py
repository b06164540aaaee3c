"""Files as people send them: sound ones, and ones that are not what they claim."""

import io
import zipfile


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
