"""Personal links: ours alone are read, and each opens one thing for one person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.adapters.tokens import Signer
from wip.domain.links import Link, LinkKind, page
from wip.domain.refusals import Unknown

SIGNER = Signer("s" * 40, "https://wip.example.edu")
LINK = Link(LinkKind.PAPER, 3, 14, 2)
PERSONAL = [kind for kind in LinkKind if kind is not LinkKind.PAGE]


@pytest.mark.parametrize("kind", PERSONAL)
def test_a_token_stands_for_its_link(kind: LinkKind) -> None:
    link = Link(kind, 3, 14, 2)
    assert SIGNER.read(SIGNER.token(link)) == link
    assert SIGNER.token(link) == SIGNER.token(link)
    assert SIGNER.token(link) in SIGNER.path(link)


@pytest.mark.parametrize(
    "other",
    [Link(LinkKind.OFFER, 3, 14, 2), Link(LinkKind.PAPER, 4, 14, 2), Link(LinkKind.PAPER, 3, 15, 2)],
)
def test_another_person_thing_or_kind_has_another_token(other: Link) -> None:
    assert SIGNER.token(other) != SIGNER.token(LINK)


@given(st.text(max_size=200))
def test_no_text_of_others_is_read(text: str) -> None:
    with pytest.raises(Unknown):
        SIGNER.read(text)


@given(st.integers(0, len(SIGNER.token(LINK)) - 1), st.sampled_from("abcXYZ019-_."))
def test_one_changed_character_makes_it_unknown(place: int, letter: str) -> None:
    token = SIGNER.token(LINK)
    changed = token[:place] + letter + token[place + 1 :]
    try:
        assert SIGNER.read(changed) == LINK
    except Unknown:
        assert changed != token


def test_another_installation_s_token_is_unknown() -> None:
    with pytest.raises(Unknown):
        SIGNER.read(Signer("t" * 40, "https://wip.example.edu").token(LINK))


def test_an_answer_is_chosen_in_the_address_but_not_signed() -> None:
    link = Link(LinkKind.PAPER, 3, 14, 2, "confirm")
    assert SIGNER.path(link) == f"/papers/{SIGNER.token(LINK)}/?answer=confirm"
    assert SIGNER.address(link) == f"https://wip.example.edu/papers/{SIGNER.token(LINK)}/?answer=confirm"


def test_a_page_needs_no_token() -> None:
    assert SIGNER.address(page("/sessions/x/")) == "https://wip.example.edu/sessions/x/"
