"""Letters say what the planner knows: why somebody is let go, the hour on the reader's own clock, and what has ended."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import confirmed_papers, on_session, publish, published, put_all_in
from tests.conftest import NOW
from tests.preparing import commenter, confirmed
from tests.world import AUTHOR, CHAIR, COMMENTER, STRANGER, World
from wip.domain.commissions import CommissionState
from wip.domain.letters import LetterKind, LetterState
from wip.domain.people import Actor
from wip.domain.sessions import SessionMove
from wip.models import Attendee, Commission, Letter, WipSession
from wip.services import attendance, commissions, sessions, standbys, submissions
from wip.services.agenda_letters import Recipient, own_lines, slots_of
from wip.services.people import person_at

JOIN = "https://example.zoom.us/j/81234567890"
LONDON = "Europe/London"


def words(letter: Letter) -> str:
    return " ".join(letter.text.replace("\n> ", " ").split())


def withdraw(world: World, commission_id: int) -> None:
    def act(session: Session) -> None:
        row, by = session.get_one(Commission, commission_id), world.actor(session, CHAIR)
        commissions.withdraw(session, row, world.call(session), seen=row.version, by=by, now=NOW)

    world.do(act)


def lives_in(world: World, email: str, zone: str) -> None:
    world.do(lambda s: setattr(person_at(s, email, NOW), "zone", zone))


def link_is_there(world: World) -> None:
    on_session(world, lambda s, row, by: sessions.set_join_link(s, row, JOIN, by=by, now=NOW))


def test_a_commenter_who_is_let_go_reads_why_and_the_presenter_hears(world: World) -> None:
    published(world)
    stays, goes = commenter(world, 1), commenter(world, 1, "dan.reader@lake.example.edu", "Dan Reader")
    withdraw(world, goes)
    (letter,) = world.letters(kind=LetterKind.COMMISSION_WITHDRAWN)
    assert "The organisers have arranged its commenters anew. There is nothing to do" in words(letter)
    (told,) = world.letters(kind=LetterKind.PAPER_CHANGED)
    title = world.do(lambda s: world.row(s).title)
    assert (told.to_email, told.subject) == (AUTHOR, f"A commenter less for “{title}”")
    assert "Dan Reader, who was to comment on" in words(told)
    assert "no longer does. Your commenters are now: Piper Nakagawa. Your calendar says so" in words(told)
    withdraw(world, stays)
    assert "Nobody else has agreed to comment so far." in words(
        world.letters(kind=LetterKind.PAPER_CHANGED)[-1]
    )


def test_before_the_agenda_is_out_no_presenter_hears_of_a_commenter(world: World) -> None:
    confirmed(world)
    withdraw(world, commenter(world, 1))
    assert len(world.letters(kind=LetterKind.COMMISSION_WITHDRAWN)) == 1
    assert world.letters(kind=LetterKind.PAPER_CHANGED) == []


def test_a_commenter_of_a_paper_that_left_reads_that_it_left(world: World) -> None:
    published(world)
    commenter(world, 1)

    def act(session: Session) -> None:
        submissions.withdraw(
            session, world.row(session), world.call(session), by=world.actor(session, AUTHOR), now=NOW
        )

    world.do(act)
    (letter,) = world.letters(kind=LetterKind.COMMISSION_WITHDRAWN)
    assert (
        "The paper is no longer in the session. There is nothing to do: where the paper was in your calendar, it shows as "
        "cancelled for a while or is taken out."
    ) in words(letter)
    assert " may " not in words(letter)
    assert world.letters(kind=LetterKind.PAPER_CHANGED) == []


def test_leaders_are_not_told_to_write_to_themselves(world: World) -> None:
    published(world)

    def join(session: Session) -> None:
        for name, email in (("Robin Vale", CHAIR), ("Sam Stranger", STRANGER)):
            attendance.attend(session, world.call(session), name=name, email=email, now=NOW)

    world.do(join)
    link_is_there(world)
    assert not any(
        "does not suit you" in words(each) for each in world.letters(kind=LetterKind.AGENDA_CHANGED)
    )
    on_session(world, _a_day_later)
    told = world.letters(kind=LetterKind.AGENDA_CHANGED)
    told = told[len(told) // 2 :]
    invited = {each.to_email: "If the change does not suit you" in words(each) for each in told}
    assert {email: invited[email] for email in (CHAIR, STRANGER)} == {CHAIR: False, STRANGER: True}
    assert {each.to_email: "does not suit you" in each.html for each in told} == invited


def _a_day_later(session: Session, row: WipSession, by: Actor) -> None:
    facts = sessions.SessionFacts(row.title, row.starts_at + timedelta(days=1), row.zone, row.minutes)
    sessions.change(session, row, facts, seen=row.version, by=by, now=NOW)


@pytest.mark.parametrize("is_sure", [False, True])
def test_the_first_letter_of_an_agenda_says_that_the_date_is_provisional(
    world: World, *, is_sure: bool
) -> None:
    confirmed_papers(world)
    put_all_in(world)
    for move in (SessionMove.REQUEST, SessionMove.CONFIRM) if is_sure else ():
        on_session(world, lambda s, row, by, move=move: sessions.step(s, row, move, by=by, now=NOW))  # type: ignore[misc]  # a default in a lambda
    publish(world, NOW)
    said = "The date is provisional until the association office has confirmed it; calendars say so too."
    letters = world.letters(kind=LetterKind.AGENDA_PUBLISHED)
    assert {(said in words(each), said in each.html) for each in letters} == {(not is_sure, not is_sure)}


def test_times_on_a_reader_s_own_clock_stand_in_no_second_brackets(world: World) -> None:
    published(world)
    lives_in(world, COMMENTER, LONDON)
    withdraw(world, commenter(world, 1))
    (letter,) = world.letters(kind=LetterKind.COMMISSION_WITHDRAWN)
    assert (
        "(Section on Criminal Justice), Thu 18 Mar 2027, 12:00–13:30 New York (16:00 London, for you), no longer"
        in words(letter)
    )
    assert "))" not in letter.text + letter.html


def test_whoever_signs_up_reads_the_agenda_and_the_hour_on_their_own_clock(world: World) -> None:
    def join(session: Session, email: str, zone: str = "", now: datetime = NOW) -> None:
        attendance.attend(session, world.call(session), name="Ada", email=email, zone=zone, now=now)

    world.do(lambda s: join(s, STRANGER))
    (early,) = world.letters(kind=LetterKind.ATTENDANCE_RECEIVED)
    assert "where the papers appear once they are chosen" in words(early)
    assert "for you" not in words(early)
    published(world)
    lives_in(world, STRANGER, LONDON)
    world.do(lambda s: s.delete(s.scalars(sa.select(Attendee)).one()))
    world.do(lambda s: join(s, STRANGER, "Asia/Tokyo", NOW + timedelta(minutes=1)))
    world.do(lambda s: join(s, "ada.listener@law.example.edu", "Asia/Tokyo"))
    world.do(lambda s: join(s, "bo.listener@law.example.edu", "no/zone"))
    told, other, none = world.letters(kind=LetterKind.ATTENDANCE_RECEIVED)[1:]
    assert "12:00–13:30 New York (16:00 London, for you)" in words(told)
    assert "once they are chosen" not in words(told)
    title = world.do(lambda s: world.row(s).title)
    assert f"The agenda: - 12:00 “{title}”, Mbali Abara" in words(told)
    assert "Accept the invitation, if your mail program shows one with this letter" in words(told)
    assert "(Fri 19 Mar 2027, 01:00 Tokyo, for you)" in words(other)
    assert "for you)" not in words(none)


def test_a_standby_called_in_reads_the_join_link_and_their_own_hour(world: World) -> None:
    published(world)
    link_is_there(world)
    lives_in(world, COMMENTER, LONDON)
    row_id = commenter(world, 1)

    def call_in(session: Session) -> None:
        row, by, call = session.get_one(Commission, row_id), world.actor(session, CHAIR), world.call(session)
        standbys.put_back(session, row, call, seen=row.version, by=by, now=NOW)
        session.flush()
        standbys.call_in(session, row, call, seen=row.version, by=by, now=NOW)

    world.do(call_in)
    (letter,) = world.letters(kind=LetterKind.STANDBY_CALLED)
    assert f"To join: {JOIN}" in words(letter)
    assert "as soon as there is one" not in words(letter)
    assert "This paper: Thu 18 Mar 2027, 12:00–12:30 New York (16:00 London, for you)" in words(letter)
    assert "Accept the invitation, if your mail program shows one" in words(letter)
    accepted = world.letters(kind=LetterKind.COMMISSION_ACCEPTED)[0]
    assert f"To join: {JOIN}" in words(accepted)


def test_a_cancelled_session_s_letters_carry_the_chair_s_words_and_end_open_requests(world: World) -> None:
    number = confirmed(world)
    row_id = commenter(world, number, accepts=None)
    unsent = commenter(world, number, "dan.reader@lake.example.edu", "Dan Reader", accepts=None)
    world.do(lambda s: _deliver(s, COMMENTER))
    world.do(lambda s: attendance.attend(s, world.call(s), name="Sam Stranger", email=STRANGER, now=NOW))
    on_session(
        world,
        lambda s, row, by: sessions.step(
            s,
            row,
            SessionMove.CANCEL,
            reason="The speakers cannot travel.\nWe try again in autumn.",
            by=by,
            now=NOW,
        ),
    )
    told = {each.to_email: words(each) for each in world.letters(kind=LetterKind.SESSION_CANCELLED)}
    said = "The organisers write: The speakers cannot travel. We try again in autumn."
    assert [email for email, text in told.items() if said not in text] == []
    ended = "You were asked to comment on “Quotas Without Numbers”: that request has ended"
    assert {email: (ended in text, "what you submitted is kept" in text) for email, text in told.items()} == {
        AUTHOR: (False, True),
        COMMENTER: (True, False),
        "dan.reader@lake.example.edu": (False, False),
        STRANGER: (False, False),
    }
    states = world.do(lambda s: [s.get_one(Commission, id_).state for id_ in (row_id, unsent)])
    assert states == [CommissionState.WITHDRAWN] * 2
    assert world.letters(kind=LetterKind.COMMISSION_WITHDRAWN) == []


def _deliver(session: Session, email: str) -> None:
    gone = {"state": LetterState.SENT, "sent_at": NOW}
    session.execute(sa.update(Letter).where(Letter.to_email == email).values(gone))


def test_own_times_stand_by_their_hours(world: World) -> None:
    published(world)

    def lines(session: Session, row: WipSession, _by: Actor) -> list[str]:
        slots = slots_of(session, row)
        first, *_, last = sorted(slots, key=lambda id_: slots[id_].starts_at)
        person = person_at(session, AUTHOR, NOW)
        return own_lines(Recipient(person, presents=[last], reads=[first]), slots, row.zone)

    assert [each.partition(" “")[0] for each in on_session(world, lines)] == ["You comment on", "You present"]
