"""What helpers and chairs of rooms, who lead nothing, may see and hand out."""

import pytest
from sqlalchemy.orm import Session

from tests.agenda_world import ZOOM, on_session
from tests.client import PageClient
from tests.show_world import in_chair, link_to, opened
from tests.world import CHAIR, STRANGER, World
from wip.domain.links import LinkKind
from wip.domain.people import Actor
from wip.models import Attendee, WipSession
from wip.services import publications
from wip.services.people import person_at


def room(world: World) -> str:
    return f"/manage/{world.slug}/show/0/"


def take_down(session: Session, row: WipSession, by: Actor) -> None:
    publications.take_down(session, row, seen=row.agenda_version, by=by, now=row.starts_at)


@pytest.mark.parametrize("who", ["helper", "chair"])
def test_a_taken_down_agenda_takes_the_way_in_and_the_names_of_those_who_come(
    client: PageClient, world: World, who: str
) -> None:
    opened(world)
    in_chair(world, STRANGER)

    def come(session: Session, row: WipSession, _by: Actor) -> None:
        row.join_link = ZOOM
        person = person_at(session, "ada.listener@law.example.edu", world.now, name="Ada Listener")
        session.add(Attendee(wip_session_id=row.id, person_id=person.id, registered_at=world.now))

    on_session(world, come)
    path = link_to(world, LinkKind.HELPER) if who == "helper" else room(world)
    if who == "chair":
        client.sign_in(STRANGER)
    html = client.get(path).html
    assert (ZOOM in html, "Ada Listener" in html) == (True, True)
    on_session(world, take_down)
    html = client.get(path).html
    assert (ZOOM in html, "Ada Listener" in html, "Paper 1" in html) == (False, False, True)
    html = client.sign_in(CHAIR).get(room(world)).html
    assert (ZOOM in html, "Ada Listener" in html) == (True, True)


def test_whoever_leads_nothing_makes_a_display_but_no_link_that_outlives_their_chairing(
    client: PageClient, world: World
) -> None:
    opened(world)
    in_chair(world, STRANGER)
    helper = link_to(world, LinkKind.HELPER)
    client.sign_in(STRANGER)
    page = client.get(room(world))
    assert ("For a helper" in page.words, "A display for everybody" in page.words) == (False, True)
    assert helper.split("/")[2] not in page.html
    for name in ("make-helper", "revoke-helper"):
        page = client.get(room(world))
        client.post(f"{room(world)}links", {"link": name})
        assert link_to(world, LinkKind.HELPER) == helper
    client.get(room(world))
    client.send("/links", button="Replace it by a new one A display")
    assert "The new link is here." in client.page.words
