"""Guidelines for commenters: four texts, fitted to the session's minutes."""

import pytest

from wip.domain.guidelines import DEFAULT_STYLE, GUIDELINES, Style, guideline_for


def test_there_is_a_text_for_each_style_and_the_default_is_for_everyone() -> None:
    assert set(GUIDELINES) == set(Style)
    assert DEFAULT_STYLE is Style.FOR_EVERYONE
    assert guideline_for(15) == guideline_for(15, Style.FOR_EVERYONE)


def test_a_commenter_has_a_third_of_the_minutes() -> None:
    assert guideline_for(15).lines[1] == (
        "Plan to speak for about 5 minutes; the author has 15 minutes of comments in all."
    )
    assert guideline_for(14, Style.RESTATE).lines[-1] == (
        "Stop after about 4 minutes: the author has 14 minutes of comments in all."
    )


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("minutes", [0, 1, 15, 120])
def test_no_mark_is_left_in_any_text(style: Style, minutes: int) -> None:
    text = guideline_for(minutes, style)
    assert [line for line in (text.title, *text.lines) if not line or "{" in line] == []
