"""A reader's name on each page of a copy: there on any page, and nothing else is changed."""

import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import settings_in
from tests.documents import pdf, typeset
from wip.adapters import files, pdf_marks
from wip.adapters.font_characters import characters
from wip.adapters.marked_copies import CannotMark, marked_copy
from wip.domain.circulation import mark_text, printable_name
from wip.settings import Settings

LINE = mark_text("Żółć Ønår Ελένη Жанна", "5 March 2027", "7F3K-9QZ2")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def copy_of(settings: Settings, content: bytes, line: str = LINE) -> bytes:
    stored = files._keep(settings, io.BytesIO(content), files.PDF, len(content), {})
    stream, size = marked_copy(settings, stored.storage_key, line)
    with stream:
        found = stream.read()
    assert len(found) == size
    return found


def pages_of(content: bytes) -> list[str]:
    document = pdfium.PdfDocument(content)
    return [page.get_textpage().get_text_range() for page in document]


def properties(content: bytes) -> dict[str, str]:
    """As another library than the one that wrote them reads them."""
    from pypdf import PdfReader

    return {name: str(value) for name, value in (PdfReader(io.BytesIO(content)).metadata or {}).items()}


def drawn(size: tuple[float, float], turned: int, box: tuple[float, ...] = (), content: bytes = b"") -> bytes:
    from pypdf import PdfWriter
    from pypdf.generic import NameObject, RectangleObject, StreamObject

    writer, target = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(*size)
    stream = StreamObject()
    stream._data = content or b"1 0 0 rg 20 20 40 40 re f"
    page[NameObject("/Contents")] = writer._add_object(stream)
    if turned:
        page.rotate(turned)
    if box:
        page.cropbox = RectangleObject(box)
    writer.write(target)
    return target.getvalue()


@pytest.mark.parametrize("count", [1, 100])
def test_each_page_has_the_line_and_keeps_its_own_words(settings: Settings, count: int) -> None:
    before = typeset(*[f"This is page {n}." for n in range(count)], author="Jo Ann")
    found = pages_of(copy_of(settings, before))
    assert [page.split("\r\n") for page in found] == [[f"This is page {n}.", LINE] for n in range(count)]


def test_the_properties_say_it_too_and_keep_what_they_said(settings: Settings) -> None:
    told = properties(copy_of(settings, typeset("One", author="Jo Ann")))
    assert (told["/Author"], told["/Subject"], told["/Producer"]) == ("Jo Ann", LINE, "pdfTeX-1.40.25")


def places(content: bytes) -> Iterator[tuple[float, float, float, float]]:
    """The box of the line on each page, as it is seen: left, bottom, right, top in shares of the page."""
    for page in pdfium.PdfDocument(content):
        picture = page.render(scale=2).to_pil().convert("L")
        width, height = picture.size
        lower = picture.crop((0, height // 2, width, height)).point(lambda x: 255 * (90 < x < 200))
        box = lower.getbbox()
        assert box is not None
        left, top, right, bottom = box
        yield (
            left / width,
            1 - (bottom + height // 2) / height,
            right / width,
            1 - (top + height // 2) / height,
        )


@pytest.mark.parametrize("size", [(595, 842), (842, 595), (612, 792), (300, 200), (2384, 3370)])
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_it_stands_at_the_foot_as_it_is_seen(
    settings: Settings, size: tuple[float, float], turned: int
) -> None:
    white = b"1 1 1 rg 0 0 10 10 re f"
    ((left, bottom, right, top),) = places(copy_of(settings, drawn(size, turned, content=white)))
    assert 0 < left < 0.5 < right < 1
    assert 0 < bottom < top < 0.12
    assert abs((left + right) / 2 - 0.5) < 0.02
    seen = size if turned in {0, 180} else size[::-1]
    assert (top - bottom) * seen[1] > 3.5  # points: readable


def test_what_is_cut_off_holds_no_line(settings: Settings) -> None:
    content = drawn((595, 842), 0, (100, 200, 400, 700), b"1 1 1 rg 0 0 10 10 re f")
    ((left, bottom, right, _),) = places(copy_of(settings, content))
    assert 0 < left < right < 1
    assert 0 < bottom < 0.1


def test_a_page_that_leaves_its_ground_changed_is_marked_as_any_other(settings: Settings) -> None:
    scaled = b"0.1 0 0 0.1 30 40 cm 1 1 1 rg 0 0 10 10 re f"
    ((left, bottom, right, top),) = places(copy_of(settings, drawn((595, 842), 0, content=scaled)))
    assert abs((left + right) / 2 - 0.5) < 0.02
    assert 0.005 < bottom < top < 0.05


def test_nothing_above_the_line_changes(settings: Settings) -> None:
    before = typeset("The text of the page.\nAnd more.")
    after = copy_of(settings, before)
    pictures = [pdfium.PdfDocument(each)[0].render(scale=1).to_pil().convert("L") for each in (before, after)]
    width, height = pictures[0].size
    above = [picture.crop((0, 0, width, height - 30)).tobytes() for picture in pictures]
    assert above[0] == above[1]


def test_a_file_that_only_forbids_changes_is_marked(settings: Settings) -> None:
    from pypdf import PdfWriter

    writer, target = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.encrypt(user_password="", owner_password="theirs")
    writer.write(target)
    assert pages_of(copy_of(settings, target.getvalue())) == [LINE]


@pytest.mark.parametrize("content", [pdf(password="secret"), b"%PDF-1.7 and nothing more", pdf()[:-400]])
def test_what_does_not_open_is_no_copy(settings: Settings, content: bytes) -> None:
    if content == pdf()[:-400]:
        content = content.replace(b"/Pages", b"/Pugas")
    with pytest.raises(CannotMark):
        copy_of(settings, content)


@pytest.mark.parametrize(("pages", "is_marked"), [(3, True), (4, False)])
def test_a_file_of_too_many_pages_is_refused_before_anything_is_drawn(
    monkeypatch: pytest.MonkeyPatch, pages: int, *, is_marked: bool
) -> None:
    monkeypatch.setattr(pdf_marks, "PAGES_MOST", 3)
    document, content, target = pdfium.PdfDocument.new(), io.BytesIO(), io.BytesIO()
    for _ in range(pages):
        document.new_page(595, 842)
    document.save(content)
    document.close()
    pdf_marks.mark(content, LINE, target)
    assert target.getvalue().endswith(pdf_marks.DONE) is is_marked


def test_a_file_that_is_not_there_is_not_there(settings: Settings) -> None:
    with pytest.raises(FileNotFoundError):
        marked_copy(settings, "ab" * 24, LINE)


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (("Zoë Ångström", "z@law.example.edu"), "Zoë Ångström"),
        (("李明", "li.ming@law.example.edu"), "li.ming@law.example.edu"),
        (("\u202eevil\u202c", "e@law.example.edu"), "evil"),
        (("", "e@law.example.edu"), "e@law.example.edu"),
        (("A\nB", "e@law.example.edu"), "A B"),
        (("李明", "李明@law.example.edu"), "??@law.example.edu"),
        (("", ""), "a reader"),
        (("N" * 200, ""), "N" * 69 + "…"),
        (("e\u0301lan", ""), "élan"),
    ],
)
def test_a_name_that_cannot_be_printed_gives_way_to_the_address(names: tuple[str, ...], shown: str) -> None:
    assert printable_name(names, characters()) == shown


@given(st.lists(st.text(max_size=300), max_size=3))
def test_whatever_the_name_one_printable_line_comes_of_it(names: list[str]) -> None:
    found = printable_name(names, characters())
    assert found
    assert len(found) <= 70
    assert {ord(c) for c in found} <= characters() | {ord("…")}


@pytest.mark.parametrize("name", ["(x) Tj ET Q", "\\) <</JS", "%%EOF", "a" * 70, "Ж" * 70])
def test_a_hostile_name_is_text_and_nothing_else(settings: Settings, name: str) -> None:
    line = mark_text(name, "5 March 2027", "7F3K-9QZ2")
    found = copy_of(settings, typeset("One"), line)
    assert pages_of(found) == [f"One\r\n{line}"]
    assert properties(found)["/Subject"] == line
