"""The first door: submitting a paper, without an account."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.calls import Phase
from wip.domain.links import LinkKind
from wip.domain.papers import PaperState
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.models import Call, WipSession
from wip.services.people import personal
from wip.services.submissions import submit
from wip.web.access import actor, open_to, signer
from wip.web.clock import now
from wip.web.doors import known_details, public_call
from wip.web.limits import limiter, public_write_limit
from wip.web.paper_forms import PaperForm, empty_form, kept_upload, wants_more_authors
from wip.web.writes import attempt, writes

pages = Blueprint("submissions", __name__)

LATE = "The deadline had passed. Your text is kept, and the organisers can still let it in."


def _page(call: Call, form: PaperForm) -> str:
    return render_template(
        "submissions/new.html",
        wip_session=call.wip_session,
        call=call,
        form=form,
        phase=call.phase_at(now()),
    )


@pages.get("/sessions/<slug>/submit")
@open_to(Act.SUBMIT_PAPER)
def new(wip_session: WipSession) -> ResponseReturnValue:
    """The form while the call is open; when it is not, when it was or will be."""
    call = public_call(wip_session)
    if call.phase_at(now()) not in {Phase.OPEN, Phase.GRACE}:
        return render_template(
            "submissions/closed.html",
            wip_session=wip_session,
            call=call,
            phase=call.phase_at(now()),
        )
    return _page(call, empty_form(known_details()))


@pages.post("/sessions/<slug>/submit")
@limiter.limit(public_write_limit)
@open_to(Act.SUBMIT_PAPER)
@writes
def create(wip_session: WipSession) -> ResponseReturnValue:
    """Take the paper in. A form that was open across the deadline is kept as a draft, never lost."""
    call, form = public_call(wip_session), PaperForm()
    if call.phase_at(now()) is Phase.COMING:
        raise Refusal("This call has not opened yet.")
    fine = form.check(call)
    upload = attempt(form, lambda: kept_upload(form))
    if wants_more_authors(form):
        form.forget_faults()
        return _page(call, form)
    if not fine or form.draft.errors:
        return _page(call, form), 422
    paper = attempt(form, lambda: submit(db.session(), call, form.facts(), now=now(), draft=upload))
    if paper is None:
        return _page(call, form), 422
    late = paper.state is PaperState.DRAFT
    if paper.submitter_id != actor().person_id:
        # The address may be somebody else's: only its mailbox gets the link that acts for it.
        return redirect(url_for("submissions.done", slug=wip_session.slug, late=int(late)), 303)
    flash(
        LATE if late else "Your paper is in. A receipt is on its way by e-mail.", "warn" if late else "done"
    )
    return redirect(signer().path(personal(LinkKind.PAPER, paper.submitter, paper.id)), 303)


@pages.get("/sessions/<slug>/submitted")
@open_to(Act.SUBMIT_PAPER)
def done(wip_session: WipSession) -> ResponseReturnValue:
    """Where the receipt is to be found; says nothing of anybody's paper."""
    call = public_call(wip_session)
    sent = not current_app.extensions["wip_settings"].mail_url.startswith("file")
    late = request.args.get("late") == "1"
    return render_template(
        "submissions/done.html", wip_session=wip_session, call=call, late=LATE if late else "", sent=sent
    )
