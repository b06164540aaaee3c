"""The times that the clock kept of each paper: for the hand-over, and as the minutes that a slot ran over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from wip.domain.people import VISITOR, Actor
from wip.domain.show_clocks import Clock, Kept, clock_of
from wip.domain.show_plans import RoomPlan
from wip.domain.shows import Mark, counting
from wip.models import AgendaSlot, ShowMark, WipSession
from wip.queries.agendas import slots_of
from wip.queries.shows import marks_of, shows_of
from wip.services.agendas import claim
from wip.services.histories import record
from wip.services.show_rooms import programmes_of


@dataclass(frozen=True)
class KeptTime:
    """When a paper began, turned to comments and ended, and the minutes it took too many; None where that was not marked."""

    began_at: datetime | None
    turned_at: datetime | None
    ended_at: datetime | None
    over: int | None


NOT_KEPT = KeptTime(None, None, None, None)
"""Of a paper that no clock ran for."""


def domain_marks(rows: Sequence[ShowMark]) -> list[Mark]:
    """The marks as the clock takes them."""
    return [Mark(row.kind, row.at, row.paper_id, row.minutes, rehearsed=row.number < 0) for row in rows]


def times_kept(session: Session, wip_session: WipSession) -> dict[int, KeptTime]:
    """By paper, without those of rehearsals and without papers that were left out. Nothing where no room was opened."""
    shows = shows_of(session, wip_session.id)
    if not shows:
        return {}
    marks = marks_of(session, [show.id for show in shows.values()])
    found: dict[int, KeptTime] = {}
    for room, programme in programmes_of(session, wip_session, VISITOR).items():
        if room in shows:
            plan = programme.plan
            counted = counting(domain_marks(marks[shows[room].id]), plan.starts_at, plan.ends_at)
            if counted:
                found |= _times(plan, clock_of(plan, counted, counted[-1].at).kept)
    return found


def _times(plan: RoomPlan, kept: Mapping[int, Kept]) -> dict[int, KeptTime]:
    lengths = {slot.paper_id: plan.minutes_of(place) for place, slot in enumerate(plan.slots)}
    return {
        paper: KeptTime(
            one.began_at, one.turned_at, one.ended_at, one.over(lengths[paper]) if paper in lengths else None
        )
        for paper, one in kept.items()
        if not one.skipped
    }


def keep_minutes(session: Session, wip_session: WipSession, *, by: Actor, now: datetime) -> None:
    """Note how long each slot ran over where nobody has noted it."""
    times = times_kept(session, wip_session)
    empty = [slot for slot in slots_of(session, wip_session.id) if slot.minutes_over is None]
    _note(
        session,
        wip_session,
        {slot: times[slot.paper_id].over for slot in empty if slot.paper_id in times},
        by,
        now,
    )


def drop_minutes(
    session: Session, wip_session: WipSession, clock: Clock, plan: RoomPlan, *, by: Actor, now: datetime
) -> None:
    """Take back what `keep_minutes` noted of this room, but for what a leader has corrected since."""
    times = _times(plan, clock.kept)
    noted = [slot for slot in slots_of(session, wip_session.id) if slot.minutes_over is not None]
    mine = [
        slot for slot in noted if slot.paper_id in times and times[slot.paper_id].over == slot.minutes_over
    ]
    _note(session, wip_session, dict.fromkeys(mine), by, now)


def _note(
    session: Session,
    wip_session: WipSession,
    minutes: Mapping[AgendaSlot, int | None],
    by: Actor,
    now: datetime,
) -> None:
    changed = {slot: over for slot, over in minutes.items() if slot.minutes_over != over}
    if not changed:
        return
    # Whoever has the hand-over's page open meanwhile is told so, and overwrites nothing.
    claim(session, wip_session, wip_session.agenda_version)
    for slot, over in changed.items():
        old, slot.minutes_over = slot.minutes_over, over
        told: dict[str, Any] = {"old": {"minutes_over": old}, "new": {"minutes_over": over}}
        record(session, by, "keep times", slot, now, wip_session=wip_session, paper=slot.paper, **told)
    session.flush()
