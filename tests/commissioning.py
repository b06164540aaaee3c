"""Requests to comment for tests: four volunteers, and what they and the leader do."""

from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import CHAIR, World
from wip.domain.letters import LetterKind, LetterState
from wip.domain.papers import PaperState
from wip.models import Commenter, CommentingSettings, Commission, Letter
from wip.services import commenters, commission_lapses, commissions
from wip.services.commenters import OfferFacts

ANN, BEN, CLEO, DAN = (
    f"{name}.reader@{school}.example.edu"
    for name, school in (("ann", "plains"), ("ben", "coast"), ("cleo", "hills"), ("dan", "lakes"))
)
PEOPLE = (ANN, BEN, CLEO, DAN)
K = LetterKind


def staffed(world: World) -> World:
    """A confirmed paper that needs two, and four volunteers in the order in which they are the next best."""
    world.paper()

    def act(session: Session) -> None:
        world.row(session).state = PaperState.CONFIRMED
        for email in PEOPLE:
            name = email.split(".", maxsplit=1)[0].title() + " Reader"
            facts = OfferFacts("Juries", "", 2)
            commenters.offer(
                session, world.call(session), facts, name=name, email=email, affiliation="", now=NOW
            )

    world.do(act)
    choose(world, releases_silent=True)
    return world


def choose(world: World, **chosen: Any) -> None:
    def act(session: Session) -> None:
        session.merge(CommentingSettings(wip_session_id=world.call(session).wip_session_id, **chosen))

    world.do(act)


def ask(world: World, *emails: str, is_standby: bool = False) -> None:
    def act(session: Session) -> None:
        ids = [commenter_of(session, email).id for email in emails]
        paper, call, by = world.row(session), world.call(session), world.actor(session, CHAIR)
        commissions.ask(session, paper, call, ids, is_standby=is_standby, by=by, now=NOW)

    world.do(act)
    deliver(world)


def commenter_of(session: Session, email: str) -> Commenter:
    return session.scalars(sa.select(Commenter).where(Commenter.person.has(email=email))).one()


def row_of(session: Session, email: str) -> Commission:
    return session.scalars(
        sa.select(Commission).where(Commission.commenter_id == commenter_of(session, email).id)
    ).one()


def deliver(world: World, at: datetime = NOW) -> None:
    world.do(lambda s: s.execute(sa.update(Letter).values(state=LetterState.SENT, sent_at=at)))


def answer(world: World, email: str, *, accept: bool, reason: str = "", at: datetime = NOW) -> None:
    def act(session: Session) -> None:
        row, by = row_of(session, email), world.actor(session, email)
        commissions.answer(session, row, world.call(session), accept=accept, reason=reason, by=by, now=at)

    world.do(act)


def lapse(world: World, at: datetime) -> int:
    return world.do(partial(commission_lapses.lapse_due, now=at))


def until(world: World, email: str) -> datetime:
    found = world.do(lambda s: row_of(s, email).answer_by)
    assert found is not None
    return found


def standing(world: World) -> dict[str, str]:
    def read(session: Session) -> dict[str, str]:
        rows = session.scalars(sa.select(Commission).order_by(Commission.id))
        return {
            row.commenter.person.email.split(".", maxsplit=1)[0]: row.state.value + "+" * row.is_standby
            for row in rows
        }

    return world.do(read)


def sent_to(world: World, kind: LetterKind) -> list[str]:
    return [letter.to_email.split(".", maxsplit=1)[0] for letter in world.letters(kind=kind)]


def news(world: World) -> list[str]:
    return [letter.subject for letter in world.letters(kind=K.LEADER_NEWS)]
