"""A session copied to next year."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.people import Act
from wip.domain.plans import STEPS
from wip.domain.refusals import Refusal
from wip.domain.zones import instant
from wip.models import Call, WipSession
from wip.queries.call_parts import questions_of, topics_of
from wip.queries.sessions import call_of, sections_of
from wip.services import clones, plans
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, line, local_time
from wip.web.plan_forms import local
from wip.web.writes import attempt, writes

pages = Blueprint("clones", __name__)


class CloneForm(PageForm):
    """The new session's title and date; all else is copied."""

    title = line("Title", needed="Give the session a title.")
    starts = local_time("Date and start", needed="Give the date and the clock time at which it starts.")

    def starts_at(self, zone: str) -> datetime:
        """The date as a moment. Refuses a clock time that the zone skips, and a date that has passed."""
        if self.starts.data is None:
            raise Refusal("Give the date and the clock time at which it starts.", "starts")
        try:
            found = instant(self.starts.data, zone)
        except Refusal as no:
            raise Refusal(no.sentence, "starts") from None
        if found <= now():
            raise Refusal("This date has passed. Choose one that lies ahead.", "starts")
        return found


@pages.get("/manage/<slug>/clone")
@open_to(Act.MANAGE_SESSION)
def new(wip_session: WipSession) -> ResponseReturnValue:
    """The date proposed for next year, with every other date moved with it."""
    starts_at = clones.next_date(wip_session, now())
    form = CloneForm(data={"title": clones.next_title(wip_session, starts_at)})
    form.starts.data = local(starts_at, wip_session.zone)
    return _shown(call_of(db.session(), wip_session), form, starts_at)


def _shown(call: Call, form: CloneForm, starts_at: datetime) -> str:
    row = call.wip_session
    plan, skips = clones.next_plan(call, starts_at, now())
    return render_template(
        "clones/new.html",
        wip_session=row,
        call=call,
        form=form,
        steps=STEPS,
        old=plans.plan_of(row, call),
        plan=plan,
        skips=skips,
        notes=plans.notes(db.session(), call, plan),
        partners=[each for each in sections_of(db.session(), row) if each.id != row.section_id],
        topics=topics_of(db.session(), call),
        questions=questions_of(db.session(), call),
    )


@pages.post("/manage/<slug>/clone")
@open_to(Act.MANAGE_SESSION)
@writes
def create(wip_session: WipSession) -> ResponseReturnValue:
    """Make the copy; or only look at the dates for another day."""
    form, call = CloneForm(), call_of(db.session(), wip_session)
    zone, usual = wip_session.zone, clones.next_date(wip_session, now())
    starts_at = attempt(form, lambda: form.starts_at(zone)) if form.validate_on_submit() else None
    if starts_at is None:
        return _shown(call_of(db.session(), wip_session), form, usual), 422
    if "check" in request.form:
        return _shown(call, form, starts_at)
    title = form.title.data or ""
    row = attempt(
        form,
        lambda: clones.clone(db.session(), call, title=title, starts_at=starts_at, by=actor(), now=now()),
    )
    if row is None:
        return _shown(call_of(db.session(), wip_session), form, starts_at), 422
    flash(
        "Copied. Nobody outside the section’s leaders sees it yet: look over the call, then publish it.",
        "done",
    )
    return redirect(url_for("sessions.manage", slug=row.slug), 303)
