"""Answers to a call's own questions: one spelling for each, and a sentence for what is none."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.domain.questions import Asked, QuestionKind, checked
from wip.domain.refusals import Refusal

NOW = datetime(2027, 1, 20, 15, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
KINDS = st.sampled_from(list(QuestionKind))
LIKELY = st.text() | st.from_regex(r"[+\-−]{0,2}[0-9 .]{0,20}") | st.dates().map(str) | st.just("Yes")


def asked(kind: QuestionKind, **more: object) -> Asked:
    return Asked(7, kind, "Where do you teach?", ("Yes", "No"), **more)  # type: ignore[arg-type]  # fields of Asked


def answer(kind: QuestionKind, typed: str) -> str:
    try:
        return checked(asked(kind), typed, NOW)
    except Refusal as no:
        return f"{no.field}: {no.sentence}"


@given(KINDS, LIKELY)
def test_any_text_is_an_answer_or_is_refused_and_an_answer_is_its_own_spelling(
    kind: QuestionKind, typed: str
) -> None:
    said = answer(kind, typed)
    assert said.startswith("question-7: ") or answer(kind, said) == said


@given(st.from_regex(r"[+\-]?[0-9]{1,7}(\.[0-9]{0,7})?", fullmatch=True))
def test_a_number_keeps_its_value(typed: str) -> None:
    spelled = checked(asked(QuestionKind.NUMBER), typed, NOW)
    assert float(spelled) == float(typed)
    assert re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", spelled)


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (QuestionKind.NUMBER, " 007 ", "7"),
        (QuestionKind.NUMBER, "1\N{NO-BREAK SPACE}000", "1000"),
        (QuestionKind.NUMBER, "−.50", "-0.50"),
        (QuestionKind.NUMBER, "-0.0", "0.0"),
        (
            QuestionKind.NUMBER,
            "twelve",
            "question-7: “twelve” is no number. Write it in digits, such as 12 or 3.5.",
        ),
        (QuestionKind.NUMBER, "٣", "question-7: “٣” is no number. Write it in digits, such as 12 or 3.5."),
        (QuestionKind.DATE, "20270318", "2027-03-18"),
        (
            QuestionKind.DATE,
            "18 March",
            "question-7: “18 March” is no date. Write it like 2027-03-18.",
        ),
        (QuestionKind.CHOICE, "Yes ", "Yes"),
        (QuestionKind.CHOICE, "Perhaps", "question-7: Choose one of the answers in the list."),
        (QuestionKind.TEXT, "one\r\ntwo\x00", "one\ntwo"),
        (QuestionKind.TEXT, "x" * 5001, "question-7: Please shorten this to 5000 characters."),
        (QuestionKind.FILE, "cover.pdf", "cover.pdf"),
        (QuestionKind.FILE, " ", ""),
    ],
)
def test_what_counts_as_an_answer(kind: QuestionKind, typed: str, said: str) -> None:
    assert answer(kind, typed) == said


@pytest.mark.parametrize(
    ("question", "needed"),
    [
        (asked(QuestionKind.TEXT), False),
        (asked(QuestionKind.TEXT, required=True), True),
        (asked(QuestionKind.TEXT, required_from=LATER), False),
        (asked(QuestionKind.TEXT, required_from=NOW), True),
    ],
)
def test_an_answer_is_needed_now_or_from_a_date(question: Asked, needed: bool) -> None:  # noqa: FBT001 - a case
    assert question.is_required(NOW) is needed
    if needed:
        with pytest.raises(Refusal) as no:
            checked(question, "  ", NOW)
        assert (no.value.sentence, no.value.field) == (
            "Please answer: Where do you teach?",
            "question-7",
        )
    else:
        assert checked(question, "  ", NOW) == ""


def test_an_answer_freezes_at_its_date() -> None:
    question = asked(QuestionKind.TEXT, frozen_from=LATER)
    assert [question.is_frozen(moment) for moment in (NOW, LATER)] == [False, True]
