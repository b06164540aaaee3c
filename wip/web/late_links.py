"""The late door, from the leaders' side: a later deadline for everybody, or a personal link for one."""

from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import EmailField, SelectField
from wtforms.validators import Length

from wip.db import db
from wip.domain.call_contents import spelled
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Unknown
from wip.domain.zones import AOE, ZONE_CHOICES, city, in_zone, instant
from wip.models import Call, LateLink, WipSession
from wip.queries.late_links import late_link, late_links_of
from wip.queries.sessions import call_of
from wip.services import calls, late_links
from wip.services.amendments import REASON_MOST
from wip.services.late_links import PAPERS_MOST, LateLinkFacts
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, TypedNeeded, block, choices, line, local_time, number
from wip.web.names import names_shown
from wip.web.templating import page_number, with_urls
from wip.web.writes import attempt, writes

pages = Blueprint("late_links", __name__)

_WEEK = timedelta(weeks=1)


def _zones(zone: str) -> list[tuple[str, str]]:
    """The session's zone, Anywhere on Earth, and those in which most people here live."""
    usual = [
        (name, label) for name, label, group in ZONE_CHOICES if group == "United States" and name != zone
    ]
    return [(zone, f"{city(zone)} time"), (AOE, "Anywhere on Earth (UTC-12)"), *usual]


class ExtendForm(PageForm):
    """A later deadline for everybody."""

    deadline = local_time("New deadline", needed="Say until when papers can be submitted.")
    deadline_zone = SelectField("It counts in")
    reason = line("Why", most=REASON_MOST)


class LinkForm(PageForm):
    """One person, until when, and how many papers."""

    name = line("Name")
    email = EmailField(
        "E-mail address", [TypedNeeded("Give the address that the link is for."), Length(max=320)]
    )
    expires = local_time("The link works until", needed="Say until when the link works.")
    expires_zone = SelectField("Counted in")
    papers_max = number("Papers", 1, PAPERS_MOST, default=1)
    note = block("A word to the person", most=2000)


def _extend_form(call: Call, *, blank: bool = False) -> ExtendForm:
    form = ExtendForm(formdata=None, obj=call) if blank else ExtendForm(obj=call)
    zones = _zones(call.wip_session.zone)
    known = {name for name, _ in zones}
    more = [] if call.deadline_zone in known else [(call.deadline_zone, f"{city(call.deadline_zone)} time")]
    form.deadline_zone.choices = choices([*zones, *more])
    return form


def _link_form(call: Call, *, blank: bool = False) -> LinkForm:
    form = LinkForm(formdata=None) if blank else LinkForm()
    form.expires_zone.choices = choices(_zones(call.wip_session.zone))
    return form


def _proposed(call: Call, zone: str) -> datetime:
    """The old deadline's clock time, as many weeks later as it takes to lie ahead."""
    weeks = max(0, (now() - call.deadline_at) // _WEEK) + 1
    return in_zone(call.deadline_at, zone).replace(tzinfo=None, second=0, microsecond=0) + weeks * _WEEK


def _page(wip_session: WipSession, call: Call, extend: ExtendForm | None, link: LinkForm | None) -> str:
    if extend is None:
        extend = _extend_form(call, blank=True)
        extend.deadline.data = _proposed(call, call.deadline_zone)
        extend.deadline_zone.data = call.deadline_zone
    if link is None:
        link = _link_form(call, blank=True)
        link.expires.data = _proposed(call, wip_session.zone)
    found = late_links_of(db.session(), call, page_number())
    return render_template(
        "late_links/index.html",
        wip_session=wip_session,
        call=call,
        phase=call.phase_at(now()),
        deadline=spelled(call.deadline_at, call.deadline_zone),
        links=with_urls(found, "late_links.index", slug=wip_session.slug),
        standing=lambda row: _standing(row, now()),
        extend=extend,
        link=link,
        button_form=PageForm(formdata=None),
        names=names_shown(wip_session),
    )


def _standing(row: LateLink, at: datetime) -> tuple[str, str]:
    if row.revoked:
        return "taken back", "stop"
    if row.papers_used >= row.papers_max:
        return "used", "plain"
    if at > row.expires_at:
        return "expired", "plain"
    return "open", "go"


@pages.get("/manage/<slug>/late/")
@open_to(Act.MANAGE_SESSION)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """Both ways to let in papers after the deadline, and the links there are."""
    return _page(wip_session, call_of(db.session(), wip_session), None, None)


@pages.post("/manage/<slug>/late/extend")
@open_to(Act.MANAGE_SESSION)
@writes
def extend(wip_session: WipSession) -> ResponseReturnValue:
    """A later deadline for everybody."""
    call = call_of(db.session(), wip_session)
    form = _extend_form(call)

    def later() -> bool:
        zone = form.deadline_zone.data
        at = _moment(form, "deadline", zone)
        reason = form.reason.data or ""
        calls.extend(db.session(), call, at, zone, seen=form.seen, by=actor(), now=now(), reason=reason)
        return True

    if not form.validate_on_submit() or not attempt(form, later):
        return _page(wip_session, call_of(db.session(), wip_session), form, None), 422
    flash(
        f"The deadline is {spelled(call.deadline_at, call.deadline_zone)} now. The call’s page says so.",
        "done",
    )
    return redirect(url_for("calls.preview", slug=wip_session.slug), 303)


@pages.post("/manage/<slug>/late/links")
@open_to(Act.MANAGE_SESSION)
@writes
def make(wip_session: WipSession) -> ResponseReturnValue:
    """A personal link, sent by letter."""
    call = call_of(db.session(), wip_session)
    form = _link_form(call)

    def give() -> LateLink:
        facts = LateLinkFacts(
            form.email.data or "",
            form.name.data or "",
            _moment(form, "expires", form.expires_zone.data),
            form.papers_max.data or 1,
            form.note.data or "",
        )
        return late_links.make(db.session(), call, facts, by=actor(), now=now())

    if not form.validate_on_submit() or not attempt(form, give):
        return _page(wip_session, call_of(db.session(), wip_session), None, form), 422
    flash(f"A late link is on its way to {form.email.data}.", "done")
    return redirect(url_for("late_links.index", slug=wip_session.slug), 303)


def _moment(form: ExtendForm | LinkForm, name: str, zone: str) -> datetime:
    try:
        return instant(form[name].data, zone)
    except Refusal as no:
        raise Refusal(no.sentence, name) from None


@pages.post("/manage/<slug>/late/links/<int:link_id>/revoke")
@open_to(Act.MANAGE_SESSION)
@writes
def revoke(wip_session: WipSession, link_id: int) -> ResponseReturnValue:
    """Take a link back."""
    found = late_link(db.session(), call_of(db.session(), wip_session), link_id)
    if found is None:
        raise Unknown
    late_links.revoke(db.session(), found, by=actor(), now=now())
    flash("The link opens nothing any more. Papers that came by it stay.", "done")
    return redirect(url_for("late_links.index", slug=wip_session.slug), 303)
