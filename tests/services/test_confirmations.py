"""Confirming and turning down a place."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import AUTHOR, CHAIR, COAUTHOR, World
from wip.domain.papers import AuthorFacts, PaperState
from wip.domain.refusals import RefusedMove
from wip.models import AgendaSlot, Feed, HistoryEvent, Letter, Paper
from wip.services import agendas, confirmations


@pytest.fixture
def accepted(world: World) -> World:
    """A paper with a place in the session and on the agenda."""
    world.paper()

    def act(session: Session) -> None:
        paper, row = world.row(session), world.call(session).wip_session
        paper.state = PaperState.ACCEPTED
        session.flush()
        by = world.actor(session, CHAIR)
        agendas.put_in(session, row, [paper], seen=row.agenda_version, by=by, now=NOW)

    world.do(act)
    return world


def say(session: Session, world: World, verb: str) -> Paper:
    paper, by = world.row(session), world.actor(session, AUTHOR)
    getattr(confirmations, verb)(session, paper, world.call(session), by=by, now=NOW)
    session.flush()
    return paper


def letters(session: Session) -> list[tuple[str, str]]:
    rows = session.scalars(sa.select(Letter).where(Letter.kind != "paper_received").order_by(Letter.id))
    return [(x.kind.value, x.to_email) for x in rows]


def test_confirming_twice_is_confirming_once(accepted: World, session: Session) -> None:
    for _ in range(2):
        assert say(session, accepted, "confirm").state == "confirmed"
    assert letters(session) == [("place_confirmed", AUTHOR)]
    assert session.scalar(sa.select(sa.func.count()).select_from(Feed)) == 1
    acts = session.scalars(sa.select(HistoryEvent.act).where(HistoryEvent.thing == "papers")).all()
    assert acts == ["submit paper", "confirm paper"]


def test_turning_down_frees_the_place_and_tells_the_leaders(accepted: World, session: Session) -> None:
    for _ in range(2):
        assert say(session, accepted, "turn_down").state == "turned_down"
    assert session.scalars(sa.select(AgendaSlot)).all() == []
    assert letters(session) == [("place_turned_down", AUTHOR), ("leader_news", CHAIR)]
    news = session.scalars(sa.select(Letter).where(Letter.kind == "leader_news")).one()
    assert news.subject == "“Quotas Without Numbers” will not be presented"


def test_who_turned_down_cannot_confirm_by_an_old_letter(accepted: World, session: Session) -> None:
    say(session, accepted, "turn_down")
    with pytest.raises(RefusedMove) as no:
        say(session, accepted, "confirm")
    assert no.value.sentence == "This paper is turned down; “confirm” is not possible from there."


def test_co_authors_learn_who_answered_for_the_paper(world: World, session: Session) -> None:
    world.paper(coauthors=(AuthorFacts("Tomas Varga", "", COAUTHOR),))
    world.row(session).state = PaperState.ACCEPTED
    session.flush()
    say(session, world, "confirm")
    told = session.scalars(
        sa.select(Letter).where(Letter.kind == "place_confirmed").order_by(Letter.id)
    ).all()
    assert [(letter.to_email, letter.subject) for letter in told] == [
        (AUTHOR, "Confirmed: you present “Quotas Without Numbers”"),
        (COAUTHOR, "Confirmed: “Quotas Without Numbers”"),
    ]
    assert "Mbali Abara, your co-author, has confirmed the place" in " ".join(told[1].text.split())
