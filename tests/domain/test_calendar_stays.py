"""When papers had a place: what is noted, and when somebody lost their last one."""

from datetime import UTC, datetime, timedelta

from wip.domain.calendar_stays import Stay, turns_of

START = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(hour: int) -> datetime:
    return START + hour * HOUR


def test_a_paper_comes_leaves_and_comes_back_once_each() -> None:
    stay = (
        Stay.begun("Mercy", START).now_in("Mercy", at(1)).now_out(at(2)).now_out(at(3)).now_in("Mercy", at(4))
    )
    assert stay == Stay("Mercy", START, (START, at(2), at(4)))
    assert Stay.read(stay.stored) == stay


def test_another_title_has_a_moment_of_its_own_in_the_next_second() -> None:
    stay = Stay.begun("Mercy", START).now_in("Mercy as Procedure", at(1))
    assert stay == Stay("Mercy as Procedure", at(1) + timedelta(seconds=1), (START,))


def test_somebody_has_a_place_as_long_as_one_of_their_papers_has() -> None:
    one, other = Stay.begun("One", START).now_out(at(2)), Stay.begun("Other", at(1))
    assert turns_of([one, other]) == []
    assert turns_of([one, other.now_out(at(3))]) == [at(3)]
    assert turns_of([one, Stay.begun("Later", at(5))]) == [at(2), at(5)]
    assert turns_of([one, Stay.begun("At once", at(2))]) == []
    assert turns_of([]) == []
