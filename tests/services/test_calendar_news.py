"""Letters that bring a calendar message of which no other letter tells: in words, with the old and the new time."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import on_session, publish, put_all_in, set_state
from tests.conftest import NOW
from tests.services.test_calendar_replies import deliver
from tests.services.test_calendar_replies import sent as sent  # noqa: PLC0414 - a fixture
from tests.world import AUTHOR, START, World
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.domain.sessions import SessionMove
from wip.models import (
    CalendarDocument,
    CalendarEntry,
    CalendarInvitation,
    Letter,
    LetterCalendar,
    Paper,
    Person,
    WipSession,
)
from wip.services import (
    attendance,
    calendar_documents,
    calendars,
    confirmations,
    feed_wishes,
    publications,
    sessions,
)
from wip.services.people import feed_of, person_at
from wip.services.sessions import SessionFacts

VISITOR = "ines.quaye@coast.example.edu"


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
    assert "“Spring Works-in-Progress Session”: this" not in text, "the slot says it"


def test_an_agenda_that_is_taken_down_takes_nothing_out_and_follows_a_moved_date(sent: World) -> None:
    """Nobody is written to; and when the hidden agenda's date moves, nobody's slot stays at a wrong hour."""
    on_session(
        sent, lambda s, row, by: publications.take_down(s, row, seen=row.agenda_version, by=by, now=sent.now)
    )
    assert words(sent) == []
    later = {"starts_at": START + timedelta(days=1)}
    on_session(sent, lambda s, row, by: change(s, row, by, sent.now, **later))
    (text,) = words(sent)
    assert "You present “Quotas Without Numbers”: this moves from Thu 18 Mar 2027, 12:00–12:30" in text
    assert "to Fri 19 Mar 2027, 12:00–12:30 New York." in text
    on_session(
        sent, lambda s, row, by: publications.publish(s, row, seen=row.agenda_version, by=by, now=sent.now)
    )
    assert words(sent) == [text]


def change(session: Session, row: WipSession, by: Actor, now: datetime, **new: Any) -> None:
    facts = SessionFacts(**{name: getattr(row, name) for name in SessionFacts.__dataclass_fields__})
    sessions.change(session, row, replace(facts, **new), seen=row.version, by=by, now=now)


@pytest.fixture
def invited(world: World) -> World:
    """Nothing is published yet; the author has confirmed, and has the session in their calendar by mail."""
    paper = world.paper()
    set_state(world, 1, PaperState.ACCEPTED)

    def confirm(session: Session) -> None:
        one = session.get_one(Paper, paper)
        confirmations.confirm(
            session, one, world.call(session), by=world.actor(session, AUTHOR), now=world.now
        )

    world.do(confirm)
    deliver(world)
    assert world.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(CalendarInvitation))) == 1
    return world


def test_before_anything_is_published_only_another_hour_is_written_of(invited: World) -> None:
    for new in ({"minutes": 100}, {"title": "Another Title"}, {"zone": "Asia/Kolkata"}):
        on_session(invited, lambda s, row, by, new=new: change(s, row, by, NOW, **new))  # type: ignore[misc]  # a default in a lambda
        assert words(invited) == []
    assert invited.do(_marks) == 0, "no round of delivery compares them again"
    on_session(invited, lambda s, row, by: change(s, row, by, NOW, starts_at=START + timedelta(days=1)))
    (text,) = words(invited)
    assert "“Another Title”: this moves from" in text


def test_before_anything_is_published_whoever_asks_gets_theirs(invited: World) -> None:
    def wish(session: Session, *, wanted: bool) -> None:
        person, by = person_at(session, AUTHOR, NOW), invited.actor(session, AUTHOR)
        feed_wishes.wish(session, person, alarm_minutes=None, halves=False, by_mail=wanted, by=by, now=NOW)

    invited.do(lambda s: wish(s, wanted=False))
    assert len(words(invited)) == 1
    invited.do(lambda s: wish(s, wanted=True))
    assert len(words(invited)) == 2


def test_the_letter_of_the_first_publishing_brings_what_has_waited(invited: World) -> None:
    on_session(invited, lambda s, row, by: change(s, row, by, NOW, minutes=100))
    put_all_in(invited)
    publish(invited, NOW)
    assert words(invited) == []
    entry = sa.select(CalendarInvitation.sequence).join(CalendarEntry).where(CalendarEntry.kind == "session")
    assert set(invited.do(lambda s: s.scalars(entry).all())) == {1}


def test_who_has_the_session_already_keeps_it_beside_a_slot_and_it_says_which(invited: World) -> None:
    """Nobody is invited twice; what somebody accepted before the agenda was out follows, with words that are true."""
    put_all_in(invited)
    publish(invited, NOW)
    deliver(invited)
    on_session(invited, lambda s, row, by: change(s, row, by, NOW, starts_at=START + timedelta(days=1)))
    deliver(invited)
    kinds = sa.select(CalendarEntry.kind).join(
        CalendarInvitation, CalendarInvitation.entry_id == CalendarEntry.id
    )
    assert sorted(invited.do(lambda s: s.scalars(kinds).all())) == ["session", "slot"]
    assert (
        "The whole session. Beside it in your calendar: You present “Quotas Without Numbers”."
        in bodies(invited)[-1]
    )


def _marks(session: Session) -> int:
    rows = sa.select(CalendarDocument.key).where(
        CalendarDocument.key.startswith("mail:"), CalendarDocument.made != CalendarDocument.mark
    )
    return len(session.execute(rows).all())


def test_who_wants_none_by_mail_has_them_taken_out_once(sent: World) -> None:
    def act(session: Session) -> None:
        person = session.scalars(sa.select(Person).where(Person.email == AUTHOR)).one()
        feed_of(session, person, sent.now).by_mail = False
        calendar_documents.forget_person(session, person.id, sent.now)

    sent.do(act)
    (text,) = words(sent)
    assert (
        "You present “Quotas Without Numbers”, Thu 18 Mar 2027, 12:00–12:30 New York: you asked for no more invitations by "
        "mail, so this one is taken back. You still present it, and the calendar that you subscribe to has it."
    ) in text
    assert "You get no invitations by mail any more. The calendar to subscribe to has all your dates" in text
    assert ("Take one of the two" in text, "stop these invitations" in text) == (False, False)
    (body,) = [each for each in bodies(sent) if "METHOD:CANCEL" in each]
    assert "You asked for no more invitations by mail" in body
    assert "no longer take part" not in body
    on_session(
        sent, lambda s, row, by: sessions.set_join_link(s, row, "https://a.zoom.us/j/1", by=by, now=sent.now)
    )
    assert words(sent) == [text]


def bodies(world: World) -> list[str]:
    """Every calendar message, its lines whole."""
    found = world.do(lambda s: s.scalars(sa.select(LetterCalendar.body).order_by(LetterCalendar.id)).all())
    return [each.replace("\r\n ", "").replace("\\,", ",") for each in found]


def test_a_session_under_another_name_is_told_with_both_names(sent: World) -> None:
    sent.do(lambda s: attendance.attend(s, sent.call(s), name="Ines", email=VISITOR, now=NOW))
    deliver(sent)

    def act(session: Session, row: WipSession, by: Actor) -> None:
        row.title = "Summer Session"
        session.flush()
        calendars.refresh(session, row, by=by, now=sent.now)

    on_session(sent, act)
    told = words(sent, VISITOR)
    assert words(sent) == [], "it changes nothing of a slot"
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
    assert sent.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(CalendarInvitation))) == 3
