"""Texts with placeholders: what is refused at once, what vanishes, and what typed values can never do."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.domain.letter_kinds import EDITABLE, placeholders
from wip.domain.letter_templates import (
    Hole,
    OwnWords,
    Placeholder,
    What,
    braced,
    check,
    holes,
    one_line,
    parse,
    render,
)
from wip.domain.letters import LetterKind
from wip.domain.refusals import Refusal

KNOWN = (
    Placeholder("name", "The recipient’s name"),
    Placeholder("title", "The paper’s title"),
    Placeholder("confirm_by", "Until when"),
    Placeholder("confirm", "The page", What.LINK, needed=True),
    Placeholder("comments", "Comments", What.LIST),
)
GOOD = OwnWords("Your paper {title}", "Dear {name},\n\n{confirm}\n")

FIXED = {
    LetterKind.SIGN_IN,
    LetterKind.LEADER_INVITATION,
    LetterKind.LEADER_NEWS,
    LetterKind.CALENDAR_CHANGED,
    LetterKind.OFFICE_REQUEST,
    LetterKind.FEEDBACK_OPEN,
    LetterKind.FEEDBACK_DIGEST,
    LetterKind.FEEDBACK_CONTACT,
    LetterKind.FEEDBACK_ASKED,
    LetterKind.COMMENTER_TOLD_CHANGE,
    LetterKind.COMMENTER_THANKED,
    LetterKind.DATA_ERASED,
    LetterKind.DRAFT_DUE,
    LetterKind.DRAFT_EXTENDED,
    LetterKind.DRAFT_READY,
    LetterKind.GUIDELINES_SENT,
    LetterKind.NUDGE,
    LetterKind.SLOT_PASSED_ON,
}
"""To leaders, to the office, to let somebody sign in or be forgotten, about what readers write to authors in confidence;
and those that list what is there or missing, each reader's own, where a leader adds a sentence or none: these keep the
planner's own words."""


def refusal(subject: str = GOOD.subject, body: str = GOOD.body) -> tuple[str | None, str]:
    with pytest.raises(Refusal) as no:
        check(OwnWords(subject, body), KNOWN)
    return no.value.field, no.value.sentence


def test_a_text_is_taken_apart_into_words_and_holes() -> None:
    assert parse("Dear {name},\n{{x}} {Confirm By}") == (
        ("Dear ", Hole("name"), ","),
        ("{", "x", "}", " ", Hole("confirm_by")),
    )
    assert holes(parse("{title} {name} {title}")) == ["title", "name"]


def test_a_good_text_passes() -> None:
    check(GOOD, KNOWN)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{confirm} {nmae}", "There is no placeholder {nmae} in this letter. Did you mean {name}?"),
        ("{confirm} {titel} {confirmby}", "Did you mean {title}? There is no placeholder {confirmby}"),
        (
            "{confirm} {zzz}",
            "There is no placeholder {zzz} in this letter. Take one from the list beside the text.",
        ),
        ("{confirm} {}", "There is no placeholder {} in this letter."),
        ("Dear {name},", "The text must contain {confirm}"),
        ("{confirm} a { b", "A single brace stands in “{confirm} a { b”."),
        ("{confirm} 5 } 3", "A single brace"),
        ("  \n ", "A letter needs a text."),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused_with_its_mend(body: str, said: str) -> None:
    field, sentence = refusal(body=body)
    assert (field, said in sentence) == ("body", True), sentence


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        (" ", "A letter needs a subject."),
        ("{tittle}", "Did you mean {title}?"),
        ("{paper_titel}", "Did you mean {title}?"),
        ("{author name}", "Did you mean {name}?"),
        ("Now {confirm}", "{confirm} cannot stand in a subject, only in the text."),
        ("{comments}", "{comments} cannot stand in a subject"),
        ("{", "A single brace"),
    ],
)
def test_a_subject_is_held_to_the_same(subject: str, said: str) -> None:
    field, sentence = refusal(subject=subject)
    assert (field, said in sentence) == ("subject", True), sentence


def test_a_line_whose_placeholders_are_all_empty_vanishes() -> None:
    text = "Dear {name},\nRoom: {room}\nBy {room} for {name}\nEnd"
    assert render(text, {"name": "Ann", "room": ""}) == "Dear Ann,\nBy  for Ann\nEnd"


@pytest.mark.parametrize(
    ("comments", "left"),
    [
        ([], "Dear Ann,\n\n\nBye"),
        (["One."], "Dear Ann,\n\nReviewers say:\n- One.\n\nBye"),
        (["One.", "Two."], "Dear Ann,\n\nReviewers say:\n- One.\n- Two.\n\nBye"),
        (["One.\nMore.", "Two."], "Dear Ann,\n\nReviewers say:\n- One.\n  More.\n\n- Two.\n\nBye"),
    ],
)
def test_a_list_takes_a_line_or_a_paragraph_an_item_and_its_introduction_goes_with_it(
    comments: list[str], left: str
) -> None:
    text = "Dear {name},\n\nReviewers say:\n- {comments}\n\nBye"
    assert render(text, {"name": "Ann", "comments": comments}) == left


def test_an_introduction_stays_while_anything_of_what_it_introduces_does() -> None:
    text = "How it stands:\n- {a}\n- {b}\n\nAnd:\n\n{a}\n\nTo {b}:\n{a}"
    assert render(text, {"a": "", "b": "B"}) == "How it stands:\n- B\n\n\n\nTo B:"


def test_lists_stand_as_paragraphs_quotes_or_within_a_line() -> None:
    values = {"comments": ["One.", "Two\nlines."]}
    assert render("{comments}", values) == "One.\n\nTwo\nlines."
    assert render("> {comments}", values) == "> One.\n\n> Two\n> lines."
    assert render("They say {comments}!", values) == "They say One.; Two\nlines.!"


def test_braces_themselves_are_written_twice() -> None:
    assert render("{{name}} {name} {{{name}}}", {"name": "Ann"}) == "{name} Ann {Ann}"


@given(st.text(), st.text())
def test_what_is_put_in_is_never_read_again(title: str, name: str) -> None:
    values = {"title": f"{title}{{confirm}}{{{{", "name": name}
    line = one_line("{title}|{name}", values)
    assert line == f"{values['title']}|{name}"


@given(st.text())
def test_braced_text_stands_as_it_is(text: str) -> None:
    assert holes(parse(braced(text))) == []
    assert one_line(braced(text).replace("\n", " "), {}) == "".join(
        "".join(map(str, line)) for line in parse(braced(text.replace("\n", " ")))
    )


@given(st.text(alphabet="ab {}\n-:>", max_size=60))
def test_any_text_is_rendered_or_refused_and_nothing_else(text: str) -> None:
    try:
        lines = parse(text)
    except Refusal:
        return
    values = dict.fromkeys(holes(lines), "x")
    assert "x" in render(text, values) or not values


def test_every_kind_of_letter_is_either_the_sections_to_word_or_ours() -> None:
    assert set(EDITABLE) | FIXED == set(LetterKind)
    assert set(EDITABLE) & FIXED == set()
    assert placeholders(LetterKind.SIGN_IN) == ()


@pytest.mark.parametrize("kind", EDITABLE)
def test_placeholders_are_named_once_and_explained(kind: LetterKind) -> None:
    names = [each.name for each in placeholders(kind)]
    assert len(names) == len(set(names))
    assert all(re.fullmatch("[a-z_]+", name) for name in names)
    assert all(each.says[0].isupper() or each.says[0] == "“" for each in placeholders(kind))
    assert {"name", "section", "contact"} <= set(names)
