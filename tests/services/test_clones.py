"""A session copied to next year: what comes along, and what stays."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import CHAIR, NEW_YORK, START, World
from wip.domain.questions import QuestionKind
from wip.domain.refusals import Refusal
from wip.domain.zones import instant, show
from wip.models import Call, Paper, Question, Section, SessionSection, Sitting, Topic, WipSession
from wip.services import calls, clones

NEXT = instant(datetime.fromisoformat("2028-03-16T12:00"), NEW_YORK)


def filled(session: Session, world: World) -> Call:
    call, by = world.call(session), world.actor(session, CHAIR)
    facts = replace(calls.facts_of(call), criteria="Junior first.", papers_each=1, members_only=True)
    calls.change(session, call, facts, seen=call.version, by=by, now=NOW)
    row = call.wip_session
    partner = session.scalars(sa.select(Section).where(Section.slug == "evidence")).one()
    row.partners = [SessionSection(section_id=partner.id)]
    row.sittings = [Sitting(name="Room B", starts_at=START, minutes=60)]
    row.room, row.join_link = "Room A", "https://meet.example.org/j/1"
    session.add(Topic(call_id=call.id, position=1, name="Policing"))
    asked = {"call_id": call.id, "kind": QuestionKind.TEXT}
    soon = NOW + timedelta(days=3)
    session.add(Question(position=1, label="Method?", required_from=soon, frozen_from=START, **asked))
    session.add(Question(position=2, label="No longer asked", retired=True, **asked))
    session.flush()
    return call


def clone(session: Session, world: World, call: Call, starts_at: datetime = NEXT) -> WipSession:
    by = world.actor(session, CHAIR)
    return clones.clone(session, call, title="Spring Session", starts_at=starts_at, by=by, now=NOW)


def test_settings_call_topics_questions_and_rooms_come_along(world: World, session: Session) -> None:
    call = filled(session, world)
    row = clone(session, world, call)
    new = world.call(session, row.slug)
    assert (row.slug, row.follows_id, row.state, row.room) == (
        "spring-session-2028",
        call.wip_session_id,
        "proposed",
        "Room A",
    )
    assert (new.state, new.criteria, new.papers_each, new.members_only) == ("draft", "Junior first.", 1, True)
    assert [each.section_id for each in row.partners] == [
        each.section_id for each in call.wip_session.partners
    ]
    assert [(each.name, each.starts_at, each.minutes) for each in row.sittings] == [("Room B", NEXT, 60)]
    topics = session.scalars(sa.select(Topic.name).where(Topic.call_id == new.id)).all()
    asked = session.scalars(sa.select(Question).where(Question.call_id == new.id)).all()
    assert topics == ["Policing"]
    assert [(each.label, each.required_from, each.frozen_from) for each in asked] == [
        ("Method?", NOW + timedelta(days=3 + 364), NEXT)
    ]


def test_every_date_moves_to_the_same_weekday(world: World, session: Session) -> None:
    row = clone(session, world, filled(session, world))
    call = world.call(session, row.slug)
    assert [show(at, NEW_YORK) for at in (call.opens_at, call.deadline_at, call.notify_at)] == [
        "Fri 10 Dec 2027, 10:00 New York",
        "Fri 28 Jan 2028, 17:00 New York",
        "Fri 11 Feb 2028, 17:00 New York",
    ]
    assert call.remind_at is None


def test_papers_and_the_join_link_stay(world: World, session: Session) -> None:
    world.paper()
    row = clone(session, world, filled(session, world))
    papers = sa.select(sa.func.count()).select_from(Paper).where(Paper.wip_session_id == row.id)
    assert (row.join_link, row.papers_count, session.scalar(papers)) == ("", 0, 0)


def test_the_next_date_lies_ahead_and_its_year_goes_into_the_title(world: World, session: Session) -> None:
    row = world.call(session).wip_session
    row.title = "WIP 2027"
    assert clones.next_date(row, NOW) == NEXT
    assert (
        show(clones.next_date(row, NOW + timedelta(days=800)), NEW_YORK) == "Thu 14 Mar 2030, 12:00 New York"
    )
    assert clones.next_title(row, NEXT) == "WIP 2028"


def test_too_near_a_date_has_its_plan_made_anew(world: World, session: Session) -> None:
    call = filled(session, world)
    plan, notes = clones.next_plan(call, NOW + timedelta(days=40), NOW)
    assert notes == [
        (
            "The dates are planned anew: moved as they were, the deadline would be too near or they would be out of "
            "order."
        )
    ]
    assert plan.deadline_at > NOW
    with pytest.raises(Refusal) as no:
        clone(session, world, call, NOW)
    assert no.value.field == "starts"


def test_a_copy_whose_call_would_have_opened_already_says_so(world: World, session: Session) -> None:
    plan, notes = clones.next_plan(world.call(session), START + timedelta(days=14), NOW)
    assert plan.opens_at <= NOW
    assert notes == [
        (
            "The call opens: Fri 25 Dec 2026, 10:00 New York has passed already. Published, the call is open at once."
        )
    ]
