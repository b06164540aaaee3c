"""The agenda as a print: its words, both clocks, and long ones on several pages."""

import io
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.test_programmes import HALF, MBALI, TOMAS, part, programme, room, slot
from tests.world import START
from wip import paths
from wip.adapters.font_characters import TEXT, characters
from wip.adapters.programme_pdfs import Print, drawn, printed
from wip.domain.calendar import EntryStatus
from wip.domain.programmes import Programme

ADDRESS = "https://wip.example.edu/sessions/spring/agenda/"


def agenda(**more: object) -> Programme:
    slots = (
        slot(1, abstract="Statutes forbid quotas.", commenters=("Piper Nakagawa",)),
        slot(2, START + HALF, MBALI, TOMAS),
        slot(3, START + 2 * HALF, status=EntryStatus.CANCELLED),
    )
    parts = (part("welcome", START - timedelta(minutes=10)), part("closing", START + 3 * HALF))
    return replace(programme(room(None, "", *parts, chairs=(TOMAS,)), slots=slots), **more)  # type: ignore[arg-type]


def pages_of(pdf: bytes) -> list[str]:
    from pypdf import PdfReader

    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_the_print_says_what_the_page_says() -> None:
    (text,) = pages_of(drawn(Print(agenda(), ADDRESS)))
    for words in (
        "Section on Criminal Justice Spring Session Thu 18 Mar 2027, 12:00–13:30 New York, UTC−4 Chair: Tomas Varga",
        "11:50–12:00 Welcome",
        "Paper 1 Presented by Mbali Abara (Northfield College of Law)",
        "Presented until 12:15; comments by Piper Nakagawa and the audience until 12:30",
        "Statutes forbid quotas.",
        "Paper 2 By Mbali Abara (Northfield College of Law), with Tomas Varga",
        "Cancelled Paper 3",
        f"{ADDRESS} 1 of 1",
    ):
        assert words in text


def test_another_clock_stands_beside() -> None:
    (text,) = pages_of(drawn(Print(agenda(), ADDRESS, "Australia/Sydney")))
    assert "Times in New York, and in Sydney (UTC+11)." in text
    assert "12:00–12:30 03:00–03:30 Sydney, next day Paper 1" in text


def test_a_date_that_is_not_confirmed_says_so() -> None:
    (text,) = pages_of(drawn(Print(agenda(status=EntryStatus.TENTATIVE), ADDRESS)))
    assert "The date is not confirmed yet." in text


def test_what_is_to_be_minded_of_clocks_stands_at_the_head() -> None:
    (text,) = pages_of(drawn(Print(agenda(), ADDRESS, "Europe/Paris", notes=("Paris is five hours ahead.",))))
    assert (
        text.index("and in Paris (UTC+1).") < text.index("Paris is five hours ahead.") < text.index("Welcome")
    )


def test_letters_that_the_print_lacks_are_said_once() -> None:
    whole, lacking = (
        pages_of(drawn(Print(programme(room(None, ""), slots=(slot(1, abstract=text),)), ADDRESS)))[0]
        for text in ("Zażółć αβγ и “quotes”", "משפט and 法律 and \N{SCALES}\ufe0f")
    )
    said = "stands for a letter that this print does not have. The agenda’s page shows it."
    assert (whole.count(said), lacking.count(said)) == (0, 1)


def test_the_font_s_own_table_says_which_characters_it_has() -> None:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it ships no types

    with TTFont(paths.static() / "vendor" / TEXT) as font:
        assert characters() == frozenset(font.getBestCmap())


def test_rooms_have_headings_and_long_agendas_several_pages() -> None:
    rooms = (room(None, "Room A"), room(7, "Room B", chairs=(TOMAS,)))
    slots = tuple(
        slot(n, START + n * HALF, abstract="One sentence. " * 60, room=name, sitting_id=id_)
        for n in range(8)
        for id_, name in ((None, "Room A"), (7, "Room B"))
    )
    pages = pages_of(drawn(Print(programme(*rooms, slots=slots), ADDRESS)))
    assert len(pages) > 2
    whole = " ".join(pages)
    assert "Thu 18 Mar 2027 · Room A" in whole
    assert "Thu 18 Mar 2027 · Room B Chair: Tomas Varga" in whole


def test_a_process_of_its_own_prints_the_same_bytes_at_any_time_and_the_tag_tells_prints_apart() -> None:
    content = Print(agenda(), ADDRESS)
    assert printed(content) == drawn(content) == drawn(Print(agenda(), ADDRESS))
    assert content.tag == Print(agenda(), ADDRESS).tag
    assert content.tag != Print(agenda(title="Another"), ADDRESS).tag


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
@settings(max_examples=15, deadline=None)
def test_no_text_makes_the_print_fail(text: str) -> None:
    found = programme(room(None, text), slots=(slot(1, abstract=text, commenters=(text,)),))
    assert drawn(Print(replace(found, title=text), ADDRESS)).startswith(b"%PDF-")
