"""How well a paper suits a reader, in points and in words: topics that both chose, and words that both use."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wip.domain.search import words_of

TOPIC, WORD = 100, 10
"""Points for a topic in common, and for a word."""

WORDS_MOST = 5
"""More words in common than this say nothing more."""

SHORTEST = 4
COMMON_FROM = 8
"""In a session of at least so many papers, words that more than a quarter of them use tell nothing."""

_EMPTY = words_of(
    (
        "about after against also among another based because been before being between both case cases "
        "could does each every from have here into issue issues just law laws legal lawyer like made "
        "make many more most much must need only other over paper papers part research same school "
        "should show shows some study such than that their them then there these they this those through "
        "under upon using very what when where whether which while will with within without work works "
        "would your argue argues article question questions "
    ).splitlines()
)


@dataclass(frozen=True)
class ReadablePaper:
    """A paper as it is given to readers: `topics` are ids, `words` those of its title and abstract that tell something."""

    id: int
    number: int
    title: str
    topics: frozenset[int] = frozenset()
    words: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reader:
    """Somebody who takes papers: at most `most` of them, or any number."""

    id: int
    name: str
    topics: frozenset[int] = frozenset()
    words: frozenset[str] = frozenset()
    most: int | None = None


@dataclass(frozen=True)
class Fit:
    """What a paper and a reader have in common. `topics` are names."""

    points: int
    topics: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The same in words."""
        said = []
        if self.topics:
            said.append(
                f"{'topic' if len(self.topics) == 1 else 'topics'} in common: {', '.join(self.topics)}"
            )
        if self.words:
            said.append(f"{'word' if len(self.words) == 1 else 'words'} in common: {', '.join(self.words)}")
        return "; ".join(said) or "no topic or word in common"


def telling_words(texts: Iterable[str]) -> frozenset[str]:
    """The words by which texts can be compared: folded, in the singular, without those that every text has."""
    found = (_singular(word) for word in words_of(texts) if not word.isdigit() and word not in _EMPTY)
    return frozenset(word for word in found if len(word) >= SHORTEST and word not in _EMPTY)


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def fits_of(
    papers: Sequence[ReadablePaper], readers: Sequence[Reader], topics: Mapping[int, str]
) -> list[list[Fit]]:
    """Each paper with each reader, in the order given. `topics` names the topics."""
    known = _rare(papers)
    return [
        [_fit(paper.topics & reader.topics, paper.words & reader.words & known, topics) for reader in readers]
        for paper in papers
    ]


def _rare(papers: Sequence[ReadablePaper]) -> frozenset[str]:
    """The words that tell the papers apart."""
    used = Counter(word for paper in papers for word in paper.words)
    most = len(papers) // 4 if len(papers) >= COMMON_FROM else len(papers)
    return frozenset(word for word, papers_with in used.items() if papers_with <= most)


def _fit(topics: frozenset[int], words: frozenset[str], names: Mapping[int, str]) -> Fit:
    named = tuple(sorted(names[topic] for topic in topics if topic in names))
    shown = tuple(sorted(words)[:WORDS_MOST])
    return Fit(TOPIC * len(named) + WORD * len(shown), named, shown)
