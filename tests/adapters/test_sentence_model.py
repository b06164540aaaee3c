"""The sentence model's arithmetic, with a tiny model; its real weights are an extra."""

import pytest

from tests.adapters.models import HEADS, TinyModel
from wip.adapters.sentence_model import model_of
from wip.adapters.tensors import read_tensors
from wip.adapters.word_pieces import numbers_of

TEXTS = (
    "Bail reform",
    "",
    "Who sits on juries, and who is struck? A study of peremptory challenges.",
    "Bail reform",
)


@pytest.fixture(scope="module")
def tiny() -> TinyModel:
    return TinyModel()


def test_directions_are_those_of_the_slow_arithmetic(tiny: TinyModel) -> None:
    told: list[int] = []
    found = model_of(read_tensors(tiny.file()), HEADS).directions(TEXTS, told.append)
    for text, row in zip(TEXTS, found.tolist(), strict=True):
        assert row == pytest.approx(tiny.direction(numbers_of(text, 40)), abs=2e-5)
    assert told[-1] == len(TEXTS)


def test_a_text_has_the_same_direction_in_whatever_company(tiny: TinyModel) -> None:
    model = model_of(read_tensors(tiny.file()), HEADS)
    alone = model.directions(TEXTS[:1]).tolist()[0]
    assert model.directions(TEXTS).tolist()[3] == pytest.approx(alone, abs=1e-5)


def test_tensors_are_read_with_their_sizes_and_numbers_by_fields_of_either_form(tiny: TinyModel) -> None:
    found = read_tensors(tiny.file())
    assert set(found) == set(tiny.tensors)
    for name, (_, sizes, numbers) in tiny.tensors.items():
        assert (found[name].shape, found[name].ravel().tolist()) == (sizes, numbers)


@pytest.mark.parametrize("end", [0, 1, 40, 3000, -1])
def test_a_file_cut_short_is_no_model(tiny: TinyModel, end: int) -> None:
    with pytest.raises(ValueError, match=r"cut short|no graph"):
        read_tensors(tiny.file()[:end])


@pytest.mark.parametrize("content", [b"\x0b\x00", b"not a model at all", b"\x80"])
def test_another_file_is_no_model(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"cut short|no graph|no protocol buffer"):
        read_tensors(content)
