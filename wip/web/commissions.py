"""Commissions: a commenter's page for one paper, and what leaders do with a request that they have made."""

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.commissions import COMMISSIONS, CommissionMove, CommissionState
from wip.domain.links import LinkKind
from wip.domain.papers import PRESENTING
from wip.domain.people import Act
from wip.domain.publications import AgendaState
from wip.domain.refusals import Refusal
from wip.models import Call, Commission, WipSession
from wip.queries.commenter_conflicts import is_kept_apart
from wip.queries.papers import published_slot
from wip.queries.reviews import is_closed
from wip.queries.sessions import call_of
from wip.services import commissions
from wip.services.commission_gaps import count
from wip.services.paper_letters import contact_of
from wip.services.people import personal
from wip.services.rooms import over_at
from wip.web.access import actor, not_indexed, open_to, opens, signer
from wip.web.clock import now
from wip.web.commission_drafts import reading_of
from wip.web.feedbacks import commission_facts
from wip.web.forms import PageForm, line
from wip.web.limits import limiter, public_write_limit
from wip.web.own_guidelines import card_of_commission
from wip.web.own_zones import zone_form
from wip.web.writes import writes

pages = Blueprint("commissions", __name__)

ACCEPT, DECLINE = "accept", "decline"


class AnswerForm(PageForm):
    """What somebody who declines may want to say."""

    reason = line("A line to the organisers, if you want to say why (nobody else reads it)", most=500)


@pages.get("/commissions/<token>/")
@open_to(Act.ANSWER_COMMISSION)
@opens(LinkKind.COMMISSION)
def show(commission: Commission) -> ResponseReturnValue:
    """The paper and what is asked; the answer chosen in the letter is the main button, and nothing happens yet."""
    page = show_page(commission, AnswerForm(formdata=None))
    return not_indexed(current_app.make_response(page))


def show_page(commission: Commission, form: AnswerForm) -> str:
    """The page, with what was typed."""
    paper, call = commission.paper, _call_for(commission)
    row = call.wip_session
    is_ahead, is_apart = now() < over_at(row), _is_apart(commission)
    return render_template(
        "commissions/show.html",
        commission=commission,
        paper=paper,
        call=call,
        wip_session=row,
        slot=published_slot(db.session(), paper) if row.agenda_state is AgendaState.PUBLISHED else None,
        guidelines_card=card_of_commission(commission, row),
        zone_form=zone_form() if is_ahead else None,
        token=(request.view_args or {})["token"],
        reading=reading_of(commission, call),
        chosen=request.args.get("answer", ""),
        can_accept=is_ahead
        and not is_apart
        and paper.state in PRESENTING
        and _allows(commission, CommissionMove.ACCEPT),
        can_decline=is_ahead and _allows(commission, CommissionMove.DECLINE),
        contact=contact_of(call),
        form=form,
        is_full=_is_full(commission, call),
        is_apart=is_apart,
        is_over=not is_ahead,
        offer=signer().path(personal(LinkKind.OFFER, commission.commenter.person, commission.commenter_id)),
        **commission_facts(commission, row),
    )


def _is_full(commission: Commission, call: Call) -> bool:
    """Whether somebody who says yes after all would stand by."""
    if commission.state not in {CommissionState.LAPSED, CommissionState.DECLINED}:
        return False
    accepted = count(db.session(), commission.paper, CommissionState.ACCEPTED)
    return commission.is_standby or accepted >= call.commenters_per_paper


def _is_apart(commission: Commission) -> bool:
    """Whether a conflict closes the paper, or made the request be taken back: then the page tells nothing of the paper."""
    paper, person_id = commission.paper, commission.commenter.person_id
    if commission.state is CommissionState.WITHDRAWN:
        return is_kept_apart(db.session(), paper, person_id)
    return is_closed(db.session(), paper, person_id)


@pages.post("/commissions/<token>/")
@limiter.limit(public_write_limit)
@open_to(Act.ANSWER_COMMISSION)
@opens(LinkKind.COMMISSION)
@writes
def answer(commission: Commission) -> ResponseReturnValue:
    """Take the answer."""
    form, said = AnswerForm(), request.form.get("answer", "")
    if said not in {ACCEPT, DECLINE}:
        raise Refusal("Choose whether you accept or decline.")
    if not form.validate_on_submit():
        return show_page(commission, form), 422
    reason = form.reason.data or ""
    call, accept = _call_for(commission), said == ACCEPT
    commissions.answer(db.session(), commission, call, accept=accept, reason=reason, by=actor(), now=now())
    flash(said_of(commission), "done")
    return redirect(request.path, 303)


def said_of(commission: Commission) -> str:
    """What the page says after an answer."""
    if commission.state is not CommissionState.ACCEPTED:
        return "Thank you for telling us. Somebody else will be asked."
    if commission.is_standby:
        return "Thank you: you stand by for this paper. If a commenter cannot come, a letter asks you to step in."
    return "Thank you: you are a commenter on this paper. A letter with your calendar is on its way."


def _allows(commission: Commission, move: CommissionMove) -> bool:
    return COMMISSIONS.allows(commission.state, move)


def _call_for(commission: Commission) -> Call:
    return call_of(db.session(), db.session().get_one(WipSession, commission.paper.wip_session_id))
