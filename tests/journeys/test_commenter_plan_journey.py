"""From a line-up to every commission offered, by a leader at a desk; accepted by a volunteer with a phone and no JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Request, expect

from tests.commenting import asked, place_papers, propose, volunteer
from tests.conftest import NOW
from tests.journeys.browsing import DESK, PHONE, Window
from tests.journeys.live import LiveApp, letter_to, link_in
from tests.reading import add_topics
from tests.test_pages_accessible import faults_of, signed_in
from tests.world import CHAIR, World
from wip.domain.commissions import CommissionState

pytestmark = pytest.mark.browser

CONFIRMATIONS_MOST = 3


@pytest.fixture(scope="module")
def world(live: LiveApp) -> World:
    """Three papers with a place, and five people who offered."""
    live.clock.now = NOW
    found = World(live.app, NOW)
    bail, juries = add_topics(found, "Bail", "Juries")
    place_papers(found, "Cash Bail", "Bail Hearings", topics=(bail,))
    place_papers(found, "Night Juries", topics=(juries,))
    for name, topics in (("Ada", [bail]), ("Ben", [bail]), ("Cleo", [juries]), ("Dora", []), ("Emil", [])):
        volunteer(found, name, 2 if name == "Ada" else 1, topics=topics)
    return found


def test_a_whole_plan_is_offered_in_at_most_three_presses_and_accepted_in_one(
    live: LiveApp, window: Callable[..., Window], world: World
) -> None:
    leader, reader = signed_in(window(DESK), CHAIR), window(PHONE, javascript=False)
    live.deliver()
    presses: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            presses.append(request.url)

    leader.page.on("request", note)
    leader.open(f"/manage/{world.slug}/commenters/plans/")
    leader.press("Propose commenters")
    expect(leader.page.locator("main")).to_contain_text("Every paper gets 2 commenters.")
    expect(leader.page.locator("main")).to_contain_text("Bail")
    leader.follow("Look at the letters", within="main")
    expect(leader.page.locator("main")).to_contain_text("5 people asked about 6 places.")
    leader.press("Send these letters")
    assert leader.told.startswith("5 people asked about 6 places on papers.")
    assert len(presses) <= CONFIRMATIONS_MOST
    assert set(asked(world).values()) == {CommissionState.OFFERED}
    assert len(asked(world)) == 6
    letter = letter_to(live.deliver(), "cleo@law.example.edu", "Will you comment")
    reader.open(link_in(letter, "accept"))
    reader.press("Accept")
    assert reader.fits_its_window()
    assert asked(world)[3, "Cleo"] is CommissionState.ACCEPTED


def test_plans_can_be_used_by_everybody_and_on_a_phone(window: Callable[..., Window], world: World) -> None:
    leader, base = signed_in(window(DESK), CHAIR), f"/manage/{world.slug}/commenters/plans/"
    propose(world, after=1)
    paths = ["", "2/", "2/people", "2/papers/1/", "2/offer", "2/papers/1/why-not/4", "compare?plan=1&plan=2"]
    assert [fault for path in paths for fault in faults_of(leader, base + path, (DESK, PHONE))] == []
