"""A session whose papers have their places, and people who offer to comment; acts by name, each committed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import set_state
from tests.world import CHAIR, World
from wip.domain.commissions import CommissionState
from wip.domain.papers import PaperState
from wip.models import (
    Commenter,
    CommenterHours,
    CommenterTopic,
    CommentingSettings,
    Commission,
    Paper,
    Person,
)
from wip.queries.commenter_plans import plan_of
from wip.services import commenter_plan_changes, commenter_plan_offers, commenter_plans, commissions
from wip.services.commenter_plan_changes import HandMove
from wip.services.commenter_plan_offers import Offered
from wip.services.people import person_at


def place_papers(world: World, *titles: str, **more: Any) -> list[int]:
    """Papers with a place in the session, each by its own author; their numbers."""
    found = []
    for title in titles:
        author = f"{title.lower().replace(' ', '.')}@school.example.edu"
        number = world.paper(title, author, abstract=more.get("abstract", f"On {title}."), **_rest(more))
        set_state(world, number, PaperState.CONFIRMED)
        found.append(number)
    return found


def _rest(more: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in more.items() if name != "abstract"}


def volunteer(world: World, name: str, papers: int = 1, **more: Any) -> int:
    """Somebody offers to comment; the offer's id. `topics` are ids, `field` is in their own words."""
    email = more.pop("email", f"{name.lower().replace(' ', '.')}@law.example.edu")
    topics: Sequence[int] = more.pop("topics", ())

    def act(session: Session) -> int:
        person = person_at(session, email, world.now, name=name)
        facts = {"topics": more.pop("field", "")} | more
        row = Commenter(
            wip_session_id=world.call(session).wip_session_id,
            person_id=person.id,
            papers_max=papers,
            offered_at=world.now,
            chosen_topics=[CommenterTopic(topic_id=each) for each in topics],
            **facts,
        )
        session.add(row)
        session.flush()
        return row.id

    return world.do(act)


def can_be_there(
    world: World, commenter_id: int, sitting_id: int, from_at: datetime | None, until_at: datetime | None
) -> None:
    """They say when they can be in one room; two Nones mean not at all."""
    world.do(
        lambda s: s.add(
            CommenterHours(
                commenter_id=commenter_id, sitting_id=sitting_id, from_at=from_at, until_at=until_at
            )
        )
    )


def set_commenting(world: World, **values: Any) -> None:
    """The session's settings for commenters."""

    def act(session: Session) -> None:
        id_ = world.call(session).wip_session_id
        row = session.get(CommentingSettings, id_)
        if row is None:
            session.add(CommentingSettings(wip_session_id=id_, **values))
        else:
            for name, value in values.items():
                setattr(row, name, value)

    world.do(act)


def needs(world: World, each: int) -> None:
    """So many commenters are wanted for each paper."""

    def act(session: Session) -> None:
        world.call(session).commenters_per_paper = each

    world.do(act)


def ask(world: World, number: int, *names: str) -> None:
    """A leader asks these people about a paper."""

    def act(session: Session) -> None:
        ids = session.scalars(sa.select(Commenter.id).join(Commenter.person).where(Person.name.in_(names)))
        by = world.actor(session, CHAIR)
        commissions.ask(
            session, world.row(session, number), world.call(session), ids.all(), by=by, now=world.now
        )

    world.do(act)


def answer(world: World, number: int, name: str, *, accept: bool) -> None:
    """Somebody who was asked answers."""

    def act(session: Session) -> None:
        row = session.scalars(
            sa.select(Commission)
            .join(Commission.commenter)
            .join(Commenter.person)
            .where(Person.name == name, Commission.paper_id == world.row(session, number).id)
        ).one()
        by = world.actor(session, row.commenter.person.email)
        commissions.answer(session, row, world.call(session), accept=accept, by=by, now=world.now)

    world.do(act)


def asked(world: World) -> dict[tuple[int, str], CommissionState]:
    """Who was asked about what, and how it stands: by number and name."""

    def read(session: Session) -> dict[tuple[int, str], CommissionState]:
        rows = session.execute(
            sa.select(Paper.number, Person.name, Commission.state)
            .join(Paper, Paper.id == Commission.paper_id)
            .join(Commenter, Commenter.id == Commission.commenter_id)
            .join(Person, Person.id == Commenter.person_id)
            .order_by(Paper.number, Person.name)
        )
        return {(number, name): state for number, name, state in rows}

    return world.do(read)


def propose(world: World, *, after: int = 0, email: str = CHAIR) -> int:
    """A leader has a plan made; its number."""

    def act(session: Session) -> int:
        call, by = world.call(session), world.actor(session, email)
        before = plan_of(session, call.wip_session, after) if after else None
        return commenter_plans.propose(session, call, after=before, by=by, now=world.now).number

    return world.do(act)


def pairs(world: World, plan: int = 1) -> dict[tuple[int, str], dict[str, Any]]:
    """The plan's pairs by number and name, with what is said of each."""

    def read(session: Session) -> dict[tuple[int, str], dict[str, Any]]:
        found = plan_of(session, world.call(session).wip_session, plan)
        assert found is not None
        names = ("fit", "reason", "is_locked", "by_hand", "is_standby")
        return {
            (each.paper.number, each.commenter.person.name): {name: getattr(each, name) for name in names}
            for each in found.pairs
        }

    return world.do(read)


def add_hand(
    world: World, plan: int, move: HandMove, number: int, name: str, *, seen: int = 0, email: str = CHAIR
) -> None:
    """A leader changes a plan by hand."""

    def act(session: Session) -> None:
        call = world.call(session)
        row = plan_of(session, call.wip_session, plan)
        assert row is not None
        who = session.scalars(sa.select(Commenter.id).join(Commenter.person).where(Person.name == name)).one()
        commenter_plan_changes.change(
            session,
            row,
            call,
            world.row(session, number),
            move,
            who,
            seen=seen or row.version,
            by=world.actor(session, email),
            now=world.now,
        )

    world.do(act)


def offer_plan(world: World, plan: int = 1, *, email: str = CHAIR, seen: int = 0) -> Offered:
    """A leader offers a whole plan."""

    def act(session: Session) -> Offered:
        call = world.call(session)
        row = plan_of(session, call.wip_session, plan)
        assert row is not None
        by = world.actor(session, email)
        return commenter_plan_offers.offer(session, row, call, seen=seen or row.version, by=by, now=world.now)

    return world.do(act)
