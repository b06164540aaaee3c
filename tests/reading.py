"""What tests of who reads what share: acts by name, each committed, as in tests/selecting.py."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.selecting import add_reviewer
from tests.world import CHAIR, World
from wip.domain.reviews import AssignedHow, Reading, ReviewState
from wip.models import Paper, Person, Review, Topic
from wip.queries.review_settings import settings_of
from wip.services import assignments, interests, proposals, reading_settings
from wip.services.assignments import Changed, Give
from wip.services.interests import InterestFacts
from wip.services.proposals import Proposal
from wip.services.reading_settings import ReadingFacts

READERS = tuple(f"reader{n}@college{n}.example.edu" for n in range(1, 5))


def add_readers(world: World, count: int = 3) -> tuple[str, ...]:
    """So many reviewers who accepted, by address."""
    for n, email in enumerate(READERS[:count], start=1):
        add_reviewer(world, email, f"Reader {n}")
    return READERS[:count]


def add_papers(world: World, count: int) -> None:
    """So many papers, each by its own author."""
    for n in range(1, count + 1):
        world.paper(f"Paper Number {n}", f"author{n}@school{n}.example.edu")


def give(
    world: World,
    pairs: Sequence[tuple[int, str]],
    takes: Sequence[tuple[int, str]] = (),
    *,
    email: str = CHAIR,
    how: AssignedHow = AssignedHow.HAND,
) -> Changed:
    """Give papers, by number, to readers, by address."""

    def act(session: Session) -> Changed:
        ids = [(world.row(session, n).id, world.actor(session, who).person_id or 0) for n, who in pairs]
        back = [(world.row(session, n).id, world.actor(session, who).person_id or 0) for n, who in takes]
        gives = [Give(*pair) for pair in ids]
        by = world.actor(session, email)
        return assignments.change(session, world.call(session), gives, back, how=how, by=by, now=world.now)

    return world.do(act)


def given(world: World) -> dict[tuple[int, str], ReviewState]:
    """Who has what, and in which state: by number and address."""

    def read(session: Session) -> dict[tuple[int, str], ReviewState]:
        rows = session.execute(
            sa.select(Paper.number, Person.email, Review.state)
            .join(Paper, Paper.id == Review.paper_id)
            .join(Person, Person.id == Review.person_id)
            .order_by(Paper.number, Person.email)
        )
        return {(number, email): state for number, email, state in rows}

    return world.do(read)


def decline(world: World, number: int, email: str, reason: str = "No time before March.") -> None:
    """A reader gives a paper back."""
    world.do(
        lambda s: assignments.decline(
            s, world.row(s, number), reason, by=world.actor(s, email), now=world.now
        )
    )


def set_reading(world: World, reading: Reading, each: int = 3, *, reminds: bool = True) -> None:
    """Choose how the session is read."""

    def act(session: Session) -> None:
        row = world.call(session).wip_session
        seen = settings_of(session, row).version
        facts = ReadingFacts(reading, each, reminds)
        by = world.actor(session, CHAIR)
        reading_settings.change(session, row, facts, seen=seen, by=by, now=world.now)

    world.do(act)


def propose(world: World, *, anew: bool = False) -> Proposal:
    """What would be given out."""
    return world.do(lambda s: proposals.propose(s, world.call(s), anew=anew))


def accept(world: World, *, anew: bool = False, email: str = CHAIR) -> Changed:
    """Look at the proposal, and accept it."""

    def act(session: Session) -> Changed:
        call, by = world.call(session), world.actor(session, email)
        digest = proposals.propose(session, call, anew=anew).digest
        return proposals.accept(session, call, digest=digest, anew=anew, by=by, now=world.now)

    return world.do(act)


def add_topics(world: World, *names: str) -> list[int]:
    """The call offers these topics; their ids."""

    def act(session: Session) -> list[int]:
        call = world.call(session)
        rows = [Topic(call_id=call.id, position=n, name=name) for n, name in enumerate(names)]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]

    return world.do(act)


def like(
    world: World, email: str, topics: Sequence[int] = (), words: str = "", most: int | None = None
) -> None:
    """A reader says what they would like to read."""
    world.do(
        lambda s: interests.say(
            s,
            world.call(s),
            InterestFacts(topics, words, most),
            seen=0,
            by=world.actor(s, email),
            now=world.now,
        )
    )
