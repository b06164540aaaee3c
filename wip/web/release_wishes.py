"""What a leader asks of all letters of a release, as the address or the form says it."""

from datetime import date
from typing import Any

from flask import request

from wip.db import db
from wip.domain.zones import in_zone
from wip.models import Release, WipSession
from wip.queries.rankings import last_release
from wip.web.clock import now

_NAMES = ("confirm_on", "comments", "list", "list_said")


def said() -> dict[str, Any]:
    """What the request says of the letters, as it says it; empty where it says nothing."""
    return {name: request.values[name] for name in _NAMES if name in request.values}


def unsaid(row: Release | None) -> Release | None:
    """The latest release if it was undone and the request says nothing: its wishes then hold still."""
    return row if row is not None and row.undone_at is not None and not said() else None


def undone_last(wip_session: WipSession) -> Release | None:
    """The release whose wishes hold while the request says nothing, read only then."""
    last = None if said() else last_release(db.session(), wip_session)
    return unsaid(last[0] if last else None)


def wishes(undone: Release | None = None) -> dict[str, Any]:
    """Whether comments go along; whether the list is open is the session's own until the form says it."""
    if undone is not None:
        return {"with_comments": undone.with_comments, "list_open": None}
    list_ = request.values.get("list", "")
    return {
        "with_comments": request.values.get("comments", "") == "yes",
        "list_open": list_ == "open" if "list_said" in request.values else None,
    }


def day_of(wip_session: WipSession, undone: Release | None = None) -> date | None:
    """The day until which authors confirm; None where none is said, or none that is a day."""
    if undone is not None and undone.confirm_by is not None and undone.confirm_by > now():
        return in_zone(undone.confirm_by, wip_session.zone).date()
    try:
        return date.fromisoformat(request.values.get("confirm_on", "")[:10])
    except ValueError:
        return None
