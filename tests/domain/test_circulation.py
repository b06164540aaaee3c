"""To whom drafts go, what counts as a reading, and the marks of copies."""

from datetime import UTC, datetime, timedelta

import pytest

from wip.domain.circulation import (
    MARK_LETTERS,
    PDF,
    UNMARKED_ALLOWED,
    Circle,
    circle_sentence,
    goes_out,
    is_another_reading,
    kept_until,
    mark_of,
)

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("circle", "days", "words"),
    [
        (Circle.COMMENTERS, 14, "go to commenters alone, and can be read until 14 days after the session."),
        (
            Circle.ATTENDEES,
            1,
            "go to commenters and registered attendees, and can be read until 1 day after the session.",
        ),
        (
            Circle.EVERYONE,
            0,
            "go to everyone who opens the session’s page, and can be read until the session’s end.",
        ),
    ],
)
def test_the_terms_are_one_sentence(circle: Circle, days: int, words: str) -> None:
    assert circle_sentence(circle, days) == (
        f"Drafts, and what their authors ask of readers, {words} Each page of a copy carries its reader’s name, and the "
        "author sees who had one."
    )


@pytest.mark.parametrize(
    ("after", "counts"),
    [(timedelta(), False), (timedelta(seconds=119), False), (timedelta(seconds=121), True)],
)
def test_a_doubled_click_is_one_reading(after: timedelta, counts: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_another_reading(NOW, NOW + after) is counts


def test_marks_are_made_of_what_nobody_mistakes() -> None:
    every = "".join(mark_of([n % MARK_LETTERS] * 8) for n in range(MARK_LETTERS))
    assert set("01OILU") & set(every) == set()
    assert (mark_of([0] * 8), mark_of([1, 2, 3, 4, 5, 6, 7, 8])) == ("2222-2222", "3456-789A")


def test_drafts_are_kept_for_whole_days_after_the_end() -> None:
    assert kept_until(NOW, 14) == NOW + timedelta(days=14)


@pytest.mark.parametrize(
    ("kind", "facts", "out"),
    [
        (PDF, {}, True),
        (PDF, None, True),
        ("application/msword", {}, False),
        ("application/msword", {UNMARKED_ALLOWED: True}, True),
    ],
)
def test_a_word_file_goes_out_if_its_author_says_so(kind: str, facts: dict[str, bool], out: bool) -> None:  # noqa: FBT001 - a table's column
    assert goes_out(kind, facts) is out
