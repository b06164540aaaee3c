"""The paper's form: one page, with as many authors as are needed, and a file that survives every refusal."""

import secrets
from typing import Any

import sqlalchemy as sa
from flask import current_app, request
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import (
    EmailField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional

from wip.adapters.addresses import normalised
from wip.adapters.files import ENDINGS, store_draft
from wip.db import db
from wip.domain.imports_plans import pages_named
from wip.domain.papers import (
    AUTHORS_MOST,
    CAREER_WORDS,
    WORK_WORDS,
    AuthorFacts,
    CareerStage,
    PaperFacts,
    WorkStage,
    word_count,
)
from wip.domain.refusals import Refusal
from wip.domain.texts import clean, clean_line
from wip.models import Call, Paper, Upload
from wip.services.drafts import keep_upload
from wip.web.clock import now
from wip.web.forms import PageForm, TypedNeeded, block, choices, line
from wip.web.writes import keep_if_refused

QUESTIONS_MOST = 3
"""How many questions an author may ask the readers."""

ROWS = 3
"""Author rows on an empty form; a button adds more."""


def _line(value: str | None) -> str:
    return clean_line(value or "")


class AuthorForm(Form):
    """One author."""

    name = StringField("Name", [Optional(), Length(max=200)], filters=[_line])
    affiliation = StringField("School", [Optional(), Length(max=300)], filters=[_line])
    email = EmailField("E-mail", [Optional(), Length(max=320)], filters=[_line])

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed in this row."""
        return not (self.name.data or self.affiliation.data or self.email.data)


class PaperForm(PageForm):
    """What an author says of a paper. Four fields are needed: title, abstract, and one author's name and address."""

    title = line("Title of your paper", most=500, needed="Give the paper a title.")
    abstract = TextAreaField(
        "Abstract",
        [
            TypedNeeded("Write an abstract; a few sentences are enough."),
            Length(max=60_000),
        ],
        filters=[lambda value: clean(value or "")],
    )
    authors = FieldList(FormField(AuthorForm), min_entries=1, max_entries=AUTHORS_MOST)
    career_stage = SelectField(
        "Career stage of the first author",
        choices=choices([("", "Rather not say"), *CAREER_WORDS.items()]),
    )
    work_stage = SelectField(
        "How finished is it?", choices=choices([("", "Choose if you like"), *WORK_WORDS.items()])
    )
    focus_pages = line("Pages to focus on", most=200)
    questions = block("Questions for your readers", most=3000)
    note_to_leaders = block("A note to the organisers", most=3000)
    draft = FileField("Draft (PDF or Word)")
    kept = HiddenField(default="")
    kept_name = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = self.authors[0].form
        first.name.flags.required = first.email.flags.required = True

    def facts(self) -> PaperFacts:
        """The form's content, without empty author rows."""
        rows = [row.form for row in self.authors if not row.form.is_empty]
        authors = tuple(AuthorFacts(r.name.data, r.affiliation.data, r.email.data) for r in rows)
        return PaperFacts(
            title=self.title.data,
            abstract=self.abstract.data,
            authors=authors,
            career_stage=CareerStage(self.career_stage.data) if self.career_stage.data else None,
            work_stage=WorkStage(self.work_stage.data) if self.work_stage.data else None,
            focus_pages=self.focus_pages.data or "",
            questions=self.questions.data or "",
            note_to_leaders=self.note_to_leaders.data or "",
        )

    def check(self, call: Call) -> bool:
        """Validate, with every fault shown at once beside its field."""
        fine = bool(self.validate_on_submit())
        words, most = word_count(self.abstract.data or ""), call.abstract_words_max
        if words > most:
            text = f"The abstract has {words} words; the call allows {most}. Please shorten it by {words - most}."
            self.abstract.errors = [*self.abstract.errors, text]
        return all([fine, words <= most, self._check_authors(), self._check_for_readers(call)])

    def _check_for_readers(self, call: Call) -> bool:
        pages, most = pages_named(self.focus_pages.data or ""), call.focus_pages_max
        if most and pages and pages > most:
            text = f"These are {pages} pages; the call allows {most}. Please name fewer."
            self.focus_pages.errors = [*self.focus_pages.errors, text]
        asked = sum(1 for line in (self.questions.data or "").splitlines() if line.strip())
        if asked > QUESTIONS_MOST:
            text = f"These are {asked} lines; ask at most {QUESTIONS_MOST} questions, each on one line."
            self.questions.errors = [*self.questions.errors, text]
        return not (self.focus_pages.errors or self.questions.errors)

    def _check_authors(self) -> bool:
        fine = True
        for place, row in enumerate(entry.form for entry in self.authors):
            if place and row.is_empty:
                continue
            if not row.name.data:
                row.name.errors, fine = ["Give the author’s name."], False
            if place == 0 and not row.email.data:
                row.email.errors, fine = (
                    ["Give your e-mail address: letters go there."],
                    False,
                )
            elif row.email.data and normalised(row.email.data) is None:
                row.email.errors, fine = (
                    ["This is not an e-mail address. Write it like name@example.edu."],
                    False,
                )
        # The summary at the top lists what the field itself holds; rows are judged here, after the field was.
        own = [fault for fault in self.authors.errors if isinstance(fault, str)]
        self.authors.errors = [*own, *(row.errors for row in self.authors if row.errors)]
        return fine

    def forget_faults(self) -> None:
        """Show no faults: the form was sent for another row, not to be judged."""
        for field in self:
            field.errors = []
        for row in self.authors:
            for part in row.form:
                part.errors = []

    def add_rows(self, least: int) -> None:
        """Have at least so many author rows."""
        while len(self.authors) < min(least, AUTHORS_MOST):
            self.authors.append_entry()


def empty_form(first_author: dict[str, str]) -> PaperForm:
    """The form as it first shows, with what is known of its reader as first author."""
    form = PaperForm(data={"authors": [first_author]} if first_author else None)
    form.add_rows(ROWS)
    return form


def form_of(paper: Paper) -> PaperForm:
    """The form filled with a paper."""
    authors: list[dict[str, Any]] = [
        {
            "name": a.name,
            "affiliation": a.affiliation,
            "email": a.person.email if a.person else "",
        }
        for a in paper.authors
    ]
    plain = (
        "title",
        "abstract",
        "focus_pages",
        "questions",
        "note_to_leaders",
        "version",
    )
    data = {name: getattr(paper, name) for name in plain}
    stages = {
        "career_stage": paper.career_stage or "",
        "work_stage": paper.work_stage or "",
    }
    form = PaperForm(formdata=None, data=data | stages | {"authors": authors})
    form.add_rows(max(ROWS, len(authors) + 1))
    return form


def wants_more_authors(form: PaperForm) -> bool:
    """Whether the button "Add another author" was pressed; then a row is added."""
    if "add_author" not in request.form:
        return False
    form.add_rows(len(form.authors) + 1)
    return True


def _is_draft(upload: Upload) -> bool:
    """Not the sheet of an import, whose key may be known as well."""
    return upload.content_type in ENDINGS and "import_of" not in (upload.facts or {})


def kept_upload(form: PaperForm, field: str = "draft") -> Upload | None:
    """The file of this form: sent just now, or kept from an earlier try. Raises Refusal about the file.

    A file that was sent with a refused text is kept all the same: see `writes`.
    """
    sent = form.draft.data
    if isinstance(sent, FileStorage) and sent.filename:
        stored = store_draft(current_app.extensions["wip_settings"], sent.stream, field_name=field)
        form.kept.data = secrets.token_urlsafe(24)
        upload = keep_upload(db.session(), form.kept.data, sent.filename, stored, now())
        keep_if_refused(upload)
    elif form.kept.data:
        found = db.session().scalar(sa.select(Upload).where(Upload.key == clean_line(form.kept.data)[:64]))
        if found is None or not _is_draft(found):
            form.kept.data = ""
            raise Refusal(
                "Your file was kept for three days and is gone now. Please choose it again.",
                field,
            )
        upload = found
    else:
        return None
    form.kept_name = upload.file_name
    return upload
