"""The screens of a running room over HTTP: the chair's, a helper's, the display's, and what each may not see."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import ZOOM, comment, confirmed_papers, on_session, publish, put_all_in, set_state
from tests.client import PageClient
from tests.conftest import Clock
from tests.show_world import at, in_room, link_to, open_room, opened, press, state
from tests.world import CHAIR, OTHER_CHAIR, STRANGER, World
from wip.domain.commissions import CommissionState
from wip.domain.links import LinkKind
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.domain.shows import MarkKind
from wip.models import Attendee, Commenter, Commission, Presence, SessionChair, Show, SpeakingTurn, WipSession
from wip.services.people import person_at
from wip.web.show_views import countdown

Statements = Callable[[], AbstractContextManager[list[str]]]


def room(world: World) -> str:
    return f"/manage/{world.slug}/show/0/"


def poll(client: PageClient, path: str, tag: str = "") -> tuple[int, str]:
    response = client.http.get(path, base_url="https://wip.example.edu", headers={"If-None-Match": tag})
    return response.status_code, response.headers.get("ETag", "")


def test_the_chair_opens_a_room_and_runs_it_to_the_end(
    client: PageClient, world: World, clock: Clock
) -> None:
    confirmed_papers(world)
    put_all_in(world)
    clock.now = at(0)
    client.sign_in(CHAIR)
    client.get(f"/manage/{world.slug}/show/")
    assert "The agenda is not published yet." in client.page.words
    page = client.send("/open", button="Open the screen")
    assert client.path == room(world)
    said = []
    for minutes, button in (
        (2, "First paper"),
        (17, "To the comments"),
        (34, "Next paper"),
        (49, "To the comments"),
        (62, "Next paper"),
        (76, "To the comments"),
        (90, "End the session"),
    ):
        clock.now = at(minutes)
        client.get(room(world))
        page = client.send("/press", button=button)
        said += re.findall(r'class="late[^>]*>([^<]+)<', page.html)
    assert said == [
        "One minute late: the rest get 14 + 15.",
        "Two minutes late: the rest get 14 + 15.",
        "Two minutes late: the last paper gets 14 + 14.",
        "Three minutes late: the last paper gets 13 + 14.",
        "On time.",
        "On time.",
    ]
    assert "The session is over. Its times are kept for the hand-over." in page.words
    page = client.get(f"/manage/{world.slug}/hand-over")
    assert "What the session’s clock kept is filled in" in page.words
    assert "12:02, comments from 12:17, until 12:34" in page.words


def test_a_helper_without_an_account_does_what_the_chair_does(
    client: PageClient, world: World, clock: Clock
) -> None:
    opened(world)
    clock.now = at(0)
    page = client.get(link_to(world, LinkKind.HELPER))
    client.send("/press", button="First paper")
    client.send("/queue", button="Add to the queue", name="Ann Onlooker")
    page = client.send("/queue", button="Speaks")
    assert "Ann Onlooker speaks, since 12:00" in page.words
    page = client.send(
        "/here", button="Note who is here", here=page.form("/here").fields and _first_expected(page.html)
    )
    assert "1 of 3" in page.words
    assert "A display for everybody" not in page.words
    found = state(world, 1)
    assert (found.number, found.clock.paper_id is not None) == (1, True)


def _first_expected(html: str) -> str:
    found = re.search(r'name="here" value="(\d+)"', html)
    assert found is not None
    return found.group(1)


def test_who_presses_on_an_old_page_learns_what_happened(
    client: PageClient, world: World, clock: Clock
) -> None:
    opened(world)
    clock.now = at(0)
    client.get(link_to(world, LinkKind.HELPER))
    press(world, MarkKind.PRESENT, 0, 1)
    page = client.send("/press", button="First paper")
    assert "Somebody was faster: Robin Vale began the next paper. Your press changed nothing." in page.words
    assert state(world, 1).number == 1


def test_a_link_ends_when_it_is_replaced_revoked_or_a_day_has_passed(
    client: PageClient, world: World, clock: Clock
) -> None:
    opened(world)
    helper, screen = link_to(world, LinkKind.HELPER), link_to(world, LinkKind.SCREEN)
    chair = PageClient(world.app).sign_in(CHAIR)
    chair.get(room(world))
    chair.send("/links", button="Replace it by a new one For a helper")
    client.get(helper, 404)
    client.get(screen)
    newer = link_to(world, LinkKind.HELPER)
    chair.get(room(world))
    chair.send("/links", button="End it A display")
    client.get(screen, 404)
    assert poll(client, screen.replace("screen", "state.json"))[0] == 404
    clock.now = at(90) + timedelta(hours=23)
    client.get(newer)
    clock.now = at(90) + timedelta(hours=25)
    page = client.get(newer, 410)
    assert "This link has ended" in page.words
    assert poll(client, f"{newer}state.json")[0] == 404
    chair.sign_in(CHAIR)
    assert poll(chair, link_to(world, LinkKind.SHOW))[0] == 200


def test_the_display_names_nobody_who_is_not_on_the_programme(client: PageClient, world: World) -> None:
    opened(world)
    comment(world, 1)
    secrets = ("Waiting Wanda", "Absent Arthur", "arthur@law.example.edu", ZOOM)

    def plant(session: Session, row: WipSession, show: Show, _by: Actor) -> None:
        row.join_link = ZOOM
        session.add(SpeakingTurn(show_id=show.id, position=1, name=secrets[0], asked_at=world.now))
        person = person_at(session, secrets[2], world.now, name=secrets[1])
        session.add(Attendee(wip_session_id=row.id, person_id=person.id, registered_at=world.now))

    in_room(world, plant)
    screen, helper = client.get(link_to(world, LinkKind.SCREEN)), client.get(link_to(world, LinkKind.HELPER))
    assert [secret for secret in secrets if secret in screen.html] == []
    assert [secret for secret in secrets if secret in helper.html] == [secrets[0], secrets[1], ZOOM]
    for html in (screen.html, helper.html):
        assert re.findall(r"[\w.]+@[\w.]+", html) == []


def test_names_of_an_unpublished_agenda_stay_with_its_leaders(client: PageClient, world: World) -> None:
    confirmed_papers(world)
    put_all_in(world)
    on_session(world, lambda session, row, by: open_room(session, row, by, world.now))
    for kind in (LinkKind.HELPER, LinkKind.SCREEN):
        html = client.get(link_to(world, kind)).html
        assert ("Quotas" in html, "Mbali" in html, "Paper 1" in html) == (False, False, True)
    assert "Quotas" in client.sign_in(CHAIR).get(room(world)).html


def test_pages_behind_links_are_kept_out_of_search_engines_and_caches(
    client: PageClient, world: World
) -> None:
    opened(world)
    for kind in (LinkKind.HELPER, LinkKind.SCREEN):
        response = client.http.get(link_to(world, kind), base_url="https://wip.example.edu")
        assert (response.headers["X-Robots-Tag"], response.headers["Cache-Control"]) == (
            "noindex",
            "private, no-store",
        )
        policy = "no-referrer" if kind is LinkKind.SCREEN else "same-origin"
        assert response.headers["Referrer-Policy"] == policy


def test_no_way_out_of_a_helper_s_page_tells_where_it_came_from(client: PageClient, world: World) -> None:
    opened(world)
    on_session(world, lambda _s, row, _b: setattr(row, "join_link", ZOOM))
    html = client.get(link_to(world, LinkKind.HELPER)).html
    out = re.findall(
        r'<(?:a|form|script|link|img)[^>]*(?:href|src|action)="(?:https?:)?//(?!wip\.example)[^>]*>', html
    )
    assert out == [f'<a href="{ZOOM}" rel="noopener noreferrer">']


def test_a_chair_of_a_room_who_leads_no_section_runs_it(client: PageClient, world: World) -> None:
    opened(world)
    stranger = PageClient(world.app).sign_in(OTHER_CHAIR)
    stranger.get(room(world), 404)

    def name(session: Session, row: WipSession, _by: Actor) -> None:
        person = person_at(session, STRANGER, world.now)
        session.add(SessionChair(wip_session_id=row.id, person_id=person.id))

    on_session(world, name)
    client.sign_in(STRANGER)
    client.get(f"/manage/{world.slug}/show/")
    page = client.get(room(world))
    assert "First paper" in page.words
    assert poll(client, _polled(page.html))[0] == 200
    client.get(f"/manage/{world.slug}/agenda/", 404)
    client.get("/me/")
    assert f"/manage/{world.slug}/show/" in client.page.links


def _polled(html: str) -> str:
    found = re.search(r'data-poll="([^"]+)"', html)
    assert found is not None
    return found.group(1)


def test_the_poll_of_whoever_no_longer_leads_ends(client: PageClient, world: World) -> None:
    opened(world)
    path = link_to(world, LinkKind.SHOW)
    assert poll(client, path)[0] == 200
    world.do(lambda s: s.execute(sa.text("UPDATE leaderships SET state = 'ended'")))
    assert poll(client, path)[0] == 404


def test_a_poll_costs_one_statement_and_is_304_until_something_changes(
    client: PageClient, world: World, clock: Clock, statements: Statements
) -> None:
    opened(world)
    clock.now = at(0)
    paths = [link_to(world, LinkKind.SHOW), f"{link_to(world, LinkKind.HELPER)}state.json"]
    paths.append(link_to(world, LinkKind.SCREEN).replace("screen", "state.json"))
    for path in paths:
        _, tag = poll(client, path)
        with statements() as said:
            assert poll(client, path, tag)[0] == 304
        assert len(said) == 1
        press(world, MarkKind.PRESENT if path == paths[0] else MarkKind.ADD_TIME, 0, 1)
        status, newer = poll(client, path, tag)
        assert (status, newer != tag) == (200, True)
        clock.now += timedelta(seconds=15)
        assert poll(client, path, newer)[0] == 200
    moment = client.http.get(paths[0], base_url="https://wip.example.edu").headers["X-Now"]
    assert moment == str(int(clock.now.timestamp() * 1000))


def test_the_screens_cost_the_same_with_one_paper_and_with_thirty(
    client: PageClient, world: World, clock: Clock, statements: Statements
) -> None:
    costs, held = [], 0
    client.sign_in(CHAIR)
    for number in (1, 3, 30):
        _filled(world, range(held + 1, number + 1))
        held, clock.now = number, at(0)
        if number == 1:
            press(world, MarkKind.BEGIN, 0)  # the first press of all also clears the rehearsal
            press(world, MarkKind.UNDO, 0)
        helper, screen = (link_to(world, kind) for kind in (LinkKind.HELPER, LinkKind.SCREEN))
        found = []
        for path in (f"/manage/{world.slug}/show/", room(world), helper, screen):
            with statements() as said:
                client.get(path)
            found.append(len(said))
        page = client.get(room(world))
        people = re.findall(r'name="here" value="(\d+)"', page.html)
        assert len(people) == 2 * number
        assert {"#queue", "#coming", "#here"} <= set(page.links)
        for form, typed in (
            ("press", {"mark": "begin"}),
            ("queue", {"step": "up-1"}),
            ("here", {"here": people}),
            ("here", {"here": None}),
            ("press", {"mark": "undo"}),
        ):
            page = client.get(room(world))
            with statements() as said:
                client.post(f"{room(world)}{form}", page.form(f"/{form}").filled(**typed))
            found.append(len(said))
            if typed == {"here": people}:
                assert f"{2 * number} of {2 * number}" in client.get(room(world)).words
        costs.append(found)
    assert costs[0] == costs[1] == costs[2]


def _filled(world: World, numbers: range) -> None:
    """So many more papers, each with a presenter and a commenter of its own, published in one long room; as many wait to speak."""
    now = world.now
    for number in numbers:
        world.paper(f"Paper {number}", f"author{number}@law.example.edu")
        set_state(world, number, PaperState.CONFIRMED)

    def agree(session: Session, row: WipSession, _by: Actor) -> None:
        row.minutes = 1000
        for n in numbers:
            person = person_at(session, f"commenter{n}@law.example.edu", now, name=f"Commenter {n}")
            offer = Commenter(wip_session_id=row.id, person_id=person.id, papers_max=1, offered_at=now)
            session.add(offer)
            session.flush()
            facts = {"state": CommissionState.ACCEPTED, "offered_at": now, "answered_at": now}
            session.add(Commission(paper_id=world.row(session, n).id, commenter_id=offer.id, **facts))

    on_session(world, agree)
    put_all_in(world)
    publish(world, now)
    on_session(world, lambda session, row, by: open_room(session, row, by, now))

    def wait(session: Session, _row: WipSession, show: Show, _by: Actor) -> None:
        session.execute(sa.delete(Presence))
        for n in numbers:
            session.add(SpeakingTurn(show_id=show.id, position=n, name=f"Speaker {n}", asked_at=now))

    in_room(world, wait)


def test_who_was_seen_is_offered_as_having_turned_up(client: PageClient, world: World, clock: Clock) -> None:
    opened(world)
    comment(world, 1)
    clock.now = at(0)
    client.get(link_to(world, LinkKind.HELPER))
    expected = re.findall(r'name="here" value="(\d+)"', client.page.html)
    client.send("/here", button="Note who is here", here=expected[1])
    clock.now = at(200)
    page = client.sign_in(CHAIR).get(f"/manage/{world.slug}/commenters/thanks")
    assert "1 answer filled in from who was seen in the session." in page.words
    assert re.search(r'value="yes" checked', page.html)
    client.send("/thanks", button="Save")
    assert world.do(lambda s: list(s.scalars(sa.select(Commission.turned_up)))) == [True]


@pytest.mark.parametrize(
    ("seconds", "said"), [(754.2, "12:35"), (60, "1:00"), (0.5, "0:01"), (0, "0:00"), (-80, "+1:20")]
)
def test_the_countdown_rounds_up_and_says_what_is_over(seconds: float, said: str) -> None:
    assert countdown(timedelta(seconds=seconds)) == said
