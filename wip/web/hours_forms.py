"""Which hours of a session's dates suit somebody: three answers a date, clock times to choose from where only a part does."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from wtforms import Form, SelectChoice, SelectField

from wip.domain.offers import Day, part_of
from wip.domain.refusals import Refusal
from wip.domain.zones import city, in_zone
from wip.web.access import actor
from wip.web.forms import choices

ALL, PART, NONE = "all", "part", "none"
_SUITS = ((ALL, "All of it"), (PART, "Only a part"), (NONE, "Not at all"))


def hours_fields(days: Sequence[Day], zone: str) -> dict[str, Any]:
    """The fields that ask for each date, for a form's class."""
    extra: dict[str, Any] = {}
    for place, day in enumerate(days):
        times = [SelectChoice(each.isoformat(), _clock(each, zone)) for each in day.clock_times()]
        extra[f"suits_{place}"] = SelectField("Which hours suit you?", choices=choices(_SUITS), default=ALL)
        extra[f"from_{place}"] = SelectField(
            "If only a part: from", choices=times[:-1], default=times[0].value
        )
        extra[f"until_{place}"] = SelectField("until", choices=times[1:], default=times[-1].value)
    return extra


def suits(form: Form, place: int) -> str:
    """ALL, PART or NONE of the date at this place."""
    return str(form[f"suits_{place}"].data)


def part_said(form: Form, place: int) -> tuple[datetime, datetime]:
    """The part of the date that suits. Raises Refusal, at its field, where it has no length."""
    try:
        return part_of(_moment(form[f"from_{place}"].data), _moment(form[f"until_{place}"].data))
    except Refusal as no:
        raise Refusal(no.sentence, f"until_{place}") from None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _clock(moment: datetime, zone: str) -> str:
    """The clock time in the session's zone, and in the reader's where that differs."""
    there, reader = in_zone(moment, zone), actor().zone
    label = f"{there:%H:%M} {city(zone)}"
    if not reader or in_zone(moment, reader).utcoffset() == there.utcoffset():
        return label
    return f"{label} ({in_zone(moment, reader):%H:%M} {city(reader)})"
