"""People whom a leader types to be invited."""

import pytest

from wip.domain.guest_lists import Guest, guests_of
from wip.domain.refusals import Refusal


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Ada Osei <ada@example.edu>", "Ada Osei"),
        ("Ada Osei, ada@example.edu", "Ada Osei"),
        ('"Osei, Ada" <ada@example.edu>;', "Osei, Ada"),
        ("Ada Osei\tada@example.edu", "Ada Osei"),
        ("ada@example.edu", ""),
        ("  <ada@example.edu>,  ", ""),
    ],
)
def test_a_line_is_read_however_it_was_pasted(typed: str, name: str) -> None:
    assert guests_of(typed) == [Guest(name, "ada@example.edu")]


def test_empty_lines_say_nothing_and_an_address_counts_once() -> None:
    assert guests_of("\nA <a@x.example.edu>\n\nA@X.example.edu\nB b@x.example.edu\n") == [
        Guest("A", "a@x.example.edu"),
        Guest("B", "b@x.example.edu"),
    ]


def test_a_line_without_an_address_is_named() -> None:
    with pytest.raises(Refusal, match=r"“Ada Osei” has no e-mail address. Write one person a line"):
        guests_of("Bo Lind, bo@example.edu\nAda Osei")
