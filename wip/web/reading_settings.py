"""How a session's papers are read, for leaders."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from wip.db import db
from wip.domain.people import Act
from wip.domain.reviews import READING_WORDS, Reading
from wip.models import ReviewSettings, WipSession
from wip.queries.readers import readers_of
from wip.queries.review_settings import settings_of
from wip.queries.sessions import call_of
from wip.services import interests, reading_settings
from wip.services.reading_settings import EACH_MOST, ReadingFacts
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import Needed, PageForm, choices, number
from wip.web.writes import attempt, writes

pages = Blueprint("reading_settings", __name__)


class ReadingForm(PageForm):
    """Who reads what, how many read each paper, reminders, and to whom papers are given."""

    reading = RadioField(
        "Who reads what",
        [Needed("Choose who reads what.")],
        choices=choices([(reading.value, words) for reading, words in READING_WORDS.items()]),
        default=Reading.EVERYTHING.value,
    )
    reviews_per_paper = number("Readers of each paper", 1, EACH_MOST, default=3)
    reminds = BooleanField("Remind reviewers before reviews are due", default=True)
    takers = SelectMultipleField(
        "Who is given papers",
        coerce=int,
        choices=[],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def facts(self) -> ReadingFacts:
        """The form's content, but for the people."""
        return ReadingFacts(
            Reading(self.reading.data), self.reviews_per_paper.data or 0, bool(self.reminds.data)
        )


@pages.get("/manage/<slug>/reviewers/settings")
@open_to(Act.MANAGE_SESSION)
def edit(wip_session: WipSession) -> ResponseReturnValue:
    """The settings as they are."""
    settings = settings_of(db.session(), wip_session)
    takers = [row.person.id for row in readers_of(db.session(), wip_session) if row.takes]
    form = ReadingForm(
        data={
            "reading": settings.reading.value,
            "reviews_per_paper": settings.reviews_per_paper,
            "reminds": settings.reminds,
            "takers": takers,
            "version": str(settings.version),
        }
    )
    return _page(wip_session, form)


def _page(wip_session: WipSession, form: ReadingForm) -> str:
    people = readers_of(db.session(), wip_session)
    form.takers.choices = [(row.person.id, row.name) for row in people]
    return render_template(
        "assignments/settings.html",
        wip_session=wip_session,
        call=call_of(db.session(), wip_session),
        form=form,
        notes={row.person.id: "leads the section" for row in people if row.leads},
    )


@pages.post("/manage/<slug>/reviewers/settings")
@open_to(Act.MANAGE_SESSION)
@writes
def save(wip_session: WipSession) -> ResponseReturnValue:
    """Keep them."""
    form = ReadingForm()

    def keep() -> ReviewSettings:
        session = db.session()
        interests.choose_takers(session, wip_session, set(form.takers.data or ()), by=actor(), now=now())
        return reading_settings.change(
            session, wip_session, form.facts(), seen=form.seen, by=actor(), now=now()
        )

    if not form.validate_on_submit() or not attempt(form, keep):
        return _page(wip_session, form), 422
    flash("The settings are kept.", "done")
    return redirect(url_for("reading_settings.edit", slug=wip_session.slug), 303)
