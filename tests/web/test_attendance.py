"""The third door."""

from datetime import timedelta

import sqlalchemy as sa

from tests.agenda_world import feed_path
from tests.client import PageClient
from tests.conftest import NOW, Clock
from tests.world import CHAIR, START, STRANGER, World
from wip.domain.links import LinkKind
from wip.models import Attendee
from wip.services import sessions

JOIN = "https://example.zoom.us/j/81234567890"


def door(world: World) -> str:
    return f"/sessions/{world.slug}/attend"


def test_signing_up_twice_looks_the_same_and_is_once(client: PageClient, world: World) -> None:
    said = []
    for _ in range(2):
        client.get(door(world))
        said.append(client.send("/attend", name="Sam Stranger", email=STRANGER).words)
    assert said[0] == said[1]
    assert f"A letter to {STRANGER} brings the session into your calendar." in said[0]
    assert world.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(Attendee))) == 1


def test_the_join_link_stands_in_the_letter_and_on_no_page(client: PageClient, world: World) -> None:
    world.do(
        lambda s: sessions.set_join_link(
            s, world.call(s).wip_session, JOIN, by=world.actor(s, CHAIR), now=NOW
        )
    )
    shown = [client.get(door(world)).html]
    shown.append(client.send("/attend", name="Sam Stranger", email=STRANGER).html)
    assert [JOIN in html for html in shown] == [False, False]
    assert [JOIN in letter.text for letter in world.letters()] == [True]


def test_missing_fields_are_named_and_the_rest_is_kept(client: PageClient, world: World) -> None:
    client.get(door(world))
    page = client.send("/attend", name=" ", email="nobody", affiliation="Lakeside", status=422)
    assert "Give your name." in page.words
    assert dict(page.form("/attend").fields)["affiliation"] == "Lakeside"


def test_a_signed_in_person_need_not_type_again(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR)
    kept = dict(client.get(door(world)).form("/attend").fields)
    assert (kept["name"], kept["email"]) == ("Robin Vale", CHAIR)


def test_after_the_session_the_door_says_that_it_is_closed(
    client: PageClient, world: World, clock: Clock
) -> None:
    clock.now = START.replace(hour=20)
    page = client.get(door(world))
    assert "Registration is closed" in page.words
    assert [form.action for form in page.forms if "/attend" in form.action] == []


def test_an_attendee_who_cannot_come_leaves_the_list_and_may_sign_up_again(
    client: PageClient, world: World, clock: Clock
) -> None:
    client.get(door(world))
    client.send("/attend", name="Sam Stranger", email=STRANGER, zone="Europe/London")
    (letter,) = world.letters(kind="attendance_received")
    assert "(16:00 London, for you)" in " ".join(letter.text.split())
    feed = PageClient(client.app).http
    path = feed_path(world, STRANGER)

    def is_there() -> bool:
        text = feed.get(path, base_url="https://wip.example.edu").get_data(as_text=True)
        return "SUMMARY:Spring Works-in-Progress Session" in text

    own = world.link(
        LinkKind.ATTENDANCE, STRANGER, world.do(lambda s: s.scalars(sa.select(Attendee.id)).one())
    )
    assert is_there()
    client.get(own)
    client.send("/leave", button="I cannot come after all")
    assert "You are no longer on the list. If you can come after all, sign up again." in client.page.words
    assert world.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(Attendee))) == 0
    assert not is_there()
    client.get(own, status=404)
    history = PageClient(client.app).sign_in(CHAIR).get(f"/manage/{world.slug}/history/").words
    assert "said that they cannot come after all" in history
    clock.now = NOW + timedelta(minutes=1)
    client.get(door(world))
    client.send("/attend", name="Sam Stranger", email=STRANGER)
    assert (is_there(), len(world.letters(kind="attendance_received"))) == (True, 2)


def test_nothing_is_left_once_the_session_is_over(client: PageClient, world: World, clock: Clock) -> None:
    client.get(door(world))
    client.send("/attend", name="Sam Stranger", email=STRANGER)
    own = world.link(
        LinkKind.ATTENDANCE, STRANGER, world.do(lambda s: s.scalars(sa.select(Attendee.id)).one())
    )
    shown = client.get(own)
    clock.now = START.replace(hour=20)
    assert [form.action for form in client.get(own).forms if "/leave" in form.action] == []
    client.page = shown
    assert "there is nothing to take back" in client.send("/leave", status=422).words
