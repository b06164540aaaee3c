"""Offers to comment: the second door, and each volunteer's own offer behind a personal link."""

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.commissions import LIVE
from wip.domain.guidelines import Audience
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.domain.sessions import SessionState
from wip.models import Call, Commenter, WipSession
from wip.queries import commenters as reads
from wip.queries.guidelines import current
from wip.queries.offers import lost_hours
from wip.queries.sessions import call_of
from wip.services import commenters
from wip.services.people import personal
from wip.web.access import actor, not_indexed, open_to, opens, signer
from wip.web.clock import now
from wip.web.doors import known_details, note_taken, public_call
from wip.web.forms import PageForm
from wip.web.limits import limiter, public_write_limit
from wip.web.offer_forms import DoorForm, OfferAsks, OfferForm, hours_data, offer_asks, offer_form, own_data
from wip.web.own_zones import zone_form
from wip.web.writes import attempt, writes

pages = Blueprint("offers", __name__)


@pages.get("/sessions/<slug>/comment")
@open_to(Act.OFFER_TO_COMMENT)
def door(wip_session: WipSession) -> ResponseReturnValue:
    """The second door: one page, for anyone."""
    call = public_call(wip_session)
    asks = offer_asks(call, actor().person_id or 0)
    return _door(call, offer_form(DoorForm, asks, data=known_details()), asks)


@pages.post("/sessions/<slug>/comment")
@limiter.limit(public_write_limit)
@open_to(Act.OFFER_TO_COMMENT)
@writes
def offer(wip_session: WipSession) -> ResponseReturnValue:
    """Take the offer in. The answer never tells whether somebody was known before."""
    call = public_call(wip_session)
    asks = offer_asks(call, actor().person_id or 0)
    form = offer_form(DoorForm, asks)
    who = {"name": form.name.data, "email": form.email.data, "affiliation": form.affiliation.data}
    if not form.validate_on_submit() or not attempt(
        form, lambda: commenters.offer(db.session(), call, form.facts(), **who, now=now(), by=actor())
    ):
        return _door(public_call(wip_session), form, asks), 422
    note_taken(wip_session, "comment", who)
    flash(
        f"Thank you. A letter to {form.email.data} confirms your offer; its link lets you change it.", "done"
    )
    return redirect(url_for("sessions.show", slug=wip_session.slug), 303)


def _door(call: Call, form: DoorForm, asks: OfferAsks) -> str:
    return render_template(
        "offers/door.html",
        wip_session=call.wip_session,
        call=call,
        form=form,
        asks=asks,
        is_open=commenters.takes_offers(call, now()),
        guideline=current(db.session(), call.wip_session_id, Audience.COMMENTERS).fitted_to(call.wip_session),
    )


@pages.get("/offers/<token>/")
@open_to(Act.KEEP_OWN_OFFER)
@opens(LinkKind.OFFER)
def own_offer(commenter: Commenter) -> ResponseReturnValue:
    """The volunteer's own offer: see, change, take back."""
    asks = offer_asks(_call_for(commenter), commenter.person_id)
    return _own_offer(commenter, _offer_form(commenter, asks), asks)


@pages.post("/offers/<token>/")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_OFFER)
@opens(LinkKind.OFFER)
@writes
def change(commenter: Commenter) -> ResponseReturnValue:
    """Change the offer, or make it again."""
    call = _call_for(commenter)
    asks = offer_asks(call, commenter.person_id)
    form = _offer_form(commenter, asks)

    def save() -> bool:
        facts = form.facts()
        commenters.change_offer(db.session(), commenter, call, facts, seen=form.seen, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, save):
        return _own_offer(commenter, form, asks), 422
    flash("Your offer is saved.", "done")
    return redirect(request.path, 303)


@pages.post("/offers/<token>/take-back")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_OFFER)
@opens(LinkKind.OFFER)
@writes
def take_back(commenter: Commenter) -> ResponseReturnValue:
    """Take the offer back, and decline with it whatever had been accepted."""
    commenters.take_back(db.session(), commenter, _call_for(commenter), by=actor(), now=now())
    flash("Your offer is taken back.", "done")
    return redirect(request.path.removesuffix("take-back"), 303)


def _offer_form(commenter: Commenter, asks: OfferAsks) -> OfferForm:
    """A leader may have asked somebody for more papers than the door offers; their own choice stays possible."""
    data = own_data(commenter) | hours_data(commenter, asks)
    return offer_form(OfferForm, asks, papers_most=commenter.papers_max, data=data)


def _call_for(commenter: Commenter) -> Call:
    return call_of(db.session(), db.session().get_one(WipSession, commenter.wip_session_id))


def _own_offer(commenter: Commenter, form: OfferForm, asks: OfferAsks) -> Response:
    call = _call_for(commenter)
    asked = reads.commissions_of(db.session(), commenter)
    is_off = call.wip_session.state is SessionState.CANCELLED
    can_change = now() < call.wip_session.starts_at and not is_off
    page = render_template(
        "offers/show.html",
        commenter=commenter,
        wip_session=call.wip_session,
        call=call,
        form=form,
        asks=asks,
        empty_form=PageForm(formdata=None),
        can_change=can_change,
        zone_form=zone_form() if can_change else None,
        lost_hours=lost_hours(db.session(), commenter),
        commissions=asked,
        chosen=request.args.get("answer", ""),
        live=[c for c in asked if c.state in LIVE],
        path=lambda c: signer().path(personal(LinkKind.COMMISSION, commenter.person, c.id)),
    )
    return not_indexed(current_app.make_response(page))
