"""The message to the association office, which sets up the online meeting (domain.md, WIP 3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from wip.domain.sessions import SessionState
from wip.domain.zones import city, in_zone, show, show_span


class Occasion(StrEnum):
    """Why the office is written to."""

    FIRST = "first"
    AGAIN = "again"
    MOVED = "moved"
    CANCELLED = "cancelled"


OFFICE_WORDS = {
    SessionState.PROPOSED: (
        "Proposed",
        "The association office has not been asked for this date yet. Ask it, so that it can set up the meeting.",
    ),
    SessionState.REQUESTED: (
        "Requested",
        "The association office has been asked, and has not answered yet. Paste the join link when it comes.",
    ),
    SessionState.CONFIRMED: (
        "Confirmed",
        "The association office has confirmed the date.",
    ),
    SessionState.CANCELLED: ("Cancelled", "The session does not take place."),
}
"""How pages name the date's standing with the office, and what comes next."""


@dataclass(frozen=True)
class Stretch:
    """A date that the office was, or is, asked for."""

    starts_at: datetime
    minutes: int
    zone: str

    @property
    def ends_at(self) -> datetime:
        """The end, in UTC."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def words(self) -> str:
        """As "Thu 18 Mar 2027, 12:00–13:30 New York"."""
        return show_span(self.starts_at, self.ends_at, self.zone)


@dataclass(frozen=True)
class Room:
    """A further part of the session that needs a meeting of its own."""

    name: str
    when: Stretch


@dataclass(frozen=True)
class OfficeFacts:
    """What the office must know. `asked_for` is the date it was asked for before, where that was another one."""

    occasion: Occasion
    title: str
    section: str
    partners: tuple[str, ...]
    when: Stretch
    expected: int
    recorded: bool
    contact: str
    asker: str
    set_up_minutes: int = 15
    asked_for: Stretch | None = None
    first_room: str = ""
    rooms: tuple[Room, ...] = ()


@dataclass(frozen=True)
class OfficeMessage:
    """The message, to be edited before it goes. `text` stands between greeting and signature."""

    subject: str
    text: str


def occasion_of(state: SessionState, *, asked_for: Stretch | None, when: Stretch) -> Occasion | None:
    """Why the office must be written to now; None where there is nothing to say.

    `asked_for` is the date that the office was last asked for, None when it never was.
    """
    if state is SessionState.CANCELLED:
        return Occasion.CANCELLED if asked_for else None
    if asked_for and (asked_for.starts_at, asked_for.minutes) != (when.starts_at, when.minutes):
        return Occasion.MOVED
    return {SessionState.PROPOSED: Occasion.FIRST, SessionState.REQUESTED: Occasion.AGAIN}.get(state)


def compose(facts: OfficeFacts) -> OfficeMessage:
    """The message in plain words, every time with its zone; one long line a paragraph."""
    if facts.occasion is Occasion.CANCELLED:
        return _cancellation(facts)
    subject = {
        Occasion.FIRST: "Online meeting requested",
        Occasion.AGAIN: "Reminder: online meeting requested",
        Occasion.MOVED: "New date for an online meeting",
    }[facts.occasion]
    parts = [_opening(facts), "\n".join(_details(facts)), _wanted(facts), _farewell(facts)]
    return OfficeMessage(f"{subject}: {facts.title}, {_day(facts.when)}", "\n\n".join(parts))


def _day(when: Stretch) -> str:
    return show(when.starts_at, when.zone).partition(",")[0]


def _opening(facts: OfficeFacts) -> str:
    ask = f"The {facts.section} asks you to set up an online meeting for “{facts.title}”, a Works-in-Progress session."
    if facts.occasion is Occasion.AGAIN:
        return f"Some time ago we wrote to you about this meeting and have not heard yet. {ask}"
    if facts.occasion is Occasion.MOVED and facts.asked_for:
        return (
            f"The date of “{facts.title}” has moved from {facts.asked_for.words} to {facts.when.words}. "
            "Please give up the meeting on the old date, and set it up for the new one."
        )
    return ask


def _details(facts: OfficeFacts) -> list[str]:
    when = facts.when
    early = when.starts_at - timedelta(minutes=facts.set_up_minutes)
    length = f"- Length: {when.minutes} minutes"
    if facts.set_up_minutes:
        length += (
            f", and {facts.set_up_minutes} minutes before to set up: please open the meeting at "
            f"{in_zone(early, when.zone):%H:%M} {city(when.zone)}"
        )
    lines = [f"- Date: {_in_all_zones(when)}", length]
    lines.append(f"- Expected attendance: about {facts.expected} people")
    lines.append(f"- Recording: {'please record the session' if facts.recorded else 'none, please'}")
    lines += _rooms(facts)
    if facts.partners:
        lines.append(f"- Sponsored together with: {'; '.join(facts.partners)}")
    return [*lines, f"- Contact: {facts.contact}"]


def _in_all_zones(when: Stretch) -> str:
    return when.words if when.zone == "UTC" else f"{when.words} ({_utc(when)})"


def _utc(when: Stretch) -> str:
    return show_span(when.starts_at, when.ends_at, "UTC")


def _rooms(facts: OfficeFacts) -> list[str]:
    if not facts.rooms:
        return []
    first = f"“{facts.first_room}”" if facts.first_room else "the first"
    number = len(facts.rooms) + 1
    lines = [f"- Rooms: {number}, each with a join link of its own; {first} has the times above"]
    return lines + [f"- Room “{room.name}”: {_in_all_zones(room.when)}" for room in facts.rooms]


def _wanted(facts: OfficeFacts) -> str:
    each = " (one for each room)" if facts.rooms else ""
    return (
        f"Please send back: whether the date is possible; the join link{each}; the numbers to dial in by telephone; and, "
        f"to {facts.contact}, the host key. The join link goes to participants alone and is on no public page."
    )


def _farewell(facts: OfficeFacts) -> str:
    return f"Thank you,\n{facts.asker}, for the {facts.section}"


def _cancellation(facts: OfficeFacts) -> OfficeMessage:
    asked = facts.asked_for or facts.when
    text = (
        f"“{facts.title}” of the {facts.section} is cancelled. We no longer need the online meeting that we asked you "
        f"for, on {_in_all_zones(asked)}. Please give it up."
    )
    subject = f"Online meeting no longer needed: {facts.title}, {_day(asked)}"
    return OfficeMessage(subject, f"{text}\n\n{_farewell(facts)}")
