"""Cuts a text into the pieces that a BERT model knows: WordPiece over the uncased English vocabulary.

The rules are those of the tokenizer that the model was trained with; `pieces.txt` is its vocabulary (Apache-2.0).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

_UNKNOWN, _FIRST, _LAST = "[UNK]", "[CLS]", "[SEP]"
_LONGEST_WORD = 100
_IDEOGRAPHS = re.compile(
    "([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ceaf\U0002f800-\U0002fa1f])"
)


@cache
def vocabulary() -> Mapping[str, int]:
    """Each piece and its number."""
    lines = Path(__file__).with_name("pieces.txt").read_text(encoding="utf-8").split("\n")
    return {piece: number for number, piece in enumerate(lines) if piece}


def numbers_of(text: str, most: int) -> list[int]:
    """The numbers of a text's pieces between the marks for its beginning and its end, `most` of them together."""
    known = vocabulary()
    found = [known[_FIRST]]
    for word in _words(text):
        if len(found) >= most - 1:
            break
        found += _pieces(word, known)
    return [*found[: most - 1], known[_LAST]]


def _words(text: str) -> Iterator[str]:
    spaced = _IDEOGRAPHS.sub(r" \1 ", text)
    plain = unicodedata.normalize("NFD", spaced.lower())
    letters = "".join(_shown(each) for each in plain)
    return iter(letters.split())


@cache
def _shown(char: str) -> str:
    """The character itself, alone if it is punctuation, a space, or nothing."""
    kind = unicodedata.category(char)
    if char.isspace():
        return " "
    if kind == "Mn" or kind.startswith("C") or char == "\ufffd":
        return ""
    is_sign = char.isascii() and not char.isalnum()
    return f" {char} " if is_sign or kind.startswith("P") else char


def _pieces(word: str, known: Mapping[str, int]) -> list[int]:
    """The longest known beginning, again and again; a word with a part that nobody knows is unknown as a whole."""
    if len(word) > _LONGEST_WORD:
        return [known[_UNKNOWN]]
    found, start = [], 0
    while start < len(word):
        mark = "##" if start else ""
        end = next((end for end in range(len(word), start, -1) if mark + word[start:end] in known), None)
        if end is None:
            return [known[_UNKNOWN]]
        found.append(known[mark + word[start:end]])
        start = end
    return found
