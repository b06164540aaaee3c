"""The history: who did what, with old and new values, only ever added to."""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import AUTHOR, World
from wip.domain.people import Actor
from wip.models import HistoryEvent, Paper, WipSession
from wip.services.histories import differences, record, what_changed


def test_an_event_knows_its_session_and_its_paper(world: World, session: Session) -> None:
    world.paper()
    paper = world.row(session)
    record(session, Actor(), "look", paper, NOW)
    session.flush()
    event = session.scalars(sa.select(HistoryEvent).order_by(HistoryEvent.id.desc())).first()
    assert event is not None
    assert (event.actor_name, event.thing, event.thing_id, event.paper_id, event.wip_session_id) == (
        "somebody",
        "papers",
        paper.id,
        paper.id,
        paper.wip_session_id,
    )


def test_only_what_differs_is_told_and_as_json(world: World, session: Session) -> None:
    row = world.call(session).wip_session
    later = datetime(2027, 3, 19, 16, tzinfo=UTC)
    assert differences(row, {"title": row.title, "minutes": 60, "starts_at": later}) == (
        {"minutes": 90, "starts_at": "2027-03-18T16:00:00+00:00"},
        {"minutes": 60, "starts_at": "2027-03-19T16:00:00+00:00"},
    )


def test_the_acts_of_a_paper_s_life_are_all_there(world: World, session: Session) -> None:
    world.paper()
    events = session.scalars(sa.select(HistoryEvent).order_by(HistoryEvent.id)).all()
    told = [(event.actor_name, event.act, event.thing) for event in events]
    assert told[-4:] == [
        ("Robin Vale", "plan session", "wip_sessions"),
        ("Robin Vale", "change call", "calls"),
        ("Robin Vale", "publish call", "calls"),
        ("Mbali Abara", "submit paper", "papers"),
    ]


def test_what_changed_is_short_and_at_most_five(world: World, session: Session) -> None:
    row = session.scalars(sa.select(WipSession).where(WipSession.slug == world.slug)).one()
    by = world.actor(session, AUTHOR, "Mbali Abara")
    for number in range(7):
        record(session, by, f"act {number}", row, NOW, wip_session=row, new={"about": "x" * 500})
    row.version = 9
    session.flush()
    told = what_changed(session, row, 2, "America/New_York")
    assert [sentence.split(": ")[1].split(" (")[0] for sentence in told] == [f"act {n}" for n in range(2, 7)]
    assert told[0] == f"Mbali Abara, Wed 20 Jan 2027, 10:00 New York: act 2 (about: {'x' * 120}…)"


def test_what_changed_of_another_row_is_not_told(world: World, session: Session) -> None:
    world.paper("One")
    world.paper("Two", "leila.haddad@law.example.edu")
    two = session.scalars(sa.select(Paper).where(Paper.number == 2)).one()
    told = what_changed(session, two, 0, "UTC")
    assert len(told) == 1
    assert "title: Two" in told[0]
