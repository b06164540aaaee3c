"""Whom the authors of a paper do not want as a reader, as rows of a form."""

from wtforms import EmailField, FieldList, Form, FormField, StringField
from wtforms.validators import Length, Optional

from wip.domain.conflict_facts import KeptFrom
from wip.domain.texts import clean_line
from wip.models import Paper
from wip.services.kept_from import KEPT_MOST
from wip.web.forms import PageForm

LEAST = 2
"""Rows on an empty form."""


def _line(value: str | None) -> str:
    return clean_line(value or "")


class KeptForm(Form):
    """One person."""

    name = StringField("Name", [Optional(), Length(max=200)], filters=[_line])
    email = EmailField("E-mail, if you know it", [Optional(), Length(max=320)], filters=[_line])
    relation = StringField("How you are related", [Optional(), Length(max=200)], filters=[_line])

    def facts(self) -> KeptFrom:
        """The row's content."""
        return KeptFrom(self.name.data or "", self.email.data or "", self.relation.data or "")


def kept_rows() -> FieldList:
    """The field: up to six rows."""
    return FieldList(FormField(KeptForm), max_entries=KEPT_MOST)


def facts_of(field: FieldList) -> tuple[KeptFrom, ...]:
    """The rows in which something was typed."""
    rows = (row.form.facts() for row in field)
    return tuple(row for row in rows if row != KeptFrom())


def add_rows(field: FieldList) -> None:
    """Have one empty row more than is filled, as far as rows go."""
    while len(field) < min(KEPT_MOST, max(LEAST, len(facts_of(field)) + 1)):
        field.append_entry()


class KeptFromForm(PageForm):
    """The same on the paper's own page."""

    kept_from = kept_rows()


def kept_from_form(paper: Paper) -> KeptFromForm:
    """The form filled with what the paper says."""
    rows = [{name: row[name] for name in ("name", "email", "relation")} for row in paper.kept_from]
    form = KeptFromForm(formdata=None, data={"kept_from": rows})
    add_rows(form.kept_from)
    return form
