"""On an author's own page: one press offers to comment on one other paper, where the session asks its presenters."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.links import LinkKind
from wip.domain.papers import PRESENTING
from wip.domain.people import Act
from wip.models import Call, Paper, WipSession
from wip.queries.commenting import settings_of
from wip.queries.presenters import has_offered
from wip.queries.sessions import call_of
from wip.services import commenting_answers
from wip.services.commenters import takes_offers
from wip.services.people import personal
from wip.web.access import actor, open_to, opens, signer
from wip.web.clock import now
from wip.web.limits import limiter, public_write_limit
from wip.web.writes import writes

pages = Blueprint("presenter_offers", __name__)


def comments_too(paper: Paper, call: Call) -> bool:
    """Whether to ask the author for comments on one other paper: the session does so, and they have not offered yet."""
    return (
        paper.state in PRESENTING
        and takes_offers(call, now())
        and settings_of(db.session(), call.wip_session_id).presenters_comment
        and not has_offered(db.session(), call.wip_session, actor().person_id or 0)
    )


@pages.post("/papers/<token>/comment-too")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
@writes
def offer(paper: Paper) -> ResponseReturnValue:
    """Take the offer; more can be said on its own page."""
    call = call_of(db.session(), db.session().get_one(WipSession, paper.wip_session_id))
    row = commenting_answers.offer_as_presenter(db.session(), paper, call, by=actor(), now=now())
    flash(
        "Thank you: you will be asked about one other paper. If you like, tell the organisers more below.",
        "done",
    )
    return redirect(signer().path(personal(LinkKind.OFFER, row.person, row.id)), 303)
