"""Running a room: presses are taken once, links end at one press, and the times kept become minutes over."""

from dataclasses import fields, replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import comment, confirmed_papers, on_session, put_all_in
from tests.show_world import at, in_room, opened, press, state
from tests.world import COMMENTER, START, World
from wip.domain.links import LinkKind
from wip.domain.people import Actor, Role
from wip.domain.refusals import Refusal
from wip.domain.shows import MarkKind, Phase, TurnState
from wip.models import AgendaSlot, HistoryEvent, Show, ShowMark, SpeakingTurn, WipSession
from wip.queries.shows import came_to, here_in, queue_of
from wip.services import sessions, show_floors, shows
from wip.services.rehearsals import BEFORE_FIRST
from wip.services.sessions import SessionFacts
from wip.services.show_floors import TurnStep
from wip.services.show_rooms import expected_in, programme_at
from wip.services.show_times import times_kept


def minutes_over(world: World) -> list[int | None]:
    return world.do(
        lambda s: list(s.scalars(sa.select(AgendaSlot.minutes_over).order_by(AgendaSlot.position)))
    )


def run_through(world: World) -> None:
    """The first paper four minutes over, the second on its time, the third left out."""
    press(world, MarkKind.PRESENT, 0, 1)
    press(world, MarkKind.COMMENT, 18)
    press(world, MarkKind.PRESENT, 34, 2)
    press(world, MarkKind.COMMENT, 48)
    press(world, MarkKind.SKIP, 50, 3)
    press(world, MarkKind.END, 62)


def test_two_chairs_who_press_at_once_advance_once(world: World) -> None:
    opened(world)
    press(world, MarkKind.PRESENT, 0, 1)
    press(world, MarkKind.COMMENT, 15, seen=1)
    with pytest.raises(Refusal, match="Somebody was faster: Robin Vale went on to the comments"):
        press(world, MarkKind.COMMENT, 15, seen=1)
    found = state(world, 16)
    assert (found.number, found.clock.phase) == (2, Phase.COMMENTING)
    assert world.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(ShowMark))) == 2


@pytest.mark.parametrize(
    ("kind", "number", "sentence"),
    [
        (MarkKind.COMMENT, None, "is not possible from there"),
        (MarkKind.UNDO, None, "nothing to take back"),
        (MarkKind.PRESENT, None, "not among those still to come"),
    ],
)
def test_what_cannot_be_pressed_is_refused_in_words(
    world: World, kind: MarkKind, number: int | None, sentence: str
) -> None:
    opened(world)
    with pytest.raises(Refusal, match=sentence):
        press(world, kind, 0, number)
    assert state(world, 0).number == 0


def test_a_press_that_was_kept_counts_from_when_it_was_made(world: World) -> None:
    opened(world)
    press(world, MarkKind.PRESENT, 0, 1)

    def late(session: Session, row: WipSession, show: Show, by: Actor) -> None:
        what = shows.Pressed(MarkKind.COMMENT, 1, at(15))
        shows.press(session, row, show, programme_at(session, row, 0, by), what, by=by, now=at(21))
        what = shows.Pressed(MarkKind.PAUSE, 2, at(9000))
        shows.press(session, row, show, programme_at(session, row, 0, by), what, by=by, now=at(22))

    in_room(world, late)
    assert world.do(lambda s: list(s.scalars(sa.select(ShowMark.at).order_by(ShowMark.number)))) == [
        at(0),
        at(15),
        at(22),
    ]


def test_times_kept_fill_the_minutes_over_and_undo_empties_them(world: World) -> None:
    opened(world)
    run_through(world)
    assert minutes_over(world) == [4, 0, None]
    kept = on_session(world, lambda s, row, _by: times_kept(s, row))
    assert [(one.began_at, one.turned_at, one.ended_at, one.over) for one in kept.values()] == [
        (at(0), at(18), at(34), 4),
        (at(34), at(48), at(62), 0),
    ]
    press(world, MarkKind.UNDO, 63)
    assert minutes_over(world) == [None, None, None]


def test_what_a_leader_noted_stays(world: World) -> None:
    opened(world)
    world.do(
        lambda s: s.execute(sa.update(AgendaSlot).where(AgendaSlot.position == 1).values(minutes_over=9))
    )
    run_through(world)
    press(world, MarkKind.UNDO, 63)
    assert minutes_over(world) == [9, None, None]


def test_a_rehearsal_keeps_no_times_and_is_cleared(world: World) -> None:
    opened(world)
    week = -7 * 24 * 60
    press(world, MarkKind.PRESENT, week, 1)
    found = state(world, week + 3)
    assert (found.is_rehearsal, found.clock.late, found.clock.paper_id is not None) == (True, 0, True)
    press(world, MarkKind.END, week + 50)
    assert minutes_over(world) == [None, None, None]
    assert on_session(world, lambda s, row, _by: times_kept(s, row)) == {}
    assert state(world, -10).clock.phase is Phase.WAITING

    def clear(session: Session, row: WipSession, show: Show, by: Actor, minutes: float) -> None:
        programme = programme_at(session, row, 0, by)
        shows.clear_rehearsal(session, row, show, programme, by=by, now=at(minutes))

    with pytest.raises(Refusal, match="too near"):
        in_room(world, lambda s, row, show, by: clear(s, row, show, by, -10))
    in_room(world, lambda s, row, show, by: clear(s, row, show, by, week + 60))
    assert state(world, week + 61).number == BEFORE_FIRST


def test_a_rehearsal_stays_one_when_the_session_moves_near(world: World) -> None:
    opened(world)
    day = -24 * 60
    press(world, MarkKind.PRESENT, day, 1)

    def rehearse(session: Session, row: WipSession, show: Show, by: Actor) -> None:
        people = [one.person_id for one in expected_in(session, row, programme_at(session, row, 0, by), by)]
        show_floors.note_here(session, show, {people[0]: True}, now=at(day))
        show_floors.ask_to_speak(session, show, "Ann", None, now=at(day))

    in_room(world, rehearse)
    assert came(world) == {}
    move(world, day + 20)
    found = state(world, day + 5)
    assert (found.is_rehearsal, found.clock.phase, found.number, found.undoes) == (
        False,
        Phase.WAITING,
        0,
        None,
    )
    assert in_room(world, lambda s, _r, show, _b: (here_in(s, show.id), queue_of(s, show.id, None))) == (
        {},
        [],
    )
    with pytest.raises(Refusal, match="The rehearsal is over: what is pressed now counts"):
        press(world, MarkKind.COMMENT, day + 5, seen=BEFORE_FIRST + 1)
    press(world, MarkKind.PRESENT, day + 20, 1)
    press(world, MarkKind.END, day + 40)
    assert [kept.began_at for kept in on_session(world, lambda s, row, _by: times_kept(s, row)).values()] == [
        at(day + 20)
    ]
    # What ran for good is out of the way while the date is another one, and is there again when it is put back.
    move(world, 0)
    assert on_session(world, lambda s, row, _by: times_kept(s, row)) == {}
    assert state(world, day + 50).clock.phase is Phase.WAITING
    move(world, day + 20)
    assert len(on_session(world, lambda s, row, _by: times_kept(s, row))) == 1


def test_the_first_press_that_counts_clears_the_rehearsal(world: World) -> None:
    opened(world)
    press(world, MarkKind.PRESENT, -61, 1)
    in_room(world, lambda s, _r, show, _b: show_floors.ask_to_speak(s, show, "Ann", None, now=at(-61)))
    in_room(
        world,
        lambda s, _r, show, _b: show_floors.ask_to_speak(s, show, "Ann", None, now=at(-59), since=at(-60)),
    )
    press(world, MarkKind.PRESENT, 0, 1)
    assert world.do(lambda s: list(s.scalars(sa.select(ShowMark.number)))) == [1]
    assert world.do(lambda s: list(s.scalars(sa.select(SpeakingTurn.asked_at)))) == [at(-59)]


def came(world: World) -> dict[int, bool]:
    return on_session(world, lambda s, row, _by: came_to(s, row.id))


def move(world: World, minutes: float) -> None:
    """The session begins so many minutes after the start that it had, and its plan of dates is none of this test's."""

    def act(session: Session, row: WipSession, by: Actor) -> None:
        facts = SessionFacts(**{each.name: getattr(row, each.name) for each in fields(SessionFacts)})
        moved = replace(facts, starts_at=at(minutes))
        sessions.change(session, row, moved, seen=row.version, by=by, now=world.now, along={})

    on_session(world, act)


def test_after_two_hours_nothing_is_pressed_and_what_is_kept_stays(world: World) -> None:
    opened(world)
    run_through(world)
    assert (state(world, 200).undoes, state(world, 211).undoes) == (MarkKind.END, None)
    # Whoever takes the end back has two hours to press it again, and it is the one that it was.
    press(world, MarkKind.UNDO, 205)
    press(world, MarkKind.END, 220)
    for kind in (MarkKind.UNDO, MarkKind.END):
        with pytest.raises(Refusal, match="The hours of this room are over, and what its clock kept stays"):
            press(world, kind, 40_000)
    kept = on_session(world, lambda s, row, _by: times_kept(s, row))
    assert (minutes_over(world), [one.ended_at for one in kept.values()]) == ([4, 0, None], [at(34), at(62)])


def test_an_end_that_was_pressed_too_early_is_pressed_again_when_it_comes(world: World) -> None:
    opened(world)
    run_through(world)
    press(world, MarkKind.UNDO, 63)
    press(world, MarkKind.END, 70)
    assert minutes_over(world) == [4, 6, None]


def test_a_room_in_which_nobody_pressed_may_begin_late_on_its_day(world: World) -> None:
    opened(world)
    press(world, MarkKind.PRESENT, 300, 1)
    assert state(world, 301).clock.phase is Phase.PRESENTING


def test_links_are_made_replaced_and_ended_by_one_press_each(world: World) -> None:
    opened(world)
    first = in_room(world, lambda _s, _r, show, _b: shows.link_of(show, LinkKind.HELPER))

    def again(session: Session, row: WipSession, show: Show, by: Actor) -> None:
        shows.make_link(session, row, show, LinkKind.HELPER, by=by, now=world.now)

    in_room(world, again)
    second = in_room(world, lambda _s, _r, show, _b: shows.link_of(show, LinkKind.HELPER))
    assert first is not None
    assert second is not None
    assert first.generation < second.generation
    in_room(world, lambda s, r, show, b: shows.revoke_link(s, r, show, LinkKind.HELPER, by=b, now=world.now))
    assert in_room(world, lambda _s, _r, show, _b: shows.link_of(show, LinkKind.HELPER)) is None
    acts = world.do(
        lambda s: list(s.scalars(sa.select(HistoryEvent.act).where(HistoryEvent.thing == "shows")))
    )
    assert acts == [
        "open show",
        "make helper link",
        "make screen link",
        "make helper link",
        "revoke helper link",
    ]


def test_the_queue_goes_by_asking_and_one_speaks_at_a_time(world: World) -> None:
    opened(world)

    def act(session: Session, _row: WipSession, show: Show, _by: Actor) -> list[tuple[str, TurnState]]:
        for name in ("Ann", "Bo", "Cy", "Di"):
            show_floors.ask_to_speak(session, show, name, None, now=world.now)
        with pytest.raises(Refusal, match="in the queue already"):
            show_floors.ask_to_speak(session, show, "ANN", None, now=world.now)
        ids = {turn.name: turn.id for turn in queue_of(session, show.id, None)}
        steps = (("Cy", TurnStep.UP), ("Ann", TurnStep.UP), ("Ann", TurnStep.CALL), ("Cy", TurnStep.CALL))
        for name, step in (*steps, ("Di", TurnStep.REMOVE)):
            show_floors.step_turn(session, show, ids[name], step, None, now=world.now)
        return [(t.name, t.state) for t in session.scalars(sa.select(SpeakingTurn).order_by("position"))]

    assert in_room(world, act) == [
        ("Ann", TurnState.DONE),
        ("Cy", TurnState.SPEAKING),
        ("Bo", TurnState.WAITING),
        ("Di", TurnState.GONE),
    ]


def test_who_is_here_is_noted_of_those_shown_and_offered_afterwards(world: World) -> None:
    opened(world)
    comment(world, 1)

    def act(session: Session, row: WipSession, show: Show, by: Actor) -> tuple[dict[int, bool], list[int]]:
        expected = expected_in(session, row, programme_at(session, row, 0, by), by)
        assert [one.parts[0].split()[0] for one in expected] == [
            "presents",
            "comments",
            "presents",
            "presents",
        ]
        people = [one.person_id for one in expected]
        told = {people[0]: True, people[1]: True, people[2]: False}
        assert show_floors.note_here(session, show, told, now=START) == 2
        assert show_floors.note_here(session, show, {people[0]: False}, now=START) == 1
        return here_in(session, show.id), people

    here, people = in_room(world, act)
    assert here == {people[0]: False, people[1]: True}
    came = on_session(world, lambda s, row, _by: came_to(s, row.id))
    commenter = world.do(lambda s: world.actor(s, COMMENTER).person_id)
    assert came[commenter or 0] is True


def test_before_publishing_only_leaders_see_titles_and_names(world: World) -> None:
    confirmed_papers(world)
    put_all_in(world)

    def read(session: Session, row: WipSession, by: Actor) -> tuple[list[str], list[str], int, int]:
        helper = Actor(name="a helper")
        leader = by.towards(frozenset({Role.LEADER}))
        mine, theirs = programme_at(session, row, 0, leader), programme_at(session, row, 0, helper)
        return (
            [one.title for one in mine.papers.values()],
            [one.title for one in theirs.papers.values()],
            len(expected_in(session, row, mine, leader)),
            len(expected_in(session, row, theirs, helper)),
        )

    titles = ["Quotas Without Numbers", "Mercy as Procedure", "The Plea, Unbargained"]
    assert on_session(world, read) == (titles, ["Paper 1", "Paper 2", "Paper 3"], 3, 0)
