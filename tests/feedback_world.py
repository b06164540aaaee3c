"""A published session with commenters, attendees and boxes, for the tests of feedback."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from tests.agenda_world import comment, published
from tests.world import AUTHOR, COMMENTER, START, World
from wip.domain.feedbacks import FeedbackFacts
from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind
from wip.models import WipSession
from wip.queries.feedbacks import Box
from wip.services import attendance, feedbacks, typed_feedbacks
from wip.services.people import person_at
from wip.services.typed_forms import Kept, Typed

ATTENDEE = "ada.listener@law.example.edu"
DURING = START + timedelta(minutes=40)
OVER = START + timedelta(minutes=90)
CLOSES = OVER + timedelta(days=2)
MONTH = OVER + timedelta(days=30)


def boxes(world: World) -> None:
    """Three published papers; Piper comments on the first, Ada attends."""
    published(world)
    comment(world, 1)
    attend(world, ATTENDEE, "Ada Listener")


def attend(world: World, email: str, name: str) -> None:
    """Somebody registers."""
    world.do(lambda s: attendance.attend(s, world.call(s), name=name, email=email, now=world.now))


def row_of(session: Session, world: World) -> WipSession:
    """The session."""
    return world.call(session).wip_session


def box_for(session: Session, world: World, email: str, number: int = 1) -> Box:
    """Somebody's box."""
    person = person_at(session, email, world.now)
    return feedbacks.box_of(session, row_of(session, world), number, person.id)


def hand_in(
    world: World, email: str = COMMENTER, number: int = 1, *, at: datetime = DURING, **said: Any
) -> int:
    """Hand something in; the id of the feedback."""

    def act(session: Session) -> int:
        box = box_for(session, world, email, number)
        facts = FeedbackFacts(**(said or {"came_across": "That quotas outlive their abolition."}))
        by = world.actor(session, email)
        return feedbacks.hand_in(session, row_of(session, world), box, facts, by=by, now=at).id

    return world.do(act)


def box_path(world: World, email: str, number: int | None = None) -> str:
    """The personal link to the boxes, or to one."""
    path = world.link(LinkKind.FEEDBACK, email, world.do(lambda s: row_of(s, world).id))
    return f"{path}{number}" if number else path


def digest_path(world: World, email: str = AUTHOR, number: int = 1) -> str:
    """The author's page of what readers left."""
    return f"{world.paper_link(number, email)}feedback"


def round_of(world: World, work: Any, at: datetime) -> int:
    """The worker's round at a moment."""
    return int(world.do(lambda s: work(s, at)))


def to(world: World, kind: LetterKind) -> list[str]:
    """Whom letters of a kind went to."""
    return [letter.to_email for letter in world.letters(kind=kind)]


def keep(world: World, text: str, seen: str = "0.0", page: str = "a", turn: int = 1, **more: Any) -> Kept:
    """What a page saves while somebody types."""
    typed = Typed({"came_across": [text], "signature": ["role"]}, page, seen, turn)

    def act(session: Session) -> Kept:
        email = more.get("email", COMMENTER)
        box, by = box_for(session, world, email), world.actor(session, email)
        at = more.get("at", DURING)
        return typed_feedbacks.keep(session, row_of(session, world), box, typed, by=by, now=at)

    return world.do(act)
