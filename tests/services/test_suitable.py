"""Who may still be asked about a paper, and in which order."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from tests.agenda_world import publish, put_all_in, set_state
from tests.commenting import answer, ask, can_be_there, place_papers, set_commenting, volunteer
from tests.reading import add_topics
from tests.rooms_world import add_room, move_to
from tests.world import AUTHOR, START, World
from wip.domain.conflicts import ConflictKind, ConflictState
from wip.domain.papers import PaperState
from wip.models import Conflict
from wip.services.suitable import field_of, ranked_for


def ranked(world: World, number: int = 1) -> list[tuple[str, int]]:
    """Who may be asked about the paper, with points."""

    def read(session: Session) -> list[tuple[str, int]]:
        found = ranked_for(session, world.row(session, number), world.call(session))
        return [(each.commenter.person.name, each.points) for each in found]

    return world.do(read)


def names(world: World, number: int = 1) -> list[str]:
    return [name for name, _ in ranked(world, number)]


def test_the_best_come_first_and_of_those_as_fit_the_least_loaded(world: World) -> None:
    (bail,) = add_topics(world, "Bail")
    place_papers(world, "Cash Bail", topics=(bail,))
    place_papers(world, "Juries at Night", topics=(bail,))
    volunteer(world, "Ada", 2, topics=[bail])
    volunteer(world, "Ben", 1)
    volunteer(world, "Cleo", 1, topics=[bail])
    ask(world, 2, "Ada")
    assert names(world) == ["Cleo", "Ada", "Ben"]
    found = world.do(lambda s: [each.reason for each in ranked_for(s, world.row(s, 1), world.call(s))])
    assert "Bail" in found[0]
    assert found[2] == "no topic or word in common"


def test_whoever_has_no_room_was_asked_before_or_took_the_offer_back_is_left_out(world: World) -> None:
    set_commenting(world, releases_silent=False)
    place_papers(world, "One", "Two")
    for name in ("Ada", "Ben", "Cleo", "Dora"):
        volunteer(world, name)
    volunteer(world, "Eve", withdrawn=True)
    ask(world, 1, "Ada", "Cleo")
    ask(world, 2, "Ben")
    answer(world, 1, "Cleo", accept=False)
    assert names(world) == ["Dora"]
    assert names(world, 2) == ["Cleo", "Dora"]


def test_authors_and_conflicts_are_kept_apart(world: World) -> None:
    world.paper("Own", AUTHOR)
    set_state(world, 1, PaperState.CONFIRMED)
    volunteer(world, "Mbali Abara", email=AUTHOR)
    volunteer(world, "Ada")
    volunteer(world, "Ben")

    def conflict(session: Session) -> None:
        person = field_of(session, world.call(session)).task.candidates[1].person_id
        facts: dict[str, Any] = {"kind": ConflictKind.CLOSE, "state": ConflictState.PROPOSED}
        session.add(Conflict(paper_id=world.row(session).id, person_id=person, found_at=world.now, **facts))

    world.do(conflict)
    assert names(world) == ["Ben"]


def test_nobody_is_asked_about_a_paper_while_they_present_or_comment_in_another_room(world: World) -> None:
    place_papers(world, "First Room", "Second Room")
    put_all_in(world)
    move_to(world, add_room(world), 2)
    publish(world, world.now)
    volunteer(world, "Second Author", 3, email="second.room@school.example.edu")
    volunteer(world, "Ada", 3)
    volunteer(world, "Ben", 3)
    assert names(world) == ["Ada", "Ben"]
    ask(world, 2, "Ada")
    assert names(world) == ["Ben"]


def test_hours_that_do_not_suit_leave_somebody_out(world: World) -> None:
    place_papers(world, "First Room", "Second Room")
    put_all_in(world)
    room = add_room(world)
    move_to(world, room, 2)
    early, late, never = (volunteer(world, name, 2) for name in ("Early", "Late", "Never"))
    can_be_there(world, early, room, START - timedelta(hours=1), START + timedelta(hours=1))
    can_be_there(world, late, room, START + timedelta(minutes=20), START + timedelta(hours=2))
    can_be_there(world, never, room, None, None)
    assert names(world, 2) == ["Early"]
    assert names(world, 1) == ["Early", "Late", "Never"]


def test_what_they_have_presented_speaks_for_them_once_it_is_published(world: World) -> None:
    place_papers(world, "Cash Bail", abstract="Ransom of the poor.")
    place_papers(world, "Jury Nullification", abstract="Ransom again.")
    put_all_in(world)
    volunteer(world, "Ada", 2)
    volunteer(world, "Juror", 2, email="jury.nullification@school.example.edu")
    assert ranked(world) == [("Ada", 0), ("Jury Nullification", 0)]
    publish(world, world.now)
    assert names(world) == ["Jury Nullification", "Ada"]


def test_it_costs_the_same_however_many_there_are(world: World, statements: Any) -> None:
    set_commenting(world, mixes_seniority=True)
    costs = set()
    for more, total in ((1, 1), (2, 3), (27, 30)):
        place_papers(world, *(f"Paper {n}" for n in range(total - more, total)))
        for n in range(total - more, total):
            volunteer(world, f"Helper {n}")
        with statements() as said:
            world.do(lambda s: field_of(s, world.call(s)))
        costs.add(len(said))
    assert len(costs) == 1, costs


def test_a_paper_without_a_place_suits_nobody(world: World) -> None:
    world.paper()
    volunteer(world, "Ada")
    assert ranked(world) == []
