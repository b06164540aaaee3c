"""No sequence of decisions leaves two letters that disagree."""

from collections import Counter
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.selecting import (
    CONFIRM_ON,
    mark_sent,
    shown,
)
from tests.world import AUTHOR, CHAIR, COAUTHOR, World
from wip.db import db, writing
from wip.domain.letter_choices import TRUE_WHILE, still_true
from wip.domain.letters import LETTERS, LetterKind, LetterMove, LetterState
from wip.domain.papers import AuthorFacts
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.domain.reviews import Outcome
from wip.domain.selection import Choice
from wip.models import Decision, Letter, Paper
from wip.services import confirmations, decisions, releases, submissions

ACCEPT, WAIT, DECLINE = Outcome.ACCEPT, Outcome.WAITING_LIST, Outcome.DECLINE
LEILA = "leila.haddad@law.example.edu"
OTTO = "otto.brandt@law.example.edu"
KINDS = tuple(TRUE_WHILE)


BEGINNING: tuple[tuple[str, int, Outcome | None], ...] = (
    ("stage", 1, ACCEPT),
    ("stage", 2, WAIT),
    ("release", 1, None),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("stage"), st.integers(1, 2), st.sampled_from([*Outcome, None])),
        st.tuples(st.just("release"), st.just(1), st.none()),
        st.tuples(
            st.sampled_from(["confirm", "turn_down", "withdraw", "restore", "deliver", "hold"]),
            st.integers(1, 2),
            st.none(),
        ),
    ),
    min_size=3,
    max_size=14,
)


@given(STEPS)
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_sequence_of_decisions_leaves_two_letters_that_disagree(
    two: World, app: Flask, steps: list[tuple[str, int, Outcome | None]]
) -> None:
    """Each sequence begins with a release, and runs in one transaction that is undone at its end."""
    with app.app_context(), writing():
        session = db.session()
        try:
            for first in BEGINNING:
                _take(session, two, *first)
            assert session.scalar(sa.select(sa.func.count()).where(Letter.kind.in_(KINDS))) == 4
            for step in steps:
                _take(session, two, *step)
                _check(session)
        finally:
            session.rollback()
            db.session.remove()


@pytest.fixture
def two(world: World) -> World:
    varga = AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR)
    world.paper("Quotas Without Numbers", AUTHOR, coauthors=(varga,))
    world.paper("Mercy as Procedure", LEILA, coauthors=(varga,))
    return world


def _take(session: Session, world: World, step: str, number: int, outcome: Outcome | None) -> None:
    chair, call = world.actor(session, CHAIR), world.call(session)
    paper = world.row(session, number)
    before = session.scalar(sa.select(sa.func.count()).select_from(Letter))
    author: Actor = world.actor(session, AUTHOR if number == 1 else LEILA)
    verbs: dict[str, Callable[..., None]] = {
        "confirm": confirmations.confirm,
        "turn_down": confirmations.turn_down,
        "withdraw": submissions.withdraw,
        "restore": submissions.restore,
    }
    try:
        if step == "stage":
            page = shown(session, world, CHAIR)
            choices = [Choice(number, outcome, None, page[number])] if number in page else []
            decisions.decide(session, call, choices, by=chair, now=world.now)
        elif step == "release":
            read = releases.propose(session, call, CONFIRM_ON, world.now)
            releases.release(session, call, CONFIRM_ON, digest=read.digest, by=chair, now=world.now)
        elif step in verbs:
            verbs[step](session, paper, call, by=author, now=world.now)
        else:
            _post(session, world, paper, step)
    except Refusal:
        after = session.scalar(sa.select(sa.func.count()).select_from(Letter))
        assert after == before
    session.flush()


def _post(session: Session, world: World, paper: Paper, step: str) -> None:
    letter = session.scalar(
        sa.select(Letter)
        .where(
            Letter.state == LetterState.WAITING,
            Letter.kind.in_(KINDS),
            Letter.paper_id == paper.id,
        )
        .order_by(Letter.id)
    )
    if letter is None:
        return
    if step == "hold":
        letter.state = LETTERS.after(letter.state, LetterMove.HOLD)
    else:
        mark_sent(letter, world)


def _check(session: Session) -> None:
    states = {row.id: row.state for row in session.execute(sa.select(Paper.id, Paper.state))}
    unsent = session.scalars(
        sa.select(Letter).where(
            Letter.kind.in_(KINDS), Letter.state.in_([LetterState.WAITING, LetterState.HELD])
        )
    ).all()
    about = [(x.paper_id or 0, x) for x in unsent]
    assert [x.cause for key, x in about if not still_true(x.kind, states[key])] == []
    # The acceptance and the thanks for confirming it agree, and each says what the other does not.
    doubled = Counter((key, x.to_email) for key, x in about if x.kind is not LetterKind.PLACE_CONFIRMED)
    assert [pair for pair, number in doubled.items() if number > 1] == []
    staged_twice = Counter(session.scalars(sa.select(Decision.paper_id).where(Decision.release_id.is_(None))))
    assert [paper for paper, number in staged_twice.items() if number > 1] == []
