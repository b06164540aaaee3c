"""Sessions: planned backwards, moved, confirmed, cancelled."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import CHAIR, NEW_YORK, START, World
from wip.domain.plans import STEPS
from wip.domain.refusals import Refusal, RefusedMove, Stale
from wip.domain.sessions import SessionMove
from wip.domain.zones import show
from wip.models import HistoryEvent, Section, WipSession
from wip.services import sessions
from wip.services.sessions import SessionFacts

FACTS = SessionFacts(
    "Spring Works-in-Progress Session",
    START,
    NEW_YORK,
    90,
    "Three papers on policing, punishment or procedure.",
)
LINK = "https://meet.example.org/j/1"


def row_of(session: Session, world: World) -> WipSession:
    return session.scalars(sa.select(WipSession).where(WipSession.slug == world.slug)).one()


def plan(session: Session, world: World, **more: Any) -> WipSession:
    section = session.scalars(sa.select(Section).where(Section.slug == world.section)).one()
    return sessions.plan(session, section, replace(FACTS, **more), by=world.actor(session, CHAIR), now=NOW)


def change(session: Session, world: World, seen: int | None = None, **more: Any) -> WipSession:
    row, by = row_of(session, world), world.actor(session, CHAIR)
    version = row.version if seen is None else seen
    sessions.change(session, row, replace(FACTS, **more), seen=version, by=by, now=NOW)
    return row


def step(session: Session, world: World, move: SessionMove) -> str:
    row = row_of(session, world)
    sessions.step(session, row, move, by=world.actor(session, CHAIR), now=NOW)
    return row.state.value


def test_the_call_s_dates_are_planned_backwards(world: World, session: Session) -> None:
    row = plan(session, world, title="Autumn Session", starts_at=NOW + timedelta(weeks=20))
    call = world.call(session, row.slug)
    assert row.slug == "autumn-session-2027"
    assert {
        step.column: show(getattr(call, step.column), NEW_YORK) for step in STEPS if step.field != "starts"
    } == {
        "opens_at": "Wed 20 Jan 2027, 10:00 New York",
        "deadline_at": "Wed 21 Apr 2027, 17:00 New York",
        "review_due_at": "Mon 3 May 2027, 17:00 New York",
        "notify_at": "Wed 5 May 2027, 17:00 New York",
        "draft_due_at": "Wed 26 May 2027, 17:00 New York",
        "drafts_until_at": "Fri 28 May 2027, 17:00 New York",
        "circulate_at": "Mon 31 May 2027, 09:00 New York",
        "remind_at": "Mon 7 Jun 2027, 09:00 New York",
        "thank_at": "Thu 10 Jun 2027, 10:00 New York",
    }


def test_when_time_is_short_the_dates_stay_in_their_order(world: World, session: Session) -> None:
    row = plan(session, world, starts_at=NOW + timedelta(hours=10))
    call = world.call(session, row.slug)
    assert call.draft_due_at is not None
    dates = [call.opens_at, call.deadline_at, call.notify_at, call.draft_due_at, row.starts_at]
    assert dates == sorted(set(dates))


def test_two_sessions_of_one_title_have_two_addresses(world: World, session: Session) -> None:
    assert [plan(session, world).slug for _ in range(2)] == [f"{world.slug}-2", f"{world.slug}-3"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": ""}, "title"),
        ({"starts_at": NOW}, "starts"),
        ({"zone": "EST"}, "zone"),
        ({"present_minutes": 0, "comment_minutes": 0}, "present_minutes"),
    ],
)
def test_what_cannot_be_is_refused(world: World, session: Session, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as no:
        plan(session, world, **more)
    assert no.value.field == field


def test_a_moved_date_must_be_asked_for_again(world: World, session: Session) -> None:
    assert [step(session, world, move) for move in (SessionMove.REQUEST, SessionMove.CONFIRM)] == [
        "requested",
        "confirmed",
    ]
    row = change(session, world, starts_at=START + timedelta(days=1))
    assert row.state == "proposed"
    acts = session.scalars(
        sa.select(HistoryEvent.act)
        .where(HistoryEvent.thing == "wip_sessions")
        .order_by(HistoryEvent.id.desc())
    )
    assert acts.first() == "move session"


def test_a_session_is_not_moved_before_its_own_decision_date(world: World, session: Session) -> None:
    with pytest.raises(Refusal) as no:
        change(session, world, starts_at=NOW + timedelta(days=12))
    assert no.value.field == "starts"


def test_a_stale_page_is_told_what_changed(world: World, session: Session) -> None:
    seen = row_of(session, world).version
    change(session, world, title="Another Title")
    with pytest.raises(Stale) as no:
        change(session, world, seen, about="Mine.")
    assert no.value.changes == (
        "Robin Vale, Wed 20 Jan 2027, 10:00 New York: changed the session (title: Another Title)",
    )


def test_saving_without_a_change_writes_no_history(world: World, session: Session) -> None:
    before = session.scalar(sa.select(sa.func.count()).select_from(HistoryEvent))
    change(session, world)
    assert session.scalar(sa.select(sa.func.count()).select_from(HistoryEvent)) == before


def test_a_cancelled_session_stays_cancelled(world: World, session: Session) -> None:
    assert step(session, world, SessionMove.CANCEL) == "cancelled"
    for move in (SessionMove.CONFIRM, SessionMove.CANCEL):
        with pytest.raises(RefusedMove):
            step(session, world, move)
    with pytest.raises(RefusedMove):
        change(session, world, starts_at=START + timedelta(days=1))
    with pytest.raises(Refusal, match="own form"):
        step(session, world, SessionMove.MOVE_DATE)


NO_ADDRESS = (
    "This is no address of a meeting. Paste the link that the office sent, such as https://zoom.us/j/123456789, "
    "with nothing before or after it."
)


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("meet.example.org/j/1", "A join link begins with https://. Paste it whole, as the office sent it."),
        ("javascript:alert(1)", "A join link begins with https://. Paste it whole, as the office sent it."),
        (f"{LINK} Passcode 1", "A join link has no spaces. Paste the address alone."),
        ("https://u:p@x.example.org/", NO_ADDRESS),
        ("https://u@x.example.org/", NO_ADDRESS),
        ('https://x.example.org"onclick=1', NO_ADDRESS),
        ("https://[::1", NO_ADDRESS),
        ("https://[::1]/", NO_ADDRESS),
        ("https://meet.example.org/\u202etxt", NO_ADDRESS),
        ("https://meet.example.org/\x01", NO_ADDRESS),
        ("https://meet.example.org:99999/", NO_ADDRESS),
        ("https://meet.example.org\\@x/", NO_ADDRESS),
        ("https://localhost/j/1", NO_ADDRESS),
        ("https://-a.example.org/", NO_ADDRESS),
        ("https://m\N{LATIN SMALL LETTER E WITH ACUTE}et.example.org/", NO_ADDRESS),
        ("https://", NO_ADDRESS),
    ],
)
def test_what_is_no_join_link_is_refused(world: World, session: Session, link: str, sentence: str) -> None:
    with pytest.raises(Refusal) as no:
        sessions.set_join_link(session, row_of(session, world), link, by=world.system, now=NOW)
    assert (no.value.field, no.value.sentence) == ("join_link", sentence)


@pytest.mark.parametrize(
    "link",
    [
        "https://law-example-edu.zoom.us/j/98765432101?pwd=aB3.x_Y%20z~1&uname=a+b#success",
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting_AbC%40thread.v2/0?context=%7b%22Tid%22%3a1%7d",
        "https://meet.example.edu:8443/room",
        "https://xn--bcher-kva.example.edu/",
    ],
)
def test_links_as_offices_send_them_are_taken(world: World, session: Session, link: str) -> None:
    row = row_of(session, world)
    sessions.set_join_link(session, row, link, by=world.system, now=NOW)
    assert row.join_link == link


def test_a_join_link_is_not_told_by_the_history(world: World, session: Session) -> None:
    row = row_of(session, world)
    sessions.set_join_link(session, row, LINK, by=world.system, now=NOW)
    event = session.scalars(sa.select(HistoryEvent).where(HistoryEvent.act == "set join link")).one()
    assert (row.join_link, event.old, event.new) == (LINK, {"join_link": False}, {"join_link": True})
    sessions.set_join_link(session, row, LINK, by=world.system, now=NOW)
    sessions.set_join_link(session, row, "", by=world.system, now=NOW)
    assert row.join_link == ""
