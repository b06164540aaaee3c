"""Submissions: taken in, changed, withdrawn, put back, let in."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import AUTHOR, CHAIR, COAUTHOR, DEADLINE, World
from wip.domain.papers import AuthorFacts, PaperFacts, PaperState
from wip.domain.refusals import Refusal, RefusedMove, Stale
from wip.models import HistoryEvent, Letter, Paper, Person
from wip.services import submissions

FIRST = AuthorFacts("Mbali Abara", "Northfield College of Law", AUTHOR)
SECOND = AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR)
FACTS = PaperFacts("Quotas Without Numbers", "Informal targets survive.", (FIRST, SECOND))
LATE = DEADLINE + timedelta(minutes=10, seconds=1)


def submit(session: Session, world: World, now: Any = NOW, **more: Any) -> Paper:
    return submissions.submit(session, world.call(session), replace(FACTS, **more), now=now)


def change(
    session: Session, world: World, row: Paper, now: Any = NOW, email: str = AUTHOR, **more: Any
) -> None:
    by, call = world.actor(session, email), world.call(session)
    seen = more.pop("seen", row.version)
    submissions.change(session, row, call, replace(FACTS, **more), seen=seen, by=by, now=now)


def letters(session: Session) -> list[tuple[str, str]]:
    return [(x.kind.value, x.to_email) for x in session.scalars(sa.select(Letter).order_by(Letter.id))]


def test_numbers_count_up_within_the_session(world: World, session: Session) -> None:
    titles = ("One", "Two", "Three")
    assert [submit(session, world, title=title).number for title in titles] == [1, 2, 3]
    assert submissions.next_numbers(session, world.call(session).wip_session, 5) == 4
    assert submit(session, world, title="Four").number == 9


def test_every_author_with_an_address_gets_a_receipt_with_a_link_of_their_own(
    world: World, session: Session
) -> None:
    row = submit(session, world, authors=(FIRST, SECOND, AuthorFacts("No Address")))
    assert letters(session) == [("paper_received", AUTHOR), ("paper_received", COAUTHOR)]
    links = [x.links[0][:3] for x in session.scalars(sa.select(Letter).order_by(Letter.id))]
    assert links == [["paper", author.person_id, row.id] for author in row.authors[:2]]
    assert [a.person_id is None for a in row.authors] == [False, False, True]


def test_a_title_may_come_again_once_the_first_is_withdrawn(world: World, session: Session) -> None:
    row = submit(session, world)
    with pytest.raises(Refusal) as no:
        submit(session, world, title="quotas without numbers.")
    assert no.value.field == "title"
    submissions.withdraw(session, row, world.call(session), by=world.actor(session, AUTHOR), now=NOW)
    assert submit(session, world).number == 2


def test_two_authors_may_have_papers_of_one_title(world: World, session: Session) -> None:
    submit(session, world)
    assert submit(session, world, authors=(SECOND,)).state == "submitted"


@pytest.mark.parametrize(
    ("now", "state", "kind"),
    [
        (DEADLINE, "submitted", "paper_received"),
        (DEADLINE + timedelta(minutes=10), "submitted", "paper_received"),
        (LATE, "draft", "paper_saved_late"),
    ],
)
def test_what_comes_too_late_is_kept(world: World, session: Session, now: Any, state: str, kind: str) -> None:
    row = submit(session, world, now, authors=(FIRST,))
    assert (row.state.value, letters(session)) == (state, [(kind, AUTHOR)])


def test_a_leader_lets_a_late_paper_in_once(world: World, session: Session) -> None:
    row, call, by = (
        submit(session, world, LATE, authors=(FIRST,)),
        world.call(session),
        world.actor(session, CHAIR),
    )
    submissions.let_in(session, row, call, by=by, now=LATE)
    assert (row.state, letters(session)[-1]) == ("submitted", ("paper_received", AUTHOR))
    with pytest.raises(RefusedMove):
        submissions.let_in(session, row, call, by=by, now=LATE)


def test_a_change_is_told_to_the_first_author_and_kept_in_the_history(world: World, session: Session) -> None:
    row = submit(session, world)
    change(session, world, row, title="Quotas With Numbers", authors=(SECOND, FIRST))
    session.refresh(row)
    assert row.submitter.email == COAUTHOR
    assert row.byline == "Tomas Varga, Mbali Abara"
    event = session.scalars(sa.select(HistoryEvent).where(HistoryEvent.act == "change paper")).one()
    assert (event.old["title"], event.new["title"]) == ("Quotas Without Numbers", "Quotas With Numbers")
    assert letters(session)[2:] == [("paper_changed", COAUTHOR)]


def test_a_stale_page_changes_nothing(world: World, session: Session) -> None:
    row = submit(session, world)
    seen = row.version
    change(session, world, row, title="Theirs")
    with pytest.raises(Stale) as no:
        change(session, world, row, seen=seen, title="Mine", email=COAUTHOR)
    assert no.value.changes == (
        "Mbali Abara, Wed 20 Jan 2027, 10:00 New York: changed the paper (title: Theirs)",
    )
    assert row.title == "Theirs"


@pytest.mark.parametrize(
    "state", [s for s in PaperState if s not in {PaperState.SUBMITTED, PaperState.DRAFT}]
)
def test_a_paper_that_was_decided_on_stands_still(world: World, session: Session, state: PaperState) -> None:
    row = submit(session, world)
    row.state = state
    with pytest.raises(Refusal, match="has been decided on"):
        change(session, world, row, title="Mine")


def test_after_the_deadline_the_refusal_names_it_and_whom_to_write_to(world: World, session: Session) -> None:
    row = submit(session, world)
    with pytest.raises(Refusal) as no:
        change(session, world, row, LATE, title="Mine")
    assert no.value.sentence == (
        "The deadline was Fri 29 Jan 2027, 17:00 New York; papers can no longer be changed. "
        "Write to cj@law.example.edu if something must be mended."
    )


def test_withdrawing_twice_is_withdrawing_once_and_can_be_undone_in_time(
    world: World, session: Session
) -> None:
    row, call, by = (
        submit(session, world, authors=(FIRST,)),
        world.call(session),
        world.actor(session, AUTHOR),
    )
    for _ in range(2):
        submissions.withdraw(session, row, call, by=by, now=NOW)
    submissions.restore(session, row, call, by=by, now=NOW)
    assert row.state == "submitted"
    assert [kind for kind, _ in letters(session)] == ["paper_received", "paper_withdrawn", "paper_received"]
    submissions.withdraw(session, row, call, by=by, now=LATE)
    with pytest.raises(Refusal) as no:
        submissions.restore(session, row, call, by=by, now=LATE)
    assert no.value.sentence == "The deadline has passed. Write to cj@law.example.edu."


def test_somebody_else_s_spelling_never_replaces_one_s_own_name(world: World, session: Session) -> None:
    submit(session, world)
    submit(session, world, title="Other", authors=(replace(FIRST, name="M. Abara", email=AUTHOR.upper()),))
    people = session.scalars(sa.select(Person.name).where(Person.email == AUTHOR)).all()
    assert people == ["Mbali Abara"]
