"""Guidelines: texts to begin from, fitted to the session's minutes; what leaders type, and what differs."""

import pytest

from wip.domain.guidelines import (
    DEFAULT_STYLE,
    FOR_PRESENTERS,
    GUIDELINES,
    LINES_MOST,
    Audience,
    Difference,
    Guideline,
    Line,
    Style,
    built_in,
    changes,
    compared,
    guideline_for,
    read,
)
from wip.domain.refusals import Refusal


def test_there_is_a_text_for_each_style_and_the_default_is_for_everyone() -> None:
    assert set(GUIDELINES) == set(Style)
    assert DEFAULT_STYLE is Style.FOR_EVERYONE
    assert guideline_for(15) == guideline_for(15, Style.FOR_EVERYONE)


def test_a_commenter_has_a_third_of_the_minutes() -> None:
    assert guideline_for(15).lines[1] == (
        "Plan to speak for about 5 minutes; the author has 15 minutes of comments in all."
    )
    assert guideline_for(14, Style.RESTATE).lines[-2] == (
        "Stop after about 4 minutes: the author has 14 minutes of comments in all."
    )


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("minutes", [0, 1, 15, 120])
def test_no_mark_is_left_in_any_text(style: Style, minutes: int) -> None:
    text = guideline_for(minutes, style)
    assert [line for line in (text.title, *text.lines) if not line or "{" in line] == []


def test_presenters_have_one_text_whatever_the_style() -> None:
    assert {built_in(Audience.PRESENTERS, style) for style in Style} == {FOR_PRESENTERS}
    assert [built_in(Audience.COMMENTERS, style) for style in Style] == list(GUIDELINES.values())
    assert FOR_PRESENTERS.fitted(12, 18).lines[0] == (
        "You have 18 minutes to present; then you hear comments for 12 minutes."
    )


def test_what_is_typed_is_a_heading_and_an_instruction_a_line() -> None:
    typed = read("  Two  points ", "- Ask two questions.\r\n\n  • Stop at {share} minutes.\n* Thank you\n")
    assert typed == Guideline("Two points", ("Ask two questions.", "Stop at {share} minutes.", "Thank you"))
    assert typed.text == "Ask two questions.\nStop at {share} minutes.\nThank you"
    assert typed.fitted(15, 20).lines[1] == "Stop at 5 minutes."


@pytest.mark.parametrize(
    ("title", "text", "field", "word"),
    [
        (" ", "Read.", "title", "heading"),
        ("Read", " \n - ", "text", "at least one"),
        ("x" * 121, "Read.", "title", "shorten the heading"),
        ("Read", "Read.\n" * (LINES_MOST + 1), "text", "40 lines"),
        ("Read", "Stop at {minuts} minutes.", "text", "Nothing is filled in for {minuts}"),
        ("For {who}", "Read.", "title", "Nothing is filled in for {who}"),
    ],
)
def test_what_nobody_could_follow_is_refused(title: str, text: str, field: str, word: str) -> None:
    with pytest.raises(Refusal) as no:
        read(title, text)
    assert (no.value.field, word in no.value.sentence) == (field, True)


def test_braces_that_are_no_mark_stay_as_they_are() -> None:
    assert Guideline("A {b c}", ("{} {minutes}",)).fitted(9, 1) == Guideline("A {b c}", ("{} 9",))


def test_two_versions_are_laid_over_each_other() -> None:
    old, new = (
        Guideline("Read", ("One.", "Two.", "Three.")),
        Guideline("Read", ("One.", "2.", "Three.", "Four.")),
    )
    assert compared(old, new) == (
        Line(Difference.KEPT, "Read"),
        Line(Difference.KEPT, "One."),
        Line(Difference.GONE, "Two."),
        Line(Difference.NEW, "2."),
        Line(Difference.KEPT, "Three."),
        Line(Difference.NEW, "Four."),
    )
    assert changes(old, new) == ["No longer: Two.", "New: 2.", "New: Four."]
    assert changes(old, old) == []
