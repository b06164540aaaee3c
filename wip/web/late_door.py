"""The late door: the paper's form for one person, after the deadline, as long as the organisers' link says."""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.models import Call, LateLink
from wip.services import late_links
from wip.web import paper_doors
from wip.web.access import not_indexed, open_to, opens
from wip.web.clock import now
from wip.web.limits import SAVES, limiter, public_write_limit
from wip.web.paper_doors import Door
from wip.web.submissions import came_in
from wip.web.writes import reads_first, writes

pages = Blueprint("late_door", __name__)


def _door(link: LateLink) -> Door:
    return Door(db.session().get_one(Call, link.call_id), request.path.removesuffix("save"), link)


@pages.get("/late/<token>/")
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.LATE)
def new(late_link: LateLink) -> ResponseReturnValue:
    """The form, with until when and how many; or why the link opens nothing any more."""
    door = _door(late_link)
    try:
        late_links.check(late_link, late_link.person.email_key, now())
    except Refusal as no:
        if not door.call.takes_papers(now()):
            return _ended(door, no)
    return paper_doors.shown(door)


def _ended(door: Door, no: Refusal) -> ResponseReturnValue:
    call = door.call
    page = render_template(
        "submissions/late_ended.html", wip_session=call.wip_session, call=call, sentence=no.sentence
    )
    return not_indexed(make_response(page))


@pages.post("/late/<token>/")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.LATE)
@reads_first
def create(late_link: LateLink) -> ResponseReturnValue:
    """Take the paper in, or keep it unfinished."""
    door = _door(late_link)
    return paper_doors.taken(door, on_paper=lambda paper: came_in(door.call.wip_session, paper))


@pages.post("/late/<token>/save")
@limiter.limit(SAVES)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.LATE)
@writes
def save(late_link: LateLink) -> ResponseReturnValue:
    """Keep what was typed so far; called by the page itself."""
    return paper_doors.saved(_door(late_link))
