"""`wip fit`, as someone with two files of texts types it."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from wip import cli

PEOPLE: Sequence[Mapping[str, object]] = (
    {"id": "rivera", "texts": [{"title": "Bail and Its Alternatives", "abstract": "Pretrial detention of the poor."},
                               {"title": "Tariffs After the Treaty"}]},
    {"id": "okafor", "texts": [{"title": "1. Patents on Genes\n2. Universities as Licensors"}]},
    {"id": "=new", "texts": []},
)  # fmt: skip
PAPERS = (
    {
        "id": "algorithms",
        "title": "Pretrial Detention by Algorithm",
        "abstract": "Risk scores decide on bail.",
    },
    {"id": "genes", "title": "Genes, Universities and Patents"},
)


def lines(file: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def run(capsys: pytest.CaptureFixture[str], folder: Path, *more: object) -> tuple[int, str, str]:
    asked = ("fit", "--people", folder / "people.jsonl", "--papers", folder / "papers.jsonl", *more)
    capsys.readouterr()
    code = cli.run([*map(str, asked)])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines(tmp_path / "people.jsonl", PEOPLE)
    lines(tmp_path / "papers.jsonl", PAPERS)
    return tmp_path


def test_every_pair_is_written_in_the_order_of_the_files_with_its_reason(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    out = folder / "fit.csv"
    told = f"{out}: 3 people with 2 papers, compared by words\n"
    assert run(capsys, folder, "-o", out, "--without-model") == (0, told, "")
    head, *rows = csv.reader(out.read_text().splitlines())
    assert head == ["person", "paper", "fit", "reason"]
    assert [(person, paper, reason) for person, paper, _, reason in rows] == [
        (
            "rivera",
            "algorithms",
            "wrote “Bail and Its Alternatives”, which is close to the paper: both speak of bail and pretrial detention",
        ),
        ("rivera", "genes", "no words in common"),
        ("okafor", "algorithms", "no words in common"),
        (
            "okafor",
            "genes",
            "wrote “Patents on Genes”, which is close to the paper: both speak of genes and patents",
        ),
        ("=new", "algorithms", "no words in common"),
        ("=new", "genes", "no words in common"),
    ]
    fits = [float(fit) for _, _, fit, _ in rows]
    assert [fit > 0 for fit in fits] == [True, False, False, True, False, False]


def test_the_same_files_give_the_same_bytes(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    run(capsys, folder, "-o", folder / "one.csv", "--without-model")
    run(capsys, folder, "-o", folder / "two.csv", "--without-model")
    assert (folder / "one.csv").read_bytes() == (folder / "two.csv").read_bytes()


def test_bad_files_are_one_line_that_names_file_and_line(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    papers = folder / "papers.jsonl"
    papers.write_text('{"id": "a"}\n{"id": "a"}\n')
    said = f"wip: {papers}: Line 2: the paper “a” stands there a second time. Ids must differ.\n"
    assert run(capsys, folder, "-o", folder / "fit.csv") == (1, "", said)
    papers.write_bytes(b'{"id": "\xff"}')
    said = f"wip: {papers} is not a text file in UTF-8.\n"
    assert run(capsys, folder, "-o", folder / "fit.csv") == (1, "", said)
    assert not (folder / "fit.csv").exists()


@pytest.mark.parametrize("name", ["people.jsonl", "papers.jsonl"])
def test_a_file_that_is_read_is_never_written_over(
    capsys: pytest.CaptureFixture[str], folder: Path, name: str
) -> None:
    before = (folder / name).read_bytes()
    other = folder / "link.csv"
    other.symlink_to(folder / name)
    for output in (folder / name, other):
        code, _, err = run(capsys, folder, "--without-model", "-o", output)
        assert (code, "is one of the files to read" in err) == (1, True)
    assert (folder / name).read_bytes() == before


def test_a_table_that_cannot_be_written_and_a_missing_file_are_one_line_each(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    code, _, err = run(capsys, folder, "--without-model", "-o", folder / "no" / "fit.csv")
    assert (code, err.count("\n"), "cannot be written" in err) == (1, 1, True)
    (folder / "people.jsonl").unlink()
    code, _, err = run(capsys, folder, "-o", folder / "fit.csv")
    assert (code, err.count("\n"), "does not exist" in err) == (1, 1, True)
