"""Whom the authors do not want as a reader: said on the paper's own page until the decision."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.models import Paper
from wip.queries.papers import call_of_paper
from wip.services import kept_from
from wip.web.access import actor, open_to, opens
from wip.web.clock import now
from wip.web.kept_from_forms import KeptFromForm, add_rows, facts_of
from wip.web.limits import limiter, public_write_limit
from wip.web.own_page import own_page
from wip.web.writes import attempt, writes

pages = Blueprint("kept_from", __name__)


@pages.post("/papers/<token>/kept-from")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
@writes
def save(paper: Paper) -> ResponseReturnValue:
    """Replace whom the paper is kept from."""
    call, form = call_of_paper(db.session(), paper), KeptFromForm()

    def say() -> bool:
        named = facts_of(form.kept_from)
        kept_from.say(db.session(), paper, call, named, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, say):
        add_rows(form.kept_from)
        return own_page(paper, call, kept_form=form), 422
    flash("Saved. They are kept from your paper, and are not told that you asked.", "done")
    token = (request.view_args or {})["token"]
    return redirect(url_for("own_papers.own", token=token, _anchor="kept-from"), 303)
