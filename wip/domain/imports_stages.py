"""What people write in a form about their career, their work and their willingness to comment."""

import re
from types import MappingProxyType
from typing import TypeVar

from wip.domain.papers import CareerStage, WorkStage

_CAREERS: tuple[tuple[re.Pattern[str], CareerStage], ...] = (
    (re.compile(r"\b(student|doctoral|ph\.? ?d|doktorand|candidate)", re.IGNORECASE), CareerStage.STUDENT),
    (re.compile(r"\b(fellow|vap|visiting)\b", re.IGNORECASE), CareerStage.FELLOW),
    (
        re.compile(r"\buntenured\b|\b(not|pre|without)[ -]?tenure|\btenure[ -]?track\b", re.IGNORECASE),
        CareerStage.UNTENURED,
    ),
    (
        re.compile(r"\btenured\b.*\b(or less|less than|recent)|\brecently tenured\b", re.IGNORECASE),
        CareerStage.RECENTLY_TENURED,
    ),
    (re.compile(r"\btenured\b", re.IGNORECASE), CareerStage.TENURED),
)
# The order matters: "Draft abstract" is an abstract, "Accepted draft" is in print.
_WORKS: tuple[tuple[re.Pattern[str], WorkStage], ...] = (
    (
        re.compile(
            r"^(?!.*\b(not|never)\b).*\b(in print|in press|accepted|forthcoming|published|im druck)\b",
            re.IGNORECASE,
        ),
        WorkStage.IN_PRINT,
    ),
    (re.compile(r"\babstract\b|\boutline\b|\bexpos[eé]\b", re.IGNORECASE), WorkStage.ABSTRACT),
    (re.compile(r"\bid(ea|ee|ée)\b", re.IGNORECASE), WorkStage.IDEA),
    (re.compile(r"\b(draft|manuscript|paper|pages|entwurf|manuskript)\b", re.IGNORECASE), WorkStage.DRAFT),
)
_NUMBERS = MappingProxyType(
    {
        "one": 1,
        "two": 2,
        "three": 3,
        "four": 4,
        "five": 5,
        "ein": 1,
        "zwei": 2,
        "drei": 3,
        "un": 1,
        "deux": 2,
        "trois": 3,
    }
)
_YES = frozenset({"yes", "y", "ja", "oui", "true", "x", "sure", "gladly"})
_NO = frozenset({"no", "n", "none", "nein", "non", "false", "not"})
QUESTIONS_MOST = 3

_Stage = TypeVar("_Stage", CareerStage, WorkStage)


def career_in(text: str) -> CareerStage | None:
    """The career stage that the words name; OTHER for words that fit none, None for no words."""
    return _first(text, _CAREERS) or (CareerStage.OTHER if text else None)


def work_in(text: str) -> WorkStage | None:
    """How finished the words say that the work is, or None where they do not say."""
    return _first(text, _WORKS)


def _first(text: str, table: tuple[tuple[re.Pattern[str], _Stage], ...]) -> _Stage | None:
    return next((stage for pattern, stage in table if pattern.search(text)), None)


def comments_offered(text: str) -> int | None:
    """How many papers "Yes, two" offers to comment on: a bare yes is one. None where the words do not say."""
    words = re.findall(r"[^\W_]+", text.casefold())
    numbers = [
        _NUMBERS.get(word) or int(word) for word in words if word in _NUMBERS or re.fullmatch("[1-9]", word)
    ]
    if numbers:
        return numbers[0]
    if not words or words[0] in _NO:
        return 0
    return 1 if words[0] in _YES else None


def questions_in(text: str) -> tuple[str, ...]:
    """The questions in a cell, one a line or numbered, without their numbers."""
    parts = re.split(r"\n+|(?<=\?)\s+(?=\(?\d[.)]\s)", text)
    return tuple(
        kept for part in parts if (kept := re.sub(r"^\s*(?:\(?\d{1,2}[.)]|[-•*])\s+", "", part).strip())
    )
