"""A cancelled session: everybody who planned for it hears, once."""

from sqlalchemy.orm import Session

from tests.world import AUTHOR, CHAIR, COAUTHOR, COMMENTER, World
from wip.domain.papers import AuthorFacts
from wip.domain.sessions import SessionMove
from wip.services import attendance, commenters, sessions
from wip.services.commenters import OfferFacts


def cancel(world: World) -> None:
    def act(session: Session) -> None:
        row = world.call(session).wip_session
        sessions.step(session, row, SessionMove.CANCEL, by=world.actor(session, CHAIR), now=world.now)

    world.do(act)


def test_authors_volunteers_and_attendees_hear_once_each(world: World) -> None:
    world.paper("Mercy", AUTHOR, coauthors=(AuthorFacts("Tomas Varga", "", COAUTHOR),))

    def join(session: Session) -> None:
        call = world.call(session)
        who = {"name": "Piper Nakagawa", "email": COMMENTER, "affiliation": ""}
        commenters.offer(session, call, OfferFacts("Juries"), **who, by=None, now=world.now)
        attendance.attend(session, call, **who, now=world.now)

    world.do(join)
    cancel(world)
    told = world.letters(kind="session_cancelled")
    assert sorted(letter.to_email for letter in told) == sorted([AUTHOR, COAUTHOR, COMMENTER])
    assert {letter.subject for letter in told} == {"Cancelled: “Spring Works-in-Progress Session”"}
    text = " ".join(told[0].text.split())
    assert "is cancelled: it will not take place. It was to be Thu 18 Mar 2027, 12:00–13:30 New York." in text
    assert "Calendars show it as cancelled" in text
    assert "if this letter brings an invitation" not in text


def test_nobody_is_told_of_a_session_that_nobody_joined(world: World) -> None:
    cancel(world)
    assert world.letters(kind="session_cancelled") == []
