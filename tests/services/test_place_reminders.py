"""Who has not answered is reminded, by a schedule that both sides can stop; silence is told to the leaders."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy.orm import Session

from tests.places_world import ACCEPT, LEILA, OTTO, act, filled, news, settle
from tests.selecting import decide, release
from tests.world import AUTHOR, World
from wip.domain.letters import LetterKind
from wip.domain.places import Offering
from wip.domain.stops import StopTopic
from wip.models import StoppedLetters
from wip.services import (
    confirmations,
    place_reminders,
)


@pytest.fixture
def full(world: World) -> World:
    return filled(world)


def last_moment(world: World) -> datetime:
    moment = world.do(lambda s: world.row(s).confirm_by)
    assert moment is not None
    return moment


def reminders(world: World, at: datetime) -> int:
    return world.do(lambda s: place_reminders.remind_due(s, at))


def test_who_has_not_answered_is_reminded_three_days_and_one_day_before(full: World) -> None:
    act(full, confirmations.confirm, 2)
    by = last_moment(full)
    days = {days: reminders(full, by - timedelta(days=days) + timedelta(minutes=5)) for days in (4, 3, 2, 1)}
    assert days == {4: 0, 3: 2, 2: 0, 1: 2}
    assert reminders(full, by - timedelta(hours=2)) == 0
    found = full.letters(kind=LetterKind.PLACE_REMINDER)
    assert [x.to_email for x in found] == [AUTHOR, OTTO, AUTHOR, OTTO]
    assert found[0].subject == (
        "Will you present “Quotas Without Numbers”? Please answer by Fri 19 Feb 2027, 23:59 New York"
    )
    assert "stop" in [link[0] for link in found[0].links]


def test_reminders_end_where_a_leader_or_the_author_stops_them(full: World) -> None:
    by = last_moment(full)

    def stop(session: Session) -> None:
        who, session_id = full.actor(session, AUTHOR).person_id, full.call(session).wip_session_id
        topic = StopTopic.PLACE_REMINDERS
        session.add(
            StoppedLetters(person_id=who, wip_session_id=session_id, topic=topic, stopped_at=full.now)
        )

    full.do(stop)
    assert reminders(full, by - timedelta(days=2)) == 2
    assert {x.to_email for x in full.letters(kind=LetterKind.PLACE_REMINDER)} == {LEILA, OTTO}
    settle(full, Offering.BY_ITSELF, reminds=False)
    assert reminders(full, by - timedelta(hours=5)) == 0


def test_nobody_is_reminded_of_a_letter_that_has_not_left(world: World) -> None:
    world.paper()
    decide(world, {1: ACCEPT})
    release(world)
    by = last_moment(world)
    assert reminders(world, by - timedelta(days=2)) == 0


def test_silence_past_the_last_moment_is_told_to_the_leaders_once(full: World) -> None:
    act(full, confirmations.confirm, 2)
    by = last_moment(full)
    moments = [by + timedelta(hours=hours) for hours in (-1, 1, 2)]
    times = [full.do(partial(place_reminders.tell_of_silence, now=moment)) for moment in moments]
    assert times == [0, 1, 0]
    assert news(full)[-1] == "2 accepted papers have no answer"
