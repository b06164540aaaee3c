"""Links as data."""

import json

import pytest

from wip.domain.links import LINK_WORDS, Link, LinkKind, page


@pytest.mark.parametrize("kind", LinkKind)
def test_a_link_survives_being_stored(kind: LinkKind) -> None:
    link = Link(kind, 3, 14, 2, "accept", "/sessions/x/")
    assert Link.read(json.loads(json.dumps(link.stored()))) == link


def test_a_page_is_nobody_s_own() -> None:
    assert page("/sessions/x/") == Link(LinkKind.PAGE, path="/sessions/x/")


def test_every_personal_link_has_words_for_other_readers() -> None:
    assert set(LINK_WORDS) == set(LinkKind) - {LinkKind.PAGE}


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        Link.read(["nonsense", 1, 1, 1, "", ""])
