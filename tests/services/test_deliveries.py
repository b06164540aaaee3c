"""Deliveries: at least once, never zero, never two in normal running."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import AUTHOR, World
from wip.adapters.posts import PermanentFault, TemporaryFault
from wip.db import db, writing
from wip.domain.letters import LetterKind, LetterMove, LetterState
from wip.domain.links import Link, LinkKind
from wip.models import Letter
from wip.services import sign_ins
from wip.services.deliveries import deliver_due
from wip.services.letters import move, tell
from wip.services.people import person_at
from wip.settings import Settings

MINUTE = timedelta(minutes=1)
PAUSES = tuple(timedelta(seconds=each) for each in Settings.mail_pauses)


class Postbox:
    """A double for the post: keeps what it is given, or answers with a fault."""

    def __init__(self, *faults: Exception | None) -> None:
        self.faults = list(faults)
        self.got: list[EmailMessage] = []

    def deliver(self, message: EmailMessage, sender: str = "") -> str:  # noqa: ARG002 - a post's
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault
        self.got.append(message)
        return "250 OK"

    def close(self) -> None:
        """Nothing is open."""

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.got]


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.extensions["wip_settings"]
    return found


@pytest.fixture
def letter(world: World, session: Session) -> Letter:
    """One letter that waits: the receipt of a paper."""
    world.paper()
    found = session.scalars(sa.select(Letter)).one()
    session.commit()
    return found


def state(letter: Letter, session: Session) -> tuple[str, int, str]:
    session.expire(letter)
    found = (letter.state.value, letter.tries, letter.fault)
    session.commit()
    return found


def test_a_letter_leaves_once(letter: Letter, session: Session, settings: Settings) -> None:
    post = Postbox()
    assert deliver_due(session, settings, NOW, post) == 1
    assert deliver_due(session, settings, NOW + MINUTE, post) == 0
    assert post.ids == [f"<{letter.message_id}@wip.example.edu>"]
    assert str(post.got[0]["To"]) == "Mbali Abara <mbali.abara@law.example.edu>"
    assert state(letter, session) == ("sent", 1, "")
    assert letter.sent_at == NOW


def test_without_a_mail_server_it_becomes_a_file(
    letter: Letter, session: Session, settings: Settings, world: World
) -> None:
    assert deliver_due(session, settings, NOW) == 1
    (file,) = settings.letters_folder.iterdir()
    assert file.name == f"20270120T150000Z-{letter.message_id}.eml"
    session.commit()
    assert world.paper_link().encode() in file.read_bytes().replace(b"=\r\n", b"")


def test_a_letter_that_is_not_due_waits(letter: Letter, session: Session, settings: Settings) -> None:
    letter.due_at = NOW + MINUTE
    session.commit()
    assert deliver_due(session, settings, NOW, Postbox()) == 0
    assert deliver_due(session, settings, NOW + MINUTE, Postbox()) == 1


def written(session: Session, not_before: datetime) -> Letter:
    person = person_at(session, AUTHOR, NOW)
    facts, links = {"minutes": "30"}, {"sign_in": Link(LinkKind.SIGN_IN, 1, 1)}
    letter = tell(
        session, LetterKind.SIGN_IN, person, "once", NOW, facts=facts, links=links, not_before=not_before
    )
    assert letter is not None
    return letter


def test_a_letter_written_for_later_does_not_leave_before_its_time(
    session: Session, settings: Settings
) -> None:
    later = NOW + 10 * MINUTE
    found = written(session, later)
    assert written(session, later + MINUTE) is found
    assert (found.written_at, found.due_at) == (NOW, later)
    session.commit()
    post = Postbox()
    assert deliver_due(session, settings, later - timedelta(seconds=1), post) == 0
    assert deliver_due(session, settings, later, post) == 1


def test_a_time_that_is_past_means_at_once(session: Session) -> None:
    assert written(session, NOW - MINUTE).due_at == NOW


def test_a_held_letter_stays_until_it_is_released(
    letter: Letter, session: Session, settings: Settings, world: World
) -> None:
    move(session, letter, LetterMove.HOLD, by=world.system, now=NOW)
    session.commit()
    assert deliver_due(session, settings, NOW + MINUTE, Postbox()) == 0
    move(session, letter, LetterMove.RELEASE, by=world.system, now=NOW + MINUTE)
    session.commit()
    assert deliver_due(session, settings, NOW + MINUTE, Postbox()) == 1


def test_a_refused_letter_fails_at_once(letter: Letter, session: Session, settings: Settings) -> None:
    assert deliver_due(session, settings, NOW, Postbox(PermanentFault("550 No such user"))) == 0
    assert state(letter, session) == ("failed", 1, "550 No such user")


def test_an_impossible_address_fails_at_once(letter: Letter, session: Session, settings: Settings) -> None:
    letter.to_email = "nobody"
    session.commit()
    post = Postbox()
    assert deliver_due(session, settings, NOW, post) == 0
    assert state(letter, session) == ("failed", 1, "“nobody” is not an address that mail can be sent to.")
    assert post.got == []


def test_a_passing_fault_is_tried_again_ever_later_and_then_given_up(
    letter: Letter, session: Session, settings: Settings
) -> None:
    now, waits = NOW, []
    post = Postbox(*[TemporaryFault("451 Later")] * (len(PAUSES) + 1))
    while state(letter, session)[0] == "waiting":
        assert deliver_due(session, settings, now, post) == 0
        session.expire(letter)
        waits.append(letter.due_at - now)
        session.commit()
        assert deliver_due(session, settings, letter.due_at - timedelta(seconds=1), post) == 0
        now = letter.due_at
        session.commit()
    assert waits == [*PAUSES, timedelta()]
    assert state(letter, session) == ("failed", len(PAUSES) + 1, "451 Later")
    assert post.faults == []


def test_after_a_passing_fault_it_leaves_and_the_fault_is_forgotten(
    letter: Letter, session: Session, settings: Settings
) -> None:
    post = Postbox(TemporaryFault("451 Later"), None)
    deliver_due(session, settings, NOW, post)
    assert state(letter, session) == ("waiting", 1, "451 Later")
    assert deliver_due(session, settings, NOW + PAUSES[0], post) == 1
    assert state(letter, session) == ("sent", 2, "")


def test_one_odd_letter_does_not_hold_up_the_others(
    letter: Letter, session: Session, settings: Settings, world: World
) -> None:
    world.paper("Second", "second@law.example.edu")
    post = Postbox(RuntimeError("nobody foresaw this"), None)
    assert deliver_due(session, settings, NOW, post) == 1
    assert state(letter, session) == ("waiting", 1, "Something went wrong on our side.")
    assert [str(message["To"]) for message in post.got] == ["Second <second@law.example.edu>"]


def test_two_workers_never_send_one_letter_twice(app: Flask, world: World, settings: Settings) -> None:
    for number in range(8):
        world.paper(f"Paper {number}", f"author{number}@law.example.edu")
    posts, together = (Postbox(), Postbox()), Barrier(2)

    def work(post: Postbox) -> None:
        with app.app_context(), writing():
            together.wait()
            deliver_due(db.session(), settings, NOW, post)
            db.session.remove()

    threads = [Thread(target=work, args=(post,)) for post in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = sorted(posts[0].ids + posts[1].ids)
    assert sent == sorted(f"<{letter.message_id}@wip.example.edu>" for letter in world.letters())
    assert len(sent) == 8


def test_a_sign_in_letter_goes_first(letter: Letter, session: Session, settings: Settings) -> None:
    sign_ins.ask(session, AUTHOR, NOW + MINUTE, minutes=30)
    session.commit()
    post = Postbox()
    assert deliver_due(session, settings, NOW + MINUTE, post) == 2
    kinds = dict(session.execute(sa.select(Letter.message_id, Letter.kind)).all())
    assert [kinds[found.strip("<>").split("@")[0]] for found in post.ids] == [LetterKind.SIGN_IN, letter.kind]


def test_a_letter_waits_for_a_busy_post_outside_of_any_transaction(
    letter: Letter, session: Session, settings: Settings, world: World
) -> None:
    class Busy(Postbox):
        def deliver(self, message: EmailMessage, sender: str = "") -> str:
            assert not session.in_transaction()
            world.paper("Written meanwhile", "meanwhile@law.example.edu")
            return super().deliver(message, sender)

    assert letter.state is LetterState.WAITING
    session.commit()
    assert deliver_due(session, settings, NOW, Busy()) == 1
