"""Names of letters: every kind has one of its own, in words."""

import pytest

from wip.domain.letter_names import LETTER_NAMES, letter_name
from wip.domain.letters import LetterKind


def test_every_kind_has_a_name_and_no_two_have_the_same() -> None:
    assert set(LETTER_NAMES) == set(LetterKind)
    assert len(set(LETTER_NAMES.values())) == len(LetterKind)


@pytest.mark.parametrize("kind", LetterKind)
def test_a_name_is_no_code(kind: LetterKind) -> None:
    name = letter_name(kind.value)
    assert name.lower() != kind.value.replace("_", " ") or len(name.split()) > 1
    assert name[0].isupper()
    assert "_" not in name


def test_a_kind_of_earlier_years_keeps_its_code() -> None:
    assert letter_name("long_gone") == "long_gone"
