"""A commenter's certificate as one printed page."""

import pickle
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

from wip.adapters.font_characters import shown
from wip.adapters.prints import add_fonts, drawn_apart
from wip.domain.certificates import Certificate

if TYPE_CHECKING:
    from fpdf import FPDF

_INK, _SOFT, _LINE = (26, 29, 33), (88, 96, 105), (201, 196, 184)
_MARGIN = 32.0


@lru_cache(maxsize=16)
def printed(certificate: Certificate) -> bytes:
    """The PDF, US Letter, made by a process of its own."""
    return drawn_apart("wip.adapters.certificates", certificate)


def drawn(certificate: Certificate) -> bytes:
    """The PDF, made here."""
    from fpdf import FPDF

    pdf = FPDF(format="letter")
    add_fonts(pdf)
    pdf.set_margin(_MARGIN)
    pdf.set_auto_page_break(auto=True, margin=_MARGIN)
    pdf.set_title(shown(f"Certificate: {certificate.person}, {certificate.session}"))
    pdf.set_author(shown(certificate.section))
    pdf.set_lang("en")
    pdf.add_page()
    _frame(pdf)
    _line(pdf, certificate.section, size=10, soft=True, below=16)
    _line(pdf, "Certificate", font="serif", size=30, below=14)
    _line(pdf, "This is to certify that", size=11, soft=True, below=4)
    _line(pdf, certificate.person, font="serif", size=20, below=2)
    _line(pdf, certificate.affiliation, size=11, soft=True, below=8)
    _line(pdf, certificate.sentence, size=11, below=6)
    for title, byline, read in certificate.done:
        _line(pdf, f"“{title}”", size=12, style="B", below=0.5)
        _line(pdf, byline, size=10, soft=True, below=0.5 if read else 5)
        _line(pdf, read, size=10, soft=True, below=5)
    _line(pdf, "at", size=11, soft=True, below=2)
    _line(pdf, certificate.session, font="serif", size=14, below=2)
    _line(pdf, certificate.when, size=11, below=16)
    _line(pdf, certificate.signed_by, size=11, style="B", below=0.5)
    _line(pdf, f"for the {certificate.section}, {certificate.issued}", size=10, soft=True, below=0)
    return bytes(pdf.output())


def _frame(pdf: "FPDF") -> None:
    edge = _MARGIN / 2
    pdf.set_draw_color(*_LINE)
    pdf.set_line_width(0.4)
    pdf.rect(edge, edge, pdf.w - 2 * edge, pdf.h - 2 * edge)
    pdf.set_y(_MARGIN + 8)


def _line(
    pdf: "FPDF",
    text: str,
    *,
    size: float,
    below: float,
    font: str = "text",
    style: str = "",
    soft: bool = False,
) -> None:
    if not text:
        return
    pdf.set_font(font, style, size)
    pdf.set_text_color(*(_SOFT if soft else _INK))
    pdf.multi_cell(0, size * 0.5, shown(text), align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(below)


if __name__ == "__main__":
    sys.stdout.buffer.write(drawn(pickle.load(sys.stdin.buffer)))  # noqa: S301 - written by `printed`
