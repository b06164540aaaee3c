"""The call's own questions as fields, alone or within the paper's form; files among them survive every refusal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from flask_wtf.file import FileField
from wtforms import Field, HiddenField, SelectField
from wtforms.widgets import DateInput

from wip.db import db
from wip.domain.questions import TEXT_MOST, QuestionKind
from wip.models import Call, Question, Topic
from wip.queries.call_parts import questions_of, topics_of
from wip.web.forms import PageForm, block, choices, line


@dataclass(frozen=True)
class Asks:
    """What a call asks of a paper at a moment: its rules, its topics, and its own questions: open, and closed."""

    call: Call
    topics: Sequence[Topic]
    questions: Sequence[Question]
    now: datetime
    closed: Sequence[Question] = ()

    @cached_property
    def needless(self) -> frozenset[str]:
        """The paper form's fields that this call has no use for."""
        call, rules = self.call, self.call.rules
        unwanted = {
            "topics": not self.topics,
            "bio": not call.bio_words_max,
            "years": rules.years_max is None,
            "is_member": not rules.members_only,
            "publication": not (rules.asks_publication or rules.must_be_revisable),
            "still_revisable": not rules.must_be_revisable,
            "focus_pages": not call.focus_pages_max,
            "questions": not call.questions_max,
            "cover_sheet": not call.cover_sheet,
            "kept-cover_sheet": not call.cover_sheet,
        }
        return frozenset(name for name, is_unwanted in unwanted.items() if is_unwanted)


def asks_of(call: Call, now: datetime) -> Asks:
    """What the call asks; frozen questions are closed, and only shown. Two statements."""
    asked = questions_of(db.session(), call)
    open_ones = [each for each in asked if not each.asked.is_frozen(now)]
    closed = [each for each in asked if each.asked.is_frozen(now)]
    return Asks(call, topics_of(db.session(), call), open_ones, now, closed)


class AnswersForm(PageForm):
    """A form with a call's own questions. `kept_names` are the names of files at hand, by their fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept_names: dict[str, str] = {}

    def said(self, name: str) -> Any:
        """A field's content; None where the call does not ask it."""
        return self[name].data if name in self else None

    def said_to(self, questions: Sequence[Question]) -> dict[int, str]:
        """What was typed to each question, by its id; a file's name where one is at hand."""
        return dict(self._answers(questions))

    def _answers(self, questions: Sequence[Question]) -> Iterator[tuple[int, str]]:
        for question in questions:
            name = question.asked.field
            if question.kind is not QuestionKind.FILE:
                yield question.id, self.said(name) or ""
            elif name in self.kept_names:
                yield question.id, self.kept_names[name]

    def mark_needed(self, asks: Asks) -> None:
        """Say beside each question whether it needs an answer now."""
        for question in asks.questions:
            if question.asked.is_required(asks.now):
                self[question.asked.field].flags.required = True


def answers_form(asks: Asks, **kwargs: Any) -> AnswersForm:
    """A form with the call's own questions alone."""
    form: AnswersForm = type("QuestionsForm", (AnswersForm,), question_fields(asks))(**kwargs)
    form.mark_needed(asks)
    return form


def question_fields(asks: Asks) -> dict[str, Field]:
    """The fields of all open questions, by their names."""
    fields: dict[str, Field] = {}
    for question in asks.questions:
        fields |= _fields_of(question)
    return fields


def _fields_of(question: Question) -> dict[str, Field]:
    name, label, told = question.asked.field, question.label, question.help
    if question.kind is QuestionKind.FILE:
        return {name: FileField(label, description=told), f"kept-{name}": HiddenField(default="")}
    if question.kind is QuestionKind.CHOICE:
        listed = choices([("", "Choose"), *((each, each) for each in question.choices)])
        return {name: SelectField(label, choices=listed, description=told, validate_choice=False)}
    if question.kind is QuestionKind.TEXT:
        return {name: block(label, most=TEXT_MOST, description=told)}
    is_number = question.kind is QuestionKind.NUMBER
    shape = {"render_kw": {"inputmode": "decimal"}} if is_number else {"widget": DateInput()}
    return {name: line(label, description=told, **shape)}
