"""Why wishes could not be had, as a chair reads it."""

from typing import Any

from tests.domain.agenda_cases import at, room, talk, who
from wip.domain.agenda_solving import Absence, Layout, Task, Wish, lay
from wip.domain.agenda_whys import MOST, Unkept, unkept_wishes
from wip.domain.agenda_wishes import WishKind

TALKS = tuple(talk(number, who(number)) for number in (1, 2, 3))
ROOMS = (room(90),)


def unkept(*wishes: Wish, **more: Any) -> list[Unkept]:
    task = Task(ROOMS, TALKS, wishes=wishes, zone="America/New_York", **more)
    found = lay(task)
    assert isinstance(found, Layout)
    named = unkept_wishes(task, found.order)
    assert tuple(each.said for each in named) == found.broken
    return named


def may(kind: WishKind, paper: int) -> Wish:
    return Wish(kind, paper, is_needed=False)


def test_a_needed_wish_stands_against_it() -> None:
    assert unkept(Wish(WishKind.FIRST, 2), may(WishKind.FIRST, 1)) == [
        Unkept(
            "“Alpha” should be the first talk, and is not.",
            ("“Beta” must be the first talk.",),
        )
    ]


def test_hours_stand_against_it() -> None:
    (found,) = unkept(may(WishKind.FIRST, 1), absences=(Absence(1, at(-60), at(20)),))
    assert found.needs == ("Hana Kim cannot before 12:20 New York, and presents “Alpha”.",)


def test_another_wish_stands_against_it() -> None:
    one, other = may(WishKind.FIRST, 1), may(WishKind.FIRST, 2)
    (found,) = unkept(one, other)
    assert (found.needs, found.is_alone) == ((), False)
    assert found.wishes == ("“Alpha” should be the first talk.",)
    assert found.said == "“Beta” should be the first talk, and is not."


def test_hours_that_nobody_can_have_stand_alone() -> None:
    (found,) = unkept(absences=(Absence(1, at(-60), at(600), is_needed=False),))
    assert found == Unkept(
        "Hana Kim would rather not be there at any time of the session, and presents “Alpha”.", is_alone=True
    )


def test_reasons_are_looked_for_of_the_first_few_alone() -> None:
    rather_not = tuple(Absence(n, at(-60), at(600), is_needed=False) for n in (1, 2, 3))
    found = unkept(may(WishKind.FIRST, 1), Wish(WishKind.FIRST, 3), absences=rather_not)
    assert [each.is_alone or bool(each.needs) for each in found] == [True] * MOST + [False]


def test_without_steps_nothing_is_claimed() -> None:
    task = Task(ROOMS, TALKS, wishes=(Wish(WishKind.FIRST, 2), may(WishKind.FIRST, 1)))
    assert unkept_wishes(task, {None: (2, 1, 3)}, 0) == [
        Unkept("“Alpha” should be the first talk, and is not.")
    ]


def test_what_is_left_out_asks_for_nothing() -> None:
    task = Task((room(60),), TALKS, wishes=(may(WishKind.FIRST, 3),))
    assert unkept_wishes(task, {None: (1, 2)}) == []
