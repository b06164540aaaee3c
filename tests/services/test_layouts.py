"""Laying out: looked at without keeping anything, put on the agenda in one step, and the ways out that are gone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import TITLES, comment, confirmed_papers, on_session, put_all_in, set_state
from tests.rooms_world import add_room, placed
from tests.services.test_agenda_wishes import cannot, wish
from tests.web.matrix import contents
from tests.world import START, World
from wip.domain.agenda import Break
from wip.domain.agenda_weighing import weighed
from wip.domain.agenda_wishes import OrderRule, WishKind
from wip.domain.papers import PaperState, WorkStage
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.models import Commenter, CommenterHours, WipSession
from wip.queries.agendas import slots_of
from wip.services import agenda_steps, agenda_wishes, layouts
from wip.services.layout_tasks import material
from wip.services.layouts import Preview, preview

T = TypeVar("T")
KEY = b"one reader"


def look(world: World, read: Callable[[Preview], T], numbers: set[int] | None = None) -> T:
    """What a preview of these papers says."""

    def act(session: Session, row: WipSession, _by: Actor) -> T:
        return read(preview(material(session, row, numbers, None)))

    return on_session(world, act)


def titles(found: Preview) -> list[list[str]]:
    return [[talk.title for talk, _ in room.talks] for room in found.rooms]


def apply(world: World, numbers: set[int] | None = None, *, mark: str = "", seen: int = 0) -> None:
    """Lay these papers out and put the order on the agenda."""

    def act(session: Session, row: WipSession, by: Actor) -> None:
        found = material(session, row, numbers, None)
        order = {room.room.sitting_id: room.ids for room in preview(found).rooms}
        layouts.put_on(
            session,
            row,
            order,
            chosen=numbers,
            mark=mark or found.mark(KEY),
            key=KEY,
            seen=seen or row.agenda_version,
            by=by,
            now=world.now,
        )

    on_session(world, act)


def shorten(world: World, minutes: int) -> None:
    def act(session: Session, row: WipSession, _by: Actor) -> None:
        row.minutes = minutes
        session.flush()

    on_session(world, act)


def go(world: World, kind: str, *, seen: int = 0) -> None:
    """Go the way out of this kind."""

    def act(session: Session, row: WipSession, by: Actor) -> None:
        found = material(session, row, None, None)
        way = next(each for each in preview(found).ways if each.kind == kind)
        versions = {"seen": seen or row.version, "agenda_seen": row.agenda_version}
        layouts.go(session, row, found, way, **versions, by=by, now=world.now)

    on_session(world, act)


def breaks(world: World, *said: tuple[int, int]) -> None:
    def act(session: Session, row: WipSession, by: Actor) -> None:
        found = [(None, Break(after, minutes, "Coffee")) for after, minutes in said]
        layouts.keep_breaks(session, row, found, seen=row.agenda_version, by=by, now=world.now)

    on_session(world, act)


def test_looking_keeps_nothing(world: World) -> None:
    confirmed_papers(world)
    before = contents(world)
    assert look(world, titles) == [list(TITLES)]
    assert contents(world) == before


def test_what_was_looked_at_goes_on_the_agenda_in_one_step(world: World) -> None:
    confirmed_papers(world)
    apply(world)
    assert placed(world) == {"": [1, 2, 3]}

    def undo(session: Session, row: WipSession, by: Actor) -> None:
        agenda_steps.undo(session, row, seen=row.agenda_version, by=by, now=world.now)

    on_session(world, undo)
    assert placed(world) == {"": []}


def test_needed_wishes_and_hours_hold(world: World) -> None:
    confirmed_papers(world)
    wish(world, WishKind.FIRST, 3)
    cannot(world, 1)
    assert look(world, titles) == [[TITLES[2], TITLES[1], TITLES[0]]]


def test_a_commenter_who_must_leave_early_comes_early(world: World) -> None:
    confirmed_papers(world)
    comment(world, 3)

    def leave(session: Session) -> None:
        row = session.scalars(sa.select(Commenter)).one()
        until = START + timedelta(minutes=30)
        session.add(CommenterHours(commenter_id=row.id, from_at=START, until_at=until))

    world.do(leave)
    assert look(world, titles)[0][0] == TITLES[2]


def test_the_rule_by_stage_puts_the_earliest_work_first(world: World) -> None:
    confirmed_papers(world)

    def act(session: Session, row: WipSession, by: Actor) -> None:
        for number, stage in ((1, WorkStage.IN_PRINT), (2, WorkStage.DRAFT), (3, WorkStage.IDEA)):
            world.row(session, number).work_stage = stage
        agenda_wishes.keep_rules(session, row, OrderRule.STAGE, (7, 22), by=by, now=world.now)

    on_session(world, act)
    assert look(world, lambda found: [talk.stage_rank for talk in found.material.task.talks]) == [3, 2, 0]
    assert look(world, lambda found: found.material.task.rule) is OrderRule.STAGE


def test_only_confirmed_papers_and_those_on_the_agenda_unless_others_are_chosen(world: World) -> None:
    confirmed_papers(world)
    set_state(world, 2, PaperState.ACCEPTED)
    assert look(world, titles) == [[TITLES[0], TITLES[2]]]
    assert look(world, titles, {1, 2}) == [[TITLES[0], TITLES[1]]]
    set_state(world, 3, PaperState.WITHDRAWN)
    assert look(world, titles, {1, 3, 99}) == [[TITLES[0]]]


def test_a_paper_that_is_not_chosen_leaves_the_agenda(world: World) -> None:
    confirmed_papers(world)
    put_all_in(world)
    assert look(world, lambda found: [each.number for each in found.material.leaving], {1, 3}) == [2]
    apply(world, {1, 3})
    assert placed(world) == {"": [1, 3]}


def test_an_order_that_was_looked_at_before_something_changed_is_stale(world: World) -> None:
    confirmed_papers(world)
    mark = look(world, lambda found: found.material.mark(KEY))
    cannot(world, 0)
    with pytest.raises(Stale, match="have changed since this was laid out"):
        apply(world, mark=mark)
    with pytest.raises(Stale, match="Another leader changed the agenda"):
        apply(world, seen=40)
    assert placed(world) == {"": []}


def test_the_mark_is_the_same_for_every_reader_and_every_time(world: World) -> None:
    confirmed_papers(world)
    comment(world, 1, 2)
    cannot(world, 0)

    def marks(session: Session, row: WipSession, by: Actor) -> set[str]:
        return {material(session, row, None, reader).mark(KEY) for reader in (None, by.person_id, None)}

    assert len(on_session(world, marks)) == 1


def test_whoever_guesses_what_is_weighed_cannot_tell_by_the_mark(world: World) -> None:
    confirmed_papers(world)
    one, other = (look(world, lambda found, key=key: found.material.mark(key)) for key in (KEY, b"another"))  # type: ignore[misc]  # a default in a lambda
    assert one != other


def test_fixed_papers_keep_their_place(world: World) -> None:
    confirmed_papers(world)
    put_all_in(world)

    def fix(session: Session, row: WipSession, by: Actor) -> None:
        found = material(session, row, None, None)
        ids = {world.row(session, 1).id}
        layouts.fix(session, row, found, ids, seen=row.agenda_version, by=by, now=world.now)

    on_session(world, fix)
    on_session(world, fix)
    assert on_session(world, lambda s, row, _: [each.is_fixed for each in slots_of(s, row.id)]) == [
        True,
        False,
        False,
    ]
    assert look(world, lambda found: [talk.fixed for talk in found.material.task.talks]) == [
        (None, 0),
        None,
        None,
    ]
    wish(world, WishKind.FIRST, 3)
    assert look(
        world, lambda found: (found.layout, len(found.impossible.reasons) if found.impossible else 0)
    ) == (None, 2)


def kinds(found: Preview) -> list[str]:
    return [way.kind for way in found.ways]


def test_what_does_not_fit_is_named_with_the_ways_out(world: World) -> None:
    confirmed_papers(world)
    shorten(world, 85)
    assert look(world, lambda found: [talk.title for talk in found.left_out]) == [TITLES[2]]
    assert look(world, kinds) == ["shorten", "lengthen", "room", "take_out"]
    go(world, "shorten")
    assert on_session(world, lambda _s, row, _by: (row.present_minutes, row.comment_minutes)) == (14, 14)
    assert look(world, kinds) == []
    assert look(world, titles) == [list(TITLES)]


def test_the_session_is_made_longer(world: World) -> None:
    confirmed_papers(world)
    shorten(world, 85)
    go(world, "lengthen")
    assert on_session(world, lambda _s, row, _by: row.minutes) == 90


def test_a_page_that_shows_an_older_session_is_told(world: World) -> None:
    confirmed_papers(world)
    shorten(world, 85)
    with pytest.raises(Stale):
        go(world, "lengthen", seen=77)


def test_slots_with_minutes_of_their_own_are_shortened_too(world: World) -> None:
    confirmed_papers(world)
    put_all_in(world)

    def own(session: Session, row: WipSession, _by: Actor) -> None:
        slots_of(session, row.id)[0].present_minutes = 25
        session.flush()

    on_session(world, own)
    go(world, "shorten")
    assert look(world, kinds) == []


def test_a_break_is_dropped_in_one_step(world: World) -> None:
    confirmed_papers(world)
    breaks(world, (1, 10), (2, 5))
    shorten(world, 95)
    assert "drop" in look(world, kinds)
    go(world, "drop")
    assert on_session(world, lambda _s, row, _by: [each["minutes"] for each in row.breaks]) == [5]


def test_a_further_room_is_made_longer(world: World) -> None:
    confirmed_papers(world)
    add_room(world, minutes=20)
    shorten(world, 60)
    go(world, "lengthen")
    assert look(world, kinds) == []
    assert look(world, lambda found: [len(room.talks) for room in found.rooms]) == [2, 1]


def test_nobody_is_placed_twice(world: World) -> None:
    confirmed_papers(world)

    def act(session: Session, row: WipSession, by: Actor) -> None:
        found, one = material(session, row, None, None), world.row(session).id
        order: dict[int | None, list[int]] = {None: [one, one]}
        more: dict[str, Any] = {
            "chosen": None,
            "mark": found.mark(KEY),
            "key": KEY,
            "seen": row.agenda_version,
        }
        layouts.put_on(session, row, order, **more, by=by, now=world.now)

    with pytest.raises(Refusal, match="stands twice"):
        on_session(world, act)


def test_what_was_weighed_is_said(world: World) -> None:
    confirmed_papers(world)
    comment(world, 1)
    cannot(world, 2)
    wish(world, WishKind.FIRST, 3, is_needed=False)
    assert look(world, lambda found: weighed(found.material.task)) == [
        "3 papers in one room, which holds 3 full slots.",
        "As they are: the order of the agenda, then of their numbers.",
        "Kind hours: 07:00 to 22:00 on each one’s own clock. We know the time zone of nobody yet.",
        "Hours that 1 person cannot: 1 entry.",
        "1 wish for papers, of which 0 must hold.",
    ]


def test_a_commenter_counts_beside_the_presenters(world: World) -> None:
    confirmed_papers(world)
    comment(world, 1)

    def people(found: Preview) -> list[tuple[str, str]]:
        return [(who.name, who.does) for who in found.material.task.talks[0].people]

    assert look(world, people) == [("Mbali Abara", "presents"), ("Piper Nakagawa", "comments on")]


def test_sessions_keep_what_else_is_said_of_them(world: World) -> None:
    confirmed_papers(world)
    shorten(world, 85)
    before = on_session(world, lambda _s, row, _by: (row.title, row.about, row.starts_at, row.zone))
    go(world, "shorten")
    assert on_session(world, lambda _s, row, _by: (row.title, row.about, row.starts_at, row.zone)) == before
