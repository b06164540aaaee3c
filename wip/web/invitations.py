"""Answering an invitation to lead a section or to review a session, without signing in."""

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.invitations import InvitationState
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionState
from wip.models import Leadership, Reviewer, Section, WipSession
from wip.services.reviewers import answer_reviewership
from wip.services.sections import answer_leadership
from wip.web.access import actor, not_indexed, open_to, opens
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.limits import limiter, public_write_limit
from wip.web.writes import writes

pages = Blueprint("invitations", __name__)


def _about(invitation: Leadership | Reviewer) -> dict[str, str]:
    if isinstance(invitation, Leadership):
        section = db.session().get_one(Section, invitation.section_id)
        return {
            "what": f"help to lead the {section.name}",
            "title": section.name,
            "text": "Leaders plan sessions, read and select papers, find commenters and lay out the agenda.",
            "after": f"/sections/{section.slug}/",
        }
    row = db.session().get_one(WipSession, invitation.wip_session_id)
    return {
        "what": f"review papers for “{row.title}”",
        "title": row.title,
        "text": "Reviewers read the submitted abstracts, give points on a few criteria and may add comments.",
        "after": f"/manage/{row.slug}/reviews/",
    }


def _called_off(invitation: Leadership | Reviewer) -> WipSession | None:
    """The session that was to be reviewed, where it is cancelled."""
    if isinstance(invitation, Leadership):
        return None
    row = db.session().get_one(WipSession, invitation.wip_session_id)
    return row if row.state is SessionState.CANCELLED else None


@pages.get("/invitations/<token>/")
@open_to(Act.ANSWER_INVITATION)
@opens(LinkKind.LEADERSHIP, LinkKind.REVIEWERSHIP)
def show(invitation: Leadership | Reviewer) -> ResponseReturnValue:
    """The invitation with the answer chosen in the letter, and one button."""
    chosen, called_off = request.args.get("answer", ""), _called_off(invitation)
    page = render_template(
        "invitations/show.html",
        form=PageForm(),
        about=_about(invitation),
        chosen=chosen if chosen in {"accept", "decline"} else "",
        state=invitation.state,
        open_now=invitation.state is InvitationState.INVITED and not called_off,
        called_off=called_off,
    )
    return not_indexed(current_app.make_response(page))


@pages.post("/invitations/<token>/")
@limiter.limit(public_write_limit)
@open_to(Act.ANSWER_INVITATION)
@opens(LinkKind.LEADERSHIP, LinkKind.REVIEWERSHIP)
@writes
def answer(invitation: Leadership | Reviewer) -> ResponseReturnValue:
    """Take the answer."""
    said = request.form.get("answer")
    if said not in {"accept", "decline"}:
        raise Refusal("Choose whether you accept or decline.")
    if isinstance(invitation, Leadership):
        answer_leadership(db.session(), invitation, accept=said == "accept", by=actor(), now=now())
    else:
        answer_reviewership(db.session(), invitation, accept=said == "accept", by=actor(), now=now())
    flash(
        "Thank you: you have accepted." if said == "accept" else "Thank you for telling us.",
        "done",
    )
    return redirect(request.path, 303)
