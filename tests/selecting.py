"""What tests of reviewing and selecting share: acts by name, each committed, as in tests/world.py."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.world import CHAIR, World
from wip.domain.letters import LETTERS, LetterMove
from wip.domain.people import Actor
from wip.domain.reviews import Outcome
from wip.domain.selection import Choice, Shown
from wip.models import Decision, Leadership, Letter, Paper, Release, Review, Reviewer, Section, WipSession
from wip.queries.rankings import ranking
from wip.queries.review_settings import criteria_of
from wip.services import blindness, decisions, pictures, releases, reviewers, reviews, sections
from wip.services.reviews import ReviewFacts
from wip.services.scores import field_of

SECOND_CHAIR = "jonas.lind@law.example.edu"
CONFIRM_ON = date(2027, 2, 19)


def add_leader(world: World, email: str = SECOND_CHAIR, name: str = "Jonas Lind") -> None:
    """Make somebody a second leader."""

    def act(session: Session) -> None:
        section = session.scalars(sa.select(Section).where(Section.slug == world.section)).one()
        by = world.actor(session, CHAIR)
        invited: Leadership = sections.invite_leader(
            session, section, name=name, email=email, by=by, now=world.now
        )
        sections.answer_leadership(
            session, invited, accept=True, by=world.actor(session, email), now=world.now
        )

    world.do(act)


def see_all_scores(world: World, email: str = CHAIR) -> None:
    """A leader chooses to see scores before having reviewed."""

    def act(session: Session) -> None:
        row = world.call(session).wip_session
        pictures.look_early(session, row, by=world.actor(session, email), now=world.now)

    world.do(act)


def add_reviewer(world: World, email: str, name: str = "Remi Oyelaran", *, accept: bool = True) -> int:
    """Invite a reviewer, who accepts; their reviewership's id."""

    def act(session: Session) -> int:
        by = world.actor(session, CHAIR)
        asked: Reviewer = reviewers.invite_reviewer(
            session, world.call(session), name=name, email=email, by=by, now=world.now
        )
        if accept:
            reviewers.answer_reviewership(
                session, asked, accept=True, by=world.actor(session, email), now=world.now
            )
        return asked.id

    return world.do(act)


def end_reviewer(world: World, email: str) -> None:
    """A leader ends somebody's reviewing."""

    def act(session: Session) -> None:
        call, who = world.call(session), world.actor(session, email).person_id
        row = session.scalars(
            sa.select(Reviewer).where(
                Reviewer.person_id == who, Reviewer.wip_session_id == call.wip_session_id
            )
        ).one()
        by = world.actor(session, CHAIR)
        reviewers.end_reviewership(session, call, row, seen=row.version, by=by, now=world.now)

    world.do(act)


def score(
    world: World, number: int, email: str, points: int | None, comment: str = "", told: str = ""
) -> None:
    """Save somebody's review: the same points from 1 to 5 on each criterion, so that they are the mean."""

    def act(session: Session) -> None:
        by, paper = world.actor(session, email), world.row(session, number)
        mine = session.scalar(
            sa.select(Review).where(Review.paper_id == paper.id, Review.person_id == by.person_id)
        )
        seen = mine.version if mine else 0
        facts = ReviewFacts(points_all(session, world, points), frozenset(), comment, told)
        reviews.save(session, paper, facts, seen=seen, by=by, now=world.now)

    world.do(act)


def points_all(session: Session, world: World, points: int | None) -> dict[int, int]:
    """These points on every criterion of the session; none for None."""
    used = criteria_of(session, world.call(session).wip_session)
    return {} if points is None else {each.id: points for each in used}


def answers(world: World, points: int | str) -> dict[str, Any]:
    """What a browser sends for the same answer on every criterion."""
    used = world.do(lambda s: [each.id for each in criteria_of(s, world.call(s).wip_session)])
    return {field_of(id_): str(points) for id_ in used}


def look_at_names(world: World, email: str = CHAIR) -> None:
    """Have a leader of a double-blind call choose to see the authors' names."""

    def act(session: Session) -> None:
        by, row = world.actor(session, email), world.call(session).wip_session
        blindness.look_at_names(session, row, by=by, now=world.now)

    world.do(act)


def shown(session: Session, world: World, email: str) -> dict[int, Shown]:
    """What the selection page shows this leader, by paper number."""
    row = session.scalars(sa.select(WipSession).where(WipSession.slug == world.slug)).one()
    found = ranking(session, row, world.actor(session, email).person_id or 0, 1, names=True)
    return {each.number: each.shown for each in found.page.items}


def decide(
    world: World,
    outcomes: Mapping[int, Outcome | None],
    email: str = CHAIR,
    places: Mapping[int, int] | None = None,
) -> int:
    """Choose on a fresh page, and save."""

    def act(session: Session) -> int:
        page = shown(session, world, email)
        choices = [
            Choice(number, outcome, (places or {}).get(number), page[number])
            for number, outcome in outcomes.items()
        ]
        by: Actor = world.actor(session, email)
        return decisions.decide(session, world.call(session), choices, by=by, now=world.now)

    return world.do(act)


def release(
    world: World, email: str = CHAIR, *, with_comments: bool = False, wait: timedelta = timedelta()
) -> Release:
    """Read the letters, then send them: at once, or after `wait`."""

    def act(session: Session) -> Release:
        call, by = world.call(session), world.actor(session, email)
        read = releases.propose(session, call, CONFIRM_ON, world.now, with_comments=with_comments)
        row = releases.release(
            session,
            call,
            CONFIRM_ON,
            digest=read.digest,
            by=by,
            now=world.now,
            with_comments=with_comments,
            wait=wait,
        )
        session.flush()
        session.refresh(row)
        session.expunge(row)
        return row

    return world.do(act)


def standing(world: World) -> dict[int, tuple[str, str | None]]:
    """Each paper's state and staged decision, by number."""

    def read(session: Session) -> dict[int, tuple[str, str | None]]:
        rows = session.execute(
            sa.select(Paper.number, Paper.state, Decision.outcome)
            .outerjoin(Decision, sa.and_(Decision.paper_id == Paper.id, Decision.release_id.is_(None)))
            .order_by(Paper.number)
        )
        return {number: (state.value, outcome.value if outcome else None) for number, state, outcome in rows}

    return world.do(read)


def mark_sent(letter: Letter, world: World) -> None:
    """As the worker would: the letter has left."""
    letter.sent_at = world.now
    letter.state = LETTERS.after(LETTERS.after(letter.state, LetterMove.TAKE), LetterMove.DELIVER)
