"""Drafts that cost much to mark, or cannot be: tried rarely, and at nobody else's expense."""

from datetime import timedelta
from typing import Any

import pytest

from tests.circulation_world import prepared, send, settle
from tests.client import PageClient
from tests.conftest import NOW, Clock
from tests.web.test_circulation import BASE, statuses
from tests.world import World
from wip.adapters.marked_copies import marked_copy
from wip.domain.circulation import Circle
from wip.web import copies


def test_marking_that_failed_is_tried_again_after_an_hour_or_with_a_new_version(
    client: PageClient, world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(world)
    send(world, "broken.pdf", b"%PDF-1.7 nothing more")
    settle(world, Circle.EVERYONE)
    tries = []

    def counted(*args: Any) -> Any:
        tries.append(args)
        return marked_copy(*args)

    monkeypatch.setattr(copies, "marked_copy", counted)
    path = f"/sessions/{world.slug}/drafts/1/1"

    def ask() -> tuple[int, int]:
        return client.http.get(path, base_url=BASE).status_code, len(tries)

    assert [ask(), ask(), ask()] == [(422, 1)] * 3
    clock.now = NOW + timedelta(minutes=61)
    assert [ask(), ask()] == [(422, 2)] * 2
    send(world, "whole.pdf")
    path = f"/sessions/{world.slug}/drafts/1/2"
    assert ask() == (200, 3)


def test_visitors_wait_for_one_another_and_leave_turns_to_readers_with_a_link(
    client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(world)
    send(world)
    settle(world, Circle.EVERYONE)
    monkeypatch.setattr(copies, "_TURN_SECONDS", 0.01)
    with copies._public_turn:
        assert statuses(client, world) == (200, 200, 503)
    assert statuses(client, world) == (200, 200, 200)
