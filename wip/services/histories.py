"""History: every verb writes what it changed, in the transaction that changes it."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from wip.domain.people import Actor
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
) -> None:
    """Add one event. `thing` is the row changed (flushed, so that it has an id); old and new are JSON values."""
    if paper is None and isinstance(thing, Paper):
        paper = thing
    session.add(
        HistoryEvent(
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
    )


def differences(thing: object, new: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of `new` that differ from the row's, as (old, new) JSON values."""
    changed = {name: value for name, value in new.items() if getattr(thing, name) != value}
    return {name: _plain(getattr(thing, name)) for name in changed}, {
        n: _plain(v) for n, v in changed.items()
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
