"""What a hostile hand tries on papers: full mailboxes, papers without end, names taken in vain."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.services.test_submissions import FACTS, FIRST, LATE, SECOND, change, letters, submit
from tests.world import AUTHOR, CHAIR, COAUTHOR, DEADLINE, START, World
from wip.domain.letters import LetterState
from wip.domain.papers import AuthorFacts, PaperState
from wip.domain.refusals import Refusal
from wip.domain.reviews import Outcome
from wip.domain.selection import OWN_PAPER, Choice, Shown
from wip.models import Decision, HistoryEvent, Letter
from wip.services import decisions, submissions

LEADER = AuthorFacts("Robin Vale", "Northfield College of Law", CHAIR)


def test_forty_changes_a_day_are_one_letter_with_the_newest_words(world: World, session: Session) -> None:
    row = submit(session, world)
    for number in range(40):
        change(session, world, row, title=f"Quotas {number}")
    assert letters(session)[2:] == [("paper_changed", AUTHOR)]
    letter = session.scalars(sa.select(Letter).where(Letter.kind == "paper_changed")).one()
    assert ("Quotas 39" in letter.text, "Quotas 38" in letter.text) == (True, False)
    letter.state, letter.sent_at = LetterState.SENT, NOW
    change(session, world, row, title="After it left")
    assert (len(letters(session)), "After it left" in letter.text) == (3, False)
    change(session, world, row, NOW + timedelta(days=1), title="Tomorrow")
    assert letters(session)[3:] == [("paper_changed", AUTHOR)]


def test_out_and_in_again_ten_times_leaves_one_letter_to_go(world: World, session: Session) -> None:
    row, call, by = submit(session, world), world.call(session), world.actor(session, AUTHOR)
    for _ in range(10):
        submissions.withdraw(session, row, call, by=by, now=NOW)
        submissions.restore(session, row, call, by=by, now=NOW)
    waiting = sa.select(Letter.kind).where(Letter.to_email == COAUTHOR, Letter.state == LetterState.WAITING)
    # Each turn replaces the unsent word of the one before, so what leaves is the last.
    assert [kind.value for kind in session.scalars(waiting)] == ["paper_received"]


def test_no_mailbox_is_filled_by_those_who_type_its_address(world: World, session: Session) -> None:
    for n in range(15):
        first = AuthorFacts(f"Writer {n}", "", f"writer{n}@law.example.edu")
        submit(session, world, title=f"Paper {n}", authors=(first, SECOND))
    told = [to for kind, to in letters(session) if to == COAUTHOR]
    assert (len(told), len(letters(session))) == (12, 27)
    tomorrow = NOW + timedelta(days=1, minutes=1)
    submit(
        session,
        world,
        tomorrow,
        title="Tomorrow",
        authors=(replace(FIRST, email="x@law.example.edu"), SECOND),
    )
    assert [to for _, to in letters(session)].count(COAUTHOR) == 13


def test_ten_papers_of_one_author_are_enough(world: World, session: Session) -> None:
    rows = [submit(session, world, title=f"Paper {n}", authors=(FIRST,)) for n in range(10)]
    with pytest.raises(Refusal, match="The first author has 10 papers in this session"):
        submit(session, world, title="Paper 10", authors=(FIRST,))
    call, by = world.call(session), world.actor(session, AUTHOR)
    submissions.withdraw(session, rows[0], call, by=by, now=NOW)
    assert submit(session, world, title="Paper 10", authors=(FIRST,)).state == "submitted"
    with pytest.raises(Refusal, match="The first author has 10 papers in this session"):
        submissions.restore(session, rows[0], call, by=by, now=NOW)


def test_late_papers_are_kept_for_two_days(world: World, session: Session) -> None:
    row = submit(session, world, DEADLINE + timedelta(hours=48), authors=(FIRST,))
    assert row.state == "draft"
    with pytest.raises(Refusal, match="paper with this title already"):
        submit(session, world, DEADLINE + timedelta(hours=48), authors=(FIRST,))
    with pytest.raises(Refusal) as no:
        submit(session, world, DEADLINE + timedelta(hours=48, seconds=1), title="Too Late", authors=(FIRST,))
    assert no.value.sentence == (
        "The deadline was Fri 29 Jan 2027, 17:00 New York; papers are no longer taken. "
        "Write to cj@law.example.edu if you still want to take part."
    )


@pytest.mark.parametrize("why", ["begun", "cancelled"])
def test_no_late_paper_for_a_session_that_has_begun_or_is_cancelled(
    world: World, session: Session, why: str
) -> None:
    call = world.call(session)
    if why == "begun":
        call.wip_session.starts_at = LATE
    else:
        call.wip_session.state = "cancelled"  # type: ignore[assignment]  # a state's value will do
    session.flush()
    session.refresh(call.wip_session)
    assert call.wip_session.starts_at <= START
    with pytest.raises(Refusal, match="papers are no longer taken"):
        submit(session, world, LATE, authors=(FIRST,))


@pytest.mark.parametrize(
    "authors",
    [(SECOND,), (SECOND, FIRST), (replace(FIRST, email="other@law.example.edu"), SECOND), (SECOND, LEADER)],
    ids=["off", "second", "another address", "replaced"],
)
def test_a_co_author_does_not_take_the_paper_over(world: World, session: Session, authors: Any) -> None:
    row = submit(session, world)
    with pytest.raises(Refusal) as no:
        change(session, world, row, email=COAUTHOR, authors=authors)
    assert no.value.sentence == (
        "Only the first author can take somebody off the paper, or put somebody else first. "
        "Ask them, or write to the organisers."
    )
    assert [a.person.email for a in row.authors if a.person] == [AUTHOR, COAUTHOR]
    change(session, world, row, email=COAUTHOR, title="Ours", authors=(FIRST, SECOND, LEADER))
    assert (row.title, len(row.authors)) == ("Ours", 3)


def test_the_first_author_takes_somebody_off_and_the_history_says_so(world: World, session: Session) -> None:
    row = submit(session, world)
    change(session, world, row, authors=(FIRST,))
    event = session.scalars(sa.select(HistoryEvent).where(HistoryEvent.act == "change paper")).one()
    assert (event.old["authors"][1], event.new["authors"]) == (
        "Tomas Varga (Ashford Law School)",
        ["Mbali Abara (Northfield College of Law)"],
    )


def _decide(world: World, session: Session, row: Any) -> int:
    choice = Choice(row.number, Outcome.ACCEPT, None, Shown(row.version))
    call = world.call(session)
    return decisions.decide(session, call, [choice], by=world.actor(session, CHAIR), now=NOW)


def test_a_leader_who_was_named_in_vain_disowns_the_paper_and_decides(world: World, session: Session) -> None:
    row = submit(session, world, authors=(FIRST, LEADER))
    with pytest.raises(Refusal, match="You are an author of this paper"):
        _decide(world, session, row)
    seen = row.version
    submissions.disown(session, row, by=world.actor(session, CHAIR), now=NOW)
    assert ([a.name for a in row.authors], row.authors[1].person_id, row.version) == (
        ["Mbali Abara", "Robin Vale"],
        None,
        seen + 1,
    )
    assert _decide(world, session, row) == 1
    assert session.scalars(sa.select(Decision.outcome)).all() == ["accept"]
    event = session.scalars(sa.select(HistoryEvent).where(HistoryEvent.act == "disown paper")).one()
    assert (event.actor_name, event.old) == ("Robin Vale", {"author": "Robin Vale"})


def test_the_first_author_withdraws_instead(world: World, session: Session) -> None:
    row = submit(session, world)
    with pytest.raises(Refusal) as no:
        submissions.disown(session, row, by=world.actor(session, AUTHOR), now=NOW)
    assert no.value.sentence == "You are the first author. If this paper is not yours, withdraw it."


def test_a_leader_does_not_let_in_the_own_late_paper(world: World, session: Session) -> None:
    row = submit(session, world, LATE, authors=(FIRST, LEADER))
    with pytest.raises(Refusal) as no:
        submissions.let_in(session, row, world.call(session), by=world.actor(session, CHAIR), now=LATE)
    assert (no.value.sentence, row.state) == (OWN_PAPER, PaperState.DRAFT)
    assert FACTS.title == row.title
