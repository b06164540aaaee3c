"""Undo and redo on the working agenda: every change is one step, and what cannot be restored is said."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import confirmed_papers, on_session, put_all_in, set_state
from tests.conftest import NOW
from tests.rooms_world import add_room, placed, remove_room
from tests.world import World
from wip.domain.agenda import Break
from wip.domain.agenda_steps import spoken
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.sessions import SessionState
from wip.models import AgendaSlot, AgendaStep, Paper, WipSession
from wip.queries.agendas import slots_of
from wip.services import agenda_steps, agendas, retractions
from wip.services.agendas import Place

COFFEE = (None, Break(1, 10, "Coffee"))


@pytest.fixture
def ready(world: World) -> World:
    confirmed_papers(world)
    put_all_in(world)
    return world


def order(world: World) -> list[int]:
    return on_session(world, lambda s, row, _by: [slot.paper.number for slot in slots_of(s, row.id)])


def breaks(world: World) -> list[str]:
    return on_session(world, lambda _s, row, _by: [each["name"] for each in row.breaks])


def said(world: World) -> list[str]:
    return on_session(
        world,
        lambda s, _row, _by: [
            spoken(text, {}) for text in s.scalars(sa.select(AgendaStep.said).order_by(AgendaStep.number))
        ],
    )


def shift(world: World, place: int, step: int) -> None:
    def act(session: Session, row: WipSession, by: Actor) -> None:
        slot = slots_of(session, row.id)[place]
        agendas.shift(session, row, slot.id, step, seen=row.agenda_version, by=by, now=NOW)

    on_session(world, act)


def undo(world: World) -> list[str]:
    return on_session(
        world, lambda s, row, by: agenda_steps.undo(s, row, seen=row.agenda_version, by=by, now=NOW)
    )


def redo(world: World) -> list[str]:
    return on_session(
        world, lambda s, row, by: agenda_steps.redo(s, row, seen=row.agenda_version, by=by, now=NOW)
    )


def exactly(
    world: World, *places: tuple[int, int], breaks: tuple[tuple[int | None, Break], ...] = ()
) -> None:
    """(paper, room) in order, as the page sends them."""

    def act(session: Session, row: WipSession, by: Actor) -> None:
        ids = {slot.paper.number: slot.id for slot in slots_of(session, row.id)}
        typed = {ids[number]: Place(place, room=room) for place, (number, room) in enumerate(places, 1)}
        seen = row.agenda_version
        agendas.arrange(session, row, typed, seen=seen, by=by, now=NOW, breaks=breaks, exact=True)

    on_session(world, act)


def test_every_change_is_a_step_in_words(ready: World) -> None:
    shift(ready, 2, -1)
    exactly(ready, (1, 0), (3, 0), (2, 0), breaks=(COFFEE,))

    def off(session: Session, row: WipSession, by: Actor) -> None:
        slot = slots_of(session, row.id)[0]
        agendas.take_off(session, row, slot.id, seen=row.agenda_version, by=by, now=NOW)

    on_session(ready, off)
    assert said(ready) == [
        "Put 3 papers on the agenda",
        "Moved paper 3 to place 2",
        "Added the break “Coffee”",
        "Took paper 1 off the agenda",
    ]


def test_undo_goes_back_step_by_step_and_redo_comes_again(ready: World) -> None:
    shift(ready, 2, -1)
    exactly(ready, (3, 0), (1, 0), (2, 0), breaks=(COFFEE,))
    assert (order(ready), breaks(ready)) == ([3, 1, 2], ["Coffee"])
    assert undo(ready) == []
    assert (order(ready), breaks(ready)) == ([1, 3, 2], [])
    undo(ready)
    assert order(ready) == [1, 2, 3]
    undo(ready)
    assert order(ready) == []
    with pytest.raises(Refusal, match="nothing to undo"):
        undo(ready)
    for expected in ([1, 2, 3], [1, 3, 2], [3, 1, 2]):
        assert redo(ready) == []
        assert order(ready) == expected
    assert breaks(ready) == ["Coffee"]
    with pytest.raises(Refusal, match="nothing to do again"):
        redo(ready)


def test_a_new_step_takes_the_place_of_those_that_were_undone(ready: World) -> None:
    shift(ready, 2, -1)
    undo(ready)
    shift(ready, 0, 1)
    assert said(ready) == ["Put 3 papers on the agenda", "Moved paper 1 to place 2"]
    with pytest.raises(Refusal):
        redo(ready)


def test_what_changes_nothing_is_no_step(ready: World) -> None:
    exactly(ready, (1, 0), (2, 0), (3, 0))
    shift(ready, 0, -1)
    assert said(ready) == ["Put 3 papers on the agenda"]


def test_a_paper_that_lost_its_place_stays_out_and_one_that_joined_stays_at_the_end(ready: World) -> None:
    shift(ready, 2, -1)
    ready.do(lambda s: retractions.take_out(s, ready.row(s, 1), by=ready.system, now=NOW))
    set_state(ready, 1, PaperState.WITHDRAWN)
    number = ready.paper("Joined Since", "late@law.example.edu")
    set_state(ready, number, PaperState.CONFIRMED)

    def joins(session: Session, row: WipSession, _by: Actor) -> None:
        paper = session.scalars(sa.select(Paper).where(Paper.number == number)).one()
        session.add(AgendaSlot(wip_session_id=row.id, paper_id=paper.id, position=1))

    on_session(ready, joins)
    assert undo(ready) == [
        "{1} has lost its place in the session and stays out",
        f"{{{number}}} has joined since and stays at the end",
    ]
    assert order(ready) == [2, 3, number]


def test_a_stale_undo_changes_nothing_and_says_who_did_what(ready: World) -> None:
    shift(ready, 2, -1)

    def act(session: Session, row: WipSession, by: Actor) -> None:
        agenda_steps.undo(session, row, seen=row.agenda_version - 1, by=by, now=NOW)

    with pytest.raises(Stale) as no:
        on_session(ready, act)
    assert [change.split(": ", 1)[1] for change in no.value.changes] == ["Moved paper 3 to place 2."]
    assert no.value.changes[0].startswith("Robin Vale, ")
    assert order(ready) == [1, 3, 2]


def test_between_rooms_and_back_although_the_room_is_gone(ready: World) -> None:
    room = add_room(ready)
    exactly(ready, (1, 0), (3, room), (2, 0))
    assert placed(ready) == {"Room A": [1, 2], "Room B": [3]}
    assert said(ready)[-1] == "Moved paper 3 to place 1 in Room B"
    exactly(ready, (3, room), (1, room), (2, 0), breaks=((room, Break(1, 5, "Pause")),))
    assert placed(ready) == {"Room A": [2], "Room B": [3, 1]}
    undo(ready)
    assert placed(ready) == {"Room A": [1, 2], "Room B": [3]}
    remove_room(ready, room)
    assert redo(ready) == [
        "the room of {3} is no longer there, so that it lies in the first one",
        "the room of {1} is no longer there, so that it lies in the first one",
    ]
    assert order(ready) == [2, 3, 1]


def test_a_layout_is_applied_as_one_step(ready: World) -> None:
    def lay(session: Session, row: WipSession, by: Actor) -> None:
        ids = {slot.paper.number: slot.paper_id for slot in slots_of(session, row.id)}
        order: dict[int | None, list[int]] = {None: [ids[3], ids[1]]}
        agenda_steps.apply_layout(session, row, order, [COFFEE], seen=row.agenda_version, by=by, now=NOW)

    on_session(ready, lay)
    assert (order(ready), breaks(ready), said(ready)[-1]) == ([3, 1], ["Coffee"], "Laid the agenda out")
    undo(ready)
    assert (order(ready), breaks(ready)) == ([1, 2, 3], [])


def test_a_hundred_steps_are_kept(ready: World) -> None:
    for _ in range(51):
        shift(ready, 0, 1)
        shift(ready, 1, -1)
    assert len(said(ready)) == agenda_steps.KEPT
    assert "Put 3 papers on the agenda" not in said(ready)


def test_the_agenda_of_a_cancelled_session_stays_as_it_was(ready: World) -> None:
    shift(ready, 0, 1)
    on_session(ready, lambda _s, row, _by: setattr(row, "state", SessionState.CANCELLED))
    for act in (lambda: shift(ready, 0, 1), lambda: undo(ready)):
        with pytest.raises(Refusal, match=r"The session is cancelled\. Its agenda stays as it was\."):
            act()
    assert order(ready) == [2, 1, 3]
