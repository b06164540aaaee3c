"""Before the agenda is out, personal pages of a session with several dates name each of them, with its own way in."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import on_session, set_state
from tests.circulation_world import attendee_link, commenter_link, prepared
from tests.client import PageClient
from tests.conftest import NOW
from tests.inviting import GUEST, invite, last_year
from tests.rooms_world import APRIL, ROOM_B, add_room
from tests.world import AUTHOR, World
from wip.domain.links import LinkKind
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.models import CommenterInvitation, Person, WipSession
from wip.services import attendance, sessions

FIRST = "https://example.zoom.us/j/81234567890"
BOTH = "March, Thu 18 Mar 2027, 12:00–13:30 New York; April, Thu 15 Apr 2027, 12:00–13:30 New York"


def two_dates(world: World, at: datetime = APRIL) -> None:
    def paste(session: Session, row: WipSession, by: Actor) -> None:
        sessions.set_join_link(session, row, FIRST, by=by, now=NOW)

    on_session(world, paste)
    add_room(world, "April", at, first="March", join_link=ROOM_B)


def test_every_date_stands_on_presenters_commenters_and_attendees_pages(
    client: PageClient, world: World
) -> None:
    prepared(world, published=False)
    two_dates(world)
    for link in (world.paper_link(), commenter_link(world), attendee_link(world)):
        assert BOTH in client.get(link).words
    for link in (world.paper_link(), attendee_link(world)):
        assert f"March: {FIRST} April: {ROOM_B}" in client.get(link).words
    assert "Your slot session on 18 Mar or 15 Apr" in client.get(world.paper_link()).words
    set_state(world, 1, PaperState.ACCEPTED)
    assert f"{BOTH}. 15 minutes to present" in client.get(world.paper_link()).words


def test_an_invitation_to_comment_names_every_date(client: PageClient, world: World) -> None:
    two_dates(world)
    invite(world)
    row = world.do(lambda s: s.scalars(sa.select(CommenterInvitation.id)).one())
    assert f"When{BOTH}" in client.get(world.link(LinkKind.COMMENTING, GUEST, row)).words


def test_dates_stand_on_the_reader_s_own_clock_too(client: PageClient, world: World) -> None:
    prepared(world, published=False)
    two_dates(world)

    def move_west(session: Session) -> None:
        session.scalars(sa.select(Person).where(Person.email == AUTHOR)).one().zone = "America/Phoenix"

    world.do(move_west)
    words = client.get(world.paper_link()).words
    assert [each in words for each in ("09:00 Phoenix", "15 Apr 2027, 12:00–13:30 New York")] == [True, True]


def test_for_me_names_them_with_a_fixed_number_of_statements(
    client: PageClient, world: World, statements: Any
) -> None:
    def attend(at: datetime = APRIL) -> None:
        two_dates(world, at)
        world.do(lambda s: attendance.attend(s, world.call(s), name="", email=AUTHOR, now=NOW))

    world.paper()
    attend()
    client.sign_in(AUTHOR)
    counts = []
    for months in (-1, -2, -3):
        with statements() as said:
            assert client.get("/me/").words.count(BOTH) == 2, "the paper, and the session that they attend"
        counts.append(len(said))
        world.slug = last_year(world, months=months)
        attend(APRIL - timedelta(days=30 * months))
    assert counts[0] == counts[1] == counts[2]
