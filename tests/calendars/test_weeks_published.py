"""Around every clock change a session that was really published starts when it truly does, in its calendar and in its words."""

from datetime import datetime

import pytest
from flask import Flask

from tests.calendars.client import read
from tests.calendars.stage import Stage
from tests.calendars.weeks import WEEKS, Week
from tests.conftest import NOW
from wip.domain.zones import city, instant

HARDEST = ("into", "over-midnight", "leap", "after", "lord-howe")


def published(app: Flask, week: Week) -> Stage:
    begins = instant(datetime.fromisoformat(week.begins), week.zone)
    stage = Stage(app, NOW, zone=week.zone, starts_at=begins)
    stage.put_all_in()
    stage.publish()
    return stage


@pytest.mark.parametrize(
    "week", [week for week in WEEKS if any(word in week.name for word in HARDEST)], ids=lambda week: week.name
)
def test_what_is_published_starts_when_it_truly_does(app: Flask, week: Week) -> None:
    stage = published(app, week)
    answer = app.test_client().get(f"/calendars/{stage.slug}.ics", base_url="https://wip.example.edu")
    file = read(answer.data)
    events = sorted(file.events.values(), key=lambda event: event.starts_at)
    assert tuple(f"{each.starts_at:%Y-%m-%dT%H:%M:%SZ}" for each in events) == week.starts
    assert [(each.ends_at - each.starts_at).total_seconds() for each in events] == [1800] * 3
    first = f"{datetime.fromisoformat(week.begins):%H:%M} to "
    said = next(line for line in events[0].said("DESCRIPTION").splitlines() if line.endswith("presents"))
    assert said.startswith(first)
    assert f" {city(week.zone)} time: " in said
    assert dict(file.properties)["X-WR-TIMEZONE"] == week.zone


def test_another_zone_changes_the_words_and_no_instant(app: Flask) -> None:
    stage = published(app, WEEKS[2])
    stage.change_session(zone="Australia/Lord_Howe")
    answer = app.test_client().get(f"/calendars/{stage.slug}.ics", base_url="https://wip.example.edu")
    events = sorted(read(answer.data).events.values(), key=lambda event: event.starts_at)
    assert tuple(f"{each.starts_at:%Y-%m-%dT%H:%M:%SZ}" for each in events) == WEEKS[2].starts
    assert "17:30 to 17:45 Lord Howe time: " in events[0].said("DESCRIPTION")
