"""Moving a session: what else would move with it, and moving all of it in one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from wip.domain.people import Actor
from wip.domain.plan_checks import DateFault, order_faults
from wip.domain.plan_moves import days_between, followed
from wip.domain.plans import STEPS, Plan
from wip.domain.refusals import Refusal
from wip.domain.zones import in_zone, on_clock
from wip.models import Call, Question, WipSession
from wip.queries.call_parts import questions_of
from wip.services import calls, questions, sessions
from wip.services.plans import notes, plan_of
from wip.services.sessions import SessionFacts


@dataclass(frozen=True)
class Shifted:
    """A date that would move: what it is, from when to when, and where its clock time counts."""

    label: str
    old: datetime
    new: datetime
    zone: str


@dataclass(frozen=True)
class Offer:
    """What moving the session would move with it. `hinders` says why the rest cannot stay; empty when it can."""

    plan: Plan
    shifts: tuple[Shifted, ...]
    skips: tuple[str, ...]
    notes: tuple[DateFault, ...]
    hinders: tuple[str, ...]


def offer(session: Session, call: Call, facts: SessionFacts, now: datetime) -> Offer | None:
    """What lies ahead and would move with the session; None where nothing needs to.

    Refuses a session for which even the moved dates would stand in no order.
    """
    row = call.wip_session
    if (facts.starts_at, facts.minutes) == (row.starts_at, row.minutes):
        return None
    old = plan_of(row, call)
    plan, skips = followed(old, facts.starts_at, now, facts.zone, facts.minutes)
    here = [
        replace(each, starts_at=along(each.starts_at, row, facts), ends_at=along(each.ends_at, row, facts))
        for each in old.further
    ]
    plan = plan.having({"further": tuple(here)})
    asked = [each for found in _asked(session, call, facts, now) for each in found.shifts(facts.zone)]
    shifts = [*_dates(old, plan), *_sittings(row, facts), *asked]
    if not shifts:
        return None
    for fault in order_faults(plan):
        if fault.refused:
            raise Refusal(fault.sentence, "starts")
    alone = {"zone": facts.zone, "starts_at": facts.starts_at, "minutes": facts.minutes}
    hinders = [fault.sentence for fault in order_faults(old.having(alone)) if fault.refused]
    return Offer(plan, tuple(shifts), tuple(skips), tuple(notes(session, call, plan)), tuple(hinders))


def _dates(old: Plan, new: Plan) -> list[Shifted]:
    return [
        Shifted(step.label, old.dates[step.column], new.dates[step.column], new.zone_of(step.column))
        for step in STEPS
        if step.column in old.dates
        and step.column != "starts_at"
        and old.dates[step.column] != new.dates[step.column]
    ]


def _sittings(row: WipSession, facts: SessionFacts) -> list[Shifted]:
    """Further dates of the session; rooms beside it follow it whatever is chosen."""
    return [
        Shifted(each.name, each.starts_at, along(each.starts_at, row, facts), facts.zone)
        for each in row.sittings
        if row.starts_at not in {each.starts_at, facts.starts_at}
    ]


@dataclass(frozen=True)
class _Asked:
    """A question of the call's own, with its dates as they would be."""

    question: Question
    required_from: datetime | None
    frozen_from: datetime | None

    def shifts(self, zone: str) -> list[Shifted]:
        """Those of its dates that move."""
        label = self.question.label
        pairs = (
            (f"“{label}” needs an answer from", self.question.required_from, self.required_from),
            (f"“{label}”: answers freeze", self.question.frozen_from, self.frozen_from),
        )
        return [Shifted(words, old, new, zone) for words, old, new in pairs if old and new and old != new]


def _asked(session: Session, call: Call, facts: SessionFacts, now: datetime) -> list[_Asked]:
    """The call's own questions with dates ahead, which move by as many days, though never into the past."""
    row = call.wip_session
    found = []
    for each in questions_of(session, call):
        required, frozen = (_later(at, row, facts, now) for at in (each.required_from, each.frozen_from))
        if required and frozen and each.required_from and each.frozen_from and frozen <= required:
            frozen = required + (each.frozen_from - each.required_from)
        found.append(_Asked(each, required, frozen))
    return [each for each in found if each.shifts(facts.zone)]


def _later(moment: datetime | None, row: WipSession, facts: SessionFacts, now: datetime) -> datetime | None:
    if moment is None or moment <= now:
        return moment
    days = days_between(row.starts_at, row.zone, facts.starts_at, facts.zone)
    local = in_zone(moment, row.zone).replace(tzinfo=None, fold=0)
    new = on_clock(local + timedelta(days=days), facts.zone)
    if (moment < row.starts_at) != (new < facts.starts_at):
        new = along(moment, row, facts)
    if new > now:
        return new
    tomorrow = datetime.combine(in_zone(now, facts.zone).date() + timedelta(days=1), local.time())
    halfway = (now + (facts.starts_at - now) / 2).replace(second=0, microsecond=0)
    return min(moment, on_clock(tomorrow, facts.zone), max(halfway, now + timedelta(minutes=1)))


def along(moment: datetime, row: WipSession, facts: SessionFacts) -> datetime:
    """A sitting's start after its session has moved: as far from the session's by the clock as before."""
    there, here = in_zone(row.starts_at, row.zone), in_zone(facts.starts_at, facts.zone)
    by_clock = here.replace(tzinfo=None) - there.replace(tzinfo=None)
    return on_clock(in_zone(moment, row.zone).replace(tzinfo=None) + by_clock, facts.zone)


def move(
    session: Session,
    call: Call,
    facts: SessionFacts,
    plan: Plan,
    *,
    seen: int,
    call_seen: int,
    by: Actor,
    now: datetime,
) -> None:
    """Move the session with the rest of its plan, its further sittings and the dates of the call's own questions.

    Raises Stale and Refusal as the parts do.
    """
    row = call.wip_session
    asked = _asked(session, call, facts, now)
    rooms = {each.id: along(each.starts_at, row, facts) for each in row.sittings}
    sessions.change(
        session, row, facts, seen=seen, by=by, now=now, along=rooms, drafts_due=plan.dates.get("draft_due_at")
    )
    dates = replace(calls.facts_of(call), **plan.call_dates)  # type: ignore[arg-type]  # the columns' own types
    # The letter of the move says it.
    calls.change(session, call, dates, seen=call_seen, by=by, now=now, tell_presenters=False)
    for each in asked:
        said = replace(
            questions.facts_of(each.question),
            required_from=each.required_from,
            frozen_from=each.frozen_from,
        )
        questions.change(session, call, each.question, said, seen=each.question.version, by=by, now=now)
