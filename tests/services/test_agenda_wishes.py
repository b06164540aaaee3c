"""Wishes for an agenda and hours in which somebody cannot: kept once, dropped, and told by themselves."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.agenda_world import confirmed_papers, on_session, set_state
from tests.rooms_world import add_room
from tests.world import AUTHOR, START, World
from wip.domain.agenda_wishes import Away, OrderRule, PaperWish, WishKind
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.models import HistoryEvent, WipSession
from wip.queries.agenda_wishes import own_hours, rules_of, wishes_of
from wip.services import agenda_wishes
from wip.services.people import person_at

HALF = timedelta(minutes=30)


def wish(world: World, kind: WishKind, paper: int, other: int = 0, **more: Any) -> int:
    def act(session: Session, row: WipSession, by: Actor) -> int:
        other_id = world.row(session, other).id if other else None
        said = PaperWish(kind, world.row(session, paper).id, other_id, **more)
        return agenda_wishes.wish(session, row, said, by=by, now=world.now).id

    return on_session(world, act)


def cannot(world: World, *halves: int, email: str = AUTHOR, seen: tuple[int, ...] | None = None) -> bool:
    """The person tells themself in which half hours of the session they cannot."""

    def act(session: Session, row: WipSession, _by: Actor) -> bool:
        person, by = person_at(session, email, world.now), world.actor(session, email)
        ids = [each.id for each in own_hours(session, row.id, person.id)] if seen is None else seen
        away = [Away(START + HALF * n, START + HALF * (n + 1)) for n in halves]
        return agenda_wishes.tell_own(session, row, person, away, seen=ids, by=by, now=world.now)

    return on_session(world, act)


def listed(world: World) -> list[tuple[str, int, bool]]:
    """(kind, the paper's number or the hours' first half, needed)."""

    def read(session: Session, row: WipSession, _by: Actor) -> list[tuple[str, int, bool]]:
        return [
            (
                each.kind.value,
                each.paper.number if each.paper else (each.begins_at - START) // HALF,  # type: ignore[operator]
                each.is_needed,
            )
            for each in wishes_of(session, row)
        ]

    return on_session(world, read)


def test_wishes_are_kept_once(world: World) -> None:
    confirmed_papers(world)
    wish(world, WishKind.BEFORE, 3, 1)
    wish(world, WishKind.LAST, 2, is_needed=False)
    with pytest.raises(Refusal, match="in the list already"):
        wish(world, WishKind.BEFORE, 3, 1, is_needed=False)
    assert listed(world) == [("before", 3, True), ("last", 2, False)]


@pytest.mark.parametrize(
    ("kind", "other", "room", "why"),
    [
        (WishKind.APART, 0, None, "Choose the other paper"),
        (WishKind.TOGETHER, 1, None, "two different papers"),
        (WishKind.CANNOT, 0, None, "Choose what you wish"),
        (WishKind.IN_ROOM, 0, 7_000, "This room is no longer there"),
    ],
)
def test_what_makes_no_sense_is_refused(
    world: World, kind: WishKind, other: int, room: int | None, why: str
) -> None:
    confirmed_papers(world)
    with pytest.raises(Refusal, match=why):
        wish(world, kind, 1, other, sitting_id=room)
    assert listed(world) == []


def test_a_paper_without_a_place_has_no_wish(world: World) -> None:
    confirmed_papers(world)
    set_state(world, 2, PaperState.WITHDRAWN)
    for pair in ((2, 0), (1, 2)):
        with pytest.raises(Refusal, match="no longer has a place"):
            wish(world, WishKind.BEFORE if pair[1] else WishKind.FIRST, *pair)


def test_a_room_is_wished_by_its_sitting(world: World) -> None:
    confirmed_papers(world)
    second = add_room(world)
    wish(world, WishKind.IN_ROOM, 1, sitting_id=second)
    wish(world, WishKind.IN_ROOM, 1)
    found = on_session(world, lambda s, row, _by: [each.sitting_id for each in wishes_of(s, row)])
    assert found == [second, None]


def test_a_presenter_tells_and_tells_anew(world: World) -> None:
    confirmed_papers(world)
    assert cannot(world, 0, 2) is True
    assert cannot(world, 2, 0) is False
    assert cannot(world, 1, 2) is True
    assert listed(world) == [("cannot", 1, True), ("cannot", 2, True)]
    assert cannot(world) is True
    assert listed(world) == []


def test_an_old_window_of_the_presenter_is_told_so(world: World) -> None:
    confirmed_papers(world)
    cannot(world, 0)
    with pytest.raises(Stale, match="other hours while this page was open"):
        cannot(world, 1, seen=())
    # The same said twice is said once, whatever the window showed.
    assert cannot(world, 0, seen=()) is False
    assert listed(world) == [("cannot", 0, True)]


def test_hours_without_a_length_are_refused(world: World) -> None:
    confirmed_papers(world)

    def act(session: Session, row: WipSession, by: Actor) -> None:
        person = person_at(session, AUTHOR, world.now)
        agenda_wishes.cannot(session, row, person, Away(START, START), by=by, now=world.now)

    with pytest.raises(Refusal, match="The end lies before the beginning"):
        on_session(world, act)


def test_the_history_of_hours_belongs_to_the_person_s_paper(world: World) -> None:
    confirmed_papers(world)
    cannot(world, 0)
    cannot(world)

    def read(session: Session) -> list[tuple[str, int | None]]:
        events = session.query(HistoryEvent).filter(HistoryEvent.thing == "agenda_wishes")
        return [(event.act, event.paper_id) for event in events.order_by(HistoryEvent.id)]

    paper_id = world.do(lambda s: world.row(s, 1).id)
    assert world.do(read) == [("add hours", paper_id), ("remove hours", paper_id)]


def test_rules_are_as_usual_until_they_are_kept(world: World) -> None:
    def read(session: Session, row: WipSession, _by: Actor) -> tuple[str, int, int]:
        found = rules_of(session, row)
        return found.order, found.kind_from, found.kind_until

    def keep(session: Session, row: WipSession, by: Actor) -> None:
        agenda_wishes.keep_rules(session, row, OrderRule.STAGE, (8, 20), by=by, now=world.now)

    assert on_session(world, read) == ("as_they_are", 7, 22)
    on_session(world, keep)
    on_session(world, keep)
    assert on_session(world, read) == (OrderRule.STAGE, 8, 20)
    acts = world.do(lambda s: s.query(HistoryEvent).filter_by(act="change agenda rules").count())
    assert acts == 1
