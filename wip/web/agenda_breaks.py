"""Breaks of the working agenda: a form of their own where it is laid out."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from wip.db import db
from wip.domain.agenda import Break
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.domain.texts import whole_number
from wip.models import WipSession
from wip.services import layouts
from wip.services.rooms import rooms_of
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, choices, line, number
from wip.web.wish_forms import without_room
from wip.web.writes import attempt, writes

pages = Blueprint("agenda_breaks", __name__)


class BreakForm(PageForm):
    """A break after so many papers of a room."""

    room = SelectField("Room", validate_choice=False)
    name = line("What it is called", most=80, default="Break")
    minutes = number("Minutes", 1, 240, default=10)
    after = number("After how many papers", 0, 200, default=1)


@pages.get("/manage/<slug>/agenda/breaks")
@open_to(Act.ARRANGE_AGENDA)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """The breaks of every room, and a form for one more."""
    return _index(wip_session, BreakForm(formdata=None, version=str(wip_session.agenda_version)))


def _index(row: WipSession, form: BreakForm) -> str:
    rooms = rooms_of(db.session(), row)
    return render_template(
        "agenda_layouts/breaks.html",
        wip_session=row,
        rooms=rooms,
        breaks=[(room, place, each) for room in rooms for place, each in enumerate(room.minutes.breaks)],
        form=_with_rooms(form, row),
        button_form=PageForm(formdata=None, version=str(row.agenda_version)),
    )


def _with_rooms(form: BreakForm, row: WipSession) -> BreakForm:
    rooms = rooms_of(db.session(), row)
    if len(rooms) == 1:
        without_room(form)
    else:
        form.room.choices = choices([(str(room.sitting_id or 0), room.name) for room in rooms])
    return form


@pages.post("/manage/<slug>/agenda/breaks")
@open_to(Act.ARRANGE_AGENDA)
@writes
def add(wip_session: WipSession) -> ResponseReturnValue:
    """One more break."""
    form = _with_rooms(BreakForm(), wip_session)

    def put() -> bool:
        rooms = rooms_of(db.session(), wip_session)
        room = (whole_number(form.room.data or "") or None) if "room" in form else None
        if room not in {each.sitting_id for each in rooms}:
            raise Refusal("This room is no longer there. Choose another.", "room")
        one = Break(form.after.data or 0, form.minutes.data or 0, form.name.data or "Break")
        breaks = [*layouts.all_breaks(rooms), (room, one)]
        layouts.keep_breaks(db.session(), wip_session, breaks, seen=form.seen, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, put):
        return _index(wip_session, form), 422
    flash("The break is there. Papers after it begin later.", "done")
    return redirect(url_for("agenda_breaks.index", slug=wip_session.slug), 303)


@pages.post("/manage/<slug>/agenda/breaks/remove")
@open_to(Act.ARRANGE_AGENDA)
@writes
def remove(wip_session: WipSession) -> ResponseReturnValue:
    """Take a break away: by its room and its place there, as the page showed them."""
    seen, said = PageForm().seen, request.form.get("break", "")
    rooms = rooms_of(db.session(), wip_session)
    rest = [
        (room.sitting_id, each)
        for room in rooms
        for place, each in enumerate(room.minutes.breaks)
        if f"{room.sitting_id or 0}-{place}" != said
    ]
    layouts.keep_breaks(db.session(), wip_session, rest, seen=seen, by=actor(), now=now())
    flash("The break is taken away.", "done")
    return redirect(url_for("agenda_breaks.index", slug=wip_session.slug), 303)
