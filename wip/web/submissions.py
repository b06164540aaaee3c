"""The first door: submitting a paper, without an account."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.domain.links import LinkKind
from wip.domain.papers import PaperState
from wip.domain.people import Act
from wip.models import Paper, WipSession
from wip.services.people import personal
from wip.web import paper_doors
from wip.web.access import actor, open_to, signer
from wip.web.doors import note_taken, other_doors, public_call
from wip.web.limits import SAVES, limiter, public_write_limit
from wip.web.paper_doors import Door
from wip.web.writes import reads_first, writes

pages = Blueprint("submissions", __name__)

LATE = "The deadline had passed. Your text is kept, and the organisers can still let it in."


def _door(wip_session: WipSession) -> Door:
    return Door(public_call(wip_session), url_for("submissions.new", slug=wip_session.slug))


@pages.get("/sessions/<slug>/submit")
@open_to(Act.SUBMIT_PAPER)
def new(wip_session: WipSession) -> ResponseReturnValue:
    """The form while the call is open; when it is not, when it was or will be."""
    return paper_doors.shown(_door(wip_session))


@pages.post("/sessions/<slug>/submit")
@limiter.limit(public_write_limit)
@open_to(Act.SUBMIT_PAPER)
@reads_first
def create(wip_session: WipSession) -> ResponseReturnValue:
    """Take the paper in, or keep it unfinished. A form that was open across the deadline is never lost."""
    return paper_doors.taken(_door(wip_session), on_paper=lambda paper: came_in(wip_session, paper))


@pages.post("/sessions/<slug>/submit/save")
@limiter.limit(SAVES)
@open_to(Act.SUBMIT_PAPER)
@writes
def save(wip_session: WipSession) -> ResponseReturnValue:
    """Keep what was typed so far; called by the page itself."""
    return paper_doors.saved(_door(wip_session))


def came_in(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """Where a new paper's author goes next."""
    late, first = paper.state is PaperState.DRAFT, paper.authors[0]
    details = {"name": first.name, "email": paper.submitter.email, "affiliation": first.affiliation}
    note_taken(wip_session, "submit", details)
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
        "submissions/done.html",
        wip_session=wip_session,
        call=call,
        late=LATE if late else "",
        sent=sent,
        doors=[door for door in other_doors(call, {"submit"}) if not (late and door.name == "submit")],
    )
