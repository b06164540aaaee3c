"""The clock of drafts over HTTP, what must be on no other page, and what the pages of drafts cost."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests import selecting
from tests.circulation_world import (
    FOCUS,
    QUESTION,
    SECRET,
    attendee_link,
    commenter_link,
    prepared,
    send,
    settle,
)
from tests.client import PageClient
from tests.conftest import Clock
from tests.world import CHAIR, COMMENTER, START, World
from wip.domain.circulation import Circle, Reader
from wip.domain.papers import PaperState
from wip.services import agendas, publications
from wip.services.circulation import begin_copy, count_copy

BASE = "https://wip.example.edu"


@pytest.fixture
def ready(world: World) -> World:
    """The line-up is out, and so is the draft."""
    prepared(world)
    send(world)
    return world


def test_two_days_more_by_the_letter_s_link(client: PageClient, world: World, clock: Clock) -> None:
    prepared(world)
    clock.now = START - timedelta(days=13)
    page = client.get(world.paper_link(answer="extend"))
    assert "Take two days more for your draft?" in page.words
    client.send("/draft/more-time", button="Take 48 hours more")
    assert "comes by Sun 7 Mar 2027, 11:00 New York" in client.get(world.paper_link()).words
    words = client.get(commenter_link(world)).words
    assert "the author has taken two days more, and it comes by Sun 7 Mar 2027, 11:00 New York" in words
    clock.now = START - timedelta(days=10)
    assert "Not in yet, and late" in client.get(commenter_link(world)).words
    assert "your commenters see that" in client.get(world.paper_link()).words


def test_leaders_and_the_author_see_the_date_of_a_place_that_came_late(
    client: PageClient, world: World, clock: Clock
) -> None:
    prepared(world)
    clock.now = START - timedelta(days=10)

    def come_late(session: Session) -> None:
        world.row(session).offered_at = START - timedelta(days=11)

    world.do(come_late)
    words = client.get(world.paper_link()).words
    assert "It was due" not in words
    assert "Due Sun 14 Mar 2027" in words
    client.sign_in(CHAIR)
    words = client.get(f"/manage/{world.slug}/drafts/").words
    assert "a date of its own, as its place came late" in words
    assert "Pass the slot on" not in words


def test_the_slot_of_a_late_draft_is_passed_on_after_a_look(
    client: PageClient, world: World, clock: Clock
) -> None:
    prepared(world)
    world.paper("Mercy as Procedure", "leila.haddad@law.example.edu")

    def wait(session: Session) -> None:
        row = world.row(session, 2)
        row.state, row.waiting_position = PaperState.WAITING, 1

    world.do(wait)
    client.sign_in(CHAIR)
    path = f"/manage/{world.slug}/papers/1/slot"
    assert "The draft is not late enough" in client.get(path).words
    clock.now = world.now = START - timedelta(days=10)
    assert "Pass the slot on…" in client.get(f"/manage/{world.slug}/drafts/").words
    page = client.get(path)
    assert "“Mercy as Procedure”, next on the waiting list, is offered the place" in page.words
    assert "1 commenter is told that they need not read it" in page.words
    client.send("/slot", button="Offer the slot to the waiting list")
    assert selecting.standing(world)[1][0] == "turned_down"
    assert selecting.standing(world)[2][0] == "accepted"
    assert "Your draft had not come" in client.get(world.paper_link()).words
    client.get(path)
    assert client.get(path).forms == [] or "Not now" in client.get(path).words


SECRETS = (SECRET, FOCUS, QUESTION)


def test_what_circulates_to_commenters_is_on_no_other_page(client: PageClient, ready: World) -> None:
    rules = [
        r for r in ready.app.url_map.iter_rules() if "GET" in (r.methods or ()) and "slug" in r.arguments
    ]
    values = {"slug": ready.slug, "number": 1, "paper_number": 1, "n": 1}
    wrong = []
    for rule in rules:
        path = rule.rule
        for part in rule.arguments:
            for shape in (f"<{part}>", f"<int:{part}>", f"<int(max=2147483647):{part}>"):
                path = path.replace(shape, str(values.get(part, 1)))
        response = client.http.get(path, base_url=BASE)
        body = (
            response.get_data(as_text=True)
            if "pdf" not in response.content_type
            else response.data.decode("latin1")
        )
        wrong += [(path, secret) for secret in SECRETS if secret in body]
        response.close()
    assert wrong == []
    feed = (
        client.http.get(f"/calendars/{ready.slug}.ics", base_url=BASE)
        .get_data(as_text=True)
        .replace("\r\n ", "")
    )
    assert [secret in feed for secret in SECRETS] == [False] * 3
    told = [x for x in ready.letters() if any(secret in x.text for secret in SECRETS)]
    assert {x.to_email for x in told} <= {COMMENTER, "mbali.abara@law.example.edu"}


@pytest.mark.parametrize("total", [1, 3, 30])
def test_lists_of_drafts_cost_the_same_however_many(
    client: PageClient, world: World, statements: Any, total: int
) -> None:
    prepared(world)
    settle(world, Circle.EVERYONE)
    for n in range(2, total + 1):
        world.paper(f"Paper {n}", f"author{n}@law.example.edu")

    def placed(session: Session) -> None:
        for n in range(1, total + 1):
            world.row(session, n).state = PaperState.CONFIRMED

    world.do(placed)
    if total > 1:

        def all_in(session: Session) -> None:
            row, by = world.call(session).wip_session, world.actor(session, CHAIR)
            row.minutes = 720
            more = [world.row(session, n) for n in range(2, min(total, 20) + 1)]
            agendas.put_in(session, row, more, seen=row.agenda_version, by=by, now=world.now)
            publications.publish(session, row, seen=row.agenda_version, by=by, now=world.now)

        world.do(all_in)
    send(world)
    client.sign_in(CHAIR)
    found = []
    for path in (f"/manage/{world.slug}/drafts/", f"/sessions/{world.slug}/", attendee_link(world)):
        client.get(path)
        with statements() as said:
            client.get(path)
        found.append(len(said))
    assert found == [10, 9, 10]


def test_a_log_of_copies_costs_the_same_however_long(
    client: PageClient, ready: World, statements: Any
) -> None:
    client.sign_in(CHAIR)
    path, found = f"/manage/{ready.slug}/papers/1/copies", []
    for more, total in ((1, 1), (2, 3), (27, 30)):
        for n in range(total - more, total):
            ready.do(partial(_had, ready, f"reader{n}@law.example.edu"))
        client.get(path)
        with statements() as said:
            page = client.get(path)
        found.append((len(said), page.words.count("attendee")))
    assert found == [(5, 1), (5, 3), (5, 30)]


def _had(world: World, email: str, session: Session) -> None:
    draft, person = world.row(session).drafts[-1], world.actor(session, email).person_id
    count_copy(session, begin_copy(session, draft.id, person, Reader.ATTENDEE, world.now), world.now)
