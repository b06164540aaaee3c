"""Amendments: a published call that changes says so, numbered and dated, and those who have started a paper are told.

A leader who saves three times in ten minutes makes one amendment, not three: for SETTLING after the first save its letters
wait, and what the same leader changes meanwhile joins it. In that time a slip can be mended, a reason given, and the
letters be spared those who need none. The page itself shows everything at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.call_contents import spelled_span
from wip.domain.calls import CallState
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.sessions import SessionState
from wip.models import Amendment, Call, HistoryEvent, Topic, WipSession
from wip.queries.amendments import amendments_of, covering
from wip.services import amendment_letters
from wip.services.amendment_letters import SETTLING
from wip.services.amendment_words import OF_CALL, OF_SESSION, sentences, state_of
from wip.services.histories import record
from wip.services.rooms import over_at

REASON_MOST = 500


@dataclass(frozen=True)
class Unsettled:
    """An amendment whose letters still wait here: how many, and until when."""

    amendment: Amendment
    letters: int
    leave_at: datetime


def follow(
    session: Session,
    wip_session: WipSession,
    old: Mapping[str, Any],
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    tell: bool = True,
) -> Amendment | None:
    """After a change of the call or its session, recorded already: amend the call where the public sees a difference.

    `old` are the fields that changed, as the history has them. None for a call that is not out, or whose session is
    over or cancelled.
    """
    call = session.scalar(sa.select(Call).where(Call.wip_session_id == wip_session.id))
    if call is None or not _is_followed(call, now):
        return None
    after = _state(session, call)
    young = _young(session, call, by, now)
    if young is None:
        told = sentences(after | _read(call, old), after)
        return _add(session, call, told, reason, by=by, now=now, tell=tell) if told else None
    before = after | _read(call, _since(session, call, young))
    last = after | _read(call, old)
    noted = [line for line in young.sentences if line not in sentences(before, last)]
    return _rewrite(session, call, young, sentences(before, after) + noted, reason, by=by, now=now, tell=tell)


def note(
    session: Session,
    call: Call,
    said: Sequence[str],
    *,
    by: Actor,
    now: datetime,
    tell: bool = True,
    instead_of: tuple[str, ...] = (),
) -> Amendment | None:
    """As `follow`, for what stands beside the call's own row (topics, questions, rooms): `said` are the sentences.

    Of the amendment that nobody has read yet, sentences that begin with `instead_of` no longer stand.
    """
    if not said or not _is_followed(call, now):
        return None
    young = _young(session, call, by, now)
    if young is None:
        return _add(session, call, list(said), "", by=by, now=now, tell=tell)
    stays = [line for line in young.sentences if not line.startswith(instead_of)]
    more = [line for line in said if line not in stays]
    return _rewrite(session, call, young, [*stays, *more], "", by=by, now=now, tell=tell)


def note_room(
    session: Session,
    row: WipSession,
    name: str,
    at: datetime | None,
    minutes: int,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """As `note`, for a further room or date that is new or changed, or (without `at`) taken away."""
    call = session.scalar(sa.select(Call).where(Call.wip_session_id == row.id))
    said = (
        f"“{name}” no longer takes place."
        if at is None
        else f"“{name}” takes place {spelled_span(at, at + timedelta(minutes=minutes), row.zone)}."
    )
    if call is not None:
        before = (f"“{name}” takes place ", f"“{name}” no longer takes place")
        note(session, call, [said], by=by, now=now, instead_of=before)


def _is_followed(call: Call, now: datetime) -> bool:
    row = call.wip_session
    return (
        call.state is not CallState.DRAFT and row.state is not SessionState.CANCELLED and now < over_at(row)
    )


def _state(session: Session, call: Call) -> dict[str, Any]:
    topics = session.scalar(sa.select(sa.func.count()).select_from(Topic).where(Topic.call_id == call.id))
    return state_of(call, topics or 0)


def _read(call: Call, old: Mapping[str, Any]) -> dict[str, Any]:
    """The public ones among the fields of a history entry, their moments as moments."""
    public = {*OF_CALL, *OF_SESSION}
    said = {
        name: datetime.fromisoformat(value) if name.endswith("_at") and isinstance(value, str) else value
        for name, value in old.items()
        if name in public
    }
    if "contact" in old:
        said["contact"] = old["contact"] or call.wip_session.section.contact_email
    return said


def _young(session: Session, call: Call, by: Actor, now: datetime) -> Amendment | None:
    """The call's last amendment, if this leader made it and its letters have not left."""
    last = session.scalar(
        sa.select(Amendment).where(Amendment.call_id == call.id).order_by(Amendment.number.desc()).limit(1)
    )
    if last is None or last.made_by != by.person_id or now >= last.made_at + SETTLING:
        return None
    return None if amendment_letters.has_left(session, call, last) else last


def _since(session: Session, call: Call, young: Amendment) -> dict[str, Any]:
    """What each field was before the amendment's first save."""
    thing = sa.or_(
        sa.and_(HistoryEvent.thing == "calls", HistoryEvent.thing_id == call.id),
        sa.and_(HistoryEvent.thing == "wip_sessions", HistoryEvent.thing_id == call.wip_session_id),
    )
    old: dict[str, Any] = {}
    events = sa.select(HistoryEvent).where(thing, HistoryEvent.at >= young.made_at)
    for event in session.scalars(events.order_by(HistoryEvent.id.desc())):
        if event.act == "publish call":
            break
        old |= event.old
    return old


def _add(
    session: Session, call: Call, told: list[str], reason: str, *, by: Actor, now: datetime, tell: bool
) -> Amendment:
    last = session.scalar(sa.select(sa.func.max(Amendment.number)).where(Amendment.call_id == call.id))
    row = Amendment(
        call_id=call.id,
        number=(last or 0) + 1,
        sentences=told,
        reason=reason,
        made_by=by.person_id,
        made_at=now,
    )
    session.add(row)
    session.flush()
    new = {"number": row.number, "sentences": told, "reason": reason}
    record(session, by, "amend call", row, now, wip_session=call.wip_session, new=new)
    if tell:
        amendment_letters.write_anew(session, call, row, now)
    return row


def _rewrite(
    session: Session,
    call: Call,
    row: Amendment,
    told: list[str],
    reason: str,
    *,
    by: Actor,
    now: datetime,
    tell: bool,
) -> Amendment | None:
    """The same leader went on changing. What was put back as it was needs no amendment at all."""
    old = {"number": row.number, "sentences": row.sentences, "reason": row.reason}
    row.sentences, row.reason = told, reason or row.reason
    session.flush()
    new = {"number": row.number, "sentences": told, "reason": row.reason}
    act = "amend call" if told else "take amendment back"
    record(session, by, act, row, now, wip_session=call.wip_session, old=old, new=new)
    if not told or not tell:
        amendment_letters.spare(session, call, row, now)
    else:
        amendment_letters.write_anew(session, call, row, now)
    if told:
        return row
    session.delete(row)
    session.flush()
    return None


def settle(
    session: Session,
    call: Call,
    row: Amendment,
    reason: str,
    *,
    tell: bool,
    by: Actor,
    now: datetime,
    seen: str | None = None,
) -> None:
    """The leader's reason, which the page shows; and whether those who have started a paper are told.

    Once the letters have left, a reason still shows on the page, and nobody is told again. `seen` is the reason that the
    leader's page showed; None where no page was read. Raises Stale where another leader has given one since.
    """
    if seen is not None and row.reason not in {seen, reason}:
        now_says = f"The reason is now: {row.reason}" if row.reason else "The reason was taken away."
        raise Stale("Another leader changed this reason while your page was open.", (now_says,))
    if len(reason) > REASON_MOST:
        raise Refusal(f"Please shorten this to {REASON_MOST} characters.", "reason")
    changed = reason != row.reason
    if changed:
        old, row.reason = {"number": row.number, "reason": row.reason}, reason
        session.flush()
        new = {"number": row.number, "reason": reason}
        record(session, by, "explain amendment", row, now, wip_session=call.wip_session, old=old, new=new)
    if now >= row.made_at + SETTLING or amendment_letters.has_left(session, call, row):
        return
    waits = bool(covering(session, call, row.id))
    if tell and (changed or not waits):
        amendment_letters.write_anew(session, call, row, now)
    elif waits and not tell:
        amendment_letters.spare(session, call, row, now)
        told = {"number": row.number, "tell": False}
        record(session, by, "tell nobody of amendment", row, now, wip_session=call.wip_session, new=told)


def unsettled(session: Session, call: Call, now: datetime) -> list[Unsettled]:
    """Amendments about which something can still be decided, the newest first."""
    young = (
        row
        for row in reversed(amendments_of(session, call))
        if now < row.made_at + SETTLING and not amendment_letters.has_left(session, call, row)
    )
    return [Unsettled(row, len(covering(session, call, row.id)), row.made_at + SETTLING) for row in young]
