"""Answers to calendar invitations: noted for whom they came from, told where the programme needs them, and nothing moves."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.adapters.test_calendar_replies import GOOGLE, reply
from tests.agenda_world import comment, confirmed_papers, on_session, publish, put_all_in
from tests.conftest import NOW
from tests.services.test_deliveries import Postbox
from tests.world import AUTHOR, CHAIR, COAUTHOR, COMMENTER, World
from wip.domain.calendar_answers import Answer, Reply
from wip.domain.conflicts import ConflictKind, ConflictState
from wip.domain.people import SYSTEM, Actor
from wip.domain.publications import EntryKind
from wip.domain.sessions import SessionState
from wip.models import (
    CalendarEntry,
    CalendarInvitation,
    Conflict,
    HistoryEvent,
    Letter,
    LetterCalendar,
    LetterPaper,
    OtherAddress,
    Paper,
    Person,
    WipSession,
)
from wip.queries.calendar_replies import tally
from wip.services import attendance, calendar_documents, calendar_replies, calendars, feed_wishes, sessions
from wip.services.calendar_replies import TakenIn, read_all, read_mailbox, take_in
from wip.services.deliveries import deliver_due
from wip.services.people import person_at

SECOND = timedelta(seconds=1)
OTHER = "m.abara@home.example.edu"


@pytest.fixture
def sent(world: World) -> World:
    """Three papers on a published agenda, and every letter delivered."""
    confirmed_papers(world)
    put_all_in(world)
    publish(world, NOW)
    deliver(world)
    return world


def deliver(world: World) -> None:
    settings = world.app.extensions["wip_settings"]
    world.do(lambda s: deliver_due(s, settings, NOW, Postbox()))


def uid_of(world: World, kind: EntryKind = EntryKind.SLOT) -> str:
    first = sa.select(CalendarEntry.uid).where(CalendarEntry.kind == kind).order_by(CalendarEntry.starts_at)
    return world.do(lambda s: str(s.scalars(first).first()))


def said(world: World, answer: Answer = Answer.DECLINED, email: str = AUTHOR) -> Reply:
    return Reply(uid_of(world), email, (email,), answer, 0, NOW + SECOND, "I teach then.")


def take(world: World, *replies: Reply) -> list[str]:
    return [
        world.do(lambda s, each=each: take_in(s, each, now=NOW + timedelta(hours=1)).value)  # type: ignore[misc]
        for each in replies
    ]


def known(world: World) -> list[tuple[str, str | None, str, int | None]]:
    def read(session: Session) -> list[tuple[str, str | None, str, int | None]]:
        rows = session.scalars(
            sa.select(CalendarInvitation).where(CalendarInvitation.answer.is_not(None)).order_by("id")
        )
        return [(r.person.email, r.answer, r.answer_note, r.answered_sequence) for r in rows]

    return world.do(read)


def news(world: World) -> list[str]:
    return [letter.subject for letter in world.letters(kind="leader_news", to_email=CHAIR)]


def test_an_answer_is_noted_once_and_changes_nothing(sent: World) -> None:
    entries = sa.select(CalendarEntry.sequence, CalendarEntry.changed_at).order_by(CalendarEntry.id)
    before = sent.do(lambda s: s.execute(entries).all())
    assert take(sent, said(sent), said(sent)) == ["noted", "known"]
    assert known(sent) == [(AUTHOR, "DECLINED", "I teach then.", 0)]
    assert sent.do(lambda s: s.execute(entries).all()) == before
    acts = sent.do(lambda s: s.scalars(sa.select(HistoryEvent.act).where(HistoryEvent.thing_id == 1)).all())
    assert acts.count("answer calendar invitation") <= 1


def test_the_leaders_hear_of_a_presenter_who_declines_once_a_day(sent: World) -> None:
    later = replace(said(sent, Answer.ACCEPTED), stamp=NOW + 2 * SECOND)
    again = replace(said(sent), stamp=NOW + 3 * SECOND)
    assert take(sent, said(sent), later, again) == ["noted", "noted", "noted"]
    assert news(sent) == ["Mbali Abara has declined “Quotas Without Numbers” in their calendar"]
    (letter,) = sent.letters(kind="leader_news", to_email=CHAIR)
    assert "They wrote: “I teach then.”" in letter.text
    assert "declined Thu 18 Mar 2027, 12:00–12:30 New York." in letter.text.replace("\n", " ")


def test_of_somebody_in_the_audience_no_letter_is_written(sent: World) -> None:
    email = "ines.quaye@coast.example.edu"
    sent.do(lambda s: attendance.attend(s, sent.call(s), name="Ines", email=email, now=NOW))
    deliver(sent)
    reply_to = replace(said(sent, email=email), uid=uid_of(sent, EntryKind.SESSION))
    assert take(sent, reply_to) == ["noted"]
    assert news(sent) == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"senders": (COAUTHOR,)}, "foreign"),
        ({"senders": ("stranger@elsewhere.example.edu",)}, "foreign"),
        ({"senders": ()}, "foreign"),
        ({"attendee": "stranger@elsewhere.example.edu"}, "foreign"),
        ({"attendee": COAUTHOR, "senders": (COAUTHOR,)}, "not ours"),
        ({"uid": "5db2f234-35dd-4c1e-bd6d-db2fdddef4bc"}, "not ours"),
        ({"senders": (AUTHOR, "assistant@law.example.edu")}, "noted"),
    ],
)
def test_only_whoever_was_invited_can_answer(sent: World, change: dict[str, object], what: str) -> None:
    assert take(sent, replace(said(sent), **change)) == [what]  # type: ignore[arg-type]
    assert bool(known(sent)) is (what == "noted")


def test_an_address_that_they_gave_as_theirs_may_answer_too(sent: World) -> None:
    def add(session: Session) -> None:
        person = session.scalars(sa.select(Person).where(Person.email == AUTHOR)).one()
        session.add(OtherAddress(person_id=person.id, email=OTHER, email_key=OTHER))

    sent.do(add)
    assert take(sent, replace(said(sent), senders=(OTHER,))) == ["noted"]


def test_an_older_answer_never_overwrites_a_newer_one(sent: World) -> None:
    newer = replace(said(sent, Answer.ACCEPTED), stamp=NOW + 5 * SECOND)
    assert take(sent, newer, said(sent)) == ["noted", "older"]
    assert [row[1] for row in known(sent)] == ["ACCEPTED"]


def test_a_number_or_a_clock_from_nowhere_does_not_shut_out_what_follows(sent: World) -> None:
    far = replace(said(sent), sequence=10**8, stamp=NOW + timedelta(days=9000))
    assert take(sent, far) == ["noted"]
    now = NOW + timedelta(hours=2)
    right = replace(said(sent, Answer.ACCEPTED), stamp=now)
    assert sent.do(lambda s: take_in(s, right, now=now).value) == "noted"
    assert [row[1] for row in known(sent)] == ["ACCEPTED"]


def test_an_answer_to_an_older_time_stays_and_says_so(sent: World) -> None:
    assert take(sent, said(sent, Answer.ACCEPTED)) == ["noted"]
    move(sent, 1)
    assert answered(sent) == (0, 1)
    assert "PARTSTAT=NEEDS-ACTION" in last_message(sent)
    move(sent, -1)
    assert answered(sent) == (2, 2), "what was answered holds again"


def test_an_answer_counts_while_the_hours_are_what_was_answered(sent: World) -> None:
    """A changed join link asks nobody again; and whoever answers the message before it is heard."""
    assert take(sent, said(sent, Answer.ACCEPTED)) == ["noted"]
    on_session(
        sent, lambda s, row, by: sessions.set_join_link(s, row, "https://a.zoom.us/j/1", by=by, now=NOW)
    )
    deliver(sent)
    assert answered(sent) == (1, 1)
    assert "PARTSTAT=ACCEPTED;RSVP=FALSE" in last_message(sent)
    assert take(sent, said(sent, Answer.ACCEPTED)) == ["known"]
    assert take(sent, replace(said(sent), stamp=NOW + 5 * SECOND)) == ["noted"]
    assert known(sent) == [(AUTHOR, "DECLINED", "I teach then.", 1)]


def test_whoever_cannot_at_the_new_hours_either_is_heard_again(sent: World) -> None:
    take(sent, said(sent))
    move(sent, 1)
    (row,) = sent.do(lambda s: [(x.sequence) for x in s.scalars(sa.select(CalendarInvitation)) if x.answer])
    again = replace(said(sent), sequence=row, stamp=NOW + timedelta(days=2), note="Nor then")
    sent.do(lambda s: take_in(s, again, now=NOW + timedelta(days=2)))
    assert len(news(sent)) == 2
    sent.do(lambda s: take_in(s, replace(again, stamp=NOW + timedelta(days=3)), now=NOW + timedelta(days=3)))
    assert len(news(sent)) == 2, "the same answer to the same hours"


def test_who_takes_the_subscription_in_place_of_mail_has_still_answered(sent: World) -> None:
    assert take(sent, said(sent, Answer.ACCEPTED)) == ["noted"]

    def stop(session: Session) -> None:
        person, by = person_at(session, AUTHOR, NOW), sent.actor(session, AUTHOR)
        feed_wishes.wish(session, person, alarm_minutes=None, halves=False, by_mail=False, by=by, now=NOW)

    sent.do(stop)
    deliver(sent)

    def board(session: Session) -> tuple[int, int]:
        row = session.scalars(sa.select(WipSession)).one()
        found = tally(session, row, 0)
        return found.comes, found.cannot

    assert sent.do(board) == (1, 0)
    assert take(sent, replace(said(sent), stamp=NOW + 5 * SECOND)) == ["noted"]
    assert sent.do(board) == (0, 1)
    sent.do(lambda s: s.execute(sa.update(Paper).where(Paper.number == 1).values(state="withdrawn")))
    assert sent.do(board) == (0, 0)
    assert take(sent, replace(said(sent), stamp=NOW + 9 * SECOND)) == ["older"]


def move(world: World, days: int) -> None:
    def act(session: Session, row: WipSession, by: Actor) -> None:
        at = row.starts_at + timedelta(days=days)
        facts = sessions.SessionFacts(row.title, at, row.zone, row.minutes, row.about)
        sessions.change(session, row, facts, seen=row.version, by=by, now=NOW)

    on_session(world, act)
    deliver(world)


def answered(world: World) -> tuple[int, int]:
    """The SEQUENCE that the one answer counts for, and the newest that was sent."""
    row = CalendarInvitation
    found = sa.select(row.answered_sequence, row.sequence).where(row.answer.is_not(None))
    ((counted, newest),) = world.do(lambda s: s.execute(found).all())
    return counted or 0, newest


def last_message(world: World) -> str:
    """The newest calendar message about the first slot, its lines whole."""
    uid = uid_of(world)
    newest = sa.select(LetterCalendar.body).order_by(LetterCalendar.id.desc())
    found = world.do(lambda s: s.scalars(newest).all())
    return next(each for each in (body.replace("\r\n ", "") for body in found) if uid in each)


def test_a_mailbox_is_read_as_it_grows_and_stays_as_it_is(sent: World, tmp_path: Path) -> None:
    box = tmp_path / "box"
    (box / "new").mkdir(parents=True)
    settings = replace(
        sent.app.extensions["wip_settings"], instance=tmp_path, calendar_replies_mailbox=str(box)
    )

    def read() -> int:
        return sent.do(lambda s: read_mailbox(s, settings, partial(datetime.now, UTC)))

    assert read() == 0
    raw = _answer(sent, "ACCEPTED")
    (box / "new" / "1").write_bytes(raw)
    assert read() == 1
    assert (read(), (box / "new" / "1").read_bytes()) == (0, raw)
    # Read again as a whole, it changes nothing.
    os.utime(tmp_path / "calendar-replies-read", (0, 0))
    assert read() == 0
    assert [row[1] for row in known(sent)] == ["ACCEPTED"]
    none = replace(settings, calendar_replies_mailbox=str(tmp_path / "not there"))
    assert sent.do(lambda s: read_mailbox(s, none, lambda: NOW)) == 0


def test_messages_are_counted_by_what_became_of_them(sent: World) -> None:
    box = [_answer(sent, "ACCEPTED"), _answer(sent, "ACCEPTED"), b"Subject: Hello\n\nHi.", b"\xff" * 999]
    found = sent.do(lambda s: dict(read_all(s, box, lambda: NOW + timedelta(hours=1))))
    assert found == {"noted": 1, "known": 1, "no reply": 2}


def test_a_message_that_cannot_be_taken_in_holds_up_none_after_it(
    sent: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def once(session: Session, reply_: Reply, *, now: datetime) -> TakenIn:
        monkeypatch.undo()
        session.add(CalendarInvitation())
        session.flush()
        return take_in(session, reply_, now=now)

    monkeypatch.setattr(calendar_replies, "take_in", once)
    box = [_answer(sent, "DECLINED"), _answer(sent, "ACCEPTED")]
    found = sent.do(lambda s: dict(read_all(s, box, lambda: NOW + timedelta(hours=1))))
    assert found == {"faulty": 1, "noted": 1}
    assert [each[:2] for each in known(sent)] == [(AUTHOR, "ACCEPTED")]


@pytest.mark.parametrize("email", [AUTHOR, COMMENTER])
def test_a_leader_in_conflict_does_not_learn_of_a_hidden_papers_people(world: World, email: str) -> None:
    """The session's own entry names no paper, and its answer, its history and its letters are closed all the same."""
    confirmed_papers(world)
    comment(world, 1)
    world.do(_confirm_date)
    world.do(partial(_in_conflict, world))
    person = world.do(lambda s: s.scalars(sa.select(Person.id).where(Person.email == email)).one())
    # As whoever asks for invitations by mail.
    world.do(lambda s: calendar_documents.forget_person(s, person, NOW))
    deliver(world)
    answer = replace(said(world, email=email), uid=uid_of(world, EntryKind.SESSION))
    assert take(world, answer) == ["noted"]
    assert news(world) == ["News for another leader"]
    history = sa.select(HistoryEvent.paper_id).where(HistoryEvent.act == "answer calendar invitation")
    own = (
        sa.select(sa.func.coalesce(Letter.paper_id, LetterPaper.paper_id))
        .join(LetterCalendar, LetterCalendar.letter_id == Letter.id)
        .outerjoin(LetterPaper, LetterPaper.letter_id == Letter.id)
        .where(Letter.to_email == email)
    )
    paper = world.do(lambda s: world.row(s, 1).id)
    assert world.do(lambda s: s.scalars(history).one()) == paper
    assert set(world.do(lambda s: list(s.scalars(own)))) == {paper}


def _confirm_date(session: Session) -> None:
    row = session.scalars(sa.select(WipSession)).one()
    row.state = SessionState.CONFIRMED
    calendars.refresh(session, row, by=SYSTEM, now=NOW)


def _in_conflict(world: World, session: Session) -> None:
    chair = world.actor(session, CHAIR)
    paper = session.scalars(sa.select(Paper).where(Paper.number == 1)).one()
    session.add(
        Conflict(
            paper_id=paper.id,
            person_id=chair.person_id,
            kind=ConflictKind.LEADER,
            state=ConflictState.CONFIRMED,
            reason="Siblings.",
            found_at=NOW,
            decided_at=NOW,
        )
    )


def _answer(world: World, said_so: str) -> bytes:
    body = GOOGLE.replace("5db2f234-35dd-4c1e-bd6d-db2fdddef4bc", uid_of(world)).replace("ACCEPTED", said_so)
    body = body.replace("ann.reader@plains.example.edu", AUTHOR).replace(
        "20270121T093000Z", "20270120T151000Z"
    )
    return reply(body, f"Mbali Abara <{AUTHOR}>").as_bytes()
