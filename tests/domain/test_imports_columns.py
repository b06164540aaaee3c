"""Which header means what, and which mappings cannot be."""

import pytest

from wip.domain.imports_columns import Column, check_columns, guess_columns
from wip.domain.refusals import Refusal

LABELS = ("When", "E-mail", "Name", "Title", "Abstract")
WHOLE: dict[Column, int | None] = {Column.EMAIL: 1, Column.NAME: 2, Column.TITLE: 3, Column.ABSTRACT: 4}


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Completion time", Column.SUBMITTED_AT),
        ("  E-MAIL  ", Column.EMAIL),
        ("Adresse de courriel", Column.EMAIL),
        ("Presenter", Column.NAME),
        ("Prénom", None),
        ("Last name", None),
        ("Law school", Column.AFFILIATION),
        ("Université", Column.AFFILIATION),
        ("Job title", Column.CAREER_STAGE),
        ("Titre", Column.TITLE),
        ("Résumé", Column.ABSTRACT),
        ("Names of co-authors", Column.COAUTHORS),
        ("Coauteurs", Column.COAUTHORS),
        ("Mitautoren (Name, E-Mail)", Column.COAUTHORS),
        ("Publication status", Column.WORK_STAGE),
        ("Will you serve as a commenter?", Column.WILL_COMMENT),
        ("Upload your draft", Column.DRAFT_LINK),
        ("Any other remarks", None),
        ("Comments", None),
        ("", None),
        ("(title)", None),
        ("will " * 20_000, None),
    ],
)
def test_a_header_is_recognised_or_left_alone(header: str, column: Column | None) -> None:
    found = [key for key, position in guess_columns((header,)).items() if position is not None]
    assert found == ([column] if column else [])


def test_the_first_of_two_alike_is_taken() -> None:
    assert guess_columns(("Title", "Title of the paper"))[Column.TITLE] == 0


@pytest.mark.parametrize(
    ("change", "sentence", "field"),
    [
        ({Column.TITLE: None}, "Choose the column that holds the title.", "title"),
        (
            {Column.EMAIL: None, Column.NAME: None, Column.ABSTRACT: None},
            (
                "Choose the column that holds the e-mail address, name and abstract. "
                "If first and last names stand in two columns, join them in one first."
            ),
            "email",
        ),
        (
            {Column.AFFILIATION: 3},
            (
                "The column “Title” is chosen twice, for the title and for the school. "
                "Choose another for one of them."
            ),
            "affiliation",
        ),
        (
            {Column.QUESTIONS: 5},
            "The sheet has no column 6 for the questions for readers; it has 5.",
            "questions",
        ),
        (
            {Column.QUESTIONS: -1},
            "The sheet has no column 0 for the questions for readers; it has 5.",
            "questions",
        ),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_by_name(
    change: dict[Column, int | None], sentence: str, field: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        check_columns(WHOLE | change, LABELS)
    assert (refusal.value.sentence, refusal.value.field) == (sentence, field)


def test_a_whole_mapping_passes() -> None:
    check_columns(WHOLE | {Column.SUBMITTED_AT: 0, Column.COAUTHORS: None}, LABELS)
