"""A paper that leaves takes everything with it that was built on its place."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests import selecting
from tests.conftest import NOW
from tests.world import AUTHOR, CHAIR, COMMENTER, World
from wip.domain.letters import LetterState
from wip.domain.papers import PaperState
from wip.domain.reviews import Outcome
from wip.models import AgendaSlot, CalendarEntry, Commission, Decision, HistoryEvent, Letter
from wip.services import agendas, commenters, commissions, publications, submissions
from wip.services.commenters import OfferFacts


@pytest.fixture
def published(world: World) -> World:
    """A confirmed paper with a commenter, on a published agenda."""
    world.paper()

    def act(session: Session) -> None:
        paper, call, chair = world.row(session), world.call(session), world.actor(session, CHAIR)
        paper.state = PaperState.CONFIRMED
        who = {"name": "Piper Nakagawa", "email": COMMENTER, "affiliation": ""}
        offer = commenters.offer(session, call, OfferFacts("Juries", "", 1), **who, by=None, now=NOW)
        commissions.ask(session, paper, call, [offer.id], by=chair, now=NOW)
        row = call.wip_session
        agendas.put_in(session, row, [paper], seen=row.agenda_version, by=chair, now=NOW)
        publications.publish(session, row, seen=row.agenda_version, by=chair, now=NOW)

    world.do(act)
    return world


def withdraw(session: Session, world: World) -> None:
    by, call = world.actor(session, AUTHOR), world.call(session)
    submissions.withdraw(session, world.row(session), call, by=by, now=NOW)
    session.flush()


def test_a_withdrawn_paper_leaves_agenda_commissions_and_calendars(
    published: World, session: Session
) -> None:
    session.execute(sa.update(Letter).values(state=LetterState.SENT, sent_at=NOW))
    withdraw(session, published)
    slots = session.scalars(sa.select(AgendaSlot.id)).all()
    states = session.scalars(sa.select(Commission.state)).all()
    entries = session.scalars(
        sa.select(CalendarEntry.cancelled).where(CalendarEntry.paper_id.is_not(None))
    ).all()
    assert (slots, states, entries) == ([], ["withdrawn"], [True])
    told = session.execute(sa.select(Letter.kind, Letter.to_email).order_by(Letter.id)).all()
    assert ("commission_withdrawn", COMMENTER) in [(kind.value, email) for kind, email in told]
    acts = session.scalars(sa.select(HistoryEvent.act).order_by(HistoryEvent.id)).all()
    assert {"remove slot", "take commission back", "withdraw paper"} <= set(acts)


def test_a_staged_decision_is_gone_with_its_paper(world: World, session: Session) -> None:
    world.paper()
    selecting.decide(world, {1: Outcome.ACCEPT})
    withdraw(session, world)
    assert session.scalars(sa.select(Decision)).all() == []


def test_a_paper_with_nothing_built_on_it_leaves_quietly(world: World, session: Session) -> None:
    world.paper()
    withdraw(session, world)
    acts = session.scalars(sa.select(HistoryEvent.act).where(HistoryEvent.paper_id.is_not(None))).all()
    assert acts == ["submit paper", "withdraw paper", "replace letter"]
