"""What papers are found and sorted by: words folded so that "Müller" is found by "muller"."""

import re
import unicodedata
from collections.abc import Iterable

WORD_MOST = 60
"""Longer words are found by their beginning."""


def fold(text: str) -> str:
    """Lower case without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The different words of all texts, folded."""
    return frozenset(word[:WORD_MOST] for text in texts for word in re.findall(r"\w+", fold(text)))
