"""The plan of a session: its dates read from its rows, and what there is to say of them."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from wip.domain.plan_checks import USUAL_ZONES, DateFault, calendar_notes, order_faults
from wip.domain.plans import STEPS, Further, Plan
from wip.models import Call, Sitting, WipSession
from wip.queries.plans import zones_of_people


class Dated(Protocol):
    """A call, or what a leader says of it."""

    @property
    def opens_at(self) -> datetime: ...
    @property
    def deadline_at(self) -> datetime: ...
    @property
    def notify_at(self) -> datetime: ...
    @property
    def deadline_zone(self) -> str: ...


def plan_of(row: WipSession, dated: Dated) -> Plan:
    """The session's dates, with those of its call as stored or as a leader means to change them."""
    dates = {step.column: getattr(dated, step.column) for step in STEPS if step.column != "starts_at"}
    further = tuple(Further(each.name, each.starts_at, each.ends_at) for each in further_dates(row))
    return Plan(row.zone, dated.deadline_zone, row.minutes, row.starts_at, further=further, **dates)


def further_dates(row: WipSession) -> list[Sitting]:
    """The session's other dates by their start, without the rooms beside it."""
    apart = (each for each in (row.sittings if row.room else ()) if each.starts_at != row.starts_at)
    return sorted(apart, key=lambda each: each.starts_at)


def notes(session: Session, call: Call, plan: Plan | None = None) -> list[DateFault]:
    """Everything impossible, unwise or surprising about the dates; clocks of the people concerned included."""
    plan = plan or plan_of(call.wip_session, call)
    zones = dict.fromkeys([*zones_of_people(session, call.wip_session_id), *USUAL_ZONES])
    return order_faults(plan) + calendar_notes(plan, zones)
