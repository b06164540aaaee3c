"""A section: its sessions for everybody, its leaders for its leaders."""

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import EmailField, SelectField
from wtforms.validators import Length

from wip.db import db
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.domain.zones import ZONE_CHOICES, current_name
from wip.models import Leadership, Section
from wip.queries.people import leaderships_of
from wip.queries.sessions import of_section
from wip.services import sections
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, TypedNeeded, choices, line
from wip.web.templating import page_number, with_urls
from wip.web.writes import attempt, writes

pages = Blueprint("sections", __name__)


class LeaderForm(PageForm):
    """Whom to ask."""

    name = line("Name", needed="Give the colleague's name.")
    email = EmailField(
        "E-mail address",
        [TypedNeeded("Give the colleague's e-mail address."), Length(max=320)],
    )


class SectionForm(PageForm):
    """The section's own details."""

    contact_email = EmailField(
        "Role address",
        [TypedNeeded("Give an address that reaches the leaders."), Length(max=320)],
    )
    zone = SelectField("Usual time zone", choices=choices(ZONE_CHOICES), coerce=current_name)
    office_email = EmailField("The association office’s address", [Length(max=320)])


@pages.get("/sections/<section_slug>/")
@open_to(Act.SEE_PUBLIC_PAGES)
def show(section: Section) -> ResponseReturnValue:
    """The section's sessions, past and coming; its leaders also see those not yet public."""
    page = of_section(db.session(), section, all_of_them=actor().is_leader, number=page_number())
    listed = with_urls(page, "sections.show", section_slug=section.slug)
    return render_template("sections/show.html", section=section, calls=listed)


@pages.get("/sections/<section_slug>/leaders")
@open_to(Act.LEAD_SECTION)
def leaders(section: Section) -> ResponseReturnValue:
    """Who leads the section, and a form to ask one more."""
    return _leaders_page(section, LeaderForm(), SectionForm(obj=section))


def _leaders_page(section: Section, form: LeaderForm, details: SectionForm) -> str:
    return render_template(
        "sections/leaders.html",
        section=section,
        leaderships=leaderships_of(db.session(), section),
        form=form,
        details=details,
    )


@pages.post("/sections/<section_slug>/leaders")
@open_to(Act.LEAD_SECTION)
@writes
def invite(section: Section) -> ResponseReturnValue:
    """Ask somebody to lead too."""
    form = LeaderForm()

    def ask() -> Leadership:
        name, email = form.name.data or "", form.email.data or ""
        return sections.invite_leader(db.session(), section, name=name, email=email, by=actor(), now=now())

    if not form.validate_on_submit() or not attempt(form, ask):
        return _leaders_page(section, form, SectionForm(formdata=None, obj=section)), 422
    flash(f"An invitation is on its way to {form.email.data}.", "done")
    return redirect(url_for("sections.leaders", section_slug=section.slug), 303)


@pages.post("/sections/<section_slug>/details")
@open_to(Act.LEAD_SECTION)
@writes
def save(section: Section) -> ResponseReturnValue:
    """Change the role address, the usual zone and the office's address."""
    form = SectionForm()

    def change() -> bool:
        address, zone = form.contact_email.data or "", form.zone.data
        sections.change_section(
            db.session(),
            section,
            contact_email=address,
            zone=zone,
            office_email=(form.office_email.data or "").strip(),
            by=actor(),
            now=now(),
        )
        return True

    if not form.validate_on_submit() or not attempt(form, change):
        return _leaders_page(section, LeaderForm(formdata=None), form), 422
    flash("Saved.", "done")
    return redirect(url_for("sections.leaders", section_slug=section.slug), 303)


@pages.post("/sections/<section_slug>/leaders/<int:leadership_id>/end")
@open_to(Act.LEAD_SECTION)
@writes
def end(section: Section, leadership_id: int) -> ResponseReturnValue:
    """Take somebody off the leaders."""
    found = db.session().scalar(
        sa.select(Leadership).where(Leadership.id == leadership_id, Leadership.section_id == section.id)
    )
    if found is None:
        raise Unknown
    sections.end_leadership(db.session(), found, by=actor(), now=now())
    flash("Done. The history keeps their name.", "done")
    own = found.person_id == actor().person_id
    return redirect("/me/" if own else url_for("sections.leaders", section_slug=section.slug), 303)
