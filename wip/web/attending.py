"""An attendee's own page of a session: the way in, and the papers to read where they circulate to attendees."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.circulation import Reader
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.models import Attendee, Call, WipSession
from wip.queries.circulation import circulating, circulating_paper, open_draft
from wip.queries.sessions import call_of
from wip.services import attendance
from wip.services.attendance import is_public
from wip.services.circulation_terms import terms_of
from wip.services.rooms import over_at
from wip.web.access import actor, not_indexed, open_to, opens
from wip.web.clock import now
from wip.web.copies import hand_out
from wip.web.doors import note_left
from wip.web.forms import PageForm
from wip.web.limits import DOWNLOADS, limiter, public_write_limit
from wip.web.writes import writes

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
        form=PageForm(formdata=None),
    )
    return not_indexed(current_app.make_response(page))


@pages.post("/attending/<token>/leave")
@limiter.limit(public_write_limit)
@open_to(Act.SEE_OWN_ATTENDANCE)
@opens(LinkKind.ATTENDANCE)
@writes
def leave(attendee: Attendee) -> ResponseReturnValue:
    """They cannot come after all."""
    call = _call_for(attendee)
    attendance.leave(db.session(), attendee, call, by=actor(), now=now())
    note_left(call.wip_session, "attend")
    flash("You are no longer on the list. If you can come after all, sign up again.", "done")
    return redirect(url_for("attendance.door", slug=call.wip_session.slug), 303)


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
