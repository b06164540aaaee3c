"""What ships beside the code: pinned copies, styles and scripts."""

import gzip
import hashlib
import json
import re
import sys
from pathlib import Path

import pytest

from wip import paths

STATIC = paths.static()
VENDOR = STATIC / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())
STYLE_FILES = (STATIC / "css" / "order.txt").read_text().split()
OWN_FILES = sorted(
    [
        *STATIC.glob("css/*.css"),
        *STATIC.glob("js/*.js"),
        *paths.templates().rglob("*.html"),
    ]
)


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: str(entry["file"]))
def test_a_vendored_file_is_the_one_that_the_manifest_names(
    entry: dict[str, str],
) -> None:
    content = (VENDOR / entry["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    assert (VENDOR / entry["licence_file"]).read_text().strip() != ""
    assert entry["version"] in entry["file"]


def test_nothing_is_vendored_without_an_entry() -> None:
    files = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    named = {entry["file"] for entry in MANIFEST} | {entry["licence_file"] for entry in MANIFEST}
    assert files == named | {"manifest.json"}


def test_every_style_file_is_served_once_in_a_layer_of_its_own_name() -> None:
    assert sorted(STYLE_FILES) == sorted(path.name for path in STATIC.glob("css/*.css"))
    texts = {name: (STATIC / "css" / name).read_text() for name in STYLE_FILES}
    opened = {name: re.findall(r"^@layer ([\w-]+) \{", text, re.MULTILINE) for name, text in texts.items()}
    assert opened == {name: [name.removesuffix(".css")] for name in STYLE_FILES}
    declared = re.findall(r"^@layer ([\w, -]+);", texts[STYLE_FILES[0]], re.MULTILINE)
    assert declared == [", ".join(name.removesuffix(".css") for name in STYLE_FILES)]


@pytest.mark.parametrize("path", OWN_FILES, ids=lambda path: path.name)
def test_no_page_style_or_script_reaches_for_another_host(path: Path) -> None:
    text = path.read_text()
    reached = re.findall(
        r"""(?:src|href|action|url|from)\s*[=(]?\s*["']?((?:https?:)?//[^"')\s]+)""",
        text,
    )
    assert reached == []


@pytest.mark.parametrize("path", OWN_FILES, ids=lambda path: path.name)
def test_every_shipped_file_that_is_named_exists(path: Path) -> None:
    text = path.read_text()
    named = re.findall(r"""/static/([\w./-]+)""", text) + re.findall(r"filename='([\w./-]+\.\w+)'", text)
    named += [f"js/{name}.js" for name in re.findall(r"""module\(["']([\w-]+)["']\)""", text)]
    assert [name for name in named if not (STATIC / name).is_file()] == []


def test_styles_and_fonts_stay_light() -> None:
    styles = b"\n".join((STATIC / "css" / name).read_bytes() for name in STYLE_FILES)
    assert len(gzip.compress(styles, mtime=0)) < 12_000
    assert sum(path.stat().st_size for path in VENDOR.glob("*.woff2")) < 60_000


def test_the_live_word_count_splits_where_python_splits() -> None:
    script = (STATIC / "js" / "words.js").read_text()
    (written,) = re.findall(r"^const SPACE = /(\[.+\])\+/u;$", script, re.MULTILINE)
    spaces = re.compile(written)
    disagree = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if bool(spaces.match(chr(code))) != chr(code).isspace()
    ]
    assert disagree == []
