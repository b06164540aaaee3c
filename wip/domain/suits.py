"""How well papers suit commenters, in points and in words: topics that both chose, and texts that are near."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from wip.domain.call_contents import listed
from wip.domain.fits import TOPIC
from wip.domain.nearness import Comparison, Grid
from wip.domain.terms import Text

TEXTS = 200
"""Points for texts as near as two papers of one person are; two topics in common are worth as much."""

_FAR_IN_WORDS, _NEAR_IN_WORDS = 0.03, 0.5
_FAR_IN_MEANING, _NEAR_IN_MEANING = 0.25, 0.7
"""The nearness of texts that have nothing to do with each other, and of two papers of one person."""


_DID = ("chose the topic", "wrote “", "named “")
"""How a reason begins that says what somebody did."""


@dataclass(frozen=True)
class Writer:
    """Somebody who may comment: lines on the work, titles of papers, earlier papers, each a text. `topics` are ids."""

    id: int
    texts: tuple[Text, ...] = ()
    topics: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Piece:
    """A paper to comment on. `topics` are ids."""

    id: int
    title: str
    abstract: str = ""
    topics: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Suit:
    """How well a paper suits somebody. `points` from 0; more suit better. `reason` says in words what they did: "wrote …"."""

    points: int
    reason: str


def suits_of(
    people: Sequence[Writer],
    papers: Sequence[Piece],
    topics: Mapping[int, str],
    comparison: Comparison,
    meaning: Grid | None,
) -> list[list[Suit]]:
    """Each paper with each person, in the order given. `topics` names the topics; `meaning` where it was asked for."""
    words = comparison.grid()
    grid = words if meaning is None else meaning

    def suit(at: int, number: int) -> Suit:
        both = people[at].topics & papers[number].topics
        named = sorted(topics[topic] for topic in both if topic in topics)
        near = _share(words.row(at)[number], _FAR_IN_WORDS, _NEAR_IN_WORDS)
        if meaning is not None:
            near = (near + _share(meaning.row(at)[number], _FAR_IN_MEANING, _NEAR_IN_MEANING)) / 2
        points = round(TEXTS * near)
        said = _topics(named) + ([comparison.reason(grid, at, number)] if points else [])
        return Suit(TOPIC * len(named) + points, ", and ".join(said) or "no topic or word in common")

    return _table(suit, len(people), len(papers))


def _table(suit: Callable[[int, int], Suit], people: int, papers: int) -> list[list[Suit]]:
    return [[suit(at, number) for at in range(people)] for number in range(papers)]


def _share(value: float, far: float, near: float) -> float:
    return min(1.0, max(0.0, (value - far) / (near - far)))


def _topics(named: Sequence[str]) -> list[str]:
    if not named:
        return []
    return [f"chose the {'topic' if len(named) == 1 else 'topics'} {listed(named)}, as the paper does"]


def to_them(reason: str) -> str:
    """A reason as the person reads it of whom it speaks."""
    return f"you {reason}." if reason.startswith(_DID) else reason
