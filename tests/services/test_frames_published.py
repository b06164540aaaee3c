"""Publishing what lies around the slots: breaks and chairs, whom it tells, and that slots' SEQUENCE stays."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import confirmed_papers, entries, on_session, publish, put_all_in
from tests.conftest import NOW
from tests.world import World
from wip.domain.agenda import Break
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.models import SessionChair, WipSession
from wip.services import agendas
from wip.services.people import person_at

LATER = NOW + timedelta(days=1)
CHAIRING = "sam.osei@coast.example.edu"


@pytest.fixture
def out(world: World) -> World:
    confirmed_papers(world, 2)
    put_all_in(world)
    publish(world, NOW)
    return world


def pause(world: World, *breaks: Break) -> None:
    def act(session: Session, row: WipSession, by: Actor) -> None:
        mine = [(None, one) for one in breaks]
        agendas.arrange(session, row, {}, seen=row.agenda_version, by=by, now=NOW, breaks=mine)

    on_session(world, act)


def chair(world: World, *, named: bool) -> None:
    def act(session: Session, row: WipSession, _by: Actor) -> None:
        person = person_at(session, CHAIRING, NOW, name="Sam Osei")
        if named:
            session.add(SessionChair(wip_session_id=row.id, person_id=person.id))
        else:
            session.execute(sa.delete(SessionChair))

    on_session(world, act)


def test_a_break_behind_the_last_paper_changes_no_slot_and_tells_nobody(out: World) -> None:
    pause(out, Break(2, 15, "Coffee"))
    assert publish(out, LATER) == ["The break “Coffee” is new: 13:00–13:15."]
    assert [row[2] for row in entries(out)] == [0, 0]
    assert out.letters(kind="agenda_changed") == []
    with pytest.raises(Refusal, match="Nothing differs"):
        publish(out, LATER)


def test_a_break_between_papers_moves_those_behind_it(out: World) -> None:
    pause(out, Break(1, 10, "Coffee"))
    assert publish(out, LATER) == [
        (
            "“Mercy as Procedure” moves from Thu 18 Mar 2027, 12:30–13:00 New York to "
            "Thu 18 Mar 2027, 12:40–13:10 New York."
        ),
        "The break “Coffee” is new: 12:30–12:40.",
    ]
    assert [row[2] for row in entries(out)] == [0, 1]


def test_whoever_chairs_hears_of_it_and_so_does_who_no_longer_does(out: World) -> None:
    chair(out, named=True)
    assert publish(out, LATER) == ["Sam Osei chairs the session."]
    (letter,) = out.letters(kind="agenda_changed")
    text = " ".join(letter.text.split())
    assert letter.to_email == CHAIRING
    assert "Sam Osei" not in text.partition("Dear Sam Osei,")[2]
    assert "You chair the session: Thu 18 Mar 2027, 12:00–13:30 New York." in text
    chair(out, named=False)
    assert publish(out, LATER + timedelta(hours=1)) == ["Sam Osei no longer chairs the session."]
    assert [one.to_email for one in out.letters(kind="agenda_changed")] == [CHAIRING] * 2


def test_the_first_publication_tells_the_chairs_too(world: World) -> None:
    confirmed_papers(world, 1)
    put_all_in(world)
    chair(world, named=True)
    assert publish(world, NOW)[-1] == "Sam Osei chairs the session."
    assert CHAIRING in [one.to_email for one in world.letters(kind="agenda_published")]


@pytest.mark.parametrize(
    ("one", "refused"),
    [
        (Break(1, 10, " "), "Give each break a name"),
        (Break(1, 0, "Tea"), "from 1 to 240 minutes"),
        (Break(1, 10, "T" * 81), "shorten the name"),
    ],
)
def test_a_break_needs_a_name_and_minutes(out: World, one: Break, refused: str) -> None:
    with pytest.raises(Refusal, match=refused):
        pause(out, one)
