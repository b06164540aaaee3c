"""Guidelines as their readers see them: on a commenter's page and on an author's, with the one button."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.commissions import CommissionState
from wip.domain.guidelines import Audience, Guideline, Line, compared
from wip.domain.links import LinkKind
from wip.domain.papers import PRESENTING
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.domain.texts import whole_number
from wip.models import Commission, Paper, WipSession
from wip.queries.guidelines import current, seen_by_author, version_at
from wip.services import guidelines
from wip.services.guideline_letters import ANSWER
from wip.services.rooms import over_at
from wip.web.access import actor, open_to, opens
from wip.web.clock import now
from wip.web.limits import limiter, public_write_limit
from wip.web.writes import writes

pages = Blueprint("own_guidelines", __name__)


@dataclass(frozen=True)
class Card:
    """What a reader is shown. `changed` lays what they acknowledged over what counts now; empty where nothing changed.

    `asks`: they have not acknowledged this version. `is_called`: the link that they followed asks for it.
    """

    number: int
    guideline: Guideline
    changed: tuple[Line, ...]
    seen_at: datetime | None
    asks: bool
    is_called: bool


def _card(
    wip_session: WipSession, audience: Audience, seen: int | None, seen_at: datetime | None, *, may_ask: bool
) -> Card:
    shown = current(db.session(), wip_session.id, audience)
    changed: tuple[Line, ...] = ()
    if seen is not None and seen != shown.number:
        before = version_at(db.session(), wip_session.id, audience, seen)
        changed = compared(before.fitted_to(wip_session), shown.fitted_to(wip_session)) if before else ()
    return Card(
        shown.number,
        shown.fitted_to(wip_session),
        changed,
        seen_at if seen == shown.number else None,
        asks=may_ask and seen != shown.number,
        is_called=request.args.get("answer") == ANSWER,
    )


def card_of_commission(commission: Commission, wip_session: WipSession) -> Card:
    """The commenter's card; asked of those who have accepted."""
    takes_part = commission.state is CommissionState.ACCEPTED and commission.paper.state in PRESENTING
    may_ask = takes_part and now() < over_at(wip_session)
    return _card(
        wip_session,
        Audience.COMMENTERS,
        commission.guideline_seen,
        commission.guideline_seen_at,
        may_ask=may_ask,
    )


def card_of_paper(paper: Paper, wip_session: WipSession) -> Card | None:
    """The presenter's card; None for a paper without a place."""
    if paper.state not in PRESENTING:
        return None
    mark = seen_by_author(db.session(), paper, actor().person_id or 0)
    seen, seen_at = (mark.number, mark.seen_at) if mark else (None, None)
    return _card(wip_session, Audience.PRESENTERS, seen, seen_at, may_ask=True)


def _number() -> int:
    number = whole_number(request.form.get("number"))
    if number is None:
        raise Refusal("Reload the page, then press the button again.")
    return number


@pages.post("/commissions/<token>/guidelines")
@limiter.limit(public_write_limit)
@open_to(Act.ANSWER_COMMISSION)
@opens(LinkKind.COMMISSION)
@writes
def as_commenter(commission: Commission) -> ResponseReturnValue:
    """The commenter has read them."""
    guidelines.acknowledge_as_commenter(db.session(), commission, _number(), by=actor(), now=now())
    return _thanked("commissions.show")


@pages.post("/papers/<token>/guidelines")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
@writes
def as_presenter(paper: Paper) -> ResponseReturnValue:
    """An author has read theirs."""
    guidelines.acknowledge_as_presenter(db.session(), paper, _number(), by=actor(), now=now())
    return _thanked("own_papers.own")


def _thanked(endpoint: str) -> ResponseReturnValue:
    flash("Thank you: the organisers see that you have read the guidelines.", "done")
    return redirect(url_for(endpoint, token=(request.view_args or {})["token"]), 303)
