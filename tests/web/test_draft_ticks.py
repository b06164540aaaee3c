"""Ticks of those who have read a draft, and pages to focus on that it does not have."""

from datetime import timedelta

import pytest

from tests.circulation_world import (
    FOCUS,
    change,
    commenter_link,
    prepared,
    send,
)
from tests.client import PageClient
from tests.conftest import Clock
from tests.world import CHAIR, World


@pytest.fixture
def ready(world: World) -> World:
    """The line-up is out, and so is the draft."""
    prepared(world)
    send(world)
    return world


def test_the_tick_is_shown_to_author_and_leaders_and_can_be_taken_back(
    client: PageClient, ready: World
) -> None:
    client.get(commenter_link(ready))
    page = client.send("/read", button="I have read it")
    assert "You said Wed 20 Jan 2027, 10:00 New York that you have read it" in page.words
    assert "Piper Nakagawa said so" in client.get(ready.paper_link()).words
    client.get(commenter_link(ready))
    client.send("/read", button="I have not read it after all")
    assert "Piper Nakagawa said so" not in client.get(ready.paper_link()).words
    assert client.post(commenter_link(ready) + "read", {"read": "maybe"}).status_code in {400, 422}


def test_a_tick_is_of_a_version(client: PageClient, ready: World, clock: Clock) -> None:
    clock.now = ready.now
    client.get(commenter_link(ready))
    client.send("/read", button="I have read it")
    send(ready, "second.pdf", at=ready.now + timedelta(hours=2))
    clock.now = ready.now + timedelta(hours=3)
    words = client.get(commenter_link(ready)).words
    assert "Next: read version 2. You read version 1." in words
    assert "Piper Nakagawa, version 1 only: said so" in client.get(ready.paper_link()).words
    client.sign_in(CHAIR)
    assert "Piper Nakagawa (version 1)" in client.get(f"/manage/{ready.slug}/drafts/").words
    assert "read by" not in client.get(f"/manage/{ready.slug}/readiness/").words
    client.get(commenter_link(ready))
    page = client.send("/read", button="I have read version 2")
    assert "Thank you for reading the draft." in page.words
    assert "Piper Nakagawa said so" in client.get(ready.paper_link()).words
    assert "read by 1" in client.get(f"/manage/{ready.slug}/readiness/").words


def test_an_author_hears_of_pages_that_the_file_does_not_have(client: PageClient, ready: World) -> None:
    said = f"What readers are asked to read first is “{FOCUS}”, and your file has 2 pages."
    assert said in client.get(ready.paper_link()).words
    change(ready, lambda paper: setattr(paper, "focus_pages", "1-2"))
    assert "your file has 2 pages" not in client.get(ready.paper_link()).words
