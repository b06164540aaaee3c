"""The plan of a session: all its dates in a picture and a form."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.calls import CallState
from wip.domain.people import Act
from wip.domain.plans import STEPS, Plan, proposed
from wip.models import Call, WipSession
from wip.queries.sessions import call_of
from wip.services import calls, plans
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.plan_forms import DatesForm
from wip.web.timelines import numbered, timeline
from wip.web.writes import attempt, writes

pages = Blueprint("plans", __name__)


@pages.get("/manage/<slug>/plan")
@open_to(Act.MANAGE_SESSION)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """The dates as they stand; or as they would be proposed anew, to be saved or left."""
    call = call_of(db.session(), wip_session)
    plan, form = plans.plan_of(wip_session, call), DatesForm(obj=call)
    form.offer_zones(wip_session.zone)
    anew = bool(request.args.get("anew")) and may_be_anew(call, wip_session)
    if anew:
        zone = wip_session.zone
        plan = proposed(wip_session.starts_at, wip_session.minutes, zone, now(), call.deadline_zone)
    form.fill(call, plan.call_dates)
    return _shown(call, form, plan, unsaved=anew)


def may_be_anew(call: Call, wip_session: WipSession) -> bool:
    """Nothing that people have been told is proposed anew."""
    return call.state is CallState.DRAFT and wip_session.starts_at > now()


def _shown(call: Call, form: DatesForm, plan: Plan, *, unsaved: bool = False) -> str:
    wip_session = call.wip_session
    return render_template(
        "plans/show.html",
        wip_session=wip_session,
        call=call,
        form=form,
        plan=plan,
        steps=STEPS,
        numbers=numbered(plan),
        line=timeline(plan, now()),
        faults=plans.notes(db.session(), call, plan),
        unsaved=unsaved,
        may_be_anew=may_be_anew(call, wip_session),
    )


@pages.post("/manage/<slug>/plan")
@open_to(Act.MANAGE_SESSION)
@writes
def save(wip_session: WipSession) -> ResponseReturnValue:
    """Save the dates; or only look at what there is to say of them."""
    call, form = call_of(db.session(), wip_session), DatesForm()
    form.offer_zones(wip_session.zone)
    checks = "check" in request.form
    stored = plans.plan_of(wip_session, call)
    typed = attempt(form, lambda: _typed(form, call, stored)) if form.validate_on_submit() else None
    if typed is None:
        return _shown(call_of(db.session(), wip_session), form, stored, unsaved=True), 422
    if checks:
        return _shown(call, form, typed, unsaved=True)

    def change() -> bool:
        dates = {**typed.call_dates, "deadline_zone": typed.deadline_zone}
        facts = replace(calls.facts_of(call), **dates)  # type: ignore[arg-type]  # the columns' own types
        calls.change(db.session(), call, facts, seen=form.seen, by=actor(), now=now())
        return True

    if not attempt(form, change):
        return _shown(call_of(db.session(), wip_session), form, typed, unsaved=True), 422
    flash("Saved. Calendars follow.", "done")
    return redirect(url_for("plans.show", slug=wip_session.slug), 303)


def _typed(form: DatesForm, call: Call, stored: Plan) -> Plan:
    return stored.having({**form.dates(call), "deadline_zone": form.deadline_zone.data})
