"""The fields of a session's dates: a part of the call's form, and the whole of the plan's."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from wtforms import SelectField

from wip.domain.refusals import Refusal
from wip.domain.zones import AOE, ZONE_CHOICES, city, current_name, in_zone, instant
from wip.models import Call
from wip.web.forms import PageForm, choices, local_time

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "opens": "opens_at",
        "deadline": "deadline_at",
        "review_due": "review_due_at",
        "notify": "notify_at",
        "draft_due": "draft_due_at",
        "drafts_until": "drafts_until_at",
        "circulate": "circulate_at",
        "remind": "remind_at",
        "thank": "thank_at",
    }
)
"""Each field, and the call's column that it fills."""


class DatesForm(PageForm):
    """Every date of a session but its own, as clock times in its zone; the deadline counts in a zone of its own."""

    opens = local_time("Opens", needed="Say when the call opens.")
    deadline = local_time("Deadline", needed="Say until when papers can be submitted.")
    deadline_zone = SelectField("The deadline counts in", coerce=current_name)
    review_due = local_time("Reviews are due")
    notify = local_time("Authors learn the decision by", needed="Say by when authors learn the decision.")
    draft_due = local_time("Drafts are due")
    drafts_until = local_time("Drafts can be replaced until")
    circulate = local_time("Drafts go to commenters")
    remind = local_time("Reminder to everybody")
    thank = local_time("Thanks to everybody")

    def offer_zones(self, zone: str) -> None:
        """The deadline counts in the session's zone, Anywhere on Earth, or any other zone."""
        zone = current_name(zone)
        usual = [(zone, f"{city(zone)} time", "Usual"), (AOE, "Anywhere on Earth (UTC-12)", "Usual")]
        others = (each for each in ZONE_CHOICES if each[0] != zone)
        self.deadline_zone.choices = choices([*usual, *others])

    def fill(self, call: Call, dates: Mapping[str, datetime | None] | None = None) -> None:
        """Show the call's dates, or these instead, as clocks show them."""
        for name, column in COLUMNS.items():
            moment = dates[column] if dates is not None else getattr(call, column)
            self[name].data = local(moment, self._zone(name, call, call.deadline_zone))
        self.deadline_zone.data = call.deadline_zone

    def dates(self, call: Call) -> dict[str, datetime | None]:
        """What was typed, as moments by the call's columns. Refuses a clock time that its zone skips."""
        return {column: self._moment(name, column, call) for name, column in COLUMNS.items()}

    def _zone(self, name: str, call: Call, deadline_zone: str) -> str:
        return deadline_zone if name == "deadline" else call.wip_session.zone

    def _moment(self, name: str, column: str, call: Call) -> datetime | None:
        typed, zone = self[name].data, self._zone(name, call, self.deadline_zone.data)
        if typed is None:
            return None
        # An untouched field keeps its seconds, and which of two equal clock times it meant.
        was: datetime | None = getattr(call, column)
        if was is not None and typed == local(was, zone):
            return was
        try:
            return instant(typed, zone)
        except Refusal as no:
            raise Refusal(no.sentence, name) from None


def local(moment: datetime | None, zone: str) -> datetime | None:
    """A moment as a form's field shows it: the zone's clock time, without the zone."""
    return in_zone(moment, zone).replace(tzinfo=None, second=0, microsecond=0, fold=0) if moment else None
