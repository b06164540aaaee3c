"""Names of persons, compared: accents, titles, order and initials make no other person."""

import re
from dataclasses import dataclass

from wip.domain.search import fold

_TITLES = frozenset("dr prof professor mr mrs ms mx jr sr ii iii iv phd jd llm esq".split())  # noqa: SIM905 - reads as one line
_PARTICLES = frozenset("van von de del della der den di da dos du la le ten ter bin al el".split())  # noqa: SIM905 - reads as one line
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "’": "'", "\u2010": "-"})


@dataclass(frozen=True)
class Name:
    """A name folded and taken apart: given names (some may be initials) and the family name."""

    given: tuple[str, ...]
    family: str

    @property
    def last(self) -> str:
        """The last word, by which names are looked up."""
        return self.family.rpartition(" ")[2]

    @property
    def letter(self) -> str:
        """The first letter of the first given name."""
        return self.given[0][0] if self.given else ""

    @property
    def is_spelled_out(self) -> bool:
        """Whether the first given name is more than an initial."""
        return bool(self.given) and len(self.given[0]) > 1


def name_of(text: str) -> Name | None:
    """A name as typed, "First Last" or "Last, First"; None where fewer than two words are left without titles."""
    last, comma, first = text.partition(",")
    if comma and fold(first).strip(" .") not in _TITLES:
        text = f"{first} {last}"
    elif comma:
        text = last
    # "J.B. Smith" has two initials.
    plain = fold(text).translate(_LETTERS).replace(".", ". ")
    words = [word.strip("'-") for word in re.findall(r"[\w'-]+", plain)]
    words = [word for word in words if word and word not in _TITLES]
    if len(words) < 2:  # noqa: PLR2004 - a given and a family name
        return None
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return Name(tuple(words[:start]), re.sub(r"['-]", " ", " ".join(words[start:])))


def may_be_same(one: Name, other: Name) -> bool:
    """Whether both names may be written by one person: same family name, given names or initials that do not contradict."""
    if f"{' '.join(one.given)} {one.family}" == f"{' '.join(other.given)} {other.family}":
        return True  # "García-López" may be written as two words
    if one.family != other.family or one.letter != other.letter:
        return False
    return all(_agree(a, b) for a, b in zip(one.given, other.given, strict=False))


def is_same(one: Name, other: Name) -> bool:
    """Whether both are the same name with the first given name spelled out, not only its initial."""
    return one.is_spelled_out and other.is_spelled_out and may_be_same(one, other)


def _agree(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])
