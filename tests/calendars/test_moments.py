"""A text that changes around an entry moves its moment, so that programs which look for one show it; SEQUENCE stays."""

import re
from datetime import timedelta

from flask import Flask

from tests.calendars.client import Event, read
from tests.calendars.stage import Stage
from tests.conftest import NOW, Clock
from tests.world import START
from wip.domain.sessions import SessionMove


def served(stage: Stage, address: str) -> bytes:
    body: bytes = stage.app.test_client().get(address, base_url="https://wip.example.edu").data
    return body


def events(stage: Stage, address: str) -> list[Event]:
    return list(read(served(stage, address)).events.values())


def stage_of(app: Flask, clock: Clock) -> Stage:
    stage = Stage(app, NOW)
    stage.put_all_in()
    stage.publish()
    stage.now = clock.now = NOW.replace(hour=18)
    return stage


def test_another_zone_or_address_makes_other_words_and_a_later_moment(app: Flask, clock: Clock) -> None:
    stage = stage_of(app, clock)
    stage.change_session(zone="Asia/Kolkata")
    found = events(stage, f"/calendars/{stage.slug}.ics")
    assert [(each.sequence, each.stamp) for each in found] == [(0, stage.now)] * 3
    assert "21:30 to 21:45 Kolkata time" in found[0].said("DESCRIPTION")
    stage.ask_at("criminal-justice@law.example.edu")
    again = events(stage, f"/calendars/{stage.slug}.ics")
    assert [each.said("ORGANIZER") for each in again] == ["mailto:criminal-justice@law.example.edu"] * 3
    assert all(each.stamp > stage.now for each in again)


def test_publishing_moves_the_moment_of_the_session_s_own_entry_whose_words_follow(
    app: Flask, clock: Clock
) -> None:
    stage = Stage(app, NOW)
    feed = stage.feed(stage.attendee)
    (before,) = events(stage, feed)
    assert "/feedback" not in before.said("DESCRIPTION")
    stage.now = clock.now = NOW.replace(hour=18)
    stage.put_all_in()
    stage.publish()
    (whole,) = events(stage, feed)
    assert "/feedback" in whole.said("DESCRIPTION")
    assert (whole.sequence, before.sequence) == (0, 0)
    assert whole.stamp == stage.now > before.stamp


def entries(body: bytes) -> dict[str, tuple[bytes, bytes]]:
    """By UID, each entry's bytes, and the same without its moments."""
    found = {}
    for part in body.split(b"BEGIN:VEVENT")[1:]:
        whole = part.partition(b"END:VEVENT")[0]
        uid = whole.partition(b"UID:")[2].partition(b"\r\n")[0].decode()
        found[uid] = whole, re.sub(rb"(DTSTAMP|LAST-MODIFIED):\w+", b"", whole)
    return found


def _longer(stage: Stage) -> None:
    stage.split(0, 10, 20)
    stage.publish()


def test_what_a_publication_does_not_change_keeps_its_bytes(app: Flask, clock: Clock) -> None:
    stage = stage_of(app, clock)
    stage.withdraw(3)
    people = [stage.chair, *stage.authors, stage.commenter, stage.attendee]
    public = [f"/calendars/{stage.slug}.ics", f"/calendars/sections/{stage.section}.ics"]
    addresses = [*public, *map(stage.feed, people)]
    for change in (_longer, Stage.take_down, Stage.publish):
        stage.now = clock.now = stage.now + timedelta(hours=3)
        before = {address: entries(served(stage, address)) for address in addresses}
        change(stage)
        for address in addresses:
            after = entries(served(stage, address))
            for uid in after.keys() & before[address].keys():
                (was, words), (now, new_words) = before[address][uid], after[uid]
                assert (was == now) is (words == new_words), new_words


def test_no_moment_lies_ahead_however_often_somebody_took_a_part(app: Flask, clock: Clock) -> None:
    stage = stage_of(app, clock)
    for by_mail in (False, True) * 3:
        stage.now = clock.now = stage.now + timedelta(seconds=1)
        stage.by_mail(stage.commenter, wanted=by_mail)
        assert {each.modified for each in events(stage, stage.feed(stage.commenter))} == {stage.now}


def test_there_is_no_way_into_what_is_cancelled_and_a_late_link_changes_nothing(
    app: Flask, clock: Clock
) -> None:
    stage = stage_of(app, clock)
    stage.add_room(START, 90, "https://example.zoom.us/j/999")
    stage.link("https://example.zoom.us/j/111")
    stage.step(SessionMove.CANCEL)
    everybody = [stage.chair, *stage.authors, stage.commenter, stage.attendee]
    feeds = [stage.feed(email) for email in everybody]
    before = {each.uid: each.sequence for feed in feeds for each in events(stage, feed)}
    stage.link("https://example.zoom.us/j/222")
    found = [each for feed in feeds for each in events(stage, feed)]
    assert {each.uid: each.sequence for each in found} == before
    off = [each for each in found if each.status == "CANCELLED"]
    assert len(off) >= len(everybody)
    assert [each.uid for each in off if "zoom" in str(each.properties)] == []
