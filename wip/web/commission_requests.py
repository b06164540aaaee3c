"""Requests to comment, on the leaders' side: take back, ask again, pass on, call a standby in, ask the next best."""

from collections.abc import Callable

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Unknown
from wip.models import Commission, Paper, WipSession
from wip.queries.reviews import has_conflict
from wip.queries.sessions import call_of
from wip.services import commission_lapses, commissions, standbys
from wip.services.commission_gaps import ask_next, needs_somebody
from wip.services.commission_rules import refuse_closed
from wip.web.access import Closed, actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.writes import writes

pages = Blueprint("commission_requests", __name__)

NOBODY = (
    "Nobody is left who could be asked: those who offered are asked already, have no room, or must be kept apart. "
    "Invite somebody, or ask one of those who declined again."
)


@pages.post("/manage/<slug>/commissions/<int(max=2147483647):commission_id>/withdraw")
@open_to(Act.FIND_COMMENTERS)
@writes
def withdraw(wip_session: WipSession, commission_id: int) -> ResponseReturnValue:
    """Take the request back; a letter tells the commenter."""
    commission = act_on(wip_session, commission_id, commissions.withdraw)
    flash(f"Taken back. A letter tells {commission.commenter.person.called}.", "done")
    return _to_board(wip_session, commission)


@pages.post("/manage/<slug>/commissions/<int(max=2147483647):commission_id>/ask-again")
@open_to(Act.FIND_COMMENTERS)
@writes
def ask_again(wip_session: WipSession, commission_id: int) -> ResponseReturnValue:
    """Ask the same person once more."""
    commission = act_on(wip_session, commission_id, commissions.ask_again)
    flash(f"Asked again. A letter is on its way to {commission.commenter.person.called}.", "done")
    return _to_board(wip_session, commission)


def act_on(wip_session: WipSession, commission_id: int, verb: Callable[..., object]) -> Commission:
    """Find the request through what the leader may see, and act on it."""
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


@pages.post("/manage/<slug>/commissions/<int(max=2147483647):commission_id>/pass-on")
@open_to(Act.FIND_COMMENTERS)
@writes
def pass_on(wip_session: WipSession, commission_id: int) -> ResponseReturnValue:
    """No answer came in time: ask the next best instead."""
    asked: list[Commission | None] = []

    def go_on(*things: object, **more: object) -> None:
        asked.append(commission_lapses.pass_on(*things, **more))  # type: ignore[arg-type]  # what `act_on` passes to every verb

    commission = act_on(wip_session, commission_id, go_on)
    _say_asked(asked[0], f"The request to {commission.commenter.person.called} has lapsed. ")
    return _to_board(wip_session, commission)


def _say_asked(found: Commission | None, first: str = "") -> None:
    if found is None:
        flash(f"{first}{NOBODY}", "note")
    else:
        flash(
            f"{first}{found.commenter.person.called} is asked by letter: {found.reason or 'next in order.'}",
            "done",
        )


@pages.post("/manage/<slug>/commenters/<int:number>/next-best")
@open_to(Act.FIND_COMMENTERS, Closed.OWN)
@writes
def next_best(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """Ask the best of those who may still be asked about the paper."""
    call = call_of(db.session(), wip_session)
    refuse_closed(paper, call, now())
    if not needs_somebody(db.session(), paper, call):
        raise Refusal(
            "Enough people are asked about this paper, or have accepted. Another leader may have been faster."
        )
    _say_asked(ask_next(db.session(), paper, call, by=actor(), now=now()))
    anchor = f"paper-{paper.number}"
    return redirect(url_for("commenters.index", slug=wip_session.slug, _anchor=anchor), 303)


@pages.post("/manage/<slug>/commissions/<int(max=2147483647):commission_id>/call-in")
@open_to(Act.FIND_COMMENTERS)
@writes
def call_in(wip_session: WipSession, commission_id: int) -> ResponseReturnValue:
    """A standby steps in; a letter tells them."""
    commission = act_on(wip_session, commission_id, standbys.call_in)
    flash(f"{commission.commenter.person.called} steps in; a letter is on its way.", "done")
    return _to_board(wip_session, commission)


@pages.post("/manage/<slug>/commissions/<int(max=2147483647):commission_id>/stand-by")
@open_to(Act.FIND_COMMENTERS)
@writes
def stand_by(wip_session: WipSession, commission_id: int) -> ResponseReturnValue:
    """Undo of calling in: the commenter stands by; a letter tells them."""
    commission = act_on(wip_session, commission_id, standbys.put_back)
    flash(f"{commission.commenter.person.called} stands by; a letter tells them.", "done")
    return _to_board(wip_session, commission)
