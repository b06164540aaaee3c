"""What helps against a clash, on the agenda's page: each with the page where it is done."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.agenda_world import comment, confirmed_papers, on_session, put_all_in
from tests.client import Page, PageClient
from tests.rooms_world import add_room, move_to
from tests.services.test_agenda_wishes import cannot
from tests.services.test_layouts import breaks, shorten
from tests.world import CHAIR, COMMENTER, World
from wip.domain.people import Actor
from wip.domain.sessions import SessionState
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


def test_an_agenda_that_does_not_fit_leads_straight_to_its_ways_out(chair: PageClient, world: World) -> None:
    shorten(world, 80)
    page = chair.get(f"/manage/{world.slug}/agenda/")
    path = f"/manage/{world.slug}/agenda/layout/preview?paper=1&amp;paper=2&amp;paper=3#verdict"
    assert f'href="{path}">Ways out at one press' in page.html
    assert "What would make room for all of them: " in chair.get(path.replace("&amp;", "&")).words


def test_a_cancelled_session_s_agenda_can_only_be_read(chair: PageClient, world: World) -> None:
    breaks(world, (1, 10))
    on_session(world, lambda _s, row, _by: setattr(row, "state", SessionState.CANCELLED))
    page = chair.get(f"/manage/{world.slug}/agenda/")
    assert "This session is cancelled" in page.words
    assert "data-agenda" not in page.html
    assert _buttons(page) & {"Save order and minutes", "Undo", "Redo", "Put in"} == set()
    for name in ("layout", "layout/preview", "breaks"):
        page = chair.get(f"/manage/{world.slug}/agenda/{name}")
        assert "This session is cancelled. " in page.words
        assert {each.partition(":")[0] for each in _buttons(page)} <= {"Sign out"}


def _buttons(page: Page) -> set[str]:
    return {words.partition(":")[0] for form in page.forms for words, _, _ in form.buttons}
