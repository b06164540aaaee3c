"""Letters that bring calendar messages and do not leave at the first try: nobody reads old times last, nor the same twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from itertools import count

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import comment, confirmed_papers, entries, on_session, publish, put_all_in
from tests.conftest import NOW
from tests.services.test_calendar_news import change
from tests.services.test_calendar_replies import sent as sent  # noqa: PLC0414 - a fixture
from tests.services.test_calendar_settling import moved as moved  # noqa: PLC0414 - a fixture
from tests.world import AUTHOR, COMMENTER, START, World
from wip.adapters.posts import TemporaryFault
from wip.domain.letters import LetterKind
from wip.models import AgendaSlot, Letter, Paper
from wip.services import calendar_enclosures, deliveries, feed_wishes, publications
from wip.services.people import person_at

MINUTE = timedelta(minutes=1)


class Grey:
    """A mail server that knows nobody at the first letter to the author, and takes everything from then on."""

    def __init__(self, *, refusals: int = 1) -> None:
        self.taken: list[EmailMessage] = []
        self._refusals = refusals

    def deliver(self, message: EmailMessage, _sender: str = "") -> str:
        if AUTHOR in message["To"] and self._refusals:
            self._refusals -= 1
            raise TemporaryFault("451 4.7.1 Try again later")
        self.taken.append(message)
        return "250 ok"

    def close(self) -> None:
        """Nothing is held open."""

    def to_author(self) -> list[tuple[str, list[str]]]:
        """The words and the calendar methods of each letter, in the order in which they arrived."""
        return [
            (
                " ".join(message.get_body(("plain",)).get_content().split()),  # type: ignore[union-attr]  # every letter has one
                [
                    str(part.get_param("method"))
                    for part in message.walk()
                    if part.get_content_type() == "text/calendar"
                ],
            )
            for message in self.taken
            if AUTHOR in message["To"]
        ]


def go_round(world: World, post: Grey, at: datetime) -> int:
    settings = world.app.extensions["wip_settings"]
    return world.do(lambda s: deliveries.deliver_due(s, settings, at, post))


def hours_later(world: World, post: Grey) -> None:
    for number in range(1, 8):
        go_round(world, post, NOW + timedelta(minutes=20 * number))


def put_in_order(world: World, at: datetime, *numbers: int) -> None:
    def act(session: Session) -> None:
        for position, number in enumerate(numbers, 1):
            one = sa.select(AgendaSlot).join(AgendaSlot.paper).where(Paper.number == number)
            session.scalars(one).one().position = position

    world.do(act)
    publish(world, at)


def test_a_letter_that_had_to_wait_does_not_arrive_after_the_one_that_tells_of_newer_times(
    sent: World,
) -> None:
    post = Grey()
    put_in_order(sent, NOW, 2, 3, 1)
    go_round(sent, post, NOW)
    put_in_order(sent, NOW + MINUTE / 2, 2, 1, 3)
    go_round(sent, post, NOW + MINUTE / 2)
    hours_later(sent, post)
    ((words, methods),) = post.to_author()
    assert "from Thu 18 Mar 2027, 13:00–13:30 New York to Thu 18 Mar 2027, 12:30–13:00" in words
    assert methods == ["REQUEST"]


def test_a_letter_that_had_to_wait_leaves_as_it_was_where_nothing_newer_was_told(sent: World) -> None:
    post = Grey()
    put_in_order(sent, NOW, 2, 3, 1)
    go_round(sent, post, NOW)
    assert post.to_author() == []
    hours_later(sent, post)
    ((words, methods),) = post.to_author()
    assert "to Thu 18 Mar 2027, 13:00–13:30 New York" in words
    assert methods == ["REQUEST"]


def test_whoever_wants_no_more_invitations_still_reads_that_the_agenda_is_out(world: World) -> None:
    confirmed_papers(world)
    put_all_in(world)
    post = Grey(refusals=0)
    go_round(world, post, NOW)
    publish(world, NOW)
    post = Grey()
    go_round(world, post, NOW)

    def stop(session: Session) -> None:
        person, by = person_at(session, AUTHOR, NOW), world.actor(session, AUTHOR)
        feed_wishes.wish(session, person, alarm_minutes=None, halves=False, by_mail=False, by=by, now=NOW)

    world.do(stop)
    go_round(world, post, NOW + MINUTE / 2)
    hours_later(world, post)
    told = post.to_author()
    assert [methods for _, methods in told] == [["CANCEL"], []]
    assert "You present “Quotas Without Numbers”" in told[-1][0]


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let the making of the author's messages fail so many times."""
    real, left = calendar_enclosures.attach, [0]

    def attach(session: Session, letter: Letter, *rest: object) -> object:
        if letter.to_email == AUTHOR and letter.kind is LetterKind.CALENDAR_CHANGED and left[0]:
            left[0] -= 1
            raise RuntimeError("the disk is full")
        return real(session, letter, *rest)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(calendar_enclosures, "attach", attach)

    def times(number: int) -> None:
        left[0] = number

    return times


def test_where_messages_cannot_be_made_one_letter_waits_and_brings_them_later(
    moved: World, failing: Callable[[int], None]
) -> None:
    post = Grey(refusals=0)
    failing(3)
    hours_later(moved, post)
    ((words, methods),) = [each for each in post.to_author() if each[1]]
    assert "this moves from Thu 18 Mar 2027" in words
    assert methods == ["REQUEST"]
    assert len(moved.letters(kind="calendar_changed", to_email=AUTHOR)) == 1


def test_a_clock_that_stands_still_ends_no_round_in_a_circle(
    moved: World, failing: Callable[[int], None]
) -> None:
    failing(1000)
    rounds = count()

    class Counted(Grey):
        def deliver(self, message: EmailMessage, _sender: str = "") -> str:
            assert next(rounds) < 50
            return super().deliver(message, _sender)

    go_round(moved, Counted(refusals=0), NOW)
    assert len(moved.letters(kind="calendar_changed", to_email=AUTHOR)) == 1


def test_news_that_cannot_be_written_hold_up_no_letter(moved: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr("wip.services.calendar_news.differences", broken)
    on_session(moved, lambda s, row, by: change(s, row, by, NOW, title="Another Title"))
    post = Grey(refusals=0)
    moved.paper("On Juries", "fourth@law.example.edu")
    go_round(moved, post, NOW)
    assert "Received: On Juries" in [message["Subject"] for message in post.taken]


def test_another_entry_s_uid_in_a_title_is_no_message_about_it(world: World) -> None:
    """Whoever comments on both papers reads the old hours of each, whatever the other one is called."""
    confirmed_papers(world)
    comment(world, 1, 2)
    put_all_in(world)
    publish(world, NOW)
    uid, *_ = (row[0] for row in entries(world))
    world.do(lambda s: setattr(world.row(s, 2), "title", uid))
    post = Grey(refusals=0)
    publish(world, NOW)
    go_round(world, post, NOW)
    on_session(
        world,
        lambda s, row, by: publications.take_down(s, row, seen=row.agenda_version, by=by, now=NOW),
    )
    on_session(world, lambda s, row, by: change(s, row, by, NOW, starts_at=START + timedelta(days=1)))
    go_round(world, post, NOW)
    (letter,) = world.letters(kind="calendar_changed", to_email=COMMENTER)
    words = " ".join(letter.text.split())
    assert "“Quotas Without Numbers”: this moves from Thu 18 Mar 2027, 12:00–12:30 New York" in words
    assert "until now this was called" not in words
