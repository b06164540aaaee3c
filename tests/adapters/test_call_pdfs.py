"""The call as a print: its words, its QR code, and characters that no font of ours has."""

import io
from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.adapters.test_call_texts import CALL
from wip.adapters.call_pdfs import drawn, printed
from wip.domain.call_contents import Lines, Part, Typed


def pages_of(pdf: bytes) -> list[str]:
    from pypdf import PdfReader

    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(pages_of(pdf)).split())


def test_the_print_says_what_the_page_says() -> None:
    text = words_of(drawn(CALL))
    for words in (
        "Call for papers: Spring Works-in-Progress Session",
        "Fri 29 Jan 2027, 17:00 New York (UTC-5)",
        "That is 16:00 Chicago, 15:00 Denver, 14:00 Los Angeles.",
        "At most 1 paper from each first author.",
        "Three papers on policing, punishment or procedure.",
        "https://wip.example.edu/sessions/spring/",
        "cj@law.example.edu",
    ):
        assert words in text


def test_a_process_of_its_own_prints_the_same_and_once() -> None:
    first = printed(CALL)
    assert words_of(first) == words_of(drawn(CALL))
    assert (len(first) < 60_000, printed(CALL) is first) == (True, True)


def test_the_code_is_drawn_in_the_corner() -> None:
    page = pypdfium2.PdfDocument(drawn(CALL))[0].render(scale=2).to_pil().convert("1")
    left, top, side = int(page.width * 0.77), int(page.height * 0.075), int(page.width * 0.13)
    code = page.crop((left, top, left + side, top + side))
    assert 0.3 < code.histogram()[0] / (code.width * code.height) < 0.7


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("Żółć, Ελλάδα, Жизнь", "Żółć, Ελλάδα, Жизнь"), ("漢字 and 🙂", "□□ and □"), ("a\u200db", "ab")],
)
def test_a_character_that_no_font_has_is_replaced_in_sight(typed: str, shown: str) -> None:
    assert shown in words_of(drawn(replace(CALL, about=typed)))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
@settings(max_examples=30)
def test_no_text_makes_the_print_fail(text: str) -> None:
    call = replace(
        CALL, title=text, about=text, parts=(Part("P", (Typed(text), Lines((text,)))),), contact=text
    )
    assert drawn(call).startswith(b"%PDF-")


def test_a_long_call_goes_on_to_the_next_page() -> None:
    long = Part("Terms", (Typed("One sentence follows the other. " * 300),))
    pages = pages_of(drawn(replace(CALL, parts=(long,))))
    assert [f"{number} of 3" in page for number, page in enumerate(pages, 1)] == [True, True, True]


def test_a_short_call_takes_two_pages_and_its_end_is_not_alone() -> None:
    parts = tuple(Part(f"Part {n}", (Lines(("One sentence of this part.",) * 3),)) for n in range(9))
    pages = pages_of(drawn(replace(CALL, parts=parts)))
    assert len(pages) == 2
    assert "Part 8" in pages[1]
