"""The call for papers as it goes out: its page, its texts and print, and the screen that publishes it."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from wip.adapters.call_texts import html_text, markdown_text, plain_text
from wip.db import db
from wip.domain.call_contents import Content
from wip.domain.calls import CALLS, CallMove, CallState
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.models import Call, WipSession
from wip.queries.sessions import call_of
from wip.services import amendments, calls, plans
from wip.services.call_contents import content_of
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.clock_notes import notes_on_clocks, planned
from wip.web.doors import public_call
from wip.web.forms import PageForm
from wip.web.writes import writes

pages = Blueprint("calls", __name__)


def _content(call: Call) -> Content:
    base_url: str = current_app.extensions["wip_settings"].base_url
    return content_of(db.session(), call, base_url)


@pages.get("/sessions/<slug>/call")
@open_to(Act.SEE_SESSION)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """The call as a page, ready to print."""
    call, clocks = public_call(wip_session), planned(wip_session)
    return render_template(
        "calls/show.html",
        clocks=clocks,
        notes=notes_on_clocks(clocks),
        wip_session=wip_session,
        call=call,
        phase=call.phase_at(now()),
        content=_content(call),
    )


@pages.get("/sessions/<slug>/call.txt")
@open_to(Act.SEE_SESSION)
def text(wip_session: WipSession) -> ResponseReturnValue:
    """The call as plain text for the section's e-mail list, 72 columns wide."""
    return Response(plain_text(_content(public_call(wip_session))), mimetype="text/plain")


@pages.get("/sessions/<slug>/call.md")
@open_to(Act.SEE_SESSION)
def markdown(wip_session: WipSession) -> ResponseReturnValue:
    """The call in Markdown, as a download."""
    return _download(markdown_text(_content(public_call(wip_session))), "text/markdown", wip_session, "md")


@pages.get("/sessions/<slug>/call.html")
@open_to(Act.SEE_SESSION)
def fragment(wip_session: WipSession) -> ResponseReturnValue:
    """The call as a piece of HTML for a mail program, as a download."""
    return _download(html_text(_content(public_call(wip_session))), "text/html", wip_session, "html")


@pages.get("/sessions/<slug>/call.pdf")
@open_to(Act.SEE_SESSION)
def print_out(wip_session: WipSession) -> ResponseReturnValue:
    """The call to print and pin up, with a QR code of the session's address."""
    # Heavy, and seldom wanted: a process that prints nothing need not carry it.
    from wip.adapters.call_pdfs import printed

    response = Response(printed(_content(public_call(wip_session))), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="call-{wip_session.slug}.pdf"'
    response.add_etag()
    return response.make_conditional(request)


def _download(text: str, kind: str, wip_session: WipSession, ending: str) -> Response:
    response = Response(text, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="call-{wip_session.slug}.{ending}"'
    return response


@pages.get("/manage/<slug>/call/preview")
@open_to(Act.MANAGE_SESSION)
def preview(wip_session: WipSession) -> ResponseReturnValue:
    """Third of three screens: the call as it will go out, its warnings, and the button that publishes it."""
    call = call_of(db.session(), wip_session)
    content = _content(call)
    return render_template(
        "calls/preview.html",
        wip_session=wip_session,
        call=call,
        content=content,
        phase=call.phase_at(now()),
        faults=plans.notes(db.session(), call)
        if call.state is CallState.DRAFT
        else calls.faults(call, calls.facts_of(call)),
        missing=calls.missing_for(CallMove.PUBLISH, call, now()),
        copies={"text": plain_text(content), "html": html_text(content), "markdown": markdown_text(content)},
        waiting=amendments.unsettled(db.session(), call, now()),
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
