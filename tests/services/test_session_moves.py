"""A session that moves takes the rest of its plan along, in one transaction."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import CHAIR, DEADLINE, NEW_YORK, START, World
from wip.domain.publications import EntryKind
from wip.domain.questions import QuestionKind
from wip.domain.refusals import Refusal, Stale
from wip.domain.zones import instant, show
from wip.models import CalendarEntry, HistoryEvent, Question, Sitting
from wip.services import session_moves, sessions
from wip.services.session_moves import Offer
from wip.services.sessions import SessionFacts

FACTS = SessionFacts(
    "Spring Works-in-Progress Session",
    START,
    NEW_YORK,
    90,
    "Three papers on policing, punishment or procedure.",
)


def offer(session: Session, world: World, **more: object) -> Offer | None:
    return session_moves.offer(session, world.call(session), replace(FACTS, **more), NOW)  # type: ignore[arg-type]  # fields of the facts


def shifts(found: Offer | None) -> list[tuple[str, str]]:
    return [(each.label, show(each.new, each.zone)) for each in found.shifts] if found else []


def test_nothing_is_offered_where_nothing_moves(world: World, session: Session) -> None:
    assert offer(session, world, title="Another Title") is None
    assert offer(session, world, starts_at=START + timedelta(hours=1)) is None


def test_a_later_day_moves_what_lies_ahead(world: World, session: Session) -> None:
    found = offer(session, world, starts_at=START + timedelta(days=7))
    assert shifts(found) == [
        ("Deadline for papers", "Fri 5 Feb 2027, 17:00 New York"),
        ("Authors learn the decision", "Fri 19 Feb 2027, 17:00 New York"),
        ("Drafts are due", "Fri 12 Mar 2027, 11:00 New York"),
    ]
    assert found is not None
    assert found.hinders == ()


def test_a_session_moved_before_its_decision_date_brings_all_closer(world: World, session: Session) -> None:
    found = offer(session, world, starts_at=instant(datetime.fromisoformat("2027-02-11T12:00"), NEW_YORK))
    assert shifts(found) == [
        ("Deadline for papers", "Fri 22 Jan 2027, 17:00 New York"),
        ("Authors learn the decision", "Fri 29 Jan 2027, 17:00 New York"),
        ("Drafts are due", "Fri 5 Feb 2027, 11:00 New York"),
    ]
    assert found is not None
    assert found.hinders == (
        (
            "The session (Thu 11 Feb 2027, 12:00 New York) does not lie after the decision date (Fri 12 Feb 2027, 17:00 New York). "
            "Move one of them."
        ),
        (
            "Drafts would be due (Fri 5 Mar 2027, 11:00 New York) only after the session (Thu 11 Feb 2027, 12:00 New York): nobody could "
            "read them. Move one of them."
        ),
    )


def test_a_session_moved_into_the_past_of_its_plan_is_refused(world: World, session: Session) -> None:
    with pytest.raises(Refusal) as no:
        offer(session, world, starts_at=NOW - timedelta(days=50))
    assert no.value.field == "starts"


def move(session: Session, world: World, days: int, call_seen: int | None = None) -> None:
    call, by = world.call(session), world.actor(session, CHAIR)
    facts = replace(FACTS, starts_at=START + timedelta(days=days))
    found = session_moves.offer(session, call, facts, NOW)
    assert found is not None
    seen = call.version if call_seen is None else call_seen
    session_moves.move(
        session, call, facts, found.plan, seen=call.wip_session.version, call_seen=seen, by=by, now=NOW
    )


def test_all_moves_together_and_calendars_and_history_follow(world: World, session: Session) -> None:
    row = world.call(session).wip_session
    other = Sitting(name="Second date", starts_at=START + timedelta(days=2), minutes=90)
    row.sittings = [other]
    session.flush()
    move(session, world, 7)
    call = world.call(session)
    assert (call.wip_session.starts_at, call.deadline_at) == (
        START + timedelta(days=7),
        DEADLINE + timedelta(days=7),
    )
    assert other.starts_at == START + timedelta(days=9)
    entries = {
        kind: (starts_at, ends_at)
        for kind, starts_at, ends_at in session.execute(
            sa.select(CalendarEntry.kind, CalendarEntry.starts_at, CalendarEntry.ends_at).where(
                CalendarEntry.kind.in_([EntryKind.SESSION, EntryKind.DEADLINE])
            )
        )
    }
    assert (entries[EntryKind.SESSION][0], entries[EntryKind.DEADLINE][1]) == (
        START + timedelta(days=7),
        DEADLINE + timedelta(days=7),
    )
    said = sa.select(HistoryEvent.act).where(HistoryEvent.act.in_(["move session", "change call"]))
    acts = session.scalars(said.order_by(HistoryEvent.id.desc()).limit(2)).all()
    assert acts == ["change call", "move session"]


def test_a_call_changed_meanwhile_is_not_moved(world: World, session: Session) -> None:
    with pytest.raises(Stale):
        move(session, world, 7, call_seen=world.call(session).version - 1)


def test_left_alone_the_rest_stays(world: World, session: Session) -> None:
    row = world.call(session).wip_session
    facts, by = replace(FACTS, starts_at=START + timedelta(days=7)), world.actor(session, CHAIR)
    sessions.change(session, row, facts, seen=row.version, by=by, now=NOW)
    assert world.call(session).deadline_at == DEADLINE


def ask(session: Session, world: World, *, required_from: datetime, frozen_from: datetime) -> Question:
    asked = Question(
        call_id=world.call(session).id,
        position=1,
        kind=QuestionKind.TEXT,
        label="Which method?",
        required_from=required_from,
        frozen_from=frozen_from,
    )
    session.add(asked)
    session.flush()
    return asked


def test_the_own_questions_dates_are_offered_and_move_too(world: World, session: Session) -> None:
    asked = ask(session, world, required_from=DEADLINE, frozen_from=START)
    found = offer(session, world, starts_at=START + timedelta(days=7))
    assert shifts(found)[-2:] == [
        ("“Which method?” needs an answer from", "Fri 5 Feb 2027, 17:00 New York"),
        ("“Which method?”: answers freeze", "Thu 25 Mar 2027, 12:00 New York"),
    ]
    move(session, world, 7)
    assert (asked.required_from, asked.frozen_from) == (
        DEADLINE + timedelta(days=7),
        START + timedelta(days=7),
    )
    said = sa.select(HistoryEvent.act).order_by(HistoryEvent.id.desc())
    assert "change question" in session.scalars(said.limit(5)).all()


def test_a_question_s_dates_never_move_into_the_past(world: World, session: Session) -> None:
    soon = NOW + timedelta(days=9)
    ask(session, world, required_from=soon, frozen_from=soon + timedelta(days=1))
    found = offer(session, world, starts_at=START - timedelta(days=14))
    assert shifts(found)[-2:] == [
        ("“Which method?” needs an answer from", "Thu 21 Jan 2027, 10:00 New York"),
        ("“Which method?”: answers freeze", "Fri 22 Jan 2027, 10:00 New York"),
    ]


def test_a_question_that_lies_behind_stays(world: World, session: Session) -> None:
    ask(session, world, required_from=NOW - timedelta(days=2), frozen_from=NOW - timedelta(days=1))
    assert len(shifts(offer(session, world, starts_at=START + timedelta(days=7)))) == 3
