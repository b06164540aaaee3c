"""The selection: what leaders decide, before anybody is told."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.people import Act
from wip.domain.reasons import ReasonMissing
from wip.domain.refusals import Stale
from wip.domain.texts import whole_number
from wip.models import WipSession
from wip.queries.selection_news import news_since
from wip.queries.sessions import call_of
from wip.services import decisions
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.selection_forms import choices, typed
from wip.web.selection_pages import Unsaved, back_to, live, screen
from wip.web.templating import count
from wip.web.writes import attempt, reads_first, writes

pages = Blueprint("decisions", __name__)


@pages.get("/manage/<slug>/selection/")
@open_to(Act.SELECT_PAPERS)
def selection(wip_session: WipSession) -> ResponseReturnValue:
    """The papers by score, with the decision on each."""
    return screen(call_of(db.session(), wip_session), PageForm())


@pages.post("/manage/<slug>/selection/")
@open_to(Act.SELECT_PAPERS)
@writes
def decide(wip_session: WipSession) -> ResponseReturnValue:
    """Stage what was changed on the page. Where another leader was faster, show both and save nothing."""
    form, call, missing = PageForm(), call_of(db.session(), wip_session), set[int]()

    def stage() -> tuple[int]:
        try:
            return (decisions.decide(db.session(), call, choices(), by=actor(), now=now()),)
        except ReasonMissing as no:
            missing.update(no.numbers)
            raise

    try:
        done = attempt(form, stage)
    except Stale as no:
        db.session.rollback()
        form.form_errors.append(no.sentence)
        return screen(call_of(db.session(), wip_session), form, Unsaved(typed(), no.changes)), 409
    if done is None:
        unsaved = Unsaved(typed(), missing=frozenset(missing))
        return screen(call_of(db.session(), wip_session), form, unsaved), 422
    if done[0]:
        flash(f"{count(done[0], 'decision')} saved. Nothing is visible to authors yet.", "done")
    else:
        flash("Nothing was changed.", "note")
    return redirect(back_to("decisions.selection", slug=wip_session.slug), 303)


@pages.post("/manage/<slug>/selection/look")
@open_to(Act.SELECT_PAPERS)
@reads_first
def look(wip_session: WipSession) -> ResponseReturnValue:
    """The page as others have left it, with what this leader has typed kept; or its sums alone. Nothing is saved."""
    call, unsaved = call_of(db.session(), wip_session), Unsaved(typed())
    if request.args.get("part") == "live":
        return live(call, unsaved)
    return screen(call, PageForm(), unsaved)


@pages.get("/manage/<slug>/selection/news")
@open_to(Act.SELECT_PAPERS)
def news(wip_session: WipSession) -> ResponseReturnValue:
    """What other leaders have done since the page was loaded; an empty answer (204) when that is nothing."""
    since = whole_number(request.args.get("since"), digits=9)
    me = actor().person_id or 0
    found = news_since(db.session(), wip_session, me, since) if since is not None else []
    if not found and since is not None:
        return "", 204
    return render_template("decisions/news.html", wip_session=wip_session, news=found)
