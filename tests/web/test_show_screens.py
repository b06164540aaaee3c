"""What the screens of a running room say: of a rehearsal, of its end, of names, and of who is here."""

import re

from sqlalchemy.orm import Session

from tests.agenda_world import comment, on_session
from tests.client import PageClient
from tests.conftest import Clock
from tests.show_world import at, link_to, opened, press
from tests.web.test_shows import room
from tests.world import CHAIR, World
from wip.domain.links import LinkKind
from wip.domain.people import Actor
from wip.domain.shows import MarkKind
from wip.models import Attendee, WipSession
from wip.queries.agendas import entries_of
from wip.services.people import person_at

_LINKS = (LinkKind.HELPER, LinkKind.SCREEN)


def test_after_an_early_end_the_times_stand_in_the_hand_over_at_once(
    client: PageClient, world: World, clock: Clock
) -> None:
    opened(world)
    client.sign_in(CHAIR)
    clock.now = at(-40)
    assert "After the session, note here" in client.get(f"/manage/{world.slug}/hand-over").words
    press(world, MarkKind.PRESENT, -40, 1)
    assert "Undo: First paper" in client.get(room(world)).words
    press(world, MarkKind.END, -20)
    clock.now = at(-20)
    page = client.get(room(world))
    assert "Its times are kept for the hand-over. Go to the hand-over" in page.words
    assert "Undo: End the session" in page.words
    page = client.get(f"/manage/{world.slug}/hand-over")
    assert "11:20, until 11:40" in page.words
    page = client.send("/hand-over", button="Note the minutes")
    assert "Noted." in page.words
    clock.now = at(60 * 24 * 20)
    page = client.sign_in(CHAIR).get(room(world))
    assert ("Undo" in page.words, "late" in page.words, "early" in page.words) == (False, False, False)
    assert "It was planned for Thu 18 Mar 2027, 12:00." in page.words
    assert "Go to the hand-over" not in client.get(link_to(world, LinkKind.HELPER), 410).words


def test_a_rehearsal_says_so_on_every_screen_until_an_hour_before(
    client: PageClient, world: World, clock: Clock
) -> None:
    opened(world)
    chair = PageClient(world.app).sign_in(CHAIR)
    said = []
    for minutes in (-14 * 60, -61, -60):
        clock.now = at(minutes)
        pages = [chair.get(room(world)), *(client.get(link_to(world, kind)) for kind in _LINKS)]
        said.append([("Rehearsal." in page.words, "Clear the rehearsal" in page.words) for page in pages])
        if minutes == -14 * 60:
            assert "before Thu 18 Mar 2027, 11:00 (New York) counts for nothing" in pages[0].words
            assert "Begins Thu 18 Mar 2027, 12:00" in pages[2].words
            assert "Now 22:00 New York" in pages[2].words
    marked = [(True, True), (True, False), (True, False)]
    assert said == [marked, marked, [(False, False)] * 3]
    assert ("60:00 until it begins" in client.page.words, "It begins at 12:00." in client.page.words) == (
        True,
        True,
    )


def test_before_its_time_the_display_says_when_it_begins_and_not_how_early_it_is(
    client: PageClient, world: World, clock: Clock
) -> None:
    opened(world)
    press(world, MarkKind.PRESENT, -27, 1)
    clock.now = at(-26)
    assert "early" not in client.get(link_to(world, LinkKind.SCREEN)).words
    assert "27 minutes early" in client.get(link_to(world, LinkKind.HELPER)).words


def unname(session: Session, row: WipSession, _by: Actor) -> None:
    """What is published names no commenters."""
    for entry in entries_of(session, row.id):
        entry.facts = {**entry.facts, "commenters": []}


def test_comments_name_the_commenters_and_what_comes_next_its_presenters(
    client: PageClient, world: World, clock: Clock
) -> None:
    opened(world)
    comment(world, 1)
    on_session(world, unname)
    press(world, MarkKind.PRESENT, 0, 1)
    press(world, MarkKind.COMMENT, 15)
    clock.now = at(16)
    chair = PageClient(world.app).sign_in(CHAIR)
    pages = [chair.get(room(world)), *(client.get(link_to(world, kind)) for kind in _LINKS)]
    words = [page.words for page in pages]
    assert [("Commenters: Piper Nakagawa" in each, "Paper by Mbali Abara" in each) for each in words] == [
        (True, True),
        (False, True),
        (False, True),
    ]
    assert ["Mercy as Procedure Tomas Varga" in each for each in words] == [True] * 3


def test_two_who_note_who_is_here_take_nothing_from_each_other(
    client: PageClient, world: World, clock: Clock
) -> None:
    opened(world)
    clock.now = at(0)
    chair, path = PageClient(world.app).sign_in(CHAIR), link_to(world, LinkKind.HELPER)
    first, second, third = re.findall(r'name="here" value="(\d+)"', client.get(path).html)
    chair.get(room(world))
    chair.send("/here", button="Note who is here", here=[first, second])
    # The helper's page is an older one, on which nobody is ticked.
    page = client.send("/here", button="Note who is here", here=[third])
    assert "3 of 3" in page.words
    page = client.send("/here", button="Note who is here", here=[first, second])
    assert "2 of 3" in page.words
    # One tick that a page sends by itself says nothing of anybody else.
    data = page.form("/here").filled(shown=[third], was=[], here=[third])
    client.post(f"{path}here", data)
    assert "3 of 3" in client.get(path).words


def test_attendees_are_expected_too_and_folded_when_they_are_many(
    client: PageClient, world: World, clock: Clock
) -> None:
    opened(world)
    clock.now = at(0)

    def sign_up(session: Session, row: WipSession, numbers: range) -> None:
        for n in numbers:
            person = person_at(session, f"listener{n}@law.example.edu", world.now, name=f"Listener {n}")
            session.add(Attendee(wip_session_id=row.id, person_id=person.id, registered_at=world.now))

    on_session(world, lambda session, row, _by: sign_up(session, row, range(30)))
    page = client.get(link_to(world, LinkKind.HELPER))
    assert ("0 of 33" in page.words, "Listener 29" in page.words, "<summary>30 att" in page.html) == (
        True,
        True,
        False,
    )
    on_session(world, lambda session, row, _by: sign_up(session, row, range(30, 31)))
    assert "<summary>31 attendees" in client.get(link_to(world, LinkKind.HELPER)).html
