"""All that one commenter is asked in a session, on one page: each paper by itself, or all in one click."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.commissions import CommissionState
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.domain.texts import whole_number
from wip.models import Commenter, Commission, WipSession
from wip.queries.commenters import commissions_of
from wip.queries.sessions import call_of
from wip.services import commissions
from wip.web.access import actor, open_to, opens
from wip.web.clock import now
from wip.web.commissions import ACCEPT, DECLINE
from wip.web.limits import limiter, public_write_limit
from wip.web.templating import count
from wip.web.writes import writes

pages = Blueprint("own_requests", __name__)


@pages.post("/offers/<token>/answers")
@limiter.limit(public_write_limit)
@open_to(Act.ANSWER_COMMISSION)
@opens(LinkKind.OFFER)
@writes
def answer(commenter: Commenter) -> ResponseReturnValue:
    """Answer for one paper, or for all that wait for an answer."""
    said = request.form.get("answer", "")
    if said not in {ACCEPT, DECLINE}:
        raise Refusal("Choose whether you accept or decline.")
    session = db.session()
    call = call_of(session, session.get_one(WipSession, commenter.wip_session_id))
    rows = _chosen(commenter)
    for row in rows:
        commissions.answer(session, row, call, accept=said == ACCEPT, by=actor(), now=now())
    flash(_said(rows), "done")
    return redirect(request.path.removesuffix("answers"), 303)


def _chosen(commenter: Commenter) -> Sequence[Commission]:
    """The one paper that the button names; without one, all that wait."""
    wanted, rows = request.form.get("commission"), commissions_of(db.session(), commenter)
    if wanted is None:
        found = [row for row in rows if row.state is CommissionState.OFFERED]
    else:
        found = [row for row in rows if row.id == whole_number(wanted)]
    if not found:
        raise Refusal("Nothing here waits for an answer any more: it is answered, or was taken back.")
    return found


def _said(rows: Sequence[Commission]) -> str:
    yes = sum(row.state is CommissionState.ACCEPTED for row in rows)
    if not yes:
        return "Thank you for telling us. Somebody else will be asked."
    return f"Thank you: you have accepted {count(yes, 'paper')}. A letter for each is on its way."
