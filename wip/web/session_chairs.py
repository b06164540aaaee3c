"""Who chairs which room of a session."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from wip.db import db
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Unknown
from wip.domain.texts import whole_number
from wip.models import Person, SessionChair, WipSession
from wip.queries.people import leaders_of_session
from wip.services import session_chairs
from wip.services.people import person_at
from wip.services.programmes import chairs_of
from wip.services.rooms import rooms_of
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, choices, line
from wip.web.wish_forms import without_room
from wip.web.writes import attempt, writes

pages = Blueprint("session_chairs", __name__)

_OTHER = "0"


class ChairForm(PageForm):
    """A leader from the list, or anybody by name and address."""

    room = SelectField("Room", validate_choice=False)
    leader = SelectField("Who", validate_choice=False)
    name = line("Name, if it is somebody else")
    email = line("E-mail address, if it is somebody else", most=320)


@pages.get("/manage/<slug>/agenda/chairs")
@open_to(Act.ARRANGE_AGENDA)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """The chairs of each room, and a form for one more."""
    return _index(wip_session, ChairForm(formdata=None))


def _index(row: WipSession, form: ChairForm) -> str:
    rooms, chairs = rooms_of(db.session(), row), chairs_of(db.session(), row.id)
    return render_template(
        "session_chairs/index.html",
        wip_session=row,
        rooms=rooms,
        chairs={
            room.sitting_id: [each for each in chairs if each.sitting_id == room.sitting_id] for room in rooms
        },
        form=_with_choices(form, row),
        button_form=PageForm(formdata=None),
    )


def _with_choices(form: ChairForm, row: WipSession) -> ChairForm:
    rooms, leaders = rooms_of(db.session(), row), leaders_of_session(db.session(), row)
    if "room" in form:
        form.room.choices = choices([(str(room.sitting_id or 0), room.name) for room in rooms])
    listed = [(str(each.id), f"{each.called} (leads the session)") for each in leaders]
    form.leader.choices = choices([*listed, (_OTHER, "Somebody else, named below")])
    if len(rooms) == 1:
        without_room(form)
    return form


@pages.post("/manage/<slug>/agenda/chairs")
@open_to(Act.ARRANGE_AGENDA)
@writes
def appoint(wip_session: WipSession) -> ResponseReturnValue:
    """Have somebody chair a room."""
    form = _with_choices(ChairForm(), wip_session)

    def put() -> SessionChair:
        sitting_id = (whole_number(form.room.data or "") or None) if "room" in form else None
        person = _person(form, wip_session)
        return session_chairs.appoint(db.session(), wip_session, person, sitting_id, by=actor(), now=now())

    done = attempt(form, put) if form.validate_on_submit() else None
    if done is None:
        if form.name.data or form.email.data:
            form.leader.data = _OTHER
        return _index(wip_session, form), 422
    flash(f"{done.person.called} chairs it. The programme names them from the next publishing on.", "done")
    return _back(wip_session)


def _person(form: ChairForm, row: WipSession) -> Person:
    # The list always has somebody chosen: whoever was typed is the one that was meant.
    typed = form.name.data or form.email.data
    said = _OTHER if typed else form.leader.data or _OTHER
    if said == _OTHER:
        if not form.email.data or not form.name.data:
            raise Refusal("Give the name and the e-mail address of whoever chairs.", "email")
        return person_at(db.session(), form.email.data, now(), name=form.name.data)
    leaders = leaders_of_session(db.session(), row)
    found = next((each for each in leaders if str(each.id) == said), None)
    if found is None:
        raise Refusal("This leader no longer leads the session. Choose another.", "leader")
    return found


@pages.post("/manage/<slug>/agenda/chairs/<int:chair_id>/remove")
@open_to(Act.ARRANGE_AGENDA)
@writes
def release(wip_session: WipSession, chair_id: int) -> ResponseReturnValue:
    """Somebody no longer chairs."""
    found = session_chairs.chair_of(db.session(), wip_session, chair_id)
    if found is None:
        raise Unknown
    session_chairs.release(db.session(), wip_session, found, by=actor(), now=now())
    flash("Taken away. The programme follows when you publish it next.", "done")
    return _back(wip_session)


def _back(wip_session: WipSession) -> ResponseReturnValue:
    return redirect(url_for("session_chairs.index", slug=wip_session.slug), 303)
