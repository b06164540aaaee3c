"""Whatever leaders, commenters and the worker do in whatever order: no two letters that left contradict each other."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.commissioning import PEOPLE, K, commenter_of, staffed
from tests.conftest import NOW
from tests.world import CHAIR, World
from wip.db import db, writing
from wip.domain.commissions import CommissionState
from wip.domain.letters import LetterState
from wip.domain.refusals import Refusal, RefusedMove, Stale
from wip.models import Commission, Letter
from wip.services import commission_lapses, commissions, standbys

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "ask",
                "standby",
                "accept",
                "decline",
                "withdraw",
                "again",
                "lapse",
                "call",
                "back",
                "leave",
                "out",
            ]
        ),
        st.integers(0, 3),
    ),
    min_size=3,
    max_size=16,
)
VERBS: dict[str, Any] = {
    "withdraw": commissions.withdraw,
    "again": commissions.ask_again,
    "call": standbys.call_in,
    "back": standbys.put_back,
}
LETTERS = {
    K.COMMISSION_OFFERED: "asked",
    K.COMMISSION_LAPSED: "lapsed",
    K.COMMISSION_WITHDRAWN: "withdrawn",
    K.COMMISSION_ACCEPTED: "accepted",
    K.STANDBY_CALLED: "called",
}
FITS = {
    CommissionState.OFFERED: {"asked"},
    CommissionState.ACCEPTED: {"accepted", "called"},
    CommissionState.DECLINED: {"decline"},
    CommissionState.LAPSED: {"lapsed", "withdrawn", "decline", ""},
    CommissionState.WITHDRAWN: {"withdrawn", "lapsed", "decline", ""},
}
"""What somebody may believe at the end; nothing at all where no letter about the request ever left."""
Said = tuple[float, int, str]
"""An own answer: after which letter, for which commission, and what."""


@pytest.fixture
def ready(world: World) -> World:
    """A confirmed paper and four volunteers."""
    return staffed(world)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_in_any_sequence_letters_that_leave_agree_with_each_other_and_with_the_end(
    ready: World, steps: list[tuple[str, int]]
) -> None:
    """Counting only letters that left, or still will; nobody hears the end of a request that they never heard of."""
    with ready.app.app_context(), writing():
        session = db.session()
        try:
            now, said = NOW, list[Said]()
            for verb, who in steps:
                now += timedelta(days=6) if verb == "lapse" else timedelta(hours=1)
                _do(ready, session, verb, PEOPLE[who], now, said)
            for row in session.scalars(sa.select(Commission)):
                _check(session, row, said)
        finally:
            session.rollback()


def _do(world: World, session: Session, verb: str, email: str, now: datetime, said: list[Said]) -> None:
    paper, call, chair = world.row(session), world.call(session), world.actor(session, CHAIR)
    ids = [commenter_of(session, email).id]
    known = session.scalar(sa.select(Commission).where(Commission.commenter_id == ids[0]))
    by = world.actor(session, email)
    try:
        with session.begin_nested():
            if verb in {"ask", "standby"}:
                commissions.ask(session, paper, call, ids, is_standby=verb == "standby", by=chair, now=now)
            elif verb == "out":
                commissions.withdraw_all(session, paper, by=chair, now=now)
            elif verb in {"leave", "lapse"}:
                _work(session, now, lapses=verb == "lapse")
            elif known is not None and verb in {"accept", "decline"}:
                place, before = _last_letter(session) + 0.5, known.state
                commissions.answer(session, known, call, accept=verb == "accept", by=by, now=now)
                if known.state is not before:
                    said.append((place, known.id, verb))
            elif known is not None:
                VERBS[verb](session, known, call, seen=known.version, by=chair, now=now)
    except (Refusal, RefusedMove, Stale):
        session.expire_all()


def _work(session: Session, now: datetime, *, lapses: bool) -> None:
    waits = Letter.state == LetterState.WAITING
    session.execute(sa.update(Letter).where(waits).values(state=LetterState.SENT, sent_at=now))
    if lapses:
        commission_lapses.lapse_due(session, now)


def _last_letter(session: Session) -> int:
    return session.scalar(sa.select(sa.func.max(Letter.id))) or 0


def _check(session: Session, row: Commission, said: list[Said]) -> None:
    letters = session.scalars(
        sa.select(Letter).where(
            Letter.person_id == row.commenter.person_id,
            Letter.kind.in_(list(LETTERS)),
            Letter.state != LetterState.REPLACED,
        )
    ).all()
    known = [(float(letter.id), LETTERS[letter.kind]) for letter in letters]
    # What was said between the same two letters stays in its order.
    known = sorted(
        known + [(place, verb) for place, id_, verb in said if id_ == row.id], key=lambda each: each[0]
    )
    believes = ""
    for _place, event in known:
        if event in {"lapsed", "withdrawn"}:
            assert believes in {"asked", "accept", "accepted", "called"}
        if event == "called":
            assert believes in {"accept", "accepted"}
        believes = event
    assert believes in FITS[row.state], known
    if believes == "accepted":
        last = max(letters, key=lambda letter: letter.id)
        assert ("stand by" in last.subject) == row.is_standby
