"""Rooms and dates: the parts of a session beside its own, all filled from one call."""

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Unknown
from wip.domain.rooms import capacity_sentence
from wip.domain.texts import whole_number
from wip.domain.zones import in_zone, instant
from wip.models import Sitting, WipSession
from wip.services import sittings
from wip.services.rooms import rooms_of, rooms_of_row, sittings_of
from wip.services.sittings import SittingFacts
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, line, local_time, number
from wip.web.sessions import whole_link
from wip.web.telling import Telling
from wip.web.templating import count
from wip.web.times import Moment, span
from wip.web.writes import attempt, writes

pages = Blueprint("sittings", __name__)


class SittingForm(PageForm):
    """A further room or date."""

    name = line("Name", most=120, needed="Give it a name, such as Room B or April.")
    starts = local_time("Date and start", needed="Give the date and the clock time at which it starts.")
    minutes = number("Length in minutes", 15, 720, default=90)
    join_link = line("Join link of its own", most=500)

    def facts(self, zone: str) -> SittingFacts:
        """The form's content; raises Refusal for a clock time that the zone does not have."""
        if self.starts.data is None:
            raise Refusal("Give the date and the clock time at which it starts.", "starts")
        try:
            starts_at = instant(self.starts.data, zone)
        except Refusal as no:
            raise Refusal(no.sentence, "starts") from None
        minutes, link = self.minutes.data or 0, whole_link(self.join_link.data or "")
        return SittingFacts(self.name.data or "", starts_at, minutes, link)


class AddForm(SittingForm):
    """The first further one also names the room or date that is there."""

    first = line("What the first one is called", most=120, default="Room A")


class FirstForm(PageForm):
    """Another name for the session's own room."""

    first = line("Name", most=120, needed="Give it a name, such as Room A or March.")


def _add_form(row: WipSession, last: str) -> AddForm:
    local = in_zone(row.starts_at, row.zone).replace(tzinfo=None)
    minutes = (
        whole_number(request.args.get("minutes", ""), digits=3) or row.minutes
    )  # as a way out names them
    usual = {"name": last, "starts": local, "minutes": minutes, "first": "Room A", "version": row.version}
    return AddForm(formdata=None, data=usual)


def form_of(sitting: Sitting, zone: str) -> SittingForm:
    """The form of a room or date as it stands."""
    form = SittingForm(formdata=None, obj=sitting)
    form.starts.data = in_zone(sitting.starts_at, zone).replace(tzinfo=None)
    return form


@pages.get("/manage/<slug>/sittings/")
@open_to(Act.MANAGE_SESSION)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """Every room and date, what they hold together, and the form for one more."""
    return _index(wip_session)


def _index(
    row: WipSession,
    *,
    adding: AddForm | None = None,
    naming: FirstForm | None = None,
    changing: tuple[int, SittingForm] | None = None,
) -> str:
    found, rooms = sittings_of(db.session(), row), rooms_of(db.session(), row)
    forms = {sitting.id: form_of(sitting, row.zone) for sitting in found}
    forms |= dict([changing] if changing else [])
    return render_template(
        "sittings/index.html",
        wip_session=row,
        rooms=rooms,
        sentence=capacity_sentence(rooms),
        forms=forms,
        placed=sittings.placed_in(db.session(), row),
        adding=adding or _add_form(row, f"Room {_letter(len(rooms))}"),
        naming=naming or FirstForm(formdata=None, data={"first": row.room, "version": row.version}),
        refused=adding or naming or (changing[1] if changing else None),
        opened=changing[0] if changing else None,
    )


@pages.app_template_global("room_sentence")
def room_sentence(wip_session: WipSession) -> str:
    """What all rooms hold together, for the pages of a session that has several; else empty."""
    return capacity_sentence(rooms_of(db.session(), wip_session)) if wip_session.room else ""


@pages.app_template_global("rooms_and_dates")
def rooms_and_dates(wip_session: WipSession) -> list[tuple[str, Moment]]:
    """Name and time of each room and date, for everybody: without any link. Empty where there is only one."""
    rooms = rooms_of(db.session(), wip_session) if wip_session.room else ()
    return [(room.name, span(room.starts_at, room.ends_at, wip_session.zone)) for room in rooms]


@pages.app_template_global("session_dates")
def session_dates(wip_session: WipSession) -> list[tuple[str, Moment]]:
    """Every date of the session with the names of its rooms, as letters say it; without a name where it is the only one."""
    found: dict[Moment, list[str]] = {}
    for room in rooms_of_row(wip_session):
        found.setdefault(span(room.starts_at, room.ends_at, wip_session.zone), []).append(room.name)
    return [(" and ".join(names), moment) for moment, names in found.items()]


@pages.app_template_global("ways_in")
def ways_in(wip_session: WipSession) -> list[tuple[str, str]]:
    """For participants: the join links that there are, each after its room's name; one without a name where it serves all."""
    rooms = rooms_of_row(wip_session)
    if len({room.join_link for room in rooms}) == 1:
        return [("", wip_session.join_link)] if wip_session.join_link else []
    return [(room.name, room.join_link) for room in rooms]


def _letter(place: int) -> str:
    return chr(ord("A") + min(place, 25))


@pages.post("/manage/<slug>/sittings/")
@open_to(Act.MANAGE_SESSION)
@writes
def add(wip_session: WipSession) -> ResponseReturnValue:
    """Add a room or a date."""
    form, telling = AddForm(), Telling(wip_session)

    def put() -> Sitting:
        facts = form.facts(wip_session.zone)
        first = form.first.data or ""
        return sittings.add(
            db.session(), wip_session, facts, first=first, seen=form.seen, by=actor(), now=now()
        )

    done = attempt(form, put) if form.validate_on_submit() else None
    if done is None:
        return _index(wip_session, adding=form), 422
    name = done.name
    if asked := telling.question(f"Add {name}", "Add it", _index_url(wip_session)):
        return asked
    flash(f"{name} is there. Papers can be put in on the agenda page.{telling.afterwards}", "done")
    return _back(wip_session)


@pages.post("/manage/<slug>/sittings/first")
@open_to(Act.MANAGE_SESSION)
@writes
def name_first(wip_session: WipSession) -> ResponseReturnValue:
    """Another name for the first one."""
    form, telling = FirstForm(), Telling(wip_session)

    def name() -> bool:
        said = form.first.data or ""
        sittings.name_first(db.session(), wip_session, said, seen=form.seen, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, name):
        return _index(wip_session, naming=form), 422
    if asked := telling.question("Save this name", "Save", _index_url(wip_session)):
        return asked
    flash("Saved." + telling.afterwards, "done")
    return _back(wip_session)


@pages.post("/manage/<slug>/sittings/<int:sitting_id>")
@open_to(Act.MANAGE_SESSION)
@writes
def change(wip_session: WipSession, sitting_id: int) -> ResponseReturnValue:
    """Another name, time, length or link."""
    form, sitting, telling = SittingForm(), _sitting(wip_session, sitting_id), Telling(wip_session)

    def save() -> bool:
        facts = form.facts(wip_session.zone)
        sittings.change(db.session(), wip_session, sitting, facts, seen=form.seen, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, save):
        return _index(wip_session, changing=(sitting_id, form)), 422
    if asked := telling.question(f"Change {sitting.name}", "Save", _index_url(wip_session)):
        return asked
    flash("Saved. Calendars follow." + telling.afterwards, "done")
    return _back(wip_session)


@pages.post("/manage/<slug>/sittings/<int:sitting_id>/remove")
@open_to(Act.MANAGE_SESSION)
@writes
def remove(wip_session: WipSession, sitting_id: int) -> ResponseReturnValue:
    """Take it away; its papers wait to be put in again."""
    sitting, telling = _sitting(wip_session, sitting_id), Telling(wip_session)
    name = sitting.name
    lost = sittings.remove(db.session(), wip_session, sitting, seen=PageForm().seen, by=actor(), now=now())
    if asked := telling.question(f"Take {name} away", "Take it away", _index_url(wip_session)):
        return asked
    more = f" {count(lost, 'paper')} not placed any more: put {'it' if lost == 1 else 'them'} in again on the agenda page."
    flash(f"{name} is taken away.{more if lost else ''}{telling.afterwards}", "done")
    return _back(wip_session)


def _sitting(wip_session: WipSession, sitting_id: int) -> Sitting:
    found = db.session().scalar(
        sa.select(Sitting).where(Sitting.id == sitting_id, Sitting.wip_session_id == wip_session.id)
    )
    if found is None:
        raise Unknown
    return found


def _back(wip_session: WipSession) -> ResponseReturnValue:
    return redirect(_index_url(wip_session), 303)


def _index_url(wip_session: WipSession) -> str:
    return url_for("sittings.index", slug=wip_session.slug)
