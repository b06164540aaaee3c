"""Reads the tensors out of a model file in the ONNX format, without its library: protocol buffers by hand.

Field numbers are those of onnx.proto: a model's graph is 7, a graph's tensors are 5; of a tensor, dims are 1, the
type is 2, the name is 8 and the bytes are 9.
"""

from collections.abc import Iterator
from typing import Any

_GRAPH, _TENSOR, _DIMS, _TYPE, _NAME, _BYTES = 7, 5, 1, 2, 8, 9
_VARINT, _EIGHT, _COUNTED, _FOUR = 0, 1, 2, 5
_FLOAT, _INT8 = 1, 3


def read_tensors(data: bytes) -> dict[str, Any]:
    """Each tensor of single floats or bytes by its name, as a NumPy array that looks into `data`.

    Raises ValueError where this is no such file.
    """
    import numpy as np

    kinds = {_FLOAT: np.float32, _INT8: np.int8}
    found = {}
    for tensor in _named(_named_one(memoryview(data), _GRAPH), _TENSOR):
        fields = list(_fields(tensor))
        kind = kinds.get(next((value for number, value in fields if number == _TYPE), 0))
        raw = next((value for number, value in fields if number == _BYTES), None)
        if kind is not None and raw is not None:
            name = bytes(next(value for number, value in fields if number == _NAME)).decode()
            found[name] = np.frombuffer(raw, kind).reshape(_shape(fields))
    return found


def _named_one(data: memoryview, wanted: int) -> memoryview:
    for part in _named(data, wanted):
        return part
    raise ValueError("no graph")


def _named(data: memoryview, wanted: int) -> Iterator[memoryview]:
    return (value for number, value in _fields(data) if number == wanted)


def _shape(fields: list[tuple[int, Any]]) -> list[int]:
    sizes = []
    for number, value in fields:
        if number == _DIMS and isinstance(value, int):
            sizes.append(value)
        elif number == _DIMS:  # several numbers in one
            at = 0
            while at < len(value):
                size, at = _varint(value, at)
                sizes.append(size)
    return sizes


def _fields(data: memoryview) -> Iterator[tuple[int, Any]]:
    """The number and the value of each field: a whole number, or the bytes."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == _VARINT:
            value, at = _varint(data, at)
            yield number, value
            continue
        if wire == _COUNTED:
            length, at = _varint(data, at)
        elif wire in {_EIGHT, _FOUR}:
            length = 8 if wire == _EIGHT else 4
        else:
            raise ValueError("no protocol buffer")
        if at + length > len(data):
            raise ValueError("cut short")
        yield number, data[at : at + length]
        at += length


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(data):
            raise ValueError("cut short")
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at
