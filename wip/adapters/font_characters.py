"""Which characters our prints can show, read from the font itself: pages ask too, and the library that draws weighs much."""

import struct
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from wip import paths
from wip.domain.texts import clean_line, without_overrides

TEXT = "inter-4.1.1-400.ttf"
REPLACEMENT = "\u25a1"
"""Stands for a character that our fonts do not have: a reader sees that something is missing."""

_BY_RANGES = 4


@lru_cache(maxsize=1)
def characters() -> frozenset[int]:
    """The characters that our text font has (OpenType, "cmap", format 4)."""
    font = (paths.static() / "vendor" / TEXT).read_bytes()
    (tables,) = struct.unpack_from(">H", font, 4)
    records = [struct.unpack_from(">4s4xLL", font, 12 + 16 * n) for n in range(tables)]
    start = next(at for tag, at, _ in records if tag == b"cmap")
    (maps,) = struct.unpack_from(">H", font, start + 2)
    found: set[int] = set()
    for n in range(maps):
        (at,) = struct.unpack_from(">L", font, start + 8 + 8 * n)
        if struct.unpack_from(">H", font, start + at) != (_BY_RANGES,):
            raise ValueError(TEXT)
        found |= _in_ranges(font, start + at)
    return frozenset(found)


def _in_ranges(font: bytes, at: int) -> set[int]:
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    ends_at, starts_at = at + 14, at + 16 + doubled
    found = set()
    for n in range(0, doubled, 2):
        (first,), (last,) = (struct.unpack_from(">H", font, each + n) for each in (starts_at, ends_at))
        deltas_at = starts_at + doubled + n
        (delta,), (offset,) = (
            struct.unpack_from(">H", font, each) for each in (deltas_at, deltas_at + doubled)
        )
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", font, deltas_at + doubled + offset + 2 * (code - first))
            if (glyph + delta) % 0x10000 if glyph or not offset else 0:
                found.add(code)
    return found


def shown(text: str) -> str:
    """The text with every character that our fonts do not have replaced by a box."""
    known = characters()
    line = unicodedata.normalize("NFC", clean_line(without_overrides(text)))
    return "".join(c if ord(c) in known or c == " " else _box(c) for c in line)


def lacks(texts: Iterable[str]) -> bool:
    """Whether a print of these has a box for something that was typed."""
    return any(REPLACEMENT in shown(text) and REPLACEMENT not in text for text in texts if not text.isascii())


def _box(character: str) -> str:
    if character.isspace():
        return " "
    # Marks that join or turn what stands beside them have no width of their own: nothing is missing without them.
    return "" if unicodedata.category(character) == "Cf" or character in _VARIANTS else REPLACEMENT


_VARIANTS = frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Say how the sign before them is drawn, as emoji have them."""
