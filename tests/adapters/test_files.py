"""Uploads: judged by what they are, kept whole, never by their name."""

import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests import documents
from tests.conftest import settings_in
from wip.adapters import files
from wip.domain.refusals import Refusal
from wip.settings import Settings

NOT_A_PAPER = "This is not a PDF or Word file, whatever its name says. Save the paper as PDF and try again."
OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 504 + bytes.fromhex("eca5c100") + b"\x00" * 600


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def refusal(settings: Settings, content: bytes) -> str:
    with pytest.raises(Refusal) as no:
        files.store_draft(settings, io.BytesIO(content), field_name="file")
    assert no.value.field == "file"
    return no.value.sentence


def kept(settings: Settings) -> list[Path]:
    """What lies in storage, without what was made from it."""
    return [path for path in (settings.instance / "files").rglob("*") if path.is_file() and not path.suffix]


@pytest.mark.parametrize(
    ("content", "kind", "facts"),
    [
        (documents.pdf(3), files.PDF, {"pages": 3}),
        (
            documents.typeset("Informal targets\nsurvive", "the abolition of quotas."),
            files.PDF,
            {"pages": 2, "made_by": "LaTeX"},
        ),
        (documents.word(), files.DOCX, {}),
        (documents.written("Informal targets survive.", "The end."), files.DOCX, {}),
        (OLD_WORD, files.DOC, {}),
    ],
    ids=["pdf", "pdftex", "docx", "docx with words", "doc"],
)
def test_a_sound_file_is_kept_to_the_byte(
    settings: Settings, content: bytes, kind: str, facts: dict[str, int]
) -> None:
    stored = files.store_draft(settings, io.BytesIO(content))
    assert (stored.content_type, stored.size, stored.facts) == (kind, len(content), facts)
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    with files.open_stored(settings, stored.storage_key) as file:
        assert file.read() == content
    files.remove(settings, stored.storage_key)
    files.remove(settings, stored.storage_key)
    assert [path for path in (settings.instance / "files").rglob("*") if path.is_file()] == []
    with pytest.raises(FileNotFoundError):
        files.open_stored(settings, stored.storage_key)


def test_a_file_that_is_read_has_its_words_counted_and_is_not_read_again(settings: Settings) -> None:
    latex, written = (
        documents.typeset("Informal targets", "survive."),
        documents.written("Informal.", "The end."),
    )
    for content, facts in ((latex, {"pages": 2, "words": 3, "made_by": "LaTeX"}), (written, {"words": 3})):
        stored = files.store_draft(settings, io.BytesIO(content), read=True)
        assert stored.facts == facts
        (settings.instance / "files" / stored.storage_key[:2] / stored.storage_key).unlink()
        assert files.reading_of(settings, stored.storage_key, stored.content_type)[-1] == {"words": 3}


def _archive_with(name: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, "x")
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty. Choose the file again."),
        (b"plain words", NOT_A_PAPER),
        (documents.PROGRAM, NOT_A_PAPER),
        (documents.PICTURE, NOT_A_PAPER),
        (documents.word(document=False), NOT_A_PAPER),
        (documents.word()[:60], NOT_A_PAPER),
        (_archive_with("../../word/document.xml"), NOT_A_PAPER),
        (
            b"%PDF-1.7\n" + b"\x00" * 50,
            "This PDF is damaged and does not open. Make it again and try once more.",
        ),
        (documents.pdf()[:200], "This PDF is damaged and does not open. Make it again and try once more."),
        (
            documents.pdf(password="secret"),
            "This PDF is locked with a password. Save it without one and try again.",
        ),
    ],
    ids=range(10),
)
def test_what_is_no_paper_is_refused_and_not_kept(settings: Settings, content: bytes, sentence: str) -> None:
    assert refusal(settings, content) == sentence
    assert kept(settings) == []


def test_the_limit_is_the_settings_own(settings: Settings) -> None:
    content = documents.pdf()
    exact = replace(settings, upload_max_bytes=len(content))
    assert files.store_draft(exact, io.BytesIO(content)).size == len(content)
    small = replace(settings, upload_max_bytes=1_048_576)
    told = refusal(small, b"%PDF-1.7" + b"x" * 1_572_864)
    assert told == (
        "This file has 1.5 MB; at most 1 MB are possible. Save it without large pictures, or send a part."
    )


def test_two_files_never_share_a_place(settings: Settings) -> None:
    content = documents.pdf()
    one, two = (files.store_draft(settings, io.BytesIO(content)) for _ in range(2))
    assert one.storage_key != two.storage_key
    assert len(kept(settings)) == 2


def test_a_backup_puts_a_file_back_in_its_place(settings: Settings) -> None:
    files.put(settings, "ab" * 24, io.BytesIO(b"bytes"))
    with files.open_stored(settings, "ab" * 24) as file:
        assert file.read() == b"bytes"


def test_a_sheet_is_kept_as_it_came(settings: Settings) -> None:
    stored = files.store_sheet(settings, b"a,b\n")
    assert (stored.content_type, stored.size) == ("text/csv", 4)
