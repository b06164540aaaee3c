"""Where a date moves, the hours that volunteers named for it are asked anew."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.commissioning import ANN, BEN, commenter_of, staffed
from tests.world import CHAIR, NEW_YORK, START, World
from wip.domain.links import LinkKind
from wip.models import CommenterHours, Sitting
from wip.services import sessions, sittings
from wip.services.sessions import SessionFacts
from wip.services.sittings import SittingFacts

FACTS = SessionFacts("Spring Works-in-Progress Session", START, NEW_YORK, 90)
APRIL = START + timedelta(days=14)
ASKED = "The date has moved: say again which hours suit you."


def named(world: World) -> None:
    """Ann has named hours of both dates; Ben can be there all the time."""
    staffed(world)

    def act(session: Session) -> None:
        row, by = world.call(session).wip_session, world.actor(session, CHAIR)
        april = SittingFacts("April", APRIL, 60)
        sitting = sittings.add(session, row, april, first="March", seen=row.version, by=by, now=world.now)
        commenter_of(session, ANN).hours = [
            CommenterHours(sitting_id=None, from_at=START, until_at=START + timedelta(minutes=30)),
            CommenterHours(sitting_id=sitting.id, from_at=None, until_at=None),
        ]

    world.do(act)


def move(world: World, by_days: int, *, title: str = FACTS.title) -> None:
    def act(session: Session) -> None:
        row, by = world.call(session).wip_session, world.actor(session, CHAIR)
        facts = replace(FACTS, starts_at=START + timedelta(days=by_days), title=title)
        sessions.change(session, row, facts, seen=row.version, by=by, now=world.now)

    world.do(act)


def move_april(world: World) -> None:
    def act(session: Session) -> None:
        row, by = world.call(session).wip_session, world.actor(session, CHAIR)
        sitting = session.scalars(sa.select(Sitting)).one()
        facts = SittingFacts("April", APRIL + timedelta(days=1), 60)
        sittings.change(session, row, sitting, facts, seen=sitting.version, by=by, now=world.now)

    world.do(act)


def kept(world: World) -> list[str]:
    def read(session: Session) -> list[str]:
        rows = session.scalars(sa.select(CommenterHours).order_by(CommenterHours.id))
        return ["March" if each.sitting_id is None else "April" for each in rows]

    return world.do(read)


def offer_page(world: World, email: str) -> str:
    return world.link(LinkKind.OFFER, email, world.do(lambda s: commenter_of(s, email).id))


def test_only_hours_of_the_date_that_moved_are_dropped_and_asked_anew(
    client: PageClient, world: World
) -> None:
    named(world)
    move(world, 0, title="Another Title")
    assert (kept(world), ASKED in client.get(offer_page(world, ANN)).words) == (["March", "April"], False)
    move(world, 1)
    assert kept(world) == ["April"]
    assert ASKED in client.get(offer_page(world, ANN)).words
    client.send("/offers/", methods="Interviews")
    assert ASKED not in client.get(offer_page(world, ANN)).words
    assert ASKED not in client.get(offer_page(world, BEN)).words


def test_a_room_that_moves_drops_its_own_hours(world: World) -> None:
    named(world)
    move_april(world)
    assert kept(world) == ["March"]
