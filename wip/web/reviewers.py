"""The session's reviewers: whom the leaders asked, and what came of it."""

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import EmailField
from wtforms.validators import Length

from wip.db import db
from wip.domain.invitations import INVITATIONS, InvitationMove
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.models import Reviewer, WipSession
from wip.queries.reviewers import reviewers_of
from wip.queries.sessions import call_of
from wip.services import reviewers
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, TypedNeeded, line
from wip.web.templating import page_number, with_urls
from wip.web.writes import attempt, writes

pages = Blueprint("reviewers", __name__)


class ReviewerForm(PageForm):
    """Whom to ask."""

    name = line("Name", needed="Give the colleague’s name.")
    email = EmailField(
        "E-mail address", [TypedNeeded("Give the colleague’s e-mail address."), Length(max=320)]
    )


@pages.get("/manage/<slug>/reviewers/")
@open_to(Act.MANAGE_SESSION)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """Who reviews, and a form to ask one more."""
    return _page(wip_session, ReviewerForm())


def _page(wip_session: WipSession, form: ReviewerForm) -> str:
    page = reviewers_of(db.session(), wip_session, page_number(), actor().person_id or 0)
    return render_template(
        "reviewers/index.html",
        wip_session=wip_session,
        reviewers=with_urls(page, "reviewers.index", slug=wip_session.slug),
        form=form,
        button_form=PageForm(formdata=None),
        ends=lambda reviewer: INVITATIONS.allows(reviewer.state, InvitationMove.END),
        asks_again=lambda reviewer: INVITATIONS.allows(reviewer.state, InvitationMove.INVITE_AGAIN),
    )


@pages.post("/manage/<slug>/reviewers/")
@open_to(Act.MANAGE_SESSION)
@writes
def invite(wip_session: WipSession) -> ResponseReturnValue:
    """Ask somebody to review."""
    form, call = ReviewerForm(), call_of(db.session(), wip_session)

    def ask() -> Reviewer:
        name, email = form.name.data or "", form.email.data or ""
        return reviewers.invite_reviewer(db.session(), call, name=name, email=email, by=actor(), now=now())

    if not form.validate_on_submit() or not attempt(form, ask):
        return _page(wip_session, form), 422
    flash(f"An invitation is on its way to {form.email.data}.", "done")
    return redirect(url_for("reviewers.index", slug=wip_session.slug), 303)


@pages.post("/manage/<slug>/reviewers/<int:reviewer_id>/end")
@open_to(Act.MANAGE_SESSION)
@writes
def end(wip_session: WipSession, reviewer_id: int) -> ResponseReturnValue:
    """Take back an invitation, or end somebody's reviewing."""
    call, found = call_of(db.session(), wip_session), _found(wip_session, reviewer_id)
    reviewers.end_reviewership(db.session(), call, found, seen=PageForm().seen, by=actor(), now=now())
    flash("Done. Reviews that they have finished stay.", "done")
    return redirect(url_for("reviewers.index", slug=wip_session.slug), 303)


@pages.post("/manage/<slug>/reviewers/<int:reviewer_id>/again")
@open_to(Act.MANAGE_SESSION)
@writes
def again(wip_session: WipSession, reviewer_id: int) -> ResponseReturnValue:
    """Ask once more."""
    call, found = call_of(db.session(), wip_session), _found(wip_session, reviewer_id)
    reviewers.invite_again(db.session(), call, found, seen=PageForm().seen, by=actor(), now=now())
    flash("A new invitation is on its way.", "done")
    return redirect(url_for("reviewers.index", slug=wip_session.slug), 303)


def _found(wip_session: WipSession, reviewer_id: int) -> Reviewer:
    found = db.session().scalar(
        sa.select(Reviewer).where(Reviewer.id == reviewer_id, Reviewer.wip_session_id == wip_session.id)
    )
    if found is None:
        raise Unknown
    return found
