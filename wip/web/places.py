"""Places after the first decisions: who has answered, who is silent, who is next, and how places are given."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField

from wip.db import db
from wip.domain.papers import PaperState
from wip.domain.people import Act
from wip.domain.places import Offering
from wip.domain.rooms import capacity_sentence
from wip.models import Paper, WipSession
from wip.queries.places import place_rows, place_settings_of
from wip.queries.releases import has_released
from wip.queries.reviews import hidden_papers
from wip.queries.sessions import call_of
from wip.services import places
from wip.services.rooms import rooms_of
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import Needed, PageForm, choices
from wip.web.writes import attempt, writes

pages = Blueprint("places", __name__)

_OFFERING = [
    (Offering.BY_ITSELF.value, "By itself: the next on the waiting list gets a letter at once, and so on"),
    (Offering.BY_LEADER.value, "By a leader: you press a button here"),
]


class PlacesForm(PageForm):
    """How places are given."""

    offering = RadioField(
        "A place that becomes free is offered",
        choices=choices(_OFFERING),
        validators=[Needed("Choose one of the two.")],
    )
    list_open = BooleanField("Declined authors may join the waiting list, at its end")
    reminds = BooleanField(
        "Authors who have not answered are reminded, three days and one day before the last moment"
    )


@pages.get("/manage/<slug>/places/")
@open_to(Act.SELECT_PAPERS)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """Who has a place, who waits for one, and what can be done."""
    return _page(wip_session)


def _page(row: WipSession, form: PlacesForm | None = None, said: PageForm | None = None) -> str:
    me = actor().person_id or 0
    found = place_rows(db.session(), row, me)
    settings, hidden = place_settings_of(db.session(), row), hidden_papers(db.session(), row, me)
    return render_template(
        "places/index.html",
        wip_session=row,
        placed=[one for one in found if one.state is not PaperState.WAITING],
        waiting=[one for one in found if one.state is PaperState.WAITING],
        is_hiding=bool(hidden),
        why_not=places.why_not(db.session(), call_of(db.session(), row), now(), hidden),
        by_itself=settings.offering is Offering.BY_ITSELF,
        has_released=has_released(db.session(), row),
        capacity=capacity_sentence(rooms_of(db.session(), row)),
        form=form or PlacesForm(formdata=None, obj=settings),
        said=said or PageForm(formdata=None),
    )


@pages.post("/manage/<slug>/places/")
@open_to(Act.SELECT_PAPERS)
@writes
def save(wip_session: WipSession) -> ResponseReturnValue:
    """Change how places are given."""
    form = PlacesForm()

    def change() -> bool:
        places.change_settings(
            db.session(),
            wip_session,
            offering=Offering(form.offering.data),
            list_open=form.list_open.data,
            reminds=form.reminds.data,
            seen=form.seen,
            by=actor(),
            now=now(),
        )
        return True

    if not form.validate_on_submit() or not attempt(form, change):
        return _page(wip_session, form), 422
    flash("Saved.", "done")
    return redirect(url_for("places.show", slug=wip_session.slug), 303)


@pages.post("/manage/<slug>/places/offer")
@open_to(Act.SELECT_PAPERS)
@writes
def offer(wip_session: WipSession) -> ResponseReturnValue:
    """Offer a free place to the next on the waiting list."""
    said, call = PageForm(), call_of(db.session(), wip_session)
    paper = attempt(said, lambda: places.offer_next(db.session(), call, by=actor(), now=now()))
    if paper is None:
        return _page(wip_session, said=said), 422
    hidden = paper.id in hidden_papers(db.session(), wip_session, actor().person_id or 0)
    called = "the next paper on the list" if hidden else f"“{paper.title}”"
    flash(f"The place is offered to {called}; the letter is on its way.", "done")
    return redirect(url_for("places.show", slug=wip_session.slug), 303)


@pages.post("/manage/<slug>/places/<int:number>/pass-on")
@open_to(Act.SELECT_PAPERS)
@writes
def pass_on(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """No answer came in time: the place goes on."""
    said, call = PageForm(), call_of(db.session(), wip_session)

    def go_on() -> bool:
        places.pass_on(db.session(), paper, call, by=actor(), now=now())
        return True

    if not attempt(said, go_on):
        return _page(wip_session, said=said), 422
    flash("The place has been passed on. A letter tells you what became of it.", "done")
    return redirect(url_for("places.show", slug=wip_session.slug), 303)
