"""What helps against a clash, on the agenda's page: each with the page where it is done."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.agenda_world import comment, confirmed_papers, on_session, put_all_in
from tests.client import PageClient
from tests.rooms_world import add_room, move_to
from tests.services.test_agenda_wishes import cannot
from tests.world import CHAIR, COMMENTER, World
from wip.domain.people import Actor
from wip.models import SessionChair, WipSession
from wip.services.people import person_at


@pytest.fixture
def chair(app: Flask, world: World) -> PageClient:
    confirmed_papers(world)
    put_all_in(world)
    return PageClient(app).sign_in(CHAIR)


def in_chair(world: World, email: str, room: int | None = None) -> None:
    def act(session: Session, row: WipSession, _by: Actor) -> None:
        person = person_at(session, email, world.now)
        session.add(SessionChair(wip_session_id=row.id, person_id=person.id, sitting_id=room))

    on_session(world, act)


def test_another_chair_is_advised_where_the_chair_clashes(chair: PageClient, world: World) -> None:
    in_chair(world, CHAIR)
    cannot(world, 0, 1, 2, email=CHAIR)
    page = chair.get(f"/manage/{world.slug}/agenda/")
    assert "chairs the session, but cannot from 12:00 to 12:30. Choose another chair" in page.words
    assert f'href="/manage/{world.slug}/agenda/chairs"' in page.html
    assert ("Ask somebody else to comment" in page.words, "to another time" in page.words) == (False, False)


def test_another_commenter_is_advised_on_their_paper_s_page(chair: PageClient, world: World) -> None:
    comment(world, 2)
    cannot(world, 0, 1, 2, email=COMMENTER)
    page = chair.get(f"/manage/{world.slug}/agenda/")
    assert "Ask somebody else to comment on Mercy as Procedure · Move the paper to another time" in page.words
    assert f'href="/manage/{world.slug}/commenters/2/"' in page.html
    assert "Choose another chair" not in page.words


def test_a_chair_of_a_room_without_papers_clashes_with_nothing(chair: PageClient, world: World) -> None:
    room = add_room(world)
    in_chair(world, COMMENTER, room)
    cannot(world, 0, 1, 2, email=COMMENTER)
    assert "Somebody cannot be there" not in chair.get(f"/manage/{world.slug}/agenda/").words
    move_to(world, room, 3)
    assert "Somebody cannot be there" in chair.get(f"/manage/{world.slug}/agenda/").words


def test_a_presenter_who_cannot_is_moved(chair: PageClient, world: World) -> None:
    cannot(world, 0)
    page = chair.get(f"/manage/{world.slug}/agenda/")
    assert "Move the paper to another time" in page.words
