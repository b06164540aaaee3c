"""Running a room: opening it, pressing its clock, and the links for those who help.

Verbs on a room raise its `version` by a statement of its own, so that every screen learns of it and no two of them
overwrite each other: what two people press at once is told apart by the number of the mark that each had seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from wip.domain.links import Link, LinkKind
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.domain.show_clocks import Clock, clock_of, shut
from wip.domain.show_plans import RoomPlan
from wip.domain.shows import REHEARSED, SHOWS, MarkKind, Phase, counting, is_rehearsal, kept_since, shut_at
from wip.models import Show, ShowMark, WipSession
from wip.queries.shows import marks_of
from wip.services import rehearsals
from wip.services.histories import record
from wip.services.show_rooms import Programme
from wip.services.show_times import domain_marks, drop_minutes, keep_minutes

ADDED_MOST = 60
"""Minutes that one press may add to a half."""

KEPT_MOST = timedelta(minutes=30)
"""How long ago a press may have been made that was kept while there was no connection."""

REOPENED = timedelta(minutes=10)
"""An end that is taken back later than this was one: ended again, the room keeps it."""

DID = {
    MarkKind.BEGIN: "began the session",
    MarkKind.PRESENT: "began the next paper",
    MarkKind.COMMENT: "went on to the comments",
    MarkKind.FINISH: "ended the paper",
    MarkKind.SKIP: "left a paper out",
    MarkKind.PAUSE: "stopped the clock",
    MarkKind.RESUME: "let the clock go on",
    MarkKind.ADD_TIME: "added a minute",
    MarkKind.END: "ended the session",
    MarkKind.UNDO: "took the last step back",
}

_GENERATIONS = {LinkKind.HELPER: "helper_generation", LinkKind.SCREEN: "screen_generation"}


@dataclass(frozen=True)
class Pressed:
    """A press: `seen` is the number of the latest mark that the page showed, `at` when it was pressed."""

    kind: MarkKind
    seen: int
    at: datetime
    paper_id: int | None = None
    minutes: int | None = None


def open_show(
    session: Session, wip_session: WipSession, programme: Programme, *, by: Actor, now: datetime
) -> Show:
    """The room's row, made where it is not there yet."""
    where = Show.sitting_id == programme.room.sitting_id
    if programme.room.sitting_id is None:
        where = Show.sitting_id.is_(None)
    found = session.scalar(sa.select(Show).where(Show.wip_session_id == wip_session.id, where))
    if found is not None:
        return found
    made = Show(wip_session_id=wip_session.id, sitting_id=programme.room.sitting_id, opened_at=now)
    session.add(made)
    session.flush()
    record(session, by, "open show", made, now, wip_session=wip_session, new={"room": programme.room.name})
    return made


def touch(session: Session, show: Show, **values: Any) -> None:
    """Raise the room's version, with `values` beside it. Whoever comes second waits for the first (rows are locked)."""
    table = cast("sa.Table", Show.__table__)
    raised = sa.update(table).where(table.c.id == show.id).values(version=table.c.version + 1, **values)
    version = session.execute(raised.returning(table.c.version)).scalar_one()
    for name, value in {"version": version, **values}.items():
        set_committed_value(show, name, value)


def clock_at(programme: Programme, rows: Sequence[ShowMark], now: datetime) -> tuple[Clock, RoomPlan]:
    """The room's clock, and the plan that it goes by: a rehearsal's is put to begin with its first mark, and is never shut."""
    plan, every = programme.plan, domain_marks(rows)
    marks = counting(every, plan.starts_at, now)
    if is_rehearsal(now, plan.starts_at):
        plan = plan.begun_at(marks[0].at) if marks else plan
    elif now > shut_at(plan.starts_at, plan.ends_at, every):
        return shut(plan, marks, now), plan
    return clock_of(plan, marks, now), plan


def press(
    session: Session,
    wip_session: WipSession,
    show: Show,
    programme: Programme,
    pressed: Pressed,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Add one mark. Refuses, with a sentence on what happened meanwhile, when the page had not seen the latest one."""
    touch(session, show)
    rehearses = is_rehearsal(now, programme.plan.starts_at)
    every = marks_of(session, [show.id])[show.id]
    rows, latest = rehearsals.track(every, rehearses=rehearses), rehearsals.latest(every, rehearses=rehearses)
    if pressed.seen != latest:
        raise Refusal(_faster(rows, pressed))
    clock, plan = clock_at(programme, rows, now)
    _check(programme, rows, clock, pressed, now)
    if not rehearses and not rows:
        rehearsals.forget(session, show, programme.plan.starts_at - REHEARSED)
    session.add(
        ShowMark(
            show_id=show.id,
            number=latest + 1,
            kind=pressed.kind,
            paper_id=pressed.paper_id,
            minutes=pressed.minutes if pressed.kind is MarkKind.ADD_TIME else None,
            at=_moment(programme, rows, pressed.kind, pressed.at, now),
            made_by=by.person_id,
            said_by=by.name[:200],
        )
    )
    session.flush()
    if pressed.kind is MarkKind.END:
        record(session, by, "end show", show, now, wip_session=wip_session)
        keep_minutes(session, wip_session, by=by, now=now)
    if pressed.kind is MarkKind.UNDO and clock.phase is Phase.OVER:
        record(session, by, "undo end of show", show, now, wip_session=wip_session)
        drop_minutes(session, wip_session, clock, plan, by=by, now=now)


def _moment(
    programme: Programme, rows: Sequence[ShowMark], kind: MarkKind, at: datetime, now: datetime
) -> datetime:
    """When it was pressed: not before the mark before it nor before presses count, not in the future, and not long ago."""
    since = kept_since(programme.plan.starts_at, now)
    if (ended_at := _ended_at(rows, kind)) is not None:
        return ended_at
    earliest = [now - KEPT_MOST, *(row.at for row in rows[-1:]), *([since] if since else [])]
    return min(max(at, *earliest), now)


def _ended_at(rows: Sequence[ShowMark], kind: MarkKind) -> datetime | None:
    """When the room ended that is ended again, after its end was taken back long afterwards and nothing else was pressed."""
    if kind is not MarkKind.END or [row.kind for row in rows[-2:]] != [MarkKind.END, MarkKind.UNDO]:
        return None
    ended_at, undone_at = (row.at for row in rows[-2:])
    return ended_at if undone_at - ended_at > REOPENED else None


def _faster(rows: Sequence[ShowMark], pressed: Pressed) -> str:
    if pressed.seen < 0 and not (rows and rows[-1].number < 0):
        return "The rehearsal is over: what is pressed now counts. Look at where the clock stands, then press again."
    if not rows or rows[-1].number < pressed.seen:
        return "The clock was set back meanwhile. Look at where it stands, then press again."
    did = DID[rows[-1].kind]
    return f"Somebody was faster: {rows[-1].said_by or 'somebody'} {did}. Your press changed nothing."


def _check(
    programme: Programme, rows: Sequence[ShowMark], clock: Clock, pressed: Pressed, now: datetime
) -> None:
    if clock.is_shut:
        raise Refusal("The hours of this room are over, and what its clock kept stays as it is.")
    if pressed.kind is MarkKind.UNDO:
        if not counting(domain_marks(rows), programme.plan.starts_at, now):
            raise Refusal("There is nothing to take back.")
        return
    SHOWS.after(clock.phase, pressed.kind)
    if pressed.kind in {MarkKind.PRESENT, MarkKind.SKIP}:
        kept = clock.kept.get(pressed.paper_id or 0)
        may_come = kept is None or (kept.skipped and pressed.kind is MarkKind.PRESENT)
        if pressed.paper_id not in programme.papers or not may_come:
            raise Refusal("This paper is not among those still to come. Look at the list, then choose again.")
    if pressed.kind is MarkKind.ADD_TIME and not 1 <= (pressed.minutes or 0) <= ADDED_MOST:
        raise Refusal(f"Add from 1 to {ADDED_MOST} minutes.", "minutes")


def clear_rehearsal(
    session: Session, wip_session: WipSession, show: Show, programme: Programme, *, by: Actor, now: datetime
) -> None:
    """Begin anew: marks, queue and presence of a rehearsal go. Refuses from an hour before the room begins.

    Marks made for good, in an hour from which the room has moved away since, stay.
    """
    if not is_rehearsal(now, programme.plan.starts_at):
        raise Refusal("The session is too near for that: what is marked now counts. Use Undo instead.")
    rehearsals.forget(session, show)
    touch(session, show)
    record(session, by, "clear rehearsal", show, now, wip_session=wip_session)


def link_of(show: Show, kind: LinkKind) -> Link | None:
    """The room's link of this kind; None while none is out (its count is even)."""
    generation: int = getattr(show, _GENERATIONS[kind])
    return Link(kind, 0, show.id, generation) if generation % 2 else None


def make_link(
    session: Session, wip_session: WipSession, show: Show, kind: LinkKind, *, by: Actor, now: datetime
) -> None:
    """A link of this kind that no older one opens."""
    name = _GENERATIONS[kind]
    generation: int = getattr(show, name)
    touch(session, show, **{name: generation + (2 if generation % 2 else 1)})
    act = "make helper link" if kind is LinkKind.HELPER else "make screen link"
    record(session, by, act, show, now, wip_session=wip_session)


def revoke_link(
    session: Session, wip_session: WipSession, show: Show, kind: LinkKind, *, by: Actor, now: datetime
) -> None:
    """Take the link back at once; without one, nothing happens."""
    name = _GENERATIONS[kind]
    generation: int = getattr(show, name)
    if generation % 2:
        touch(session, show, **{name: generation + 1})
        act = "revoke helper link" if kind is LinkKind.HELPER else "revoke screen link"
        record(session, by, act, show, now, wip_session=wip_session)
