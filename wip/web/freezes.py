"""Freezing the ranking and revealing names: what each means, who did it, and the button."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Stale
from wip.domain.selection_stages import SELECTIONS, SelectionMove, SelectionStage
from wip.models import Call, WipSession
from wip.queries.review_settings import settings_of
from wip.queries.selection_stages import progress_of
from wip.queries.sessions import call_of
from wip.services import freezes
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.templating import count
from wip.web.writes import attempt, writes

pages = Blueprint("freezes", __name__)

UNKNOWING = (
    "Tick “I know that this cannot be taken back”, then press “Reveal” again. Nothing has been revealed."
)


@pages.get("/manage/<slug>/selection/freeze")
@open_to(Act.SELECT_PAPERS)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """Where the selection stands, and its next step."""
    return _page(call_of(db.session(), wip_session), PageForm())


def _page(call: Call, form: PageForm, changes: tuple[str, ...] = ()) -> str:
    row = call.wip_session
    settings = settings_of(db.session(), row)
    return render_template(
        "freezes/show.html",
        wip_session=row,
        call=call,
        form=form,
        changes=changes,
        stage=settings,
        progress=progress_of(db.session(), row, settings, actor().person_id or 0),
        open_moves=SELECTIONS.open_moves(settings.stage),
        still_open=call.takes_papers(now()),
    )


@pages.post("/manage/<slug>/selection/freeze")
@open_to(Act.SELECT_PAPERS)
@writes
def step(wip_session: WipSession) -> ResponseReturnValue:
    """Freeze, thaw or reveal, if the selection stands where the page said."""
    form, call = PageForm(), call_of(db.session(), wip_session)
    try:
        told = attempt(form, lambda: _step(call))
    except Stale as no:
        db.session.rollback()
        form.form_errors.append(no.sentence)
        return _page(call_of(db.session(), wip_session), form, no.changes), 409
    if told is None:
        return _page(call_of(db.session(), wip_session), form), 422
    flash(told, "done")
    return redirect(url_for("freezes.show", slug=wip_session.slug), 303)


def _step(call: Call) -> str:
    move, seen = request.form.get("move"), request.form.get("seen")
    if move not in set(SelectionMove) or seen not in set(SelectionStage):
        raise Refusal("Press one of the buttons on this page.")
    at = SelectionStage(seen)
    if move == SelectionMove.FREEZE:
        ranked = freezes.freeze(db.session(), call, seen=at, by=actor(), now=now())
        return f"The ranking of {count(ranked, 'paper')} is frozen, and reviewing is closed."
    if move == SelectionMove.THAW:
        freezes.thaw(db.session(), call, seen=at, by=actor(), now=now())
        return "The ranking is open again; reviewers can go on."
    if request.form.get("known") != "yes":
        raise Refusal(UNKNOWING)
    freezes.reveal(db.session(), call, seen=at, by=actor(), now=now())
    return "Leaders now see who wrote each paper. Reviewers and everybody else still do not."
