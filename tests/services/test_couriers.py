"""Couriers: what a killed worker leaves behind, who takes it up, how fast letters leave, and when none does."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.services.test_deliveries import Postbox
from tests.world import AUTHOR, World
from wip.adapters.couriers import Courier
from wip.adapters.posts import TemporaryFault, Unreachable
from wip.domain.letters import LetterMove, Pace, TryOutcome, lost_after
from wip.models import Letter, LetterTry, Outbox
from wip.services import sign_ins
from wip.services.deliveries import deliver_due
from wip.services.letters import move
from wip.services.outboxes import CUT_SHORT
from wip.settings import Settings

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


class Killed(BaseException):
    """What a worker meets when it is ended in the middle."""


class Deadly(Postbox):
    """Takes the letter, and the worker with it."""

    def deliver(self, message: EmailMessage, sender: str = "") -> str:
        super().deliver(message, sender)
        raise Killed


class Meanwhile(Postbox):
    """Something else happens while the letter is on its way; the answer is a passing fault."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__(TemporaryFault("too late"))
        self.act = act

    def deliver(self, message: EmailMessage, sender: str = "") -> str:
        self.act()
        return super().deliver(message, sender)


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.extensions["wip_settings"]
    return found


@pytest.fixture
def letter(world: World, session: Session) -> Letter:
    world.paper()
    found = session.scalars(sa.select(Letter)).one()
    session.commit()
    return found


@pytest.fixture
def courier(settings: Settings) -> Iterator[Courier]:
    with Courier(settings.instance) as courier:
        yield courier


def state(letter: Letter, session: Session) -> tuple[str, int, str]:
    session.expire(letter)
    found = (letter.state.value, letter.tries, letter.fault)
    session.commit()
    return found


def tries(session: Session) -> list[tuple[str, str, bool]]:
    rows = session.execute(sa.select(LetterTry).order_by(LetterTry.id)).scalars()
    found = [(row.outcome.value, row.answer, row.ended_at is not None) for row in rows]
    session.commit()
    return found


def die_of(session: Session, settings: Settings, post: Postbox, courier: Courier | None = None) -> None:
    with pytest.raises(Killed):
        deliver_due(session, settings, NOW, post, courier=courier)
    session.rollback()


def test_what_a_killed_worker_had_in_hand_leaves_at_once_and_is_the_same_to_the_byte(
    letter: Letter, session: Session, settings: Settings
) -> None:
    deadly, post = Deadly(), Postbox()
    die_of(session, settings, deadly)
    assert state(letter, session) == ("sending", 1, "")
    assert deliver_due(session, settings, NOW + SECOND, post) == 1
    assert [m.as_bytes() for m in post.got] == [m.as_bytes() for m in deadly.got]
    assert post.ids == [f"<{letter.message_id}@wip.example.edu>"]
    assert state(letter, session) == ("sent", 2, "")
    assert tries(session) == [("begun", "", False), ("taken", "250 OK", True)]


def test_what_a_living_worker_has_in_hand_stays_there(
    letter: Letter, session: Session, settings: Settings, courier: Courier
) -> None:
    die_of(session, settings, Deadly(), courier)
    assert deliver_due(session, settings, NOW + 100 * lost_after(20), Postbox()) == 0
    courier.close()
    assert deliver_due(session, settings, NOW + SECOND, Postbox()) == 1
    assert state(letter, session) == ("sent", 2, "")


def test_what_a_worker_itself_left_in_hand_it_takes_up_again(
    letter: Letter, session: Session, settings: Settings, courier: Courier
) -> None:
    die_of(session, settings, Deadly(), courier)
    assert deliver_due(session, settings, NOW, Postbox(), courier=courier) == 1
    assert state(letter, session) == ("sent", 2, "")


def test_of_a_worker_on_another_machine_only_time_tells(
    letter: Letter, session: Session, settings: Settings, tmp_path: Path
) -> None:
    with Courier(tmp_path / "another") as elsewhere:
        die_of(session, settings, Deadly(), elsewhere)
        late = NOW + lost_after(settings.mail_timeout)
        assert deliver_due(session, settings, late - SECOND, Postbox()) == 0
        assert deliver_due(session, settings, late, Postbox()) == 1
    assert state(letter, session) == ("sent", 2, "")


def test_a_worker_that_comes_back_late_does_not_undo_the_others_mark(
    letter: Letter, session: Session, settings: Settings, tmp_path: Path
) -> None:
    late = NOW + lost_after(settings.mail_timeout)
    slow = Meanwhile(lambda: deliver_due(session, settings, late, Postbox()))
    with Courier(tmp_path / "another") as elsewhere:
        deliver_due(session, settings, NOW, slow, courier=elsewhere)
    assert state(letter, session) == ("sent", 2, "")
    assert sorted(tries(session)) == [("later", "too late", True), ("taken", "250 OK", True)]


def test_a_letter_that_ends_the_worker_every_time_is_given_up_and_goes_last_before(
    letter: Letter, session: Session, settings: Settings, world: World
) -> None:
    short = replace(settings, mail_pauses=(1.0, 1.0, 1.0))
    for _ in range(3):
        die_of(session, short, Deadly())
    world.paper("Second", "second@law.example.edu")
    last = Postbox(None, RuntimeError("not Killed, to see the order"))
    deliver_due(session, short, NOW, last)
    assert [str(message["To"]) for message in last.got] == ["Second <second@law.example.edu>"]
    assert state(letter, session)[:2] == ("failed", 4)
    move(session, letter, LetterMove.SEND_AGAIN, by=world.system, now=NOW)
    session.commit()
    for _ in range(4):
        die_of(session, short, Deadly())
    post = Postbox()
    assert deliver_due(session, short, NOW, post) == 0
    assert (state(letter, session), post.got) == (("failed", 4, CUT_SHORT), [])


def test_files_of_couriers_go_when_nobody_speaks_of_them(
    letter: Letter, session: Session, settings: Settings, courier: Courier
) -> None:
    die_of(session, settings, Deadly())
    folder = settings.instance / "couriers"
    assert len(list(folder.iterdir())) == 2
    deliver_due(session, settings, NOW, Postbox())
    deliver_due(session, settings, NOW, Postbox())
    names = {file.stem for file in folder.iterdir()}
    assert courier.name in names
    assert len(names) <= 2
    assert state(letter, session)[0] == "sent"


def test_a_courier_lives_until_it_is_closed_and_is_unknown_elsewhere(tmp_path: Path) -> None:
    first, second = Courier(tmp_path), Courier(tmp_path)
    elsewhere = Courier(tmp_path / "other")
    assert (first.lives(first.name), first.lives(second.name), first.lives(elsewhere.name)) == (
        True,
        True,
        None,
    )
    second.close()
    assert first.lives(second.name) is False
    first.sweep({second.name})
    assert first.lives(second.name) is False
    first.sweep(())
    assert first.lives(second.name) is None
    first.close()
    elsewhere.close()


def test_a_mail_server_that_lets_nobody_in_costs_no_letter_a_try(
    letter: Letter, session: Session, settings: Settings, world: World
) -> None:
    world.paper("Second", "second@law.example.edu")
    no = Unreachable("The mail server did not let us in: 535 wrong password")
    post = Postbox(no, no)
    assert deliver_due(session, settings, NOW, post) == 0
    assert len(post.faults) == 1
    outbox = session.scalars(sa.select(Outbox)).one()
    assert (outbox.faults, outbox.fault, outbox.closed_until) == (1, str(no), NOW + MINUTE)
    session.commit()
    assert (state(letter, session), tries(session)) == (("waiting", 0, ""), [])
    assert deliver_due(session, settings, NOW + MINUTE - SECOND, post) == 0
    assert len(post.faults) == 1
    assert deliver_due(session, settings, NOW + MINUTE, post) == 0
    session.expire_all()
    assert (outbox.faults, outbox.closed_until) == (2, NOW + 6 * MINUTE)
    session.commit()
    assert deliver_due(session, settings, NOW + 6 * MINUTE, post) == 2
    session.expire_all()
    assert (outbox.faults, outbox.fault, outbox.closed_until) == (0, "", None)


@pytest.mark.usefixtures("letter")
def test_each_try_keeps_its_answer(session: Session, settings: Settings) -> None:
    post = Postbox(TemporaryFault("451 Later"), TemporaryFault("450 Busy"), None)
    for minutes in (0, 1, 6):
        deliver_due(session, settings, NOW + minutes * MINUTE, post)
    assert tries(session) == [
        ("later", "451 Later", True),
        ("later", "450 Busy", True),
        ("taken", "250 OK", True),
    ]
    assert TryOutcome("taken") is TryOutcome.TAKEN


def test_letters_leave_at_even_distances_and_sign_in_letters_at_once(
    world: World, session: Session, settings: Settings
) -> None:
    slow = replace(settings, letters_per_minute=2)
    for number in range(5):
        world.paper(f"Paper {number}", f"author{number}@law.example.edu")
    seconds = (0, 29, 30, 61, 90, 122)
    left = [deliver_due(session, slow, NOW + s * SECOND, Postbox()) for s in seconds]
    assert left == [1, 0, 1, 1, 0, 1]
    sign_ins.ask(session, AUTHOR, NOW + 123 * SECOND, minutes=30)
    session.commit()
    assert deliver_due(session, slow, NOW + 123 * SECOND, Postbox()) == 1


def test_with_none_a_minute_only_sign_in_letters_leave(
    letter: Letter, session: Session, settings: Settings
) -> None:
    none = replace(settings, letters_per_minute=0)
    for number in range(3):
        sign_ins.ask(session, f"person{number}@law.example.edu", NOW, minutes=30)
    session.commit()
    assert deliver_due(session, none, NOW + MINUTE, Postbox()) == 3
    assert state(letter, session) == ("waiting", 0, "")
    assert deliver_due(session, none, NOW + 60 * MINUTE, Postbox()) == 0


@given(st.integers(1, 2000), st.lists(st.integers(0, 30_000), max_size=400))
def test_within_no_minute_leave_more_than_are_set(per_minute: int, waits: list[int]) -> None:
    pace, due, now, left = Pace(per_minute), None, NOW, []
    for milliseconds in waits:
        now += timedelta(milliseconds=milliseconds)
        for _ in range(min(pace.room(due, now), 50)):
            assert pace.opens(due, now) == now
            due = pace.after(due, now)
            left.append(now)
    assert all(sum(t <= other < t + MINUTE for other in left) <= per_minute for t in left)


def test_a_round_goes_on_with_what_falls_due_and_stops_when_it_is_told(
    letter: Letter, session: Session, settings: Settings, world: World
) -> None:
    at, waited = [NOW], []

    def rest(seconds: float) -> bool:
        at[0] += timedelta(seconds=seconds)
        if seconds:
            waited.append(seconds)
        return True

    post = Postbox(TemporaryFault("451 Later"), None)
    quick = replace(settings, mail_pauses=(7.0, 100.0))
    assert deliver_due(session, quick, NOW, post, clock=lambda: at[0], rest=rest) == 1
    assert (waited, state(letter, session)) == ([7.0], ("sent", 2, ""))
    move(session, letter, LetterMove.SEND_AGAIN, by=world.system, now=NOW)
    session.commit()
    assert deliver_due(session, quick, NOW, post, clock=lambda: at[0], rest=lambda _: False) == 0
