"""Whoever has a place on one of a session's further dates: what is counted back from it, and what they are invited to."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.calendars.client import Event, read
from tests.calendars.mailbox import Held, calendar_parts
from tests.calendars.postmen import Postman
from tests.calendars.stage import Stage
from tests.conftest import NOW, Clock
from wip.domain.calendar_answers import Method
from wip.domain.people import Actor
from wip.domain.publications import EntryKind
from wip.domain.sessions import SessionMove
from wip.domain.zones import instant, show
from wip.models import CalendarEntry, CalendarInvitation, WipSession
from wip.services import attendance, calendar_documents, session_chairs
from wip.services.people import person_at
from wip.services.plan_entries import counted_back

BASE = "https://wip.example.edu"
LATER = timedelta(days=63)
SESSION = "Spring Works-in-Progress Session"


def held(stage: Stage, email: str, title: str) -> list[Event]:
    """The dates of this kind in somebody's own calendar, cancelled ones too, by their time."""
    answer = stage.app.test_client().get(stage.feed(email), base_url=BASE)
    every = read(answer.data).events.values()
    found = [
        each for each in every if each.said("SUMMARY").removeprefix("CANCELLED: ").startswith(f"{title}:")
    ]
    return sorted(found, key=lambda each: each.starts_at)


def put(stage: Stage, clock: Clock, *numbers: int, to: int) -> None:
    """These papers go to a room or date, and the agenda goes out."""
    stage.now = clock.now = stage.now + timedelta(hours=1)
    for number in numbers:
        stage.to_room(number, to)
    stage.publish()


@pytest.fixture
def stage(app: Flask, clock: Clock) -> Stage:
    """Published, with a further date nine weeks later on which there is nothing yet."""
    found = Stage(app, NOW)
    found.put_all_in()
    found.publish()
    found.now = clock.now = found.now + timedelta(hours=1)
    found.add_room(found.starts_at + LATER, 120, name="May")
    return found


def test_a_rehearsal_goes_with_the_paper_to_another_date_and_back(stage: Stage, clock: Clock) -> None:
    author, (may,) = stage.authors[1], stage.rooms()
    (before,) = held(stage, author, "Rehearse your talk")
    others = held(stage, stage.authors[0], "Rehearse your talk")
    put(stage, clock, 2, to=may)
    (moved,) = held(stage, author, "Rehearse your talk")
    assert (moved.uid, moved.sequence, moved.stamp) == (before.uid, before.sequence + 1, stage.now)
    assert (moved.starts_at - before.starts_at, moved.ends_at - before.ends_at) == (LATER, LATER)
    assert "three days to the session on Thu 20 May 2027." in moved.said("DESCRIPTION")
    assert held(stage, stage.authors[0], "Rehearse your talk") == others
    (may,) = stage.rooms()
    stage.now = clock.now = stage.now + timedelta(hours=1)
    stage.change_room(may, starts_at=stage.starts_at + LATER + timedelta(days=1))
    (later,) = held(stage, author, "Rehearse your talk")
    assert (later.uid, later.sequence) == (before.uid, before.sequence + 2)
    assert later.starts_at - before.starts_at == LATER + timedelta(days=1)
    stage.take_down()
    assert held(stage, author, "Rehearse your talk")[0].starts_at == later.starts_at
    put(stage, clock, 2, to=0)
    (back,) = held(stage, author, "Rehearse your talk")
    assert (back.uid, back.sequence, back.starts_at) == (before.uid, before.sequence + 3, before.starts_at)


def test_whoever_reads_for_two_dates_has_a_date_before_each(stage: Stage, clock: Clock) -> None:
    (before,), (may,) = held(stage, stage.commenter, "Have read by now"), stage.rooms()
    put(stage, clock, 2, to=may)
    first, second = held(stage, stage.commenter, "Have read by now")
    assert (first.uid, first.sequence, first.starts_at) == (before.uid, before.sequence, before.starts_at)
    assert (second.uid != first.uid, second.starts_at - first.starts_at) == (True, LATER)
    said = [each.said("DESCRIPTION") for each in (first, second)]
    named = [["Quotas Without Numbers" in text, "Mercy as Procedure" in text] for text in said]
    assert named == [[True, False], [False, True]]
    put(stage, clock, 1, to=may)
    (both,) = held(stage, stage.commenter, "Have read by now")
    assert (both.uid, both.sequence, both.starts_at) == (first.uid, first.sequence + 1, second.starts_at)


def test_a_paper_that_leaves_takes_its_rehearsal_off_where_it_was(stage: Stage, clock: Clock) -> None:
    author, (may,) = stage.authors[1], stage.rooms()
    put(stage, clock, 2, to=may)
    (before,) = held(stage, author, "Rehearse your talk")
    stage.now = clock.now = stage.now + timedelta(hours=1)
    stage.withdraw(2)
    (gone,) = held(stage, author, "Rehearse your talk")
    assert (gone.uid, gone.sequence, gone.starts_at, gone.status) == (
        before.uid,
        before.sequence + 1,
        before.starts_at,
        "CANCELLED",
    )


def test_a_session_cancelled_after_the_first_rehearsals_takes_back_the_later_ones(
    stage: Stage, clock: Clock
) -> None:
    put(stage, clock, 2, to=stage.rooms()[0])
    stage.now = clock.now = stage.starts_at - timedelta(days=1)
    assert held(stage, stage.authors[1], "Rehearse your talk")[0].status != "CANCELLED"
    stage.step(SessionMove.CANCEL)
    status = [held(stage, stage.authors[number], "Rehearse your talk")[0].status for number in (0, 1)]
    assert status == ["CONFIRMED", "CANCELLED"]


@pytest.mark.parametrize(
    ("starts_at", "rehearsal"),
    [
        ("2027-03-18T23:15", "Mon 15 Mar 2027, 12:00 New York"),
        ("2027-03-18T06:30", "Mon 15 Mar 2027, 12:00 New York"),
        ("2027-03-18T20:00", "Mon 15 Mar 2027, 20:00 New York"),
        ("2027-03-16T09:00", "Sat 13 Mar 2027, 09:00 New York"),
    ],
)
def test_nobody_rehearses_at_night(starts_at: str, rehearsal: str) -> None:
    zone = "America/New_York"
    at = counted_back(EntryKind.REHEARSAL, instant(datetime.fromisoformat(starts_at), zone), zone)
    assert show(at, zone) == rehearsal


def test_the_letter_of_a_move_names_only_one_s_own_day_of_reading(stage: Stage, clock: Clock) -> None:
    (may,) = stage.rooms()
    put(stage, clock, 1, 2, to=may)
    postman = Postman(stage)
    postman.deliver()
    postman.letters.clear()
    clock.now = stage.now
    stage.change_session(starts_at=stage.starts_at + timedelta(days=1))
    postman.deliver()
    assert "have read by" not in _letters(postman, stage.commenter)
    stage.change_room(may, starts_at=stage.starts_at + LATER + timedelta(days=2))
    postman.deliver()
    read_by = (
        "Please have read by Thu 20 May 2027, 12:00 New York now, no longer Tue 18 May 2027, 12:00 New York."
    )
    assert read_by in _letters(postman, stage.commenter)


def _letters(postman: Postman, address: str) -> str:
    found = [
        " ".join(each.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]  # every letter has one
        for to, each in postman.letters
        if to == address
    ]
    assert found
    postman.letters.clear()
    return "\n".join(found)


def _bodies(postman: Postman, address: str) -> list[str]:
    """The calendar messages to somebody since the last time."""
    parts = [part for each in postman.take(address) for part in calendar_parts(each)]
    bodies = [part.get_payload(decode=True) for part in parts]
    return [body.decode().replace("\r\n ", "") for body in bodies if isinstance(body, bytes)]


def _shown(postman: Postman, address: str) -> dict[str, Held]:
    return {each.title: each for each in postman.boxes[address].entries.values()}


def test_nobody_keeps_the_whole_of_a_day_on_which_they_have_nothing(app: Flask, clock: Clock) -> None:
    stage = Stage(app, NOW)
    may = stage.add_room(stage.starts_at + LATER, 120, name="May")
    postman = Postman(stage)
    # A letter about their part brings it, before there is an agenda.
    for email in stage.authors:
        stage.by_mail(email, wanted=False)
        stage.by_mail(email, wanted=True)
    postman.deliver()
    postman.letters.clear()
    second, first = stage.authors[1], stage.authors[0]
    assert _shown(postman, second).keys() == {SESSION, f"{SESSION}: May"}
    stage.now += timedelta(hours=1)
    stage.put_all_in()
    stage.to_room(2, may)
    stage.publish()
    postman.deliver()
    clock.now = stage.now
    assert _shown(postman, second).keys() == {"You present “Mercy as Procedure”", f"{SESSION}: May"}
    assert _shown(postman, first).keys() == {"You present “Quotas Without Numbers”", SESSION}
    (why,) = [body for body in _bodies(postman, second) if "METHOD:CANCEL" in body]
    assert "Your own time is on another day of this session" in why
    assert "You present “Mercy as Procedure”" in why
    for move in (SessionMove.REQUEST, SessionMove.CONFIRM):
        stage.step(move)
    postman.deliver()
    assert _shown(postman, second).keys() == {"You present “Mercy as Procedure”", f"{SESSION}: May"}
    assert f"“{SESSION}”: this" not in _letters(postman, second)


def test_a_day_that_was_sent_too_much_is_taken_back_by_itself_with_the_reason(
    stage: Stage, clock: Clock
) -> None:
    put(stage, clock, 2, to=stage.rooms()[0])
    postman = Postman(stage)
    postman.deliver()
    postman.letters.clear()
    second = stage.authors[1]

    def sent_before(session: Session, row: WipSession, _by: Actor) -> None:
        here = (CalendarEntry.wip_session_id == row.id, CalendarEntry.kind == EntryKind.SESSION)
        entry = session.scalars(sa.select(CalendarEntry).where(*here)).one()
        person = person_at(session, second, stage.now)
        made = {"method": Method.REQUEST, "sequence": entry.sequence, "sent_at": NOW}
        session.add(CalendarInvitation(entry_id=entry.id, person_id=person.id, **made))
        calendar_documents.forget_session(session, row.id)

    stage.on(sent_before)
    postman.deliver()
    subjects = [str(each["Subject"]) for to, each in postman.letters if to == second]
    assert subjects == [f"A day that you need not keep free: “{SESSION}”"]
    assert (
        f"“{SESSION}”, Thu 18 Mar 2027, 12:00–14:00 New York: your own time is on another day of the session, so this "
        "one leaves your calendar. You need not keep it free."
    ) in _letters(postman, second)


def test_the_whole_takes_up_the_time_of_whoever_listens_there_and_presents_on_another_day(
    stage: Stage, clock: Clock
) -> None:
    author, (may,) = stage.authors[1], stage.rooms()
    stage.do(
        lambda session: attendance.attend(
            session, stage.call(session), name="Author Number2", email=author, now=stage.now
        )
    )
    assert _busy(stage, author) == {SESSION: "TRANSPARENT"}
    put(stage, clock, 2, to=may)
    assert _busy(stage, author) == {SESSION: "OPAQUE", f"{SESSION}: May": "TRANSPARENT"}


def test_whoever_chairs_one_date_is_invited_to_that_one(stage: Stage, clock: Clock) -> None:
    (may,), tara = stage.rooms(), "tara.lowell@law.example.edu"

    def appoint(session: Session) -> None:
        person = person_at(session, tara, stage.now)
        person.name = "Tara Lowell"
        by = stage.actor(session, stage.chair)
        session_chairs.appoint(session, stage.row(session), person, may, by=by, now=stage.now)

    stage.do(appoint)
    postman = Postman(stage)
    put(stage, clock, 2, to=may)
    postman.deliver()
    assert _shown(postman, tara).keys() == {f"{SESSION}: May"}
    (body,) = _bodies(postman, tara)
    assert "You chair May." in body
    assert "You chair this session." not in body
    stage.change_session(starts_at=stage.starts_at + timedelta(days=1))
    postman.deliver()
    assert _shown(postman, tara).keys() == {f"{SESSION}: May"}


def _busy(stage: Stage, email: str) -> dict[str, str]:
    answer = stage.app.test_client().get(stage.feed(email), base_url=BASE)
    every = {each.said("SUMMARY"): each.said("TRANSP") for each in read(answer.data).events.values()}
    return {title: busy for title, busy in every.items() if title.startswith(SESSION)}
