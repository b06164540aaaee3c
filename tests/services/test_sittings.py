"""Sittings: rooms and dates added, changed and taken away; slots in one room or the other."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import (
    comment,
    confirmed_papers,
    on_session,
    publish,
    put_all_in,
)
from tests.rooms_world import APRIL, ROOM_B, add_room, change_room, move_to, placed, remove_room, sitting_ids
from tests.world import START, World
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.models import AgendaSlot, Amendment, HistoryEvent, Sitting, WipSession
from wip.services import attendance, sittings
from wip.services.agenda_clashes import clashes_of
from wip.services.agenda_drafts import draft_of
from wip.services.attendance import takes_attendees
from wip.services.sittings import SittingFacts


def sentences(world: World) -> str:
    return on_session(world, lambda s, row, _by: draft_of(s, row).fit.sentence)


def test_the_first_room_gets_a_name_with_the_second_and_loses_it_with_the_last(world: World) -> None:
    def names(session: Session, row: WipSession, _by: Actor) -> list[str]:
        return [room.name for room in sittings.rooms_of(session, row)]

    before = on_session(world, names)
    b, c = add_room(world), add_room(world, "Room C")
    both = on_session(world, names)
    remove_room(world, b)
    remove_room(world, c)
    assert (before, both, on_session(world, names)) == ([""], ["Room A", "Room B", "Room C"], [""])


@pytest.mark.parametrize(
    ("name", "more", "field", "words"),
    [
        ("", {}, "name", "Give it a name"),
        ("room a", {}, "first", "the name of another"),
        ("Room B", {"first": ""}, "first", "Name the first"),
        ("Room B", {"first": "ROOM B"}, "first", "the name of another"),
        ("Room B", {"starts_at": START - timedelta(days=300)}, "starts", "has passed"),
        ("Room B", {"starts_at": START - timedelta(days=40)}, "starts", "decision date"),
        ("Room B", {"join_link": "http://x.example.edu"}, "join_link", "begins with https"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    world: World, name: str, more: dict[str, str], field: str, words: str
) -> None:
    with pytest.raises(Refusal, match=words) as no:
        add_room(world, name, **more)  # type: ignore[arg-type]  # arguments of add_room
    assert (no.value.field, sitting_ids(world)) == (field, [])


def test_two_leaders_at_once_do_not_overwrite_each_other(world: World) -> None:
    id_ = add_room(world)

    def act(session: Session, row: WipSession, by: Actor) -> None:
        sitting = session.get_one(Sitting, id_)
        facts = SittingFacts("Room Z", START, 60)
        sittings.change(session, row, sitting, facts, seen=sitting.version - 1, by=by, now=world.now)

    with pytest.raises(Stale, match="Another leader changed the rooms"):
        on_session(world, act)


def test_of_a_date_that_moves_twice_at_once_the_call_tells_the_last_alone(world: World) -> None:
    id_ = add_room(world, "Day two", APRIL, first="Day one")
    for days in (1, 2):
        change_room(world, id_, starts_at=APRIL + timedelta(days=days))
    read = sa.select(Amendment.sentences).order_by(Amendment.number)
    (said,) = world.do(lambda s: s.scalars(read).all())
    assert [each for each in said if "Day two" in each] == [
        "“Day two” takes place Sat 17 Apr 2027, 12:00–13:30 New York (UTC-4)."
    ]
    remove_room(world, id_)
    (said,) = world.do(lambda s: s.scalars(read).all())
    assert [each for each in said if "Day two" in each] == ["“Day two” no longer takes place."]


def test_papers_go_into_the_first_room_with_space(world: World) -> None:
    confirmed_papers(world, 6)
    add_room(world, minutes=60)
    put_all_in(world)
    assert placed(world) == {"Room A": [1, 2, 3, 6], "Room B": [4, 5]}
    assert sentences(world) == (
        "Room A: 4 slots do not fit: 30 minutes too many. You can shorten each slot to 22 minutes, "
        "make it 120 minutes long, or take out a paper."
    )
    with pytest.raises(Refusal, match="Room A: 4 slots do not fit"):
        publish(world, world.now)


def test_a_paper_moves_to_the_end_of_another_room_and_back(world: World) -> None:
    confirmed_papers(world)
    b = add_room(world)
    put_all_in(world)
    move_to(world, b, 1, 3)
    there = placed(world)
    move_to(world, 0, 1)
    assert (there, placed(world)) == (
        {"Room A": [2], "Room B": [1, 3]},
        {"Room A": [2, 1], "Room B": [3]},
    )


def test_a_room_of_another_session_is_no_room_here(world: World) -> None:
    confirmed_papers(world)
    add_room(world)
    put_all_in(world)
    with pytest.raises(Refusal, match="no longer there"):
        move_to(world, 999, 1)


def test_taking_a_room_away_sends_its_papers_back(world: World) -> None:
    confirmed_papers(world)
    b = add_room(world)
    put_all_in(world)
    move_to(world, b, 1, 3)
    version = on_session(world, lambda _s, row, _by: row.agenda_version)
    assert remove_room(world, b) == 2
    assert (placed(world), on_session(world, lambda _s, row, _by: row.agenda_version)) == (
        {"": [2]},
        version + 1,
    )
    left = world.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(AgendaSlot)))
    assert left == 1


def test_whoever_would_be_in_two_rooms_at_once_is_named(world: World) -> None:
    confirmed_papers(world)
    b = add_room(world)
    put_all_in(world)
    comment(world, 1, 2)
    assert (
        on_session(world, lambda s, row, _by: [one.sentence for one in clashes_of(s, row, draft_of(s, row))])
        == []
    )
    move_to(world, b, 2)
    assert on_session(
        world, lambda s, row, _by: [one.sentence for one in clashes_of(s, row, draft_of(s, row))]
    ) == [
        (
            "Piper Nakagawa comments on “Quotas Without Numbers” in Room A and comments on “Mercy as Procedure” "
            "in Room B at the same time (12:00)."
        )
    ]


def test_the_history_says_that_there_is_a_link_and_not_which(world: World) -> None:
    b = add_room(world, join_link=ROOM_B)
    change_room(world, b, join_link=f"{ROOM_B}-new")
    remove_room(world, b)
    events = world.do(
        lambda s: [
            (event.act, event.old.get("join_link"), event.new.get("join_link"))
            for event in s.scalars(
                sa.select(HistoryEvent).where(HistoryEvent.thing == "sittings").order_by(HistoryEvent.id)
            )
        ]
    )
    assert events == [("add room", None, True), ("change room", True, True), ("remove room", True, None)]


def test_the_door_stays_open_until_the_last_date_is_over(world: World) -> None:
    add_room(world, "April", APRIL)
    moments = START + timedelta(days=7), APRIL + timedelta(hours=2)
    found = world.do(lambda s: [takes_attendees(world.call(s), at) for at in moments])
    assert found == [True, False]


def test_who_signs_up_hears_of_every_date(world: World) -> None:
    add_room(world, "April", APRIL, first="March")
    world.do(
        lambda s: attendance.attend(
            s, world.call(s), name="Ann Osei", email="ann@x.example.edu", now=world.now
        )
    )
    text = world.letters(kind="attendance_received")[0].text.replace("\n", " ")
    assert (
        "When: March, Thu 18 Mar 2027, 12:00–13:30 New York; April, Thu 15 Apr 2027, 12:00–13:30 New York"
    ) in text
