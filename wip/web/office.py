"""The association office: the request for the date, and the join link that it answers with."""

from urllib.parse import quote

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import EmailField
from wtforms.validators import Length

from wip.db import db
from wip.domain.office import OfficeMessage
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.domain.rooms import sharing
from wip.domain.sessions import SESSIONS, SessionMove
from wip.domain.texts import whole_number
from wip.models import WipSession
from wip.queries.office import asked_for, expected
from wip.queries.sessions import call_of
from wip.services import office, sessions
from wip.services.rooms import rooms_of
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, block, line, number
from wip.web.sessions import JoinForm
from wip.web.sittings import form_of
from wip.web.telling import Telling
from wip.web.writes import attempt, writes

pages = Blueprint("office", __name__)

_FEWEST = 30
"""What is asked for while fewer are down: an audience signs up late."""


class OfficeForm(PageForm):
    """The message as it goes."""

    office_email = EmailField("The office’s e-mail address", [Length(max=320)])
    subject = line("Subject", needed="Give the message a subject.")
    text = block("Message", most=10_000, needed="Write the message.")
    expected_attendance = number("Expected attendance", 1, 10_000, default=_FEWEST)


class FiguresForm(PageForm):
    """What the message is composed from."""

    expected = number("Expected attendance", 1, 10_000, default=_FEWEST)
    set_up = number("Minutes before, to set up", 0, 120, default=office.SET_UP_MINUTES)


@pages.get("/manage/<slug>/office")
@open_to(Act.MANAGE_SESSION)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """The message to the office, composed and to be edited; then what the office answers."""
    return _page(wip_session)


def _page(wip_session: WipSession, form: OfficeForm | None = None, join_form: JoinForm | None = None) -> str:
    call = call_of(db.session(), wip_session)
    counted = expected(db.session(), wip_session)
    figures = _figures(wip_session, counted.people)
    message = office.proposed(
        db.session(),
        call,
        expected=figures.expected.data or _FEWEST,
        by=actor(),
        set_up_minutes=figures.set_up.data or 0,
    )
    if form is None and message is not None:
        form = OfficeForm(formdata=None, obj=wip_session)
        form.office_email.data = wip_session.section.office_email
        form.subject.data, form.text.data = message.subject, message.text
        form.expected_attendance.data = figures.expected.data
    rooms = rooms_of(db.session(), wip_session)
    return render_template(
        "office/show.html",
        room_forms={sitting.id: form_of(sitting, wip_session.zone) for sitting in wip_session.sittings},
        sharing={room.sitting_id: room.name for room in sharing(rooms)},
        wip_session=wip_session,
        counted=counted,
        occasion=office.occasion(db.session(), wip_session),
        asked_for=asked_for(db.session(), wip_session),
        form=form if message is not None else None,
        figures=figures,
        mailto=_mailto(form) if form and message else "",
        may_confirm=SESSIONS.allows(wip_session.state, SessionMove.CONFIRM),
        button_form=PageForm(formdata=None),
        join_form=join_form or JoinForm(formdata=None, obj=wip_session),
    )


def _figures(wip_session: WipSession, people: int) -> FiguresForm:
    """The figures in the address; where it has none, what the office was told before or what the lists say."""
    form = FiguresForm(formdata=None)
    known = wip_session.expected_attendance or max(_FEWEST, people)
    typed = {name: whole_number(request.args.get(name), digits=4) for name in ("expected", "set_up")}
    form.expected.data = typed["expected"] or known
    form.set_up.data = office.SET_UP_MINUTES if typed["set_up"] is None else min(typed["set_up"], 120)
    return form


def _mailto(form: OfficeForm) -> str:
    """The message in the leader's own mail program."""
    body = quote(f"Dear colleagues,\n\n{form.text.data or ''}".replace("\n", "\r\n"))
    address = quote(form.office_email.data or "", safe="@")
    return f"mailto:{address}?subject={quote(form.subject.data or '')}&body={body}"


@pages.post("/manage/<slug>/office")
@open_to(Act.MANAGE_SESSION)
@writes
def ask(wip_session: WipSession) -> ResponseReturnValue:
    """Send the message from here, or note that the leader has sent it."""
    form, here = OfficeForm(), request.form.get("how") != "self"

    def write() -> bool:
        to = form.office_email.data or ""
        if here and not to.strip():
            raise Refusal("Give the office’s address, or send the message yourself.", "office_email")
        message = OfficeMessage(form.subject.data or "", form.text.data or "")
        office.ask(
            db.session(),
            wip_session,
            message,
            to=to if here else "",
            expected=form.expected_attendance.data or _FEWEST,
            seen=form.seen,
            by=actor(),
            now=now(),
        )
        return True

    if not form.validate_on_submit() or not attempt(form, write):
        return _page(wip_session, form), 422
    told = (
        "The message is on its way to the office." if here else "Noted: you have asked the office yourself."
    )
    flash(f"{told} Its answer goes to {wip_session.section.contact_email}.", "done")
    return redirect(url_for("office.show", slug=wip_session.slug), 303)


@pages.post("/manage/<slug>/office/confirmed")
@open_to(Act.MANAGE_SESSION)
@writes
def confirm(wip_session: WipSession) -> ResponseReturnValue:
    """The office has said yes."""
    telling, back = Telling(wip_session), url_for("office.show", slug=wip_session.slug)
    sessions.step(db.session(), wip_session, SessionMove.CONFIRM, by=actor(), now=now())
    if asked := telling.question("Has the office confirmed the date", "Yes, note it", back):
        return asked
    flash("Noted: the office has confirmed the date." + telling.afterwards, "done")
    return redirect(back, 303)


@pages.post("/manage/<slug>/office/join-link")
@open_to(Act.MANAGE_SESSION)
@writes
def join_link(wip_session: WipSession) -> ResponseReturnValue:
    """Paste the office's link; participants' calendars get it at once, public pages never."""
    form = JoinForm()
    if not form.pasted(wip_session):
        return _page(wip_session, join_form=form), 422
    return redirect(url_for("office.show", slug=wip_session.slug), 303)
