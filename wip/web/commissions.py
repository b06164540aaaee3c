"""Commissions: a commenter's page for one paper, and what leaders do with a request that they have made."""

from collections.abc import Callable

import sqlalchemy as sa
from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.commissions import COMMISSIONS, CommissionMove
from wip.domain.links import LinkKind
from wip.domain.papers import PRESENTING
from wip.domain.people import Act
from wip.domain.publications import AgendaState
from wip.domain.refusals import Refusal, Unknown
from wip.models import Call, Commission, Paper, WipSession
from wip.queries.papers import published_slot
from wip.queries.reviews import has_conflict
from wip.queries.sessions import call_of
from wip.services import commissions
from wip.services.paper_letters import contact_of
from wip.services.people import personal
from wip.services.rooms import over_at
from wip.web.access import actor, not_indexed, open_to, opens, signer
from wip.web.clock import now
from wip.web.commission_drafts import reading_of
from wip.web.feedbacks import commission_facts
from wip.web.forms import PageForm
from wip.web.limits import limiter, public_write_limit
from wip.web.own_guidelines import card_of_commission
from wip.web.own_zones import zone_form
from wip.web.writes import writes

pages = Blueprint("commissions", __name__)

_SAID = {
    "accept": "Thank you: you are a commenter on this paper. A letter with your calendar is on its way.",
    "decline": "Thank you for telling us. The organisers will ask somebody else.",
}


@pages.get("/commissions/<token>/")
@open_to(Act.ANSWER_COMMISSION)
@opens(LinkKind.COMMISSION)
def show(commission: Commission) -> ResponseReturnValue:
    """The paper and what is asked; the answer chosen in the letter is the main button, and nothing happens yet."""
    paper, call = commission.paper, _call_for(commission)
    row = call.wip_session
    is_ahead = now() < over_at(row)
    page = render_template(
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
        can_accept=is_ahead and paper.state in PRESENTING and _allows(commission, CommissionMove.ACCEPT),
        can_decline=is_ahead and _allows(commission, CommissionMove.DECLINE),
        contact=contact_of(call),
        form=PageForm(formdata=None),
        offer=signer().path(personal(LinkKind.OFFER, commission.commenter.person, commission.commenter_id)),
        **commission_facts(commission, row),
    )
    return not_indexed(current_app.make_response(page))


@pages.post("/commissions/<token>/")
@limiter.limit(public_write_limit)
@open_to(Act.ANSWER_COMMISSION)
@opens(LinkKind.COMMISSION)
@writes
def answer(commission: Commission) -> ResponseReturnValue:
    """Take the answer."""
    said = request.form.get("answer", "")
    if said not in _SAID:
        raise Refusal("Choose whether you accept or decline.")
    accept = said == "accept"
    commissions.answer(db.session(), commission, _call_for(commission), accept=accept, by=actor(), now=now())
    flash(_SAID[said], "done")
    return redirect(request.path, 303)


def _allows(commission: Commission, move: CommissionMove) -> bool:
    return COMMISSIONS.allows(commission.state, move)


def _call_for(commission: Commission) -> Call:
    return call_of(db.session(), db.session().get_one(WipSession, commission.paper.wip_session_id))


@pages.post("/manage/<slug>/commissions/<int(max=2147483647):commission_id>/withdraw")
@open_to(Act.FIND_COMMENTERS)
@writes
def withdraw(wip_session: WipSession, commission_id: int) -> ResponseReturnValue:
    """Take the request back; a letter tells the commenter."""
    commission = _act_on(wip_session, commission_id, commissions.withdraw)
    flash(f"Taken back. A letter tells {commission.commenter.person.called}.", "done")
    return _to_board(wip_session, commission)


@pages.post("/manage/<slug>/commissions/<int(max=2147483647):commission_id>/ask-again")
@open_to(Act.FIND_COMMENTERS)
@writes
def ask_again(wip_session: WipSession, commission_id: int) -> ResponseReturnValue:
    """Ask the same person once more."""
    commission = _act_on(wip_session, commission_id, commissions.ask_again)
    flash(f"Asked again. A letter is on its way to {commission.commenter.person.called}.", "done")
    return _to_board(wip_session, commission)


def _act_on(wip_session: WipSession, commission_id: int, verb: Callable[..., None]) -> Commission:
    commission = db.session().scalar(
        sa.select(Commission)
        .join(Paper, Paper.id == Commission.paper_id)
        .where(
            Commission.id == commission_id,
            Paper.wip_session_id == wip_session.id,
            sa.not_(has_conflict(actor().person_id or 0)),
        )
    )
    if commission is None:
        raise Unknown
    verb(
        db.session(),
        commission,
        call_of(db.session(), wip_session),
        seen=PageForm().seen,
        by=actor(),
        now=now(),
    )
    return commission


def _to_board(wip_session: WipSession, commission: Commission) -> ResponseReturnValue:
    anchor = f"paper-{commission.paper.number}"
    return redirect(url_for("commenters.index", slug=wip_session.slug, _anchor=anchor), 303)
