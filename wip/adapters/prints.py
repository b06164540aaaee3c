"""Prints: our fonts in a PDF, and a process of its own to draw it."""

import pickle
import subprocess
import sys
import unicodedata
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from wip import paths
from wip.domain.texts import clean_line, without_overrides

if TYPE_CHECKING:
    from fpdf import FPDF

TEXT, BOLD, SERIF = "inter-4.1.1-400.ttf", "inter-4.1.1-600.ttf", "wip-serif-5.3.1-600.ttf"
REPLACEMENT = "\u25a1"
"""Stands for a character that our fonts do not have: a reader sees that something is missing."""

_SECONDS_MOST = 60
_one_at_a_time = Lock()


def drawn_apart(module: str, content: object) -> bytes:
    """The PDF that `module`, run as a program, draws of the content: its libraries would weigh 30 MB in each web process."""
    with _one_at_a_time:
        done = subprocess.run(  # noqa: S603 - our own program, with modules that we name
            [sys.executable, "-m", module],
            input=pickle.dumps(content),
            stdout=subprocess.PIPE,
            cwd=paths.PACKAGE.parent,
            timeout=_SECONDS_MOST,
            check=True,
        )
    return done.stdout


def add_fonts(pdf: "FPDF") -> None:
    """The families "text", also bold, and "serif"."""
    folder = paths.static() / "vendor"
    pdf.add_font("text", "", folder / TEXT)
    pdf.add_font("text", "B", folder / BOLD)
    pdf.add_font("serif", "", folder / SERIF)
    pdf.set_fallback_fonts(["text"], exact_match=False)


def shown(text: str) -> str:
    """The text with every character that our fonts do not have replaced by a box."""
    known = characters()
    line = unicodedata.normalize("NFC", clean_line(without_overrides(text)))
    return "".join(c if ord(c) in known or c == " " else _box(c) for c in line)


def _box(character: str) -> str:
    if character.isspace():
        return " "
    # Marks that join or turn what stands beside them have no width of their own: nothing is missing without them.
    return "" if unicodedata.category(character) == "Cf" else REPLACEMENT


@lru_cache(maxsize=1)
def characters() -> frozenset[int]:
    """The characters that our text font has."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it ships no types

    with TTFont(paths.static() / "vendor" / TEXT, lazy=True) as font:
        return frozenset(font.getBestCmap())
