"""Stopping letters of a kind about a session, and taking them again."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.letters import LETTERS, LetterMove, LetterState
from wip.domain.people import Actor
from wip.domain.stops import STOP_WORDS, TOPIC_OF, StopTopic
from wip.models import Letter, Person, StoppedLetters, WipSession
from wip.queries.stops import is_stopped
from wip.services.histories import record
from wip.services.people import insert_missing


def stop(
    session: Session, person: Person, wip_session: WipSession, topic: StopTopic, *, by: Actor, now: datetime
) -> None:
    """Write no more letters of this topic to the person, and hold those that have not left. Twice is once."""
    if is_stopped(session, person, wip_session, topic):
        return
    key = {"person_id": person.id, "wip_session_id": wip_session.id, "topic": topic}
    insert_missing(session, StoppedLetters, key | {"stopped_at": now}, *key)
    row = session.scalars(sa.select(StoppedLetters).filter_by(**key)).one()
    _hold(session, person, wip_session, topic)
    told = {"person": person.email, "letters": STOP_WORDS[topic]}
    record(session, by, "stop letters", row, now, wip_session=wip_session, new=told)


def _hold(session: Session, person: Person, wip_session: WipSession, topic: StopTopic) -> None:
    kinds = [kind for kind, its in TOPIC_OF.items() if its is topic]
    waiting = session.scalars(
        sa.select(Letter)
        .where(
            Letter.person_id == person.id,
            Letter.wip_session_id == wip_session.id,
            Letter.kind.in_(kinds),
            Letter.state == LetterState.WAITING,
        )
        .with_for_update()
    )
    for letter in waiting:
        letter.state = LETTERS.after(letter.state, LetterMove.HOLD)
        letter.fault = "The recipient has stopped letters of this kind."


def start_again(
    session: Session, person: Person, wip_session: WipSession, topic: StopTopic, *, by: Actor, now: datetime
) -> None:
    """Write letters of this topic to the person again; what was held stays held."""
    row = session.scalar(
        sa.select(StoppedLetters).where(
            StoppedLetters.person_id == person.id,
            StoppedLetters.wip_session_id == wip_session.id,
            StoppedLetters.topic == topic,
        )
    )
    if row is None:
        return
    told = {"person": person.email, "letters": STOP_WORDS[topic]}
    record(session, by, "start letters again", row, now, wip_session=wip_session, new=told)
    session.delete(row)
    session.flush()
