"""WIP sessions: planned, moved, confirmed, cancelled."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.people import Actor
from wip.domain.plan_checks import order_faults
from wip.domain.plans import proposed
from wip.domain.refusals import Refusal, Stale
from wip.domain.sessions import SESSIONS, SessionMove, SessionState, check_join_link
from wip.domain.texts import slug
from wip.domain.zones import is_zone
from wip.models import Call, Section, WipSession
from wip.services import amendments, calendars, cancellations, review_settings, sittings
from wip.services.histories import differences, record, what_changed
from wip.services.moved_hours import drop_hours, starts_of
from wip.services.plans import plan_of
from wip.services.rehearsals import leave_behind

STALE = "Another leader changed this while your page was open."


@dataclass(frozen=True)
class SessionFacts:
    """What a leader says of a session. Lengths in minutes, `starts_at` aware."""

    title: str
    starts_at: datetime
    zone: str
    minutes: int
    about: str = ""
    welcome_minutes: int = 0
    closing_minutes: int = 0
    gap_minutes: int = 0
    present_minutes: int = 15
    comment_minutes: int = 15
    recorded: bool = False


def plan(session: Session, section: Section, facts: SessionFacts, *, by: Actor, now: datetime) -> WipSession:
    """A new session with the draft of its call, whose dates are planned backwards from the session's."""
    _check(facts)
    if facts.starts_at <= now:
        raise Refusal("This date has passed. Choose one that lies ahead.", "starts")
    row = WipSession(
        uid=str(uuid4()),
        slug=_free_slug(session, f"{facts.title} {facts.starts_at.year}"),
        section_id=section.id,
        section=section,
        created_at=now,
        **asdict(facts),
    )
    session.add(row)
    session.flush()
    call = Call(
        wip_session_id=row.id,
        deadline_zone=facts.zone,
        **proposed(facts.starts_at, facts.minutes, facts.zone, now).call_dates,
    )
    session.add(call)
    review_settings.set_up(session, row)
    session.flush()
    record(session, by, "plan session", row, now, wip_session=row, new=_told(facts))
    calendars.refresh(session, row, by=by, now=now)
    return row


def _free_slug(session: Session, wished: str) -> str:
    base = slug(wished)
    taken = set(session.scalars(sa.select(WipSession.slug).where(WipSession.slug.like(f"{base}%"))))
    tries = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
    return next(each for each in tries if each not in taken)


def _check(facts: SessionFacts) -> None:
    if not facts.title:
        raise Refusal("Give the session a title.", "title")
    if not is_zone(facts.zone):
        raise Refusal("Choose the time zone that the session is announced in.", "zone")
    if facts.present_minutes + facts.comment_minutes == 0:
        raise Refusal("A slot needs time to present or to hear comments.", "present_minutes")


def _told(facts: SessionFacts) -> dict[str, object]:
    return asdict(facts) | {"starts_at": facts.starts_at.isoformat()}


def change(
    session: Session,
    row: WipSession,
    facts: SessionFacts,
    *,
    seen: int,
    by: Actor,
    now: datetime,
    along: Mapping[int, datetime] | None = None,
    drafts_due: datetime | None = None,
) -> None:
    """Change what is said of the session. A moved date goes back to proposed, and every calendar follows.

    Refuses a date or length with which the call's dates cannot stand, unless they move `along` in the same transaction:
    then that says when each further sitting starts, by its id, and `drafts_due` what becomes of the drafts' date. Otherwise rooms beside the session alone follow it.
    """
    _check(facts)
    if seen != row.version:
        raise Stale(STALE, what_changed(session, row, seen, row.zone))
    old, new = differences(row, asdict(facts))
    if not new:
        return
    moved = "starts_at" in new or "minutes" in new
    if moved and along is None:
        _check_call(session, row, facts)
    if "starts_at" in new:
        row.state = SESSIONS.after(row.state, SessionMove.MOVE_DATE)
    shift, began = facts.starts_at - row.starts_at, starts_of(session, row)
    for name, value in asdict(facts).items():
        setattr(row, name, value)
    session.flush()
    if along is None:
        sittings.follow(session, row, shift)
    else:
        for sitting in row.sittings:
            sitting.starts_at = along[sitting.id]
    later = starts_of(session, row)
    drop_hours(session, row, {room for room in began if later[room] != began[room]}, by=by, now=now)
    leave_behind(session, row, began, later)
    record(
        session,
        by,
        "move session" if moved else "change session",
        row,
        now,
        wip_session=row,
        old=old,
        new=new,
    )
    amendments.follow(session, row, old, by=by, now=now)
    calendars.refresh(session, row, by=by, now=now, drafts_due=drafts_due)


def _check_call(session: Session, row: WipSession, facts: SessionFacts) -> None:
    call = session.scalars(sa.select(Call).where(Call.wip_session_id == row.id)).one()
    new = {"starts_at": facts.starts_at, "minutes": facts.minutes}
    before, after = plan_of(row, call), plan_of(row, call).having(new)
    known = {fault.field for fault in order_faults(before) if fault.refused}
    for fault in order_faults(after):
        if fault.refused and fault.field not in known:
            raise Refusal(fault.sentence, "starts")


def step(
    session: Session, row: WipSession, move: SessionMove, *, reason: str = "", by: Actor, now: datetime
) -> None:
    """Mark the date as requested from the office, or as confirmed by it, or cancel the session.

    `reason` is what a leader who cancels it writes to everybody.
    """
    if move is SessionMove.MOVE_DATE:
        raise Refusal("Change the date on the session’s own form.")
    old, row.state = row.state, SESSIONS.after(row.state, move)
    record(
        session,
        by,
        f"{move.value} session",
        row,
        now,
        wip_session=row,
        old={"state": old},
        new={"state": row.state} | ({"reason": reason} if reason else {}),
    )
    session.flush()
    calendars.refresh(session, row, by=by, now=now)
    if row.state is SessionState.CANCELLED:
        cancellations.tell_everybody(session, row, reason=reason, by=by, now=now)


def set_join_link(
    session: Session, row: WipSession, link: str, *, by: Actor, now: datetime, seen: int | None = None
) -> None:
    """Paste, change or remove the join link. It goes to participants' calendars and nowhere public.

    `seen` is the session's version as a page showed it; None where no page was read.
    """
    check_join_link(link)
    if link == row.join_link:
        return
    if seen is not None and seen != row.version:
        raise Stale(STALE, what_changed(session, row, seen, row.zone))
    # The link itself stays out of the history: whoever may read the history need not be let into the room.
    old, new = {"join_link": bool(row.join_link)}, {"join_link": bool(link)}
    row.join_link = link
    record(session, by, "set join link", row, now, wip_session=row, old=old, new=new)
    session.flush()
    calendars.refresh(session, row, by=by, now=now)
