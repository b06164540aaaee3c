"""What a call says, before it is a page, a text or a print: sections of paragraphs, lists and dates, from one source."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wip.domain.zones import AOE, in_zone, show, show_span

_AMERICAN = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
"""Zones in which most readers of a call live; a deadline is said in those that its own is not."""

_OTHERS_MOST = 3


@dataclass(frozen=True)
class Typed:
    """A leader's own words, in Markdown."""

    text: str
    is_typed = True


@dataclass(frozen=True)
class Lines:
    """Short sentences of ours, a point each; names that people typed may stand in them."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Plain:
    """A paragraph of ours."""

    text: str


@dataclass(frozen=True)
class Moment:
    """A date of the call: `text` has its zone spelled out, `more` says the same moment elsewhere."""

    label: str
    at: datetime
    zone: str
    text: str
    more: str = ""


@dataclass(frozen=True)
class Moments:
    """The call's dates, in the order in which they come."""

    rows: tuple[Moment, ...]


Block = Typed | Lines | Plain | Moments


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Content:
    """A whole call. `notice` is what a reader must know first, such as that the session is cancelled."""

    title: str
    sections: tuple[tuple[str, str], ...]
    address: str
    notice: str
    when: Moment
    where: str
    deadline: Moment
    about: str
    parts: tuple[Part, ...]
    contact: str

    @property
    def section_names(self) -> str:
        """As "Section on Civil Procedure and Section on Evidence"."""
        return listed([name for name, _ in self.sections])


def listed(words: Iterable[str]) -> str:
    """As "one, two and three"."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def part(heading: str, *blocks: Block | None) -> Part | None:
    """A part with those blocks that say something; None where none does."""
    said = tuple(block for block in blocks if block is not None and _says(block))
    return Part(heading, said) if said else None


def _says(block: Block) -> bool:
    match block:
        case Typed(text) | Plain(text):
            return bool(text.strip())
        case Lines(items):
            return bool(items)
        case Moments(rows):
            return bool(rows)


def offset(moment: datetime, zone: str) -> str:
    """How far the zone lies from UTC at that moment, as "UTC-5" or "UTC+5:30"."""
    shift = in_zone(moment, zone).utcoffset()
    minutes = round(shift.total_seconds() / 60) if shift else 0
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return "UTC"
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def spelled(moment: datetime, zone: str) -> str:
    """As "Thu 18 Mar 2027, 12:00 New York (UTC-4)": no reader has to guess a zone."""
    return show(moment, zone) if zone == "UTC" else f"{show(moment, zone)} ({offset(moment, zone)})"


def spelled_span(start: datetime, end: datetime, zone: str) -> str:
    """As `spelled`, from beginning to end; where clocks change in between, both offsets."""
    text = show_span(start, end, zone)
    if zone == "UTC":
        return text
    first, last = offset(start, zone), offset(end, zone)
    return f"{text} ({first})" if first == last else f"{text} ({first}, then {last})"


def elsewhere(moment: datetime, zone: str) -> str:
    """The same moment on other clocks, as "16:00 Chicago, 15:00 Denver, 14:00 Los Angeles"; with the day where it differs."""
    here = in_zone(moment, zone)
    said: list[str] = []
    clocks = {here.utcoffset()}
    for other in _AMERICAN:
        there = in_zone(moment, other)
        if there.utcoffset() in clocks or len(said) == _OTHERS_MOST:
            continue
        clocks.add(there.utcoffset())
        whole = show(moment, other)
        said.append(whole if there.date() != here.date() else whole.partition(", ")[2])
    return ", ".join(said)


def moment_of(label: str, at: datetime, zone: str) -> Moment:
    """A date of the call, in its own zone alone."""
    return Moment(label, at, zone, spelled(at, zone))


def deadline_of(at: datetime, zone: str, home: str) -> Moment:
    """The deadline, said in other zones too; Anywhere on Earth is explained in the session's zone (`home`)."""
    text = spelled(at, zone)
    if zone != AOE:
        others = elsewhere(at, zone)
        return Moment("Deadline", at, zone, text, f"That is {others}." if others else "")
    others = elsewhere(at, home)
    more = f"The last moment is {spelled(at, home)}" + (f"; {others}." if others else ".")
    return Moment(
        "Deadline", at, zone, text, f"Anywhere on Earth: it passes when it has passed everywhere. {more}"
    )


def span_of(label: str, start: datetime, end: datetime, zone: str) -> Moment:
    """A stretch of time, whose beginning is said in other zones too."""
    others = elsewhere(start, zone)
    more = f"It begins at {others}." if others else ""
    return Moment(label, start, zone, spelled_span(start, end, zone), more)
