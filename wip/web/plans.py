"""The plan of a session: all its dates in a picture and a form."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.calls import CallState
from wip.domain.people import Act
from wip.domain.plan_checks import order_faults
from wip.domain.plans import STEPS, Plan, is_weekend, proposed
from wip.domain.zones import on_clock
from wip.models import Call, WipSession
from wip.queries.sessions import call_of
from wip.services import amendments, calls, plans
from wip.services.amendments import Unsettled
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.plan_forms import DatesForm
from wip.web.telling import Telling
from wip.web.timelines import numbered, timeline
from wip.web.writes import attempt, writes

pages = Blueprint("plans", __name__)

_LONG_BEFORE = timedelta(days=200)


@pages.get("/manage/<slug>/plan")
@open_to(Act.MANAGE_SESSION)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """The dates as they stand; or as they would be proposed anew, to be saved or left."""
    call = call_of(db.session(), wip_session)
    plan, form = plans.plan_of(wip_session, call), DatesForm(obj=call)
    form.offer_zones(wip_session.zone)
    anew = "anew" in request.args and bool(_proposes(call, plan))
    if anew:
        plan = _anew(call, plan)
    form.fill(call, plan.call_dates)
    return _shown(call, form, plan, unsaved=anew)


def _proposes(call: Call, plan: Plan) -> str:
    """What can be proposed: everything, while nobody has been told of it; else what is missing."""
    if plan.starts_at <= now():
        return ""
    if call.state is CallState.DRAFT:
        return "Propose all dates anew"
    return "Propose the missing dates" if None in plan.call_dates.values() else ""


def _anew(call: Call, plan: Plan) -> Plan:
    """All dates; for a published call the missing ones, at their usual distance where that still can be."""
    facts = (plan.starts_at, plan.minutes, plan.zone)
    squeezed = proposed(*facts, now(), plan.deadline_zone)
    if call.state is CallState.DRAFT:
        return squeezed
    usual = proposed(*facts, plan.starts_at - _LONG_BEFORE, plan.deadline_zone)
    for column in [column for column, at in plan.call_dates.items() if at is None]:
        tried = [
            plan.having({column: at})
            for at in (*_days_on(usual, column), squeezed.dates[column])
            if at > now()
        ]
        best = min(tried, key=_faults, default=plan)
        plan = best if _faults(best)[0] <= _faults(plan)[0] else plan
    return plan


def _days_on(usual: Plan, column: str) -> Iterator[datetime]:
    """The usual date, then the next days at the same clock time, weekends last: the dates beside it may not be the usual ones."""
    first = usual.local(column).replace(tzinfo=None)
    for local in sorted(
        (first + timedelta(days=days) for days in range(4)), key=lambda each: is_weekend(each.date())
    ):
        yield on_clock(local, usual.zone_of(column))


def _faults(plan: Plan) -> tuple[int, int]:
    """How many of the plan's faults are refused, and how many there are; the first of the best is taken."""
    found = order_faults(plan)
    return sum(fault.refused for fault in found), len(found)


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
        proposes="" if unsaved else _proposes(call, plan),
        waiting=[] if call.state is CallState.DRAFT else amendments.unsettled(db.session(), call, now()),
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

    telling = Telling(wip_session)

    def change() -> bool:
        dates = {**typed.call_dates, "deadline_zone": typed.deadline_zone}
        facts = replace(calls.facts_of(call), **dates)  # type: ignore[arg-type]  # the columns' own types
        calls.change(db.session(), call, facts, seen=form.seen, by=actor(), now=now())
        return True

    if not attempt(form, change):
        return _shown(call_of(db.session(), wip_session), form, typed, unsaved=True), 422
    if asked := telling.question("Save these dates", "Save", url_for("plans.show", slug=wip_session.slug)):
        return asked
    noted = call.state is not CallState.DRAFT and amendments.unsettled(db.session(), call, now())
    said = f"Saved. Calendars follow.{telling.afterwards}"
    flash(f"{said}{_noted(noted[0]) if noted else ''}", "done")
    return redirect(url_for("plans.show", slug=wip_session.slug), 303)


def _noted(found: Unsettled) -> str:
    minutes = max(round((found.leave_at - now()).total_seconds() / 60), 1)
    said = f" The call is out: amendment {found.amendment.number} is noted on its page."
    if not found.letters:
        return said
    who = "1 person" if found.letters == 1 else f"{found.letters} people"
    return f"{said} Letters to {who} leave in {minutes} minutes; until then you can say why, or tell nobody."


def _typed(form: DatesForm, call: Call, stored: Plan) -> Plan:
    return stored.having({**form.dates(call), "deadline_zone": form.deadline_zone.data})
