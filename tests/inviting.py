"""What tests of invitations to comment share: asking, answering, and what stood before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.world import CHAIR, NEW_YORK, START, World
from wip.domain.calls import CallMove
from wip.domain.commissions import CommissionState
from wip.domain.guest_lists import Guest
from wip.domain.papers import PaperState
from wip.domain.publications import AgendaState
from wip.models import (
    Call,
    Commenter,
    CommenterInvitation,
    Commission,
    HistoryEvent,
    Section,
)
from wip.queries.commenter_pool import PoolQuery, pool
from wip.services import (
    calls,
    commenter_invitations,
    commenting_answers,
    sessions,
)
from wip.services.commenter_invitations import Wanted
from wip.services.people import person_at
from wip.services.sessions import SessionFacts

T = TypeVar("T")
GUEST = "ada.osei@quay.example.edu"


def on(world: World, act: Callable[[Session, Call], T]) -> T:
    return world.do(lambda session: act(session, world.call(session)))


def invite(world: World, *guests: Guest, by: str = CHAIR, **more: Any) -> list[int]:
    def act(session: Session, call: Call) -> list[int]:
        wanted = Wanted(typed=guests or (Guest("Ada Osei", GUEST),), **more)
        me = world.actor(session, by)
        proposal = commenter_invitations.propose(session, call, wanted, by=me, now=world.now)
        rows = commenter_invitations.invite(
            session, call, wanted, digest=proposal.digest, by=me, now=world.now
        )
        return [row.id for row in rows]

    return on(world, act)


def answer(world: World, words: str | None = None, email: str = GUEST) -> None:
    """Accept, or decline with these words."""

    def act(session: Session, call: Call) -> None:
        me = world.actor(session, email)
        row = session.scalars(
            sa.select(CommenterInvitation).where(CommenterInvitation.person_id == me.person_id)
        ).one()
        if words is None:
            commenting_answers.accept(session, call, row, by=me, now=world.now)
        else:
            commenting_answers.decline(session, call, row, words, by=me, now=world.now)

    on(world, act)


def states(world: World) -> list[str]:
    found = sa.select(CommenterInvitation.state).order_by(CommenterInvitation.id)
    return world.do(lambda s: [state.value for state in s.scalars(found)])


def acts(world: World, thing: str = "commenter_invitations") -> list[str]:
    found = sa.select(HistoryEvent.act).where(HistoryEvent.thing == thing).order_by(HistoryEvent.id)
    return world.do(lambda s: list(s.scalars(found)))


def last_year(world: World, email: str = CHAIR, section: str = "", months: int = 12) -> str:
    """Another session with an open call, whose line-up is published; its slug."""

    def act(session: Session) -> str:
        where = Section.slug == (section or world.section)
        row = session.scalars(sa.select(Section).where(where)).one()
        by = world.actor(session, email)
        facts = SessionFacts("Last Year", START - timedelta(days=30 * months), NEW_YORK, 90, "About.")
        made = sessions.plan(session, row, facts, by=by, now=world.now - timedelta(days=500))
        made.agenda_state = AgendaState.PUBLISHED
        call = world.call(session, made.slug)
        calls.step(session, call, CallMove.PUBLISH, by=by, now=world.now - timedelta(days=490))
        return made.slug

    return world.do(act)


def commented(
    world: World, slug: str, email: str, state: CommissionState, *, turned_up: bool | None = None
) -> None:
    """Somebody was asked about a paper of that session."""

    def act(session: Session) -> None:
        call, here = world.call(session, slug), world.slug
        person = person_at(session, email, world.now, name=email.split("@", maxsplit=1)[0].title())
        volunteer = Commenter(
            wip_session_id=call.wip_session_id, person_id=person.id, topics="Bail", offered_at=world.now
        )
        session.add(volunteer)
        session.flush()
        world.slug = slug
        paper = world.row(session, world.paper_number)  # type: ignore[attr-defined]  # put there by this test
        world.slug = here
        facts: dict[str, Any] = {"lapsed_at": world.now} if state is CommissionState.LAPSED else {}
        session.add(
            Commission(
                paper_id=paper.id,
                commenter_id=volunteer.id,
                state=state,
                offered_at=world.now,
                turned_up=turned_up,
                **facts,
            )
        )

    if not hasattr(world, "paper_number"):
        here, world.slug = world.slug, slug
        then, world.now = world.now, world.now - timedelta(days=450)
        world.paper_number = world.paper("An Old Paper", "olga@old.example.edu", name="Olga Brandt")  # type: ignore[attr-defined]  # for this test
        world.do(lambda s: setattr(world.row(s, world.paper_number), "state", PaperState.CONFIRMED))  # type: ignore[attr-defined]  # put there by this test
        world.slug, world.now = here, then
    world.do(act)


def listed(world: World, reader: str = CHAIR, **query: Any) -> dict[str, list[str]]:
    """What the pool shows: the deeds in words by address."""

    def read(session: Session, call: Call) -> dict[str, list[str]]:
        me = world.actor(session, reader).person_id or 0
        page = pool(session, call.wip_session, PoolQuery(**query), 1, reader=me)
        return {one.person.email: [deed.words for deed in one.deeds] for one in page.items}

    return on(world, read)
