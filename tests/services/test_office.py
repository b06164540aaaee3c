"""The request to the association office: letter and state in one transaction, and asked again when the date moves."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import on_session
from tests.conftest import NOW
from tests.world import CHAIR, NEW_YORK, START, World
from wip.domain.letters import LetterKind
from wip.domain.office import Occasion, OfficeMessage
from wip.domain.refusals import Refusal, Stale
from wip.domain.sessions import SessionMove, SessionState
from wip.models import HistoryEvent, Section, Sitting, WipSession
from wip.queries.office import expected
from wip.services import attendance, office, sessions
from wip.services.sessions import SessionFacts

OFFICE = "meetings@association.example.edu"
MESSAGE = OfficeMessage("Online meeting requested", "Please set it up.\n\n- Length: 90 minutes")


def ask(world: World, to: str = OFFICE, *, seen: int | None = None, expect: int = 40) -> None:
    on_session(
        world,
        lambda s, row, by: office.ask(
            s, row, MESSAGE, to=to, expected=expect, seen=seen or row.version, by=by, now=NOW
        ),
    )


def move(world: World, days: int = 7) -> None:
    def act(session: Session, row: WipSession, _: object) -> None:
        facts = SessionFacts(row.title, START + timedelta(days=days), NEW_YORK, 90, row.about)
        chair = world.actor(session, CHAIR)
        sessions.change(session, row, facts, seen=row.version, by=chair, now=NOW)

    on_session(world, act)


def text(world: World) -> OfficeMessage | None:
    return world.do(
        lambda s: office.proposed(s, world.call(s), expected=40, by=world.actor(s, CHAIR), set_up_minutes=15)
    )


def standing(world: World) -> tuple[SessionState, int | None, str, Occasion | None]:
    return on_session(
        world,
        lambda s, row, _: (
            row.state,
            row.expected_attendance,
            row.section.office_email,
            office.occasion(s, row),
        ),
    )


def test_the_message_says_all_that_the_office_needs(world: World) -> None:
    assert text(world) == OfficeMessage(
        "Online meeting requested: Spring Works-in-Progress Session, Thu 18 Mar 2027",
        "The Section on Criminal Justice asks you to set up an online meeting for “Spring Works-in-Progress Session”, "
        "a Works-in-Progress session.\n\n"
        "- Date: Thu 18 Mar 2027, 12:00–13:30 New York (Thu 18 Mar 2027, 16:00–17:30 UTC)\n"
        "- Length: 90 minutes, and 15 minutes before to set up: please open the meeting at 11:45 New York\n"
        "- Expected attendance: about 40 people\n"
        "- Recording: none, please\n"
        "- Contact: cj@law.example.edu\n\n"
        "Please send back: whether the date is possible; the join link; the numbers to dial in by telephone; and, "
        "to cj@law.example.edu, the host key. The join link goes to participants alone and is on no public page.\n\n"
        "Thank you,\nRobin Vale, for the Section on Criminal Justice",
    )


def test_rooms_are_named_with_their_times(world: World) -> None:
    def add(_session: Session, row: WipSession, _: object) -> None:
        row.room = "Hall"
        row.sittings.append(Sitting(name="Annex", starts_at=START, minutes=90))

    on_session(world, add)
    message = text(world)
    assert message is not None
    rooms = [line for line in message.text.splitlines() if "Room" in line]
    assert rooms == [
        "- Rooms: 2, each with a join link of its own; “Hall” has the times above",
        "- Room “Annex”: Thu 18 Mar 2027, 12:00–13:30 New York (Thu 18 Mar 2027, 16:00–17:30 UTC)",
    ]


def test_sending_writes_the_letter_and_marks_the_date(world: World) -> None:
    ask(world)
    (letter,) = world.letters(kind=LetterKind.OFFICE_REQUEST)
    assert (letter.to_email, letter.reply_to, letter.from_name, letter.subject) == (
        OFFICE,
        "cj@law.example.edu",
        "Section on Criminal Justice",
        "Online meeting requested",
    )
    assert letter.text == "Dear colleagues,\n\nPlease set it up.\n\n- Length: 90 minutes\n"
    assert standing(world) == (SessionState.REQUESTED, 40, OFFICE, Occasion.AGAIN)


def test_by_hand_no_letter_is_written_and_the_date_is_marked_all_the_same(world: World) -> None:
    ask(world, "")
    assert world.letters(kind=LetterKind.OFFICE_REQUEST) == []
    assert standing(world) == (SessionState.REQUESTED, 40, "", Occasion.AGAIN)


def test_the_history_says_who_asked(world: World) -> None:
    ask(world)
    found = world.do(
        lambda s: s.execute(
            sa.select(HistoryEvent.actor_name, HistoryEvent.new).where(HistoryEvent.act == "ask office")
        ).all()
    )
    told = {"occasion": "first", "to": OFFICE, "expected_attendance": 40}
    assert [tuple(row) for row in found] == [("Robin Vale", told)]


def test_a_section_keeps_its_own_office_whatever_was_typed(world: World) -> None:
    def set_office(session: Session) -> None:
        section = session.scalars(sa.select(Section).where(Section.slug == world.section)).one()
        section.office_email = "office@association.example.edu"

    world.do(set_office)
    ask(world)
    assert standing(world)[2] == "office@association.example.edu"
    assert [each.to_email for each in world.letters(kind=LetterKind.OFFICE_REQUEST)] == [OFFICE]


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_moved_date_is_asked_for_again_and_says_from_where(world: World, *, confirmed: bool) -> None:
    ask(world)
    if confirmed:
        on_session(world, lambda s, row, by: sessions.step(s, row, SessionMove.CONFIRM, by=by, now=NOW))
    move(world, 7)
    move(world, 8)
    message = text(world)
    assert message is not None
    moved = (
        "The date of “Spring Works-in-Progress Session” has moved from Thu 18 Mar 2027, 12:00–13:30 New York to "
        "Fri 26 Mar 2027, 12:00–13:30 New York. Please give up the meeting on the old date, and set it up for the "
        "new one."
    )
    assert (message.subject, message.text.splitlines()[0]) == (
        "New date for an online meeting: Spring Works-in-Progress Session, Fri 26 Mar 2027",
        moved,
    )
    assert standing(world)[3] is Occasion.MOVED
    ask(world)
    assert standing(world)[0::3] == (SessionState.REQUESTED, Occasion.AGAIN)


def test_a_date_moved_before_anybody_asked_is_simply_asked_for(world: World) -> None:
    move(world)
    assert standing(world)[3] is Occasion.FIRST


def test_a_confirmed_date_leaves_nothing_to_ask(world: World) -> None:
    ask(world)
    on_session(world, lambda s, row, by: sessions.step(s, row, SessionMove.CONFIRM, by=by, now=NOW))
    assert text(world) is None
    with pytest.raises(Refusal, match="nothing to ask until it moves"):
        ask(world)


def test_a_cancelled_session_is_called_off_where_it_was_asked_for(world: World) -> None:
    ask(world)
    on_session(world, lambda s, row, by: sessions.step(s, row, SessionMove.CANCEL, by=by, now=NOW))
    message = text(world)
    assert message is not None
    assert (
        message.subject
        == "Online meeting no longer needed: Spring Works-in-Progress Session, Thu 18 Mar 2027"
    )
    ask(world)
    assert standing(world)[0] is SessionState.CANCELLED


def test_a_message_composed_for_an_older_date_does_not_go(world: World) -> None:
    seen = on_session(world, lambda _s, row, _by: row.version)
    move(world)
    with pytest.raises(Stale):
        ask(world, seen=seen)
    assert world.letters(kind=LetterKind.OFFICE_REQUEST) == []


def test_an_address_that_is_none_is_refused_and_nothing_is_kept(world: World) -> None:
    with pytest.raises(Refusal, match="not an e-mail address") as no:
        ask(world, "the office")
    assert no.value.field == "office_email"
    assert standing(world) == (SessionState.PROPOSED, None, "", Occasion.FIRST)


def test_who_is_down_twice_counts_once(world: World) -> None:
    def sign_up(session: Session) -> None:
        for name in ("ada", "bo"):
            email = f"{name}@law.example.edu"
            attendance.attend(session, world.call(session), name=name, email=email, now=NOW)

    world.do(sign_up)
    world.paper(email="ada@law.example.edu")
    on_session(world, lambda s, _row, _by: setattr(world.row(s), "state", "accepted"))
    found = on_session(world, lambda s, row, _: expected(s, row))
    assert (found.attendees, found.presenters, found.commenters, found.people) == (2, 1, 0, 2)
