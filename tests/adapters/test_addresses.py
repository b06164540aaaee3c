"""The one canonical form of an address."""

import pytest

from wip.adapters.addresses import display, normalised


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (" R.Oyelaran@Law.Example.EDU ", "r.oyelaran@law.example.edu"),
        ("m.grünwald@süd.example.edu", "m.grünwald@süd.example.edu"),
        ("m.gru\u0308nwald@SÜD.example.edu", "m.grünwald@süd.example.edu"),
        ("a@xn--sd-xka.example.edu", "a@süd.example.edu"),
        ("a@school.example", "a@school.example"),
        ("a@school.test", "a@school.test"),
        ("a@localhost", None),
        ("a..b@law.example.edu", None),
        ("Mbali Abara <m.abara@law.example.edu>", None),
        ("a@law.example.edu\r\nBcc: b@law.example.edu", None),
        ("a@law.example.edu\u202e", None),
        ("", None),
    ],
)
def test_one_key_for_every_spelling(typed: str, key: str | None) -> None:
    assert normalised(typed) == key


def test_shown_as_typed() -> None:
    assert display(" R.Oyelaran@Law.Example.EDU\n\u202e") == "R.Oyelaran@Law.Example.EDU"
