"""Published programmes for tests: their addresses, a frame of welcome, break and closing, and taking them down."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import on_session
from tests.client import PageClient
from tests.conftest import NOW
from tests.world import CHAIR, World
from wip.domain.people import Actor
from wip.models import Person, SessionChair, WipSession
from wip.services import publications
from wip.services.people import person_at

PAGE = "/sessions/{}/agenda/"
FILES = (
    "/sessions/{}/programme.pdf",
    "/sessions/{}/agenda.json",
    "/sessions/{}/agenda/embed",
    "/sessions/{}/agenda/fragment",
)
BASE = "https://wip.example.edu"


def get(client: PageClient, path: str, **headers: str) -> Any:
    return client.http.get(path, base_url=BASE, headers={k.replace("_", "-"): v for k, v in headers.items()})


def frame(world: World, *, welcome: int = 5, closing: int = 5, chair: str = CHAIR) -> None:
    """A welcome, a break after the first paper, a closing, and who chairs it."""

    def act(session: Session, row: WipSession, _by: Actor) -> None:
        row.minutes, row.welcome_minutes, row.closing_minutes = 110, welcome, closing
        row.breaks = [{"sitting": 0, "after": 1, "minutes": 10, "name": "Coffee"}]
        person = person_at(session, chair, world.now)
        session.add(SessionChair(wip_session_id=row.id, person_id=person.id))

    on_session(world, act)


def in_zone_of(world: World, email: str, zone: str) -> None:
    world.do(lambda s: s.execute(sa.update(Person).where(Person.email == email).values(zone=zone)))


def take_down(world: World) -> None:
    def act(session: Session, row: WipSession, by: Actor) -> None:
        publications.take_down(session, row, seen=row.agenda_version, by=by, now=NOW)

    on_session(world, act)
