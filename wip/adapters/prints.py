"""Prints: our fonts in a PDF, and a process of its own to draw it."""

import pickle
import subprocess
import sys
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING

from wip import paths
from wip.adapters.font_characters import TEXT, shown

if TYPE_CHECKING:
    from fpdf import FPDF

BOLD, SERIF = "inter-4.1.1-600.ttf", "wip-serif-5.3.1-600.ttf"

INK, SOFT, LINE = (26, 29, 33), (88, 96, 105), (201, 196, 184)
MARGIN = 18.0
SMALL = 8.5

_SECONDS_MOST = 60
_one_at_a_time = Lock()


def drawn_apart(module: str, content: object) -> bytes:
    """The PDF that `module`, run as a program, draws of the content: its libraries would weigh 30 MB in each web process."""
    with _one_at_a_time:
        done = subprocess.run(  # noqa: S603 - our own program, with modules that we name
            [sys.executable, "-m", module],
            input=pickle.dumps(content),
            stdout=subprocess.PIPE,
            cwd=paths.PACKAGE.parent,
            timeout=_SECONDS_MOST,
            check=True,
        )
    return done.stdout


def opened(title: str, author: str, footer: str, made_at: datetime | None = None) -> "FPDF":
    """A document of US Letter pages, the first one begun, with a line and the page's number at the foot of each.

    With `made_at`, which it gives as its date, the same content gives the same bytes; without, its date is now.
    """
    from fpdf import FPDF

    foot = shown(footer)

    class Print(FPDF):
        def footer(self) -> None:
            self.set_y(-14)
            self.set_font("text", size=SMALL)
            self.set_text_color(*SOFT)
            self.cell(self.epw - 24, 5, foot)
            self.cell(24, 5, f"{self.page_no()} of {{nb}}", align="R")

    pdf = Print(format="letter")
    add_fonts(pdf)
    pdf.set_margin(MARGIN)
    pdf.set_auto_page_break(auto=True, margin=18)
    pdf.set_title(shown(title))
    pdf.set_author(shown(author))
    pdf.set_lang("en")
    if made_at:
        pdf.set_creation_date(made_at)
    pdf.add_page()
    return pdf


def draw_code(pdf: "FPDF", address: str, left: float, top: float, side: float) -> None:
    """The address as a QR code, drawn as strips, so that it stays sharp at any size."""
    import segno

    matrix = segno.make(address, error="m", micro=False).matrix
    size = side / len(matrix)
    pdf.set_fill_color(*INK)
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            width = next((n for n, dark in enumerate(row[x:]) if not dark), len(row) - x)
            if width:
                # A hair wider than its place: neighbours leave no white line between them.
                pdf.rect(left + x * size, top + y * size, width * size + 0.02, size + 0.02, style="F")
            x += max(width, 1)


def add_fonts(pdf: "FPDF") -> None:
    """The families "text", also bold, and "serif"."""
    folder = paths.static() / "vendor"
    pdf.add_font("text", "", folder / TEXT)
    pdf.add_font("text", "B", folder / BOLD)
    pdf.add_font("serif", "", folder / SERIF)
    pdf.set_fallback_fonts(["text"], exact_match=False)
