"""Each kind of calendar, to the byte: a fixed session under a fixed clock, against the files in golden/.

After a wanted change: WIP_RENEW_GOLDEN=1 make test-sqlite TESTS=tests/calendars/test_golden.py, and read the difference.
"""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.calendars.fixed_history import BASE, addresses
from tests.calendars.stage import Stage
from tests.conftest import NOW, Clock
from wip.domain.sessions import SessionMove

GOLDEN = Path(__file__).parent / "golden"
RENEW = bool(os.environ.get("WIP_RENEW_GOLDEN"))
LINK = "https://example.zoom.us/j/111"


def plain(body: bytes) -> bytes:
    """With UIDs numbered in the order of their first mention: they are random by design."""
    found: dict[bytes, bytes] = {}
    pattern = rb"[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"
    return re.sub(pattern, lambda uid: found.setdefault(uid[0], b"uid-%032d" % (len(found) + 1)), body)


def check(stage: Stage, name: str, address: str) -> None:
    """The file is what it was, or becomes what it is."""
    answer = stage.app.test_client().get(address, base_url=BASE)
    assert answer.status_code == 200
    path, body = GOLDEN / f"{name}.ics", plain(answer.data)
    if RENEW:
        path.write_bytes(body)
    assert body == path.read_bytes()


@pytest.fixture
def stage(app: Flask, clock: Clock) -> Stage:
    """Published, confirmed, with a join link."""
    found = Stage(app, NOW)
    found.put_all_in()
    found.publish()
    _later(found, clock)
    found.step(SessionMove.CONFIRM)
    found.link(LINK)
    _later(found, clock)
    return found


def _later(stage: Stage, clock: Clock) -> None:
    stage.now = clock.now = stage.now + timedelta(hours=1)


def test_each_kind_of_calendar_is_as_it_was(stage: Stage) -> None:
    for name, address in addresses(stage).items():
        check(stage, name, address)


def test_what_is_withdrawn_or_cancelled_is_as_it_was(stage: Stage, clock: Clock) -> None:
    stage.withdraw(2)
    check(stage, "withdrawn", f"/calendars/{stage.slug}.ics")
    _later(stage, clock)
    stage.step(SessionMove.CANCEL)
    check(stage, "cancelled", f"/calendars/{stage.slug}.ics")
    check(stage, "cancelled-attendee", stage.feed(stage.attendee))


def test_an_agenda_that_was_taken_down_is_as_it_was(stage: Stage) -> None:
    stage.take_down()
    check(stage, "taken-down", f"/calendars/{stage.slug}.ics")


def test_an_empty_calendar_says_so_as_it_did(stage: Stage) -> None:
    check(stage, "empty", stage.feed("ada.newcomer@law.example.edu"))
