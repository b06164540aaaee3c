"""An attendee's own page of a session: the way in, and the papers to read where they circulate to attendees."""

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.circulation import Reader
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.models import Attendee, Call, WipSession
from wip.queries.circulation import circulating, circulating_paper, open_draft
from wip.queries.sessions import call_of
from wip.services.attendance import is_public
from wip.services.circulation_terms import terms_of
from wip.services.rooms import over_at
from wip.web.access import not_indexed, open_to, opens
from wip.web.clock import now
from wip.web.copies import hand_out
from wip.web.limits import DOWNLOADS, limiter

pages = Blueprint("attending", __name__)


@pages.get("/attending/<token>/")
@open_to(Act.SEE_OWN_ATTENDANCE)
@opens(LinkKind.ATTENDANCE)
def show(attendee: Attendee) -> ResponseReturnValue:
    """When and where, and what can be read."""
    call = _call_for(attendee)
    terms = terms_of(db.session(), call)
    is_open = terms.open_to_attendees(now())
    papers = circulating(db.session(), call.wip_session, attendee.person_id) if is_open else ()
    page = render_template(
        "attending/show.html",
        attendee=attendee,
        call=call,
        wip_session=call.wip_session,
        terms=terms,
        is_open=is_open,
        papers=[(paper, open_draft(paper)) for paper in papers],
        is_over=now() >= over_at(call.wip_session),
    )
    return not_indexed(current_app.make_response(page))


@pages.get("/attending/<token>/papers/<int:number>/drafts/<int:n>")
@limiter.limit(DOWNLOADS)
@open_to(Act.SEE_OWN_ATTENDANCE)
@opens(LinkKind.ATTENDANCE)
def draft(attendee: Attendee, number: int, n: int) -> ResponseReturnValue:
    """A draft of the published line-up, while the call's terms give it to attendees; older versions lead to the newest."""
    call = _call_for(attendee)
    if not terms_of(db.session(), call).open_to_attendees(now()):
        raise Unknown
    paper = circulating_paper(db.session(), call.wip_session, number, attendee.person_id)
    found = open_draft(paper) if paper else None
    if paper is None or found is None or n not in {each.number for each in paper.drafts}:
        raise Unknown
    if n != found.number:
        return redirect(request.path.removesuffix(str(n)) + str(found.number), 302)
    return hand_out(found, call, Reader.ATTENDEE, attendee.person)


def _call_for(attendee: Attendee) -> Call:
    call = call_of(db.session(), db.session().get_one(WipSession, attendee.wip_session_id))
    if not is_public(call):
        raise Unknown
    return call
