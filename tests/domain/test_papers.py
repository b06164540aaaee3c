"""What an author must say, counted and compared as people count and compare."""

from dataclasses import replace
from typing import Any

import pytest

from wip.domain.papers import (
    CAREER_WORDS,
    STATE_WORDS,
    WORK_WORDS,
    AuthorFacts,
    CareerStage,
    PaperFacts,
    PaperState,
    WorkStage,
    check_facts,
    comparable,
    word_count,
)
from wip.domain.refusals import Refusal

ANN = AuthorFacts("Ann Ames", "Lakeside", "ann@law.example.edu")
BO = AuthorFacts("Bo Berg", "", "bo@law.example.edu")
SOUND = PaperFacts("On Juries", "Twelve is a number.", (ANN, BO))


def refusal(facts: PaperFacts, most: int = 5) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as no:
        check_facts(facts, most)
    return no.value.sentence, no.value.field


def test_a_sound_paper_is_taken() -> None:
    check_facts(SOUND, 4)
    check_facts(replace(SOUND, authors=(ANN, AuthorFacts("Cy"))), 4)


FIRST = "Give the name and e-mail address of the first author: letters go there."


@pytest.mark.parametrize(
    ("change", "sentence", "field"),
    [
        ({"title": ""}, "Give the paper a title.", "title"),
        ({"abstract": ""}, "Write an abstract; a few sentences are enough.", "abstract"),
        (
            {"abstract": "one two three four five six seven"},
            "The abstract has 7 words; the call allows 5. Please shorten it by 2.",
            "abstract",
        ),
        ({"authors": ()}, FIRST, "authors"),
        ({"authors": (AuthorFacts("Ann"), BO)}, FIRST, "authors"),
        ({"authors": (AuthorFacts("", "", "a@law.example.edu"),)}, FIRST, "authors"),
        ({"authors": (ANN, AuthorFacts("", "Lakeside"))}, "Each author needs a name.", "authors"),
        ({"authors": (ANN,) * 13}, "At most 12 authors are possible.", "authors"),
        (
            {"authors": (ANN, replace(BO, email="ANN@law.example.edu"))},
            "Two authors have the same e-mail address. Give each their own, or leave one out.",
            "authors",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_field(change: dict[str, Any], sentence: str, field: str) -> None:
    assert refusal(replace(SOUND, **change)) == (sentence, field)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("  \n ", 0),
        ("one", 1),
        ("well-known law's", 2),
        ("a\u00a0b\u3000c", 3),
        ("a – b", 3),
        ("\u5bb6\u65cf\u6cd5", 1),
    ],
)
def test_words_are_runs_of_anything_but_white_space(text: str, words: int) -> None:
    assert word_count(text) == words


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Quotas, Without Numbers!", "quotas without  numbers", True),
        ("STRASSE", "Straße", True),
        ("Part 1", "Part 2", False),
        ("", "", True),
    ],
)
def test_titles_meet_in_two_spellings(one: str, other: str, *, same: bool) -> None:
    assert (comparable(one) == comparable(other)) is same


def test_every_state_and_stage_has_words() -> None:
    assert [set(STATE_WORDS), set(CAREER_WORDS), set(WORK_WORDS)] == [
        set(PaperState),
        set(CareerStage),
        set(WorkStage),
    ]
    assert {tone for _, tone in STATE_WORDS.values()} == {"go", "wait", "stop", "plain"}
