"""The call for papers as it goes out: its page, its list-ready text, and the screen that publishes it."""

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from wip.adapters.call_texts import plain_text
from wip.db import db
from wip.domain.calls import CALLS, CallMove
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.models import Call, WipSession
from wip.queries.sessions import call_of, sections_of
from wip.services import calls
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.doors import public_call
from wip.web.forms import PageForm
from wip.web.templating import absolute
from wip.web.writes import writes

pages = Blueprint("calls", __name__)


@pages.get("/sessions/<slug>/call")
@open_to(Act.SEE_SESSION)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """The call as a page, ready to print."""
    call = public_call(wip_session)
    return render_template(
        "calls/show.html",
        wip_session=wip_session,
        call=call,
        phase=call.phase_at(now()),
        sections=sections_of(db.session(), wip_session),
    )


@pages.get("/sessions/<slug>/call.txt")
@open_to(Act.SEE_SESSION)
def text(wip_session: WipSession) -> ResponseReturnValue:
    """The call as plain text for the section's e-mail list, 72 columns wide."""
    call = public_call(wip_session)
    return Response(_text_of(call), mimetype="text/plain")


def _text_of(call: Call) -> str:
    row = call.wip_session
    address = absolute("sessions.show", slug=row.slug)
    return plain_text(call, [section.name for section in sections_of(db.session(), row)], address)


@pages.get("/manage/<slug>/call/preview")
@open_to(Act.MANAGE_SESSION)
def preview(wip_session: WipSession) -> ResponseReturnValue:
    """Third of three screens: the call as it will go out, its warnings, and the button that publishes it."""
    call = call_of(db.session(), wip_session)
    return render_template(
        "calls/preview.html",
        wip_session=wip_session,
        call=call,
        phase=call.phase_at(now()),
        sections=sections_of(db.session(), wip_session),
        faults=calls.faults(call, calls.facts_of(call)),
        missing=calls.missing_for(CallMove.PUBLISH, call, now()),
        text=_text_of(call),
        moves=CALLS.open_moves(call.state),
        form=PageForm(),
    )


@pages.post("/manage/<slug>/call/state")
@open_to(Act.MANAGE_SESSION)
@writes
def step(wip_session: WipSession) -> ResponseReturnValue:
    """Publish, close or reopen the call."""
    said = request.form.get("move", "")
    if said not in set(CallMove):
        raise Refusal("Choose what to do with the call.")
    call = call_of(db.session(), wip_session)
    calls.step(db.session(), call, CallMove(said), by=actor(), now=now())
    told = {
        CallMove.PUBLISH: "The call is out. Its text for the e-mail list is below.",
        CallMove.CLOSE: "The call is closed: no more papers come in.",
        CallMove.REOPEN: "The call is open again.",
    }
    flash(told[CallMove(said)], "done")
    return redirect(url_for("calls.preview", slug=wip_session.slug), 303)
