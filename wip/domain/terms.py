"""What a text is compared by: the stems of its words and of pairs of neighbouring words, and the titles in a pasted list."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from wip.domain.search import fold

TITLE_COUNTS = 2
"""A word of the title says as much as so many of the abstract."""

PAIR_COUNTS = 0.5
"""What a pair of words counts beside a word alone: both its words are counted already."""

_TITLE_LETTERS = 300
"""Longer lines are no titles."""
_STARTING_LIKE_TITLES = 0.8
"""So many lines of a list begin as titles do; of the lines of a wrapped paragraph far fewer."""

EMPTY = frozenset(
    fold(
        "a about above across after again against all almost along also although always am among an and another any are "
        "around as at back be because become becomes been before being below between both but by can cannot could did "
        "do does doing done down due during each either else enough etc even ever every few first for from further get "
        "give given gives go had has have having he hence her here hers him his how however i if ii iii in indeed into "
        "is it its itself just keep last least less like made make many may me might mine more moreover most mostly much "
        "must my neither never nevertheless next no nobody none nor not nothing now of off often on once one only onto "
        "or other others our ours out over own part per perhaps please rather re same second see seem seems several she "
        "should show shows since so some such than that the their theirs them then thence there thereby therefore these "
        "they third this those though three through throughout thus to together too toward towards two under until up "
        "upon us use used uses using very via was we well were what whatever when where whereas whether which while "
        "who whole whom whose why will with within without would yet you your "
        "abstract argue argued argues arguing argument article articles chapter consider discuss discussed essay examine "
        "examined examines explore explored explores finally find findings finds paper papers present presents propose "
        "proposed proposes question questions result results section show showing shown study studies topic work"
    ).split()
)
"""Words that any text has."""
_WORD = re.compile(r"[^\W_]+")
_ENDINGS = ("ingly", "ing", "edly", "ed", "ly")
_STEM_LEAST = 4
_BULLET = re.compile(r"^\s*(?:[-–—*•·▪◦‣]+|\(?[0-9]{1,2}[.):]|\[[0-9]{1,2}\])\s*")
_SENTENCE = re.compile(r"[.](?:\s|$)|[,-]$")
_INNER_BULLET = re.compile(r"\s[•▪◦‣]\s")
_INNER_NUMBER = re.compile(r"(?:^|\s)[(\[]?([0-9]{1,2})[.)\]]\s+(?=\S)")


@dataclass(frozen=True)
class Text:
    """An earlier paper, a draft, a few lines on somebody's work, or several titles pasted into one box.

    `is_field`: what somebody says that they work on, which is no title of theirs.
    """

    title: str = ""
    abstract: str = ""
    is_field: bool = False


def words_in(text: str) -> list[str]:
    """Its words in their order, folded."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=100_000)
def stem_of(word: str) -> str:
    """What "sentence", "sentences", "sentenced" and "sentencing" share. `word` is folded."""
    stem = _one(word)
    for ending in _ENDINGS:
        if stem.endswith(ending) and len(stem) - len(ending) >= _STEM_LEAST - 1:
            stem = _one(_single(stem[: -len(ending)]))
            break
    return stem[:-1] if stem.endswith("e") and len(stem) >= _STEM_LEAST else stem


def _one(word: str) -> str:
    """The singular of a plural."""
    if word.endswith("ies") and len(word) > _STEM_LEAST:
        return word[:-3] + "y"
    plural = word.endswith("s") and len(word) >= _STEM_LEAST and not word.endswith(("ss", "us", "is"))
    return word[:-1] if plural else word


def _single(stem: str) -> str:
    """The stem of "planning" is "plan", that of "filling" is "fill"."""
    doubled = len(stem) > 1 and stem[-1] == stem[-2] and stem[-1] not in "aeioulsz"
    return stem[:-1] if doubled and len(stem) >= _STEM_LEAST else stem


@dataclass(frozen=True)
class Terms:
    """How often each stem and each pair of stems ("bail reform") counts, and the word in which a stem was met."""

    counts: dict[str, float]
    met: dict[str, str]


def terms_of(text: Text) -> Terms:
    """The terms of a title and an abstract. Words that any text has end a pair."""
    counts: Counter[str] = Counter()
    met: dict[str, str] = {}
    for part, weight in ((text.title, TITLE_COUNTS), (text.abstract, 1)):
        before = ""
        for word in words_in(part):
            if word in EMPTY or len(word) == 1 or word.isdigit():
                before = ""
                continue
            stem = stem_of(word)
            met[stem] = min(met.get(stem, word), word, key=plainness)
            counts[stem] += weight
            if before:
                counts[f"{before} {stem}"] += weight
            before = stem
    return Terms(dict(counts), met)


def plainness(word: str) -> tuple[int, str]:
    """The shorter of two words is the plainer."""
    return len(word), word


def apart(texts: Iterable[Text]) -> tuple[Text, ...]:
    """The texts, with each pasted list of titles taken apart into its titles, and without empty ones."""
    return tuple(each for text in texts for each in _titles(text))


def _titles(text: Text) -> Iterator[Text]:
    title, abstract = text.title.strip(), text.abstract.strip()
    first, more = _listed(title), _listed(abstract)
    if first and abstract and not more:  # an abstract belongs to one title alone
        title, first = " ".join(title.split()), []
    if first or more:
        yield from (
            replace(text, title=each, abstract="") for each in (*(first or filter(None, [title])), *more)
        )
    elif title or abstract:
        yield replace(text, title=title, abstract=abstract)


def _listed(text: str) -> list[str]:
    """The titles of a list with one a line, or numbered, or between bullets or semicolons; nothing if it is no list."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) == 1:
        lines = _inner_parts(lines[0])
    titles = [_BULLET.sub("", line).strip().strip(";,").strip() for line in lines]
    titles = [title for title in titles if title]
    return titles if len(titles) > 1 and _are_titles(titles) else []


def _are_titles(lines: Sequence[str]) -> bool:
    """Lines that begin as titles do, or that hold no sentence: the lines of a wrapped paragraph do neither."""
    if any(len(line) > _TITLE_LETTERS for line in lines):
        return False
    starting = sum(not line[0].islower() for line in lines)
    return starting >= _STARTING_LIKE_TITLES * len(lines) or not any(_SENTENCE.search(line) for line in lines)


def _inner_parts(line: str) -> list[str]:
    """A line cut at its bullets, its numbers 1, 2, 3 or its semicolons."""
    if _INNER_BULLET.search(line):
        return _INNER_BULLET.split(line)
    numbers = list(_INNER_NUMBER.finditer(line))
    if len(numbers) > 1 and [int(each[1]) for each in numbers] == list(range(1, len(numbers) + 1)):
        ends = [each.start() for each in numbers[1:]]
        return [line[each.end() : end] for each, end in zip(numbers, [*ends, len(line)], strict=True)]
    return [] if ". " in line else line.split(";")
