"""A section's schools and their other names, for its leaders."""

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.domain.texts import clean_line
from wip.models import Institution, Section
from wip.queries.relations import institutions_of
from wip.services import institutions
from wip.services.institutions import Facts, facts_of
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, block, line
from wip.web.templating import page_number, with_urls
from wip.web.writes import attempt, writes

pages = Blueprint("institutions", __name__)


class InstitutionForm(PageForm):
    """A school: its name, its other names, its domains; one a line."""

    name = line("Name of the school", needed="Give the school’s name.")
    aliases = block("Its other names", most=4000)
    domains = block("Domains of its e-mail addresses", most=4000)

    def facts(self) -> Facts:
        """What was typed. Raises Refusal."""
        return facts_of(self.name.data or "", _lines(self.aliases.data), _lines(self.domains.data))


def _lines(text: str | None) -> list[str]:
    return [line for each in (text or "").splitlines() if (line := clean_line(each)[:200])]


@pages.get("/sections/<section_slug>/institutions/")
@open_to(Act.LEAD_SECTION)
def index(section: Section) -> ResponseReturnValue:
    """The table, and a form for one more."""
    return _index(section, InstitutionForm(formdata=None))


def _index(section: Section, form: InstitutionForm) -> str:
    page = institutions_of(db.session(), section, page_number())
    return render_template(
        "institutions/index.html",
        section=section,
        institutions=with_urls(page, "institutions.index", section_slug=section.slug),
        form=form,
    )


@pages.post("/sections/<section_slug>/institutions/")
@open_to(Act.LEAD_SECTION)
@writes
def add(section: Section) -> ResponseReturnValue:
    """One more school."""
    form = InstitutionForm()

    def act() -> Institution:
        return institutions.add(db.session(), section, form.facts(), by=actor(), now=now())

    if not form.validate_on_submit() or not attempt(form, act):
        return _index(section, form), 422
    flash("Added. Conflicts follow.", "done")
    return redirect(url_for("institutions.index", section_slug=section.slug), 303)


@pages.get("/sections/<section_slug>/institutions/<int:institution_id>/")
@open_to(Act.LEAD_SECTION)
def edit(section: Section, institution_id: int) -> ResponseReturnValue:
    """One school."""
    row = _found(section, institution_id)
    typed = {"name": row.name, "aliases": "\n".join(row.aliases), "domains": "\n".join(row.domains)}
    form = InstitutionForm(formdata=None, data=typed | {"version": str(row.version)})
    return _edit(section, row, form)


def _edit(section: Section, row: Institution, form: InstitutionForm) -> str:
    return render_template("institutions/edit.html", section=section, institution=row, form=form)


@pages.post("/sections/<section_slug>/institutions/<int:institution_id>/")
@open_to(Act.LEAD_SECTION)
@writes
def save(section: Section, institution_id: int) -> ResponseReturnValue:
    """Change it."""
    form, row = InstitutionForm(), _found(section, institution_id)

    def act() -> bool:
        institutions.change(db.session(), section, row, form.facts(), seen=form.seen, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, act):
        return _edit(section, _found(section, institution_id), form), 422
    flash("Saved. Conflicts follow.", "done")
    return redirect(url_for("institutions.index", section_slug=section.slug), 303)


@pages.post("/sections/<section_slug>/institutions/<int:institution_id>/remove")
@open_to(Act.LEAD_SECTION)
@writes
def remove(section: Section, institution_id: int) -> ResponseReturnValue:
    """Take it off the table."""
    row = _found(section, institution_id)
    institutions.remove(db.session(), section, row, by=actor(), now=now())
    flash("Removed. Conflicts follow.", "done")
    return redirect(url_for("institutions.index", section_slug=section.slug), 303)


def _found(section: Section, institution_id: int) -> Institution:
    row = db.session().scalar(
        sa.select(Institution).where(Institution.id == institution_id, Institution.section_id == section.id)
    )
    if row is None:
        raise Unknown
    return row
