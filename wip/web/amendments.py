"""The amendments of a published call: the leader's reason for each, and whether letters tell of it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, HiddenField

from wip.db import db
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.models import Amendment, Call, WipSession
from wip.queries.amendments import amendments_of
from wip.queries.sessions import call_of
from wip.services import amendments
from wip.services.amendments import REASON_MOST
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, line
from wip.web.writes import attempt, writes

pages = Blueprint("amendments", __name__)


class ReasonForm(PageForm):
    """Why the call changed, in the leader's words."""

    reason = line("Why", most=REASON_MOST)
    shown = HiddenField(default="")
    tell = BooleanField("Tell those who have started a paper", default=True)


def _shown(wip_session: WipSession, call: Call, form: ReasonForm | None = None, number: int = 0) -> str:
    waiting = {each.amendment.id: each for each in amendments.unsettled(db.session(), call, now())}
    rows = amendments_of(db.session(), call)
    forms = {}
    for row in rows:
        forms[row.number] = ReasonForm(formdata=None, reason=row.reason, shown=row.reason)
        forms[row.number].tell.data = row.id not in waiting or waiting[row.id].letters > 0
    if form is not None:
        forms[number] = form
    return render_template(
        "amendments/index.html",
        wip_session=wip_session,
        call=call,
        rows=list(reversed(rows)),
        forms=forms,
        waiting=waiting,
    )


@pages.get("/manage/<slug>/amendments/")
@open_to(Act.MANAGE_SESSION)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """Every amendment, the newest first."""
    return _shown(wip_session, call_of(db.session(), wip_session))


@pages.post("/manage/<slug>/amendments/<int:amendment>/")
@open_to(Act.MANAGE_SESSION)
@writes
def settle(wip_session: WipSession, amendment: int) -> ResponseReturnValue:
    """Give the reason, and decide about the letters while they wait."""
    call, form = call_of(db.session(), wip_session), ReasonForm()
    row = _numbered(call, amendment)

    def keep() -> bool:
        reason = form.reason.data or ""
        tell, seen = bool(form.tell.data), form.shown.data or ""
        amendments.settle(db.session(), call, row, reason, tell=tell, seen=seen, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, keep):
        return _shown(wip_session, call, form, amendment), 422
    flash(f"Saved. The call’s page shows amendment {amendment} like this now.", "done")
    return redirect(url_for("amendments.index", slug=wip_session.slug), 303)


def _numbered(call: Call, number: int) -> Amendment:
    found = next((row for row in amendments_of(db.session(), call) if row.number == number), None)
    if found is None:
        raise Unknown
    return found
