"""The run of show without signing in: a helper's screen, and the display that a whole room sees."""

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.models import Show, WipSession
from wip.services.show_rooms import Programme, programme_at
from wip.services.show_states import state_of
from wip.web import show_pages
from wip.web.access import actor, not_indexed, open_to, opens
from wip.web.clock import now
from wip.web.limits import PRESSES, limiter
from wip.web.show_pages import Doors, floor_page
from wip.web.show_views import view_of
from wip.web.writes import writes

pages = Blueprint("show_links", __name__)


def _room(show: Show) -> tuple[WipSession, Show, Programme, Doors]:
    wip_session = db.session().get_one(WipSession, show.wip_session_id)
    programme = programme_at(db.session(), wip_session, show.sitting_id or 0, actor())
    page = request.path[: request.path.rindex("/") + 1]
    return wip_session, show, programme, Doors(page, f"{page}state.json")


@pages.get("/show/<token>/")
@open_to(Act.RUN_SHOW)
@opens(LinkKind.HELPER)
def helper(show: Show) -> ResponseReturnValue:
    """All that the chair's screen can do, but for the links and for clearing a rehearsal."""
    return floor_page(*_room(show))


@pages.post("/show/<token>/press")
@limiter.limit(PRESSES)
@open_to(Act.RUN_SHOW)
@opens(LinkKind.HELPER)
@writes
def press(show: Show) -> ResponseReturnValue:
    """A press of the clock."""
    return show_pages.pressed(*_room(show))


@pages.post("/show/<token>/queue")
@limiter.limit(PRESSES)
@open_to(Act.RUN_SHOW)
@opens(LinkKind.HELPER)
@writes
def queue(show: Show) -> ResponseReturnValue:
    """A name for the speaking queue, or a step of one."""
    return show_pages.queued(*_room(show)[1:])


@pages.post("/show/<token>/here")
@limiter.limit(PRESSES)
@open_to(Act.RUN_SHOW)
@opens(LinkKind.HELPER)
@writes
def here(show: Show) -> ResponseReturnValue:
    """Who is here."""
    return show_pages.noted(*_room(show))


@pages.get("/show/<token>/screen")
@open_to(Act.WATCH_SHOW)
@opens(LinkKind.SCREEN)
def screen(show: Show) -> ResponseReturnValue:
    """The shared display: the clock, now and next. It names nobody who is not on the programme."""
    wip_session, _, programme, doors = _room(show)
    state = state_of(db.session(), show, programme, now())
    published = {id_: billed.commenters for id_, billed in programme.papers.items()}
    page = render_template("shows/screen.html", doors=doors, **view_of(wip_session, state, published))
    response: Response = not_indexed(make_response(page))
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
