"""Who holds a session, as its calendars say it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import comment, confirmed_papers, feed_path, on_session, publish, put_all_in
from tests.client import PageClient
from tests.conftest import NOW
from tests.web.test_calendars import get, lines
from tests.world import COMMENTER, World
from wip.domain.people import Actor
from wip.models import Person, WipSession
from wip.services import session_chairs


def test_an_entry_names_one_organizer_everywhere_who_is_the_chair_of_the_programme(
    world: World, client: PageClient
) -> None:
    def name_chair(session: Session, row: WipSession, by: Actor) -> None:
        chair = session.scalars(sa.select(Person).where(Person.email == COMMENTER)).one()
        session_chairs.appoint(session, row, chair, None, by=by, now=NOW)

    confirmed_papers(world)
    put_all_in(world)
    comment(world, 1)
    on_session(world, name_chair)
    publish(world, NOW)
    public, own = (
        lines(get(client, path), "UID", "ORGANIZER")
        for path in (f"/calendars/{world.slug}.ics", feed_path(world, COMMENTER))
    )
    body = get(client, f"/calendars/{world.slug}.ics").get_data(as_text=True).replace("\r\n ", "")
    assert 'ORGANIZER;CN="Piper Nakagawa, Section on Criminal Justice":mailto:' in body
    shared = [each for each in own if each[0] in {uid for uid, _ in public}]
    assert shared
    assert all(each in public for each in shared)
