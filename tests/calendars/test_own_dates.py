"""Somebody's own dates: which papers they are about, where they lead, and what is left of them when a paper leaves."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests.calendars.client import Event, read
from tests.calendars.stage import Stage
from tests.conftest import NOW, Clock
from wip.domain.sessions import SessionMove
from wip.services import calendars

BASE = "https://wip.example.edu"


def held(stage: Stage, email: str) -> dict[str, Event]:
    """What somebody's own calendar has, by title."""
    answer = stage.app.test_client().get(stage.feed(email), base_url=BASE)
    return {
        event.said("SUMMARY").partition(": Spring")[0]: event for event in read(answer.data).events.values()
    }


def later(stage: Stage, clock: Clock, by: timedelta = timedelta(hours=1)) -> None:
    stage.now = clock.now = stage.now + by


@pytest.fixture
def stage(app: Flask, clock: Clock) -> Stage:
    """Published."""
    found = Stage(app, NOW)
    found.put_all_in()
    found.publish()
    later(found, clock)
    return found


@pytest.mark.parametrize("is_out", [True, False])
def test_what_a_presenter_was_to_do_stays_as_cancelled_until_they_have_a_place_again(
    app: Flask, clock: Clock, *, is_out: bool
) -> None:
    stage = Stage(app, NOW)
    stage.do(lambda s: calendars.refresh(s, stage.row(s), by=stage.actor(s, stage.chair), now=stage.now))
    if is_out:
        stage.put_all_in()
        stage.publish()
    dates = ("Your draft is due", "Rehearse your talk")
    before = held(stage, stage.authors[1])
    later(stage, clock)
    stage.withdraw(2)
    gone = held(stage, stage.authors[1])
    for title in dates:
        old, new = before[title], gone[f"CANCELLED: {title}"]
        assert (new.uid, new.sequence, new.stamp) == (old.uid, old.sequence + 1, stage.now)
        assert (new.starts_at, new.status, title in gone) == (old.starts_at, "CANCELLED", False)
        assert "nothing to do for it" in new.said("DESCRIPTION")
    others = held(stage, stage.authors[0])
    assert {others[title].status for title in dates} == {"CONFIRMED"}
    assert not {others[title].uid for title in dates} & {each.uid for each in gone.values()}
    later(stage, clock)
    stage.restore(2)
    back = held(stage, stage.authors[1])
    assert [(back[t].uid, back[t].sequence - before[t].sequence) for t in dates] == [
        (before[t].uid, 2) for t in dates
    ]
    clock.now = stage.starts_at + timedelta(days=58)
    stage.now = stage.starts_at - timedelta(days=20)
    stage.withdraw(2)
    assert {f"CANCELLED: {title}" for title in dates} <= held(stage, stage.authors[1]).keys()


def test_dates_that_have_passed_stay_as_they_were_when_the_session_is_cancelled(
    stage: Stage, clock: Clock
) -> None:
    before = held(stage, stage.chair)
    stage.now = clock.now = datetime.fromisoformat("2027-02-01T12:00Z")
    stage.step(SessionMove.CANCEL)
    after = held(stage, stage.chair)
    assert [after[title] == before[title] for title in ("Call opens", "Papers are due")] == [True, True]
    assert after["CANCELLED: Drafts are due"].sequence == before["Drafts are due"].sequence + 1
    clock.now = stage.starts_at + timedelta(days=58)
    assert held(stage, stage.chair) == after


def test_dates_name_their_papers_and_lead_to_where_something_is_to_be_done(
    stage: Stage, clock: Clock
) -> None:
    reads = held(stage, stage.commenter)
    for title in ("Time to read", "Have read by now"):
        text = reads[title].said("DESCRIPTION")
        assert "- “Quotas Without Numbers”\n- “Mercy as Procedure”\n\nhttps://" in text
        assert reads[title].said("URL") == f"{BASE}/me/#commissions"
    due = held(stage, stage.authors[1])["Your draft is due"]
    assert (due.said("URL"), "- “Mercy as Procedure”\n" in due.said("DESCRIPTION")) == (
        f"{BASE}/me/#papers",
        True,
    )
    stage.rename(2, "Mercy, Renamed")
    later(stage, clock)
    stage.publish()
    new = held(stage, stage.commenter)["Have read by now"]
    assert "- “Quotas Without Numbers”\n- “Mercy, Renamed”\n" in new.said("DESCRIPTION")
    assert (new.sequence, new.stamp) == (reads["Have read by now"].sequence, reads["Have read by now"].stamp)
    assert new.modified > reads["Have read by now"].modified
    assert held(stage, stage.authors[0])["Your draft is due"].said("DESCRIPTION").count("- “") == 1


def test_whoever_runs_the_session_has_the_published_line_up_and_the_clock(stage: Stage, clock: Clock) -> None:
    title = "Spring Works-in-Progress Session"
    clock_page = f"Run of show: {BASE}/manage/{stage.slug}/show/"
    text = held(stage, stage.chair)[title].said("DESCRIPTION")
    assert (
        f"{clock_page}\n\nLine-up:\n12:00 Author Number1: Quotas Without Numbers\n12:30 Author Number2: "
        in text
    )
    assert "Line-up" not in held(stage, stage.attendee)[title].said("DESCRIPTION")
    stage.rename(1, "Unpublished")
    later(stage, clock)
    stage.withdraw(2)
    gone = held(stage, stage.chair)[title]
    assert "Line-up:\n12:00 Author Number1: Quotas Without Numbers\n13:00 Author Number3: " in gone.said(
        "DESCRIPTION"
    )
    assert gone.modified == stage.now
    stage.take_down()
    hidden = held(stage, stage.chair)[title].said("DESCRIPTION")
    assert [word for word in ("Line-up", "Quotas", "show/") if word in hidden] == []


def test_every_text_begins_with_a_sentence_and_ends_with_its_address(stage: Stage) -> None:
    shared = [f"/calendars/{stage.slug}.ics", f"/calendars/sections/{stage.section}.ics"]
    own = [stage.feed(email) for email in (stage.chair, stage.authors[0], stage.commenter, stage.attendee)]
    stage.withdraw(3)
    for address in [*shared, *own]:
        body = stage.app.test_client().get(address, base_url=BASE).data
        for event in read(body).events.values():
            first, *_, last = event.said("DESCRIPTION").splitlines()
            assert not first.startswith("http")
            assert event.said("URL").startswith(last)
            assert event.said("CATEGORIES") == "Works in Progress,Spring Works-in-Progress Session"
        if "feeds" not in address:
            slots = [each for each in read(body).events.values() if "#" in each.said("URL")]
            assert all(
                "Spring Works-in-Progress Session" in each.said("DESCRIPTION").splitlines()[0]
                for each in slots
            )
