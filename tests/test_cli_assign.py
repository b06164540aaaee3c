"""`wip assign`, as someone with a file of affinities types it."""

from pathlib import Path

import pytest

from wip import cli

FOLDER = Path(__file__).parent / "data" / "assignment"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    capsys.readouterr()
    code = cli.run(["assign", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_last_line_is_the_total(capsys: pytest.CaptureFixture[str]) -> None:
    asked = (FOLDER / "preflib1.in", "--demand", 3, "--min", 0, "--max", 6)
    assert run(capsys, *asked) == (0, "total 124.25\n", "")


def test_pairs_are_written_and_add_up(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    asked = (FOLDER / "preflib3.in", "--demand", 3, "--min", 3, "--max", 6, "-o", pairs)
    assert run(capsys, *asked) == (
        0, f"{pairs}: 528 pairs, papers and reviewers counted from 0\ntotal 454.25\n", "",
    )  # fmt: skip
    head, *lines = pairs.read_text().splitlines()
    rows = [line.split() for line in (FOLDER / "preflib3.in").read_text().splitlines()[1:]]
    chosen = [tuple(map(int, line.split(","))) for line in lines]
    assert (head, len(set(chosen))) == ("paper,reviewer", 528)
    assert sum(float(rows[paper][reviewer]) for paper, reviewer in chosen) == 454.25
    assert min(float(rows[paper][reviewer]) for paper, reviewer in chosen) > 0


def test_without_a_most_anyone_may_read_everything(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "small.in"
    file.write_text("2 2\n1 0.5\n1 0\n")
    assert run(capsys, file, "--demand", 1) == (0, "total 2.00\n", "")


def test_the_mark_that_some_editors_put_first_is_no_part_of_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "marked.in"
    file.write_text("2 2\n1 0.5\n1 0\n", encoding="utf-8-sig")
    assert run(capsys, file, "--demand", 1) == (0, "total 2.00\n", "")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--max", "6"), "The papers need 156 readings, but the reviewers may take only 144. Allow each more, or ask for fewer."),
        (("--min", "7", "--max", "8"), "The reviewers are to take at least 168 readings, but the papers need only 156. Ask each for fewer."),
        (("--demand", "0"), "Invalid value for '--demand': 0 is not in the range x>=1."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_line_that_says_why(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...], sentence: str
) -> None:
    assert run(capsys, FOLDER / "preflib2.in", *options) == (1, "", f"wip: {sentence}\n")


def test_other_files_are_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    assert run(capsys, tmp_path / "binary") == (1, "", f"wip: {tmp_path}/binary is not a text file.\n")
    code, _, err = run(capsys, tmp_path / "missing")
    assert (code, err.count("\n"), "does not exist" in err) == (1, 1, True)
    code, _, err = run(capsys, FOLDER / "preflib1.in", "-o", tmp_path)
    assert (code, err.count("\n"), "is a directory" in err) == (1, 1, True)
