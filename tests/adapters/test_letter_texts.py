"""Letters: every kind is complete, typed text cannot steer one, and links stay marks until it leaves."""

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from wip import paths
from wip.adapters.letter_lines import unwrapped, wrapped
from wip.adapters.letter_texts import as_editable, compose, edited, filled, masked
from wip.adapters.own_letters import our_words
from wip.domain.letter_kinds import EDITABLE, placeholders
from wip.domain.letter_samples import made_up
from wip.domain.letter_templates import OwnWords, What, check
from wip.domain.letters import LetterKind
from wip.domain.links import Link, LinkKind, page
from wip.domain.refusals import Refusal

PAPER = Link(LinkKind.PAPER, 3, 14)
LINKS = {
    "paper": PAPER,
    "guidelines": page("/guidelines/"),
    "session": page("/sessions/x/"),
    "feed": Link(LinkKind.FEED, 3, 1),
}
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
    "guideline": "What we ask of presenters",
    "lines": ["Say what you want to hear about."],
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


EDITED = sorted(EDITABLE)


def links_of(kind: LetterKind) -> dict[str, Link]:
    names = [each.origin for each in placeholders(kind) if each.what is What.LINK]
    return {name: page(f"/{name}/") for name in dict.fromkeys([*names, "object", "own", "session", "paper"])}


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("kind", EDITED)
def test_what_a_section_begins_from_is_accepted_and_needs_no_mend(kind: LetterKind) -> None:
    check(our_words(kind), placeholders(kind))


@pytest.mark.parametrize("kind", EDITED)
def test_what_a_section_begins_from_says_word_for_word_what_ours_says(kind: LetterKind) -> None:
    """So that our templates stay the only source, and a section that changes one sentence changes one sentence."""
    facts, links = made_up(kind), links_of(kind)
    ours, theirs = compose(kind, facts, links), compose(kind, facts, links, our_words(kind))
    assert (theirs.subject, plain(theirs.text)) == (ours.subject, plain(ours.text))


@pytest.mark.parametrize("kind", EDITED)
@pytest.mark.parametrize("fact", ["earlier", "again", "answered_by", "join_link", "note", "withdrawn_by"])
def test_what_depends_on_the_case_is_said_in_the_section_s_text_too(kind: LetterKind, fact: str) -> None:
    facts, links = made_up(kind) | {fact: "accepted"}, links_of(kind)
    ours, theirs = compose(kind, facts, links), compose(kind, facts, links, our_words(kind))
    assert (theirs.subject, plain(theirs.text)) == (ours.subject, plain(ours.text))


@pytest.mark.parametrize("kind", EDITED)
def test_the_html_of_an_own_text_carries_the_same_links_in_our_frame(kind: LetterKind) -> None:
    words = compose(kind, made_up(kind), links_of(kind), our_words(kind))
    assert set(re.findall("\u27e6\\d+\u27e7", words.text)) == set(re.findall("\u27e6\\d+\u27e7", words.html))
    assert words.html.startswith("<!doctype html>")
    assert made_up(kind)["name"] in words.html
    assert max(len(line) for line in words.text.splitlines()) <= 72


def test_facts_that_are_empty_leave_no_gap_and_no_dangling_introduction() -> None:
    kind = LetterKind.DECISION_ACCEPTED
    facts = made_up(kind) | {"comments": [], "draft_due": ""}
    text = compose(kind, facts, links_of(kind), our_words(kind)).text
    assert "What reviewers wrote to you" not in text
    assert "\n\n\n" not in text
    assert "On the page of your paper you can send a draft" in text


def test_an_own_text_becomes_paragraphs_buttons_lists_and_quotes() -> None:
    body = (
        "Dear {name},\n\nCome:\n- soon\n- please\n\nYes, I will present:\n{confirm}\n\n{turn_down}\n\n> {comments}\n"
        "\nAlways <b>yours</b>,\n{section}\n{earlier_letter}\n\nSee {session} today."
    )
    words = compose(
        LetterKind.DECISION_ACCEPTED,
        made_up(LetterKind.DECISION_ACCEPTED),
        {"confirm": page("/c/"), "turn_down": page("/t/"), "session": page("/s/")},
        OwnWords("Hello {title}", body),
    )
    body_html = words.html.partition("Works in Progress</p>")[2]
    for part in (
        '<p dir="auto">Dear Avery Sample,</p>',
        '<li style="margin: 4px 0; white-space: pre-line" dir="auto">soon</li>',
        'text-decoration: none">Yes, I will present</a>',
        '<p dir="auto"><a href="\u27e61\u27e7">No, I cannot</a></p>',
        "A first comment by a reviewer.</blockquote>",
        "Always &lt;b&gt;yours&lt;/b&gt;,<br>Sample Section</p>",
        '<p dir="auto">See <a href="\u27e62\u27e7">the session’s page</a> today.</p>',
    ):
        assert part in body_html
    assert words.subject == "Hello A Sample Paper"


@pytest.mark.parametrize("fact", ["name", "title", "section", "session_title", "contact"])
def test_typed_values_cannot_steer_an_own_text_either(fact: str) -> None:
    kind = LetterKind.DECISION_ACCEPTED
    hostile = f"{HOSTILE} {{confirm}} {{{{turn_down}}}}\n\u27e61\u27e7\n- {{title}}"
    quiet = compose(kind, made_up(kind), links_of(kind), our_words(kind))
    words = compose(kind, made_up(kind) | {fact: hostile}, links_of(kind), our_words(kind))
    assert "\n" not in words.subject
    assert "\u202e" not in words.subject + words.text + words.html
    assert "<script>" not in words.html
    assert words.text.count("\u27e6") == quiet.text.count("\u27e6")
    assert words.html.count("\u27e6") == quiet.html.count("\u27e6")


LONG = (
    "A sentence that is much longer than a line of seventy-two columns, so that it has to be broken up twice."
)


def test_lines_are_whole_again_where_somebody_mends_the_text() -> None:
    text = f"Dear Ann,\n\n{LONG}\n\n- {LONG}\n- One\n\n> {LONG}\n\nTo join:\nhttps://meet.example.edu/j/1\n\nYours,\nWe"
    assert unwrapped(wrapped(text)).rstrip() == text


@example(">\n", 72)
@given(st.text(alphabet="abc -\n>xyzé", max_size=300), st.integers(0, 90))
def test_wrapping_and_unwrapping_neither_lose_nor_add(text: str, word: int) -> None:
    made = wrapped(f"{text} {'w' * word}")
    whole = unwrapped(made)
    assert wrapped(whole) == made
    assert "".join(whole.split()).replace(">", "") == "".join(made.split()).replace(">", "")


def test_a_letter_is_mended_with_its_links_as_names() -> None:
    kind = LetterKind.DECISION_ACCEPTED
    facts = made_up(kind) | {"title": "On {confirm} and {braces}"}
    links = links_of(kind)
    words = compose(kind, facts, links)
    text = as_editable(words, list(links))
    assert "Yes, I will present:\n{confirm}\n" in text
    assert "On {{confirm}} and {{braces}}" in text
    again = edited(kind, words.subject, text, list(links))
    assert (again.subject, again.text) == (words.subject, words.text)
    assert again.text.count("\u27e6") == words.text.count("\u27e6")
    assert "Yes, I will present</a>" in again.html


@pytest.mark.parametrize(
    ("subject", "text", "field", "said"),
    [
        ("S", "Dear Ann,", "body", "The text must contain {paper}, {confirm} and {turn_down}"),
        ("S", "{confirm} {turn_down} {name}", "body", "There is no placeholder {name} in this letter."),
        ("S {confirm}", "{confirm} {turn_down} {paper}", "subject", "{confirm} cannot stand in a subject"),
        ("S", "{confirm} {turn_down} {paper} {", "body", "A single brace"),
    ],
)
def test_a_mended_letter_is_held_to_its_links(subject: str, text: str, field: str, said: str) -> None:
    with pytest.raises(Refusal) as no:
        edited(LetterKind.DECISION_ACCEPTED, subject, text, ["session", "paper", "confirm", "turn_down"])
    assert (no.value.field, said in no.value.sentence) == (field, True), no.value.sentence


def test_a_letter_that_may_be_stopped_ends_with_the_way_to_do_so() -> None:
    links = {**links_of(LetterKind.GROUP_MAIL), "stop": Link(LinkKind.STOP, 3, 7, 0, "group_mail")}
    mark = f"\u27e6{len(links) - 1}\u27e7"
    for own in (None, our_words(LetterKind.GROUP_MAIL)):
        words = compose(LetterKind.GROUP_MAIL, made_up(LetterKind.GROUP_MAIL), links, own)
        assert words.text.endswith(f"\n\nYou can stop letters of this kind about this session:\n{mark}\n")
        assert f'<a href="{mark}">stop letters of this kind about this session</a>' in words.html
    mended = edited(LetterKind.GROUP_MAIL, "S", "Hello", list(links))
    assert mended.text.endswith(f"{mark}\n")
