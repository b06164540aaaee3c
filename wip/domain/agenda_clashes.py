"""What is wrong with the times of an agenda, in words: two places at once, hours that somebody cannot, unkind hours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from wip.domain.agenda_hours import minutes_outside
from wip.domain.bookings import CHAIRS, COMMENTS, Booking, clash_sentence, overlaps
from wip.domain.zones import city, in_zone, show

KIND_HOURS = (7, 22)
"""From when until when a day's hours are kind, where nobody has said otherwise."""


class ClashKind(StrEnum):
    """`SAME_TIME` and `ABSENT` stand in the way of somebody; the others can be borne."""

    SAME_TIME = "same_time"
    ABSENT = "absent"
    UNWISHED = "unwished"
    UNKIND = "unkind"


@dataclass(frozen=True)
class Engagement:
    """Where somebody is expected in another session. `said` reads after the name, without the times.

    Where it `tells_hours` not, they count, and no sentence names them.
    """

    person_id: int
    starts_at: datetime
    ends_at: datetime
    said: str
    tells_hours: bool = True


@dataclass(frozen=True)
class Absence:
    """When somebody cannot be there, or (not `is_needed`) would rather not."""

    person_id: int
    starts_at: datetime
    ends_at: datetime
    is_needed: bool = True


class Mend(StrEnum):
    """What a leader can do about a clash."""

    CHAIR = "chair"
    COMMENTER = "commenter"
    MOVE = "move"


@dataclass(frozen=True)
class Clash:
    """One sentence, and the bookings of this agenda that it concerns."""

    kind: ClashKind
    bookings: tuple[Booking, ...]
    sentence: str
    at: datetime

    @property
    def paper_ids(self) -> frozenset[int]:
        """The papers that it concerns."""
        return frozenset(one.paper_id for one in self.bookings if one.paper_id is not None)

    @property
    def mends(self) -> tuple[Mend, ...]:
        """What helps against it: another chair for a room, another commenter, another time for a paper."""
        does = {one.does for one in self.bookings}
        found = {
            Mend.CHAIR: CHAIRS in does,
            Mend.COMMENTER: COMMENTS in does,
            Mend.MOVE: bool(self.paper_ids),
        }
        return tuple(mend for mend, helps in found.items() if helps)

    @property
    def commented(self) -> tuple[int, ...]:
        """The papers (by id) for which somebody else could be asked to comment."""
        return tuple(
            dict.fromkeys(one.paper_id for one in self.bookings if one.does == COMMENTS and one.paper_id)
        )

    @property
    def is_hard(self) -> bool:
        """Whether somebody would have to be where they cannot be."""
        return self.kind in {ClashKind.SAME_TIME, ClashKind.ABSENT}


@dataclass(frozen=True)
class Lives:
    """What is known of the people of an agenda: where else they are, when they cannot, and their zones where known."""

    elsewhere: Sequence[Engagement] = ()
    absences: Sequence[Absence] = ()
    zones: Mapping[int, str] | None = None
    kind_hours: tuple[int, int] = KIND_HOURS


def clashes(bookings: Iterable[Booking], lives: Lives, zone: str) -> list[Clash]:
    """Everything wrong with these bookings, what is impossible first, then in the order of time. Times are in `zone`."""
    own = list(bookings)
    found = [each for pair in overlaps(own) for each in _at_once(*pair, zone)]
    for each in own:
        its = _elsewhere(each, lives.elsewhere, zone) + _absent(each, lives.absences, zone)
        its += _unkind(each, lives, zone)
        found += [_discreet(one.kind, each, zone) for one in its] if each.is_hidden else its
    return sorted(dict.fromkeys(found), key=lambda one: (not one.is_hard, one.at, one.sentence))


_HIDDEN = {
    ClashKind.SAME_TIME: "cannot be there",
    ClashKind.ABSENT: "cannot be there",
    ClashKind.UNWISHED: "would rather not be there",
    ClashKind.UNKIND: "would have an unkind hour",
}


def _at_once(one: Booking, other: Booking, zone: str) -> list[Clash]:
    """Two places at once. Beside a part that is hidden the other is not named, nor marked: both are one person's."""
    if one.is_hidden or other.is_hidden:
        return [_discreet(ClashKind.SAME_TIME, each, zone) for each in (one, other) if each.is_hidden]
    return [Clash(ClashKind.SAME_TIME, (one, other), clash_sentence(one, other, zone), other.starts_at)]


def _discreet(kind: ClashKind, booking: Booking, zone: str) -> Clash:
    at = _clock(booking.starts_at, zone)
    said = f"Somebody with a part in “{booking.title}” {_HIDDEN[kind]} at {at}."
    # Whose it is stays out, too, so that what is said of two of them is one.
    return Clash(kind, (replace(booking, person_id=0),), said, booking.starts_at)


def _elsewhere(booking: Booking, engagements: Iterable[Engagement], zone: str) -> list[Clash]:
    return [
        Clash(ClashKind.SAME_TIME, (booking,), _two_places(booking, one, zone), _since(booking, one))
        for one in engagements
        if one.person_id == booking.person_id and _meet(booking, one)
    ]


def _two_places(booking: Booking, there: Engagement, zone: str) -> str:
    if not there.tells_hours:
        at = "" if booking.does == CHAIRS else f" at {_clock(booking.starts_at, zone)}"
        return f"{booking.name} {booking.deed}{at}, and {there.said} then."
    if booking.does == CHAIRS:
        # A room is chaired for hours: what counts is when both happen.
        return f"{booking.name} {booking.deed}, and {there.said}: both {_both(booking, there, zone)}."
    begins, ends = _clock(there.starts_at, zone), _clock(there.ends_at, zone)
    return f"{booking.name} {booking.deed} at {_clock(booking.starts_at, zone)}, and {there.said} from {begins} to {ends}."


def _since(booking: Booking, other: Engagement | Absence) -> datetime:
    return max(booking.starts_at, other.starts_at) if booking.does == CHAIRS else booking.starts_at


def _both(booking: Booking, other: Engagement | Absence, zone: str) -> str:
    first, last = max(booking.starts_at, other.starts_at), min(booking.ends_at, other.ends_at)
    return f"from {_clock(first, zone)} to {_clock(last, zone)}"


def _absent(booking: Booking, absences: Iterable[Absence], zone: str) -> list[Clash]:
    return [
        Clash(
            ClashKind.ABSENT if one.is_needed else ClashKind.UNWISHED,
            (booking,),
            _away(booking, one, zone),
            _since(booking, one),
        )
        for one in absences
        if one.person_id == booking.person_id and _meet(booking, one)
    ]


def _away(booking: Booking, absence: Absence, zone: str) -> str:
    can = "cannot" if absence.is_needed else "would rather not"
    if booking.does == CHAIRS:
        return f"{booking.name} {booking.deed}, but {can} {_both(booking, absence, zone)}."
    at = _clock(booking.starts_at, zone)
    return f"{booking.name} {booking.deed} at {at}, but {can} {_span(absence, booking, zone)}."


def _meet(booking: Booking, other: Engagement | Absence) -> bool:
    return booking.starts_at < other.ends_at and other.starts_at < booking.ends_at


def _span(absence: Absence, booking: Booking, zone: str) -> str:
    """From and to by the clock, with the day where it is not the booking's."""
    day = in_zone(booking.starts_at, zone).date()
    first, last = (
        _clock(moment, zone) if in_zone(moment, zone).date() == day else show(moment, zone)
        for moment in (absence.starts_at, absence.ends_at)
    )
    return f"from {first} to {last}"


def _unkind(booking: Booking, lives: Lives, zone: str) -> list[Clash]:
    own = (lives.zones or {}).get(booking.person_id)
    if own is None or not booking.title:
        return []
    # The same measure as that by which agendas are laid out.
    if not minutes_outside(booking.starts_at, booking.ends_at, own, lives.kind_hours):
        return []
    local = in_zone(booking.starts_at, own)
    here = in_zone(booking.starts_at, zone)
    day = "" if local.date() == here.date() else f" on {local:%A}"
    would = {"presents": "would present", "comments on": "would comment on"}[booking.does]
    said = f"{booking.name} {would} “{booking.title}” at {local:%H:%M} in {city(own)}{day}."
    return [Clash(ClashKind.UNKIND, (booking,), said, booking.starts_at)]


def _clock(moment: datetime, zone: str) -> str:
    return f"{in_zone(moment, zone):%H:%M}"
