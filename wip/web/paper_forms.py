"""The paper's form: one page that asks what its call asks, with as many authors as are needed."""

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from wip.db import db
from wip.domain.papers import (
    AUTHORS_MOST,
    CAREER_WORDS,
    PUBLICATION_WORDS,
    WORK_WORDS,
    AuthorFacts,
    CareerStage,
    PaperFacts,
    PublicationStatus,
    WorkStage,
)
from wip.domain.texts import clean, clean_line
from wip.models import Paper
from wip.services.answers import answers_of, topics_of_paper
from wip.web import kept_from_forms
from wip.web.answer_forms import AnswersForm, Asks, asks_of, question_fields
from wip.web.forms import Number, TypedNeeded, block, choices, line
from wip.web.paper_rows import Fields

__all__ = ["Asks", "PaperForm", "asks_of", "empty_form", "form_of", "form_with", "paper_form"]

ROWS = 2
"""Author rows on an empty form; a button adds more."""


def _line(value: str | None) -> str:
    return clean_line(value or "")


class AuthorForm(Form):
    """One author."""

    name = StringField("Name", [Optional(), Length(max=200)], filters=[_line])
    affiliation = StringField("School", [Optional(), Length(max=300)], filters=[_line])
    email = EmailField("E-mail", [Optional(), Length(max=320)], filters=[_line])
    orcid = StringField("ORCID iD", [Optional(), Length(max=80)], filters=[_line])

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed in this row."""
        return not (self.name.data or self.affiliation.data or self.email.data or self.orcid.data)

    def facts(self) -> AuthorFacts:
        """The row's content."""
        return AuthorFacts(
            self.name.data or "", self.affiliation.data or "", self.email.data or "", self.orcid.data or ""
        )


class PaperForm(AnswersForm):
    """What an author says of a paper. Four fields are always needed: title, abstract, one author's name and address."""

    title = line("Title of your paper", most=500, needed="Give the paper a title.")
    abstract = TextAreaField(
        "Abstract",
        [TypedNeeded("Write an abstract; a few sentences are enough."), Length(max=60_000)],
        filters=[lambda value: clean(value or "")],
    )
    topics = SelectMultipleField(
        "Topics",
        coerce=int,
        choices=[],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    authors = FieldList(FormField(AuthorForm), min_entries=1, max_entries=AUTHORS_MOST)
    bio = block("A few lines about you", most=20_000)
    career_stage = SelectField(
        "Career stage of the first author",
        choices=choices([("", "Rather not say"), *CAREER_WORDS.items()]),
    )
    years = Number("Years in which the first author has taught", default=None)
    is_member = BooleanField("The first author’s school is a member school")
    work_stage = SelectField(
        "How finished is it?", choices=choices([("", "Choose if you like"), *WORK_WORDS.items()])
    )
    publication = SelectField(
        "Has it been offered to a publisher?", choices=choices([("", "Choose"), *PUBLICATION_WORDS.items()])
    )
    still_revisable = BooleanField("I can still revise the paper after the session")
    focus_pages = line("Pages to focus on", most=200)
    questions = block("Questions for your readers", most=3000)
    note_to_leaders = block("A note to the organisers", most=3000)
    kept_from = kept_from_forms.kept_rows()
    draft = FileField("Draft (PDF or Word)")
    kept = HiddenField(default="")
    cover_sheet = FileField("Cover sheet (PDF or Word)")
    names_read = BooleanField("I have looked; send it as it is")
    started = HiddenField(default="")
    saved = HiddenField(default="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = self.authors[0].form
        first.name.flags.required = first.email.flags.required = True
        self.names_read.flags.summary = "Names in a blind call"
        self.found_names: list[str] = []

    def ask(self, asks: Asks) -> None:
        """Leave out what the call has no use for, and mark what it needs."""
        for name in asks.needless:
            if name in self:
                del self[name]
        rules = asks.call.rules
        if "topics" in self:
            self.topics.choices = [(topic.id, topic.name) for topic in asks.topics]
        needed = {
            "career_stage": bool(rules.career_stages),
            "years": rules.years_max is not None,
            "is_member": rules.members_only,
            "publication": rules.asks_publication,
            "still_revisable": rules.must_be_revisable,
        }
        for name, is_needed in needed.items():
            if is_needed and name in self:
                self[name].flags.required = True
        self.mark_needed(asks)
        if rules.career_stages:
            self.career_stage.choices = choices([("", "Choose"), *CAREER_WORDS.items()])

    def facts(self, asks: Asks | None = None) -> PaperFacts:
        """The form's content, without empty author rows."""
        rows = [row.form for row in self.authors if not row.form.is_empty]
        return PaperFacts(
            title=self.title.data or "",
            abstract=self.abstract.data or "",
            authors=tuple(row.facts() for row in rows),
            career_stage=_one_of(CareerStage, self.career_stage.data),
            work_stage=_one_of(WorkStage, self.work_stage.data),
            focus_pages=self.said("focus_pages") or "",
            questions=self.said("questions") or "",
            note_to_leaders=self.note_to_leaders.data or "",
            bio=self.said("bio") or "",
            years=self.said("years"),
            is_member=self.said("is_member"),
            publication=_one_of(PublicationStatus, self.said("publication")),
            still_revisable=self.said("still_revisable"),
            topics=tuple(self.said("topics") or ()),
            answers=self.said_to(asks.questions if asks else ()),
            kept_from=kept_from_forms.facts_of(self.kept_from),
        )

    def forget_faults(self) -> None:
        """Show no faults: the form was sent to be kept, not to be judged."""
        for field in self:
            field.errors = []
        for row in (*self.authors, *self.kept_from):
            for part in row.form:
                part.errors = []

    def add_rows(self, least: int) -> None:
        """Have at least so many author rows."""
        while len(self.authors) < min(least, AUTHORS_MOST):
            self.authors.append_entry()
        kept_from_forms.add_rows(self.kept_from)


def _one_of(kind: Any, value: object) -> Any:
    return kind(value) if value in list(kind) else None


def paper_form(asks: Asks, **kwargs: Any) -> PaperForm:
    """The form that asks what the call asks. Without `formdata`, what the request sent."""
    extra = question_fields(asks)
    if asks.call.cover_sheet:
        extra["kept-cover_sheet"] = HiddenField(default="")
    kind = type("CallForm", (PaperForm,), extra) if extra else PaperForm
    form: PaperForm = kind(**kwargs)
    form.ask(asks)
    return form


def empty_form(asks: Asks, first_author: Mapping[str, str]) -> PaperForm:
    """The form as it first shows, with what is known of its reader as first author."""
    data = {"authors": [dict(first_author)]} if first_author else None
    form = paper_form(asks, formdata=None, data=data)
    form.add_rows(ROWS)
    return form


def form_with(asks: Asks, fields: Fields) -> PaperForm:
    """The form with everything as it was typed before."""
    pairs = [(name, value) for name, values in fields.items() for value in values]
    form = paper_form(asks, formdata=MultiDict(pairs))
    kept_from_forms.add_rows(form.kept_from)
    return form


def form_of(paper: Paper, asks: Asks) -> PaperForm:
    """The form filled with a paper."""
    authors: list[dict[str, Any]] = [
        {
            "name": author.name,
            "affiliation": author.affiliation,
            "email": author.person.email if author.person else "",
            "orcid": author.orcid,
        }
        for author in paper.authors
    ]
    plain = "title abstract focus_pages questions note_to_leaders bio years is_member still_revisable version"
    data: dict[str, Any] = {name: getattr(paper, name) for name in plain.split()}
    data |= {name: getattr(paper, name) or "" for name in ("career_stage", "work_stage", "publication")}
    if asks.topics:
        data["topics"] = list(topics_of_paper(db.session(), paper))
    if asks.questions:
        said = answers_of(db.session(), paper)
        data |= {question.asked.field: said.get(question.id, "") for question in asks.questions}
    form = paper_form(asks, formdata=None, data=data | {"authors": authors})
    form.add_rows(max(ROWS, len(authors) + 1))
    return form
