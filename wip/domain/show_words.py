"""What a running room says of its time, in words."""

from datetime import timedelta

from wip.domain.agenda import SlotLength
from wip.domain.show_clocks import Clock
from wip.domain.shows import Phase

_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)

CARDS = (5, 2)
"""The minutes before the end of a half at which a card is held up."""


def card_of(left: timedelta | None) -> str:
    """What the card says with so much left: "5 minutes", "2 minutes", "Time"; empty before that."""
    if left is None:
        return ""
    if left <= timedelta():
        return "Time"
    held = [minutes for minutes in CARDS if left <= timedelta(minutes=minutes)]
    return f"{min(held)} minutes" if held else ""


def late_sentence(clock: Clock) -> str:
    """How late or early the room is and what follows, as "Four minutes late: the rest get 13 + 13."; empty before and after."""
    if clock.phase is Phase.OVER or (clock.phase is Phase.WAITING and clock.late <= 0 and not clock.lost):
        return ""
    if not clock.lost:
        return _kept(clock)
    how = f"{_minutes(clock.late)} late" if clock.late > 0 else "More is planned than the room has time for"
    if not clock.rest:
        return f"{how}: it ends {_minutes(clock.beyond).lower()} after its time."
    if clock.beyond:
        who = "the last paper" if len(clock.rest) == 1 else "the rest"
        gets = _splits([one.length for one in clock.rest])
        return f"{how}: even with {gets} for {who}, it ends {_minutes(clock.beyond).lower()} after its time."
    gets = _splits([one.length for one in clock.rest])
    return f"{how}: {'the last paper gets' if len(clock.rest) == 1 else 'the rest get'} {gets}."


def _kept(clock: Clock) -> str:
    if clock.late == 0:
        return "On time."
    if clock.late < 0:
        return f"{_minutes(-clock.late)} early. Everybody keeps their minutes."
    return f"{_minutes(clock.late)} late, which the spare time takes up: everybody keeps their minutes."


def _splits(lengths: list[SlotLength]) -> str:
    told = [f"{length.present} + {length.comment}" for length in lengths]
    return told[0] if len(set(told)) == 1 else ", then ".join(told)


def _minutes(number: int) -> str:
    said = _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"
    return f"{said.capitalize()} minute{'' if number == 1 else 's'}"
