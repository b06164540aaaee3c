"""A published agenda as a print: US Letter, our fonts, and a QR code of its page."""

import hashlib
import pickle
import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from wip.adapters.font_characters import REPLACEMENT, lacks, shown
from wip.adapters.prints import INK, LINE, MARGIN, SMALL, SOFT, draw_code, drawn_apart, opened
from wip.domain.calendar import EntryStatus
from wip.domain.programmes import Item, Named, Programme, ProgrammeRoom, ProgrammeSlot, RoomFacts, clock_words
from wip.domain.zones import city, clocks, clocks_there, day_words, offset_words

if TYPE_CHECKING:
    from fpdf import FPDF

_CODE, _TIMES = 28.0, 36.0
_BODY, _LEADING = 10.0, 4.7
_KEPT = 7 * _LEADING
"""A slot begins on a page only where so much of it has room."""

_STANDING = {
    EntryStatus.TENTATIVE: "The date is not confirmed yet.",
    EntryStatus.CANCELLED: "This session is cancelled.",
}


_LACKS = f"{REPLACEMENT} stands for a letter that this print does not have. The agenda’s page shows it."


@dataclass(frozen=True)
class Print:
    """What is printed: the agenda, the address of its page, and the zone whose clock stands beside (empty for none).

    `is_lost` where a zone was asked for that there is none of; `notes` on how far apart the clocks lie.
    """

    programme: Programme
    address: str
    zone: str = ""
    is_lost: bool = False
    notes: tuple[str, ...] = ()

    @property
    def tag(self) -> str:
        """What tells this print from every other."""
        return hashlib.sha256(f"3 {self!r}".encode()).hexdigest()[:32]


@lru_cache(maxsize=16)
def printed(content: Print) -> bytes:
    """The PDF, made by a process of its own."""
    return drawn_apart("wip.adapters.programme_pdfs", content)


def drawn(content: Print) -> bytes:
    """The PDF, made here."""
    found = content.programme
    pdf = opened(
        f"Agenda: {found.title}",
        ", ".join(found.sections),
        content.address,
        found.changed_at or found.starts_at,
    )
    _head(pdf, content)
    for room in found.rooms:
        if len(found.rooms) > 1:
            _heading(pdf, room, names_chairs=not found.chairs)
        for item in room.items:
            _item(pdf, item, found.zone, content.zone)
    return bytes(pdf.output())


def _head(pdf: "FPDF", content: Print) -> None:
    found, beside = content.programme, pdf.epw - _CODE - 8
    draw_code(pdf, content.address, pdf.w - MARGIN - _CODE, MARGIN, _CODE)
    _write(pdf, ", ".join(found.sections), soft=True, width=beside)
    pdf.set_font("serif", size=20)
    pdf.set_text_color(*INK)
    pdf.multi_cell(beside, 8.6, shown(found.title), align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(1)
    for line, each in zip(found.when, found.dates, strict=True):
        _write(pdf, f"{line}, {_offsets(each, found.zone)}", style="B", width=beside)
    if found.status in _STANDING:
        _write(pdf, _STANDING[found.status], width=beside)
    if found.chairs:
        _write(pdf, _chairs(found.chairs), width=beside)
    if content.zone:
        there = f"{city(content.zone)} ({offset_words(content.zone, found.starts_at)})"
        _write(pdf, f"Times in {city(found.zone)}, and in {there}.", soft=True, width=beside)
    elif content.is_lost:
        lost = f"The zone asked for is not in our list: times are those of {city(found.zone)}."
        _write(pdf, lost, soft=True, width=beside)
    for note in content.notes:
        _write(pdf, note, width=beside)
    if lacks(found.typed):
        _write(pdf, _LACKS, soft=True, width=beside)
    pdf.set_y(max(pdf.get_y(), MARGIN + _CODE) + 4)


def _offsets(room: RoomFacts, zone: str) -> str:
    """As "UTC−4"; both where clocks change meanwhile."""
    both = dict.fromkeys(offset_words(zone, each) for each in (room.starts_at, room.ends_at))
    return ", then ".join(both)


def _heading(pdf: "FPDF", room: ProgrammeRoom, *, names_chairs: bool) -> None:
    if pdf.will_page_break(12 + _KEPT):
        pdf.add_page()
    pdf.ln(3)
    pdf.set_font("serif", size=12.5)
    pdf.set_text_color(*INK)
    words = f"{day_words(room.day)} · {room.name}" if room.name else day_words(room.day)
    pdf.multi_cell(0, 6, shown(words), align="L", new_x="LMARGIN", new_y="NEXT")
    if names_chairs and room.chairs:
        _write(pdf, _chairs(room.chairs), soft=True)
    pdf.ln(1.5)


def _item(pdf: "FPDF", item: Item, zone: str, reader: str) -> None:
    is_slot = isinstance(item, ProgrammeSlot)
    if pdf.will_page_break(_KEPT if is_slot else 3 * _LEADING):
        pdf.add_page()
    pdf.set_draw_color(*LINE)
    pdf.line(MARGIN, pdf.get_y(), pdf.w - MARGIN, pdf.get_y())
    pdf.ln(2.5)
    top, page = pdf.get_y(), pdf.page
    below = _times(pdf, item, zone, reader)
    pdf.set_xy(MARGIN + _TIMES, top)
    # What goes on to another page goes on beside the times, not under them.
    pdf.set_left_margin(MARGIN + _TIMES)
    if isinstance(item, ProgrammeSlot):
        _slot(pdf, item, zone)
    else:
        _write(pdf, item.name, style="B")
    pdf.set_left_margin(MARGIN)
    pdf.set_xy(MARGIN, max(pdf.get_y(), below) if pdf.page == page else pdf.get_y())
    pdf.ln(2.5)


def _times(pdf: "FPDF", item: Item, zone: str, reader: str) -> float:
    both = (item.starts_at, item.ends_at)
    _write(pdf, clock_words(item, zone), style="B", width=_TIMES - 3)
    there = clocks_there(both, zone, reader) if reader else ""
    if there:
        _write(pdf, there, size=SMALL, soft=True, width=_TIMES - 3)
    return float(pdf.get_y())


def _slot(pdf: "FPDF", slot: ProgrammeSlot, zone: str) -> None:
    if slot.cancelled:
        _write(pdf, "Cancelled", style="B", size=SMALL)
        _write(pdf, slot.title, strike=True)
        return
    _write(pdf, slot.title, style="B", size=_BODY + 1)
    _write(pdf, _byline(slot))
    turns = clocks((slot.turns_at,), zone)
    names = (
        f"; comments by {', '.join(slot.commenters)} and the audience" if slot.commenters else "; comments"
    )
    _write(
        pdf, f"Presented until {turns}{names} until {clocks((slot.ends_at,), zone)}", size=SMALL, soft=True
    )
    if slot.abstract.strip():
        pdf.ln(0.8)
        for paragraph in slot.abstract.splitlines():
            if paragraph.strip():
                _write(pdf, paragraph, size=SMALL + 0.5)


def _byline(slot: ProgrammeSlot) -> str:
    if slot.presenter:
        return f"Presented by {_person(slot.presenter)}"
    first, *others = [_person(each) for each in slot.authors] or [""]
    return f"By {first}, with {', '.join(others)}" if others else ""


def _chairs(named: tuple[Named, ...]) -> str:
    return f"{'Chair' if len(named) == 1 else 'Chairs'}: {', '.join(_person(each) for each in named)}"


def _person(named: Named) -> str:
    return f"{named.name} ({named.affiliation})" if named.affiliation else named.name


def _write(
    pdf: "FPDF",
    text: str,
    *,
    style: Any = "",
    size: float = _BODY,
    width: float = 0,
    soft: bool = False,
    strike: bool = False,
) -> None:
    pdf.set_font("text", f"{style}S" if strike else style, size)
    pdf.set_text_color(*(SOFT if soft or strike else INK))
    pdf.multi_cell(width, size * _LEADING / _BODY, shown(text), align="L", new_x="LMARGIN", new_y="NEXT")


if __name__ == "__main__":
    sys.stdout.buffer.write(drawn(pickle.load(sys.stdin.buffer)))  # noqa: S301 - written by `printed`
