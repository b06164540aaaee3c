"""What is read out of files, sound ones and hostile ones."""

import io
import json
import socket
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import documents
from tests.conftest import settings_in
from wip.adapters import apart, files, first_pages
from wip.adapters.files import DOC, DOCX, PDF, PNG
from wip.domain.papers import AuthorFacts
from wip.domain.refusals import Refusal
from wip.services.anonymity import findings
from wip.settings import Settings

MBALI = AuthorFacts("Mbali Abara", "Northfield College of Law", "mbali.abara@law.example.edu")
LATEX = "In LaTeX: leave pdfauthor out of \\hypersetup, compile again, and choose the new file."
WORD = (
    "In Word: File, Info, Check for Issues, Inspect Document; remove properties, comments and accepted changes; "
    "save, and choose the file again."
)
NO_TEXT = "This PDF has no text that a program can read; it may be a scan. See to it yourself that its pages name no author."
UNREADABLE = (
    "This file could not be checked for names: see to it yourself that nothing in it names an author."
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def told(settings: Settings, content: bytes, kind: str = PDF) -> list[str]:
    """What is found in a file that lies in storage, whether or not it would have been let in."""
    key = "ab" * 24
    files.remove(settings, key)
    files.put(settings, key, io.BytesIO(content))
    return findings(settings, key, kind, [MBALI])


def test_a_paper_made_with_latex_is_read_to_its_properties(settings: Settings) -> None:
    xmp = "<x:xmpmeta><dc:creator><rdf:li>Abara, M.</rdf:li></dc:creator></x:xmpmeta>"
    content = documents.typeset("Informal Targets", "See M. Abara (2024).", author="Mbali Abara", xmp=xmp)
    assert told(settings, content) == [
        f"The file’s properties name Mbali Abara (author: “Mbali Abara”). {LATEX}",
        f"The file’s properties name Mbali Abara (XMP: “Abara, M.”). {LATEX}",
        "The text has the name Mbali Abara: page 2. Take it out of the text.",
    ]
    assert told(settings, documents.typeset("Informal Targets", "See Varga (2024).")) == []


def test_a_word_file_is_read_to_its_last_comment(settings: Settings) -> None:
    parts = {
        "docProps/core.xml": "<cp><creator>M. Abara</creator><lastModifiedBy>mabara</lastModifiedBy></cp>",
        "docProps/app.xml": "<Properties><Company>Northfield College of Law</Company></Properties>",
        "docProps/custom.xml": "<Properties><property><v>Mbali Abara</v></property></Properties>",
        "word/comments.xml": '<w:comments><w:comment w:author="Mbali Abara"><w:p/></w:comment></w:comments>',
        "word/header1.xml": "<w:hdr><w:p><w:r><w:t>Abara, Mbali</w:t></w:r></w:p></w:hdr>",
        "word/footnotes.xml": "<w:f><w:p><w:r><w:t>In my earlier work, Abara (2024)</w:t></w:r></w:p></w:f>",
    }
    content = documents.written("Informal Targets", "\fmbali.abara@law.example.edu", parts=parts)
    named, own = (
        "The file’s properties name Mbali Abara",
        "The text speaks of work by Mbali Abara as the writer’s own",
    )
    assert told(settings, content, DOCX) == [
        f"{named} (author: “M. Abara”). {WORD}",
        f"{named} (last modified by: “mabara”). {WORD}",
        f"The file’s properties have “Northfield College of Law” (company). {WORD}",
        f"{named} (own property: “Mbali Abara”). {WORD}",
        f"{named} (author of a comment: “Mbali Abara”). {WORD}",
        "The text has the name Mbali Abara: a page header. Take it out of the text.",
        f"{own}: a footnote. Write of your own work as if it were somebody else’s.",
        "The text has the address mbali.abara@law.example.edu: about page 2. Take it out of the text.",
    ]
    assert told(settings, documents.written("Informal Targets"), DOCX) == []


def test_what_cannot_be_checked_says_so(settings: Settings) -> None:
    assert [sentence.split(".")[0] for sentence in told(settings, b"\xd0\xcf\x11\xe0", DOC)] == [
        "An old Word file (",
    ]
    assert told(settings, documents.pdf(2)) == [NO_TEXT]
    for content in (b"", b"%PDF-1.7\n", documents.pdf(password="secret"), documents.PROGRAM):
        assert told(settings, content) == [UNREADABLE]
    assert findings(settings, "cd" * 24, PDF, [MBALI]) == [UNREADABLE]


def _bomb(part: str, megabytes: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        if part != "word/document.xml":
            archive.writestr("word/document.xml", "<document/>")
        with archive.open(part, "w") as file:
            file.write(b"<d><p><t>Mbali Abara</t></p><p><t>")
            for _ in range(megabytes):
                file.write(b"a" * 1_048_576)
            file.write(b"</t></p></d>")
    return target.getvalue()


LAUGHS = (
    '<!DOCTYPE d [<!ENTITY a "haha">'
    + "".join(f'<!ENTITY {chr(97 + n)} "{f"&{chr(96 + n)};" * 10}">' for n in range(1, 10))
    + "]><d><p><t>&j;</t></p></d>"
)


def _laughing() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", LAUGHS)
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        _bomb("word/document.xml", 200),
        _bomb("docProps/core.xml", 200),
        _bomb("word/header1.xml", 200),
        _laughing(),
    ],
    ids=["document", "properties", "header", "entities"],
)
def test_an_archive_that_explodes_costs_a_moment_and_no_memory(settings: Settings, content: bytes) -> None:
    began = time.monotonic()
    stored = files.store_draft(settings, io.BytesIO(content))
    assert stored.content_type == DOCX
    findings(settings, stored.storage_key, DOCX, [MBALI])
    assert time.monotonic() - began < 10


def _loop() -> bytes:
    """A tree of pages that bites its own tail, and claims a million pages."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 1000000/Kids[2 0 R 2 0 R 3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Pages/Parent 2 0 R/Count 999999/Kids[2 0 R 3 0 R]>>endobj\n"
        b"trailer<</Root 1 0 R/Size 4>>\n%%EOF"
    )


def _deep() -> bytes:
    content = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj" + b"[" * 200_000 + b"]" * 200_000
    )
    return content + b"endobj\ntrailer<</Root 1 0 R/Size 3>>\n%%EOF"


def _endless_page() -> bytes:
    """A page that draws itself within itself."""
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 4 0 R>>>>/Length 12>>"
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</F 4 0 R>>>>>>endobj\n"
        b"4 0 obj" + form + b"stream\n/F Do /F Do \nendstream endobj\n"
        b"trailer<</Root 1 0 R/Size 5>>\n%%EOF"
    )


def _outcome(settings: Settings, content: bytes) -> str:
    try:
        stored = files.store_draft(settings, io.BytesIO(content))
    except Refusal as no:
        return no.sentence
    return str(first_pages.make(settings, stored.storage_key, PDF)["preview"])


@pytest.mark.parametrize("content", [_loop(), _deep(), _endless_page()], ids=["loop", "deep", "endless"])
def test_a_pdf_without_end_is_refused_or_read_and_never_hangs(settings: Settings, content: bytes) -> None:
    began = time.monotonic()
    outcome = _outcome(settings, content)
    assert outcome in {
        "This PDF is damaged and does not open. Make it again and try once more.",
        "picture",
        "none",
    }
    assert time.monotonic() - began < 25


def test_work_apart_is_ended_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    assert apart.ask("read-pdf", io.BytesIO(b"no pdf")) == b'{"state": "damaged"}\n'
    assert apart.ask("no-such-job", io.BytesIO(b"")) == b""
    monkeypatch.setattr(apart, "_SECONDS", 0.001)
    assert apart.ask("read-pdf", io.BytesIO(documents.pdf())) == b""


def test_a_server_that_is_gone_is_started_again() -> None:
    assert apart.ask("open-pdf", io.BytesIO(documents.pdf())).startswith(b'{"state": "fine"')
    assert apart._channel is not None
    apart._channel[1].shutdown(socket.SHUT_RDWR)
    assert apart.ask("open-pdf", io.BytesIO(documents.pdf())).startswith(b'{"state": "fine"')


def test_work_apart_for_several_at_once() -> None:
    with ThreadPoolExecutor(6) as several:
        told = list(several.map(lambda n: apart.ask("open-pdf", io.BytesIO(documents.pdf(n))), range(1, 13)))
    assert [json.loads(each)["pages"] for each in told] == list(range(1, 13))


def test_a_file_that_is_two_things_is_what_its_beginning_says(settings: Settings) -> None:
    both = documents.typeset("Informal Targets") + documents.word()
    assert files.store_draft(settings, io.BytesIO(both)).content_type == PDF
    with pytest.raises(Refusal):
        files.store_draft(settings, io.BytesIO(documents.picture() + documents.typeset("Informal")))


def test_a_picture_answers_a_question_and_is_no_paper(settings: Settings) -> None:
    stored = files.store_answer(settings, io.BytesIO(documents.picture()), field_name="q")
    assert (stored.content_type, stored.facts) == (PNG, {})
    for content, sentence in (
        (documents.PICTURE, "This picture is damaged and does not open. Save it again and try once more."),
        (documents.PROGRAM, "Choose a PDF, a Word file or a picture (PNG or JPEG)."),
    ):
        with pytest.raises(Refusal) as no:
            files.store_answer(settings, io.BytesIO(content), field_name="q")
        assert (no.value.sentence, no.value.field) == (sentence, "q")


def test_the_first_page_of_a_pdf_becomes_a_small_picture(settings: Settings) -> None:
    from PIL import Image

    stored = files.store_draft(settings, io.BytesIO(documents.typeset("Informal Targets", "Page two")))
    assert first_pages.is_kept(settings, stored.storage_key) is False
    assert first_pages.make(settings, stored.storage_key, PDF) == {
        "pages": 2,
        "words": 4,
        "made_by": "LaTeX",
        "preview": "picture",
    }
    with first_pages.picture(settings, stored.storage_key) as file:
        content = file.read()
    with Image.open(io.BytesIO(content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (480, 622))
        assert len(picture.convert("L").getcolors() or []) > 1, "the page is not blank"
    assert len(content) < 100_000
    files.remove(settings, stored.storage_key)
    assert first_pages.is_kept(settings, stored.storage_key) is False


def test_a_word_file_shows_its_first_words_and_a_broken_one_nothing(settings: Settings) -> None:
    stored = files.store_draft(settings, io.BytesIO(documents.written("Informal  Targets", "One.", "\fTwo.")))
    assert first_pages.make(settings, stored.storage_key, DOCX) == {
        "words": 4,
        "preview": "text",
        "preview_text": "Informal Targets\nOne.",
    }
    long = files.store_draft(settings, io.BytesIO(documents.written("word " * 400)))
    assert len(first_pages.make(settings, long.storage_key, DOCX)["preview_text"]) == 901
    for key, kind in (
        ("cd" * 24, DOC),
        ("cd" * 24, PDF),
        ("cd" * 24, DOCX),
    ):
        assert first_pages.make(settings, key, kind) == {"preview": "none"}
