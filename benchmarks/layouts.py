"""Measures how agendas are laid out: processor time, and whether the answer is proved, from 3 to 60 talks.

    .venv/bin/python -m benchmarks.layouts

Ends with 1 where a target is missed: the small ones proved in 50 ms, 12 talks proved in 1 s, 60 talks with an answer in 3 s.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from wip.domain.agenda import Break, Minutes, SlotLength
from wip.domain.agenda_solving import Absence, Impossible, Involved, Talk, Task, Wish, lay
from wip.domain.agenda_tasks import COMMENTS
from wip.domain.agenda_wishes import OrderRule, WishKind
from wip.domain.rooms import Room

NOON = datetime(2027, 3, 18, 16, tzinfo=UTC)
ZONES = ("America/New_York", "America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "Australia/Sydney")
MOST = {3: 0.05, 6: 0.05, 12: 1.0, 30: 3.0, 60: 3.0}
"""The most processor time in seconds by the number of talks."""


@dataclass(frozen=True)
class Shape:
    """Rooms side by side, on so many dates, for so many talks; `slack` slots are left over in each."""

    talks: int
    rooms: int
    dates: int
    slack: int = 0


SHAPES = (
    Shape(3, 1, 1),
    Shape(6, 1, 1),
    Shape(12, 1, 3),
    Shape(12, 2, 1),
    Shape(12, 3, 1, 1),
    Shape(30, 3, 2),
    Shape(60, 5, 2),
    Shape(60, 4, 3, 1),
)
KINDS = ("plain", "stages", "topics", "far zones", "hours", "wishes", "busy", "everything", "impossible")


def question(kind: str, shape: Shape) -> Task:
    """A task of this kind: the same at every run."""
    chance = Random(f"{kind} {shape}")  # noqa: S311 - a case, no secret
    rooms = tuple(_rooms(shape))
    everything = kind == "everything"
    is_far = everything or kind in {"far zones", "hours"}
    is_busy = everything or kind == "busy"
    talks = tuple(
        _talk(chance, shape, number, is_far=is_far, is_busy=is_busy) for number in range(shape.talks)
    )
    rules = {"stages": OrderRule.STAGE, "topics": OrderRule.TOPIC, "hours": OrderRule.HOURS}
    return Task(
        rooms,
        talks,
        absences=tuple(_absences(chance, talks, rooms)) if is_busy else _never(kind, talks, rooms),
        wishes=tuple(_wishes(chance, shape, is_needed=not everything))
        if everything or kind == "wishes"
        else (),
        rule=OrderRule.STAGE if everything else rules.get(kind, OrderRule.AS_THEY_ARE),
        zone="America/New_York",
    )


def _rooms(shape: Shape) -> Iterator[Room]:
    each = -(-shape.talks // (shape.rooms * shape.dates)) + shape.slack
    length = 5 + 30 * each + (10 if each > 4 else 0)
    breaks = (Break(3, 10),) if each > 4 else ()
    number = 0
    for date in range(shape.dates):
        for place in range(shape.rooms):
            starts = NOON + timedelta(days=28 * date)
            name = f"Room {place + 1}, date {date + 1}"
            yield Room(name, starts, Minutes(length, 5, breaks=breaks), number or None)
            number += 1


def _talk(chance: Random, shape: Shape, number: int, *, is_far: bool, is_busy: bool) -> Talk:
    people = [Involved(number, f"Presenter {number}", zone=chance.choice(ZONES) if is_far else ZONES[0])]
    commenters = shape.talks // 2 if is_busy else 2 * shape.talks
    for place in range(2):
        person = 1_000 + (chance.randrange(commenters) if is_busy else 2 * number + place)
        people.append(
            Involved(person, f"Commenter {person}", COMMENTS, chance.choice(ZONES) if is_far else None)
        )
    stage, topic = chance.randrange(3), f"Topic {chance.randrange(5)}"
    return Talk(number + 1, f"Talk {number + 1}", SlotLength(15, 15), tuple(people), "", stage, topic)


def _absences(chance: Random, talks: tuple[Talk, ...], rooms: tuple[Room, ...]) -> Iterator[Absence]:
    """One presenter in four must leave, or comes, in the middle of a date."""
    for talk in talks[::4]:
        room = chance.choice(rooms)
        middle = room.starts_at + (room.ends_at - room.starts_at) / 2
        begins, ends = chance.choice([(room.starts_at, middle), (middle, room.ends_at)])
        yield Absence(talk.people[0].person_id, begins, ends)


def _never(kind: str, talks: tuple[Talk, ...], rooms: tuple[Room, ...]) -> tuple[Absence, ...]:
    """Half of the presenters cannot come but for the first slot of each room; there are too few of these."""
    if kind != "impossible":
        return ()
    return tuple(
        Absence(talk.people[0].person_id, room.starts_at + timedelta(minutes=30), room.ends_at)
        for talk in talks[: max(2, len(rooms) + 1)]
        for room in rooms
    )


def _wishes(chance: Random, shape: Shape, *, is_needed: bool) -> Iterator[Wish]:
    numbers = chance.sample(range(1, shape.talks + 1), min(shape.talks, 3 + shape.talks // 3))
    pairs = zip(numbers[1::2], numbers[2::2], strict=False)
    yield Wish(WishKind.FIRST, numbers[0], is_needed=is_needed)
    for kind, (one, other) in zip(
        (WishKind.BEFORE, WishKind.TOGETHER, WishKind.APART) * 9, pairs, strict=False
    ):
        yield Wish(kind, one, other, is_needed=is_needed)


def main() -> int:
    """Print a row for each question; 1 where a target is missed."""
    print("| question | talks | rooms x dates | CPU s | answer | proved |")
    print("|---|--:|---|--:|---|---|")
    fine = True
    for shape in SHAPES:
        for kind in KINDS:
            fine &= _line(kind, shape)
    return 0 if fine else 1


def _line(kind: str, shape: Shape) -> bool:
    task = question(kind, shape)
    begun = time.process_time()
    answer = lay(task)
    seconds = time.process_time() - begun
    if isinstance(answer, Impossible):
        said, is_proved = f"impossible: {len(answer.reasons)} needs", True
    else:
        placed = sum(len(here) for here in answer.order.values())
        said, is_proved = f"{placed} placed, {len(answer.broken)} wishes broken", answer.is_proved
    late = seconds > MOST[shape.talks]
    must = shape.talks <= 12
    print(
        f"| {kind} | {shape.talks} | {shape.rooms} x {shape.dates} | {seconds:.3f}{' **missed**' if late else ''} "
        f"| {said} | {'yes' if is_proved else '**no**'} |",
        flush=True,
    )
    return not late and (is_proved or not must)


if __name__ == "__main__":
    raise SystemExit(main())
