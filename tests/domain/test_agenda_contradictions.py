"""Ways out that help, and what contradicts itself however many minutes there are."""

from typing import Any

from tests.domain.agenda_cases import at, room, talk, who
from wip.domain.agenda_contradictions import helping
from wip.domain.agenda_solving import Absence, Task, Wish, ways_out
from wip.domain.agenda_tasks import Impossible
from wip.domain.agenda_wishes import WishKind


def asked(*wishes: Wish, length: int = 80, **more: Any) -> Task:
    talks = tuple(talk(n, who(n)) for n in (1, 2, 3))
    return Task((room(length),), talks, wishes=wishes, zone="America/New_York", **more)


def kinds(task: Task) -> tuple[list[str], Impossible | None]:
    ways, against = helping(task, ways_out(task))
    return [each.kind for each in ways], against


def test_what_contradicts_nothing_has_all_ways_out() -> None:
    assert kinds(asked(Wish(WishKind.FIRST, 1))) == (["shorten", "lengthen", "room", "take_out"], None)


def test_two_wishes_that_contradict_each_other_do_so_with_any_minutes() -> None:
    """One of the two papers has no room, so that laying out alone does not see it. Two rooms have two firsts."""
    both = asked(Wish(WishKind.FIRST, 3), Wish(WishKind.FIRST, 2))
    firsts = Impossible(("“Gamma” must be the first talk.", "“Beta” must be the first talk."))
    assert kinds(both) == (["room", "take_out"], firsts)
    found, against = kinds(asked(Wish(WishKind.BEFORE, 3, 2), Wish(WishKind.BEFORE, 2, 3)))
    assert found == ["take_out"]
    assert against == Impossible(("“Gamma” must come before “Beta”.", "“Beta” must come before “Gamma”."))


def test_a_way_out_that_comes_too_late_for_somebody_is_not_offered() -> None:
    away = tuple(Absence(n, at(80), at(900)) for n in (1, 2, 3))
    assert kinds(asked(absences=away))[0] == ["shorten", "room", "take_out"]


def test_nobody_s_chair_stands_against_a_way_out() -> None:
    chairs = ((None, who(5, "chairs")),)
    away = (Absence(5, at(0), at(900)),)
    assert kinds(asked(absences=away, chairs=chairs)) == (["shorten", "lengthen", "room", "take_out"], None)
