"""Until its letters leave, a release can be undone, and everything is as it was before it."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.selecting import CONFIRM_ON, add_leader, decide, mark_sent, release, standing
from tests.world import AUTHOR, CHAIR, COAUTHOR, World
from wip.db import Base
from wip.domain.letters import LetterKind, LetterMove, LetterState
from wip.domain.papers import AuthorFacts
from wip.domain.refusals import Refusal, Stale
from wip.domain.reviews import Outcome
from wip.domain.selection import LETTER_OF
from wip.models import AgendaSlot, HistoryEvent, Letter, Release
from wip.services import agendas, confirmations, deliveries, letters, releases, submissions

ACCEPT, WAIT, DECLINE = Outcome.ACCEPT, Outcome.WAITING_LIST, Outcome.DECLINE
TEN = timedelta(minutes=10)
LEILA = "leila.haddad@law.example.edu"
OTTO = "otto.brandt@law.example.edu"


@pytest.fixture
def three(world: World) -> World:
    varga = AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR)
    world.paper("Quotas Without Numbers", AUTHOR, coauthors=(varga,))
    world.paper("Mercy as Procedure", LEILA)
    world.paper("Discovery After Death", OTTO)
    return world


def act(world: World, verb: Any, **more: Any) -> None:
    def run(session: Session) -> None:
        row = world.call(session).wip_session
        verb(session, row, by=world.actor(session, CHAIR), **{"now": world.now} | more)

    world.do(run)


def as_it_stands(world: World) -> dict[str, list[Any]]:
    """Every row but those of letters, releases and the history."""
    skipped = {"letters", "releases", "history", "letter_tries", "outbox"}

    def read(session: Session) -> dict[str, list[Any]]:
        tables = [table for table in Base.metadata.sorted_tables if table.name not in skipped]
        return {table.name: [tuple(row) for row in session.execute(sa.select(table))] for table in tables}

    return world.do(read)


def decision_letters(world: World) -> list[tuple[str, str, str]]:
    kinds = tuple(LETTER_OF.values())
    return [(x.to_email, x.kind.value, x.state.value) for x in world.letters() if x.kind in kinds]


def later(world: World, minutes: int) -> int:
    """The worker's round, so many minutes later; how many letters left."""
    settings, now = world.app.extensions["wip_settings"], world.now + timedelta(minutes=minutes)
    return world.do(lambda s: deliveries.deliver_due(s, settings, now))


def test_undoing_leaves_every_row_as_it_was(three: World) -> None:
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE}, places={2: 4})
    before = as_it_stands(three)
    release(three, wait=TEN)
    act(three, releases.undo)
    assert as_it_stands(three) == before
    assert {state for _, _, state in decision_letters(three)} == {"replaced"}
    why = {x.fault for x in three.letters() if x.kind in LETTER_OF.values()}
    assert why == {"It had not left when its release was undone."}
    assert later(three, 60) == 4  # the receipts alone
    events = three.do(lambda s: [e.act for e in s.scalars(sa.select(HistoryEvent).order_by(HistoryEvent.id))])
    assert events[-1] == "undo release"


def test_undoing_a_decline_leaves_slot_commissions_and_calendars(three: World) -> None:
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    release(three)
    later(three, 1)

    def settle(session: Session) -> None:
        call, paper = three.call(session), three.row(session)
        by = three.actor(session, AUTHOR)
        confirmations.confirm(session, paper, call, by=by, now=three.now)
        row = call.wip_session
        agendas.put_in(session, row, [paper], seen=row.agenda_version, by=by, now=three.now)

    three.do(settle)
    decide(three, {1: DECLINE})
    before = as_it_stands(three)
    release(three, wait=TEN)
    assert three.do(lambda s: len(s.scalars(sa.select(AgendaSlot)).all())) == 1
    act(three, releases.undo)
    assert as_it_stands(three) == before


def test_nothing_moves_before_the_letters_may_leave(three: World) -> None:
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    release(three, wait=TEN)
    assert standing(three) == {
        1: ("submitted", "accept"),
        2: ("submitted", "waiting_list"),
        3: ("submitted", "decline"),
    }
    later(three, 9)
    assert {state for _, _, state in decision_letters(three)} == {"waiting"}
    assert standing(three)[1] == ("submitted", "accept")
    assert later(three, 10) == 4
    assert standing(three) == {1: ("accepted", None), 2: ("waiting", None), 3: ("declined", None)}
    assert {state for _, _, state in decision_letters(three)} == {"sent"}


def test_letters_can_be_sent_at_once_after_all(three: World) -> None:
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    release(three, wait=TEN)
    act(three, releases.send_now)
    assert standing(three) == {1: ("accepted", None), 2: ("waiting", None), 3: ("declined", None)}
    assert later(three, 0) == 8
    with pytest.raises(Refusal) as no:
        act(three, releases.undo)
    assert no.value.sentence.startswith("The letters have begun to leave, so this can no longer be undone.")


def test_it_is_undone_once(three: World) -> None:
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    release(three, wait=TEN)
    act(three, releases.undo)
    with pytest.raises(Refusal) as no:
        act(three, releases.undo)
    assert no.value.sentence == "This has been undone already. The decisions are staged as they were."


def test_a_letter_that_has_left_stands_in_the_way(three: World) -> None:
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    release(three, wait=TEN)
    three.do(
        lambda s: mark_sent(
            s.scalars(sa.select(Letter).where(Letter.kind == LetterKind.DECISION_WAITING)).one(), three
        )
    )
    with pytest.raises(Refusal):
        act(three, releases.undo)
    assert three.do(lambda s: s.scalars(sa.select(Release)).one().is_pending)


def test_what_is_decided_is_fixed_while_letters_wait(three: World) -> None:
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    release(three, wait=TEN)
    with pytest.raises(Refusal) as no:
        decide(three, {3: ACCEPT})
    assert no.value.sentence.startswith(
        "The letters of these decisions leave on Wed 20 Jan 2027, 10:10 New York."
    )
    act(three, releases.undo)
    assert decide(three, {3: ACCEPT}) == 1


def test_a_second_leader_cannot_release_while_letters_wait(three: World) -> None:
    add_leader(three)
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    read = three.do(lambda s: releases.propose(s, three.call(s), CONFIRM_ON, three.now))
    release(three, wait=TEN)

    def again(session: Session) -> None:
        by = three.actor(session, CHAIR)
        releases.release(session, three.call(session), CONFIRM_ON, digest=read.digest, by=by, now=three.now)

    with pytest.raises(Stale) as no:
        three.do(again)
    (told,) = no.value.changes
    assert told == (
        "Robin Vale released these decisions on Wed 20 Jan 2027, 10:00 New York: 4 letters leave on "
        "Wed 20 Jan 2027, 10:10 New York."
    )
    assert len(decision_letters(three)) == 4


def test_letters_that_gave_way_wait_again(three: World) -> None:
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    release(three)

    def hold(session: Session) -> None:
        letter = session.scalars(sa.select(Letter).where(Letter.kind == LetterKind.DECISION_DECLINED)).one()
        letters.move(session, letter, LetterMove.HOLD, by=three.actor(session, CHAIR), now=three.now)

    three.do(hold)
    decide(three, {3: ACCEPT, 1: DECLINE})
    release(three, wait=TEN)
    assert [x for x in decision_letters(three) if x[2] == "replaced"] == [
        (AUTHOR, "decision_accepted", "replaced"),
        (COAUTHOR, "decision_accepted", "replaced"),
        (OTTO, "decision_declined", "replaced"),
    ]
    act(three, releases.undo)
    assert [x for x in decision_letters(three) if x[2] != "replaced"] == [
        (AUTHOR, "decision_accepted", "waiting"),
        (COAUTHOR, "decision_accepted", "waiting"),
        (LEILA, "decision_waiting", "waiting"),
        (OTTO, "decision_declined", "held"),
    ]


def test_a_paper_withdrawn_while_letters_wait_gets_no_decision(three: World) -> None:
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    release(three, wait=TEN)
    three.do(
        lambda s: submissions.withdraw(
            s, three.row(s, 2), three.call(s), by=three.actor(s, LEILA), now=three.now
        )
    )
    later(three, 10)
    assert standing(three) == {1: ("accepted", None), 2: ("withdrawn", None), 3: ("declined", None)}
    assert [x for x in decision_letters(three) if x[0] == LEILA] == [(LEILA, "decision_waiting", "replaced")]


def test_an_author_who_confirms_while_the_letters_wait_keeps_the_place(three: World) -> None:
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    release(three)
    later(three, 1)
    decide(three, {1: WAIT})
    release(three, wait=TEN)
    three.do(
        lambda s: confirmations.confirm(
            s, three.row(s), three.call(s), by=three.actor(s, AUTHOR), now=three.now
        )
    )
    later(three, 11)
    assert standing(three)[1] == ("confirmed", None)
    mine = [(kind, state) for email, kind, state in decision_letters(three) if email == AUTHOR]
    assert mine == [("decision_accepted", "sent"), ("decision_waiting", "replaced")]
    news = three.letters(kind=LetterKind.LEADER_NEWS)
    assert [x.subject for x in news] == ["“Quotas Without Numbers” was not moved"]
    assert news[0].state is LetterState.SENT
