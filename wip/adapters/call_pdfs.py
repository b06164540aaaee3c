"""A call as a print: US Letter, our fonts, and a QR code of the address at which papers are submitted."""

import pickle
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from wip.adapters.call_texts import DOORS
from wip.adapters.font_characters import shown
from wip.adapters.markdown import blocks
from wip.adapters.prints import INK, LINE, MARGIN, SMALL, SOFT, draw_code, drawn_apart, opened
from wip.domain.call_contents import Block, Content, Lines, Moment, Moments, Part, Plain, Typed

if TYPE_CHECKING:
    from fpdf import FPDF

_CODE, _LABEL = 28.0, 54.0
_BODY = 10.0
_LEADING = 4.7
_KEPT = 4
"""So many lines at least stand under a heading before a page ends."""


@lru_cache(maxsize=16)
def printed(content: Content) -> bytes:
    """The PDF, made by a process of its own."""
    return drawn_apart("wip.adapters.call_pdfs", content)


def drawn(content: Content) -> bytes:
    """The PDF, made here."""
    pdf = opened(content.title, content.section_names, content.address)
    _head(pdf, content)
    if content.about.strip():
        _block(pdf, Typed(content.about))
    for part in content.parts:
        _part(pdf, part)
    _heading(pdf, "Questions", 1)
    _paragraph(pdf, content.contact)
    return bytes(pdf.output())


def _head(pdf: "FPDF", content: Content) -> None:
    beside = pdf.epw - _CODE - 8
    draw_code(pdf, content.address, pdf.w - MARGIN - _CODE, MARGIN, _CODE)
    pdf.set_text_color(*SOFT)
    _write(pdf, content.section_names, width=beside)
    pdf.set_font("serif", size=20)
    pdf.set_text_color(*INK)
    pdf.multi_cell(beside, 8.6, shown(content.title), align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(1)
    if content.notice:
        _write(pdf, content.notice, style="B", width=beside)
    _write(pdf, f"{DOORS}:", width=beside)
    pdf.set_font("text", "B", _BODY)
    pdf.multi_cell(
        beside,
        _LEADING,
        shown(content.address),
        align="L",
        link=content.address,
        new_x="LMARGIN",
        new_y="NEXT",
    )
    pdf.set_y(max(pdf.get_y(), MARGIN + _CODE) + 4)
    _rule(pdf)
    _moments(pdf, (content.when, content.deadline))
    _rule(pdf)


def _part(pdf: "FPDF", part: Part) -> None:
    _heading(pdf, part.heading)
    for number, block in enumerate(part.blocks):
        if number:
            pdf.ln(1.5)
        _block(pdf, block)


def _heading(pdf: "FPDF", text: str, kept: int = _KEPT) -> None:
    if pdf.will_page_break(9 + kept * _LEADING):
        pdf.add_page()
    pdf.ln(2.5)
    pdf.set_font("serif", size=12.5)
    pdf.set_text_color(*INK)
    pdf.cell(0, 7, shown(text), new_x="LMARGIN", new_y="NEXT")


def _block(pdf: "FPDF", block: Block) -> None:
    match block:
        case Typed(text):
            for is_point, words in blocks(text):
                _point(pdf, words) if is_point else _paragraph(pdf, words)
        case Lines(items):
            for item in items:
                _point(pdf, item)
        case Plain(text):
            _paragraph(pdf, text)
        case Moments(rows):
            _moments(pdf, rows)


def _paragraph(pdf: "FPDF", text: str) -> None:
    pdf.set_text_color(*INK)
    _write(pdf, text)
    pdf.ln(1.2)


def _point(pdf: "FPDF", text: str) -> None:
    pdf.set_text_color(*INK)
    pdf.set_font("text", size=_BODY)
    if pdf.will_page_break(_LEADING):
        pdf.add_page()
    pdf.cell(4.5, _LEADING, "•")
    _write(pdf, text, width=pdf.epw - 4.5)
    pdf.ln(0.6)


def _moments(pdf: "FPDF", rows: tuple[Moment, ...]) -> None:
    for row in rows:
        if pdf.will_page_break(3 * _LEADING):
            pdf.add_page()
        top = pdf.get_y()
        pdf.set_text_color(*SOFT)
        _write(pdf, row.label, width=_LABEL)
        below = pdf.get_y()
        pdf.set_xy(MARGIN + _LABEL + 2, top)
        pdf.set_text_color(*INK)
        _write(pdf, row.text, style="B" if row.label in {"Deadline", "Session"} else "", width=0)
        if row.more:
            pdf.set_x(MARGIN + _LABEL + 2)
            pdf.set_text_color(*SOFT)
            _write(pdf, row.more, size=SMALL)
        pdf.set_y(max(pdf.get_y(), below) + 1)


def _rule(pdf: "FPDF") -> None:
    pdf.set_draw_color(*LINE)
    pdf.line(MARGIN, pdf.get_y(), pdf.w - MARGIN, pdf.get_y())
    pdf.ln(3)


def _write(pdf: "FPDF", text: str, *, style: Any = "", size: float = _BODY, width: float = 0) -> None:
    pdf.set_font("text", style, size)
    pdf.multi_cell(width, _LEADING, shown(text), align="L", new_x="LMARGIN", new_y="NEXT")


if __name__ == "__main__":
    sys.stdout.buffer.write(drawn(pickle.load(sys.stdin.buffer)))  # noqa: S301 - written by `printed`
