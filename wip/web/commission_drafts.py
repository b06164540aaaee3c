"""What a commenter reads: the draft with their name on it, and the tick that says that they have read it."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.commissions import CommissionState
from wip.domain.draft_clocks import DraftStand
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Unknown
from wip.models import Call, Commission, Draft
from wip.queries.circulation import open_draft
from wip.queries.draft_ticks import has_read_newest, version_read
from wip.queries.papers import call_of_paper
from wip.services import circulation, draft_clocks
from wip.services.circulation_terms import Terms, is_open_to_commenter, terms_of
from wip.web.access import actor, open_to, opens
from wip.web.clock import now
from wip.web.copies import hand_out
from wip.web.limits import limiter, public_write_limit
from wip.web.writes import writes

pages = Blueprint("commission_drafts", __name__)


@dataclass(frozen=True)
class Reading:
    """What a commenter's page says of the draft. `is_shown`: also what the author asks of readers is theirs to see.

    `version_read` is the one that they say they have read, 0 for none; `has_read`: it is the newest.
    `due` is the moment that counts now, `first_due` the call's own where its author has taken two days more.
    """

    is_open: bool
    is_shown: bool
    draft: Draft | None
    stand: DraftStand
    due: datetime | None
    first_due: datetime | None
    terms: Terms
    version_read: int
    has_read: bool


def reading_of(commission: Commission, call: Call) -> Reading:
    """The facts for the page."""
    terms, moment = terms_of(db.session(), call), now()
    is_open = is_open_to_commenter(db.session(), commission, terms, moment)
    clock = draft_clocks.clock_of(db.session(), commission.paper, call)
    is_asked = commission.state is CommissionState.OFFERED and terms.open_to_commenters(moment)
    return Reading(
        is_open,
        is_open or is_asked,
        open_draft(commission.paper),
        clock.stand(moment),
        clock.at,
        clock.due if clock.extended else None,
        terms,
        version_read(commission.paper, commission.read_at),
        has_read_newest(commission.paper, commission.read_at),
    )


@pages.get("/commissions/<token>/drafts/<int:n>")
@open_to(Act.READ_DRAFT)
@opens(LinkKind.COMMISSION)
def draft(commission: Commission, n: int) -> ResponseReturnValue:
    """The draft, for whoever accepted to comment on it; an older version's address leads to the newest."""
    call = call_of_paper(db.session(), commission.paper)
    found = open_draft(commission.paper)
    if found is None or n not in {each.number for each in commission.paper.drafts}:
        raise Unknown
    if not is_open_to_commenter(db.session(), commission, terms_of(db.session(), call), now()):
        raise Unknown
    if n != found.number:
        return redirect(request.path.removesuffix(str(n)) + str(found.number), 302)
    return hand_out(found, call, circulation.reader_of(commission), commission.commenter.person)


@pages.post("/commissions/<token>/read")
@limiter.limit(public_write_limit)
@open_to(Act.ANSWER_COMMISSION)
@opens(LinkKind.COMMISSION)
@writes
def read(commission: Commission) -> ResponseReturnValue:
    """The commenter ticks that they have read it, or takes the tick back."""
    said = request.form.get("read", "")
    if said not in {"yes", "no"}:
        raise Refusal("Say whether you have read the draft.")
    call = call_of_paper(db.session(), commission.paper)
    circulation.mark_read(db.session(), commission, call, read=said == "yes", by=actor(), now=now())
    flash("Thank you; the author sees it." if said == "yes" else "Taken back.", "done")
    return redirect(
        url_for("commissions.show", token=(request.view_args or {})["token"], _anchor="draft"), 303
    )
