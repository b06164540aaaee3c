"""What an author says came of the feedback: asked a month later, and passed on with thanks, once."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.feedbacks import TEXT_MOST
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.domain.stops import StopTopic
from wip.domain.texts import clean, says_nothing
from wip.models import Aftermath, Call, Paper, Person
from wip.queries.feedbacks import thanked_for
from wip.queries.stops import stopped_people
from wip.services import feedback_letters
from wip.services.histories import record
from wip.services.people import insert_missing

EARLY = "You can tell your readers what changed once you have their feedback, two days after the session."
TOLD = "Your readers have been told already; they are written to once."


def locked(session: Session, paper: Paper) -> Aftermath:
    """The paper's row, made at the first need."""
    insert_missing(session, Aftermath, {"paper_id": paper.id, "what_changed": "", "version": 1}, "paper_id")
    return session.scalars(
        sa.select(Aftermath)
        .where(Aftermath.paper_id == paper.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def readers_of(session: Session, paper: Paper, call: Call) -> list[Person]:
    """Whom the author's word goes to: commenters and whoever gave feedback, but not those who stopped such letters."""
    stopped = stopped_people(session, call.wip_session, StopTopic.FEEDBACK)
    return [person for person in thanked_for(session, paper) if person.id not in stopped]


def checked(row: Aftermath | None, text: str) -> str:
    """The text as it will stand in the letter. Raises Refusal before the digest, the second time, and for no words."""
    if row is None or row.digest_at is None:
        raise Refusal(EARLY)
    if row.what_changed:
        raise Refusal(TOLD)
    said = clean(text)
    if says_nothing(said):
        raise Refusal("Write what changed first, or press “Nothing yet”.", "text")
    if len(said) > TEXT_MOST:
        raise Refusal(f"Please shorten this to {TEXT_MOST} characters.", "text")
    return said


def tell_changes(session: Session, paper: Paper, call: Call, text: str, *, by: Actor, now: datetime) -> int:
    """Thank the readers with the author's own words; how many. Nobody is told twice."""
    row = locked(session, paper)
    said = checked(row, text)
    row.what_changed, row.answered_at = said, now
    session.flush()
    people = readers_of(session, paper, call)
    for person in people:
        feedback_letters.tell_change(session, paper, call, person, said, now)
    record(session, by, "tell what changed", paper, now, wip_session=call.wip_session)
    return len(people)


def nothing_yet(session: Session, paper: Paper, call: Call, *, by: Actor, now: datetime) -> None:
    """The author has nothing to tell yet; nobody is written to, and they may still tell later. Twice is once."""
    row = locked(session, paper)
    if row.digest_at is None:
        raise Refusal(EARLY)
    if row.answered_at is not None:
        return
    row.answered_at = now
    session.flush()
    record(session, by, "say nothing changed", paper, now, wip_session=call.wip_session)
