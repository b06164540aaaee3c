"""Reminding reviewers: by a schedule that leaders can stop for a session, and everybody for themself."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.letters import LetterKind
from wip.domain.people import SYSTEM, Actor
from wip.domain.refusals import Refusal
from wip.domain.reminders import Reminder, reminder_at
from wip.domain.reviews import Reading
from wip.domain.stops import StopTopic
from wip.models import Call, Letter, Person, StoppedLetters, WipSession
from wip.queries.stops import stopped_people, stopped_topics
from wip.queries.unfinished import calls_due, unfinished
from wip.services.assignment_letters import facts_of, reviews_page
from wip.services.histories import record
from wip.services.letters import tell


def remind_due(session: Session, now: datetime) -> int:
    """Write the reminders that are due by now, one letter a person and date; how many. Safe to repeat."""
    return sum(_remind(session, call, reading, now) for call, reading in calls_due(session, now))


def _remind(session: Session, call: Call, reading: Reading, now: datetime) -> int:
    kind = reminder_at(call.review_due_at, now) if call.review_due_at else None
    if kind is None or call.review_due_at is None:
        return 0
    row = call.wip_session
    # The date is part of the cause: where the due date moves, its reminders go out again.
    cause = f"reviews-due:{row.id}:{call.review_due_at:%Y%m%dT%H%M}:{kind}"
    told = set(session.scalars(sa.select(Letter.person_id).where(Letter.cause == cause)))
    told |= stopped_people(session, row, StopTopic.REVIEW_REMINDERS)
    waiting = {who: n for who, n in unfinished(session, row, reading, now).items() if who not in told}
    people = session.scalars(sa.select(Person).where(Person.id.in_(waiting)).order_by(Person.id))
    for person in people:
        tell(
            session,
            LetterKind.REVIEWS_DUE,
            person,
            cause,
            now,
            facts=facts_of(call) | _words(call, waiting[person.id], kind),
            links={"open": reviews_page(row)},
            wip_session=row,
        )
    if waiting:
        record(session, SYSTEM, "remind reviewers", row, now, wip_session=row, new={"letters": len(waiting)})
    return len(waiting)


def _words(call: Call, waiting: int, kind: Reminder) -> dict[str, str]:
    facts = facts_of(call)
    due, title = facts["due"], facts["session_title"]
    reviews = f"{waiting} {'review is' if waiting == 1 else 'reviews are'}"
    still = f"{'One paper still waits' if waiting == 1 else f'{waiting} papers still wait'} for yours."
    if kind is Reminder.LATE:
        return {
            "heading": f"{reviews} overdue",
            "opening": f"Reviews for “{title}” were due by {due}. {still}",
            "advice": "If you can finish soon, your word still counts. If you cannot, please give the papers back on their "
            "pages, so that somebody else can read them.",
        }
    return {
        "heading": f"{reviews} due {due}",
        "opening": f"Reviews for “{title}” are due by {due}. {still}",
        "advice": "If you cannot read one in time, please give it back on its page, so that somebody else can.",
    }


def want_reminders(session: Session, row: WipSession, *, wanted: bool, by: Actor, now: datetime) -> None:
    """Stop the reminders of this session to the actor, or have them again. Twice is once."""
    if by.person_id is None:
        raise Refusal("Sign in first.")
    topic = StopTopic.REVIEW_REMINDERS
    stopped = topic in stopped_topics(session, by.person_id, row.id)
    if stopped is not wanted:
        return
    mine = (StoppedLetters.person_id == by.person_id, StoppedLetters.wip_session_id == row.id)
    if wanted:
        session.execute(sa.delete(StoppedLetters).where(*mine, StoppedLetters.topic == topic))
    else:
        stop = StoppedLetters(person_id=by.person_id, wip_session_id=row.id, topic=topic, stopped_at=now)
        session.add(stop)
    session.flush()
    act = "want reminders" if wanted else "stop reminders"
    record(session, by, act, row, now, wip_session=row)
