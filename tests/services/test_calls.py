"""Calls: changed, published, closed and opened again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import CHAIR, DEADLINE, NEW_YORK, START, World
from wip.domain.calls import CallMove
from wip.domain.refusals import Refusal, RefusedMove, Stale
from wip.services import calls
from wip.services.calls import CallFacts

FACTS = CallFacts(
    NOW - timedelta(days=40),
    DEADLINE,
    NEW_YORK,
    DEADLINE + timedelta(days=14),
    START - timedelta(days=13),
    "Any section member.",
)


def change(session: Session, world: World, seen: int | None = None, **more: Any) -> None:
    call, by = world.call(session), world.actor(session, CHAIR)
    version = call.version if seen is None else seen
    calls.change(session, call, replace(FACTS, **more), seen=version, by=by, now=NOW)


def step(session: Session, world: World, move: CallMove, later: timedelta = timedelta()) -> str:
    call, by = world.call(session), world.actor(session, CHAIR)
    calls.step(session, call, move, by=by, now=NOW + later)
    return call.state.value


@pytest.mark.parametrize(
    ("more", "field", "sentence"),
    [
        (
            {"notify_at": DEADLINE - timedelta(days=1)},
            "notify",
            (
                "The decision date (Thu 28 Jan 2027, 17:00 New York) does not lie after the deadline (Fri 29 Jan 2027, 17:00 New York). "
                "Move one of them."
            ),
        ),
        (
            {"draft_due_at": START},
            "draft_due",
            (
                "Drafts would be due (Thu 18 Mar 2027, 12:00 New York) only after the session (Thu 18 Mar 2027, 12:00 New York): nobody "
                "could read them. Move one of them."
            ),
        ),
    ],
)
def test_dates_that_cannot_be_are_refused_with_both_dates(
    world: World, session: Session, more: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(Refusal) as no:
        change(session, world, **more)
    assert (no.value.field, no.value.sentence) == (field, sentence)


def test_an_unwise_date_is_a_warning_and_passes(world: World, session: Session) -> None:
    change(session, world, draft_due_at=DEADLINE + timedelta(days=1))
    faults = calls.faults(world.call(session), replace(FACTS, draft_due_at=DEADLINE + timedelta(days=1)))
    assert [(fault.field, fault.refused) for fault in faults] == [("draft_due", False)]


def test_a_stale_page_is_told_what_changed(world: World, session: Session) -> None:
    seen = world.call(session).version
    change(session, world, deadline_at=DEADLINE + timedelta(days=1), criteria="Junior first.")
    with pytest.raises(Stale) as no:
        change(session, world, seen, terms="Mine.")
    assert no.value.changes == (
        (
            "Robin Vale, Wed 20 Jan 2027, 10:00 New York: changed the call "
            "(deadline: Sat 30 Jan 2027, 17:00 New York; criteria: Junior first.)"
        ),
    )


def test_a_call_is_closed_and_opened_again(world: World, session: Session) -> None:
    assert step(session, world, CallMove.CLOSE) == "closed"
    with pytest.raises(RefusedMove):
        step(session, world, CallMove.CLOSE)
    assert step(session, world, CallMove.REOPEN) == "published"
    assert world.call(session).published_at == NOW - timedelta(days=40)


def test_after_the_deadline_it_must_be_moved_first(world: World, session: Session) -> None:
    step(session, world, CallMove.CLOSE)
    with pytest.raises(Refusal) as no:
        step(session, world, CallMove.REOPEN, timedelta(days=30))
    assert no.value.sentence == "The deadline has passed. Move it first, then publish."


def test_a_call_that_says_nothing_is_not_published(world: World, session: Session) -> None:
    from wip.domain.calls import CallState

    call = world.call(session)
    call.state, call.eligible, call.wip_session.about = CallState.DRAFT, "", ""
    with pytest.raises(Refusal) as no:
        step(session, world, CallMove.PUBLISH)
    assert no.value.field == "about"
