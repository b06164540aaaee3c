"""Releasing: what is read is what is sent, once, to everybody, and never two things at a time."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.selecting import (
    CONFIRM_ON,
    SECOND_CHAIR,
    add_leader,
    decide,
    mark_sent,
    release,
    score,
    standing,
)
from tests.world import AUTHOR, CHAIR, COAUTHOR, REVIEWER, START, World
from wip.domain.letters import LETTERS, LetterKind, LetterMove, LetterState
from wip.domain.papers import AuthorFacts
from wip.domain.refusals import Refusal, Stale
from wip.domain.reviews import Outcome
from wip.domain.selection import LETTER_OF, Tally
from wip.models import AgendaSlot, HistoryEvent, Letter, Release
from wip.queries.decision_letters import outdated
from wip.services import confirmations, deliveries, letters, releases, submissions

ACCEPT, WAIT, DECLINE = Outcome.ACCEPT, Outcome.WAITING_LIST, Outcome.DECLINE
LEILA = "leila.haddad@law.example.edu"
OTTO = "otto.brandt@law.example.edu"
KINDS = tuple(LETTER_OF.values())


@pytest.fixture
def three(world: World) -> World:
    varga = AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR)
    world.paper("Quotas Without Numbers", AUTHOR, coauthors=(varga,))
    world.paper("Mercy as Procedure", LEILA)
    world.paper("Discovery After Death", OTTO)
    return world


def decision_letters(world: World) -> list[tuple[str, str, str]]:
    return [(x.to_email, x.kind.value, x.state.value) for x in world.letters() if x.kind in KINDS]


def deliver_all(world: World) -> None:
    def act(session: Session) -> None:
        for letter in session.scalars(sa.select(Letter).where(Letter.state == LetterState.WAITING)):
            mark_sent(letter, world)

    world.do(act)


def test_everybody_who_submitted_is_told_in_one_act(three: World) -> None:
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    row = release(three)
    assert decision_letters(three) == [
        (AUTHOR, "decision_accepted", "waiting"),
        (COAUTHOR, "decision_accepted", "waiting"),
        (LEILA, "decision_waiting", "waiting"),
        (OTTO, "decision_declined", "waiting"),
    ]
    assert row.letters == 4
    assert standing(three) == {1: ("accepted", None), 2: ("waiting", None), 3: ("declined", None)}
    causes = [x.cause for x in three.letters() if x.kind in KINDS]
    assert causes == [f"release:{row.id}:paper:{n}" for n in (1, 1, 2, 3)]
    events = three.do(
        lambda s: [e.act for e in s.scalars(sa.select(HistoryEvent).order_by(HistoryEvent.id))][-4:]
    )
    assert events == ["accepted paper", "waiting paper", "declined paper", "release decisions"]


def test_what_is_read_is_what_is_sent(three: World) -> None:
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    read, shown_texts = three.do(lambda s: _read(s, three))
    release(three)
    sent = [(x.to_email, x.subject, x.text, x.html, x.links) for x in three.letters() if x.kind in KINDS]
    assert sent == shown_texts
    assert (read.letters, read.tally) == (4, Tally(accepted=1, waiting=1, declined=1))


def _read(session: Session, world: World) -> tuple[releases.Proposal, list[tuple[Any, ...]]]:
    read = releases.propose(session, world.call(session), CONFIRM_ON, world.now)
    return read, [
        (d.to.email, d.words.subject, d.words.text, d.words.html, [link.stored() for link in d.links])
        for one in read.announcements
        for d in one.letters
    ]


def test_an_accepted_author_learns_what_to_do_and_by_when(three: World) -> None:
    decide(three, {1: ACCEPT, 2: DECLINE, 3: DECLINE})
    release(three)
    letter = next(x for x in three.letters(kind=LetterKind.DECISION_ACCEPTED))
    words = " ".join(letter.text.split())
    assert letter.subject == (
        "Accepted for “Spring Works-in-Progress Session”: please confirm by Fri 19 Feb 2027, 23:59 New York"
    )
    assert "Your slot has 30 minutes: about 15 to present, and 15 to hear comments" in words
    assert "on Thu 18 Mar 2027, 12:00" in words
    assert [f"{link[0]}:{link[4]}" for link in letter.links] == [
        "page:",
        "paper:",
        "paper:confirm",
        "paper:turn_down",
    ]


def test_nobody_is_left_undecided(three: World) -> None:
    decide(three, {1: ACCEPT})
    with pytest.raises(Refusal) as no:
        release(three)
    assert no.value.sentence == (
        "2 papers are still undecided: “Mercy as Procedure”; “Discovery After Death”. "
        "Everybody who submitted gets an answer, so decide first."
    )
    assert decision_letters(three) == []


def test_a_withdrawn_paper_needs_no_decision_and_the_sums_reconcile(three: World) -> None:
    withdraw(three, 3, OTTO)
    decide(three, {1: ACCEPT, 2: DECLINE})
    read = three.do(lambda s: releases.propose(s, three.call(s), CONFIRM_ON, three.now))
    assert read.tally == Tally(accepted=1, declined=1, withdrawn=1)
    assert read.tally.submitted == 3
    release(three)
    assert {email for email, _, _ in decision_letters(three)} == {AUTHOR, COAUTHOR, LEILA}


def withdraw(world: World, number: int, email: str) -> None:
    world.do(
        lambda s: submissions.withdraw(
            s, world.row(s, number), world.call(s), by=world.actor(s, email), now=world.now
        )
    )


def test_a_second_release_of_the_same_letters_sends_nothing(three: World) -> None:
    add_leader(three)
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    read = three.do(lambda s: releases.propose(s, three.call(s), CONFIRM_ON, three.now))
    release(three)
    with pytest.raises(Stale) as no:
        three.do(
            lambda s: releases.release(
                s,
                three.call(s),
                CONFIRM_ON,
                digest=read.digest,
                by=three.actor(s, SECOND_CHAIR),
                now=three.now,
            )
        )
    assert no.value.changes == (
        "Robin Vale released these decisions on Wed 20 Jan 2027, 10:00 New York: 4 letters are on their way.",
    )
    assert three.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(Release))) == 1
    assert len(decision_letters(three)) == 4


def test_letters_that_changed_since_they_were_read_are_not_sent(three: World) -> None:
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    read = three.do(lambda s: releases.propose(s, three.call(s), CONFIRM_ON, three.now))
    three.do(lambda s: setattr(three.row(s, 3), "title", "Discovery After Life"))
    with pytest.raises(Stale):
        three.do(
            lambda s: releases.release(
                s, three.call(s), CONFIRM_ON, digest=read.digest, by=three.actor(s, CHAIR), now=three.now
            )
        )
    assert decision_letters(three) == []


def read_for(world: World, day: date, *, with_comments: bool = False) -> releases.Proposal:
    return world.do(lambda s: releases.propose(s, world.call(s), day, world.now, with_comments=with_comments))


def test_the_day_for_confirming_lies_ahead_and_before_the_session(three: World) -> None:
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    for day in (three.now.date().replace(day=19), START.date()):
        with pytest.raises(Refusal) as no:
            read_for(three, day)
        assert no.value.field == "confirm_on"
    day = three.do(lambda s: releases.usual_day(three.call(s).wip_session, three.now))
    assert day.isoformat() == "2027-01-27"


def test_comments_go_along_only_if_the_leader_says_so(three: World) -> None:
    score(three, 1, REVIEWER, 4, "For the committee alone.", "Cut the first part.")
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    without, along = (read_for(three, CONFIRM_ON, with_comments=w) for w in (False, True))
    texts = [p.announcements[0].letters[0].words.text for p in (without, along)]
    assert ["Cut the first part." in text for text in texts] == [False, True]
    assert ["For the committee alone." in text for text in texts] == [False, False]
    release(three, with_comments=True)


def test_a_changed_decision_replaces_the_unsent_letter(three: World) -> None:
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    release(three)
    decide(three, {1: DECLINE})
    release(three)
    assert [x for x in decision_letters(three) if x[0] in {AUTHOR, COAUTHOR}] == [
        (AUTHOR, "decision_accepted", "replaced"),
        (COAUTHOR, "decision_accepted", "replaced"),
        (AUTHOR, "decision_declined", "waiting"),
        (COAUTHOR, "decision_declined", "waiting"),
    ]
    last = three.letters(kind=LetterKind.DECISION_DECLINED)[-1]
    assert "We wrote to you earlier" not in last.text
    assert len(decision_letters(three)) == 6


def test_a_changed_decision_says_what_changed_when_the_letter_has_left(three: World) -> None:
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    release(three)
    deliver_all(three)
    decide(three, {2: ACCEPT, 1: DECLINE})
    release(three)
    told = {x.to_email: " ".join(x.text.split()) for x in three.letters(state=LetterState.WAITING)}
    assert set(told) == {AUTHOR, COAUTHOR, LEILA}
    assert "We wrote to you earlier that your paper was accepted. That has changed" in told[AUTHOR]
    assert "We wrote to you earlier that your paper was on the waiting list." in told[LEILA]


def test_an_unaccepted_paper_leaves_the_agenda(three: World) -> None:
    decide(three, {1: ACCEPT, 2: ACCEPT, 3: DECLINE})
    release(three)
    three.do(
        lambda s: confirmations.confirm(
            s, three.row(s), three.call(s), by=three.actor(s, AUTHOR), now=three.now
        )
    )

    def place(session: Session) -> None:
        for number in (1, 2):
            paper = three.row(session, number)
            session.add(AgendaSlot(wip_session_id=paper.wip_session_id, paper_id=paper.id, position=number))

    three.do(place)
    decide(three, {1: DECLINE})
    release(three)
    assert three.do(lambda s: list(s.scalars(sa.select(AgendaSlot.position)))) == [2]
    assert standing(three)[1] == ("declined", None)


@pytest.mark.parametrize("verb", [confirmations.turn_down, submissions.withdraw])
def test_an_author_who_leaves_gets_no_decision_letter_afterwards(three: World, verb: Any) -> None:
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    release(three)
    three.do(lambda s: verb(s, three.row(s), three.call(s), by=three.actor(s, AUTHOR), now=three.now))
    left = [(email, state) for email, kind, state in decision_letters(three) if kind == "decision_accepted"]
    assert left == [(AUTHOR, "replaced"), (COAUTHOR, "replaced")]


def test_a_letter_of_an_older_decision_is_outdated(three: World) -> None:
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    release(three)
    deliver_all(three)
    decide(three, {1: DECLINE})
    release(three)
    found = three.do(
        lambda s: [
            outdated(s, x)
            for x in s.scalars(sa.select(Letter).where(Letter.kind.in_(KINDS)).order_by(Letter.id))
        ]
    )
    assert found == [True, True, False, False, False, False]


@pytest.mark.parametrize("papers", [1, 3, 30])
def test_reading_the_letters_costs_the_same_number_of_statements(
    world: World, statements: Any, papers: int
) -> None:
    for n in range(papers):
        world.paper(f"Paper {n}", f"author{n}@law.example.edu")
    decide(world, {n + 1: DECLINE if n % 2 else WAIT for n in range(papers)})
    with statements() as said:
        world.do(lambda s: releases.propose(s, world.call(s), CONFIRM_ON, world.now, with_comments=True))
    assert len(said) == 13


def test_a_letter_caught_on_its_way_out_does_not_leave_after_all(three: World) -> None:
    """The mail server said "later" to the acceptance just when the decision was changed."""
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    release(three)

    def take(session: Session) -> None:
        for letter in session.scalars(sa.select(Letter).where(Letter.kind == LetterKind.DECISION_ACCEPTED)):
            letter.state = LETTERS.after(letter.state, LetterMove.TAKE)

    def later(session: Session) -> None:
        for letter in session.scalars(sa.select(Letter).where(Letter.state == LetterState.SENDING)):
            letter.state = LETTERS.after(letter.state, LetterMove.TRY_LATER)

    three.do(take)
    decide(three, {1: DECLINE})
    release(three)
    three.do(later)
    three.do(
        lambda s: deliveries.deliver_due(
            s, three.app.extensions["wip_settings"], three.now + timedelta(hours=1)
        )
    )
    mine = [(kind, state) for email, kind, state in decision_letters(three) if email == AUTHOR]
    assert mine == [("decision_accepted", "replaced"), ("decision_declined", "sent")]


def test_a_letter_of_an_older_decision_is_not_sent_again(three: World) -> None:
    decide(three, {1: ACCEPT, 2: WAIT, 3: DECLINE})
    release(three)
    deliver_all(three)
    decide(three, {1: DECLINE})
    release(three)

    def again(session: Session, kind: LetterKind) -> None:
        letter = session.scalars(sa.select(Letter).where(Letter.kind == kind).order_by(Letter.id)).first()
        assert letter is not None
        letters.move(session, letter, LetterMove.SEND_AGAIN, by=three.actor(session, CHAIR), now=three.now)

    with pytest.raises(Refusal):
        three.do(lambda s: again(s, LetterKind.DECISION_ACCEPTED))
    three.do(lambda s: again(s, LetterKind.DECISION_WAITING))
