"""Letters: every kind is complete, typed text cannot steer one, and links stay marks until it leaves."""

import re
from typing import Any

import pytest
from jinja2 import UndefinedError

from wip import paths
from wip.adapters.letter_texts import compose, filled, masked
from wip.domain.letters import LetterKind
from wip.domain.links import Link, LinkKind, page

PAPER = Link(LinkKind.PAPER, 3, 14)
LINKS = {"paper": PAPER, "session": page("/sessions/x/"), "feed": Link(LinkKind.FEED, 3, 1)}
FACTS: dict[str, Any] = {
    "name": "Mbali Abara",
    "title": "Quotas Without Numbers",
    "session_title": "Spring Session",
    "section": "Section on Criminal Justice",
    "session_date": "Thu 18 Mar 2027, 12:00–13:30 New York",
    "present": "15",
    "comment": "15",
    "contact": "cj@law.example.edu",
    "answered_by": "",
}
HOSTILE = 'X\r\nBcc: b@law.example.edu <script>alert(1)</script> \u202egnp \u27e60\u27e7 {{ links.paper }} "&'


def address(link: Link) -> str:
    return f"https://wip.example.edu/{link.kind.value}?a=1&b=2"


@pytest.mark.parametrize("kind", LetterKind)
def test_every_kind_has_its_three_files(kind: LetterKind) -> None:
    folder = paths.templates() / "email" / kind.value
    assert sorted(path.name for path in folder.iterdir()) == ["body.html", "body.txt", "subject.txt"]


def test_no_folder_is_left_of_a_kind_that_is_gone() -> None:
    folders = {path.name for path in (paths.templates() / "email").iterdir()}
    assert folders == {kind.value for kind in LetterKind}


def test_a_letter_says_the_same_in_both_its_bodies() -> None:
    words = compose(LetterKind.PLACE_CONFIRMED, FACTS, LINKS)
    assert "Quotas Without Numbers" in words.subject + words.text
    assert set(re.findall("\u27e6\\d\u27e7", words.text)) == set(re.findall("\u27e6\\d\u27e7", words.html))
    assert max(len(line) for line in words.text.splitlines()) <= 72


def test_a_missing_fact_is_a_fault_and_not_a_gap() -> None:
    facts = {name: value for name, value in FACTS.items() if name != "session_date"}
    with pytest.raises(UndefinedError):
        compose(LetterKind.PLACE_CONFIRMED, facts, LINKS)


@pytest.mark.parametrize("fact", ["name", "title", "section", "session_title", "contact"])
def test_typed_text_cannot_steer_a_letter(fact: str) -> None:
    words = compose(LetterKind.PLACE_CONFIRMED, FACTS | {fact: HOSTILE}, LINKS)
    assert "\n" not in words.subject
    assert "\u202e" not in words.subject + words.text + words.html
    assert "<script>" not in words.html
    assert words.text.count("\u27e60\u27e7") == compose(LetterKind.PLACE_CONFIRMED, FACTS, LINKS).text.count(
        "\u27e60\u27e7"
    )


def test_links_are_filled_in_as_the_letter_leaves() -> None:
    links = [PAPER, page("/sessions/x/")]
    text = "Open \u27e60\u27e7 or \u27e61\u27e7, not \u27e67\u27e7."
    assert filled(text, links, address) == (
        "Open https://wip.example.edu/paper?a=1&b=2 or https://wip.example.edu/page?a=1&b=2, not ."
    )
    assert "?a=1&amp;b=2" in filled(text, links, address, html=True)


def test_other_readers_see_a_personal_link_s_name() -> None:
    links = [PAPER, page("/sessions/x/")]
    shown = masked("\u27e60\u27e7 \u27e61\u27e7", links, "https://wip.example.edu")
    assert shown == "[personal link to the paper] https://wip.example.edu/sessions/x/"


def test_long_addresses_are_not_broken_and_lists_hang() -> None:
    facts = FACTS | {"title": "Word " * 40, "contact": f"{'a' * 60}@{'b' * 30}.example.edu"}
    words = compose(LetterKind.PLACE_CONFIRMED, facts, LINKS)
    assert facts["contact"] in words.text
    assert "\n\n\n" not in words.text
    assert words.text.endswith("\n")
    assert len(words.subject) <= 200
