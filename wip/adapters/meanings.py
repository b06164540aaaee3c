"""How near papers are to what people wrote, by meaning: the sentence model's directions, with NumPy."""

from array import array
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

from wip.adapters.sentence_model import model_of
from wip.adapters.tensors import read_tensors
from wip.domain.nearness import NEAREST, NEIGHBOURS, Grid
from wip.domain.terms import Text

NEIGHBOURS_COUNT = 0.5
"""What a text's neighbours count beside the text itself."""

_ROWS = 512

Told = Callable[[str, int, int], None]


def grid_by_meaning(
    people: Sequence[Sequence[Text]], papers: Sequence[Text], weights: bytes, told: Told | None = None
) -> Grid:
    """The mean of the three nearest texts of each person for each paper. `weights` is the model's file."""
    at = {text: number for number, text in enumerate(dict.fromkeys((*papers, *chain.from_iterable(people))))}

    def hears(done: int) -> None:
        if told is not None:
            told("by meaning", done, len(at))

    model = model_of(read_tensors(weights))
    read = _with_neighbours(model.directions([line(text) for text in at], hears))
    these = read[[at[text] for text in papers]]
    values, nearest = array("d"), array("q")
    for theirs in people:
        near = read[[at[text] for text in theirs]] @ these.T if theirs else None
        numbers, which = _summed(near, len(papers))
        values.extend(numbers)
        nearest.extend(which)
    return Grid(len(people), len(papers), values, nearest, by_meaning=True)


def line(text: Text) -> str:
    """What the model reads of a text."""
    return ". ".join(filter(None, (text.title.strip(), text.abstract.strip())))


def _with_neighbours(directions: Any) -> Any:
    """Each direction turned towards those nearest to it, as a text's words are read with its neighbours'."""
    import numpy as np

    most = min(NEIGHBOURS, len(directions) - 1)
    if most < 1:
        return directions
    turned = np.empty_like(directions)
    for start in range(0, len(directions), _ROWS):
        block = directions[start : start + _ROWS]
        near = block @ directions.T
        near[np.arange(len(block)), np.arange(start, start + len(block))] = -2  # not itself
        which = np.argpartition(-near, most - 1, axis=1)[:, :most]
        turned[start : start + _ROWS] = block + NEIGHBOURS_COUNT * directions[which].mean(1)
    return turned / np.linalg.norm(turned, axis=1, keepdims=True)


def _summed(near: Any, papers: int) -> tuple[Sequence[float], Sequence[int]]:
    import numpy as np

    if near is None:
        return [0.0] * papers, [0] * papers
    best = np.sort(np.maximum(near, 0).astype(np.float64), axis=0)[-NEAREST:].mean(0)
    return best.tolist(), near.argmax(0).tolist()
