"""A tiny sentence model with weights by chance, in the form of its file, and its arithmetic done slowly."""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wip.adapters.word_pieces import vocabulary

WIDTH, INNER, HEADS, LAYERS, PLACES = 6, 10, 2, 2, 40
FLOAT, INT8 = 1, 3

Row = list[float]


@dataclass
class TinyModel:
    """Tensors by name: (type, sizes, numbers), and the file that holds them."""

    chance: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 - the same at every run
    tensors: dict[str, tuple[int, tuple[int, ...], list[float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        start = "inner.embeddings."
        self._bytes(f"{start}word_embeddings.weight", len(vocabulary()), WIDTH, by_row=True)
        self._bytes(f"{start}position_embeddings.weight", PLACES, WIDTH, by_row=True)
        self._floats(f"{start}token_type_embeddings.weight", 2, WIDTH)
        self._norm(f"{start}LayerNorm")
        for layer in range(LAYERS):
            self._layer(layer)

    def _layer(self, layer: int) -> None:
        # In the file the matrices have numbers that grow, with gaps; "val_100" follows "val_9".
        start, number = f"inner.encoder.layer.{layer}.", 9 + 91 * layer
        for name in ("query", "key", "value"):
            self._floats(f"{start}attention.self.{name}.bias", WIDTH)
        self._floats(f"{start}attention.output.dense.bias", WIDTH)
        self._floats(f"{start}intermediate.dense.bias", INNER)
        self._floats(f"{start}output.dense.bias", WIDTH)
        for at, (wide, to) in enumerate([(WIDTH, WIDTH)] * 4 + [(WIDTH, INNER), (INNER, WIDTH)]):
            self._bytes(f"val_{number + 8 * at}", wide, to, by_row=False)
        self._norm(f"{start}attention.output.LayerNorm")
        self._norm(f"{start}output.LayerNorm")

    def _norm(self, name: str) -> None:
        self._floats(f"{name}.weight", WIDTH)
        self._floats(f"{name}.bias", WIDTH)

    def _floats(self, name: str, *sizes: int) -> None:
        # Eighths are exact as single floats
        numbers = [self.chance.randint(-12, 12) / 8 for _ in range(math.prod(sizes))]
        self.tensors[name] = FLOAT, sizes, numbers

    def _bytes(self, name: str, rows: int, columns: int, *, by_row: bool) -> None:
        numbers: list[float] = [self.chance.randint(-127, 127) for _ in range(rows * columns)]
        self.tensors[f"{name}_q"] = INT8, (rows, columns), numbers
        sizes = (rows, 1) if by_row else (1, columns)
        scales = [self.chance.randint(1, 8) / 512 for _ in range(rows if by_row else columns)]
        self.tensors[f"{name}_scale"] = FLOAT, sizes, scales

    def row(self, name: str) -> Row:
        return self.tensors[name][2]

    def scaled(self, name: str) -> list[Row]:
        _, (rows, columns), numbers = self.tensors[f"{name}_q"]
        _, sizes, scales = self.tensors[f"{name}_scale"]
        return [
            [numbers[at * columns + to] * scales[at if sizes[1] == 1 else to] for to in range(columns)]
            for at in range(rows)
        ]

    def matrices(self) -> list[list[Row]]:
        names = [name.removesuffix("_q") for name in self.tensors if name.startswith("val_") and "_q" in name]
        return [self.scaled(name) for name in sorted(names, key=lambda name: int(name[4:]))]

    def direction(self, numbers: Sequence[int]) -> Row:
        """The direction of one text, a number at a time."""
        start = "inner.embeddings."
        words, places = (self.scaled(f"{start}{name}_embeddings.weight") for name in ("word", "position"))
        kind = self.row(f"{start}token_type_embeddings.weight")[:WIDTH]
        state = [
            self.normed([sum(parts) for parts in zip(words[number], places[at], kind, strict=True)], f"{start}LayerNorm")
            for at, number in enumerate(numbers)
        ]  # fmt: skip
        for layer in range(LAYERS):
            state = self.through(layer, state)
        mean = [sum(column) / len(state) for column in zip(*state, strict=True)]
        length = math.sqrt(sum(value * value for value in mean))
        return [value / length for value in mean]

    def through(self, layer: int, state: list[Row]) -> list[Row]:
        query, key, value, attended, inner, outer = self.matrices()[6 * layer : 6 * layer + 6]
        start = f"inner.encoder.layer.{layer}."
        own = [
            [led(row, matrix, self.row(f"{start}attention.self.{name}.bias")) for row in state]
            for name, matrix in (("query", query), ("key", key), ("value", value))
        ]
        seen = [
            led(row, attended, self.row(f"{start}attention.output.dense.bias")) for row in attention(*own)
        ]
        state = [
            self.normed([a + b for a, b in zip(row, more, strict=True)], f"{start}attention.output.LayerNorm")
            for row, more in zip(state, seen, strict=True)
        ]
        wide = [
            [x * 0.5 * (1 + math.erf(x / math.sqrt(2))) for x in led(row, inner, self.row(f"{start}intermediate.dense.bias"))]
            for row in state
        ]  # fmt: skip
        more = [led(row, outer, self.row(f"{start}output.dense.bias")) for row in wide]
        return [
            self.normed([a + b for a, b in zip(row, each, strict=True)], f"{start}output.LayerNorm")
            for row, each in zip(state, more, strict=True)
        ]

    def normed(self, row: Row, name: str) -> Row:
        mean = sum(row) / len(row)
        spread = math.sqrt(sum((value - mean) ** 2 for value in row) / len(row) + 1e-12)
        scale, more = self.row(f"{name}.weight"), self.row(f"{name}.bias")
        return [(value - mean) / spread * a + b for value, a, b in zip(row, scale, more, strict=True)]

    def file(self) -> bytes:
        """The tensors as an ONNX file has them, among fields that nobody reads here."""
        graph = b"".join(field_of(5, tensor(name, *rest)) for name, rest in self.tensors.items())
        return varint_field(1, 10) + field_of(2, b"tests") + field_of(7, field_of(2, b"main") + graph)


def led(row: Row, matrix: list[Row], more: Row) -> Row:
    return [
        sum(value * line[to] for value, line in zip(row, matrix, strict=True)) + more[to]
        for to in range(len(more))
    ]


def attention(query: list[Row], key: list[Row], value: list[Row]) -> Iterator[Row]:
    size = WIDTH // HEADS
    for asks in query:
        seen: Row = []
        for start in range(0, WIDTH, size):
            part = slice(start, start + size)
            scores = [
                sum(a * b for a, b in zip(asks[part], each[part], strict=True)) / math.sqrt(size)
                for each in key
            ]
            raised = [math.exp(score - max(scores)) for score in scores]
            for to in range(start, start + size):
                seen.append(sum(r * row[to] for r, row in zip(raised, value, strict=True)) / sum(raised))
        yield seen


def tensor(name: str, kind: int, sizes: Sequence[int], numbers: Sequence[float]) -> bytes:
    import struct

    raw = (
        struct.pack(f"<{len(numbers)}f", *numbers) if kind == FLOAT else bytes(int(n) % 256 for n in numbers)
    )
    return (
        field_of(1, b"".join(map(varint, sizes)))
        + varint_field(2, kind)
        + field_of(8, name.encode())
        + field_of(9, raw)
    )


def varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def varint_field(number: int, value: int) -> bytes:
    return varint(number << 3) + varint(value)


def field_of(number: int, content: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(content)) + content
