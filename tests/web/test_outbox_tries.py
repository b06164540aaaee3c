"""What became of each letter: tries and answers, failed ones sent again, progress, and why letters wait."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests import selecting
from tests.client import PageClient
from tests.conftest import NOW, Clock
from tests.services.test_deliveries import Postbox
from tests.world import CHAIR, World
from wip.adapters.posts import PermanentFault, TemporaryFault, Unreachable
from wip.domain.letters import LetterState
from wip.domain.papers import PaperState
from wip.domain.reviews import Outcome
from wip.models import HistoryEvent, Letter, Paper
from wip.services.deliveries import deliver_due
from wip.settings import Settings

MINUTE = timedelta(minutes=1)
SECOND = "second@law.example.edu"


def outbox(world: World) -> str:
    return f"/manage/{world.slug}/letters/"


def deliver(world: World, post: Postbox, minutes: int = 0, **settings: Any) -> int:
    found: Settings = replace(world.app.extensions["wip_settings"], **settings)
    return world.do(lambda s: deliver_due(s, found, NOW + minutes * MINUTE, post))


@pytest.fixture
def two(world: World) -> list[Letter]:
    world.paper()
    world.paper("Second", SECOND)
    return world.letters()


def test_each_try_with_its_moment_and_the_servers_answer(
    client: PageClient, world: World, two: list[Letter]
) -> None:
    deliver(
        world, Postbox(TemporaryFault("The mail server does not take the letter now: 451 4.7.1 greylisted"))
    )
    deliver(world, Postbox(), 1)
    page = client.sign_in(CHAIR).get(f"{outbox(world)}{two[0].id}/")
    assert (
        "Wed 20 Jan 2027, 10:00 New York not now The mail server does not take the letter now: 451 4.7.1 greylisted "
        "Wed 20 Jan 2027, 10:01 New York written 250 OK"
    ) in page.words


@pytest.mark.usefixtures("two")
def test_failed_letters_are_found_and_all_sent_again_in_one_act(client: PageClient, world: World) -> None:
    deliver(world, Postbox(PermanentFault("550 nobody"), PermanentFault("550 nobody either")))
    page = client.sign_in(CHAIR).get(outbox(world))
    assert "2 letters did not arrive" in page.words
    page = client.send(f"{outbox(world)}again", button="Send all 2 failed letters again")
    assert "2 letters are on the way once more." in page.words
    assert [(x.state.value, x.tries, x.fault) for x in world.letters()] == [("waiting", 0, "")] * 2
    events = world.do(
        lambda s: s.execute(
            sa.select(HistoryEvent.act, HistoryEvent.new).where(HistoryEvent.act.like("send%"))
        ).all()
    )
    assert [tuple(each) for each in events] == [("send failed letters again", {"letters": 2})]
    assert deliver(world, Postbox(), 1) == 2


def test_with_nothing_failed_there_is_nothing_to_send_again(
    client: PageClient, world: World, two: list[Letter]
) -> None:
    page = client.sign_in(CHAIR).get(f"{outbox(world)}{two[0].id}/")
    form = page.form(f"{outbox(world)}{two[0].id}/").filled()
    answer = client.post(f"{outbox(world)}again", form)
    assert (answer.status_code, "No failed letter can be sent again." in answer.text) == (422, True)


def test_a_failed_letter_that_is_no_longer_true_is_not_sent_again(client: PageClient, world: World) -> None:
    world.paper()
    selecting.decide(world, {1: Outcome.ACCEPT})
    selecting.release(world)
    world.paper("Second", "second.author@law.example.edu")
    deliver(world, Postbox(*[PermanentFault("550 nobody")] * 9))
    world.do(
        lambda s: s.execute(sa.update(Paper).where(Paper.number == 1).values(state=PaperState.WITHDRAWN))
    )
    failed = {x.id: x.kind.value for x in world.letters() if x.state is LetterState.FAILED}
    assert "decision_accepted" in failed.values()
    client.sign_in(CHAIR).get(outbox(world))
    page = client.send(f"{outbox(world)}again", button="Send all")
    assert "2 others would no longer be true and stayed here." in page.words
    kinds = sorted(x.kind.value for x in world.letters() if x.state is LetterState.FAILED)
    assert kinds == ["decision_accepted", "paper_received"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?words=second%40law", ["Second"]),
        ("?words=QUOTAS", ["Quotas"]),
        ("?words=100%25", []),
        ("?kind=paper_received", ["Quotas", "Second"]),
        ("?kind=agenda_published", []),
        ("?kind=nonsense&state=waiting", ["Quotas", "Second"]),
        ("?state=came_back", []),
    ],
)
def test_letters_are_found_by_kind_and_words(
    client: PageClient, world: World, two: list[Letter], query: str, shown: list[str]
) -> None:
    page = client.sign_in(CHAIR).get(outbox(world) + query)
    assert [name for name in ("Quotas", "Second") if f"Received: {name}" in page.words] == shown
    assert ("No letter is like that" in page.words) is (not shown)
    assert len(two) == 2


def part(client: PageClient, world: World, query: str = "") -> str:
    got = client.http.get(
        f"{outbox(world)}progress{query}", headers={"HX-Request": "true"}, base_url="https://wip.example.edu"
    )
    assert got.status_code == 200
    return got.text


def test_progress_asks_again_while_something_waits_and_then_stops(
    client: PageClient, world: World, two: list[Letter], clock: Clock
) -> None:
    client.sign_in(CHAIR)
    assert "2 of 2 waiting" in client.get(f"{outbox(world)}progress").words
    assert ("<h1" in part(client, world), 'hx-trigger="every 2s"' in part(client, world)) == (False, True)
    deliver(world, Postbox(TemporaryFault("451 Later"), None), mail_pauses=(3600.0,))
    running = part(client, world)
    assert ("1 of 2 waiting" in running, 'hx-trigger="every 60s"' in running) == (True, True)
    assert "The next leaves" in running
    clock.now = NOW + 61 * MINUTE
    deliver(world, Postbox(PermanentFault("550 nobody")), 61)
    done = part(client, world)
    assert ("hx-" in done, "1 letter did not arrive" in done, two[0].id in (1, 2)) == (False, True, True)


def test_progress_of_one_act_counts_its_letters_alone(
    client: PageClient, world: World, two: list[Letter]
) -> None:
    client.sign_in(CHAIR)
    own = part(client, world, f"?cause={':'.join(two[0].cause.split(':')[:2])}")
    assert "1 of 1 waiting" in own
    assert "2 of 2 waiting" in part(client, world, "?cause=paper")
    assert "No letter is on its way" in part(client, world, "?cause=paper:%25")


def test_why_letters_wait(client: PageClient, world: World, two: list[Letter], clock: Clock) -> None:
    client.sign_in(CHAIR)
    assert "Please note" not in client.get(outbox(world)).words
    no = "The mail server mail.example.edu did not let us in: 535 wrong password"
    deliver(world, Postbox(Unreachable(no)))
    shown = client.get(outbox(world)).words
    assert f"Letters wait because nothing can be sent just now. {no}. It is asked again" in shown
    assert (
        f"Letters wait because nothing can be sent just now. {no}."
        in client.get(f"{outbox(world)}progress").words
    )
    assert deliver(world, Postbox(), 1) == 2
    assert "Please note" not in client.get(outbox(world)).words
    world.do(lambda s: s.execute(sa.update(Letter).values(state=LetterState.WAITING, due_at=NOW)))
    clock.now = NOW + 10 * MINUTE
    assert "the part of this website that sends them does not seem to run" in client.get(outbox(world)).words
    assert len(two) == 2


@pytest.mark.parametrize("number", [1, 3, 30])
def test_pages_cost_the_same_however_many_tries_and_letters(
    client: PageClient, world: World, statements: Any, number: int
) -> None:
    for n in range(number):
        world.paper(f"Paper {n}", f"author{n}@law.example.edu")
    for n in range(number):
        deliver(world, Postbox(TemporaryFault("451 Later")), n, mail_pauses=(60.0,) * 100)
    client.sign_in(CHAIR).get("/")
    costs = []
    for path in (
        f"{outbox(world)}{world.letters()[0].id}/",
        f"{outbox(world)}progress",
        f"{outbox(world)}?words=x",
    ):
        with statements() as said:
            client.get(path)
        costs.append(len(said))
    assert costs == [5, 4, 9]
