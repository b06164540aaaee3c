"""Letters that bring a calendar message of which no other letter tells: in words, with the old and the new time."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import on_session
from tests.services.test_calendar_replies import deliver
from tests.services.test_calendar_replies import sent as sent  # noqa: PLC0414 - a fixture
from tests.world import AUTHOR, World
from wip.domain.people import Actor
from wip.domain.sessions import SessionMove
from wip.models import CalendarInvitation, Letter, LetterCalendar, Person, WipSession
from wip.services import calendar_documents, calendars, publications, sessions
from wip.services.people import feed_of


def words(world: World, email: str = AUTHOR) -> list[str]:
    deliver(world)
    return [" ".join(x.text.split()) for x in world.letters(kind="calendar_changed", to_email=email)]


def test_a_confirmed_date_is_told_with_its_time_on_the_reader_s_own_clock(sent: World) -> None:
    def act(session: Session) -> None:
        session.scalars(sa.select(Person).where(Person.email == AUTHOR)).one().zone = "America/Phoenix"

    sent.do(act)
    for move in (SessionMove.REQUEST, SessionMove.CONFIRM):
        on_session(sent, lambda s, row, by, move=move: sessions.step(s, row, move, by=by, now=sent.now))  # type: ignore[misc]
    (text,) = words(sent)
    assert (
        "You present “Quotas Without Numbers”: this is no longer provisional. "
        "It is Thu 18 Mar 2027, 12:00–12:30 New York (09:00 Phoenix, for you)." in text
    )
    assert "“Spring Works-in-Progress Session”: this is no longer provisional." in text


def test_an_agenda_that_is_taken_down_takes_the_slots_out(sent: World) -> None:
    on_session(
        sent, lambda s, row, by: publications.take_down(s, row, seen=row.agenda_version, by=by, now=sent.now)
    )
    (text,) = words(sent)
    assert (
        "You present “Quotas Without Numbers”: this is no longer in your calendar. "
        "It was to be Thu 18 Mar 2027, 12:00–12:30 New York." in text
    )
    assert words(sent) == [text]


def test_who_wants_none_by_mail_has_them_taken_out_once(sent: World) -> None:
    def act(session: Session) -> None:
        person = session.scalars(sa.select(Person).where(Person.email == AUTHOR)).one()
        feed_of(session, person, sent.now).by_mail = False
        calendar_documents.forget_person(session, person.id, sent.now)

    sent.do(act)
    (text,) = words(sent)
    assert "this is no longer in your calendar" in text
    on_session(
        sent, lambda s, row, by: sessions.set_join_link(s, row, "https://a.zoom.us/j/1", by=by, now=sent.now)
    )
    assert words(sent) == [text]


def test_a_session_under_another_name_is_told_with_both_names(sent: World) -> None:
    def act(session: Session, row: WipSession, by: Actor) -> None:
        row.title = "Summer Session"
        session.flush()
        calendars.refresh(session, row, by=by, now=sent.now)

    on_session(sent, act)
    told = words(sent) or [
        " ".join(x.text.split()) for x in sent.letters(kind="agenda_changed", to_email=AUTHOR)
    ]
    assert "Summer Session" in told[-1]
    assert "Spring Works-in-Progress Session" in told[-1]


@pytest.mark.parametrize("again", [False, True])
def test_a_letter_takes_its_messages_along_once(sent: World, again: bool) -> None:  # noqa: FBT001 - a parameter
    count = sa.select(sa.func.count()).select_from(LetterCalendar)
    before = sent.do(lambda s: s.scalar(count))
    if again:
        sent.do(lambda s: s.execute(sa.update(Letter).values(due_at=sent.now + timedelta(days=1))))
    deliver(sent)
    assert sent.do(lambda s: s.scalar(count)) == before
    assert sent.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(CalendarInvitation))) == 6
