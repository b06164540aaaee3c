"""Attendance: the third door."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from wip.db import db
from wip.domain.people import Act
from wip.domain.zones import current_name
from wip.models import Call, WipSession
from wip.services import attendance
from wip.web.access import open_to
from wip.web.clock import now
from wip.web.doors import known_details, note_taken, public_call
from wip.web.forms import PageForm, line
from wip.web.limits import limiter, public_write_limit
from wip.web.times import reader_zone
from wip.web.writes import attempt, writes

pages = Blueprint("attendance", __name__)


class AttendForm(PageForm):
    """Who will come."""

    name = line("Your name", needed="Give your name.")
    email = line("E-mail address", most=320, needed="Give the address to which we should write.")
    affiliation = line("School", most=300)
    zone = HiddenField(default=reader_zone)


@pages.get("/sessions/<slug>/attend")
@open_to(Act.ATTEND)
def door(wip_session: WipSession) -> ResponseReturnValue:
    """One short page, for anyone."""
    return _door(public_call(wip_session), AttendForm(data=known_details()))


@pages.post("/sessions/<slug>/attend")
@limiter.limit(public_write_limit)
@open_to(Act.ATTEND)
@writes
def attend(wip_session: WipSession) -> ResponseReturnValue:
    """Sign somebody up; the answer never tells whether they were signed up before."""
    form, call = AttendForm(), public_call(wip_session)
    who = {"name": form.name.data, "email": form.email.data, "affiliation": form.affiliation.data}
    zone = current_name(form.zone.data or "")
    if not form.validate_on_submit() or not attempt(
        form, lambda: attendance.attend(db.session(), call, **who, zone=zone, now=now())
    ):
        return _door(public_call(wip_session), form), 422
    note_taken(wip_session, "attend", who)
    flash(f"Thank you. A letter to {form.email.data} brings the session into your calendar.", "done")
    return redirect(url_for("sessions.show", slug=wip_session.slug), 303)


def _door(call: Call, form: AttendForm) -> str:
    return render_template(
        "attendance/door.html",
        wip_session=call.wip_session,
        call=call,
        form=form,
        is_open=attendance.takes_attendees(call, now()),
    )
