"""What a stranger may send to do harm: domains that look alike, archives that explode, cells that run."""

import io
import re
import zipfile
from pathlib import Path

import pytest

from tests import documents
from tests.adapters.test_mail import sent
from tests.conftest import settings_in
from wip.adapters import files, spreadsheets
from wip.adapters.addresses import normalised
from wip.domain.refusals import Refusal


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("ana@faß.example", "xn--fa-hia.example"),
        ("ana@βόλος.example", "xn--nxasmm1c.example"),
        ("ana@FAẞ.example", "xn--fa-hia.example"),
    ],
)
def test_mail_goes_to_the_domain_that_the_key_names(tmp_path: Path, address: str, domain: str) -> None:
    to = sent(tmp_path, to_email=address)["To"].addresses[0]
    assert to.domain == domain
    assert normalised(to.addr_spec) == normalised(address)


def _crowded(entries: int) -> bytes:
    target = io.BytesIO(documents.word())
    with zipfile.ZipFile(target, "a") as archive:
        for number in range(entries):
            archive.writestr(f"{number:x}", "")
    return target.getvalue()


def test_an_archive_of_too_many_names_is_refused_before_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(tmp_path)
    assert files.store_draft(settings, io.BytesIO(_crowded(4_998))).content_type == files.DOCX
    crowded = _crowded(4_999)
    # The end record may lie about how many names there are; the names themselves are what costs.
    modest = crowded[:-14] + b"\x02\x00\x02\x00" + crowded[-10:]
    opened: list[object] = []
    monkeypatch.setattr(zipfile, "ZipFile", opened.append)
    for content in (crowded, modest):
        with pytest.raises(Refusal, match="not a PDF or Word file"):
            files.store_draft(settings, io.BytesIO(content))
    assert opened == []


def test_a_broken_pdf_does_not_fill_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    broken = re.sub(rb"startxref\s+\d+", b"startxref\n1", documents.pdf(2))
    stored = files.store_draft(settings_in(tmp_path), io.BytesIO(broken))
    assert (stored.facts, caplog.records) == ({"pages": 2}, [])


@pytest.mark.parametrize("cell", ["\n=1+1", "'\n=1", "\n"])
def test_a_cell_that_begins_with_a_new_line_is_guarded(cell: str) -> None:
    assert spreadsheets.guarded(cell) == f"'{cell}"
    assert spreadsheets.unguarded(spreadsheets.guarded(cell)) == cell
