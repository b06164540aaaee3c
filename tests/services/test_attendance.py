"""Attendance: signing up once, with the calendar and, when there is one, the join link."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import CHAIR, START, STRANGER, World
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionMove
from wip.models import Attendee, HistoryEvent
from wip.services import attendance, sessions

JOIN = "https://example.zoom.us/j/81234567890"


def attend(world: World, now: datetime = NOW) -> None:
    def act(session: Session) -> None:
        attendance.attend(session, world.call(session), name="Sam Stranger", email=STRANGER, now=now)

    world.do(act)


def count(world: World) -> int:
    return world.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(Attendee)) or 0)


def test_signing_up_twice_is_once_with_one_letter_a_day(world: World) -> None:
    attend(world)
    attend(world, NOW + timedelta(hours=1))
    assert (count(world), len(world.letters(kind="attendance_received"))) == (1, 1)
    attend(world, NOW + timedelta(days=1))
    assert (count(world), len(world.letters(kind="attendance_received"))) == (1, 2)
    acts = world.do(
        lambda s: list(s.scalars(sa.select(HistoryEvent.act).where(HistoryEvent.thing == "attendees")))
    )
    assert acts == ["register"]


def test_the_letter_carries_the_calendar_and_the_join_link_once_there_is_one(world: World) -> None:
    attend(world)
    world.do(
        lambda s: sessions.set_join_link(
            s, world.call(s).wip_session, JOIN, by=world.actor(s, CHAIR), now=NOW
        )
    )
    attend(world)
    before, after = world.letters(kind="attendance_received")
    assert [link[0] for link in before.links] == ["feed", "page", "attendance"]
    assert (JOIN in before.text, JOIN in after.text, JOIN in after.html) == (False, True, True)


def test_the_door_closes_with_the_session_and_with_its_cancelling(world: World) -> None:
    attend(world, START + timedelta(minutes=89))
    with pytest.raises(Refusal):
        attend(world, START + timedelta(minutes=90))
    world.do(
        lambda s: sessions.step(
            s, world.call(s).wip_session, SessionMove.CANCEL, by=world.actor(s, CHAIR), now=NOW
        )
    )
    with pytest.raises(Refusal):
        attend(world)
    assert count(world) == 1
