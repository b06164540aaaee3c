"""Reminders of reviews: a week and two days before, and the day after; one a person and date; stopped by either side."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.reading import add_papers, add_readers, decline, give, set_reading
from tests.selecting import score
from tests.world import World
from wip.domain.letters import LetterKind
from wip.domain.reminders import Reminder, reminder_at
from wip.domain.reviews import Reading
from wip.models import Call
from wip.services import reminders

AHEAD = timedelta(days=20)


def due(world: World) -> datetime:
    at = world.now + AHEAD
    world.do(lambda s: s.execute(sa.update(Call).values(review_due_at=at)))
    return at


def remind(world: World, at: datetime) -> int:
    return world.do(lambda s: reminders.remind_due(s, at))


def told(world: World) -> list[tuple[str, str]]:
    letters = world.letters(kind=LetterKind.REVIEWS_DUE)
    return [(each.to_email, each.subject.split(":")[0].split(" due ")[0].strip()) for each in letters]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-8, None), (-7, Reminder.WEEK), (-2.1, Reminder.WEEK), (-2, Reminder.DAYS), (-0.1, Reminder.DAYS),
        (0, None), (0.9, None), (1, Reminder.LATE), (2.9, Reminder.LATE), (3, None),
    ],
)  # fmt: skip
def test_when(world: World, days: float, expected: Reminder | None) -> None:
    assert reminder_at(world.now, world.now + timedelta(days=days)) is expected


def test_each_date_brings_one_letter_to_those_who_are_not_done(world: World) -> None:
    set_reading(world, Reading.ASSIGNED)
    add_papers(world, 3)
    one, two, three = add_readers(world)
    give(world, [(1, one), (2, one), (1, two), (2, three)])
    score(world, 1, two, 4)
    decline(world, 2, three)
    at = due(world)
    assert remind(world, at - timedelta(days=8)) == 0
    assert [remind(world, at - timedelta(days=7) + timedelta(minutes=15 * n)) for n in range(3)] == [1, 0, 0]
    score(world, 1, one, 3)
    assert remind(world, at - timedelta(days=1)) == 1
    assert remind(world, at + timedelta(days=1)) == 1
    assert told(world) == [(one, "2 reviews are"), (one, "1 review is"), (one, "1 review is overdue")]


def test_where_everybody_reads_everything_what_is_left_is_counted(world: World) -> None:
    add_papers(world, 3)
    one, two = add_readers(world, 2)
    world.paper("Their Own", two)
    score(world, 1, one, 4)
    for number in (1, 2, 3):
        score(world, number, two, 4)
    at = due(world)
    assert remind(world, at - timedelta(days=6)) == 1
    assert told(world) == [(one, "3 reviews are")]


def test_papers_given_today_are_no_reason(world: World) -> None:
    set_reading(world, Reading.ASSIGNED)
    add_papers(world, 1)
    (one,) = add_readers(world, 1)
    at = due(world)
    world.now = at - timedelta(days=3)
    give(world, [(1, one)])
    assert remind(world, at - timedelta(days=2.5)) == 0
    assert remind(world, at - timedelta(days=1.5)) == 1


def test_leaders_stop_them_for_all_and_each_for_themself(world: World) -> None:
    set_reading(world, Reading.ASSIGNED, reminds=False)
    add_papers(world, 1)
    one, two = add_readers(world, 2)
    give(world, [(1, one), (1, two)])
    at = due(world)
    assert remind(world, at - timedelta(days=6)) == 0
    set_reading(world, Reading.ASSIGNED)

    def want(*, wanted: bool) -> None:
        world.do(
            lambda s: reminders.want_reminders(
                s, world.call(s).wip_session, wanted=wanted, by=world.actor(s, one), now=world.now
            )
        )

    want(wanted=False)
    want(wanted=False)
    assert remind(world, at - timedelta(days=6)) == 1
    assert [email for email, _ in told(world)] == [two]
    want(wanted=True)
    assert remind(world, at - timedelta(days=6)) == 1


def test_another_due_date_has_its_own_reminders(world: World) -> None:
    set_reading(world, Reading.ASSIGNED)
    add_papers(world, 1)
    (one,) = add_readers(world, 1)
    give(world, [(1, one)])
    at = due(world)
    assert remind(world, at - timedelta(days=6)) == 1
    later = at + timedelta(days=30)
    world.do(lambda s: s.execute(sa.update(Call).values(review_due_at=later)))
    assert remind(world, later - timedelta(days=6)) == 1
