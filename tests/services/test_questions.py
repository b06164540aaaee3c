"""A call's own questions: asked, changed, moved, retired; what papers answered is kept in mind."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import CHAIR, DEADLINE, NEW_YORK, START, World
from wip.domain.named_lists import Lost
from wip.domain.questions import QuestionFacts, QuestionKind
from wip.domain.refusals import Refusal, Stale
from wip.models import Answer, HistoryEvent, Question
from wip.queries.call_parts import question_rows, questions_of
from wip.services import questions

COME = QuestionFacts(QuestionKind.CHOICE, "Will you come to the dinner?", choices=("Yes", "No", "Perhaps"))
TEXT = QuestionFacts(QuestionKind.TEXT, "Who has read it?")


def ask(session: Session, world: World, facts: QuestionFacts = COME) -> Question:
    question = questions.ask(session, world.call(session), facts, by=world.actor(session, CHAIR), now=NOW)
    session.commit()
    return question


def change(
    session: Session, world: World, question: Question, lost: Lost | None = None, **more: object
) -> bool:
    facts = replace(questions.facts_of(question), **more)  # type: ignore[arg-type]  # fields of the facts
    changed = questions.change(
        session,
        world.call(session),
        question,
        facts,
        lost=lost,
        seen=question.version,
        by=world.actor(session, CHAIR),
        now=NOW,
    )
    session.commit()
    return changed


def answer(session: Session, world: World, question: Question, value: str, number: int = 1) -> None:
    session.add(Answer(paper_id=world.row(session, number).id, question_id=question.id, value=value))
    session.commit()


def said(session: Session) -> list[str]:
    session.expire_all()
    return list(session.scalars(sa.select(Answer.value).order_by(Answer.paper_id)))


def labels(session: Session, world: World, *, retired: bool = False) -> list[str]:
    return [each.label for each in questions_of(session, world.call(session), retired=retired)]


def test_a_question_is_asked_and_the_history_says_so(world: World, session: Session) -> None:
    question = ask(session, world)
    assert questions.facts_of(question) == COME
    event = session.scalars(sa.select(HistoryEvent).where(HistoryEvent.thing == "questions")).one()
    assert (event.act, event.new) == ("add question", {"label": COME.label, "kind": "choice"})


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        (replace(COME, label=""), "label", "Write the question."),
        (replace(COME, choices=("Yes",)), "choices", "Give at least two answers to choose from, one a line."),
        (
            replace(TEXT, required_from=START),
            "required_from",
            "Answers would be needed only after the session has begun.",
        ),
        (
            replace(TEXT, required_from=NOW),
            "required_from",
            "This moment has passed. Choose a later one, or “now”.",
        ),
        (
            replace(TEXT, frozen_from=NOW),
            "frozen_from",
            "This moment has passed: nobody could answer. Choose a later one.",
        ),
        (
            replace(TEXT, required_from=NOW + timedelta(days=9), frozen_from=NOW + timedelta(days=9)),
            "frozen_from",
            "Answers would be fixed before they are needed. Move one of the dates.",
        ),
    ],
)
def test_what_could_not_be_answered_is_not_asked(
    world: World, session: Session, facts: QuestionFacts, field: str, sentence: str
) -> None:
    with pytest.raises(Refusal) as no:
        ask(session, world, facts)
    assert (no.value.field, no.value.sentence) == (field, sentence)


def test_no_more_questions_than_anybody_answers(world: World, session: Session) -> None:
    for number in range(questions.QUESTIONS_MOST):
        ask(session, world, replace(TEXT, label=f"Question {number}"))
    with pytest.raises(Refusal) as no:
        ask(session, world, TEXT)
    assert no.value.sentence == "A call has at most 20 questions. Retire one first."


def test_in_words_when_an_answer_is_needed() -> None:
    facts = replace(TEXT, required_from=START - timedelta(days=20), frozen_from=START - timedelta(days=6))
    assert questions.need(facts, NEW_YORK) == (
        "an answer is needed from Fri 26 Feb 2027, 11:00 New York; it can be changed until "
        "Fri 12 Mar 2027, 11:00 New York"
    )
    assert questions.need(replace(TEXT, required=True), NEW_YORK) == "an answer is needed"
    assert questions.need(TEXT, NEW_YORK) == "an answer is welcome, not needed"


def test_a_change_and_an_old_page(world: World, session: Session) -> None:
    question = ask(session, world, TEXT)
    seen = question.version
    assert change(session, world, question, required=True, help="Names, please.")
    assert (question.required, question.help, question.version) == (True, "Names, please.", seen + 1)
    assert not change(session, world, question, required=True)
    with pytest.raises(Stale) as no:
        questions.change(
            session,
            world.call(session),
            question,
            TEXT,
            seen=seen,
            by=world.actor(session, CHAIR),
            now=NOW,
        )
    assert no.value.changes == (
        "Robin Vale, Wed 20 Jan 2027, 10:00 New York: changed a question of the call (help: Names, please.; required: True)",
    )


def test_answers_in_use_are_not_lost_silently(world: World, session: Session) -> None:
    world.paper()
    question = ask(session, world)
    answer(session, world, question, "Perhaps")
    with pytest.raises(Refusal) as no:
        change(session, world, question, choices=("Yes", "No"))
    session.rollback()
    assert (no.value.field, no.value.sentence) == (
        "choices_lost",
        "Chosen already: “Perhaps” by 1 paper. Put the line back, or say here what becomes of these papers.",
    )
    assert (said(session), question.choices) == (["Perhaps"], ["Yes", "No", "Perhaps"])


@pytest.mark.parametrize(
    ("choices", "lost", "kept"),
    [
        (("Perhaps", "Yes"), None, "Perhaps"),
        (("perhaps", "yes"), None, "perhaps"),
        (("Yes", "No", "Maybe"), Lost.RENAME, "Maybe"),
        (("Yes", "No", "Maybe"), Lost.DROP, ""),
        (("Yes", "No"), Lost.DROP, ""),
    ],
)
def test_answers_follow_the_list(
    world: World, session: Session, choices: tuple[str, ...], lost: Lost | None, kept: str
) -> None:
    world.paper()
    question = ask(session, world)
    answer(session, world, question, "Perhaps")
    change(session, world, question, lost, choices=choices)
    assert (said(session), tuple(question.choices)) == ([kept], choices)


def test_two_answers_may_change_their_names_for_each_other(world: World, session: Session) -> None:
    for title in ("Quotas", "Mercy"):
        world.paper(title)
    question = ask(session, world, replace(COME, choices=("A", "B")))
    answer(session, world, question, "A", 1)
    answer(session, world, question, "B", 2)
    change(session, world, question, Lost.RENAME, choices=("C", "D"))
    assert said(session) == ["C", "D"]


def test_a_question_with_answers_keeps_its_kind(world: World, session: Session) -> None:
    world.paper()
    question = ask(session, world, TEXT)
    assert change(session, world, question, kind=QuestionKind.NUMBER)
    answer(session, world, question, "7")
    with pytest.raises(Refusal) as no:
        change(session, world, question, kind=QuestionKind.DATE)
    assert no.value.sentence == (
        "Papers have answered this as “A number” already. Retire it, and ask a new question."
    )


def test_up_and_down(world: World, session: Session) -> None:
    rows = [ask(session, world, replace(TEXT, label=label)) for label in "ABC"]
    call, by = world.call(session), world.actor(session, CHAIR)
    steps = (
        ("C", True, "ACB"),
        ("A", False, "CAB"),
        ("C", True, "CAB"),
        ("B", False, "CAB"),
        ("B", True, "CBA"),
    )
    for label, up, order in steps:
        row = next(row for row in rows if row.label == label)
        questions.move(session, call, row, up=up, seen=row.version, by=by, now=NOW)
        assert "".join(labels(session, world)) == order


def test_a_question_with_answers_is_retired_and_asked_again_another_is_deleted(
    world: World, session: Session
) -> None:
    world.paper()
    answered, other = ask(session, world), ask(session, world, TEXT)
    answer(session, world, answered, "Yes")
    call, by = world.call(session), world.actor(session, CHAIR)
    assert questions.retire(session, call, answered, seen=answered.version, by=by, now=NOW)
    assert not questions.retire(session, call, other, seen=other.version, by=by, now=NOW)
    assert (labels(session, world), labels(session, world, retired=True)) == ([], [COME.label])
    assert said(session) == ["Yes"]
    questions.ask_again(session, call, answered, seen=answered.version, by=by, now=NOW)
    assert labels(session, world) == [COME.label]


def test_who_has_answered_is_counted_over_the_papers_that_are_in(world: World, session: Session) -> None:
    for title in ("Quotas", "Mercy"):
        world.paper(title)
    question = ask(session, world)
    answer(session, world, question, "Yes", 1)
    answer(session, world, question, "", 2)
    rows = question_rows(session, world.call(session))
    assert [(row.answered, row.unanswered, row.papers) for row in rows] == [(1, 1, 2)]


EARLY = DEADLINE - timedelta(days=2)
TOO_EARLY = (
    "Papers that come in after this moment could not answer, and an answer is needed. Choose the deadline "
    "(Fri 29 Jan 2027, 17:00 New York) or later, or need no answer."
)


@pytest.mark.parametrize("need", [{"required": True}, {"required_from": EARLY - timedelta(days=1)}], ids=str)
def test_a_needed_answer_is_not_fixed_before_the_deadline(
    world: World, session: Session, need: dict[str, object]
) -> None:
    facts = replace(TEXT, frozen_from=EARLY, **need)  # type: ignore[arg-type]  # fields of the facts
    with pytest.raises(Refusal) as no:
        ask(session, world, facts)
    assert (no.value.field, no.value.sentence) == ("frozen_from", TOO_EARLY)
    question = ask(session, world, replace(facts, frozen_from=DEADLINE))
    with pytest.raises(Refusal):
        change(session, world, question, frozen_from=EARLY)
    welcome = ask(session, world, replace(TEXT, frozen_from=EARLY))
    assert welcome.frozen_from == EARLY
