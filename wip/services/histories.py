"""History: every verb writes what it changed, in the transaction that changes it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.acts import act_words
from wip.domain.people import Actor
from wip.domain.zones import show
from wip.models import HistoryEvent, Paper, WipSession


def record(
    session: Session,
    actor: Actor,
    act: str,
    thing: Any,
    now: datetime,
    *,
    wip_session: WipSession | None = None,
    paper: Paper | None = None,
    section_id: int | None = None,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
) -> HistoryEvent:
    """Add one event, and return it. `thing` is the row changed (flushed, so that it has an id); old and new are JSON values."""
    if paper is None and isinstance(thing, Paper):
        paper = thing
    event = HistoryEvent(
        at=now,
        actor_id=actor.person_id,
        actor_name=(actor.name or actor.email or "somebody")[:200],
        act=act,
        thing=type(thing).__tablename__,
        thing_id=thing.id,
        section_id=section_id or (wip_session.section_id if wip_session else None),
        wip_session_id=wip_session.id if wip_session else (paper.wip_session_id if paper else None),
        paper_id=paper.id if paper else None,
        old=old or {},
        new=new or {},
    )
    session.add(event)
    return event


def differences(thing: object, new: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of `new` that differ from the row's, as (old, new) JSON values."""
    changed = {name: value for name, value in new.items() if getattr(thing, name) != value}
    return {name: _plain(getattr(thing, name)) for name in changed}, {
        n: _plain(v) for n, v in changed.items()
    }


_LATEST = 5
"""As many changes as somebody with a stale page wants to read."""

_SHORT = 120


def what_changed(session: Session, thing: Any, seen: int, zone: str) -> tuple[str, ...]:
    """What happened to a row since the version that a page showed, in sentences, the newest last; at most five.

    Times are in `zone`. Says who, when, and the new value of each field.
    """
    count = min(max(thing.version - seen, 1), _LATEST)
    events = session.scalars(
        sa.select(HistoryEvent)
        .where(HistoryEvent.thing == type(thing).__tablename__, HistoryEvent.thing_id == thing.id)
        .order_by(HistoryEvent.id.desc())
        .limit(count)
    ).all()
    return tuple(_sentence(event, zone) for event in reversed(events))


def _sentence(event: HistoryEvent, zone: str) -> str:
    fields = "; ".join(_now(name, value, zone) for name, value in event.new.items())
    return f"{event.actor_name}, {show(event.at, zone)}: {act_words(event.act)}" + (
        f" ({fields})" if fields else ""
    )


def _now(name: str, value: object, zone: str) -> str:
    if name.endswith("_at") and isinstance(value, str):
        value = show(datetime.fromisoformat(value), zone)
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    text = text if len(text) <= _SHORT else f"{text[:_SHORT]}…"
    return f"{name.removesuffix('_at').replace('_', ' ')}: {text}"


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
