"""The run of show, for those who sign in: which rooms there are, the chair's screen, and the links for helpers and displays."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Unknown
from wip.models import Person, Show, WipSession
from wip.queries.shows import shows_of
from wip.services import shows
from wip.services.people import personal
from wip.services.show_rooms import Programme, programme_at, programmes_of
from wip.services.shows import link_of
from wip.web import show_pages
from wip.web.access import actor, open_to, signer
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.show_pages import Doors, floor_page
from wip.web.writes import writes

pages = Blueprint("shows", __name__)

_LINKS = {"helper": LinkKind.HELPER, "screen": LinkKind.SCREEN}


@pages.get("/manage/<slug>/show/")
@open_to(Act.RUN_SHOW)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """The rooms, each with the way to its screen."""
    return _index(wip_session)


def _index(wip_session: WipSession) -> str:
    return render_template(
        "shows/index.html",
        wip_session=wip_session,
        programmes=programmes_of(db.session(), wip_session, actor()),
        opened=shows_of(db.session(), wip_session.id),
        form=PageForm(formdata=None),
    )


@pages.post("/manage/<slug>/show/<int:room>/open")
@open_to(Act.RUN_SHOW)
@writes
def begin(wip_session: WipSession, room: int) -> ResponseReturnValue:
    """Open a room's screen; nothing is begun by it."""
    programme = programme_at(db.session(), wip_session, room, actor())
    shows.open_show(db.session(), wip_session, programme, by=actor(), now=now())
    return redirect(url_for("shows.room", slug=wip_session.slug, room=room), 303)


@pages.get("/manage/<slug>/show/<int:room>/")
@open_to(Act.RUN_SHOW)
def room(wip_session: WipSession, room: int) -> ResponseReturnValue:
    """The chair's screen; before it is opened, the page that opens it."""
    programme = programme_at(db.session(), wip_session, room, actor())
    show = shows_of(db.session(), wip_session.id).get(room)
    if show is None:
        return _index(wip_session)
    return floor_page(
        wip_session,
        show,
        programme,
        _doors(wip_session, show, room),
        room=room,
        helper=_address(show, LinkKind.HELPER) if actor().is_leader else "",
        makes_helpers=actor().is_leader,
        screen=_address(show, LinkKind.SCREEN),
        hand_over=url_for("hand_overs.show", slug=wip_session.slug) if actor().is_leader else "",
    )


def _doors(wip_session: WipSession, show: Show, room: int) -> Doors:
    me = db.session().get_one(Person, actor().person_id)
    return Doors(
        url_for("shows.room", slug=wip_session.slug, room=room),
        signer().path(personal(LinkKind.SHOW, me, show.id)),
    )


def _address(show: Show, kind: LinkKind) -> str:
    link = link_of(show, kind)
    return signer().address(link) if link else ""


def _opened(wip_session: WipSession, room: int) -> tuple[Show, Programme, Doors]:
    """What the room's forms act on. Raises Unknown for a room that was not opened."""
    programme = programme_at(db.session(), wip_session, room, actor())
    show = shows_of(db.session(), wip_session.id).get(room)
    if show is None:
        raise Unknown
    return show, programme, _doors(wip_session, show, room)


@pages.post("/manage/<slug>/show/<int:room>/press")
@open_to(Act.RUN_SHOW)
@writes
def press(wip_session: WipSession, room: int) -> ResponseReturnValue:
    """A press of the clock."""
    return show_pages.pressed(wip_session, *_opened(wip_session, room))


@pages.post("/manage/<slug>/show/<int:room>/queue")
@open_to(Act.RUN_SHOW)
@writes
def queue(wip_session: WipSession, room: int) -> ResponseReturnValue:
    """A name for the speaking queue, or a step of one."""
    return show_pages.queued(*_opened(wip_session, room))


@pages.post("/manage/<slug>/show/<int:room>/here")
@open_to(Act.RUN_SHOW)
@writes
def here(wip_session: WipSession, room: int) -> ResponseReturnValue:
    """Who is here."""
    return show_pages.noted(wip_session, *_opened(wip_session, room))


@pages.post("/manage/<slug>/show/<int:room>/links")
@open_to(Act.RUN_SHOW)
@writes
def links(wip_session: WipSession, room: int) -> ResponseReturnValue:
    """A new link for helpers or for displays, which ends the older one; or none any more."""
    show, _, doors = _opened(wip_session, room)
    step, _, name = request.form.get("link", "").partition("-")
    kind = _LINKS.get(name)
    if kind is None:
        raise Refusal("This button is not known here. Load the page anew.")
    if kind is LinkKind.HELPER and not actor().is_leader:
        # It would go on after they no longer chair a room; a display shows nothing that is not public.
        raise Refusal("A leader of the section makes and ends the links for helpers. Ask one of them.")
    verb = shows.revoke_link if step == "revoke" else shows.make_link
    verb(db.session(), wip_session, show, kind, by=actor(), now=now())
    flash("The link opens nothing any more." if step == "revoke" else "The new link is here.", "done")
    return redirect(f"{doors.page}#links", 303)


@pages.post("/manage/<slug>/show/<int:room>/clear")
@open_to(Act.RUN_SHOW)
@writes
def clear(wip_session: WipSession, room: int) -> ResponseReturnValue:
    """Begin a rehearsal anew."""
    show, programme, doors = _opened(wip_session, room)
    try:
        shows.clear_rehearsal(db.session(), wip_session, show, programme, by=actor(), now=now())
        flash("The rehearsal is cleared.", "done")
    except Refusal as no:
        flash(no.sentence, "warn")
    return redirect(doors.page, 303)
