"""A session carried over to next year: its settings, its call, and every date moved to the same weekday."""

from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.people import Actor
from wip.domain.plan_checks import order_faults
from wip.domain.plan_moves import days_between, moved
from wip.domain.plans import STEP_OF, Plan, next_year, proposed
from wip.domain.zones import in_zone, on_clock, show
from wip.models import Call, Question, SessionSection, Sitting, Topic, WipSession
from wip.queries.call_parts import questions_of, topics_of
from wip.services import calendars, calls, guidelines, review_settings, sessions
from wip.services.histories import record
from wip.services.plans import plan_of
from wip.services.session_moves import along
from wip.services.sessions import SessionFacts

_NEXT_TO = timedelta(weeks=1)
_ANEW = "The dates are planned anew: moved as they were, the deadline would be too near or they would be out of order."


def next_date(row: WipSession, now: datetime) -> datetime:
    """The first date after now that is the same weekday of the same week in a later year."""
    starts_at = next_year(row.starts_at, row.zone)
    while starts_at <= now:
        starts_at = next_year(starts_at, row.zone)
    return starts_at


def next_title(row: WipSession, starts_at: datetime) -> str:
    """The title, with the year in it raised if it names one."""
    old, new = (str(in_zone(at, row.zone).year) for at in (row.starts_at, starts_at))
    return row.title.replace(old, new)


def next_plan(call: Call, starts_at: datetime, now: datetime) -> tuple[Plan, list[str]]:
    """Every date as many days later as the session, or planned anew where that cannot be; with what to say of it."""
    row = call.wip_session
    old = plan_of(row, call)
    plan, notes = moved(old, days_between(old.starts_at, old.zone, starts_at, old.zone))
    facts = _facts(row, row.title, starts_at)
    here = [
        replace(each, starts_at=along(each.starts_at, row, facts), ends_at=along(each.ends_at, row, facts))
        for each in old.further
    ]
    plan = plan.having({"starts_at": starts_at, "further": tuple(here)})
    if plan.deadline_at < now + _NEXT_TO or any(fault.refused for fault in order_faults(plan)):
        return proposed(starts_at, row.minutes, row.zone, now, call.deadline_zone), [_ANEW]
    return plan, [*_behind(plan, now), *notes]


def _behind(plan: Plan, now: datetime) -> list[str]:
    """A sentence on each date that has passed already."""
    return [
        f"{STEP_OF[column].label}: {show(at, plan.zone_of(column))} has passed already. "
        + (
            "Published, the call is open at once."
            if column == "opens_at"
            else "Move it once the copy is made."
        )
        for column, at in plan.dates.items()
        if at <= now
    ]


def _facts(row: WipSession, title: str, starts_at: datetime) -> SessionFacts:
    same = {name: getattr(row, name) for name in SessionFacts.__dataclass_fields__}
    return SessionFacts(**same | {"title": title, "starts_at": starts_at})


def clone(
    session: Session, call: Call, *, title: str, starts_at: datetime, by: Actor, now: datetime
) -> WipSession:
    """A new session with a copy of this one's settings and call, as a draft that nobody else sees.

    Papers, people, letters and the join link stay behind. Refuses a date that has passed.
    """
    old = call.wip_session
    facts = _facts(old, title, starts_at)
    plan, _ = next_plan(call, starts_at, now)
    row = sessions.plan(session, old.section, facts, by=by, now=now)
    row.follows_id, row.room, row.expected_attendance = old.id, old.room, old.expected_attendance
    row.partners = [SessionSection(section_id=each.section_id) for each in old.partners]
    row.sittings = [
        Sitting(name=each.name, minutes=each.minutes, starts_at=along(each.starts_at, old, facts))
        for each in old.sittings
    ]
    session.flush()
    new_call = session.scalars(sa.select(Call).where(Call.wip_session_id == row.id)).one()
    says = replace(calls.facts_of(call), **plan.call_dates)  # type: ignore[arg-type]  # the columns' own types
    calls.change(session, new_call, says, seen=new_call.version, by=by, now=now)
    review_settings.copy(session, old, row)
    guidelines.copy(session, old, row, by=by, now=now)
    _ask_the_same(session, call, new_call, days_between(old.starts_at, old.zone, starts_at, old.zone))
    record(session, by, "copy session", row, now, wip_session=row, new={"from": old.slug})
    record(session, by, "copied to next year", old, now, wip_session=old, new={"as": row.slug})
    calendars.refresh(session, row, by=by, now=now)
    return row


def _ask_the_same(session: Session, old: Call, new: Call, days: int) -> None:
    zone = new.wip_session.zone

    def later(moment: datetime | None) -> datetime | None:
        if moment is None:
            return None
        return on_clock(in_zone(moment, zone).replace(tzinfo=None) + timedelta(days=days), zone)

    for topic in topics_of(session, old):
        session.add(Topic(call_id=new.id, position=topic.position, name=topic.name))
    for each in questions_of(session, old):
        same = {name: getattr(each, name) for name in ("position", "kind", "label", "help", "required")}
        dates = {"required_from": later(each.required_from), "frozen_from": later(each.frozen_from)}
        session.add(Question(call_id=new.id, choices=list(each.choices), **same, **dates))
    session.flush()
