"""A reviewer says beforehand which papers they cannot judge, from a list of titles."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectMultipleField

from wip.db import db
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.domain.texts import whole_number
from wip.models import WipSession
from wip.queries.blindness import names_in_review
from wip.queries.relations import papers_to_declare
from wip.queries.sessions import call_of
from wip.services import reviews
from wip.web.access import actor, open_to, paper_of
from wip.web.clock import now
from wip.web.forms import PageForm, line
from wip.web.templating import count, page_number, with_urls
from wip.web.writes import attempt, writes

pages = Blueprint("own_conflicts", __name__)


class ManyForm(PageForm):
    """The papers ticked, by their numbers, and why."""

    number = SelectMultipleField(validate_choice=False)
    reason = line("Why you cannot judge them", most=500)


@pages.get("/manage/<slug>/reviews/conflicts")
@open_to(Act.REVIEW_PAPERS)
def choose(wip_session: WipSession) -> ResponseReturnValue:
    """Every paper by its title, to be ticked."""
    return _page(wip_session, ManyForm(formdata=None))


def _page(wip_session: WipSession, form: ManyForm) -> str:
    names = names_in_review(db.session(), call_of(db.session(), wip_session), leads=actor().is_leader)
    me = actor().person_id or 0
    page, authors = papers_to_declare(db.session(), wip_session, me, page_number(), names=names)
    return render_template(
        "reviews/conflicts.html",
        wip_session=wip_session,
        papers=with_urls(page, "own_conflicts.choose", slug=wip_session.slug),
        authors=authors,
        names=names,
        form=form,
        ticked=set(form.number.data or []),
    )


@pages.post("/manage/<slug>/reviews/conflicts")
@open_to(Act.REVIEW_PAPERS)
@writes
def declare(wip_session: WipSession) -> ResponseReturnValue:
    """Declare a conflict with each ticked paper: all of them, or none."""
    form = ManyForm()

    def act() -> int:
        numbers = sorted({n for text in form.number.data or [] if (n := whole_number(text, digits=8))})
        if not numbers:
            raise Refusal("Tick the papers first.")
        for number in numbers:
            paper = paper_of(wip_session, number)
            reviews.declare_conflict(db.session(), paper, form.reason.data or "", by=actor(), now=now())
        return len(numbers)

    done = attempt(form, act) if form.validate_on_submit() else None
    if done is None:
        return _page(wip_session, form), 422
    flash(f"{count(done, 'paper')} closed to you. You can take each conflict back below.", "done")
    return redirect(url_for("reviews.queue", slug=wip_session.slug), 303)
