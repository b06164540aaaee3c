"""A full session for tests of places: three papers accepted, as many as fit, and two on the waiting list."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tests.selecting import decide, release
from tests.world import AUTHOR, CHAIR, World
from wip.domain.letters import LetterKind
from wip.domain.places import Offering
from wip.domain.reviews import Outcome
from wip.services import (
    deliveries,
    places,
)

ACCEPT, WAIT, DECLINE = Outcome.ACCEPT, Outcome.WAITING_LIST, Outcome.DECLINE
LEILA = "leila.haddad@law.example.edu"
OTTO = "otto.brandt@law.example.edu"
IDA = "ida.novak@law.example.edu"
NILS = "nils.okafor@law.example.edu"
WHO = {1: AUTHOR, 2: LEILA, 3: OTTO, 4: IDA, 5: NILS}
TITLES = (
    "Quotas Without Numbers",
    "Mercy as Procedure",
    "Discovery After Death",
    "Bail by Algorithm",
    "The Quiet Jury",
)


def filled(world: World) -> World:
    """Three papers accepted, as many as fit; two on the waiting list. Every letter has left."""
    for title, email in zip(TITLES, WHO.values(), strict=True):
        world.paper(title, email)
    decide(world, {1: ACCEPT, 2: ACCEPT, 3: ACCEPT, 4: WAIT, 5: WAIT}, places={4: 1, 5: 2})
    release(world)
    deliver(world, world.now)
    return world


def deliver(world: World, at: datetime) -> int:
    settings = world.app.extensions["wip_settings"]
    return world.do(lambda s: deliveries.deliver_due(s, settings, at))


def act(world: World, verb: Any, number: int, at: datetime | None = None, email: str = "") -> None:
    def run(session: Session) -> None:
        by = world.actor(session, email or WHO[number])
        verb(session, world.row(session, number), world.call(session), by=by, now=at or world.now)

    world.do(run)


def standing(world: World) -> list[tuple[str, int | None]]:
    return world.do(
        lambda s: [(world.row(s, n).state.value, world.row(s, n).waiting_position) for n in sorted(WHO)]
    )


def written(world: World) -> list[tuple[str, str]]:
    kinds = (
        LetterKind.PLACE_OFFERED,
        LetterKind.PLACE_LAPSED,
        LetterKind.WAITING_MOVED,
        LetterKind.WAITING_JOINED,
    )
    return [(x.kind.value, x.to_email) for x in world.letters() if x.kind in kinds]


def news(world: World) -> list[str]:
    return [x.subject for x in world.letters(kind=LetterKind.LEADER_NEWS)]


def settle(
    world: World, offering: Offering = Offering.BY_LEADER, *, list_open: bool = True, reminds: bool = True
) -> None:
    def run(session: Session) -> None:
        row, by = world.call(session).wip_session, world.actor(session, CHAIR)
        more: dict[str, Any] = {"list_open": list_open, "reminds": reminds, "seen": 0}
        places.change_settings(session, row, offering=offering, by=by, now=world.now, **more)

    world.do(run)
