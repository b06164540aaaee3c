"""The pages of wishes, hours and chairs: what leaders tell, what is theirs alone, and what stays closed."""

from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.agenda_world import confirmed_papers, put_all_in
from tests.client import PageClient
from tests.rooms_world import add_room
from tests.world import AUTHOR, CHAIR, OTHER_CHAIR, START, World
from wip.domain.conflicts import ConflictKind
from wip.models import AgendaWish, Call, Person, SessionChair, WipSession
from wip.services import conflicts
from wip.services.people import change_details, person_at

SECRET = "collects her child at one o’clock"


@pytest.fixture
def chair(app: Flask, world: World) -> PageClient:
    confirmed_papers(world)
    return PageClient(app).sign_in(CHAIR)


def rows(world: World, table: Any) -> int:
    return world.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def ids(world: World, email: str = AUTHOR, number: int = 1) -> tuple[str, str]:
    """A person's id and a paper's, as the forms send them."""

    def read(session: Session) -> tuple[str, str]:
        person = session.scalars(sa.select(Person).where(Person.email == email)).one()
        return str(person.id), str(world.row(session, number).id)

    return world.do(read)


def hide(world: World, number: int) -> None:
    """A confirmed conflict closes the paper to the chair."""

    def act(session: Session) -> None:
        by = world.actor(session, CHAIR)
        conflicts.put_down(
            session,
            world.row(session, number),
            by.person_id or 0,
            ConflictKind.REVIEWER,
            "",
            by=by,
            now=world.now,
        )

    world.do(act)


def page_of(world: World, name: str = "wishes") -> str:
    return f"/manage/{world.slug}/agenda/{name}"


def test_hours_are_told_in_the_session_s_zone_and_the_person_s(chair: PageClient, world: World) -> None:
    def live(session: Session) -> None:
        by = world.actor(session, AUTHOR)
        person = person_at(session, AUTHOR, world.now)
        change_details(session, person, {"zone": "Australia/Sydney"}, by=by, now=world.now)

    world.do(live)
    person, _ = ids(world)
    page = chair.get(page_of(world))
    assert "Nobody has said so." in page.words
    hours: dict[str, Any] = {"begins": "2027-03-18T13:00", "ends": "2027-03-18T13:30", "note": SECRET}
    chair.send(button="Add these hours", person=person, **hours)
    said = "Mbali Abara cannot: Thu 18 Mar 2027, 13:00–13:30 New York"
    assert said in chair.page.words
    assert "For them: Fri 19 Mar 2027, 04:00–04:30 Sydney" in chair.page.words
    assert f"{SECRET} cannot. Told by a leader." in chair.page.words
    chair.send(button=f"Take away: {said}")
    assert "Nobody has said so." in chair.page.words
    assert rows(world, AgendaWish) == 0


def test_what_was_typed_stays_when_it_is_refused(chair: PageClient, world: World) -> None:
    person, paper = ids(world)
    chair.get(page_of(world))
    hours: dict[str, Any] = {"begins": "2027-03-18T13:30", "ends": "2027-03-18T13:00", "note": "a train"}
    chair.send(button="Add these hours", status=422, person=person, **hours)
    assert "Until: The end lies before the beginning." in chair.page.words
    assert ('value="a train"' in chair.page.html, 'value="2027-03-18T13:30"' in chair.page.html) == (
        True,
        True,
    )
    chair.get(page_of(world))
    chair.send(button="Add this wish", status=422, paper=paper, kind="apart", note="one method")
    assert "Choose the other paper, too." in chair.page.words
    assert 'value="one method"' in chair.page.html
    chair.get(page_of(world))
    chair.send(button="Add these hours", status=422, person="", **hours)
    assert "Choose a person." in chair.page.words
    assert rows(world, AgendaWish) == 0


def test_a_wish_reads_as_a_sentence(chair: PageClient, world: World) -> None:
    _, third = ids(world, number=3)
    _, first = ids(world, number=1)
    chair.get(page_of(world))
    chair.send(button="Add this wish", paper=third, kind="before", other=first, strict="wished")
    assert "“The Plea, Unbargained” comes before “Quotas Without Numbers”." in chair.page.words
    chair.get(page_of(world))
    chair.send(button="Add this wish", status=422, paper=third, kind="before", other=first)
    assert "This is in the list already." in chair.page.words


def test_a_wish_that_the_order_breaks_is_named_where_it_is_arranged_and_published(
    chair: PageClient, world: World
) -> None:
    put_all_in(world)
    _, first = ids(world, number=1)
    chair.get(page_of(world))
    chair.send(button="Add this wish", paper=first, kind="last")
    said = "“Quotas Without Numbers” must be the last talk, and is not."
    pages = (f"/manage/{world.slug}/agenda/", f"/manage/{world.slug}/agenda/publish")
    assert [said in chair.get(each).words for each in pages] == [True, True]
    hide(world, 1)
    masked = "“Paper 1, hidden from you” must be the last talk, and is not."
    assert [masked in chair.get(each).words for each in pages] == [True, True]
    assert [said in chair.get(each).words for each in pages] == [False, False]


def test_a_wish_for_a_room(chair: PageClient, world: World) -> None:
    room = add_room(world)
    _, first = ids(world)
    chair.get(page_of(world))
    chair.send(button="Add this wish", paper=first, kind="in_room", room=str(room))
    assert "“Quotas Without Numbers” is in the room Room B." in chair.page.words


def test_a_paper_closed_to_the_leader_and_its_author_have_no_name(chair: PageClient, world: World) -> None:
    person, first = ids(world)
    chair.get(page_of(world))
    hours: dict[str, Any] = {"begins": "2027-03-18T13:00", "ends": "2027-03-18T13:30"}
    chair.send(button="Add these hours", person=person, **hours)
    chair.get(page_of(world))
    chair.send(button="Add this wish", paper=first, kind="first")
    hide(world, 1)
    page = chair.get(page_of(world))
    assert "Nobody has said so." in page.words
    assert "Hours and engagements of whoever has a part in them are not all listed here" in page.words
    assert "“Paper 1, hidden from you” is the first of its room." in page.words
    assert [each in page.html for each in ("Quotas", "Abara", "mbali")] == [False, False, False]


def test_another_section_s_pages_are_unknown(app: Flask, world: World) -> None:
    other = PageClient(app).sign_in(OTHER_CHAIR)
    for name in ("wishes", "chairs"):
        other.get(page_of(world, name), status=404)


def test_what_is_gone_is_unknown(chair: PageClient, app: Flask, world: World) -> None:
    _, first = ids(world)
    chair.get(page_of(world))
    chair.send(button="Add this wish", paper=first, kind="first")
    other = PageClient(app).sign_in(CHAIR)
    other.get(page_of(world))
    chair.send(button="Take away: “Quotas")
    other.send(button="Take away: “Quotas", status=404)


def test_hours_are_for_leaders_only(chair: PageClient, client: PageClient, world: World) -> None:
    person, _ = ids(world)
    chair.get(page_of(world))
    hours: dict[str, Any] = {"begins": "2027-03-18T13:00", "ends": "2027-03-18T13:30", "note": SECRET}
    chair.send(button="Add these hours", person=person, **hours)
    own = PageClient(world.app).get(world.paper_link())
    assert SECRET not in own.html
    assert SECRET not in client.get(f"/sessions/{world.slug}/").html
    assert client.http.get(page_of(world)).status_code == 303


def test_chairs_are_leaders_first_or_anybody_by_address(chair: PageClient, world: World) -> None:
    chair.get(page_of(world, "chairs"))
    assert "Nobody chairs the session yet." in chair.page.words
    chair.send(button="Name this chair")
    assert "Robin Vale chairs it." in chair.page.words
    chair.send(button="Name this chair", status=422)
    assert "Robin Vale chairs the session already" in chair.page.words
    chair.get(page_of(world, "chairs"))
    chair.send(button="Name this chair", status=422, leader="0", name="Odile Fontaine")
    assert "Give the name and the e-mail address of whoever chairs." in chair.page.words
    assert 'value="Odile Fontaine"' in chair.page.html
    chair.send(button="Name this chair", leader="0", name="Odile Fontaine", email="odile@bpu.example.edu")
    assert rows(world, SessionChair) == 2
    chair.send(button="Name this chair", status=422, email="iris@bpu.example.edu")
    assert "Give the name and the e-mail address of whoever chairs." in chair.page.words
    assert '<option selected value="0">' in chair.page.html
    chair.get(page_of(world, "chairs"))
    chair.send(button="Name this chair", name="Iris Adeyemi", email="iris@bpu.example.edu")
    assert "Iris Adeyemi chairs it." in chair.page.words
    chair.send(button="Take away: Iris Adeyemi")
    chair.send(button="Take away: Odile Fontaine")
    assert rows(world, SessionChair) == 1
    assert not world.letters()[:0]


def test_two_leaders_name_the_same_chair_at_once(chair: PageClient, app: Flask, world: World) -> None:
    other = PageClient(app).sign_in(CHAIR)
    for each in (chair, other):
        each.get(page_of(world, "chairs"))
    chair.send(button="Name this chair")
    other.send(button="Name this chair", status=422)
    assert rows(world, SessionChair) == 1


def test_each_room_has_its_chairs(chair: PageClient, world: World) -> None:
    room = add_room(world)
    chair.get(page_of(world, "chairs"))
    chair.send(button="Name this chair", room=str(room))
    chair.send(button="Name this chair", room="0")
    chair.send(button="Take away: Robin Vale, Room B")
    found = world.do(lambda s: list(s.scalars(sa.select(SessionChair.sitting_id))))
    assert found == [None]


@pytest.mark.parametrize("name", ["wishes", "chairs"])
def test_statements_stay_the_same(chair: PageClient, world: World, statements: Any, name: str) -> None:
    counts = []
    for number in (1, 3, 30):
        world.do(partial(_fill, world, number))
        chair.get(page_of(world, name))
        with statements() as said:
            chair.get(page_of(world, name))
        counts.append(len(said))
    assert counts == [counts[0]] * 3


def _fill(world: World, number: int, session: Session) -> None:
    row = session.scalars(sa.select(Call).join(WipSession).where(WipSession.slug == world.slug)).one()
    for place in range(number):
        email = f"person{number}-{place}@law.example.edu"
        person = person_at(session, email, world.now, name=f"Person {number} {place}")
        session.add(SessionChair(wip_session_id=row.wip_session_id, person_id=person.id))
        away = {"kind": "cannot", "begins_at": START, "ends_at": row.wip_session.ends_at}
        told = {"wip_session_id": row.wip_session_id, "told_at": world.now}
        session.add(AgendaWish(person_id=person.id, **away, **told))
        session.add(AgendaWish(paper_id=world.row(session, 1 + place % 3).id, kind="first", **told))
