"""What no file of this repository may hold."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VENDORED = ("static/vendor/",)
LARGEST = 1_000_000
LONGEST = 350

# Written so that the patterns do not find themselves.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:work|root|home/\w+)/")
UNFINISHED = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X])\b")
ADDRESS = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[A-Za-z]{2,})\b")
FICTIONAL = re.compile(r"(?:^|\.)(?:example\.(?:edu|org|com|net)|example|invalid|test)$")


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _text(path: Path) -> str:
    # Lines of calendar files are folded, wherever an address may stand.
    content = path.read_bytes().replace(b"\r\n ", b"")
    return "" if b"\0" in content else content.decode(errors="replace")


TRACKED = _tracked()
TEXTS = {_name(path): _text(path) for path in TRACKED if not _name(path).startswith(VENDORED)}


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()}"
        for name, text in TEXTS.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def _real_addresses(text: str) -> list[str]:
    return [found.group() for found in ADDRESS.finditer(text) if not FICTIONAL.search(found.group(1).lower())]


def test_no_file_names_a_folder_of_someones_machine() -> None:
    assert _lines_with(MACHINE_PATH) == []


def test_nothing_is_left_for_later() -> None:
    assert _lines_with(UNFINISHED) == []


def test_every_address_is_plainly_fictional() -> None:
    assert {name: real for name, text in TEXTS.items() if (real := _real_addresses(text))} == {}


def test_no_file_is_large() -> None:
    assert {_name(path): size for path in TRACKED if (size := path.stat().st_size) > LARGEST} == {}


def test_no_module_is_long() -> None:
    modules = [name for name in TEXTS if name.endswith(".py") and "/migrations/" not in name]
    lengths = {name: len(TEXTS[name].splitlines()) for name in modules}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE_PATH, 'open("|work|main|x")'.replace("|", "/")),
        (MACHINE_PATH, "see |home|ada|notes".replace("|", "/")),
        (UNFINISHED, "# " + "TO" + "DO: later"),
    ],
)
def test_what_must_not_be_is_found_when_it_is(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line) is not None


def test_a_real_address_is_told_from_a_fictional_one() -> None:
    real = "ada@law" + ".gov"
    assert _real_addresses(f"ada@law.example.edu, {real}, bo@example.org, x@notexample" + ".edu") == [
        real,
        "x@notexample" + ".edu",
    ]
