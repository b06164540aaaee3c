"""A personal invitation to comment, behind its link: what is asked, and one button for each answer."""

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.guidelines import Audience
from wip.domain.invitations import InvitationState
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.models import Call, Commenter, CommenterInvitation, Person, WipSession
from wip.queries.guidelines import current
from wip.queries.sessions import call_of
from wip.services import commenting_answers
from wip.services.commenters import takes_offers
from wip.services.commenting_answers import ANSWER_MOST
from wip.services.paper_letters import contact_of
from wip.services.people import personal
from wip.web.access import actor, not_indexed, open_to, opens, signer
from wip.web.clock import now
from wip.web.forms import PageForm, line
from wip.web.limits import limiter, public_write_limit
from wip.web.writes import attempt, writes

pages = Blueprint("commenting", __name__)


class AnswerForm(PageForm):
    """The answer, with a line to the organisers if it is no."""

    line = line("A line to the organisers", most=ANSWER_MOST)


@pages.get("/commenting/<token>/")
@open_to(Act.ANSWER_INVITATION)
@opens(LinkKind.COMMENTING)
def show(invitation: CommenterInvitation) -> ResponseReturnValue:
    """What is asked; the answer chosen in the letter is the main button, and nothing happens yet."""
    return not_indexed(current_app.make_response(_page(invitation, AnswerForm(formdata=None))))


def _page(invitation: CommenterInvitation, form: AnswerForm) -> str:
    call = _call_for(invitation)
    row = call.wip_session
    said = request.args.get("answer", "")
    return render_template(
        "commenting/show.html",
        invitation=invitation,
        inviter=db.session().get(Person, invitation.invited_by) if invitation.invited_by else None,
        wip_session=row,
        guideline=current(db.session(), row.id, Audience.COMMENTERS).fitted_to(row),
        form=form,
        chosen=said if said in {"accept", "decline"} else "",
        is_open=invitation.state is InvitationState.INVITED and takes_offers(call, now()),
        still_possible=takes_offers(call, now()),
        contact=contact_of(call),
        offer=_own_offer(invitation),
    )


def _own_offer(invitation: CommenterInvitation) -> str:
    """The address of the person's own offer, where there is one."""
    found = commenting_answers.offer_of(db.session(), invitation)
    return _offer_address(found) if found is not None else ""


def _offer_address(commenter: Commenter) -> str:
    return signer().path(personal(LinkKind.OFFER, commenter.person, commenter.id))


@pages.post("/commenting/<token>/")
@limiter.limit(public_write_limit)
@open_to(Act.ANSWER_INVITATION)
@opens(LinkKind.COMMENTING)
@writes
def answer(invitation: CommenterInvitation) -> ResponseReturnValue:
    """Take the answer; whoever accepts can tell more on the page of their offer, or leave it at that."""
    form, call, said = AnswerForm(), _call_for(invitation), request.form.get("answer", "")
    if said not in {"accept", "decline"}:
        raise Refusal("Choose whether you accept or decline.")
    if said == "accept":
        row = commenting_answers.accept(db.session(), call, invitation, by=actor(), now=now())
        flash(
            "Thank you: you are among the commenters. That is all that is needed; if you like, tell the organisers more below.",
            "done",
        )
        return redirect(_offer_address(row), 303)

    def decline() -> bool:
        words = form.line.data or ""
        commenting_answers.decline(db.session(), call, invitation, words, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, decline):
        return _page(invitation, form), 422
    flash("Thank you for telling us.", "done")
    return redirect(request.path, 303)


def _call_for(invitation: CommenterInvitation) -> Call:
    return call_of(db.session(), db.session().get_one(WipSession, invitation.wip_session_id))
