"""What a leader asks of all letters of a release, as the address or the form says it."""

from datetime import date
from typing import Any

from flask import request


def wishes() -> dict[str, Any]:
    """Whether comments go along; whether the list is open is the session's own until the form says it."""
    said = request.values.get("list", "")
    return {
        "with_comments": request.values.get("comments", "") == "yes",
        "list_open": said == "open" if "list_said" in request.values else None,
    }


def day_of() -> date | None:
    """The day until which authors confirm; None where none is said, or none that is a day."""
    try:
        return date.fromisoformat(request.values.get("confirm_on", "")[:10])
    except ValueError:
        return None
