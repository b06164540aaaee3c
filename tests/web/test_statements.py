"""Lists cost the same number of statements however many rows they have."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests import selecting
from tests.client import PageClient
from tests.preparing import commenter, confirmed
from tests.selecting import add_reviewer, score
from tests.world import AUTHOR, CHAIR, COAUTHOR, NEW_YORK, REVIEWER, START, World
from wip.domain.calls import CallMove
from wip.domain.papers import AuthorFacts
from wip.domain.questions import QuestionKind
from wip.models import Answer, Criterion, Institution, Question, Section
from wip.services import calls, sessions
from wip.services.sessions import SessionFacts


def _sessions(world: World, numbers: range) -> None:
    def act(session: Session) -> None:
        section = session.scalars(sa.select(Section).where(Section.slug == world.section)).one()
        by = world.actor(session, CHAIR)
        for number in numbers:
            start = START + timedelta(days=number)
            facts = SessionFacts(f"Session {number}", start, NEW_YORK, 90, "About.")
            row = sessions.plan(session, section, facts, by=by, now=world.now)
            calls.step(session, world.call(session, row.slug), CallMove.PUBLISH, by=by, now=world.now)
            session.flush()

    world.do(act)


def _papers(world: World, numbers: range) -> None:
    for number in numbers:
        world.paper(f"Paper {number}", f"author{number}@law.example.edu")


def _own_papers(world: World, numbers: range) -> None:
    for number in numbers:
        # Ten papers of one first author are the most; as a co-author one may have any number.
        coauthor = AuthorFacts("Mbali Abara", "Northfield College of Law", AUTHOR)
        world.paper(f"Paper {number}", f"author{number}@law.example.edu", coauthors=(coauthor,))


def _questions(world: World, numbers: range) -> None:
    def act(session: Session) -> None:
        call = world.call(session)
        facts: dict[str, Any] = {"call_id": call.id, "kind": QuestionKind.TEXT, "required": True}
        session.add_all(Question(position=n, label=f"Question {n}", **facts) for n in numbers)

    world.do(act)


def _answered(world: World, numbers: range) -> None:
    """Of one paper: a question that is answered, and one that is not."""
    if 0 in numbers:
        world.paper(coauthors=(AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR),))

    def act(session: Session) -> None:
        facts: dict[str, Any] = {"call_id": world.call(session).id, "kind": QuestionKind.TEXT}
        for n in numbers:
            row = Question(position=n, label=f"Question {n}", **facts)
            session.add_all([row, Question(position=n, label=f"Open {n}", required=True, **facts)])
            session.flush()
            session.add(Answer(paper_id=world.row(session).id, question_id=row.id, value="Said"))

    world.do(act)


def _scored(world: World, numbers: range) -> None:
    """Each paper by the chair, and by a reviewer of its own."""
    _papers(world, numbers)
    for number in numbers:
        reader = f"reader{number}@law.example.edu"
        add_reviewer(world, reader, f"Reader {number}")
        for email, points in ((CHAIR, 2), (reader, 5)):
            score(world, number + 1, email, points)


def _criteria(world: World, numbers: range) -> None:
    def act(session: Session) -> None:
        row = world.call(session).wip_session
        session.add_all(
            Criterion(wip_session_id=row.id, position=9 + n, name=f"Criterion {n}", labels=["no", "yes"])
            for n in numbers
        )

    world.do(act)


def _conflicts(world: World, numbers: range) -> None:
    """A proposed conflict of the one reviewer with each paper."""
    if 0 in numbers:
        selecting.add_reviewer(world, REVIEWER)
    _papers(world, numbers)


def _institutions(world: World, numbers: range) -> None:
    def act(session: Session) -> None:
        section = session.scalars(sa.select(Section).where(Section.slug == world.section)).one()
        session.add_all(Institution(section_id=section.id, name=f"School {n}") for n in numbers)

    world.do(act)


def _slots(world: World, numbers: range) -> None:
    """Confirmed papers, each with a commenter who accepted and one who has not answered."""
    for number in numbers:
        paper = confirmed(world, f"Paper {number}", f"author{number}@law.example.edu")
        for accepts, school in ((True, "lake"), (None, "north")):
            email = f"commenter{number}@{school}.example.edu"
            commenter(world, paper, email, f"Commenter {number} of {school}", accepts=accepts)


LISTS: dict[str, tuple[Callable[[World, range], None], str, str, int]] = {
    "front page": (_sessions, "", "/", 3),
    "section": (_sessions, "", "/sections/criminal-justice/", 3),
    "leaders' section": (_sessions, CHAIR, "/sections/criminal-justice/", 4),
    "papers": (_papers, CHAIR, "/manage/{slug}/papers/", 10),
    "papers searched": (_papers, CHAIR, "/manage/{slug}/papers/?words=paper&draft=no", 10),
    "history": (_papers, CHAIR, "/manage/{slug}/history/", 7),
    "an author's own page of everything": (_own_papers, AUTHOR, "/me/", 18),
    "a leader's own page of everything": (_sessions, CHAIR, "/me/", 19),
    "a paper": (_answered, CHAIR, "/manage/{slug}/papers/1/", 13),
    "a paper to review": (_answered, CHAIR, "/manage/{slug}/reviews/1/", 13),
    "hand-over": (_papers, CHAIR, "/manage/{slug}/hand-over", 25),
    "office": (_papers, CHAIR, "/manage/{slug}/office", 9),
    "conflicts": (_conflicts, CHAIR, "/manage/{slug}/conflicts/", 8),
    "papers that a reviewer cannot judge": (_papers, CHAIR, "/manage/{slug}/reviews/conflicts", 6),
    "institutions": (_institutions, CHAIR, "/sections/criminal-justice/institutions/", 4),
    "call": (_papers, "", "/sessions/{slug}/call", 3),
    "questions": (_questions, CHAIR, "/manage/{slug}/questions/", 7),
    "picture of papers": (_scored, CHAIR, "/manage/{slug}/picture/", 10),
    "picture of reviewers": (_scored, CHAIR, "/manage/{slug}/picture/reviewers", 6),
    "picture of a reviewer": (_scored, CHAIR, "/manage/{slug}/picture/reviewers/{chair}", 7),
    "picture of progress": (_scored, CHAIR, "/manage/{slug}/picture/progress", 8),
    "form of a review": (_criteria, CHAIR, "/manage/{slug}/review-form/", 5),
    "readiness": (_slots, CHAIR, "/manage/{slug}/readiness/", 13),
    "nudges": (_slots, CHAIR, "/manage/{slug}/readiness/nudge", 16),
    "guidelines": (_slots, CHAIR, "/manage/{slug}/commenters/guidelines", 7),
    "overview": (_papers, CHAIR, "/manage/{slug}/", 6),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_at_1_3_and_30_rows(
    client: PageClient, world: World, statements: Any, name: str
) -> None:
    fill, email, path, expected = LISTS[name]
    if email:
        world.do(lambda s: world.actor(s, email))
        client.sign_in(email)
    found, path = {}, path.format(slug=world.slug, chair=world.do(lambda s: world.actor(s, CHAIR).person_id))
    for more, total in ((1, 1), (2, 3), (27, 30)):
        fill(world, range(total - more, total))
        client.get(path)
        with statements() as said:
            client.get(path)
        found[total] = len(said)
    assert found == {1: expected, 3: expected, 30: expected}
