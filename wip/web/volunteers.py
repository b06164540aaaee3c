"""The page of volunteers: who offered, who was invited, with filters; and all of it as a sheet."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.adapters.exports import csv_lines
from wip.db import db
from wip.domain.invitations import INVITATIONS as MOVES
from wip.domain.invitations import InvitationMove, InvitationState
from wip.domain.offers import days_of, hours_told
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.models import WipSession
from wip.queries import volunteers as reads
from wip.queries.call_parts import topics_of
from wip.queries.commenting import settings_of
from wip.queries.offers import hours_of
from wip.queries.sessions import call_of
from wip.queries.volunteers import INVITATIONS, SHOWN_WORDS
from wip.services import bulk
from wip.services.rooms import rooms_of
from wip.web.access import actor, not_indexed, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.templating import page_number, with_urls
from wip.web.writes import writes

pages = Blueprint("volunteers", __name__)

_OPEN_FOR = timedelta(hours=1)

INVITED_WORDS = {
    InvitationState.INVITED: ("no answer yet", "wait"),
    InvitationState.ACCEPTED: ("accepted", "go"),
    InvitationState.DECLINED: ("declined", "stop"),
    InvitationState.ENDED: ("taken back", "plain"),
}


def volunteers_page(wip_session: WipSession, **more: Any) -> str:
    """The page, with the filters of its address; `more` are the form to add somebody, and the door's address."""
    session, query = db.session(), reads.query_of(request.args)
    call = call_of(session, wip_session)
    topics = {topic.id: topic.name for topic in topics_of(session, call)}
    shows_invited = query.shown in INVITATIONS
    found: Any = (
        reads.invited(session, wip_session.id, query.shown, page_number())
        if shows_invited
        else reads.volunteers(session, wip_session.id, page_number(), query)
    )
    days = days_of(rooms_of(session, wip_session), wip_session.zone)
    return render_template(
        "commenters/volunteers.html",
        wip_session=wip_session,
        page=with_urls(found, "commenters.volunteers", slug=wip_session.slug),
        query=query,
        shows_invited=shows_invited,
        shown_words=SHOWN_WORDS,
        counts=reads.invitation_counts(session, wip_session.id),
        topics=topics,
        hours=lambda row: hours_told(hours_of(row), days, wip_session.zone),
        invited_words=INVITED_WORDS,
        asks_again=lambda row: MOVES.allows(row.state, InvitationMove.INVITE_AGAIN),
        asks_presenters=settings_of(session, wip_session.id).presenters_comment,
        button_form=lambda version: PageForm(formdata=None, version=str(version)),
        **more,
    )


@pages.post("/manage/<slug>/commenters/volunteers/export")
@open_to(Act.FIND_COMMENTERS)
@writes
def export(wip_session: WipSession) -> ResponseReturnValue:
    """Write down who takes the list out of the planner; the download follows."""
    facts: dict[str, object] = {"format": "csv"}
    event = bulk.note_download(db.session(), wip_session, bulk.VOLUNTEERS, facts, by=actor(), now=now())
    return redirect(url_for("volunteers.sheet", slug=wip_session.slug, sheet_id=event), 303)


@pages.get("/manage/<slug>/commenters/volunteers/<int:sheet_id>.csv")
@open_to(Act.FIND_COMMENTERS)
def sheet(wip_session: WipSession, sheet_id: int) -> ResponseReturnValue:
    """Everybody who offered, with all that they said, as CSV guarded against formulas."""
    event = bulk.download_of(db.session(), wip_session, sheet_id, bulk.VOLUNTEERS, by=actor())
    if now() - event.at > _OPEN_FOR:
        raise Unknown
    call = call_of(db.session(), wip_session)
    topics = {topic.id: topic.name for topic in topics_of(db.session(), call)}
    days = days_of(rooms_of(db.session(), wip_session), wip_session.zone)
    rows = list(reads.rows_of(db.session(), wip_session, days, topics))
    response = Response(b"".join(csv_lines(reads.HEADERS, rows)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{wip_session.slug}-volunteers.csv"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return not_indexed(response)
