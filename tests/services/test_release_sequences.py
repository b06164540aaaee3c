"""No sequence of decisions, answers, offers and undoing leaves two letters that disagree, or an author without the truth."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.selecting import CONFIRM_ON, mark_sent, shown
from tests.world import AUTHOR, CHAIR, COAUTHOR, World
from wip.db import db, writing
from wip.domain.letter_choices import REPEATED_WHILE, SAYS, may_be_repeated, still_true
from wip.domain.letters import LetterKind, LetterMove, LetterState
from wip.domain.papers import PRESENTING, AuthorFacts, PaperState
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.domain.reviews import Outcome
from wip.domain.selection import Choice
from wip.models import Decision, Letter, Paper, WipSession
from wip.queries.places import places_taken
from wip.queries.rankings import tally_of
from wip.queries.releases import pending_of, submitted_count
from wip.services import confirmations, decisions, letter_edits, letters, places, releases, submissions
from wip.services.rooms import capacity_of

ACCEPT, WAIT, DECLINE = Outcome.ACCEPT, Outcome.WAITING_LIST, Outcome.DECLINE
LEILA = "leila.haddad@law.example.edu"
OTTO = "otto.brandt@law.example.edu"
WHO = {1: AUTHOR, 2: LEILA, 3: OTTO}
UNSENT = (LetterState.WAITING, LetterState.HELD)
TEN = timedelta(minutes=10)

Step = tuple[str, int, Outcome | None]

BEGINNING: tuple[Step, ...] = (
    ("stage", 1, ACCEPT),
    ("stage", 2, WAIT),
    ("stage", 3, DECLINE),
    ("release", 1, None),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("stage"), st.integers(1, 3), st.sampled_from([*Outcome, None])),
        st.tuples(st.sampled_from(["release", "hold_back", "hold_back"]), st.just(1), st.none()),
        st.tuples(st.sampled_from(["undo", "send_now", "minutes_pass", "offer"]), st.just(1), st.none()),
        st.tuples(
            st.sampled_from(
                [
                    "confirm",
                    "turn_down",
                    "withdraw",
                    "restore",
                    "join",
                    "pass_on",
                    "deliver",
                    "hold",
                    "resend",
                    "edit",
                ]
            ),
            st.integers(1, 3),
            st.none(),
        ),
    ),
    min_size=3,
    max_size=18,
)


class Play:
    """One sequence in one transaction, with a clock that goes on."""

    def __init__(self, session: Session, world: World) -> None:
        self.session, self.world = session, world
        self.now: datetime = world.now
        self.chair: Actor = world.actor(session, CHAIR)

    @property
    def row(self) -> WipSession:
        return self.world.call(self.session).wip_session

    def take(self, step: str, number: int, outcome: Outcome | None) -> None:
        """One step; one that is refused has written no letter."""
        before = self._letters()
        self.now += timedelta(minutes=1)
        try:
            with self.session.begin_nested():
                self._verbs()[step](number, outcome)
                self.session.flush()
        except Refusal:
            assert self._letters() == before

    def _letters(self) -> int:
        return self.session.scalar(sa.select(sa.func.count()).select_from(Letter)) or 0

    def _verbs(self) -> dict[str, Callable[[int, Outcome | None], None]]:
        return {
            "stage": self._stage,
            "release": lambda *_: self._release(timedelta()),
            "hold_back": lambda *_: self._release(TEN),
            "undo": lambda *_: self._undo(),
            "send_now": lambda *_: self._chair(releases.send_now),
            "minutes_pass": lambda *_: self._pass(),
            "hour_passes": lambda *_: self._pass(timedelta(hours=1)),
            "offer": lambda *_: self._offer(),
            "confirm": lambda n, _: self._author(confirmations.confirm, n),
            "turn_down": lambda n, _: self._author(confirmations.turn_down, n),
            "withdraw": lambda n, _: self._author(submissions.withdraw, n),
            "restore": lambda n, _: self._author(submissions.restore, n),
            "join": lambda n, _: self._author(places.join, n),
            "pass_on": lambda n, _: self._pass_on(n),
            "deliver": lambda n, _: self._deliver(n),
            "hold": lambda n, _: self._move(n, LetterMove.HOLD, LetterState.WAITING),
            "resend": lambda n, _: self._move(n, LetterMove.SEND_AGAIN, LetterState.SENT),
            "edit": lambda n, _: self._edit(n),
        }

    def _stage(self, number: int, outcome: Outcome | None) -> None:
        page = shown(self.session, self.world, CHAIR)
        choices = [Choice(number, outcome, None, page[number])] if number in page else []
        decisions.decide(self.session, self.world.call(self.session), choices, by=self.chair, now=self.now)

    def _release(self, wait: timedelta) -> None:
        call = self.world.call(self.session)
        read = releases.propose(self.session, call, CONFIRM_ON, self.now)
        releases.release(
            self.session, call, CONFIRM_ON, digest=read.digest, by=self.chair, now=self.now, wait=wait
        )
        self.answered()

    def _undo(self) -> None:
        pending, before = pending_of(self.session, self.row), self._standing()
        self._chair(releases.undo)
        assert pending is not None
        assert self._standing() == before

    def _standing(self) -> list[tuple[object, ...]]:
        papers = self.session.execute(sa.select(Paper.id, Paper.state, Paper.waiting_position))
        staged = self.session.execute(
            sa.select(Decision.paper_id, Decision.outcome).where(Decision.release_id.is_(None))
        )
        return [tuple(row) for row in papers] + [tuple(row) for row in staged]

    def _chair(self, verb: Callable[..., object]) -> None:
        verb(self.session, self.row, by=self.chair, now=self.now)

    def _pass(self, time: timedelta = TEN) -> None:
        self.now += time
        releases.complete_due(self.session, self.now)

    def _offer(self) -> None:
        places.offer_next(self.session, self.world.call(self.session), by=self.chair, now=self.now)

    def _author(self, verb: Callable[..., object], number: int) -> None:
        by = self.world.actor(self.session, WHO[number])
        paper = self.world.row(self.session, number)
        verb(self.session, paper, self.world.call(self.session), by=by, now=self.now)

    def _pass_on(self, number: int) -> None:
        paper = self.world.row(self.session, number)
        if paper.confirm_by is not None:
            paper.confirm_by = self.now
        places.pass_on(self.session, paper, self.world.call(self.session), by=self.chair, now=self.now)

    def _of(self, number: int, state: LetterState) -> Letter | None:
        paper = self.world.row(self.session, number)
        return self.session.scalar(
            sa.select(Letter)
            .where(
                Letter.paper_id == paper.id,
                Letter.kind.in_(REPEATED_WHILE),
                Letter.state == state,
                Letter.due_at <= self.now,
            )
            .order_by(Letter.id)
        )

    def _deliver(self, number: int) -> None:
        """As the worker: what is due leaves, after the releases that are due."""
        releases.complete_due(self.session, self.now)
        letter = self._of(number, LetterState.WAITING)
        if letter is not None:
            mark_sent(letter, self.world)

    def _move(self, number: int, move: LetterMove, state: LetterState) -> None:
        letter = self._of(number, state)
        if letter is not None:
            letters.move(self.session, letter, move, by=self.chair, now=self.now)

    def _edit(self, number: int) -> None:
        call = self.world.call(self.session)
        read = releases.propose(self.session, call, CONFIRM_ON, self.now)
        for one in (one for one in read.announcements if one.paper.number == number):
            for each in one.worded:
                _, body = each.editable
                seen = each.edit.version if each.edit else 0
                said = ("In our own words", f"{body}\n\nWith a word of our own.")
                letter_edits.edit_letter(
                    self.session, self.row, one.paper, each, *said, seen=seen, by=self.chair, now=self.now
                )

    def answered(self) -> None:
        """Everybody who submitted has an answer, that has left or waits; what it says is or will be true."""
        for paper in self.session.scalars(sa.select(Paper)):
            if paper.state is PaperState.WITHDRAWN:
                continue
            found = self.session.scalars(
                sa.select(Letter.kind).where(
                    Letter.paper_id == paper.id,
                    Letter.kind.in_(SAYS),
                    Letter.kind != LetterKind.PAPER_RECEIVED,
                    Letter.state.not_in([LetterState.REPLACED, LetterState.FAILED]),
                )
            ).all()
            assert found, (paper.number, paper.state)

    def check(self) -> None:
        """What must hold at every moment."""
        pending = pending_of(self.session, self.row)
        outcomes = {
            row.paper_id: row.outcome
            for row in self.session.execute(
                sa.select(Decision.paper_id, Decision.outcome).where(Decision.release_id.is_(None))
            )
        }
        assert len(outcomes) == self.session.scalar(
            sa.select(sa.func.count()).select_from(Decision).where(Decision.release_id.is_(None))
        )
        for paper in self.session.scalars(sa.select(Paper).execution_options(populate_existing=True)):
            self._check_letters(paper, f"release:{pending.id}:" if pending else "")
        told = self.session.scalars(
            sa.select(Paper.waiting_position).where(Paper.state == PaperState.WAITING)
        )
        waiting = sorted(place or 0 for place in told)
        assert waiting == list(range(1, len(waiting) + 1))
        sums = tally_of(self.session, self.row)
        assert sums.submitted == submitted_count(self.session, self.row)
        placed = [s for s in self.session.scalars(sa.select(Paper.state)) if s in PRESENTING]
        assert len(placed) <= max(capacity_of(self.row), places_taken(self.session, self.row))

    def _check_letters(self, paper: Paper, ahead: str) -> None:
        """Every unsent letter is true, but those of a release that is still ahead; the last that left is true or corrected."""
        for letter in self._about(paper):
            if letter.state in UNSENT and not (ahead and letter.cause.startswith(ahead)):
                assert still_true(letter.kind, paper.state), (letter.kind, paper.state)
        for email in {letter.to_email for letter in self._about(paper)}:
            mine = [x for x in self._about(paper) if x.to_email == email]
            unsent = [x for x in mine if x.state in UNSENT and not (ahead and x.cause.startswith(ahead))]
            beside = {LetterKind.PLACE_CONFIRMED, LetterKind.PAPER_RECEIVED}
            kinds = [x.kind for x in unsent if x.kind not in beside]
            assert len(kinds) <= 1, kinds
            last = [x for x in mine if x.state in UNSENT or x.sent_at is not None]
            known = [x for x in last if not (ahead and x.cause.startswith(ahead))]
            if len(known) < len(
                last
            ):  # a letter of the release ahead says the last word, whatever gave way to it
                known = [x for x in known if x.kind is not LetterKind.PAPER_RECEIVED]
            else:
                assert known, (paper.number, paper.state)
            assert not known or may_be_repeated(known[-1].kind, paper.state), (known[-1].kind, paper.state)

    def _about(self, paper: Paper) -> list[Letter]:
        return list(
            self.session.scalars(
                sa.select(Letter)
                .where(
                    Letter.paper_id == paper.id,
                    Letter.kind.in_(SAYS),
                    Letter.state != LetterState.REPLACED,
                )
                .order_by(Letter.id)
            )
        )


@pytest.fixture
def three(world: World) -> World:
    varga = AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR)
    world.paper("Quotas Without Numbers", AUTHOR, coauthors=(varga,))
    world.paper("Mercy as Procedure", LEILA, coauthors=(varga,))
    world.paper("Discovery After Death", OTTO)
    return world


@pytest.fixture
def session_of(app: Flask) -> Iterator[Callable[[], Session]]:
    with app.app_context(), writing():
        yield db.session
        db.session.remove()


@given(STEPS)
@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_sequence_of_acts_leaves_letters_that_disagree(
    three: World, session_of: Callable[[], Session], steps: list[Step]
) -> None:
    """Each sequence begins with a release, and runs in one transaction that is undone at its end."""
    session = session_of()
    try:
        play = Play(session, three)
        for first in BEGINNING:
            play.take(*first)
        for step in steps:
            play.take(*step)
            play.check()
    finally:
        session.rollback()


IN_AND_OUT = st.lists(
    st.tuples(
        st.sampled_from(["withdraw", "restore", "deliver", "hold", "resend", "hour_passes"]),
        st.just(1),
        st.none(),
    ),
    min_size=6,
    max_size=24,
)


@given(IN_AND_OUT)
@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_however_often_a_paper_is_withdrawn_and_put_back_in_a_day_the_last_letter_is_true(
    three: World, session_of: Callable[[], Session], steps: list[Step]
) -> None:
    session = session_of()
    try:
        play = Play(session, three)
        for step in steps:
            play.take(*step)
            play.check()
    finally:
        session.rollback()
